"""The field app in another engine than Chromium: begun without a network, a handover, then sent."""

from pathlib import Path

import pytest
from tests.journeys.field_store import prepared
from tests.journeys.firefox import Firefox
from tests.journeys.handset import PIN, say
from tests.journeys.test_field_app import _stored
from tests.ledger.real_server import RealServer

from sampai.ledger.rules.envelope import read_event


def _types_pin(phone: Firefox, asked: str, **data: object) -> None:
    phone.sees(say(asked, **data))
    for digit in PIN:
        phone.presses(digit)


def _takes_over(phone: Firefox) -> None:
    """The first task of the list, from its first question to the signature."""
    phone.sees(say("Receive"))
    phone.asks("document.querySelector('button.task').click()")
    phone.presses(say("Go on without a code"))
    phone.presses(say("I have counted: all are here"))
    while not phone.asks("return document.querySelector('button.sign') !== null"):
        phone.asks("[...document.querySelectorAll('main > button.big')].at(-1).click()")
    phone.asks(
        "for (const one of document.querySelectorAll('label.against input'))"
        " { one.value = 'Segel tertutup plastik'; one.dispatchEvent(new Event('change')); }"
    )
    phone.presses(say("Sign"))
    phone.sees(say("It is kept on this phone and goes out when there is a network."))


@pytest.mark.timeout(300)
def test_firefox_begins_without_a_network_and_every_statement_arrives_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    post = prepared(folder, {"siti": "kpps"})
    server = RealServer(post.data)
    server.start()
    address = f"http://localhost:{server.port}"
    try:
        with Firefox(tmp_path / "profile") as phone:
            phone.goes(address + post.codes["siti"])
            _types_pin(phone, "Choose a PIN of {count} digits", count=len(PIN))
            _types_pin(phone, "The same PIN again")
            phone.sees(say("All of it is with the server"))
            phone.sees(say("Receive"))
            phone.asks("return navigator.serviceWorker.ready.then(() => true)")
        server.kill()
        with Firefox(tmp_path / "profile") as phone:
            phone.goes(f"{address}/lapangan")
            _types_pin(phone, "Your PIN")
            _takes_over(phone)
            phone.presses(say("To the list"))
            phone.sees(say("Only on this phone: {count}", count=1))
            server.start()
            phone.asks("document.querySelector('button.state').click()")
            phone.presses(say("Try to send now"))
            phone.sees(
                say("Signed: {all}. With a receipt: {sent}. Only here: {waiting}.", all=2, sent=2, waiting=0)
            )
    finally:
        server.kill()

    events = [read_event(raw) for raw in _stored(post.data)]
    assert [one.kind for one in events if one.actor == "siti"] == ["custody.taken"]
