"""One truck under way in the tiny world: from PPK-1 in Pantai to Ladang, to Pelabuhan, to Pantai and home."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from tests import worlds
from tests.worlds import BEACH, FIELD, PORT, VALLEY

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.ids import VehicleCode
from sampai.places.model import Closure
from sampai.places.rules.closing import joined
from sampai.plan.rules.make import consignments_of, make_plan
from sampai.transport.model import Absence, DeliveryPlan, Journey, ReplanRules, Setback
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import means
from sampai.transport.rules.replan import replan_delivery

PLAN = make_plan(worlds.PLAIN, rules=worlds.RULES, solver=SavingsSolver(), seed=1, effort=1)
MEANS = means(worlds.PLAIN.register, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.PLAIN.fleet)
TRUCK = VehicleCode("TRUK-1")


def turned(journey: Journey) -> Journey:
    """The journey the other way round: the ways of the tiny world take as long in both directions."""
    stops, now = [], journey.departs
    seconds = MEANS.matrix(journey.mode, [journey.origin, *(s.place for s in journey.stops)])[0]
    order = [0, *range(len(journey.stops), 0, -1), 0]
    for before, at in pairwise(order[:-1]):
        old = journey.stops[at - 1]
        arrives = HTime(now + int(seconds[before, at]))
        now = HTime(arrives + old.departs - old.arrives)
        stops.append(replace(old, arrives=arrives, departs=now))
    return replace(journey, stops=tuple(stops), returns=HTime(now + int(seconds[1, 0])))


PLANNED = next(j for j in PLAN.delivery.journeys if j.vehicle == TRUCK)
OLD = turned(PLANNED)
DELIVERY = replace(PLAN.delivery, journeys=tuple(OLD if j == PLANNED else j for j in PLAN.delivery.journeys))
"""Stops: two stations in Ladang, two in Pelabuhan, one in Pantai."""


def after(at: int, *shut: tuple[str, str], lost: bool = False, late_s: int = 0) -> DeliveryPlan:
    midnight = datetime.combine(worlds.ELECTION.voting_day, time())
    starts = midnight + timedelta(seconds=at)
    closures = (
        Closure(subject=joined(*pair), starts=starts, ends=starts + timedelta(days=9)) for pair in shut
    )
    until = HTime(at + late_s)
    held = (Absence(vehicle=TRUCK, ordinal=1, since=HTime(at), until=None if lost else until),)
    return replan_delivery(
        DELIVERY,
        setback=Setback(at=HTime(at), closures=tuple(closures), absences=held if lost or late_s else ()),
        register=worlds.PLAIN.register,
        consignments=consignments_of(PLAN.needs),
        election=worlds.ELECTION,
        territory=worlds.TERRITORY,
        means=MEANS,
        outlook=Outlook(voting_day=worlds.ELECTION.voting_day),
        rules=ReplanRules(churn_rp=150_000, notice_s=30 * MINUTE),
        quick=SavingsSolver(),
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        guarded=["PPK-1", "PPK-2"],
    )


def same(plan: DeliveryPlan) -> Journey:
    return next(j for j in plan.journeys if j.code == OLD.code)


def places(journey: Journey) -> list[str]:
    return [stop.place for stop in journey.stops]


BEHIND_FIELD = OLD.stops[1].departs + MINUTE
"""The truck has left Ladang for Pelabuhan."""


def test_the_truck_goes_as_the_story_says() -> None:
    assert [place[:10] for place in places(OLD)] == [FIELD, FIELD, PORT, PORT, BEACH]


def test_a_way_that_lies_behind_changes_nothing() -> None:
    at = OLD.stops[3].departs + MINUTE

    assert same(after(at, (FIELD, BEACH))) == OLD


def test_a_way_that_nobody_takes_changes_nothing() -> None:
    assert after(BEHIND_FIELD, (FIELD, VALLEY)).journeys == DELIVERY.journeys


def test_goods_for_a_place_that_is_cut_off_come_back_and_are_named() -> None:
    plan = after(BEHIND_FIELD, (BEACH, PORT))

    journey = same(plan)
    assert journey.stops[:2] == OLD.stops[:2]
    assert places(journey)[2:] == [OLD.stops[4].place, "PPK-1"]
    assert {code[:10] for code in journey.stops[-1].stations} == {PORT}
    assert {left.station[:10] for left in plan.unplanned} == {PORT}
    assert "is shut" in str(plan.unplanned[0].reason)
    assert "lintasan" in str(plan.unplanned[0].remedy)


def test_a_truck_that_cannot_come_home_waits_at_a_guarded_place() -> None:
    plan = after(BEHIND_FIELD, (FIELD, BEACH))

    journey = same(plan)
    assert places(journey)[2:] == ["PPK-2"]
    assert len(journey.stops[-1].stations) == 3
    assert plan.absences == (Absence(vehicle=TRUCK, ordinal=1, since=journey.returns),)


def test_the_goods_of_a_lost_truck_are_fetched_by_another() -> None:
    plan = after(BEHIND_FIELD, lost=True)

    journey = same(plan)
    fetched = next(j for j in plan.journeys if j.origin == journey.stops[-1].place and j != journey)
    assert journey.stops[:2] == OLD.stops[:2]
    assert journey.returns == BEHIND_FIELD
    assert fetched.loads >= BEHIND_FIELD + 30 * MINUTE
    assert sorted(c for stop in fetched.stops for c in stop.stations) == sorted(journey.stops[-1].stations)
    assert plan.unplanned == ()


def test_a_truck_that_is_held_up_comes_later_everywhere() -> None:
    journey = same(after(BEHIND_FIELD, late_s=1_800))

    assert journey.stops[:2] == OLD.stops[:2]
    assert [stop.arrives - old.arrives for stop, old in zip(journey.stops, OLD.stops, strict=True)][2:] == [
        1_800
    ] * 3
    assert journey.returns == OLD.returns + 1_800


def test_goods_are_taken_off_again_while_the_truck_is_still_loading() -> None:
    plan = after(OLD.loads + MINUTE, (BEACH, PORT))

    assert {code[:10] for stop in same(plan).stops for code in stop.stations} == {FIELD, BEACH}
    assert same(plan).stops[-1].place != "PPK-1"
    assert {left.station[:10] for left in plan.unplanned} == {PORT}
