"""Few pages are worked on at a time; statements that wait for a commit are not among them."""

from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from tests.processes import LIMIT_S

from sampai.main.web.middleware import EVENTS, Straight
from sampai.main.web.options import PAGES
from sampai.main.web.turns import Turns


def test_statements_are_taken_while_pages_wait_for_their_turn(sqlite_store: Path) -> None:  # noqa: ARG001 -- open
    begun: list[str] = []
    full, go_on = Event(), Event()

    def page(request: HttpRequest) -> HttpResponse:
        begun.append(request.path)
        if len(begun) == PAGES:
            full.set()
        go_on.wait(LIMIT_S)
        return HttpResponse()

    straight: Any = Straight(page)
    ask = RequestFactory()
    threads = [
        Thread(target=straight, args=(ask.get(f"/{number}"),), daemon=True) for number in range(PAGES + 3)
    ]
    for thread in threads:
        thread.start()
    try:
        assert full.wait(LIMIT_S)
        answer = straight(ask.post(EVENTS, b"no batch", content_type="application/cbor"))
        assert answer.status_code == 200
        assert len(begun) == PAGES
    finally:
        go_on.set()
        for thread in threads:
            thread.join(LIMIT_S)
    assert len(begun) == PAGES + 3


def test_whoever_came_first_is_next() -> None:
    turns, order, begun = Turns(1), list[int](), list[Thread]()

    def work(number: int) -> None:
        with turns.turn():
            order.append(number)

    with turns.turn():
        for number in range(20):
            thread = Thread(target=work, args=(number,), daemon=True)
            thread.start()
            begun.append(thread)
            until = monotonic() + LIMIT_S
            while turns.waiting <= number and monotonic() < until:
                sleep(0.001)
    for thread in begun:
        thread.join(LIMIT_S)

    assert order == [*range(20)]
    assert turns.waiting == 0
