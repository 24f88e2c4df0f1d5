"""What differs between two versions, station by station."""

from dataclasses import replace

import pytest
from tests import worlds
from tests.plan.rules.test_changes import later, to_station, with_journey, with_journeys

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import VehicleCode
from sampai.plan.model import OperationPlan
from sampai.plan.rules.compare import APART, number_changes, problem_changes, station_differences
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    return make_plan(worlds.FULL, rules=worlds.RULES, solver=SavingsSolver(), seed=1, effort=1)


def _told(before: OperationPlan, after: OperationPlan, *, within: str = "") -> dict[str, tuple[str, ...]]:
    found = station_differences(before.delivery, after.delivery, covers=lambda code: code.startswith(within))
    return {str(one.what): one.stations for one in found}


def test_a_plan_differs_in_nothing_from_itself(plan: OperationPlan) -> None:
    assert _told(plan, plan) == {}


def test_a_journey_two_hours_earlier_is_told_once_for_all_its_stations(plan: OperationPlan) -> None:
    journey = to_station(plan)
    stations = tuple(sorted(code for stop in journey.stops for code in stop.stations))

    told = _told(plan, with_journey(plan, journey, later(journey, -2)))

    count = len(stations)
    assert told == {
        f"The vehicles of {count} stations leave about 2 hours earlier.": stations,
        f"{count} stations get their goods about 2 hours earlier.": stations,
    }


def test_another_vehicle_and_another_order_are_told(plan: OperationPlan) -> None:
    journey = to_station(plan)
    stops = (replace(journey.stops[-1]), *journey.stops[:-1])
    other = replace(journey, vehicle=VehicleCode("X"), stops=stops)

    told = _told(plan, with_journey(plan, journey, other))

    stations = tuple(sorted(code for stop in journey.stops for code in stop.stations))
    assert told[f"{len(stations)} stations are served by another vehicle."] == stations
    assert f"{len(stations)} stations have another place in the order of the journey." in told


def test_stations_that_are_lost_and_won_are_told_first(plan: OperationPlan) -> None:
    journey = to_station(plan)
    without = with_journeys(plan, ())

    assert list(_told(plan, without)) == [
        f"{len(worlds.FULL.register.stations)} stations are no longer planned."
    ]
    assert next(iter(_told(without, with_journeys(plan, (journey,))))).endswith("that were not before.")


def test_nothing_is_told_of_another_territory(plan: OperationPlan) -> None:
    journey = to_station(plan)

    assert _told(plan, with_journey(plan, journey, later(journey, 3)), within="1234") == {}


def test_problems_that_came_and_went_are_told_apart(plan: OperationPlan) -> None:
    first, *others = plan.problems

    found = problem_changes(others, [first, *others[1:]])

    assert (found.new, found.gone) == ((first,), (others[0],))


def test_numbers_that_differ_are_told_with_both() -> None:
    assert number_changes({"a": 2, "b": 3}, {"b": 3, "c": 1}) == {"a": (2, 0), "c": (0, 1)}


def test_many_different_shifts_of_one_kind_are_told_together(plan: OperationPlan) -> None:
    long, *others = sorted(
        (one for one in plan.delivery.journeys if one.receiver == "tps"), key=lambda one: -len(one.stops)
    )
    halves = (
        replace(long, code="HALF-1", stops=long.stops[:1]),
        replace(long, code="HALF-2", stops=long.stops[1:]),
    )
    journeys = (*others, *halves)
    first = with_journeys(plan, journeys)
    second = with_journeys(plan, tuple(later(one, hours) for hours, one in enumerate(journeys, start=1)))

    told = [what for what in _told(first, second) if "leave" in what]

    assert len(journeys) > APART + 1
    assert len(told) == APART + 1
    assert "more stations leave" in told[-1]
