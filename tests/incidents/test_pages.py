"""Pages of incidents: what each office sees and does, and what a page asks of the store."""

import json
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.command.people import logged_in
from tests.custody.chains import published, station
from tests.incidents.desk import FieldPhone, after, fold, told
from tests.store import as_role, store

from sampai.incidents.tables import DecisionRow, IncidentRow, OrderRow, OrderSignRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor
from sampai.ledger.tables import AuditRow
from sampai.plan.tables import PlanRow

KECAMATAN = RegionCode("170401")


@pytest.fixture
def any_store(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[str]:
    with store(getattr(request, "param", "sqlite"), folder=tmp_path, recipe=published) as url:  # type: ignore[arg-type]
        yield url


@pytest.fixture
def event(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    return PlanRow.objects.get().operation.event


def clerk() -> Actor:
    return as_role("kpu-logistik", territory=RegionCode("1704"))


def flooded(event: str, *, place: str = "", kind: str = "flood", minute: int = 0, **facts: str) -> str:
    phone = FieldPhone(f"phone-{place}-{kind}-{minute}", territory="1704")
    code = phone.states(
        "incident.reported",
        place=place or station(),
        at=after(minute),
        body={"what": kind, "note": "air naik", "facts": [list(pair) for pair in facts.items()]},
        election=event,
    )
    return code[:12]


def text(client: Client, path: str, *, status: int = 200) -> str:
    client.cookies["lang"] = "en"
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_list_one_bell_paper_and_files_show_an_incident(event: str) -> None:
    code = flooded(event)
    panwas, chief = logged_in("panwascam", territory=KECAMATAN), logged_in("kabag-ops")

    assert "Flood" in text(panwas, "/kejadian")
    one = text(panwas, f"/kejadian/{code}")
    assert "2 independent sources are needed" in one
    assert "air naik" in one
    assert "asked to answer" in text(chief, "/pemberitahuan")
    assert '<strong>1</strong><span class="hidden"> new' in text(chief, "/kejadian")
    chief.post("/pemberitahuan", {"sampai": "999"})
    assert '<span class="hidden"> new' not in text(chief, "/kejadian")
    assert "Report of incident" in text(panwas, f"/kejadian/{code}?cetak=1")
    assert code in text(chief, "/kejadian/berkas.csv")
    assert (
        logged_in("kabag-ops", territory=RegionCode("17")).get("/kejadian/berkas.xlsx").content[:2] == b"PK"
    )
    assert AuditRow.objects.filter(subject="list:kejadian").count() == 2


def test_what_is_near_today_and_the_map_lead_to_it(event: str) -> None:
    code = flooded(event)
    clerk_page = logged_in("kpu-logistik")

    assert f"/kejadian/{code}" in text(clerk_page, f"/tps/{station()}")
    assert "warna=merah" in text(clerk_page, "/hari-ini")
    features = json.loads(text(clerk_page, "/peta/kejadian?wilayah=1704"))["features"]
    assert [one["properties"]["halaman"] for one in features] == [f"/kejadian/{code}"]
    assert "None was reported" in text(clerk_page, f"/kotak/{station()}-B1")


@pytest.mark.usefixtures("event")
def test_the_desk_reports_adds_a_claim_and_acts() -> None:
    ppk = logged_in("ppk", territory=KECAMATAN)
    form = {
        "jenis": "wet",
        "tempat": station(),
        "kapan": "2024-11-26T09:00",
        "sumber": "Camat",
        "lembaga": "pemda",
        "fakta": "kotak basah: 21",
        "kotak": f"{station()}-B1",
    }
    page = ppk.post("/kejadian/lapor", form, headers={"accept-language": "en"})
    assert page.status_code == 302
    code = page.headers["Location"].rpartition("/")[2]
    ppk.post("/kejadian/lapor", form | {"tentang": code, "sumber": "Pers", "fakta": "kotak basah: 28"})

    assert IncidentRow.objects.values_list("claims", "is_contested").get() == (2, True)
    assert f"/kotak/{station()}-B1" in text(ppk, f"/kejadian/{code}")
    ppk.post(
        f"/kejadian/{code}/tindakan",
        {"tindakan": "settle", "fakta": "kotak basah", "hal": "21", "alasan": "x"},
    )
    ppk.post(f"/kejadian/{code}/tindakan", {"tindakan": "start"})
    assert IncidentRow.objects.values_list("status", "is_contested").get() == ("in-hand", False)
    assert ppk.post("/kejadian/lapor", form | {"kapan": "kemarin"}).status_code == 422
    assert ppk.post("/kejadian/lapor", form | {"tempat": "ANTAH"}).status_code == 422
    assert DecisionRow.objects.count() == 3


def test_replacement_and_move_are_ordered_signed_and_printed(event: str) -> None:
    wet, water = flooded(event, kind="wet"), flooded(event, minute=1)
    kpu, police, watch = (logged_in(role) for role in ("kpu-logistik", "kabag-ops", "bawaslu"))

    assert "Nearest units" in text(kpu, f"/kejadian/{wet}/bantuan")
    kpu.post(
        f"/kejadian/{wet}/perintah",
        {
            "perintah": "replace",
            "box": f"{station()}-B1",
            "store": "GUDANG",
            "journey": "-",
            "escort": "POLSEK",
        },
    )
    kpu.post(
        f"/kejadian/{water}/perintah",
        {
            "perintah": "move",
            "station": station(),
            "old-place": "Balai desa",
            "new-place": "SDN 1",
            "voters-told": "Pengumuman PPS",
        },
    )
    moved = OrderRow.objects.get(lead="move")
    for client in (police, watch, police):
        client.post(f"/kejadian/{water}/tanda-tangan", {"perintah": moved.id})

    assert OrderSignRow.objects.filter(order=moved.id).count() == 3
    assert "signed by all" in text(kpu, f"/kejadian/{water}")
    paper = text(watch, f"/kejadian/{water}/perintah/{moved.id[:16]}")
    assert "BA Pemindahan TPS" in paper
    assert "SDN 1" in paper
    assert police.post(f"/kejadian/{wet}/perintah", {"perintah": "replace"}).status_code == 422


def test_a_cut_road_leads_to_a_command(event: str) -> None:
    cut = flooded(event, kind="road-cut")
    kpu = logged_in("kpu-logistik")

    kpu.post(
        f"/kejadian/{cut}/perintah",
        {"perintah": "replan", "closed": "Linau-Wayhawang", "from": "H-1 05:30", "until": "H 07:00"},
    )
    order = OrderRow.objects.get()
    assert "sampai replan RENCANA --close &#39;Linau-Wayhawang&#39; --at &#39;H-1 05:30&#39;" in text(
        kpu, f"/kejadian/{cut}/perintah/{order.id[:16]}"
    )


def test_nobody_reads_what_is_not_for_them(event: str) -> None:
    code = flooded(event)
    other = logged_in("panwascam", territory=RegionCode("170402"))

    assert code not in text(other, "/kejadian")
    text(other, f"/kejadian/{code}", status=403)
    text(logged_in("publik"), "/kejadian", status=403)
    carrier = logged_in("pengawal")
    assert "Deeds" not in text(carrier, f"/kejadian/{code}")
    assert carrier.post(f"/kejadian/{code}/tindakan", {"tindakan": "start"}).status_code == 403
    text(carrier, f"/kejadian/{code}/bantuan", status=403)


def test_a_journey_under_embargo_is_not_told(event: str) -> None:
    told("vehicle-failed", station(), at=after(0), by=clerk(), journey="J-17")
    fold()
    code = IncidentRow.objects.get().id[:12]

    assert "J-17" in text(logged_in("kpu-logistik"), f"/kejadian/{code}")
    assert "J-17" not in text(logged_in("bawaslu"), f"/kejadian/{code}")
    assert event


def test_the_list_asks_no_more_for_three_than_for_one(event: str) -> None:
    client = logged_in("bawaslu")
    counts = []
    for number in (0, 1, 2):
        flooded(event, place=station(number), kind="wet", minute=2000 * number)
        client.get("/kejadian")
        with CaptureQueriesContext(connections["reader"]) as seen:
            client.get("/kejadian")
        counts.append(len(seen))
    assert counts[2] == counts[0]
