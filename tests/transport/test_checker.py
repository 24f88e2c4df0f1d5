"""The checker must catch a plan broken by hand; each test breaks one thing in a plan that was right."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests import worlds
from tests.transport.checker import Case, faults

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.places.model import Mode
from sampai.transport.model import Consignment, DeliveryPlan, Journey, Stop, Unplanned
from sampai.transport.rules.plan import plan_delivery

CASE = Case(
    register=worlds.FULL_REGISTER,
    consignments=tuple(
        Consignment(station=s.code, load=Load(2, 232, 20_000)) for s in worlds.FULL_REGISTER.stations
    ),
    election=worlds.ELECTION,
    modes=worlds.MODES,
    fleet=worlds.FLEET,
    territory=worlds.TERRITORY,
)
PLAN = plan_delivery(
    CASE.register,
    consignments=CASE.consignments,
    election=CASE.election,
    modes=CASE.modes,
    fleet=CASE.fleet,
    territory=CASE.territory,
    solver=SavingsSolver(),
    seed=1,
    effort=1,
)
FIRST = PLAN.journeys[0]
LONG = next(j for j in PLAN.journeys if j.vehicle == "TRUK-1")
CART = next(j for j in PLAN.journeys if j.mode == "gerobak-sapi")


def test_the_plan_is_right_before_it_is_broken() -> None:
    assert faults(CASE, PLAN) == []
    assert len(LONG.stops) == 5


def swapped(journey: Journey, broken: Journey) -> DeliveryPlan:
    """The plan with one journey exchanged."""
    return replace(PLAN, journeys=tuple(broken if j == journey else j for j in PLAN.journeys))


def later(journey: Journey, seconds: int) -> Journey:
    """The whole journey moved in time."""
    stops = tuple(
        replace(s, arrives=HTime(s.arrives + seconds), departs=HTime(s.departs + seconds))
        for s in journey.stops
    )
    return replace(
        journey,
        loads=HTime(journey.loads + seconds),
        departs=HTime(journey.departs + seconds),
        returns=HTime(journey.returns + seconds),
        stops=stops,
    )


def without_first_stop(journey: Journey) -> Journey:
    gone, *stops = journey.stops
    load = sum((stop.load for stop in stops), Load())
    assert gone.load != Load()
    return replace(journey, stops=tuple(stops), load=load)


def hurried(journey: Journey) -> Journey:
    """One arrival a minute too early."""
    first = journey.stops[0]
    early = replace(first, arrives=HTime(first.arrives - 60))
    return replace(journey, stops=(early, *journey.stops[1:]))


def hasty(stop: Stop) -> Stop:
    return replace(stop, departs=stop.arrives)


def unplanned_too() -> DeliveryPlan:
    said = Unplanned(
        station=StationCode("9901012001001"),
        giver=CASE.election.stages[1].giver,
        receiver=CASE.election.stages[1].receiver,
        reason=say("No."),
        remedy=say("None."),
    )
    return replace(PLAN, unplanned=(said, said))


BROKEN: dict[str, tuple[Callable[[], DeliveryPlan], str]] = {
    "overloaded": (
        lambda: replace(
            PLAN,
            journeys=tuple(
                replace(j, vehicle=CART.vehicle, mode=CART.mode) if j == FIRST else j for j in PLAN.journeys
            ),
        ),
        "overloaded",
    ),
    "forgotten": (lambda: swapped(LONG, without_first_stop(LONG)), "not delivered"),
    "twice": (
        lambda: replace(PLAN, journeys=(*PLAN.journeys, later(replace(CART, code="again", ordinal=2), 60))),
        "was carried on this leg before",
    ),
    "too early": (lambda: swapped(LONG, later(LONG, -3 * 24 * HOUR)), "before it came"),
    "too fast": (lambda: swapped(LONG, hurried(LONG)), "a drive of"),
    "unloads in no time": (
        lambda: swapped(LONG, replace(LONG, stops=(*LONG.stops[:-1], hasty(LONG.stops[-1])))),
        "unloaded too fast",
    ),
    "too late": (lambda: swapped(LONG, later(LONG, 9 * HOUR)), "unloads after work ends"),
    "at night": (lambda: swapped(CART, later(CART, -2 * HOUR)), "starts before work begins"),
    "two places at once": (
        lambda: swapped(CART, replace(CART, vehicle=LONG.vehicle, mode=LONG.mode)),
        "is still on",
    ),
    "wrong mode": (
        lambda: swapped(CART, replace(CART, vehicle=LONG.vehicle, mode=LONG.mode)),
        "does not reach",
    ),
    "no such vehicle": (lambda: swapped(CART, replace(CART, ordinal=3)), "no such vehicles"),
    "not home": (lambda: swapped(LONG, replace(LONG, returns=HTime(LONG.returns - 60))), "a drive of"),
    "from nowhere": (lambda: swapped(LONG, replace(LONG, origin="PPK-2")), "is not at PPK-2"),
    "a shorter way": (lambda: swapped(LONG, replace(LONG, distance_m=1)), "wrong distance"),
    "unplanned twice": (unplanned_too, "unplanned twice"),
    "moved though unplanned": (unplanned_too, "moved in the stage that fails"),
    "load not told": (lambda: swapped(LONG, replace(LONG, load=Load())), "its load is not that of its stops"),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_plan_is_caught(name: str) -> None:
    broken, fault = BROKEN[name]

    assert any(fault in found for found in faults(CASE, broken()))


def test_a_vehicle_that_does_not_stand_there_is_caught() -> None:
    fleet = tuple(
        replace(group, base=worlds.STORE.code) if group.code == LONG.vehicle else group
        for group in CASE.fleet
    )

    assert any("does not stand at PPK-1" in f for f in faults(replace(CASE, fleet=fleet), PLAN))


def test_a_mode_that_the_access_list_does_not_name_is_caught() -> None:
    stations = tuple(
        replace(s, access=(Mode("perahu"),)) if s.code == "9901012001001" else s
        for s in CASE.register.stations
    )
    register = replace(CASE.register, stations=stations)

    assert any(
        "truk does not reach 9901012001001" in f for f in faults(replace(CASE, register=register), PLAN)
    )
