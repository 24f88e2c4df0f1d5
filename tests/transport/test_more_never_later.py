"""What must hold of whole plans: more vehicles help, closures never do, rows and seeds change nothing.

The search is a heuristic: a later arrival of one station can follow from a better plan in all. So what is
compared is how many stations are left without, and the earliest arrival that the ways allow at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import Case, faults
from tests.transport.random_cases import random_case

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import StationCode, digest
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, Register
from sampai.transport.model import USUAL, Consignment, DeliveryPlan, VehicleGroup
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.going import Outlook, going
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.offices import offices
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.score import score_of

Row = TypeVar("Row")
H = datetime(2024, 11, 27)  # noqa: DTZ001 -- local time is meant
SUBJECTS = ("L-GEROBAK", "L-PERAHU", "PPK-1", "PPK-2", worlds.BEACH, worlds.VALLEY, worlds.HILLS)


def plan_of(case: Case, *closures: Closure, seed: int = 1) -> DeliveryPlan:
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=SavingsSolver(),
        seed=seed,
        effort=1,
        outlook=Outlook(voting_day=case.election.voting_day, closures=closures),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """The tiny world with some of its stations, heavy or light goods, a fleet that may not suffice."""
    chosen = draw(st.lists(st.sampled_from(worlds.ALL_STATIONS), min_size=1, unique=True))
    boxes = [draw(st.integers(1, 12)) for _ in chosen]
    counts = [draw(st.integers(0, 2)) for _ in worlds.FLEET]
    return Case(
        register=Register(
            stations=worlds.ALL_STATIONS, places=worlds.PLACES, links=(worlds.CART_TRACK, worlds.CROSSING)
        ),
        consignments=tuple(
            Consignment(station=s.code, load=Load(n, 116 * n, 10_000 * n))
            for s, n in zip(chosen, boxes, strict=True)
        ),
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=tuple(replace(g, count=n) for g, n in zip(worlds.FLEET, counts, strict=True)),
        territory=worlds.TERRITORY,
    )


def with_one_more(case: Case, group: VehicleGroup) -> Case:
    more = tuple(replace(g, count=g.count + 1) if g.code == group.code else g for g in case.fleet)
    return replace(case, fleet=more)


def left_out(plan: DeliveryPlan) -> int:
    return len({left.station for left in plan.unplanned})


@given(case=cases(), which=st.integers(0, len(worlds.FLEET) - 1))
@settings(max_examples=60, deadline=None)
def test_one_more_vehicle_never_leaves_more_stations_without_nor_makes_any_later(
    case: Case, which: int
) -> None:
    more = with_one_more(case, case.fleet[which])

    assert lateness(more) <= lateness(case)
    assert faults(more, plan_of(more)) == []


def lateness(case: Case) -> tuple[int, int]:
    """Stations left without, and seconds after the earliest deadline, added up over stations."""
    found = score_of(
        plan_of(case), election=case.election, modes=case.modes, fleet=case.fleet, objective=USUAL
    )
    return found.unserved, found.late_s


@pytest.mark.parametrize("seed", [24, 30, 40, 102])
def test_a_nearer_vehicle_that_is_too_small_does_not_keep_the_others_from_going(seed: int) -> None:
    case = random_case(seed)
    before = left_out(plan_of(case))

    for group in case.fleet:
        assert left_out(plan_of(with_one_more(case, group))) <= before


@pytest.mark.parametrize(("seed", "left"), [(249, 3), (288, 0)])
def test_what_stuck_beside_others_goes_when_they_have_found_their_places(seed: int, left: int) -> None:
    case = random_case(seed)
    plan = plan_of(case)

    assert left_out(plan) == left
    assert faults(case, plan) == []


closed = st.builds(
    lambda subject, start, hours: Closure(
        subject=subject, starts=H + timedelta(hours=start), ends=H + timedelta(hours=start + hours)
    ),
    st.sampled_from(SUBJECTS),
    st.integers(-110, 0),
    st.sampled_from([1, 3, 6, 12, 48, 200]),
)


@given(case=cases(), closure=closed)
@settings(max_examples=60, deadline=None)
def test_a_closure_never_serves_more_stations(case: Case, closure: Closure) -> None:
    assert left_out(plan_of(case, closure)) >= left_out(plan_of(case))


@given(case=cases(), closure=closed)
@settings(max_examples=40, deadline=None)
def test_no_station_is_reached_before_the_ways_allow_it_and_a_closure_allows_nothing_earlier(
    case: Case, closure: Closure
) -> None:
    free, shut = earliest(case), earliest(case, closure)
    plans = ((plan_of(case), free), (plan_of(case, closure), shut))

    for plan, bound in plans:
        for station, at in arrivals(plan).items():
            assert at >= bound[station]
    assert all(shut[code] >= free[code] for code in shut)


def arrivals(plan: DeliveryPlan) -> Mapping[StationCode, int]:
    """When each station's goods come to it."""
    return {
        station: stop.arrives
        for journey in plan.journeys
        if journey.receiver is Level.STATION
        for stop in journey.stops
        for station in stop.stations
    }


def earliest(case: Case, *closures: Closure) -> Mapping[StationCode, int]:
    """The last stage's beginning and one quickest ride from the office: no journey can be faster.

    What is shut for all hours of the stage is gone; what is shut at times may be passed in between.
    """
    fair = means(case.register, territory=case.territory, modes=case.modes, fleet=case.fleet)
    outlook = Outlook(voting_day=case.election.voting_day, closures=closures)
    stage = case.election.stages[-1]
    days = working_days(stage, election=case.election)
    ways = going(fair, days=days, outlook=outlook).open
    there = offices(case.register)
    found: dict[StationCode, int] = {}
    for consignment in case.consignments:
        station = case.station(consignment.station)
        [office] = there.holders(stage.giver, station=station)
        found[station.code] = days[0].start + _quickest_s(ways, office, station.code)
    return found


def _quickest_s(ways: Means, origin: str, target: str) -> int:
    rides = [ways.ride(mode, origin=origin, target=target) for mode in ways.rules]
    return min((ride[0] for ride in rides if ride is not None), default=10**9)


@given(case=cases(), order=st.integers(0, 999), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_rows_in_another_order_and_the_same_seed_give_the_same_plan(
    case: Case, order: int, seed: int
) -> None:
    turned = replace(
        case,
        fleet=tuple(shuffled(case.fleet, order)),
        consignments=tuple(shuffled(case.consignments, order)),
        modes=tuple(shuffled(case.modes, order)),
    )

    assert digest(plan_of(turned, seed=seed)) == digest(plan_of(case, seed=seed))


def shuffled(rows: Sequence[Row], order: int) -> list[Row]:
    turn = np.random.Generator(np.random.PCG64(order)).permutation(len(rows))
    return [rows[at] for at in turn]
