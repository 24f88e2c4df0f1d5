"""Magelang 2024 in the store: counted at opening, balanced on the page, ordered, checked, moved, on paper."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.command.people import logged_in
from tests.materials.magelang import KECAMATAN, SHORT, STATIONS, magelang, real, write_tables
from tests.queries import grows
from tests.store import as_role, store

from sampai.command.queries.ballots import FULL, LIKELY, Surplus, surplus
from sampai.custody.model import BoxKind
from sampai.custody.reactions import BallotCounts
from sampai.custody.tables import BoxRow
from sampai.election.queries import operations
from sampai.election.tables import OperationRow
from sampai.kernel.clock import HOUR, HTime, now
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode, span_of
from sampai.ledger.actions.react import catch_up
from sampai.main.operations import load_operation
from sampai.main.web.ballots import ballot_desk
from sampai.main.web.bundle import packed
from sampai.main.web.documents import kept
from sampai.main.web.record import own_node
from sampai.materials.actions.ballots import count_ballots
from sampai.materials.model.ballots import Account
from sampai.materials.tables import BallotCountRow, BallotOrderRow
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.places.tables import RegisterRow
from sampai.plan.actions import import_register

REGION = RegionCode("3308")
DAY = date(2049, 2, 14)
"""A day to come, so that moves can still be ordered."""
DISTRICT = "Magelang 1"


@cache
def villages() -> dict[str, Position]:
    regions = IndonesiaGazetteer().territory(REGION).regions
    found = {str(code): one.position for code, one in sorted(regions.items()) if len(code) == 10}
    return {code: at for code, at in found.items() if at is not None}


def opened() -> None:
    """The register of the stations that lack or have more, their boxes, and what was counted at opening."""
    clerk, known = as_role("kpu-logistik", territory=REGION), villages()
    with tempfile.TemporaryDirectory() as folder:
        write_tables(Path(folder), centres=known, voting_day=DAY)
        loaded = load_operation(folder)
        import_register(clerk, now(), operation=loaded.operation, document=packed(Path(folder)))
    operation = OperationRow.objects.get()
    BoxRow.objects.bulk_create(
        BoxRow(
            operation=operation,
            code=f"{station.code}-B{number}",
            owner=station.code,
            kind=BoxKind.BALLOT_BOX.value,
            contest=contest,
            dapil=DISTRICT,
            label=span_of(RegionCode(station.code[:10]))[0],
        )
        for station in loaded.operation.register.stations
        for number, contest in ((4, "dprd_prov"), (5, "dprd_kab"))
    )
    for seat in magelang()[0]:
        count_ballots(
            clerk,
            now(),
            own=own_node(),
            operation=operation.pk,
            place=real(seat.station, [*known]),
            contest=seat.contest.replace("-", "_"),
            sheets={Account.RECEIVED: seat.held or 0},
        )
    catch_up(BallotCounts())


@pytest.fixture(scope="module")
def magelang_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with store("sqlite", folder=tmp_path_factory.mktemp("magelang"), recipe=opened):
        yield


def found(*, cara: str = FULL, at: int = 8 * HOUR, territory: RegionCode = REGION) -> Surplus:
    scope = as_role("bawaslu", territory=territory).scope
    return surplus(
        scope,
        operation=operations(scope)[0],
        region=territory,
        plan=None,
        kept=kept(RegisterRow.objects.get().document),
        desk=ballot_desk(),
        at=HTime(at),
        cara=cara,
    )


@pytest.mark.usefixtures("magelang_store")
def test_magelang_s_published_totals_are_short_in_the_store_and_all_covered() -> None:
    balanced = found()

    short = Counter[str]()
    for seat in balanced.held.seats:
        short[seat.contest.replace("_", "-")] += seat.short
    moved = Counter[str]()
    for move in balanced.balance.moves:
        moved.update({part.contest.replace("_", "-"): part.sheets for part in move.parts})
    lacking = {seat.station for seat in balanced.held.seats if seat.short}
    assert short == moved == SHORT
    assert len(lacking) <= STATIONS
    assert len({code[:6] for code in lacking}) == KECAMATAN
    assert len({move.giver[:10] for move in balanced.balance.moves}) <= 11
    assert balanced.balance.uncovered == ()
    assert balanced.balance.cost_s <= 1.3 * balanced.balance.bound_s
    assert balanced.ways_by == "straight"


@pytest.mark.usefixtures("magelang_store")
def test_givers_keep_their_voters_ballots_and_the_reserve_of_the_law() -> None:
    balanced = found()
    seats = {(seat.station, seat.contest): seat for seat in balanced.held.seats}

    given = Counter[tuple[str, str]]()
    for move in balanced.balance.moves:
        for part in move.parts:
            given[move.giver, part.contest] += part.sheets
    assert all(
        (seats[key].held or 0) - sheets >= seats[key].expected + seats[key].reserve  # type: ignore[index]
        for key, sheets in given.items()
    )
    assert {seat.reserve for seat in balanced.held.seats} == {5}


@pytest.mark.usefixtures("magelang_store")
def test_ballots_of_unknown_districts_stay_in_their_kecamatan() -> None:
    BoxRow.objects.update(dapil="")
    try:
        balanced = found()
    finally:
        BoxRow.objects.update(dapil=DISTRICT)

    crossing = {
        part.contest
        for move in balanced.balance.moves
        for part in move.parts
        if move.giver[:6] != move.receiver[:6]
    }
    assert "ppwp" in crossing
    assert not crossing & {"dprd_prov", "dprd_kab"}


@pytest.mark.usefixtures("magelang_store")
def test_a_kecamatan_sees_and_moves_its_own_ballots_only() -> None:
    balanced = found(territory=RegionCode("330801"))

    assert balanced.held.seats
    assert {seat.station[:6] for seat in balanced.held.seats} == {"330801"}


@pytest.mark.usefixtures("magelang_store")
def test_fewer_are_wanted_when_turnout_is_looked_at() -> None:
    assert 0 <= found(cara=LIKELY).short < found().short


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Client]:
    with store("sqlite", folder=tmp_path, recipe=opened):
        client = logged_in("kpu-logistik", territory=REGION)
        client.cookies["lang"] = "en"
        yield client


def got(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert isinstance(answer, HttpResponse)
    return answer


def text(answer: Any, status: int = 200) -> str:
    told: str = answer.content.decode()
    assert answer.status_code == status, told[:3000]
    return told


HALF = {"by_institution": "kpu", "other_institution": "kpu", "by_name": "Sari", "other_name": "Toni"}


def test_a_move_is_ordered_checked_by_another_handed_over_and_balanced(clerk: Client) -> None:
    page = text(clerk.get("/surat-suara/surplus?jam=08:00"))
    assert "2,399" in page
    move = found().balance.moves[0]

    ordered = clerk.post("/surat-suara/surplus?jam=08:00", {"dari": move.giver, "ke": move.receiver})
    assert ordered.status_code == 302, text(ordered)
    address = str(ordered["Location"])
    paper = text(clerk.get(address))
    assert "Nobody but the issuer has checked this paper" in paper
    assert move.giver in paper
    assert clerk.post(address, {"langkah": "periksa", "benar": "ya"}).status_code == 422

    supervisor = logged_in("bawaslu", territory=REGION)
    assert supervisor.post(address, {"langkah": "periksa", "benar": "ya"}).status_code == 302
    assert "Checked with the issuer" in text(clerk.get(address))
    sheets = {f"n_{part.contest}": str(part.sheets) for part in move.parts}
    for half in ("serah", "terima"):
        told = HALF | sheets | {"langkah": half, "kapan": "2024-02-14T08:30"}
        answer = clerk.post(address, told)
        assert answer.status_code == 302, text(answer)

    contest = move.parts[0].contest
    there = text(clerk.get(f"/surat-suara/tempat/{move.receiver}/{contest}"))
    assert "taken from another station" in there
    assert BallotOrderRow.objects.get().number in there
    left = {(one.giver, one.receiver) for one in found().balance.moves}
    assert (move.giver, move.receiver) not in left
    assert BallotOrderRow.objects.get().number in text(clerk.get("/surat-suara/geser"))


def test_a_move_that_is_no_longer_proposed_is_refused(clerk: Client) -> None:
    told = text(clerk.post("/surat-suara/surplus?jam=08:00", {"dari": "3308012001001", "ke": "x"}), 422)

    assert "no longer proposed" in told


def test_the_balance_lists_places_and_its_rows_cost_no_statements(clerk: Client) -> None:
    one = BallotCountRow.objects.order_by("place").first()
    assert one is not None

    def few() -> HttpResponse:
        return got(clerk, f"/surat-suara?wilayah={one.place}&jenis={one.contest}")

    def many() -> HttpResponse:
        return got(clerk, "/surat-suara")

    assert one.place in text(few())
    assert [sql for sql in grows(few, many) if '"ballot"' in sql] == []
    assert text(clerk.get("/surat-suara/stok")).count("nobody has counted any") == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_balance_goes_out_as_a_file(clerk: Client, ending: str) -> None:
    answer = clerk.get(f"/surat-suara/berkas.{ending}")

    assert answer.status_code == 200
    assert len(answer.content) > 1_000


def test_counting_on_the_page_is_blind_and_settled_by_a_third(clerk: Client) -> None:
    place = min(real(seat.station, [*villages()]) for seat in magelang()[0])
    address = f"/surat-suara/tempat/{place}/ppwp"
    others: Callable[[str], Client] = lambda role: logged_in(role, territory=REGION)  # noqa: E731

    assert clerk.post(address, {"langkah": "hitung", "n_packed": "255"}).status_code == 302
    second = others("ppk")
    second.cookies["lang"] = "en"
    assert "the number is shown when a second person has counted" in text(second.get(address))
    assert ">255<" not in text(second.get(address))
    assert second.post(address, {"langkah": "hitung", "n_packed": "254"}).status_code == 302
    assert "the two counts differ" in text(clerk.get(address))
    third = others("pps")
    assert clerk.post(address, {"langkah": "putus", "n_packed": "255", "settles": "x"}).status_code == 422
    settled = third.post(address, {"langkah": "putus", "n_packed": "255", "settles": "dihitung ulang"})

    assert settled.status_code == 302
    assert "the two counts differ" not in text(clerk.get(address))
