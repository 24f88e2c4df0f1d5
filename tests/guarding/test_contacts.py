"""Talks of the police with people of the community."""

from datetime import date

import pytest
from tests.command.people import logged_in
from tests.store import as_role

from sampai.guarding.actions import add_contact, keep_promise, note_talk
from sampai.guarding.forms.risks import SHEET
from sampai.guarding.model import RiskClaim
from sampai.guarding.queries import contacts, talks, worries
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Forbidden
from sampai.ledger.tables import LookRow

pytestmark = pytest.mark.usefixtures("any_store")
NASAL, VILLAGE = RegionCode("170401"), RegionCode("1704012003")
HEAD = as_role("kapolsek", territory=NASAL)
DAY = date(2024, 2, 1)


def known(name: str = "Pak Adat") -> int:
    return add_contact(HEAD, now(), kind="tokoh-adat", name=name, region=VILLAGE, phone="0812")


def test_talks_are_kept_and_those_longest_not_met_come_first() -> None:
    first, second = known(), known("Bu Guru")
    note_talk(HEAD, now(), contact=first, day=DAY, note="Tenang")

    assert [one.pk for one in contacts(HEAD.scope)] == [second, first]
    assert [(one.name, one.day, one.note) for one in talks(HEAD.scope)] == [("Pak Adat", DAY, "Tenang")]


def test_promise_is_open_until_somebody_says_that_it_was_kept() -> None:
    talk = note_talk(HEAD, now(), contact=known(), day=DAY, promise="Jaga jembatan", promise_until=DAY)
    assert not talks(HEAD.scope)[0].is_kept

    keep_promise(HEAD, now(), talk=talk)

    assert talks(HEAD.scope)[0].is_kept


def test_worry_is_a_claim_of_the_police_without_a_name() -> None:
    contact = known()
    with pytest.raises(Refused, match="about a place"):
        note_talk(HEAD, now(), contact=contact, day=DAY, worry="sara")

    note_talk(HEAD, now(), contact=contact, day=DAY, worry="sara", place=f"{VILLAGE}001")

    assert worries(HEAD.scope) == [
        RiskClaim(
            place=f"{VILLAGE}001",
            institution="polri",
            indicator="sara",
            value="ya",
            day=DAY,
            source="Kunjungan tokoh-adat",
            certainty=Certainty.REPORTED,
        )
    ]


def test_neither_another_police_station_nor_another_institution_sees_or_writes() -> None:
    contact = known()
    others = [
        as_role("kapolsek", territory=RegionCode("170402")),
        as_role("bawaslu", territory=RegionCode("1704")),
        as_role("kpu-pimpinan", territory=RegionCode("1704")),
    ]

    assert contacts(others[0].scope) == []
    for by in others:
        with pytest.raises(Forbidden):
            note_talk(by, now(), contact=contact, day=DAY, note="x")
    for by in others[1:]:
        with pytest.raises(Forbidden):
            contacts(by.scope)


def test_page_keeps_talks_notes_looks_and_gives_rows_of_the_sheet() -> None:
    client = logged_in("kapolsek", territory=NASAL)
    client.cookies["lang"] = "en"
    assert client.get("/kontak").status_code == 200
    assert not LookRow.objects.exists()
    person = {"perbuatan": "kontak", "nama": "Pak Adat", "jenis": "tokoh-adat", "wilayah": VILLAGE}
    assert client.post("/kontak", person).status_code == 302
    talk = {
        "perbuatan": "kunjungan",
        "kontak": str(contacts(HEAD.scope)[0].pk),
        "hari": "2024-02-01",
        "janji": "Jaga jembatan",
        "sampai": "2024-02-10",
        "kerawanan": "riwayat-konflik",
        "tempat": VILLAGE,
    }
    assert client.post("/kontak", talk).status_code == 302
    assert client.post("/kontak", talk | {"tempat": "1813012001"}).status_code == 403
    assert client.post("/kontak", talk | {"tempat": ""}).status_code == 422

    page = client.get("/kontak").content.decode()
    sheet = client.get("/kontak/kerawanan.csv").content.decode("utf-8-sig").splitlines()

    assert all(part in page for part in ("Pak Adat", "Jaga jembatan", "There was conflict before"))
    assert LookRow.objects.filter(subject="contacts").count() >= 2
    headers = {column.header_id for column in SHEET.columns}
    assert set(sheet[0].split(";")) <= headers
    assert sheet[1] == f"{VILLAGE};polri;riwayat-konflik;ya;2024-02-01;Kunjungan tokoh-adat;dilaporkan"
    assert client.post("/kontak", {"perbuatan": "ditepati", "kunjungan": "1"}).status_code == 302
    assert "Promises that are open" not in client.get("/kontak").content.decode()
