"""Ballots come from the nearest that can spare them, in time; what stays short is named with its reason."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.materials.magelang import SHORT, STATIONS, magelang

from sampai.engines.surplus import ProvenBalancer, SlopeBalancer, StraightWays, TimedWays
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Balance, Lack, Lot, Seat, Shares, Way
from sampai.materials.ports import Balancer
from sampai.materials.rules.surplus import balance, is_kept
from sampai.packs.surplus import load_moves

A, B, C, D = (StationCode(f"170401{village}001") for village in (2001, 2002, 2003, 2004))
FAR = StationCode("1801012001001")
NOW, CLOSES = HTime(9 * HOUR), HTime(13 * HOUR)


def seat(
    code: StationCode, spare: int, *, contest: str = "ppwp", district: str = "", reserve: int = 6
) -> Seat:
    """A station with spare sheets above its reserve, or short of some."""
    held = 300 + spare + (reserve if spare > 0 else 0)
    return Seat(station=code, contest=contest, district=district, held=held, expected=300, reserve=reserve)


def ways(times: dict[tuple[StationCode, StationCode], int]) -> TimedWays:
    codes = (A, B, C, D, FAR)
    table = np.full((5, 5), -1)
    for (giver, receiver), seconds in times.items():
        table[codes.index(giver), codes.index(receiver)] = seconds
    return TimedWays(codes, table, certainty=Certainty.ESTIMATED)


def solved(
    seats: list[Seat], times: dict[tuple[StationCode, StationCode], int], balancer: Balancer | None = None
) -> Balance:
    return balance(
        seats,
        ways=ways(times),
        balancer=balancer or SlopeBalancer(),
        rules=load_moves(),
        now=NOW,
        closes=CLOSES,
    )


def told(found: Balance) -> list[tuple[str, str, int]]:
    return sorted((move.giver, move.receiver, part.sheets) for move in found.moves for part in move.parts)


def test_the_nearest_with_enough_gives() -> None:
    found = solved([seat(A, -10), seat(B, 20), seat(C, 20)], {(B, A): 900, (C, A): 600})

    assert told(found) == [(C, A, 10)]
    assert (found.moves[0].leave_by, found.moves[0].kind.decided_by) == (CLOSES - 1800 - 600, "PPK")
    assert found.uncovered == ()


def test_one_giver_that_has_all_is_better_than_two_nearer_ones() -> None:
    found = solved(
        [seat(A, -10), seat(B, 5), seat(C, 5), seat(D, 10)], {(B, A): 600, (C, A): 600, (D, A): 900}
    )

    assert told(found) == [(D, A, 10)]


def test_a_giver_keeps_its_expected_voters_and_its_reserve() -> None:
    giver = Seat(station=B, contest="ppwp", held=310, expected=300, reserve=6)

    found = solved([seat(A, -10), giver], {(B, A): 600})

    assert told(found) == [(B, A, 4)]
    assert [(one.station, one.part.sheets, one.lack) for one in found.uncovered] == [(A, 6, Lack.SPENT)]


@pytest.mark.parametrize(
    ("giver", "travel_s", "lack"),
    [
        (seat(B, 50, contest="dpr", district="bengkulu"), 600, Lack.NOBODY_SPARES),
        (seat(B, 50, contest="dprd-kab", district="kaur-2"), 600, Lack.NOBODY_SPARES),
        (seat(B, 50, contest="dprd-kab", district="kaur-1"), -1, Lack.NO_WAY),
        (seat(B, 50, contest="dprd-kab", district="kaur-1"), 4 * HOUR, Lack.TOO_FAR),
        (seat(FAR, 50, contest="dprd-kab", district="kaur-1"), 600, Lack.OTHER_REGENCY),
    ],
)
def test_what_nobody_can_bring_is_named_with_its_reason(giver: Seat, travel_s: int, lack: Lack) -> None:
    taker = seat(A, -10, contest="dprd-kab", district="kaur-1")

    found = solved([taker, giver], {(giver.station, A): travel_s})

    assert found.moves == ()
    assert [(one.station, one.part.sheets, one.lack) for one in found.uncovered] == [(A, 10, lack)]


def test_a_station_that_nobody_counted_gives_nothing_and_is_named() -> None:
    unknown = Seat(station=B, contest="ppwp", held=None, expected=300, reserve=6)

    found = solved([seat(A, -10), unknown], {(B, A): 600})

    assert found.uncounted == ((B, "ppwp"),)
    assert [one.lack for one in found.uncovered] == [Lack.NOBODY_SPARES]


def test_contests_of_one_pair_travel_together() -> None:
    seats = [
        seat(code, spare, contest=contest) for contest in ("dpd", "ppwp") for code, spare in ((A, -9), (B, 9))
    ]

    found = solved(seats, {(B, A): 600})

    assert [[part.contest for part in move.parts] for move in found.moves] == [["dpd", "ppwp"]]


def test_more_givers_are_asked_while_something_stays_short() -> None:
    """Nine near ones have a sheet each; the tenth, farther off, has the rest."""
    near = [StationCode(f"1704012001{number:03d}") for number in range(2, 12)]
    table = np.full((11, 11), 60)
    table[10, 0] = 1200
    codes = (A, *near)
    seats = [seat(A, -30), *(seat(code, 1) for code in near[:9]), seat(near[9], 30)]

    found = balance(
        seats,
        ways=TimedWays(codes, table, certainty=Certainty.ESTIMATED),
        balancer=SlopeBalancer(),
        rules=load_moves(),
        now=NOW,
        closes=CLOSES,
    )

    assert told(found) == [(near[9], A, 30)]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_usual_answer_brings_as_much_as_the_proven_one_near_its_cost(data: st.DataObject) -> None:
    spares = data.draw(st.lists(st.integers(-30, 30), min_size=4, max_size=12))
    codes = [StationCode(f"1704012001{number:03d}") for number in range(1, 1 + len(spares))]
    size = len(codes)
    times = data.draw(st.lists(st.integers(-1, 60), min_size=size * size, max_size=size * size))
    table = np.array(times).reshape(size, size) * 120
    open_ways = TimedWays(codes, table, certainty=Certainty.ESTIMATED)
    seats = [seat(code, spare) for code, spare in zip(codes, spares, strict=True)]
    usual, proven = (
        balance(seats, ways=open_ways, balancer=balancer, rules=load_moves(), now=NOW, closes=CLOSES)
        for balancer in (SlopeBalancer(), ProvenBalancer())
    )

    assert sum(sheets for *_pair, sheets in told(usual)) == sum(sheets for *_pair, sheets in told(proven))
    assert usual.bound_s <= proven.cost_s <= usual.cost_s <= 1.5 * proven.cost_s
    assert _kept(usual, dict(zip(codes, spares, strict=True)))


def _kept(found: Balance, spares: dict[StationCode, int]) -> bool:
    """Counted anew: nobody gives more than spared, nobody gets more than lacked, ways are in time."""
    given = dict.fromkeys(spares, 0)
    for giver, receiver, sheets in told(found):
        given[StationCode(giver)] += sheets
        given[StationCode(receiver)] -= sheets
    return all(
        0 <= moved <= max(0, spare) or (spare < 0 and spare <= moved <= 0)
        for moved, spare in ((given[code], spares[code]) for code in spares)
    ) and all(0 <= move.travel_s <= CLOSES - NOW - 1800 for move in found.moves)


def test_an_answer_that_gives_away_the_reserve_is_found_out() -> None:
    lot = Lot(contest="ppwp", district="", short=((A, 20),), spare=((B, 10),), ways=(Way(B, A, 600),))

    assert not is_kept(lot, Shares(sheets=(11,), bound_s=0))
    assert is_kept(lot, SlopeBalancer()(lot, move_cost_s=1200))


def test_magelang_s_shortage_is_covered_from_its_givers() -> None:
    seats, positions = magelang()

    found = balance(
        seats,
        ways=StraightWays(positions, speed_kmh=25),
        balancer=SlopeBalancer(),
        rules=load_moves(),
        now=HTime(8 * HOUR),
        closes=CLOSES,
    )

    moved = {
        contest: sum(part.sheets for move in found.moves for part in move.parts if part.contest == contest)
        for contest in SHORT
    }
    assert moved == SHORT
    assert sum(moved.values()) == 2399
    assert len({seat.station for seat in seats if seat.short}) <= STATIONS
    assert found.uncovered == ()
    assert found.ways_certainty is Certainty.ASSUMED
    assert found.bound_s <= found.cost_s <= 1.3 * found.bound_s
