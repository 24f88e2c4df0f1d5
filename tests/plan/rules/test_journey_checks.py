from collections.abc import Iterable
from dataclasses import replace

import pytest
from tests.worlds import (
    ALL_STATIONS,
    BOAT,
    ELECTION,
    FLEET,
    HARD_STATION,
    ISLAND_STATION,
    ROAD_STATIONS,
    TRUCK,
    register,
)

from sampai.election.model import Basis, Level, Standing
from sampai.kernel.clock import HTime, parse_h_time
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.places.model import Register, Station
from sampai.plan.model import PlanProblem, Severity
from sampai.plan.rules.journey_checks import (
    access,
    chances,
    coverage,
    deadlines,
    double_duties,
    overloads,
    unplanned,
)
from sampai.transport.model import Chances, DeliveryPlan, Journey, StationChance, Stop, Unplanned

SMALL = Load(2, 200, 10_000)


def _journey(
    code: str,
    *,
    stations: Iterable[StationCode] = (),
    handed_over: str = "H-1 12:00",
    leg: int = 1,
    ordinal: int = 1,
    load: Load = SMALL,
    giver: Level = Level.PPK,
    receiver: Level = Level.STATION,
) -> Journey:
    """A truck's journey of three hours to one stop."""
    end = parse_h_time(handed_over)
    stop = Stop(place="990101", arrives=HTime(end - 900), departs=end, stations=tuple(stations), load=load)
    return Journey(
        code=code,
        vehicle=VehicleCode("TRUK-1"),
        ordinal=ordinal,
        mode=TRUCK,
        giver=giver,
        receiver=receiver,
        origin="PPK-1",
        loads=HTime(end - 7_200),
        departs=HTime(end - 5_400),
        returns=HTime(end + 3_600),
        stops=(stop,),
        load=load,
        distance_m=20_000,
        leg=leg,
    )


def _delivery(*journeys: Journey, left: Iterable[Unplanned] = ()) -> DeliveryPlan:
    return DeliveryPlan(
        journeys=journeys, unplanned=tuple(left), engine="none", network="none", seed=1, effort=1
    )


def _left(station: StationCode, *, giver: Level = Level.PPK) -> Unplanned:
    return Unplanned(
        station=station,
        giver=giver,
        receiver=Level.STATION,
        reason=say("No boat."),
        remedy=say("Find one."),
    )


def _found(problems: Iterable[PlanProblem]) -> list[tuple[str, Severity, str]]:
    return [(problem.code, problem.severity, problem.subject) for problem in problems]


def test_unplanned_stations_stop_the_plan_with_their_reason() -> None:
    problems = list(unplanned(_delivery(left=[_left(ISLAND_STATION.code)])))

    assert _found(problems) == [("unplanned", Severity.STOP, ISLAND_STATION.code)]
    assert (str(problems[0].what), str(problems[0].remedy)) == ("No boat.", "Find one.")


@pytest.mark.parametrize(
    ("handed_over", "expected"),
    [
        ("H-1 16:00", []),
        ("H-1 16:01", [("deadline-tight", Severity.WARN, "J1")]),
        ("H-1 18:00", [("deadline-tight", Severity.WARN, "J1")]),
        ("H-1 18:01", [("deadline-missed", Severity.WARN, "J1")]),
    ],
)
def test_less_than_two_hours_before_the_deadline_is_a_problem(
    handed_over: str, expected: list[tuple[str, Severity, str]]
) -> None:
    delivery = _delivery(_journey("J1", handed_over=handed_over))

    assert _found(deadlines(delivery, election=ELECTION, names={})) == expected


def test_missing_a_deadline_of_the_law_stops_the_plan() -> None:
    law = Basis(Standing.LAW, "a law")
    binding = replace(ELECTION, deadlines=tuple(replace(d, basis=law) for d in ELECTION.deadlines))
    late = _delivery(_journey("J1", handed_over="H 06:00"))

    problems = list(deadlines(late, election=binding, names={"990101": "Pesisir"}))

    assert _found(problems) == [("deadline-missed", Severity.STOP, "J1")]
    assert str(problems[0].what) == (
        "Goods for Pesisir are handed over at H 06:00; the deadline is H-1 18:00."
    )


def test_a_journey_that_holds_more_than_its_vehicle_is_found() -> None:
    heavy = _journey("J1", load=Load(41, 100, 100))
    convoy = replace(heavy, code="J2", convoy=(2,))

    assert _found(overloads(_delivery(heavy, convoy), fleet=FLEET)) == [("overload", Severity.STOP, "J1")]


def test_a_vehicle_under_way_twice_at_once_is_found() -> None:
    first = _journey("J1", handed_over="H-1 10:00")
    clash = _journey("J2", handed_over="H-1 12:00")
    later = _journey("J3", handed_over="H-1 16:00")

    assert _found(double_duties(_delivery(first, later), fleet=FLEET)) == []
    assert _found(double_duties(_delivery(first, clash, later), fleet=FLEET)) == [
        ("vehicle-twice", Severity.STOP, "J2")
    ]


def test_a_vehicle_that_the_fleet_does_not_have_is_found() -> None:
    second_of_one = _journey("J1", ordinal=2)

    assert _found(double_duties(_delivery(second_of_one), fleet=FLEET)) == [
        ("vehicle-twice", Severity.STOP, "J1")
    ]


@pytest.fixture
def served() -> DeliveryPlan:
    codes = [station.code for station in ROAD_STATIONS]
    return _delivery(
        _journey("K1", stations=codes, giver=Level.KPU, receiver=Level.PPK, handed_over="H-3 12:00"),
        _journey("P1", stations=codes),
    )


def _uncovered(delivery: DeliveryPlan, *, places: Register | None = None) -> list[str]:
    return [p.subject for p in coverage(delivery, register=places or register(), election=ELECTION)]


def test_every_station_served_once_a_stage_is_no_problem(served: DeliveryPlan) -> None:
    assert _uncovered(served) == []


def test_a_forgotten_station_is_found(served: DeliveryPlan) -> None:
    with_hard = register((*ROAD_STATIONS, HARD_STATION))

    assert _uncovered(served, places=with_hard) == [HARD_STATION.code] * 2


def test_a_station_named_as_unplanned_is_not_forgotten_at_later_stages(served: DeliveryPlan) -> None:
    places = register((*ROAD_STATIONS, HARD_STATION))
    at_first = replace(served, unplanned=(_left(HARD_STATION.code, giver=Level.KPU),))
    at_last = replace(served, unplanned=(_left(HARD_STATION.code),))

    assert _uncovered(at_first, places=places) == []
    assert _uncovered(at_last, places=places) == [HARD_STATION.code]


def test_a_station_served_twice_on_one_leg_is_found_but_a_chain_of_legs_is_fine(served: DeliveryPlan) -> None:
    code = ROAD_STATIONS[0].code
    again = _journey("P2", stations=[code], ordinal=2)

    assert _uncovered(replace(served, journeys=(*served.journeys, again))) == [code]
    assert _uncovered(replace(served, journeys=(*served.journeys, replace(again, leg=2)))) == []


def test_stations_that_no_vehicle_of_the_fleet_reaches_are_found() -> None:
    places = register(ALL_STATIONS)
    no_boats = [group for group in FLEET if group.mode != BOAT]

    assert _found(access(places, fleet=FLEET)) == []
    assert _found(access(places, fleet=no_boats)) == [
        ("access-without-vehicle", Severity.WARN, ISLAND_STATION.code)
    ]


def test_a_hard_station_of_which_nobody_said_how_is_noted() -> None:
    unsaid = replace(HARD_STATION, access=())

    assert _found(access(register([unsaid]), fleet=FLEET)) == [
        ("hard-without-access", Severity.NOTE, unsaid.code)
    ]


def test_a_station_that_is_late_too_often_needs_a_decision() -> None:
    safe, unsafe = (_chance(code, p) for code, p in zip(ROAD_STATIONS[:2], (0.99, 0.74), strict=True))

    (problem,) = chances(Chances(stations=(safe, unsafe)))

    assert (problem.code, problem.severity) == ("arrival-at-risk", Severity.WARN)
    assert problem.subject == unsafe.station
    assert "74 of 100" in str(problem.what)


def _chance(station: Station, by_law: float) -> StationChance:
    noon = parse_h_time("H-1 12:00")
    return StationChance(
        station=station.code,
        journey="PPK-TPS-0001",
        planned=noon,
        departs=noon,
        by_law=by_law,
        by_plan=by_law,
        mean=noon,
        p50=noon,
        p90=noon,
        p99=noon,
        causes=(),
        latest_departure=None,
    )
