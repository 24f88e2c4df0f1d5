"""Plans under closures, checked by an independent checker and, in the tiny world, exhaustively."""

from datetime import datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import Case, _accounted, _conserved, _never_twice_at_once
from tests.transport.closure_checker import passed
from tests.transport.random_cases import random_case

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.ids import digest
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, Register
from sampai.transport.model import Consignment, DeliveryPlan
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.going import Outlook, going
from sampai.transport.rules.means import means
from sampai.transport.rules.plan import plan_delivery

H = datetime(2024, 11, 27)  # noqa: DTZ001 -- local time is meant


def closed(subject: str, start_h: float, end_h: float) -> Closure:
    """Something is shut from some hours after (before: negative) the beginning of voting day on."""
    return Closure(subject=subject, starts=H + timedelta(hours=start_h), ends=H + timedelta(hours=end_h))


def plan_of(case: Case, *closures: Closure) -> DeliveryPlan:
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
        outlook=Outlook(voting_day=case.election.voting_day, closures=closures),
    )


def random_closures(case: Case, seed: int) -> tuple[Closure, ...]:
    draw = np.random.Generator(np.random.PCG64(seed))
    register = case.register
    subjects = [
        *(link.code for link in register.links),
        *(str(place.code) for place in register.places),
        *(str(station.code) for station in register.stations),
        *(str(code) for code in case.territory.regions),
        "990101",
    ]
    found = []
    for _ in range(int(draw.integers(1, 5))):
        start = float(draw.integers(-24 * 9, 0))
        subject = subjects[int(draw.integers(0, len(subjects)))]
        found.append(closed(subject, start, start + float(draw.choice([1, 3, 5, 12, 48, 240]))))
    return tuple(found)


@given(seed=st.integers(0, 100_000))
@example(seed=1382)  # the transfer point's own village is shut, not the one that it hangs on
@settings(max_examples=80, deadline=None)
def test_no_journey_passes_what_is_shut_while_it_goes(seed: int) -> None:
    case = random_case(seed)
    closures = random_closures(case, seed)

    plan = plan_of(case, *closures)

    assert passed(case, plan, closures) == []
    assert [*_accounted(case, plan), *_conserved(case, plan), *_never_twice_at_once(case, plan)] == []
    assert digest(plan) == digest(plan_of(case, *closures[::-1]))


def test_a_plan_that_knows_no_closures_is_caught() -> None:
    caught = 0
    for seed in range(40):
        case = random_case(seed)
        caught += bool(passed(case, plan_of(case), random_closures(case, seed)))

    assert caught >= 5


# --- a closure never makes anything earlier, everywhere in the tiny world ------------------------------

PLACES = ("PPK-1", "PPK-2", "GUDANG")
VILLAGES = (worlds.PORT, worlds.BEACH, worlds.FIELD, worlds.VALLEY, worlds.SUMMIT, worlds.ISLAND)
SUBJECTS = ("L-GEROBAK", "L-PERAHU", *PLACES, *VILLAGES, worlds.COAST, worlds.HILLS)
WINDOWS = ((-240, 48), (-24, 0), (-17, -12), (-10, -8), (-96, -80), (24, 48))


def tiny(*codes: str) -> Case:
    stations = tuple(s for s in worlds.ALL_STATIONS if not codes or s.code in codes)
    register = Register(
        stations=worlds.ALL_STATIONS, places=worlds.PLACES, links=(worlds.CART_TRACK, worlds.CROSSING)
    )
    return Case(
        register=register,
        consignments=tuple(Consignment(station=s.code, load=Load(2, 232, 20_000)) for s in stations),
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
        territory=worlds.TERRITORY,
    )


def arrivals(plan: DeliveryPlan) -> dict[str, int]:
    """When each station's goods come to it."""
    return {
        code: stop.arrives
        for journey in plan.journeys
        if journey.receiver is Level.STATION
        for stop in journey.stops
        for code in stop.stations
        if not [m for m in plan.unplanned if m.station == code]
    }


@pytest.mark.parametrize("code", [str(s.code) for s in worlds.ALL_STATIONS])
def test_no_closure_brings_a_station_its_goods_earlier(code: str) -> None:
    case = tiny(code)
    before = arrivals(plan_of(case))

    for subject, (start, end) in product(SUBJECTS, WINDOWS):
        after = arrivals(plan_of(case, closed(subject, start, end)))
        assert after == {} or after[code] >= before[code], (subject, start, end)


def test_no_closure_makes_any_way_shorter() -> None:
    case = tiny()
    fair = means(case.register, territory=case.territory, modes=case.modes, fleet=case.fleet)
    points = [code for code in (*PLACES, *VILLAGES) if fair.network.knows(code)]

    for stage, subject, (start, end) in product(case.election.stages, SUBJECTS, WINDOWS):
        outlook = Outlook(voting_day=case.election.voting_day, closures=(closed(subject, start, end),))
        now = going(fair, days=working_days(stage, election=case.election), outlook=outlook)
        for mode, a, b in product(fair.rules, points, points):
            dry, shut = fair.ride(mode, origin=a, target=b), now.passing(()).ride(mode, origin=a, target=b)
            assert shut is None or (dry is not None and shut >= dry)


# --- stories ------------------------------------------------------------------------------------------------


def boats(plan: DeliveryPlan) -> list[tuple[int, int]]:
    """Hours of the last day from the loading to the return of each boat."""
    return [((j.loads + DAY) // HOUR, (j.returns + DAY) // HOUR) for j in plan.journeys if j.mode == "perahu"]


def test_a_crossing_shut_in_the_morning_is_made_in_the_afternoon() -> None:
    plan = plan_of(tiny(), closed("L-PERAHU", -24, -12))

    assert boats(plan) == [(12, 15)]
    assert plan.unplanned == ()
    assert boats(plan_of(tiny())) == [(7, 10)]


def test_a_crossing_shut_all_day_leaves_the_island_without_and_says_why() -> None:
    plan = plan_of(tiny(), closed("L-PERAHU", -48, 24))

    [missing] = plan.unplanned
    assert missing.station == worlds.ISLAND_STATION.code
    assert "L-PERAHU" in str(missing.reason)
    assert "shut in all working hours" in str(missing.reason)


def test_a_crossing_shut_but_for_an_hour_leaves_the_island_without_and_says_why() -> None:
    plan = plan_of(tiny(), closed("L-PERAHU", -24, -8.5), closed("L-PERAHU", -8, 0))

    [missing] = plan.unplanned
    assert "shut for some hours; the others do not suffice: L-PERAHU" in str(missing.reason)


def test_a_closure_elsewhere_or_at_another_time_changes_nothing() -> None:
    plain = digest(plan_of(tiny(worlds.ROAD_STATIONS[0].code)))

    for closure in (
        closed(worlds.ISLAND, -99, 0),
        closed(worlds.BEACH, 24, 48),
        closed(worlds.BEACH, -999, -500),
    ):
        assert digest(plan_of(tiny(worlds.ROAD_STATIONS[0].code), closure)) == plain


def test_a_village_shut_in_the_morning_keeps_the_road_through_it_until_noon() -> None:
    plan = plan_of(tiny(), closed(worlds.BEACH, -96, -84))

    [first] = [j for j in plan.journeys if j.receiver is Level.PPK][:1]
    assert first.loads >= -84 * HOUR


def test_a_shut_village_is_told_by_its_name() -> None:
    plan = plan_of(tiny(), closed(worlds.SUMMIT, -48, 24))

    [missing] = plan.unplanned
    assert missing.station == worlds.HARD_STATION.code
    assert str(missing.reason).endswith("is shut in all working hours of the stage: Puncak.")
