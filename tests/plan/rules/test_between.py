"""Ways between stations by the plan's network: nearest first, and none over what is shut."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.custody.chains import small_plan

from sampai.kernel.clock import HOUR
from sampai.kernel.ids import StationCode
from sampai.places.model import Closure
from sampai.plan.rules.between import PlanWays
from sampai.plan.rules.make import means_of, outlook_of
from sampai.transport.rules.diary import Span
from sampai.transport.rules.going import Outlook

HOURS = Span(8 * HOUR, 13 * HOUR)


def ways(outlook: Outlook | None = None) -> PlanWays:
    plan = small_plan()
    usual = outlook_of(plan.operation, rules=plan.rules)
    means = means_of(plan.operation, rules=plan.rules, roads=None)
    return PlanWays(means, hours=HOURS, outlook=outlook or usual)


def stations() -> list[StationCode]:
    return list(small_plan().needs.stations)


def test_the_nearest_givers_come_first_and_no_more_than_asked_for() -> None:
    first, *others = stations()

    found = ways().nearest([first], others, most=2)

    times = [way.travel_s for way in found]
    assert len(found) == min(2, len(others))
    assert times == sorted(times)
    assert {way.receiver for way in found} == {first}


def test_nobody_comes_into_a_village_that_is_shut_at_any_time_of_the_hours() -> None:
    first, *others = stations()
    plan = small_plan()
    day = datetime.combine(plan.operation.settings.calendar.voting_day, datetime.min.time())
    shut = Closure(
        subject=first[:10],
        starts=day + timedelta(hours=9),
        ends=day + timedelta(hours=10),
        reason="banjir",
        source="BPBD",
    )
    outlook = outlook_of(plan.operation, rules=plan.rules)

    found = ways(replace(outlook, closures=(shut,))).nearest([first], others, most=9)

    assert [way.giver for way in found if way.giver[:10] != first[:10]] == []


def test_stations_that_nobody_knows_have_no_ways() -> None:
    assert ways().nearest([StationCode("9999999999001")], stations(), most=3) == ()
