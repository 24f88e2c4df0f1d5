"""Papers and packs from the pages: who may print what, what a code leads to, how a pack is written."""

import re
import time

import pypdfium2
import pytest
from tests.command.conftest import World
from tests.command.people import logged_in
from tests.store import as_role

from sampai.coordination.rules.codes import paper_code
from sampai.custody.actions.boxes import boxes_of_plan, keep_boxes
from sampai.custody.rules.labels import label_text
from sampai.kernel.ids import RegionCode
from sampai.ledger.queries import look_lines
from sampai.main.printing import Printing
from sampai.main.web.papers import own_key
from sampai.main.words import words

KAUR = RegionCode("1704")
OPERATION = "1704.PILKADA-2024"


def pages(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(content))


def test_the_clerk_prints_a_journey_s_papers_and_that_is_noted(world: World) -> None:
    journey = world.plan.delivery.journeys[0].code

    answer = logged_in("kpu-logistik").get(f"/surat/cetak/{world.number}/surat-jalan/{journey}")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert pages(answer.content) == 1
    looks = look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu")
    assert any(f"surat-jalan:{journey}" in one.subject for one in looks)


@pytest.mark.parametrize("role", ["ppk", "bawaslu", "kapolsek", "pps", "publik"])
def test_whoever_may_not_see_routes_prints_no_journey(world: World, role: str) -> None:
    journey = world.plan.delivery.journeys[0].code

    answer = logged_in(role).get(f"/surat/cetak/{world.number}/kartu-rute/{journey}")

    assert answer.status_code == 403


def test_labels_are_printed_by_those_who_manage_seals_only(world: World) -> None:
    station = world.plan.operation.register.stations[0].code
    address = f"/surat/cetak/{world.number}/label-kotak/{station}"

    assert logged_in("kpu-logistik").get(address).status_code == 200
    assert logged_in("bawaslu").get(address).status_code == 403
    assert logged_in("ppk", territory=RegionCode(station[:6])).get(address).status_code == 403


def test_a_station_s_receipt_is_for_its_territory_and_without_hours_below_the_embargo(world: World) -> None:
    stations = world.plan.operation.register.stations
    near, far = stations[0].code, next(one.code for one in stations if one.code[:6] != stations[0].code[:6])
    person = logged_in("ppk", territory=RegionCode(near[:6]))

    mine = person.get(f"/surat/cetak/{world.number}/tanda-terima/{near}")

    text = pypdfium2.PdfDocument(mine.content)[0].get_textpage().get_text_range()
    assert mine.status_code == 200
    assert "KPU-PPK" not in text
    assert "PPK-TPS" not in text
    assert person.get(f"/surat/cetak/{world.number}/tanda-terima/{far}").status_code == 403


def test_papers_of_people_are_not_printed_from_a_station(world: World) -> None:
    station = world.plan.operation.register.stations[0].code

    person = logged_in("kpu-logistik")

    for code in ("kartu-tugas", "lampiran-sprin", "bttb"):
        assert person.get(f"/surat/cetak/{world.number}/{code}/{station}").status_code == 403


def test_the_pages_of_a_journey_and_a_station_link_to_their_papers(world: World) -> None:
    person = logged_in("kpu-logistik")
    journey, station = world.plan.delivery.journeys[0].code, world.plan.operation.register.stations[0].code

    route = person.get(f"/rencana/{world.number}/perjalanan/{journey}").content.decode()
    place = person.get(f"/tps/{station}").content.decode()

    assert f"/surat/cetak/{world.number}/bast/{journey}" in route
    assert f"/surat/cetak/{world.number}/tanda-terima/{station}" in place


def test_a_scanned_paper_leads_to_its_record_and_to_entering_it(world: World) -> None:
    keep_boxes(world.number, boxes=boxes_of_plan(world.plan))
    station, journey = world.plan.operation.register.stations[0].code, world.plan.delivery.journeys[0].code
    person = logged_in("kpu-logistik")
    receipt = paper_code("TT", operation=OPERATION, subject=station, key=own_key())
    waybill = paper_code("SJ", operation=OPERATION, subject=journey, key=own_key())

    seen = person.get(f"/SURAT/{receipt}").content.decode()
    there = person.get("/surat", {"kode": waybill.lower()}).content.decode()

    assert f'href="/tps/{station}"' in seen
    assert f'href="/kotak/{station}-B1/catat"' in seen
    assert f'href="/rencana/{world.number}/perjalanan/{journey}"' in there
    assert "forged" not in seen + there
    assert "palsu" not in seen + there


def test_a_scanned_label_leads_to_its_box_and_a_forged_one_is_told(world: World) -> None:
    box = next(iter(boxes_of_plan(world.plan)))
    person = logged_in("kpu-logistik")
    ours = label_text(box, election="pilkada-2024", key=own_key())

    good = person.get("/surat", {"kode": ours}).content.decode()
    bad = person.get("/surat", {"kode": ours[:-8] + "00000000"}).content.decode()

    assert f'href="/kotak/{box.code}"' in good
    assert 'class="told"' in good
    assert 'class="told"' not in bad


def test_a_label_of_a_ppk_s_own_box_leads_to_its_kecamatan_and_journey(world: World) -> None:
    office = Printing(words=words("id"), key=own_key(), plan=world.plan)
    label = next(one for one in office.texts("label-kotak") if one.entries[2].value == "PPK")

    clerk = logged_in("kpu-logistik").get("/surat", {"kode": label.code}).content.decode()
    town = logged_in("kesbangpol").get("/surat", {"kode": label.code}).content.decode()

    kecamatan = label.entries[0].value[:6]
    carrying = [
        one.code
        for one in world.plan.delivery.journeys
        if any(stop.place == f"ppk-{kecamatan}" for stop in one.stops)
    ]
    assert f'href="/wilayah/{kecamatan}"' in clerk
    assert f'href="/wilayah/{kecamatan}"' in town
    links = re.findall(r'href="/rencana/\d+/perjalanan/([^"]+)"', clerk)
    assert links
    assert set(links) <= set(carrying)
    assert "/perjalanan/" not in town


def test_a_code_shows_nothing_that_the_reader_may_not_see(world: World) -> None:
    journey = world.plan.delivery.journeys[0].code
    code = paper_code("SJ", operation=OPERATION, subject=journey, key=own_key())

    person = logged_in("bawaslu")
    answer = person.get("/surat", {"kode": code}).content.decode()

    assert f"/perjalanan/{journey}" not in answer
    assert person.get("/surat", {"kode": "halo"}).status_code == 422


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
def test_a_pack_is_begun_by_a_button_and_its_files_are_taken_when_it_is_whole(world: World) -> None:
    address = f"/rencana/{world.number}/rakor"
    person = logged_in("kpu-logistik")

    assert person.post(address).status_code == 302

    until = time.monotonic() + 300
    while "rakor.pdf" not in person.get(address).content.decode() and time.monotonic() < until:
        time.sleep(0.5)
    taken = person.get(f"{address}/rakor.pdf")
    assert taken.status_code == 200
    assert b"".join(taken).startswith(b"%PDF-")
    assert person.get(f"{address}/../settings").status_code == 404
    assert logged_in("bawaslu").get(address).status_code == 403
