"""The way back, drivers' hours and tides: whole plans checked independently, and plans broken by hand."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.back_checker import back_faults, box_faults, driver_faults, tide_faults
from tests.transport.checker import Case, faults
from tests.transport.random_cases import random_case

from sampai.election.model import Basis, Counting, Deadline, Level, Stage, Standing, WayBack
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, MINUTE, HTime, format_h_time, parse_h_time
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Load
from sampai.places.model import Link
from sampai.transport.model import (
    Consignment,
    DeliveryPlan,
    DriverRules,
    Journey,
    OwnGoods,
    Return,
    VehicleGroup,
)
from sampai.transport.rules.plan import Homeward, plan_delivery

GUESS = Basis(Standing.UNVERIFIED, "tiny world")
DRIVERS = DriverRules(
    most_duty_s=12 * HOUR,
    drive_s=4 * HOUR,
    pause_s=30 * MINUTE,
    rest_s=8 * HOUR,
    basis=GUESS,
    rest_basis=GUESS,
)


def way_back(levels: tuple[Level, ...], *, opens: int = 6, closes: int = 20) -> WayBack:
    """From the stations up, a day and a half for each stage."""
    stages = tuple(
        Stage(
            giver=giver,
            receiver=receiver,
            earliest=parse_h_time(f"H+{2 * at} 15:00"),
            latest=parse_h_time(f"H+{2 * at + 3} 20:00"),
            opens_s=opens * HOUR,
            closes_s=closes * HOUR,
            basis=GUESS,
        )
        for at, (giver, receiver) in enumerate(pairwise(levels))
    )
    return WayBack(
        counting=Counting(voting_ends=parse_h_time("H 13:00"), s_per_ballot=10, closing_s=HOUR, basis=GUESS),
        items=("kotak_suara",),
        items_basis=GUESS,
        stages=stages,
        deadlines=tuple(Deadline(level=s.receiver, at=s.latest, basis=GUESS) for s in stages),
    )


def returning(case: Case, *, own: tuple[OwnGoods, ...] = (), opens: int = 6, closes: int = 20) -> Case:
    """The case with a way back through the same levels, own goods both ways, and drivers who rest."""
    levels = (case.election.stages[0].giver, *(stage.receiver for stage in case.election.stages))
    way = way_back(levels[::-1], opens=opens, closes=closes)
    returns = tuple(
        Return(station=c.station, load=c.load, ready=way.counting.ends(int(c.station[-3:]) * 600))
        for c in case.consignments
    )
    return replace(
        case,
        election=replace(case.election, way_back=way),
        own=own,
        homeward=Homeward(returns=returns, own=own),
        drivers=DRIVERS,
    )


def plan_of(case: Case) -> DeliveryPlan:
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        own=case.own,
        homeward=case.homeward,
        drivers=case.drivers,
    )


def world(*, links: tuple[Link, ...] | None = None, fleet: tuple[VehicleGroup, ...] = worlds.FLEET) -> Case:
    register = worlds.FULL_REGISTER if links is None else replace(worlds.FULL_REGISTER, links=links)
    return Case(
        register=register,
        consignments=tuple(
            Consignment(station=s.code, load=Load(2, 232, 20_000)) for s in worlds.FULL_REGISTER.stations
        ),
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=fleet,
        territory=worlds.TERRITORY,
    )


OWN = (
    OwnGoods(region=worlds.COAST, level=Level.PPK, load=Load(3, 301, 7_001)),
    OwnGoods(region=worlds.HILLS, level=Level.PPK, load=Load(2, 199, 5_000)),
)
CASE = returning(world(), own=OWN)
PLAN = plan_of(CASE)


def all_faults(case: Case, plan: DeliveryPlan) -> list[str]:
    return [
        *faults(case, plan),
        *back_faults(case, plan),
        *driver_faults(case, plan),
        *box_faults(case, plan),
    ]


def test_everything_comes_out_and_back_in_the_tiny_world() -> None:
    assert all_faults(CASE, PLAN) == []
    assert (PLAN.unplanned, PLAN.not_back, PLAN.own_left) == ((), (), ())
    assert {j.mode for j in PLAN.back} == {"truk", "gerobak-sapi", "perahu"}


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_random_operations_come_back_without_fault(seed: int) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    plain = random_case(seed)
    regions = sorted({RegionCode(s.village[:6]) for s in plain.register.stations})
    own = tuple(
        OwnGoods(region=region, level=Level.PPK, load=Load(int(draw.integers(0, 5)), 333, 3_000))
        for region in regions
        if draw.random() < 0.7
    )
    case = returning(plain, own=own, opens=int(draw.integers(0, 7)), closes=int(draw.integers(16, 25)))

    assert all_faults(case, plan_of(case)) == []


def test_no_boat_with_boxes_goes_at_night_although_the_counting_ends_then() -> None:
    late = replace(
        CASE,
        homeward=Homeward(
            returns=tuple(
                replace(r, ready=HTime(19 * HOUR)) for r in (CASE.homeward or Homeward(returns=())).returns
            )
        ),
    )
    boats = [j for j in plan_of(late).back if j.mode == worlds.BOAT]

    assert [format_h_time(j.loads)[:3] for j in boats] == ["H+1"]


def test_the_way_back_uses_vehicles_with_the_hours_that_they_have_left() -> None:
    by_vehicle = {(j.vehicle, j.ordinal) for j in PLAN.journeys}

    assert {(j.vehicle, j.ordinal) for j in PLAN.back} <= by_vehicle


# Plans broken by hand

BOAT = next(j for j in PLAN.back if j.mode == worlds.BOAT)
TRUCK = next(j for j in PLAN.back if j.giver is Level.STATION and j.mode == worlds.TRUCK)
CART = next(j for j in PLAN.back if j.mode == worlds.CART)
TOP = next(j for j in PLAN.back if j.receiver is Level.KPU)
OWN_OUT = next(j for j in PLAN.journeys if any(stop.offices for stop in j.stops))


def with_back(old: Journey, *new: Journey) -> DeliveryPlan:
    return replace(PLAN, back=tuple(n for j in PLAN.back for n in (new if j == old else (j,))))


def moved(journey: Journey, seconds: int) -> Journey:
    def to(at: HTime) -> HTime:
        return HTime(at + seconds)

    return replace(
        journey,
        loads=to(journey.loads),
        departs=to(journey.departs),
        returns=to(journey.returns),
        handed_over=to(journey.free),
        stops=tuple(replace(s, arrives=to(s.arrives), departs=to(s.departs)) for s in journey.stops),
    )


def without_stop(journey: Journey) -> Journey:
    left = journey.stops[1:]
    return replace(journey, stops=left, load=sum((s.load for s in left), Load()))


def without_own(journey: Journey) -> Journey:
    stops = tuple(replace(s, own=()) for s in journey.stops)
    return replace(journey, stops=stops)


BROKEN: dict[str, tuple[Callable[[], DeliveryPlan], str]] = {
    "left at the station": (lambda: with_back(TOP), "its boxes end at"),
    "one stop forgotten": (lambda: with_back(TRUCK, without_stop(TRUCK)), "are not at"),
    "before the count": (lambda: with_back(TRUCK, moved(TRUCK, -2 * HOUR)), "before they"),
    "by boat at night": (lambda: with_back(BOAT, moved(BOAT, 10 * HOUR)), "is handed over too late"),
    "after the deadline": (lambda: with_back(TOP, moved(TOP, 96 * HOUR)), "is handed over too late"),
    "before it came up": (lambda: with_back(TOP, moved(TOP, -48 * HOUR)), "before they came"),
    "twice": (lambda: with_back(TRUCK, TRUCK, replace(TRUCK, code="x", ordinal=1)), "are not at"),
    "never handed over": (lambda: with_back(TRUCK, replace(TRUCK, handed_over=None)), "never hands over"),
    "unloaded in no time": (
        lambda: with_back(TRUCK, replace(TRUCK, handed_over=TRUCK.returns)),
        "unloads too fast",
    ),
    "too fast home": (
        lambda: with_back(TRUCK, replace(TRUCK, returns=HTime(TRUCK.returns - 60))),
        "faster or slower",
    ),
    "by a cart with too much": (
        lambda: with_back(TOP, replace(TOP, vehicle=CART.vehicle, mode=CART.mode)),
        "overloaded",
    ),
    "own goods not told": (
        lambda: replace(PLAN, journeys=tuple(without_own(j) if j == OWN_OUT else j for j in PLAN.journeys)),
        "is not that of its stations",
    ),
    "own goods lost": (
        lambda: replace(PLAN, journeys=tuple(j for j in PLAN.journeys if j != OWN_OUT)),
        "own",
    ),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_way_back_is_caught(name: str) -> None:
    broken, fault = BROKEN[name]

    assert any(fault in found for found in all_faults(CASE, broken()))


# Drivers


def test_a_long_drive_has_its_pause_and_a_plan_without_it_is_caught() -> None:
    slow = tuple(
        replace(rule, speed_kmh=tuple((road, 3) for road, _ in rule.speed_kmh))
        if rule.mode == worlds.TRUCK
        else rule
        for rule in CASE.modes
    )
    hours = tuple(replace(s, opens_s=2 * HOUR, closes_s=24 * HOUR) for s in worlds.ELECTION.stages)
    case = returning(replace(world(), modes=slow, election=replace(worlds.ELECTION, stages=hours)))

    made = plan_of(case)
    long = [j for j in made.journeys if j.pauses_s]

    assert long
    assert driver_faults(case, made) == []
    hurried = replace(
        made,
        journeys=tuple(
            replace(j, returns=HTime(j.returns - 30 * MINUTE), pauses_s=j.pauses_s - 30 * MINUTE)
            if j == long[0]
            else j
            for j in made.journeys
        ),
    )
    assert any(
        "too long without a pause" in f for f in [*faults(case, hurried), *driver_faults(case, hurried)]
    )


def test_a_driver_who_works_round_the_clock_is_caught() -> None:
    longer = replace(TRUCK, handed_over=HTime(TRUCK.free + 12 * HOUR))

    assert any("on duty for" in f for f in driver_faults(CASE, with_back(TRUCK, longer)))


def far_world(*, drivers: int) -> Case:
    """A way that takes more than five hours by truck; one driver may work only five."""
    slow = tuple(
        replace(rule, speed_kmh=tuple((road, 4) for road, _ in rule.speed_kmh))
        if rule.mode == worlds.TRUCK
        else rule
        for rule in worlds.MODES
    )
    fleet = tuple(replace(group, drivers=drivers) for group in worlds.FLEET)
    case = replace(world(fleet=fleet), modes=slow)
    short = replace(DRIVERS, most_duty_s=5 * HOUR)
    return replace(case, drivers=short)


def test_where_one_driver_may_not_work_so_long_two_can() -> None:
    alone, together = (plan_of(far_world(drivers=n)) for n in (1, 2))

    said = {str(left.remedy.key) for left in alone.unplanned}
    assert any("second driver" in key for key in said)
    assert len(together.unplanned) < len(alone.unplanned)


# Tides


def tidal(tide: str) -> Case:
    links = tuple(
        replace(link, tide=tide) if link.code == "L-PERAHU" else link for link in worlds.FULL_REGISTER.links
    )
    return returning(world(links=links))


def boats(plan: DeliveryPlan) -> list[Journey]:
    return [j for j in plan.journeys if j.mode == worlds.BOAT]


LONG_TIDE = {"L-PERAHU": [(9 * HOUR, 16 * HOUR)]}
TWO_TIDES = {"L-PERAHU": [(6 * HOUR + 30 * MINUTE, 10 * HOUR), (14 * HOUR, 17 * HOUR)]}


def test_a_boat_waits_for_the_tide() -> None:
    case = tidal("09.00-16.00")
    made = plan_of(case)

    assert made.unplanned == ()
    assert all_faults(case, made) == []
    assert tide_faults(case, made, hours=LONG_TIDE) == []
    assert {format_h_time(j.loads)[-5:] for j in boats(made)} == {"09:00"}


def test_a_boat_that_cannot_be_back_in_one_tide_comes_home_with_the_next() -> None:
    case = tidal("06.30-10.00; 14.00-17.00")
    made = plan_of(case)
    [boat] = boats(made)

    assert tide_faults(case, made, hours=TWO_TIDES) == []
    assert format_h_time(boat.stops[-1].arrives)[-5:] < "10:00"
    assert format_h_time(boat.stops[-1].departs)[-5:] == "14:00"
    assert [j.origin for j in made.back if j.mode == worlds.BOAT] == ["PPK-2"]


def test_a_boat_out_of_the_tide_is_caught() -> None:
    case = tidal("09.00-16.00")
    made = plan_of(case)
    early = replace(made, back=(), journeys=tuple(moved(j, -2 * HOUR) for j in boats(made)))

    assert tide_faults(case, early, hours=LONG_TIDE) != []


def test_an_island_whose_tide_is_too_short_is_named_with_the_link() -> None:
    made = plan_of(tidal("12.00-12.30"))

    [left] = made.unplanned
    assert left.station == worlds.ISLAND_STATION.code
    assert "L-PERAHU" in str(left.reason.data)


def test_a_tide_told_for_a_day_holds_on_that_day_only() -> None:
    made = plan_of(tidal("06.30-17.00; H-1 10.00-17.00"))

    assert {format_h_time(j.loads) for j in boats(made)} == {"H-1 10:00"}


# Links


def test_a_link_takes_no_more_boxes_than_told_and_its_fee_is_counted() -> None:
    links = tuple(
        replace(link, boxes_per_trip=1, cost_rp=50_000) if link.mode == worlds.BOAT else link
        for link in worlds.FULL_REGISTER.links
    )
    two = tuple(replace(g, count=2) if g.mode == worlds.BOAT else g for g in worlds.FLEET)
    case = returning(world(links=links, fleet=two))
    made = plan_of(case)
    [boat] = boats(made)

    assert all_faults(case, made) == []
    assert (len(boat.vehicles), boat.fees_rp) == (2, 2 * 2 * 50_000)
    alone = replace(made, back=(), journeys=(replace(boat, convoy=()),))
    assert any("more boxes than" in f for f in box_faults(case, alone))
