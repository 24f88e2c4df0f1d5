from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.worlds import (
    ALL_STATIONS,
    BOAT,
    CART,
    FLEET,
    FULL,
    HARD_STATION,
    ISLAND_STATION,
    MODES,
    PLAIN,
    RULES,
    SUMMIT,
    UNITS,
    VERY_VULNERABLE,
    WITH_HARD,
    WITH_ISLAND,
    WITH_VERY_VULNERABLE,
    register,
)

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.guarding.model import RiskClass
from sampai.kernel.clock import parse_h_time
from sampai.kernel.text import say
from sampai.packs.profiles import load_weather
from sampai.places.model import Closure, Forecast
from sampai.plan.model import Operation, OperationPlan, Severity
from sampai.plan.rules.figures import digest_of
from sampai.plan.rules.make import consignments_of, make_plan, off_road


def _plan(operation: Operation, *, seed: int = 1) -> OperationPlan:
    return make_plan(operation, rules=RULES, solver=SavingsSolver(), seed=seed, effort=1)


@pytest.mark.parametrize("operation", [PLAIN, WITH_ISLAND, WITH_HARD, WITH_VERY_VULNERABLE, FULL])
def test_every_tiny_world_is_planned_whole_and_nothing_stops_it(operation: Operation) -> None:
    plan = _plan(operation)

    assert plan.delivery.unplanned == ()
    assert [p.code for p in plan.problems if p.severity is Severity.STOP] == []


def test_boat_and_cart_bring_what_only_they_reach(full_plan: OperationPlan) -> None:
    last = {
        station: journey.mode
        for journey in full_plan.delivery.journeys
        if journey.receiver is Level.STATION
        for stop in journey.stops
        for station in stop.stations
    }

    assert (last[ISLAND_STATION.code], last[HARD_STATION.code]) == (BOAT, CART)


def test_vehicles_lent_by_date_follow_a_voting_day_that_was_moved() -> None:
    moved = date(2024, 12, 4)
    fleet = tuple(replace(group, available_from=moved - timedelta(days=10)) for group in PLAIN.fleet)
    calendar = replace(PLAIN.settings.calendar, voting_day=moved)
    lent = replace(PLAIN, fleet=fleet, settings=replace(PLAIN.settings, calendar=calendar))

    assert _plan(lent).delivery.journeys == _plan(PLAIN).delivery.journeys


def test_figures_are_the_sums_of_the_parts(full_plan: OperationPlan) -> None:
    figures, journeys = full_plan.figures, full_plan.delivery.journeys

    assert figures.stations == 8
    assert figures.voters == sum(s.voters for s in FULL.register.stations) == 2_438
    assert figures.boxes == 8 * 2 + 2 * 2
    assert figures.volume_m3 == pytest.approx((20 * 96 + 32 * 10) / 1000)
    assert figures.journeys == len(journeys)
    assert figures.vehicles == len({(j.vehicle, n) for j in journeys for n in j.vehicles})
    assert figures.officers_needed == 10
    assert figures.officers_available == sum(u.available for u in UNITS)
    assert figures.problems == len(full_plan.problems)


def test_every_box_of_a_station_is_on_the_way_once_a_stage(full_plan: OperationPlan) -> None:
    for stage in RULES.election.stages:
        carried = Counter(
            station
            for journey in full_plan.delivery.journeys
            if (journey.giver, journey.leg) == (stage.giver, 1)
            for stop in journey.stops
            for station in stop.stations
        )
        assert carried == Counter(s.code for s in FULL.register.stations)


def test_same_input_and_seed_give_the_same_digest_whoever_works(full_plan: OperationPlan) -> None:
    with ThreadPoolExecutor(2) as pool:
        again = make_plan(FULL, rules=RULES, solver=SavingsSolver(), seed=1, effort=1, mapper=pool.map)

    assert again.digest == full_plan.digest
    assert again.delivery == full_plan.delivery


def test_order_of_rows_changes_nothing(full_plan: OperationPlan) -> None:
    shuffled = replace(FULL, fleet=FLEET[::-1], units=UNITS[::-1])

    assert _plan(shuffled).digest == full_plan.digest


def test_digest_changes_with_seed_tables_and_results(full_plan: OperationPlan) -> None:
    one_more = replace(FULL, units=(replace(UNITS[0], strength=99), *UNITS[1:]))
    tampered = replace(full_plan, figures=replace(full_plan.figures, voters=1))

    digests = {full_plan.digest, _plan(FULL, seed=2).digest, _plan(one_more).digest, digest_of(tampered)}

    assert len(digests) == 4
    assert digest_of(full_plan) == full_plan.digest


def test_without_a_boat_the_island_is_unplanned_with_a_reason() -> None:
    ashore = replace(FULL, fleet=tuple(group for group in FLEET if group.mode != BOAT))

    plan = _plan(ashore)

    assert {left.station for left in plan.delivery.unplanned} == {ISLAND_STATION.code}
    assert plan.figures.unplanned == 1
    stops = [p for p in plan.problems if p.code == "unplanned"]
    assert {p.subject for p in stops} == {ISLAND_STATION.code}
    assert all(p.what != say("") and p.remedy != say("") for p in stops)


@pytest.mark.parametrize(
    "poor",
    [
        replace(FULL, fleet=()),
        replace(FULL, units=()),
        replace(FULL, register=register(ALL_STATIONS, places=())),
        replace(FULL, register=register(replace(s, located=None) for s in ALL_STATIONS)),
        replace(FULL, register=register(()), risks=()),
    ],
    ids=["no fleet", "no units", "no places", "no positions", "no stations"],
)
def test_what_an_office_has_not_got_yet_is_a_problem_and_no_crash(poor: Operation) -> None:
    plan = _plan(poor)

    served = {
        s
        for j in plan.delivery.journeys
        if j.receiver is Level.STATION
        for stop in j.stops
        for s in stop.stations
    }
    left = {u.station for u in plan.delivery.unplanned}
    assert served | left == {s.code for s in poor.register.stations}
    assert "served-wrongly" not in {p.code for p in plan.problems}


def test_consignments_carry_the_needs(full_plan: OperationPlan) -> None:
    consignments = consignments_of(full_plan.needs)

    assert sum(c.load.boxes for c in consignments) == 16
    assert [c.station for c in consignments] == [s.code for s in FULL.register.stations]


def test_very_vulnerable_station_has_two_officers_of_its_own(full_plan: OperationPlan) -> None:
    alone = [c for c in full_plan.guard.clusters if c.risk is RiskClass.VERY]

    assert [(c.stations, c.officers) for c in alone] == [((VERY_VULNERABLE,), 2)]


def test_modes_that_leave_the_road_are_track_water_and_air() -> None:
    assert off_road(MODES) == {CART, BOAT}


def test_the_plan_keeps_to_the_closures_and_forecasts_of_the_tables(full_plan: OperationPlan) -> None:
    morning, noon = datetime(2024, 11, 26), datetime(2024, 11, 26, 12)  # noqa: DTZ001 -- local time
    closure = Closure(subject="L-PERAHU", starts=morning, ends=noon)
    rain = Forecast(place=SUMMIT, at=datetime(2024, 11, 26, 9), rain_tenth_mm=80)  # noqa: DTZ001 -- local time
    told = replace(FULL, closures=(closure,), forecasts=(rain,))

    plan = make_plan(
        told, rules=replace(RULES, weather=load_weather()), solver=SavingsSolver(), seed=1, effort=1
    )

    [boat] = [j for j in plan.delivery.journeys if j.mode == "perahu"]
    [cart], [dry] = (
        [j for j in one.delivery.journeys if j.mode == "gerobak-sapi"] for one in (plan, full_plan)
    )
    assert boat.loads == parse_h_time("H-1 12:00")
    assert (cart.stops[0].arrives - cart.departs) - (dry.stops[0].arrives - dry.departs) == 120 * 60
    assert {"closures-kept", "weather-kept"} <= {p.code for p in plan.problems}


def test_chances_are_told_only_where_asked_for(full_plan: OperationPlan, chance_plan: OperationPlan) -> None:
    assert full_plan.chances.stations == ()
    assert (full_plan.figures.arrival_p_min, full_plan.figures.stations_at_risk) == (None, None)
    assert [chance.station for chance in chance_plan.chances.stations] == sorted(s.code for s in ALL_STATIONS)
    assert chance_plan.parameters["scenarios"] == chance_plan.chances.scenarios == 200


def test_figures_of_chances_are_those_of_the_weakest(chance_plan: OperationPlan) -> None:
    chances = chance_plan.chances.stations

    assert chance_plan.figures.arrival_p_min == min(chance.in_time for chance in chances)
    assert chance_plan.figures.stations_at_risk == sum(chance.in_time < 0.99 for chance in chances)


def test_chances_count_in_the_digest(chance_plan: OperationPlan) -> None:
    weaker = replace(chance_plan.chances, scenarios=100)

    assert digest_of(replace(chance_plan, chances=weaker)) != chance_plan.digest == digest_of(chance_plan)
