"""The chance of the way back: against full enumeration, and the plan itself on days without disturbance."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transport.checker import Case
from tests.transport.random_cases import random_case
from tests.transport.rules.chance import tiny
from tests.transport.rules.chance.tiny import CALM, ROUGH, TRUCK, A, B, book, either, is_near, journey
from tests.transport.test_way_back import plan_of, returning

from sampai.election.model import Counting, Deadline, Election, Level, Stage, WayBack
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.transport.model import (
    BackChance,
    Chances,
    DeliveryPlan,
    Journey,
    ModeSpread,
    SpreadBook,
    Stop,
)
from sampai.transport.rules.chance import chances_of

SLOW = replace(CALM, travel=either(0.3, value=2.0, otherwise=1.0))
"""A drive takes twice as long with probability 0.3."""
EVENING = 18 * HOUR
"""When stations have counted, on voting day."""
COUNTED = {A: HTime(EVENING), B: HTime(EVENING)}


def way_back(*, ppk: int, kpu: int) -> WayBack:
    def stage(giver: Level, receiver: Level) -> Stage:
        return Stage(
            giver=giver,
            receiver=receiver,
            earliest=HTime(15 * HOUR),
            latest=HTime(9 * DAY),
            opens_s=0,
            closes_s=DAY,
            basis=tiny.BASIS,
        )

    return WayBack(
        counting=Counting(voting_ends=HTime(13 * HOUR), s_per_ballot=1, closing_s=0, basis=tiny.BASIS),
        items=(),
        items_basis=tiny.BASIS,
        stages=(stage(Level.STATION, Level.PPK), stage(Level.PPK, Level.KPU)),
        deadlines=(
            Deadline(level=Level.PPK, at=HTime(ppk), basis=tiny.BASIS),
            Deadline(level=Level.KPU, at=HTime(kpu), basis=tiny.BASIS),
        ),
    )


def election(*, ppk: int = DAY, kpu: int = 9 * DAY) -> Election:
    return replace(tiny.election(by=0), way_back=way_back(ppk=ppk, kpu=kpu))


def fetching(
    code: str, *stops: tuple[str, StationCode], loads: int, ordinal: int = 1, receiver: Level = Level.PPK
) -> Journey:
    """A journey that drives an hour to each stop and home, and takes boxes in no time when they are there."""
    now, found = loads, []
    for place, station in stops:
        came = now + HOUR
        now = max(came, EVENING) if place == str(station) else came
        found.append(
            Stop(place=place, arrives=HTime(came), departs=HTime(now), stations=(station,), load=Load(2))
        )
    return Journey(
        code=code,
        vehicle=VehicleCode(TRUCK),
        ordinal=ordinal,
        mode=TRUCK,
        giver=Level.STATION if receiver is Level.PPK else Level.PPK,
        receiver=receiver,
        origin="PPK-1" if receiver is Level.PPK else "GUDANG",
        loads=HTime(loads),
        departs=HTime(loads),
        returns=HTime(now + HOUR),
        handed_over=HTime(now + HOUR),
        stops=tuple(found),
        load=Load(2),
        distance_m=1_000,
    )


def sampled(
    *back: Journey, spreads: SpreadBook, by: Election, n: int = 4_000, out: tuple[Journey, ...] = ()
) -> Chances:
    return chances_of(
        replace(tiny.plan(*(out or (journey("J", (A,)), journey("K", (B,), ordinal=2)))), back=back),
        election=by,
        modes=tiny.MODES,
        spreads=spreads,
        scenarios=n,
        seed=2,
        counted=COUNTED,
    )


def back_of(station: StationCode, chances: Chances) -> BackChance:
    return next(one for one in chances.back if one.station == station)


def likely(*, drives: int, spare_h: int) -> float:
    """How likely so many drives of an hour, each twice as long with 0.3, need no more hours than these."""
    return sum(
        0.3 ** sum(slow) * 0.7 ** (drives - sum(slow))
        for slow in product((0, 1), repeat=drives)
        if sum(slow) <= spare_h
    )


def test_the_boxes_wait_for_the_count_and_the_drive_home_decides() -> None:
    one = fetching("R", (str(A), A), loads=EVENING - 3 * HOUR)

    found = back_of(A, sampled(one, spreads=book(SLOW), by=election(ppk=EVENING + HOUR)))

    # The drive there may take twice as long: the vehicle still comes before the boxes are counted.
    assert is_near(found.in_time, 0.7)
    assert (found.level, found.journey, found.planned) == (Level.PPK, "R", EVENING + HOUR)
    assert (found.p50, found.p99) == (EVENING + HOUR, EVENING + 2 * HOUR)


def test_a_tour_of_slow_drives_equals_enumeration() -> None:
    tour = fetching("R", (str(A), A), (str(B), B), loads=EVENING - HOUR)

    found = sampled(tour, spreads=book(SLOW), by=election(ppk=EVENING + 3 * HOUR))

    assert is_near(back_of(A, found).in_time, likely(drives=3, spare_h=1))
    assert back_of(A, found) == replace(back_of(B, found), station=A)


def test_boxes_that_come_late_to_an_office_hold_up_the_vehicle_that_takes_them_on() -> None:
    first = fetching("R", (str(A), A), loads=EVENING - HOUR)
    second = fetching("S", ("PPK-1", A), loads=EVENING, ordinal=2, receiver=Level.KPU)
    goal = EVENING + 3 * HOUR

    found = back_of(A, sampled(first, second, spreads=book(SLOW), by=election(kpu=goal)))

    # There at 18:00 or 19:00, at the office an hour or two later; the other truck is there an hour or two
    # after 18:00 and drives one hour or two to the store.
    exact = sum(
        (0.3 if a else 0.7) * (0.3 if b else 0.7) * (0.3 if c else 0.7) * (0.3 if d else 0.7)
        for a, b, c, d in product((0, 1), repeat=4)
        if max(1 + a + b, 1 + c) + 1 + d <= 3
    )
    assert is_near(found.in_time, exact)
    assert (found.level, found.journey) == (Level.KPU, "S")


def test_in_time_is_at_every_level_and_the_weakest_is_named() -> None:
    first = fetching("R", (str(A), A), loads=EVENING - HOUR)
    second = fetching("S", ("PPK-1", A), loads=EVENING + DAY, ordinal=2, receiver=Level.KPU)
    by = election(ppk=EVENING + HOUR, kpu=EVENING + DAY + 3 * HOUR)

    found = back_of(A, sampled(first, second, spreads=book(SLOW), by=by))

    assert is_near(found.in_time, likely(drives=2, spare_h=0) * likely(drives=2, spare_h=1))
    assert (found.level, found.journey) == (Level.PPK, "R")


def test_a_vehicle_that_is_late_on_the_way_out_comes_late_for_the_way_back() -> None:
    out = journey("J", (A,), loads=EVENING - 3 * HOUR)
    one = fetching("R", (str(A), A), loads=EVENING - HOUR)

    found = back_of(A, sampled(one, spreads=book(SLOW), by=election(ppk=EVENING + 2 * HOUR), out=(out,)))

    assert is_near(found.in_time, likely(drives=4, spare_h=1))


def test_a_closed_way_holds_up_the_drive_home() -> None:
    shut = replace(CALM, closed_dry=0.5, closed_wet=0.5, closed_s=either(1.0, value=2 * HOUR))
    one = fetching("R", (str(A), A), loads=EVENING - 4 * HOUR)

    found = back_of(A, sampled(one, spreads=book(shut), by=election(ppk=EVENING + HOUR)))

    # Late where the way is closed from some moment of the last two hours before the boxes are counted.
    assert is_near(found.in_time, 1 - 0.5 * 2 / 24)


def test_what_does_not_come_back_is_not_told_and_the_way_out_is_as_before() -> None:
    one = fetching("R", (str(A), A), loads=EVENING - HOUR)
    with_back = sampled(one, spreads=book(ROUGH, wet=0.4), by=election(), n=100)
    without = sampled(spreads=book(ROUGH, wet=0.4), by=election(), n=100)

    assert [chance.station for chance in with_back.back] == [A]
    assert with_back.back_by == ((Level.PPK, DAY), (Level.KPU, 9 * DAY))
    assert (without.back, without.back_by) == ((), ())
    assert with_back.stations == without.stations


def chances(case: Case, delivery: DeliveryPlan, spread: ModeSpread, *, wet: float, n: int) -> Chances:
    assert case.homeward is not None
    modes = tuple(replace(spread, mode=rule.mode) for rule in case.modes)
    return chances_of(
        delivery,
        election=case.election,
        modes=case.modes,
        spreads=replace(book(spread, wet=wet, together=0.5), modes=modes),
        scenarios=n,
        seed=1,
        by_daylight=frozenset(link.mode for link in case.register.links if link.daylight_only),
        counted={one.station: one.ready for one in case.homeward.returns},
    )


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_a_day_without_disturbance_is_the_plan(seed: int) -> None:
    case = returning(random_case(seed))
    delivery = plan_of(case)

    found = chances(case, delivery, CALM, wet=0.0, n=2).back

    assert [chance.p99 for chance in found] == [chance.planned for chance in found]
    assert all(chance.in_time == 1.0 for chance in found)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_more_rain_never_raises_a_chance(seed: int) -> None:
    case = returning(random_case(seed))
    delivery = plan_of(case)

    dry, wet = (chances(case, delivery, ROUGH, wet=share, n=100).back for share in (0.1, 0.9))

    assert all(w.in_time <= d.in_time for d, w in zip(dry, wet, strict=True))
    assert all(chance.p50 <= chance.p90 <= chance.p99 for chance in wet)
