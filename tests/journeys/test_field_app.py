"""The field app in a real browser against the real server: two days offline, kills, lost answers."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.journeys.camera import filmed
from tests.journeys.field_store import Prepared, prepared, text
from tests.journeys.handset import PIN, Handset, say
from tests.journeys.lossy import Network, network
from tests.journeys.person import violations
from tests.journeys.test_lan import HOST as LAN
from tests.journeys.test_lan import home_that_trusts
from tests.ledger.real_server import RealServer, serving
from tests.processes import free_port, running, sampai, wait_for

from sampai.custody.rules.bodies import statement_of
from sampai.ledger.model import Digest
from sampai.ledger.rules.envelope import read_event
from sampai.ledger.rules.frames import frames

PEOPLE = {"gudang": "kpu-logistik", "dewi": "ppk", "siti": "kpps", "rudi": "ptps", "bagus": "pengawal"}


MORE_HANDOVERS = 15
"""Beside the fifteen that are made on the screen; signed and kept by what the screen calls."""


@pytest.fixture
def post(tmp_path: Path) -> Prepared:
    folder = tmp_path / "data"
    folder.mkdir()
    return prepared(folder, PEOPLE)


@pytest.fixture
def server(post: Prepared) -> Iterator[RealServer]:
    with serving(post.data) as found:
        yield found


@pytest.fixture
def way(server: RealServer) -> Iterator[Network]:
    with network(server.port) as found:
        yield found


def _stored(data: Path) -> list[bytes]:
    """All events as they lie in the store."""
    with sqlite3.connect(f"file:{data / 'sampai.sqlite3'}?mode=ro", uri=True) as store:
        rows = store.execute("SELECT raw FROM event ORDER BY seq").fetchall()
    return [bytes(raw) for (raw,) in rows]


def test_two_days_without_a_network_and_every_statement_arrives_once(
    post: Prepared, server: RealServer, way: Network, playwright: Playwright, tmp_path: Path
) -> None:
    phone = Handset(playwright, server=way.address, disk=tmp_path / "disk").begin()
    phone.page.clock.install()
    phone.enrols(post.codes["dewi"]).hands_up()
    phone.context.set_offline(True)

    for step, count in (("Receive", 1), ("Load", 2), ("Depart", 2), ("Arrive", 4), ("Hand over", 4)):
        for _ in range(count):
            phone.does(step, seals="AB1234567 AB1234568")
    phone.opens()
    phone.signs_in()
    assert phone.queue() == (14, 13)
    phone.page.clock.fast_forward(int(timedelta(days=1).total_seconds() * 1000))
    phone.signs_in()
    for step, count in (("Arrive", 10), ("Hand over", 10)):
        for _ in range(count):
            phone.does(step, seals="AB1234567")
    phone.states_again("custody.given", MORE_HANDOVERS)
    phone.kill()
    phone.begin()
    phone.context.set_offline(True)
    phone.page.clock.install(time=datetime.now(tz=UTC) + timedelta(days=2))
    phone.opens()
    phone.signs_in()
    phone.does("Store")
    assert phone.queue() == (35 + MORE_HANDOVERS, 34 + MORE_HANDOVERS)

    way.lose = 2
    phone.context.set_offline(False)
    phone.page.evaluate("document.querySelector('sampai-field').phone.sync()")
    server.kill()
    phone.page.evaluate("document.querySelector('sampai-field').phone.sync()")
    server.start()
    phone.hands_up()

    events = [read_event(raw) for raw in _stored(post.data)]
    mine = [event for event in events if event.kind.startswith(("custody.", "device.began"))]
    assert way.lost > 0
    assert [event.counter for event in mine] == list(range(35 + MORE_HANDOVERS))
    assert sum(event.kind in ("custody.given", "custody.taken") for event in mine) == 30
    assert phone.queue() == (35 + MORE_HANDOVERS, 0)
    assert all(statement_of(event, digest=Digest(b"")) is not None for event in mine[1:])
    assert phone.faults == []
    phone.end()


def test_the_camera_reads_the_desks_code_and_a_label_on_a_box(
    post: Prepared, way: Network, playwright: Playwright, tmp_path: Path
) -> None:
    box = f"{post.station}-B1"
    texts = (way.address + post.codes["siti"], f"S1/{box}/PILGUB/0123ABCD")
    flags = filmed(tmp_path / "film.y4m", texts)
    phone = Handset(playwright, server=way.address, disk=tmp_path / "disk", flags=flags, films=True).begin()

    phone.opens().presses("Scan the code")
    phone.chooses_pin()
    phone.takes_up("Receive")
    phone.presses("Go on without a code").presses("Scan a label")
    phone.reads(say("Read so far: {here} of {all}", here=1, all=3)).presses("Close the camera")

    assert phone.page.get_by_label(box).is_checked()
    assert phone.faults == []
    phone.end()


def test_under_our_own_authority_the_app_is_kept_and_the_camera_works(
    post: Prepared, playwright: Playwright, tmp_path: Path
) -> None:
    port = free_port()
    address = f"https://{LAN}:{port}"
    flags = filmed(tmp_path / "film.y4m", [address + post.codes["siti"]])
    words = sampai("serve", "--data", post.data, "--port", port, "--lan", "--host", LAN)
    log = tmp_path / "told.txt"
    with running(words, log=log) as server:
        wait_for(port, process=server, log=log)
        home = home_that_trusts(post.data / "tls" / "ca.crt", home=tmp_path / "home")
        phone = Handset(
            playwright, server=address, disk=tmp_path / "disk", flags=flags, films=True, home=home
        ).begin()
        phone.opens().presses("Scan the code")
        phone.chooses_pin().hands_up()
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.context.set_offline(True)
        phone.opens().signs_in().does("Receive")
        phone.context.set_offline(False)
        phone.hands_up()

    assert phone.faults == []
    phone.end()


def test_another_phone_carries_statements_by_camera_and_brings_the_receipts_back(
    post: Prepared, way: Network, playwright: Playwright, tmp_path: Path
) -> None:
    own = Handset(playwright, server=way.address, disk=tmp_path / "own").begin()
    own.enrols(post.codes["siti"]).hands_up()
    own.context.set_offline(True)
    own.does("Receive", seals="AB1234567").does("Open the boxes")
    own.page.locator("button.state").click()
    own.presses("By way of another phone").presses("Give mine to another phone")
    loop = own.carries()
    film = [f"SAMPAI2.{text(frame)}" for frame in islice(frames(loop), 8)]
    flags = filmed(tmp_path / "film.y4m", film, seconds=1)

    other = Handset(playwright, server=way.address, disk=tmp_path / "other", flags=flags, films=True).begin()
    other.enrols(post.codes["dewi"])
    other.page.locator("button.state").click()
    other.presses("By way of another phone").presses("Read from another phone")
    other.reads(say("Carried for others: {all}. Without a receipt yet: {waiting}.", all=1, waiting=0))
    receipts = other.receipts()

    assert [event.kind for event in map(read_event, _stored(post.data)) if event.actor == "siti"] == [
        "custody.taken",
        "custody.opened",
    ]
    assert own.queue() == (3, 2)
    assert own.takes_in(receipts) == {"carried": 0, "settled": 2}
    assert own.queue() == (3, 0)
    assert own.faults == other.faults == []
    own.end()
    other.end()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_screen_can_be_read_by_everybody(
    post: Prepared, way: Network, playwright: Playwright, tmp_path: Path, language: str
) -> None:
    phone = Handset(playwright, server=way.address, disk=tmp_path / "disk").begin()
    seen: list[str] = []

    def look(name: str) -> None:
        found = violations(phone.page)
        assert found == [], (name, found)
        phone.pictures(name, language)
        seen.append(name)

    phone.opens()
    phone.speaks(language)
    look("enrol")
    phone.page.goto("about:blank")
    phone.page.goto(way.address + post.codes["siti"])
    phone.reads(phone.say("Choose a PIN of {count} digits", count=len(PIN)))
    look("pin")
    phone.chooses_pin()
    look("home")
    for screen in ("Something is wrong", "I am safe", "By radio or SMS", "More"):
        phone.presses(screen)
        look(screen)
        phone.presses("Back")
    phone.takes_up("Receive")
    for question in range(8):
        look(f"take-{question}")
        if question == 1:
            phone.presses("I have counted: all are here")
        if question < 7:
            phone.goes_on()
    phone.signs()
    look("signed")
    phone.presses("To the list").at_home()
    phone.page.locator("button.state").click()
    look("queue")
    phone.presses("By way of another phone")
    look("carry")

    assert len(seen) == 18
    assert phone.faults == []
    phone.end()
