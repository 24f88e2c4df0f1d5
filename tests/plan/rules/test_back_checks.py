"""Checks of the way back: nothing to say of a right plan, and each fault planted in one is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from tests import worlds
from tests.transport.test_way_back import CART, CASE, PLAN, TOP, TRUCK, plan_of, tidal

from sampai.election.model import Level
from sampai.guarding.model import GuardedPlace
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import PlaceCode, StationCode
from sampai.kernel.text import say
from sampai.plan.model import PlanProblem, Severity
from sampai.plan.rules import back_checks
from sampai.transport.model import DeliveryPlan, Journey, Unplanned


def told(plan: DeliveryPlan) -> Iterator[PlanProblem]:
    yield from back_checks.not_back(plan)
    yield from back_checks.own_left(plan, election=CASE.election, own={Level.PPK: 2})
    yield from back_checks.deadlines(plan, election=CASE.election)
    yield from back_checks.loads(plan, fleet=CASE.fleet)
    yield from back_checks.twice(plan)
    yield from back_checks.coverage(plan, register=CASE.register, election=CASE.election)
    yield from back_checks.unguarded_stays(plan, modes=CASE.modes, guarded=())


def with_back(old: Journey, new: Journey) -> DeliveryPlan:
    return replace(PLAN, back=tuple(new if j == old else j for j in PLAN.back))


LEFT = Unplanned(
    station=StationCode("9901012001001"),
    giver=Level.STATION,
    receiver=Level.PPK,
    reason=say("No."),
    remedy=say("None."),
)
PLANTED: dict[str, tuple[Callable[[], DeliveryPlan], str]] = {
    "not back": (lambda: replace(PLAN, not_back=(LEFT,)), "not-back"),
    "own goods left": (lambda: replace(PLAN, own_left=(LEFT,)), "own-goods-left"),
    "late": (lambda: with_back(TOP, replace(TOP, handed_over=HTime(30 * DAY))), "back-late"),
    "too heavy": (lambda: with_back(TOP, replace(TOP, vehicle=CART.vehicle)), "overload"),
    "twice at once": (lambda: replace(PLAN, back=(*PLAN.back, replace(TRUCK, code="x"))), "vehicle-twice"),
    "forgotten": (lambda: replace(PLAN, back=tuple(j for j in PLAN.back if j != TRUCK)), "fetched-wrongly"),
}


def test_a_right_plan_has_nothing_to_say() -> None:
    assert list(told(PLAN)) == []


@pytest.mark.parametrize("name", list(PLANTED))
def test_a_planted_fault_is_told(name: str) -> None:
    broken, code = PLANTED[name]

    assert code in {problem.code for problem in told(broken())}


def test_goods_of_a_level_that_the_way_does_not_pass_are_noted() -> None:
    [note] = back_checks.own_left(PLAN, election=CASE.election, own={Level.PPK: 2, Level.PPS: 6})

    assert (note.code, note.severity) == ("own-goods-not-carried", Severity.NOTE)
    assert "6 PPS" in str(note.what)


def test_a_tide_without_hours_needs_a_decision() -> None:
    [asked] = back_checks.tides(tidal("hanya saat air pasang").register)

    assert (asked.code, asked.subject, asked.severity) == ("tide-unknown", "L-PERAHU", Severity.WARN)
    assert list(back_checks.tides(tidal("05.30-09.00").register)) == []


def test_boxes_over_night_at_a_landing_need_a_guard() -> None:
    made = plan_of(tidal(""))
    [boat] = [j for j in made.journeys if j.mode == worlds.BOAT]
    stop = boat.stops[0]
    landed = replace(
        stop,
        place=boat.origin,
        arrives=HTime(boat.loads - 16 * HOUR),
        departs=HTime(boat.loads - 15 * HOUR),
    )
    lying = replace(made, journeys=(replace(boat, leg=1, stops=(landed,)), replace(boat, leg=2)), back=())
    guard = GuardedPlace(
        place=PlaceCode(boat.origin),
        starts=datetime(2024, 11, 20, 0, 0),  # noqa: DTZ001 -- local time, as tables say it
        ends=datetime(2024, 11, 28, 0, 0),  # noqa: DTZ001 -- local time, as tables say it
        squad=2,
        shift_h=8,
    )

    found = list(back_checks.unguarded_stays(lying, modes=worlds.MODES, guarded=()))

    assert [(p.code, p.subject) for p in found] == [("night-unguarded", boat.origin)]
    assert list(back_checks.unguarded_stays(lying, modes=worlds.MODES, guarded=(guard,))) == []


def test_what_the_way_back_rests_on_is_noted_once() -> None:
    assert [p.code for p in back_checks.assumed(PLAN, election=CASE.election)] == ["way-back-assumed"]
    assert list(back_checks.assumed(replace(PLAN, back=()), election=CASE.election)) == []
