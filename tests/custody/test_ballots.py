"""Ballots in the store: counted by two, blind; moved under checked papers; every difference at its hop."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.custody.chains import KAUR, published, small_plan, station
from tests.store import KINDS, as_role, store

from sampai.custody.actions.ballots import hand_ballots
from sampai.custody.model import Keeper, Kind
from sampai.custody.reactions import BallotCounts
from sampai.election.tables import OperationRow
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.rights import Actor, Forbidden, Institution
from sampai.ledger.actions.react import catch_up, rebuild, unlike_record
from sampai.main.web.record import own_node
from sampai.materials.actions.ballots import check_paper, count_ballots, order_move, tell_came
from sampai.materials.model.ballots import Account, Doubt, Hop
from sampai.materials.model.moves import Came, Order
from sampai.materials.model.surplus import Move, Part
from sampai.materials.queries.ballots import (
    BallotPlace,
    arrived,
    ballot_lines,
    ballot_place,
    ballot_sums,
    orders,
    packing_balances,
)
from sampai.packs.surplus import load_moves

CONTEST = "pilgub"


@pytest.fixture(params=KINDS)
def operation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OperationRow]:
    """The operation of a published plan, in a store of each kind."""
    with store(request.param, folder=tmp_path, recipe=published):
        yield OperationRow.objects.get()


def person(name: str, role: str = "kpu-logistik", territory: RegionCode = KAUR) -> Actor:
    by = as_role(role, territory=territory)
    return Actor(account=name, name=name, role=by.role, scope=by.scope)


def count(one: OperationRow, by: str, place: str, settles: str = "", **sheets: int) -> None:
    count_ballots(
        person(by),
        now(),
        own=own_node(),
        operation=one.pk,
        place=place,
        contest=CONTEST,
        sheets={Account(name.replace("_", "-")): number for name, number in sheets.items()},
        settles=settles,
    )
    catch_up(BallotCounts())


def whole(one: OperationRow, place: str, reader: str = "bawaslu") -> BallotPlace:
    scope = as_role("bawaslu", territory=KAUR).scope
    region = RegionCode(place if place.isdecimal() else KAUR)
    return ballot_place(scope, event=one.event, contest=CONTEST, place=place, region=region, reader=reader)


def test_the_second_person_counts_without_seeing_the_first_ones_number(operation: OperationRow) -> None:
    count(operation, "ani", station(), packed=306)

    for_others, for_ani = whole(operation, station()), whole(operation, station(), reader="ani")
    assert (for_others.entries, for_others.waiting) == ((), (Account.PACKED,))
    assert [entry.sheets for entry in for_ani.entries] == [306]
    assert Account.PACKED not in for_others.fold.sheets
    assert {doubt.stated for doubt in for_others.fold.audit.doubts} == {()}

    count(operation, "budi", station(), packed=305)

    both = whole(operation, station())
    assert sorted(entry.sheets for entry in both.entries) == [305, 306]
    assert [doubt.doubt for doubt in both.fold.audit.doubts] == [Doubt.DISAGREE]


def test_a_third_person_settles_what_two_differ_on_and_neither_of_them_can(operation: OperationRow) -> None:
    count(operation, "ani", station(), packed=306)
    with pytest.raises(Refused):
        count(operation, "citra", station(), packed=306, settles="dihitung ulang")
    count(operation, "budi", station(), packed=305)

    with pytest.raises(Refused):
        count(operation, "budi", station(), packed=306, settles="saya benar")
    count(operation, "citra", station(), packed=306, settles="dihitung ulang")

    found = whole(operation, station())
    assert found.fold.sheets[Account.PACKED] == 306
    assert found.fold.audit.is_clean


def test_a_difference_is_found_at_its_hop_and_listed_first(operation: OperationRow) -> None:
    for place, received in ((station(), 306), (station(1), 300)):
        for by in ("ani", "budi"):
            count(operation, by, place, packed=306)
            count(operation, by, place, received=received)
            count(operation, by, place, used=250, unused=received - 252, spoiled=2, returned=0)

    scope = as_role("bawaslu", territory=KAUR).scope
    lines = ballot_lines(scope, event=operation.event, region=KAUR)
    assert [(line.place, line.hops, line.surely) for line in lines] == [
        (station(1), (Hop.WAY,), 6),
        (station(), (), 0),
    ]
    (sums,) = ballot_sums(scope, event=operation.event, region=KAUR, digits=0)
    assert (sums.sheets[Account.PACKED], sums.sheets[Account.RECEIVED]) == (612, 606)
    assert (sums.differing, sums.surely) == (1, 6)
    assert [one.part for one in ballot_sums(scope, event=operation.event, region=KAUR, digits=13)] == [
        station(),
        station(1),
    ]


def test_what_is_packed_is_held_against_what_was_good_at_the_store(operation: OperationRow) -> None:
    for by in ("ani", "budi"):
        count(operation, by, "GUDANG", printed=640, good=620, damaged=20, reserve=0, stock=8)
        count(operation, by, station(), packed=306)

    scope = as_role("kpu-logistik", territory=KAUR).scope
    (found,) = packing_balances(scope, event=operation.event, region=KAUR)

    assert (found.good, found.packed, found.stock, found.stations) == (620, 306, 8, 1)
    assert found.difference == 306
    assert whole(operation, "GUDANG").fold.audit.is_clean


def move(giver: str, receiver: str, sheets: int = 10) -> Move:
    return Move(
        giver=StationCode(giver),
        receiver=StationCode(receiver),
        travel_s=600,
        leave_by=0,  # type: ignore[arg-type]  # a zero is a time too
        parts=(Part(contest=CONTEST, district="", sheets=sheets),),
        kind=load_moves().kinds[0],
    )


def ordered(one: OperationRow) -> Order:
    later_ms = round((now() + timedelta(hours=1)).timestamp() * 1000)
    made = order_move(
        person("ani"),
        now(),
        own=own_node(),
        operation=one.pk,
        move=move(station(), station(1)),
        leave_by_ms=later_ms,
    )
    catch_up(BallotCounts())
    return made


def hand(one: OperationRow, order: Order, kind: Kind, sheets: int) -> None:
    keepers = [Keeper(name=name, institution=Institution.KPU) for name in ("Sari", "Toni")]
    at = now()
    for by in ("ani", "budi"):
        hand_ballots(
            person(by),
            at,
            own=own_node(),
            operation=one.pk,
            kind=kind,
            order=order,
            one=keepers[kind is Kind.TAKEN],
            other=keepers[kind is Kind.GIVEN],
            sheets={CONTEST: sheets},
            happened_ms=int(at.timestamp() * 1000),
        )
    catch_up(BallotCounts())


def test_moved_ballots_are_in_doubt_until_somebody_else_has_checked_the_paper(
    operation: OperationRow,
) -> None:
    order = ordered(operation)
    hand(operation, order, Kind.GIVEN, 10)
    hand(operation, order, Kind.TAKEN, 9)

    found = whole(operation, station()).fold.audit
    assert {doubt.doubt for doubt in found.doubts} >= {Doubt.UNVERIFIED_PAPER}
    assert [(one.hop, one.least, one.most) for one in found.differences if one.hop is Hop.MOVE] == [
        (Hop.MOVE, 1, 1)
    ]
    with pytest.raises(Refused):
        _check(operation, order, by="ani")

    _check(operation, order, by="citra")

    assert Doubt.UNVERIFIED_PAPER not in {
        doubt.doubt for doubt in whole(operation, station()).fold.audit.doubts
    }
    (view,) = orders(as_role("bawaslu", territory=KAUR).scope, number=order.number)
    assert (view.checked_by, view.moved[CONTEST, Account.MOVED_IN]) == ("citra", 9)


def _check(one: OperationRow, order: Order, *, by: str, true: bool = True) -> None:
    check_paper(person(by), now(), own=own_node(), operation=one.pk, number=order.number, true=true)
    catch_up(BallotCounts())


def test_a_paper_that_one_denies_is_not_verified_by_another(operation: OperationRow) -> None:
    order = ordered(operation)

    _check(operation, order, by="citra")
    _check(operation, order, by="budi", true=False)

    (view,) = orders(as_role("bawaslu", territory=KAUR).scope)
    assert view.checked_by == ""


def test_nobody_orders_a_move_out_of_the_own_territory(operation: OperationRow) -> None:
    pps = person("pps", role="pps", territory=RegionCode(station()[:10]))
    outside = next(code for code in _stations() if not code.startswith(station()[:10]))

    with pytest.raises(Forbidden):
        order_move(
            pps,
            now(),
            own=own_node(),
            operation=operation.pk,
            move=move(station(), outside),
            leave_by_ms=2_500_000_000_000,
        )


def _stations() -> list[str]:
    return [str(code) for code in small_plan().needs.stations] + ["1704990001001"]


def test_voters_who_came_are_the_last_ones_told(operation: OperationRow) -> None:
    for came in (100, 150):
        tell_came(
            person("ani"),
            now(),
            own=own_node(),
            operation=operation.pk,
            came=Came(station=StationCode(station()), came=came, by_ms=came, additional=7),
        )
        catch_up(BallotCounts())

    scope = as_role("bawaslu", territory=KAUR).scope
    found = arrived(scope, event=operation.event, region=KAUR)
    assert (found[station()].came, found[station()].additional) == (150, 7)


def test_the_tables_follow_from_the_record_alone(operation: OperationRow) -> None:
    order = ordered(operation)
    count(operation, "ani", station(), received=306)
    hand(operation, order, Kind.GIVEN, 10)
    hand(operation, order, Kind.TAKEN, 10)
    before = BallotCounts().digest()

    rebuild(BallotCounts())

    assert BallotCounts().digest() == before
    assert unlike_record(BallotCounts()) == []
