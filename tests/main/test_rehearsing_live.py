"""A rehearsed day on a running server of an exercise: nothing lost, doubled or altered, whatever happens."""

from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from bench.chaos import Faults, proxy
from django.db import connections
from tests.ledger.real_server import RealServer
from tests.processes import LIMIT_S
from tests.rehearsal.days import plan
from tests.store import as_role

from sampai.engines.telephones import Habits, send_all
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.append import begin_exercise
from sampai.ledger.rules.enrolment import spelled
from sampai.ledger.tables import EventRow
from sampai.main.rehearsing_live import Played, Wanted, join, play_live, script_for
from sampai.main.store.sqlite.base import close_writers
from sampai.people.actions.devices import offer_enrolment
from sampai.rehearsal.rules.phones import compare

SECRET = bytes(range(16))
HABITS = Habits(speed=0, most=5, lines=4, deaf=0.2, carried=0.2, answer_s=20, patience_s=LIMIT_S)


def opened_to_us(*, exercise: bool) -> None:
    """The store of a server whose desk shows a code."""
    if exercise:
        begin_exercise()
    region = RegionCode(plan().operation.settings.region)
    clerk = as_role("kpu-logistik", territory=region)
    offer_enrolment(clerk, now(), name="latihan", territory=region, accounts=(), secret=SECRET, server=True)
    connections.close_all()
    close_writers()


def wanted(server: RealServer, *, habits: Habits = HABITS) -> Wanted:
    url = f"http://127.0.0.1:{server.port}"
    return Wanted(url=url, code=spelled(SECRET), profile="2024", seed=1, habits=habits)


def played(server: RealServer, *, kills: int, habits: Habits = HABITS) -> Played:
    """The day, with so many sudden ends of the server while telephones send."""
    found: list[Played] = []
    begun: list[float] = []

    def play() -> None:
        found.append(play_live(plan(), wanted=wanted(server, habits=habits), tell=begun.append))

    thread = Thread(target=play, daemon=True)
    thread.start()
    for _ in range(kills):
        heard, until = len(begun), monotonic() + LIMIT_S
        while len(begun) == heard and thread.is_alive() and monotonic() < until:
            sleep(0.02)
        server.kill()
        server.start()
    thread.join(2 * LIMIT_S)
    return found[0]


def test_a_day_through_lost_answers_other_hands_and_kill_9_is_exactly_what_was_stated(
    sqlite_store: Path,
) -> None:
    opened_to_us(exercise=True)
    server = RealServer(sqlite_store.parent, more=("--exercise",))
    try:
        server.start()
        made = played(server, kills=1)
    finally:
        server.kill()

    assert not made.sent.faults
    assert made.compared.is_exact, made.compared
    assert made.compared.stated == made.sent.receipted > 50
    assert made.sent.carried
    assert not made.sent.refused


def test_a_day_through_a_bad_network_is_exactly_what_was_stated(sqlite_store: Path) -> None:
    opened_to_us(exercise=True)
    server = RealServer(sqlite_store.parent, more=("--exercise",))
    faults = Faults(chance=0.08, held_s=0.1)
    try:
        server.start()
        brigade = join(f"http://127.0.0.1:{server.port}", code=spelled(SECRET))
        script = script_for(plan(), profile="2024", seed=1)
        brigade.vouch(script.telephones, territory=plan().operation.settings.region)
        with proxy(server.port, faults=faults) as port:
            door = replace(brigade.server, url=f"http://127.0.0.1:{port}")
            habits = replace(HABITS, answer_s=3)
            sent = send_all(script.said, telephones=script.telephones, server=door, habits=habits)
        found = compare(script, brigade.record())
    finally:
        server.kill()

    assert not sent.faults
    assert sum(faults.count.values()) > 5
    assert found.is_exact, found


def test_nothing_is_stated_to_the_server_of_a_real_record(sqlite_store: Path) -> None:
    opened_to_us(exercise=False)
    server = RealServer(sqlite_store.parent)
    try:
        server.start()
        with pytest.raises(Refused, match="exercise"):
            play_live(plan(), wanted=wanted(server))
    finally:
        server.kill()

    assert EventRow.objects.count() == 1  # that we were enrolled
