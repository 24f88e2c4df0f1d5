"""Which day is the last one, when alarms ring, how a deadline stands."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sampai.kernel.ids import RegionCode
from sampai.oversight.model import (
    NATION,
    AlarmAt,
    DayUnit,
    DeadlineAlarm,
    DeadlineRule,
    Due,
    Pressure,
    WorkCalendar,
)

ONE_DAY = timedelta(days=1)


def last_day(
    since: date, *, days: int, unit: DayUnit, calendar: WorkCalendar, region: RegionCode = NATION
) -> date:
    """The last of so many days after `since`, which is not counted itself."""
    if unit is DayUnit.CALENDAR:
        return since + days * ONE_DAY
    day = since
    for _ in range(days):
        day += ONE_DAY
        while not calendar.is_worked(day, region=region):
            day += ONE_DAY
    return day


def due(rule: DeadlineRule, *, since: datetime, calendar: WorkCalendar, region: RegionCode = NATION) -> Due:
    """The deadline that an event sets running. `since` is in the local time of the case, with its zone."""
    last = last_day(since.date(), days=rule.days, unit=rule.unit, calendar=calendar, region=region)
    closes = rule.office_closes
    until = datetime.combine(last, closes) if closes else datetime.combine(last + ONE_DAY, time())
    years = range(since.year, last.year + 1)
    return Due(
        rule=rule,
        since=since,
        last_day=last,
        until=until.replace(tzinfo=since.tzinfo),
        sure=rule.unit is DayUnit.CALENDAR or calendar.years.issuperset(years),
    )


def alarms(deadline: Due, *, steps: Sequence[DeadlineAlarm]) -> tuple[AlarmAt, ...]:
    """When alarms ring, earliest first; one that would ring before the event rings with it."""
    times = [
        AlarmAt(at=max(deadline.since, deadline.until - timedelta(hours=step.before_h)), tell=step.tell)
        for step in steps
    ]
    return tuple(sorted(times, key=lambda alarm: alarm.at))


def pressure(deadline: Due, *, now: datetime, steps: Sequence[DeadlineAlarm]) -> Pressure:
    """Whether it has passed, an alarm has rung, or there is time."""
    if now >= deadline.until:
        return Pressure.PASSED
    if any(alarm.at <= now for alarm in alarms(deadline, steps=steps)):
        return Pressure.NEAR
    return Pressure.RUNNING
