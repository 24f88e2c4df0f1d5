"""A supervisor of a station fills a checklist in without a network; the desk reads it afterwards."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import Playwright
from tests.journeys.field_store import prepared
from tests.journeys.handset import Handset
from tests.journeys.person import violations
from tests.ledger.real_server import RealServer

WAIT_S = 60
FILLED = "SELECT stage, region, name, noes, answers FROM oversight_checklist WHERE name = 'Rudi'"


def _filled(data: Path) -> list[tuple[object, ...]]:
    """Rudi's checklists in the server's store, as soon as it has read one."""
    until = monotonic() + WAIT_S
    while monotonic() < until:
        with sqlite3.connect(f"file:{data / 'sampai.sqlite3'}?mode=ro", uri=True) as store:
            found = store.execute(FILLED).fetchall()
        if found:
            return found
        sleep(0.2)
    raise AssertionError("the server has read no checklist")


def test_checklist_is_filled_in_without_a_network_and_read_at_the_desk(
    tmp_path: Path, playwright: Playwright
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    post = prepared(data, {"rudi": "ptps"})
    server = RealServer(data)
    server.start()
    try:
        address = f"http://127.0.0.1:{server.port}"
        phone = Handset(playwright, server=address, disk=tmp_path / "disk").begin()
        phone.enrols(post.codes["rudi"]).hands_up()
        phone.context.set_offline(True)
        phone.opens().signs_in().presses("Checklist")
        phone.page.get_by_role("button", name="Pengawasan penyimpanan di PPK dan PPS").click()
        asked = phone.page.locator("fieldset")
        asked.nth(0).get_by_role("button", name=phone.say("yes"), exact=True).click()
        asked.nth(4).get_by_role("button", name=phone.say("no"), exact=True).click()
        asked.nth(4).get_by_label(phone.say("What is wrong?")).fill("Kotak di lantai")
        phone.pictures("checklist", "id")
        assert violations(phone.page) == []
        phone.presses("Sign").reads(
            phone.say("It is kept on this phone and goes out when there is a network.")
        )
        assert phone.queue()[1] == 1
        phone.context.set_offline(False)
        phone.hands_up()

        ((stage, region, name, noes, answers),) = _filled(data)

        assert (stage, region, name, noes) == ("penyimpanan", post.station, "Rudi", 1)
        assert "Kotak di lantai" in str(answers)
        assert phone.faults == []
        phone.end()
    finally:
        server.kill()
