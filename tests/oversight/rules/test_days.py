from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oversight.worlds import at

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.oversight.model import (
    DayUnit,
    DeadlineAlarm,
    Holiday,
    HolidayKind,
    Pressure,
    WorkCalendar,
)
from sampai.oversight.rules.days import alarms, due, last_day, pressure
from sampai.packs.oversight import load_deadline_alarms, load_deadlines, load_work_calendar

RULES = {rule.key: rule for rule in load_deadlines()}
CALENDAR = load_work_calendar()
STEPS = load_deadline_alarms()
DAYS = st.dates(date(2023, 12, 1), date(2025, 2, 28))


# Counted by hand on a wall calendar. Off in 2024: 8 February Isra Mikraj, 9 February joint leave, 14 February
# voting, 8-12 and 15 April Idul Fitri, 25-26 December; in 2025: 1 January.
@pytest.mark.parametrize(
    ("key", "since", "last", "until"),
    [
        ("pemilu-pleno", "2024-02-05 09:00", date(2024, 2, 12), "2024-02-13 00:00"),
        ("pemilu-pleno", "2024-12-27 23:59", date(2025, 1, 3), "2025-01-04 00:00"),
        ("pemilu-laporan", "2024-01-15 09:00", date(2024, 1, 24), "2024-01-25 00:00"),
        ("pemilu-laporan", "2024-02-07 09:00", date(2024, 2, 21), "2024-02-22 00:00"),
        ("pemilu-laporan", "2024-02-14 13:00", date(2024, 2, 23), "2024-02-24 00:00"),
        ("pemilu-laporan", "2024-04-05 09:00", date(2024, 4, 24), "2024-04-25 00:00"),
        ("pemilu-laporan", "2024-12-23 09:00", date(2025, 1, 6), "2025-01-07 00:00"),
        ("pemilu-kajian-awal", "2024-02-28 15:00", date(2024, 3, 1), "2024-03-02 00:00"),
        ("pemilu-perbaikan-syarat", "2024-02-23 08:00", date(2024, 2, 25), "2024-02-26 00:00"),
        ("pemilu-penanganan", "2024-02-26 08:00", date(2024, 3, 4), "2024-03-05 00:00"),
        ("pemilu-keterangan-tambahan", "2024-02-26 08:00", date(2024, 3, 19), "2024-03-20 00:00"),
        ("pemilu-saran-perbaikan", "2024-02-10 20:00", date(2024, 2, 13), "2024-02-14 00:00"),
        ("pilkada-pleno", "2024-11-27 14:00", date(2024, 12, 4), "2024-12-05 00:00"),
        ("pilkada-laporan", "2024-11-27 14:00", date(2024, 12, 4), "2024-12-04 16:00"),
        ("pilkada-laporan", "2024-12-28 14:00", date(2025, 1, 4), "2025-01-04 16:00"),
        ("pilkada-kajian-awal", "2024-12-04 15:00", date(2024, 12, 6), "2024-12-07 00:00"),
        ("pilkada-perbaikan-syarat", "2024-12-06 15:00", date(2024, 12, 8), "2024-12-09 00:00"),
        ("pilkada-penanganan", "2024-12-06 15:00", date(2024, 12, 9), "2024-12-10 00:00"),
        ("pilkada-keterangan-tambahan", "2024-12-30 15:00", date(2025, 1, 4), "2025-01-05 00:00"),
        ("pilkada-saran-perbaikan", "2024-11-25 15:00", date(2024, 11, 28), "2024-11-29 00:00"),
    ],
)
def test_every_row_of_the_law_ends_on_the_day_counted_by_hand(
    key: str, since: str, last: date, until: str
) -> None:
    deadline = due(RULES[key], since=at(since), calendar=CALENDAR)

    assert (deadline.last_day, deadline.until, deadline.sure) == (last, at(until), True)


def test_table_above_has_every_row_of_the_pack() -> None:
    table = test_every_row_of_the_law_ends_on_the_day_counted_by_hand.pytestmark[0].args[1]  # type: ignore[attr-defined] # pytest adds it

    assert {row[0] for row in table} == set(RULES)
    assert set(OVER) == set(RULES)


# From Friday 5 April 2024, before the holidays of Idul Fitri (8-12 and 15 April; 1 May is off, too), and from
# Friday 27 December 2024, before the year's end (1 January is off). Counted by hand on a wall calendar.
OVER = {
    "pemilu-pleno": (date(2024, 4, 12), date(2025, 1, 3)),
    "pemilu-laporan": (date(2024, 4, 24), date(2025, 1, 8)),
    "pemilu-kajian-awal": (date(2024, 4, 7), date(2024, 12, 29)),
    "pemilu-perbaikan-syarat": (date(2024, 4, 7), date(2024, 12, 29)),
    "pemilu-penanganan": (date(2024, 4, 12), date(2025, 1, 3)),
    "pemilu-keterangan-tambahan": (date(2024, 5, 6), date(2025, 1, 17)),
    "pemilu-saran-perbaikan": (date(2024, 4, 8), date(2024, 12, 30)),
    "pilkada-pleno": (date(2024, 4, 12), date(2025, 1, 3)),
    "pilkada-laporan": (date(2024, 4, 12), date(2025, 1, 3)),
    "pilkada-kajian-awal": (date(2024, 4, 7), date(2024, 12, 29)),
    "pilkada-perbaikan-syarat": (date(2024, 4, 7), date(2024, 12, 29)),
    "pilkada-penanganan": (date(2024, 4, 8), date(2024, 12, 30)),
    "pilkada-keterangan-tambahan": (date(2024, 4, 10), date(2025, 1, 1)),
    "pilkada-saran-perbaikan": (date(2024, 4, 8), date(2024, 12, 30)),
}


@pytest.mark.parametrize("key", OVER)
def test_every_row_of_the_law_runs_over_holidays_and_over_the_years_end(key: str) -> None:
    lasts = [
        due(RULES[key], since=at(since), calendar=CALENDAR)
        for since in ("2024-04-05 10:00", "2024-12-27 10:00")
    ]

    assert tuple(one.last_day for one in lasts) == OVER[key]
    assert all(one.sure for one in lasts)


def test_holiday_of_a_province_moves_the_day_only_there() -> None:
    local = Holiday(
        day=date(2024, 1, 16), name="Libur daerah", kind=HolidayKind.LOCAL, region=RegionCode("51")
    )
    calendar = WorkCalendar(holidays=(*CALENDAR.holidays, local), years=CALENDAR.years)

    lasts = [
        due(RULES["pemilu-laporan"], since=at("2024-01-15 09:00"), calendar=calendar, region=where).last_day
        for where in (RegionCode("5108"), RegionCode("1704"))
    ]

    assert lasts == [date(2024, 1, 25), date(2024, 1, 24)]


def test_joint_leave_may_be_worked_on_if_the_pack_says_so() -> None:
    calendar = WorkCalendar(holidays=CALENDAR.holidays, years=CALENDAR.years, joint_leave_is_off=False)

    last = last_day(date(2024, 2, 7), days=7, unit=DayUnit.WORKING, calendar=calendar)

    assert last == date(2024, 2, 20)


def test_year_without_known_holidays_is_told() -> None:
    rule = RULES["pemilu-laporan"]

    assert not due(rule, since=at("2025-12-29 09:00"), calendar=CALENDAR).sure
    assert due(RULES["pemilu-pleno"], since=at("2025-12-29 09:00"), calendar=CALENDAR).sure


def test_deadline_is_near_after_its_first_alarm_and_passed_at_its_end() -> None:
    deadline = due(RULES["pilkada-laporan"], since=at("2024-11-27 14:00"), calendar=CALENDAR)

    states = [
        pressure(deadline, now=at(now), steps=STEPS)
        for now in ("2024-12-02 15:59", "2024-12-02 16:00", "2024-12-04 15:59", "2024-12-04 16:00")
    ]

    assert states == [Pressure.RUNNING, Pressure.NEAR, Pressure.NEAR, Pressure.PASSED]


def test_week_without_work_is_refused() -> None:
    with pytest.raises(Refused, match="no day of work"):
        WorkCalendar(holidays=(), years=frozenset(), weekend=tuple(range(7)))


@settings(max_examples=60, deadline=None)
@given(since=DAYS, days=st.integers(1, 20), off=st.lists(DAYS, max_size=20), more=st.lists(DAYS, max_size=20))
def test_more_holidays_never_make_a_deadline_earlier(
    since: date, days: int, off: list[date], more: list[date]
) -> None:
    few, many = (
        WorkCalendar(
            holidays=tuple(Holiday(day=day, name="x", kind=HolidayKind.NATIONAL) for day in some),
            years=frozenset(),
        )
        for some in (off, off + more)
    )

    lasts = [last_day(since, days=days, unit=DayUnit.WORKING, calendar=one) for one in (few, many)]

    assert lasts == sorted(lasts)
    assert lasts[0] >= last_day(since, days=days, unit=DayUnit.CALENDAR, calendar=few)
    assert many.is_worked(lasts[1])


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from(sorted(RULES)),
    minutes=st.integers(0, 500_000),
    hours=st.lists(st.integers(1, 500), max_size=4),
)
def test_an_alarm_comes_before_its_deadline_and_not_before_its_event(
    key: str, minutes: int, hours: list[int]
) -> None:
    since = at("2024-01-01 00:00") + timedelta(minutes=minutes)
    deadline = due(RULES[key], since=since, calendar=CALENDAR)

    rings = alarms(deadline, steps=[*STEPS, *(DeadlineAlarm(before_h=one, tell=()) for one in hours)])

    assert all(deadline.since <= alarm.at < deadline.until for alarm in rings)
    assert [alarm.at for alarm in rings] == sorted(alarm.at for alarm in rings)
