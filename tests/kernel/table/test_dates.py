# ruff: noqa: DTZ001, DTZ901 -- tables know no zones
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.table.tiny import a_column, code_of, said_of, value_of

from sampai.kernel.table.custom import Custom
from sampai.kernel.table.sheet import Cell, Kind

DATE = a_column(Kind.DATE)
MOMENT = a_column(Kind.MOMENT)
VOTING_DAY = date(2024, 11, 27)


@pytest.mark.parametrize(
    "cell",
    [
        VOTING_DAY,
        datetime(2024, 11, 27),
        "27-11-2024",
        "27/11/2024",
        "27.11.2024",
        "27 11 2024",
        "2024-11-27",
        "2024/11/27",
        "20241127",
        20241127,
        20241127.0,
        "27 November 2024",
        "27 Nov 2024",
        "27-Nov-2024",
        "27 nopember 2024",
        "Rabu, 27 November 2024",
        "Wednesday 27 November 2024",
        "November 27, 2024",
        "27-11-2024 00:00",
    ],
)
def test_a_date_that_can_mean_one_day_only_is_read_without_a_word(cell: Cell) -> None:
    assert (value_of(cell, DATE), code_of(cell, DATE)) == (VOTING_DAY, "")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Pebruari", 2),
        ("Maret", 3),
        ("Mei", 5),
        ("Agustus", 8),
        ("Agt", 8),
        ("Okt", 10),
        ("Desember", 12),
        ("June", 6),
    ],
)
def test_months_are_known_in_both_languages(text: str, month: int) -> None:
    assert value_of(f"1 {text} 2024", DATE) == date(2024, month, 1)


def test_day_before_month_is_indonesian_custom_and_noted() -> None:
    assert (value_of("01/02/2024", DATE), code_of("01/02/2024", DATE)) == (date(2024, 2, 1), "day-first")
    assert said_of("01/02/2024", DATE) == "“01/02/2024” was read as 01-02-2024."
    assert code_of("05/05/2024", DATE) == ""


def test_a_column_that_proves_its_order_needs_no_custom() -> None:
    day_first, month_first = Custom(day_first=True), Custom(month_first=True)

    assert (
        value_of("01/02/2024", DATE, custom=day_first),
        code_of("01/02/2024", DATE, custom=day_first),
    ) == (
        date(2024, 2, 1),
        "",
    )
    assert value_of("01/02/2024", DATE, custom=month_first) == date(2024, 1, 2)
    assert code_of("01/02/2024", DATE, custom=month_first) == "month-first"


def test_a_column_that_writes_both_orders_decides_nothing() -> None:
    both = Custom(day_first=True, month_first=True)

    assert code_of("01/02/2024", DATE, custom=both) == "ambiguous-date"
    assert code_of("27/02/2024", DATE, custom=both) == ""
    assert code_of("02/27/2024", DATE, custom=both) == "month-first"


def test_a_year_of_two_digits_is_noted() -> None:
    assert (value_of("27-11-24", DATE), code_of("27-11-24", DATE)) == (VOTING_DAY, "short-year")


def test_a_spreadsheets_day_number_is_noted() -> None:
    assert (value_of(45623, DATE), code_of(45623.0, DATE)) == (VOTING_DAY, "day-number")
    assert value_of(45623.5, MOMENT) == datetime(2024, 11, 27, 12)


def test_a_clock_time_beside_a_date_is_left_out_with_a_note() -> None:
    assert (value_of("27-11-2024 07:00", DATE), code_of("27-11-2024 07:00", DATE)) == (
        VOTING_DAY,
        "time-left-out",
    )
    assert code_of(datetime(2024, 11, 27, 7), DATE) == "time-left-out"


@pytest.mark.parametrize(
    "cell",
    [
        "31/2/2029",
        "29-02-2023",
        "00-01-2024",
        "13/13/2024",
        "27-11",
        "November 2024",
        "27 Nvember 2024",
        "besok",
        "27-11-20245",
        12,
        True,
        float("nan"),
        float("inf"),
        time(7),
        "27-11-1024",
        date(1024, 1, 1),
        "H-1",
        "27-11-2024 " * 9,
    ],
)
def test_what_is_no_date_is_named(cell: Cell) -> None:
    assert code_of(cell, DATE) == "not-a-date"


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2024, 11, 27, 7),
        datetime(2024, 11, 27, 6, 59, 59, 999_990),
        "27-11-2024 07:00",
        "27-11-2024 7:00",
        "27/11/2024 07.00",
        "27-11-2024 pukul 07.00",
        "27-11-2024, jam 07:00",
        "2024-11-27T07:00:00",
        "2024-11-27 07:00:00.000",
        "Rabu, 27 November 2024 07.00",
        "27-11-2024 7:00 AM",
    ],
)
def test_a_moment_is_read_in_every_usual_writing(cell: Cell) -> None:
    assert (value_of(cell, MOMENT), code_of(cell, MOMENT)) == (datetime(2024, 11, 27, 7), "")


def test_a_day_ends_at_24_oclock() -> None:
    assert value_of("27-11-2024 24:00", MOMENT) == datetime(2024, 11, 28)
    assert code_of("27-11-2024 24:01", MOMENT) == "not-a-moment"


def test_afternoon_is_told_by_its_letters() -> None:
    assert value_of("11/27/2024 1:30 PM", MOMENT) == datetime(2024, 11, 27, 13, 30)
    assert value_of("27-11-2024 12:00 AM", MOMENT) == datetime(2024, 11, 27, 0)
    assert code_of("27-11-2024 13:00 PM", MOMENT) == "not-a-moment"


def test_a_zone_is_left_out_with_a_note() -> None:
    assert (value_of("27-11-2024 07.00 WIB", MOMENT), code_of("27-11-2024 07.00 WIB", MOMENT)) == (
        datetime(2024, 11, 27, 7),
        "zone-left-out",
    )


def test_a_date_alone_is_its_beginning_and_noted() -> None:
    for cell in (VOTING_DAY, "27-11-2024"):
        assert (value_of(cell, MOMENT), code_of(cell, MOMENT)) == (datetime(2024, 11, 27), "time-missing")


@pytest.mark.parametrize(
    "cell", ["07:00", "27-11-2024 25:00", "27-11-2024 07:60", "2024-11-27T07:00Z", time(7), "x", True]
)
def test_what_is_no_moment_is_named(cell: Cell) -> None:
    assert code_of(cell, MOMENT) == "not-a-moment"


def test_the_last_day_of_the_calendar_does_not_overflow() -> None:
    assert code_of(datetime.max, MOMENT) == "not-a-date"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_writing_of_a_day_is_that_day(day: date) -> None:
    for text in (f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%d %B %Y}", f"{day:%Y%m%d}"):
        assert value_of(text, DATE) == day


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 12, 30)))
def test_every_writing_of_a_moment_is_that_moment(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)

    for text in (f"{at:%d-%m-%Y %H:%M}", f"{at:%d/%m/%Y %H.%M}", at.isoformat()):
        assert value_of(text, MOMENT) == at
