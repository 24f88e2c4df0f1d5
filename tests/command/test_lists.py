"""Lists: one filter, pages by key, files, a text to share, filters of one's own."""

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client
from tests.command.conftest import KAUR, Entering, World
from tests.command.queries import statements
from tests.store import as_role

from sampai.ledger.queries import audit_lines, look_lines

ONE, THREE = "/tps?wilayah=1704012001", "/tps?wilayah=1704031010"
KINDS = ("tps", "tempat", "perjalanan", "kelompok", "masalah")
NEXT = re.compile(r'href="([^"]+)" rel="next"')


def rows(page: str) -> list[str]:
    return re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)


def walk(client: Client, address: str) -> list[str]:
    """The rows of all pages of a list."""
    found = []
    while True:
        page = client.get(address).content.decode()
        found += rows(page)
        onward = NEXT.search(page)
        if onward is None:
            return found
        address = onward[1].replace("&amp;", "&")


def table(answer: object) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_pages_show_every_station_once_in_the_order_of_codes(world: World, entering: Entering) -> None:
    found = walk(entering("kpu-logistik"), "/tps")

    codes = [re.search(r"/tps/(\d{13})", row)[1] for row in found]  # type: ignore[index]
    assert codes == [one.code for one in world.plan.operation.register.stations]


def test_every_list_is_as_long_as_the_plan(world: World, entering: Entering) -> None:
    client = entering("kpu-logistik")

    found = {kind: len(walk(client, f"/daftar/{kind}")) for kind in KINDS}

    assert found == {
        "tps": len(world.plan.operation.register.stations),
        "tempat": len(world.plan.operation.register.places),
        "perjalanan": len(world.plan.delivery.journeys),
        "kelompok": len(world.plan.guard.clusters),
        "masalah": len(world.plan.problems),
    }


def test_a_filter_narrows_stations_and_the_journeys_that_bring_their_goods(
    world: World, entering: Entering
) -> None:
    client = entering("kpu-logistik")
    very = {one.station for one in world.plan.guard.risks if one.risk == "sangat-rawan"}

    stations = table(client.get("/daftar/tps/berkas.csv?kelas=sangat-rawan"))
    journeys = table(client.get("/daftar/perjalanan/berkas.csv?kelas=sangat-rawan"))

    assert {row[0] for row in stations[1:]} == very
    assert {row[0] for row in journeys[1:]} == {
        one.code for one in world.plan.delivery.journeys for stop in one.stops if very & set(stop.stations)
    }


def test_states_signal_access_and_text_narrow_too(world: World, entering: Entering) -> None:
    client = entering("kpu-logistik")
    stations = world.plan.operation.register.stations

    assert len(walk(client, "/tps?keadaan=waktu-salah")) == 0
    assert len(walk(client, "/tps?keadaan=waktu-tepat")) == len(stations)
    assert len(walk(client, "/tps?sinyal=tidak-ada")) == sum(one.is_blankspot for one in stations)
    assert len(walk(client, "/tps?sulit=ya")) == sum(one.hard for one in stations)
    assert len(walk(client, "/tps?teks=170404")) == sum(one.code.startswith("170404") for one in stations)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("asked", ["keadaan=besok", "wilayah=17x4", "wilayah=170", "teks=" + "x" * 81])
def test_a_filter_that_cannot_be_is_refused_with_a_sentence(entering: Entering, asked: str) -> None:
    assert entering("kpu-logistik").get(f"/tps?{asked}").status_code == 422


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("kind", KINDS)
def test_another_regency_is_refused_and_nothing_of_this_one_is_shown_there(
    entering: Entering, kind: str
) -> None:
    client = entering("kabag-ops", "1703")

    assert client.get(f"/daftar/{kind}?wilayah=1704").status_code == 403
    assert client.get(f"/daftar/{kind}/berkas.csv?wilayah=1704").status_code == 403
    assert rows(client.get(f"/daftar/{kind}").content.decode()) == []


def test_routes_and_times_are_not_in_the_supervisors_list_or_files(world: World, entering: Entering) -> None:
    client = entering("bawaslu")
    vehicle = world.plan.delivery.journeys[0].vehicle

    page = client.get("/daftar/perjalanan").content.decode()
    files = [client.get(f"/daftar/perjalanan/berkas.{one}").content.decode() for one in ("csv", "geojson")]

    assert "Some columns are hidden" in page
    assert not any(vehicle in text for text in (page, *files))
    assert {one["geometry"] for one in json.loads(files[1])["features"]} == {None}


@pytest.mark.usefixtures("world")
def test_the_public_is_told_no_class_even_by_a_filter(entering: Entering) -> None:
    client = entering("publik", "")

    page = client.get("/tps?wilayah=1704&kelas=sangat-rawan").content.decode()

    assert "Police class" not in page
    assert len(rows(page)) == 50


@pytest.mark.usefixtures("world")
def test_the_same_list_leaves_the_house_as_three_kinds_of_file(entering: Entering) -> None:
    client = entering("kpu-logistik")

    lines = table(client.get("/daftar/tps/berkas.csv"))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/daftar/tps/berkas.xlsx").content))
    found = json.loads(client.get("/daftar/tps/berkas.geojson").content)

    assert len(lines) - 1 == len(found["features"]) == 270
    assert book.worksheets[0].max_row == 270 + 3
    assert found["features"][0]["properties"]["Code"] == lines[1][0] == "1704012001001"
    assert found["features"][0]["geometry"]["type"] == "Point"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("kind", "shape"), [("perjalanan", "LineString"), ("kelompok", "MultiPoint"), ("tempat", "Point")]
)
def test_every_list_lies_on_a_map(entering: Entering, kind: str, shape: str) -> None:
    found = json.loads(entering("kpu-logistik").get(f"/daftar/{kind}/berkas.geojson").content)

    assert shape in {one["geometry"]["type"] for one in found["features"] if one["geometry"]}


@pytest.mark.usefixtures("world")
def test_taking_a_list_out_is_noted_with_the_look_and_not_for_everybody(entering: Entering) -> None:
    entering("kpu-logistik").get("/daftar/perjalanan/berkas.csv?wilayah=170404")

    auditor = as_role("kpu-pimpinan", territory=KAUR).scope
    line = audit_lines(auditor, institution="kpu")[0]
    look = look_lines(auditor, institution="kpu")[0]
    assert (line.deed, line.subject, line.detail["as"]) == ("lists.export", "list:perjalanan", "csv")
    assert (look.subject, look.secrecy) == ("list:perjalanan", 4)
    assert entering("kapolsek").get("/daftar/tps/berkas.csv").status_code == 403


@pytest.mark.usefixtures("world")
def test_a_list_that_shows_nothing_restricted_leaves_no_look(entering: Entering) -> None:
    entering("kpu-logistik").get("/tps")

    assert look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu") == []


@pytest.mark.usefixtures("world")
def test_the_text_to_share_says_what_where_how_many_and_its_address(entering: Entering) -> None:
    page = entering("kpu-logistik").get("/tps?keadaan=waktu-tepat&sulit=ya").content.decode()

    text = re.search(r"readonly rows=\"6\">(.*?)</textarea>", page, re.DOTALL)[1]  # type: ignore[index]
    first, filters, count, _, address = text.replace("&amp;", "&").split("\n")
    assert first.startswith("*Stations, Kabupaten Kaur* H+")
    assert (filters, count) == ("Right time: right · hard to reach", "Number: 29")
    assert parse_qs(urlsplit(address).query)["keadaan"] == ["waktu-tepat"]


@pytest.mark.usefixtures("world")
def test_a_filter_is_kept_by_name_for_its_owner_alone(entering: Entering) -> None:
    mine, other = entering("kpu-logistik"), entering("bawaslu")

    mine.post("/saringan", {"daftar": "tps", "nama": "Sulit", "sulit": "ya"})
    mine.post("/saringan", {"daftar": "tps", "nama": "Sulit", "sulit": "ya", "wilayah": "170404"})

    page = mine.get("/tps").content.decode()
    number = re.search(r"/saringan/(\d+)/hapus", page)[1]  # type: ignore[index]
    assert page.count("/hapus") == 1
    assert "wilayah=170404&amp;sulit=ya" in page
    assert "Sulit" not in other.get("/tps").content.decode()
    other.post(f"/saringan/{number}/hapus")
    assert "/hapus" in mine.get("/tps").content.decode()
    mine.post(f"/saringan/{number}/hapus")
    assert "/hapus" not in mine.get("/tps").content.decode()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_ask_the_store_no_more_often(entering: Entering, kind: str) -> None:
    client = entering("kpu-logistik")
    client.get(f"/daftar/{kind}")

    found = {
        len(statements(client, f"/daftar/{kind}?wilayah={region}"))
        for region in ("170401", "170402", "1704")
        if rows(client.get(f"/daftar/{kind}?wilayah={region}").content.decode())
    }

    assert len(found) == 1


@pytest.mark.usefixtures("world")
def test_one_station_and_three_ask_the_same(entering: Entering) -> None:
    client = entering("kpu-logistik")

    assert [len(rows(client.get(one).content.decode())) for one in (ONE, THREE)] == [1, 3]
    assert len(statements(client, ONE)) == len(statements(client, THREE))


def test_problems_tell_the_supervisor_no_journey_and_local_government_no_guard(
    world: World, entering: Entering
) -> None:
    journeys = {one.code for one in world.plan.delivery.journeys}
    guards = [one for one in world.plan.problems if one.code.startswith("officers-")]

    supervisor = " ".join(walk(entering("bawaslu"), "/daftar/masalah"))
    government = " ".join(walk(entering("kesbangpol"), "/daftar/masalah"))

    assert not [code for code in journeys if code in supervisor + government]
    assert guards
    assert "A problem of the guard." in government


def test_the_public_is_told_no_class_of_a_region(world: World, entering: Entering) -> None:  # noqa: ARG001
    assert "very vulnerable" in entering("kpu-logistik").get(f"/wilayah/{KAUR}").content.decode()
    assert "very vulnerable" not in entering("publik").get(f"/wilayah/{KAUR}").content.decode()
