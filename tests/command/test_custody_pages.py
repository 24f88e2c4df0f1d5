"""Pages of custody as the people of a regency use them: boxes, seals, silence, the way back, paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from scripts.custody_cases import DRIVER, PPK, PPS
from tests.command.people import logged_in
from tests.custody.chains import KAUR, SentWay, boxes, folded, published, small_plan, station
from tests.queries import asked, grows
from tests.store import KINDS, store

from sampai.custody.model import Condition, Kind, Loaded
from sampai.custody.tables import BoxRow
from sampai.election.tables import OperationRow
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.queries.record import stored_from
from sampai.plan.tables import PlanRow
from sampai.transport.tables import JourneyRow


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store of each kind with the boxes of a published plan."""
    with store(request.param, folder=tmp_path, recipe=published) as url:
        yield url


@pytest.fixture
def clerk(any_store: str) -> Client:  # noqa: ARG001 -- the store is open meanwhile
    client = logged_in("kpu-logistik")
    client.cookies["lang"] = "en"
    return client


def _code(number: int = 0, letter: str = "B1") -> str:
    return f"{station(number)}-{letter}"


def _told(code: str, story: Callable[[SentWay], None]) -> SentWay:
    way = SentWay(boxes()[code])
    story(way)
    way.send()
    return way


def _text(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.content.decode()[:2000])
    return answer.content.decode()


def _swapped_seal(way: SentWay) -> None:
    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.hand((way.driver, DRIVER), (way.ppk, PPK), at=110, taken={"seals": ("KPU-0017", "KPU-7777")})


def test_box_page_shows_gaps_before_the_chain_and_both_halves_side_by_side(clerk: Client) -> None:
    _told(_code(), _swapped_seal)
    folded()

    page = _text(clerk, f"/kotak/{_code()}")

    assert page.index("Gaps and exceptions") < page.index("Handovers") < page.index("The whole chain")
    assert "KPU7777" in page
    assert "The halves disagree in" in page
    assert "The giver states" in page
    assert page.count("Evidence A") >= 9
    assert "Held meanwhile by: Rina" in page or "Held meanwhile by" in page


def test_box_of_which_nothing_was_stated_counts_as_the_worst_case(clerk: Client) -> None:
    page = _text(clerk, f"/kotak/{_code()}")

    assert "counted as the worst case" in page
    assert page.count("not proven") >= 6


def _paper(kind: Kind, **more: str) -> dict[str, str]:
    usual = {
        "langkah": kind.value,
        "kapan": "2024-11-26T08:00",
        "tempat": "GUDANG",
        "by_name": "Rina",
        "by_institution": "kpu",
        "by_level": "kpu",
    }
    return usual | more


def test_step_from_paper_is_a_signed_event_marked_as_such(clerk: Client) -> None:
    address = f"/kotak/{_code()}/catat"
    assert "Received at the store" in _text(clerk, f"{address}?langkah=custody.stocked")

    answer = clerk.post(address, _paper(Kind.STOCKED, minutes="BTTB-7"))

    assert answer.status_code == 302, answer.content.decode()
    (event,) = [one.event for one in stored_from(0, most=10)]
    assert event.kind == "custody.stocked"
    assert (event.body["entry"], event.body["relayed"]) == ("desk", {"reporter": "Rina"})
    assert event.actor == f"kpu-logistik-{KAUR}" or event.actor
    assert BoxRow.objects.get(code=_code()).phase == "at-store"
    page = _text(clerk, f"/kotak/{_code()}")
    assert "Evidence D" in page
    assert "desk, from paper" in page


def test_step_against_a_guard_needs_name_and_reason_and_the_other_institution(clerk: Client) -> None:
    address = f"/kotak/{_code()}/catat"
    clerk.post(address, _paper(Kind.STOCKED, minutes="BTTB-7"))
    wrong = _paper(Kind.PACKED, kapan="2024-11-26T09:00", second_name="Budi", second_institution="kpu")

    refused = clerk.post(address, wrong)

    assert refused.status_code == 422
    assert "A guard does not hold" in refused.content.decode()
    answered = {
        f"guard_{guard}_{field}": value
        for guard in ("label", "count")
        for field, value in (("name", "Sari"), ("institution", "kpu"), ("reason", "Tinta menyusul"))
    }
    assert clerk.post(address, wrong | answered).status_code == 302
    assert BoxRow.objects.get(code=_code()).phase == "packed"
    assert "Tinta menyusul" in _text(clerk, f"/kotak/{_code()}")


def test_guard_of_two_institutions_waits_for_the_other_ones_own_account(clerk: Client) -> None:
    def arrived(way: SentWay) -> None:
        way.packed_and_sealed()
        way.carried(at=40, to="170401")

    _told(_code(), arrived)
    folded()
    address = f"/kotak/{_code()}/catat"
    taken = _paper(
        Kind.TAKEN,
        kapan="2024-11-26T16:00",
        by_level="ppk",
        other_name="Anton",
        other_institution="penyedia",
        seals="KPU-0017 ZZZ-9999",
        guard_seal_name="Sari",
        guard_seal_institution="kpu",
        guard_seal_reason="Segel berbeda, isi utuh",
        guard_label_name="Sari",
        guard_label_institution="kpu",
        guard_label_reason="Pemindai rusak",
    )
    approved = _paper(
        Kind.APPROVED, kapan="2024-11-26T15:30", guard="seal", reason="Disaksikan", by_institution="bawaslu"
    )

    assert clerk.post(address, taken).status_code == 422
    assert clerk.post(address, approved).status_code == 422
    assert logged_in("bawaslu").post(address, approved).status_code == 302
    done = clerk.post(address, taken)
    assert done.status_code == 302, done.content.decode().partition("alert")[2][:300]

    assert BoxRow.objects.get(code=_code()).phase == "handed-over"


def test_box_is_replaced_by_another(clerk: Client) -> None:
    replaced = _paper(Kind.REPLACED, by_box=_code(1), reason="Kotak remuk")

    assert clerk.post(f"/kotak/{_code()}/catat", replaced).status_code == 302

    assert BoxRow.objects.get(code=_code()).troubles == "replaced"


def test_exception_is_resolved_with_the_number_of_the_paper(clerk: Client) -> None:
    def wet(way: SentWay) -> None:
        way.packed_and_sealed()
        way.touch(Kind.CHECKED, PPS, way.pps, at=50, condition=(Condition.WET,))

    way = _told(_code(), wet)
    folded()
    link = f"sebab={way.said[-1].digest.hex()}"
    assert link in _text(clerk, f"/kotak/{_code()}")

    address = f"/kotak/{_code()}/catat"
    fields = {"trouble": "wet", "cause": way.said[-1].digest.hex(), "how": "dikeringkan"}
    assert clerk.post(address, _paper(Kind.RESOLVED, **fields)).status_code == 422
    fields["minutes"] = "BA-3"
    assert clerk.post(address, _paper(Kind.RESOLVED, **fields, kapan="2024-11-27T09:00")).status_code == 302

    assert BoxRow.objects.get(code=_code()).troubles == ""


def test_nobody_without_the_right_enters_a_step(any_store: str) -> None:
    police = logged_in("kapolres")

    assert police.post(f"/kotak/{_code()}/catat", _paper(Kind.STOCKED, minutes="x")).status_code == 403
    assert police.post("/segel", {"langkah": "seal.issued"}).status_code == 403
    assert any_store is not None


def _seals(kind: str, runs: str, **more: str) -> dict[str, str]:
    return _paper(Kind.STOCKED) | {"langkah": kind, "batch": "A", "runs": runs} | more


def test_seals_issued_are_on_boxes_spoiled_returned_or_counted_else_not_accounted_for(clerk: Client) -> None:
    clerk.post("/segel", _seals("seal.received", "KPU-0001 .. KPU-0100"))
    clerk.post("/segel", _seals("seal.issued", "KPU-0011 .. KPU-0020", to="PPK 170401"))
    clerk.post("/segel", _seals("seal.spoiled", "KPU-0011", holder="PPK 170401"))
    _told(_code(), SentWay.packed_and_sealed)
    folded()

    page = _text(clerk, "/segel")

    row = page[page.index("PPK 170401") :].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in row.split('<td class="n')[1:]] != []
    assert row.count(">10<") == 1
    assert row.count(">2<") == 1
    assert row.count(">7<") == 1
    assert clerk.post("/segel", _seals("seal.issued", "nomor")).status_code == 422


def test_misfits_stand_on_the_register_with_class_interval_and_act(clerk: Client) -> None:
    _told(_code(), _swapped_seal)
    folded()

    page = _text(clerk, "/segel")

    assert "tampering suspected" in page
    assert "Keep it as evidence" in page


def test_who_has_not_reported_is_listed_with_the_reason(clerk: Client) -> None:
    OperationRow.objects.update(voting_day=now().date())

    page = _text(clerk, "/belum-lapor")

    journey = JourneyRow.objects.filter(receiver="tps").order_by("code")[0].code
    assert "overdue" in page
    assert journey in page
    low = logged_in("ppk", territory=RegionCode(station()[:6]))
    assert low.get("/belum-lapor").status_code == 403


def test_way_back_counts_what_nobody_stated_as_not_back(clerk: Client) -> None:
    def whole(way: SentWay) -> None:
        way.out()
        way.voted()
        way.back()

    _told(_code(), whole)
    folded()

    page = _text(clerk, "/kembali")

    ballot = sum(code.rpartition("-")[2].startswith("B") for code in boxes())
    assert f"<strong>{ballot}</strong> ballot boxes" in page
    assert f"<strong>{ballot - 1}</strong> not stated to be opened" in page
    assert "<strong>1</strong> back at the KPU" in page
    assert _code(1) in page
    assert f"<strong>{ballot - 1}</strong> ballot boxes that are not back" in page
    assert f"<strong>{ballot - 1}</strong> ballot boxes without photographed results" in page
    assert "Due at KPU" in page


def test_list_of_boxes_is_narrowed_and_taken_away_as_a_file(clerk: Client) -> None:
    _told(_code(), SentWay.out)
    folded()

    page = _text(clerk, "/daftar/kotak?kotak=received")

    assert f'/kotak/{_code()}"' in page
    assert _code(1) not in page
    table = _text(clerk, "/daftar/kotak/berkas.csv?kotak=silent")
    assert _code(1) in table
    assert _code() + ";" not in table


def test_pages_of_many_boxes_ask_the_store_no_more_than_those_of_one(clerk: Client) -> None:
    small = station()[:10]
    codes = [code for code in boxes() if code.endswith("B1")][:3]
    _told(codes[0], _swapped_seal)
    folded()
    addresses = ("/segel", f"/kembali?wilayah={small}", "/daftar/kotak?kotak=misfits", "/belum-lapor")
    before = {address: _counted(clerk, address) for address in addresses}
    for code in codes[1:]:
        _told(code, _swapped_seal)
    folded()

    assert {address: _counted(clerk, address) for address in addresses} == before


def _counted(client: Client, address: str) -> int:
    _text(client, address)
    return len(asked(lambda: _got(client, address)))


def _got(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert isinstance(answer, HttpResponse)
    return answer


def test_page_of_a_box_asks_no_more_for_a_long_chain(clerk: Client) -> None:
    _told(_code(), SentWay.packed_and_sealed)
    _told(_code(1), SentWay.out)
    folded()

    assert not grows(lambda: _got(clerk, f"/kotak/{_code()}"), lambda: _got(clerk, f"/kotak/{_code(1)}"))


def test_station_journey_and_today_show_what_was_stated_of_their_boxes(clerk: Client) -> None:
    plan = small_plan()
    journey = next(
        one for one in plan.delivery.journeys if any(station() in stop.stations for stop in one.stops)
    )

    def loaded(way: SentWay) -> None:
        way.packed_and_sealed()
        way.carried(at=40, to="170401", journey=journey.code)
        way.touch(Kind.CHECKED, PPS, way.pps, at=150, condition=(Condition.WET,))

    _told(_code(), loaded)
    folded()

    assert f'href="/kotak/{_code()}"' in _text(clerk, f"/tps/{station()}")
    number = PlanRow.objects.get().pk
    page = _text(clerk, f"/rencana/{number}/perjalanan/{journey.code}")
    assert "<strong>1</strong> stated as loaded" in page
    assert "<strong>1</strong> stated as arrived" in page
    today = _text(clerk, f"/wilayah/{KAUR}")
    assert '<strong>1</strong> <a href="/daftar/kotak' in today
    assert "with an open exception" in today


def test_page_of_a_journey_begins_with_what_is_odd_about_its_boxes(clerk: Client) -> None:
    journey = next(one for one in small_plan().delivery.journeys if station() in one.stops[0].stations)

    def wet(way: SentWay) -> None:
        way.packed_and_sealed()
        loaded = Loaded(boxes=way.look(condition=(Condition.WET,)), by=DRIVER, journey=journey.code)
        way.step(way.driver, Kind.LOADED, loaded, at=40)

    address = f"/rencana/{PlanRow.objects.get().pk}/perjalanan/{journey.code}"
    assert "Nothing was heard of this journey yet" in _text(clerk, address)
    _told(_code(), wet)
    folded()

    page = _text(clerk, address)

    start = page.index("Gaps and exceptions")
    part = page[start : page.index("</section>", start)]
    assert f'/kotak/{_code()}"' in part
    assert "wet" in part
    assert "Nobody stated that these were loaded" in part
