"""Plans carried on after random setbacks, held to an independent checker; and bugs planted in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.transport.checker import Case
from tests.transport.random_cases import random_case
from tests.transport.replan_checker import replan_faults
from tests.transport.test_way_back import returning

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import RegionCode, digest
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, PlaceKind
from sampai.transport.model import Absence, DeliveryPlan, Journey, OwnGoods, ReplanRules, Setback
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import means
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.replan import replan_delivery
from sampai.transport.rules.replan.match import pairs_of

RULES = ReplanRules(churn_rp=150_000, notice_s=1_800)


def planned(case: Case) -> DeliveryPlan:
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


def carried_on(case: Case, old: DeliveryPlan, setback: Setback, *, effort: int = 1) -> DeliveryPlan:
    return replan_delivery(
        old,
        setback=setback,
        register=case.register,
        consignments=case.consignments,
        election=case.election,
        territory=case.territory,
        means=means(case.register, territory=case.territory, modes=case.modes, fleet=case.fleet),
        outlook=Outlook(voting_day=case.election.voting_day),
        rules=RULES,
        quick=SavingsSolver(),
        solver=SavingsSolver(),
        seed=1,
        effort=effort,
        guarded=[str(place.code) for place in case.register.of_kind(PlaceKind.PPK)],
        own=case.own,
        homeward=case.homeward,
        drivers=case.drivers,
    )


def closed(case: Case, subject: str, at: int) -> Closure:
    midnight = datetime.combine(case.election.voting_day, time())
    return Closure(
        subject=subject, starts=midnight + timedelta(seconds=at), ends=midnight + timedelta(days=30)
    )


def random_setback(case: Case, old: DeliveryPlan, seed: int) -> Setback:
    draw = np.random.Generator(np.random.PCG64(seed))
    first = min(stage.earliest for stage in case.election.stages)
    every = (*old.journeys, *old.back)
    moments = [first, *(j.loads + HOUR // 2 for j in every), *(j.returns - 60 for j in every)]
    at = HTime(int(draw.choice(moments)))
    borders = [f"{min(b.a, b.b)}-{max(b.a, b.b)}" for b in case.territory.borders]
    subjects = [
        *(link.code for link in case.register.links),
        *(str(place.code) for place in case.register.places if place.kind is not PlaceKind.STORE),
        *(str(station.code) for station in case.register.stations),
        *borders * 3,
    ]
    closures = [closed(case, str(s), at) for s in draw.choice(subjects, size=int(draw.integers(0, 3)))]
    units = [(group.code, n) for group in case.fleet for n in range(1, group.count + 1)]
    absences = []
    for i in draw.permutation(len(units))[: int(draw.integers(0, 3))].tolist():
        until = None if draw.random() < 0.5 else HTime(at + int(draw.integers(1, 6)) * HOUR)
        absences.append(Absence(vehicle=units[i][0], ordinal=units[i][1], since=at, until=until))
    under_way = [j.code for j in every if j.loads < at < j.returns]
    slips = [(code, 2 * HOUR) for code in under_way[: int(draw.integers(0, 2))]]
    return Setback(at=at, closures=tuple(closures), absences=tuple(absences), slips=tuple(slips))


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_and_what_was_done_stays(seed: int) -> None:
    case = random_case(seed)
    old = planned(case)
    setback = random_setback(case, old, seed)

    new = carried_on(case, old, setback)

    assert replan_faults(case, old, new, setback) == []
    assert digest(new) == digest(carried_on(case, old, setback))


def coming_back(seed: int) -> Case:
    """A random case with a way back, own goods of its committees both ways, and drivers who rest."""
    case = random_case(seed)
    level, digits = (Level.PPK, 6) if seed % 2 else (Level.PPS, 10)
    regions = sorted({station.code[:digits] for station in case.register.stations})
    own = (OwnGoods(region=RegionCode(r), level=level, load=Load(3, 300, 30_000)) for r in regions)
    return returning(case, own=tuple(own))


@given(seed=st.integers(0, 100_000))
@example(seed=1899)
@example(seed=1971)
@example(seed=2014)
@example(seed=2109)
@example(seed=19015)
@settings(max_examples=25, deadline=None)
def test_own_goods_and_the_way_back_survive(seed: int) -> None:
    case = coming_back(seed)
    old = planned(case)
    setback = random_setback(case, old, seed)

    new = carried_on(case, old, setback)

    assert replan_faults(case, old, new, setback) == []
    assert digest(new) == digest(carried_on(case, old, setback))


@given(seed=st.integers(0, 100_000))
@settings(max_examples=12, deadline=None)
def test_without_any_setback_the_way_back_stays(seed: int) -> None:
    case = coming_back(seed)
    old = planned(case)
    at = HTime(min(stage.earliest for stage in case.election.stages))

    assert carried_on(case, old, Setback(at=at)) == old


def test_a_lost_vehicle_of_the_way_back_leaves_its_work_to_others_or_it_is_named() -> None:
    case = coming_back(0)
    old = planned(case)
    journey = old.back[0]
    away = Absence(vehicle=journey.vehicle, ordinal=journey.ordinal, since=HTime(0))
    setback = Setback(at=HTime(journey.loads - HOUR), absences=(away,))

    new = carried_on(case, old, setback)

    assert replan_faults(case, old, old, setback) != []
    assert replan_faults(case, old, new, setback) == []


def test_own_goods_that_are_lost_between_plans_are_caught() -> None:
    case = coming_back(1)
    old = planned(case)
    journey = next(j for j in old.journeys if j.receiver is Level.PPK and any(stop.own for stop in j.stops))
    stops = tuple(replace(stop, own=()) for stop in journey.stops)
    planted = replace(
        old, journeys=tuple(replace(j, stops=stops) if j == journey else j for j in old.journeys)
    )

    found = replan_faults(case, old, planted, Setback(at=HTime(journey.loads - HOUR)))

    assert any("boxes of its own came" in fault for fault in found)


def untouched(old: DeliveryPlan, new: DeliveryPlan) -> Sequence[Journey]:
    return [pair.before for pair in pairs_of(old.journeys, new.journeys) if pair.is_same and pair.before]


@given(seed=st.integers(0, 100_000))
@settings(max_examples=30, deadline=None)
def test_without_any_setback_nothing_changes(seed: int) -> None:
    case = random_case(seed)
    old = planned(case)
    at = HTime(min(stage.earliest for stage in case.election.stages))

    new = carried_on(case, old, Setback(at=at))

    assert new == old


def busy_case() -> tuple[Case, DeliveryPlan, Journey]:
    """A case with a journey of several stops by road, and its plan."""
    for seed in range(200):
        case = random_case(seed)
        old = planned(case)
        for journey in old.journeys:
            if (
                len(journey.stops) > 2
                and journey.mode == "truk"
                and len(old.journeys) > 3
                and not old.unplanned
            ):
                return case, old, journey
    pytest.fail("no random case has such a journey")


def test_a_stop_that_was_reached_and_changes_is_caught() -> None:
    case, old, journey = busy_case()
    setback = Setback(at=HTime(journey.stops[0].departs))
    swapped = replace(journey, stops=(journey.stops[1], journey.stops[0], *journey.stops[2:]))
    planted = replace(old, journeys=tuple(swapped if j == journey else j for j in old.journeys))

    found = replan_faults(case, old, planted, setback)

    assert f"{journey.code}: a stop that was reached has changed" in found


def test_a_closed_place_that_is_still_gone_to_is_caught() -> None:
    case, old, journey = busy_case()
    setback = Setback(at=journey.loads, closures=(closed(case, journey.stops[0].place, journey.loads),))

    found = replan_faults(case, old, old, setback)

    assert f"{journey.code} passes what is shut" in found


def test_a_station_lost_between_plans_is_caught() -> None:
    case, old, journey = busy_case()
    setback = Setback(at=HTime(min(j.loads for j in old.journeys)))
    left_out = next(stop for stop in journey.stops if stop.stations == (stop.place,))
    short = replace(journey, stops=tuple(stop for stop in journey.stops if stop != left_out))
    planted = replace(old, journeys=tuple(short if j == journey else j for j in old.journeys))

    found = replan_faults(case, old, planted, setback)

    assert any(fault.startswith(f"{left_out.place}: not delivered") for fault in found)


def test_a_lost_vehicle_that_still_drives_is_caught() -> None:
    case, old, journey = busy_case()
    away = Absence(vehicle=journey.vehicle, ordinal=journey.ordinal, since=journey.loads)
    setback = Setback(at=journey.loads, absences=(away,))

    found = replan_faults(case, old, old, setback)

    assert f"{journey.code}: {journey.vehicle}-{journey.ordinal} cannot be used then" in found
