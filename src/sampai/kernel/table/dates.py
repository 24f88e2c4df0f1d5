"""Reading dates and moments as offices write them.

Day, month, year is Indonesian custom. Where a column proves that its months come first (`11/27/2024`), it is
read so; where it proves both, a date that could be either is a fault.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sampai.kernel.table.custom import Custom
from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Cell
from sampai.kernel.table.writing import fold, shown
from sampai.kernel.text import Text, say

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates of an operation, of its documents and of its people."""

LONGEST_DATE = 60
"""Characters, weekday and zone included."""

_MONTH_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "aug", "agu", "ags", "agt", "agst"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_WEEKDAY = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|sab|min"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\s*[,.]?\s+",
    re.IGNORECASE | re.ASCII,
)
_YEAR_LEADS = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_EIGHT_DIGITS = re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[\s./-]*([^\W\d_]+)\.?[\s./,-]*(\d{4}|\d{2})", re.ASCII)
_MONTH_LEADS = re.compile(
    r"([^\W\d_]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})", re.IGNORECASE | re.ASCII
)
_CLOCK = re.compile(
    r"(?:^|[\sT,]+)(?:pukul|pkl\.?|jam|at)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?"
    r"\s*(am|pm)?\s*(wib|wita|wit)?$",
    re.IGNORECASE | re.ASCII,
)
_SERIAL_DAYS = range(25_000, 74_000)
"""Spreadsheet day numbers from 1968 to 2102."""

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- spreadsheets know no zones
"""Day 1 is 1 January 1900, and spreadsheets count a 29 February 1900 that never was."""


@dataclass(frozen=True, slots=True)
class _Day:
    """A date found in a text and the code of the remark that it needs."""

    day: date
    code: str = ""


def read_date(cell: Cell, *, custom: Custom) -> Outcome:
    """A date; a clock time beside it is left out with a remark."""
    if isinstance(cell, datetime):
        return _in_range(_without_time(cell, written=shown(cell)), cell=cell)
    if isinstance(cell, date):
        return _in_range(cell, cell=cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial_day(cell)
    if not isinstance(cell, str) or len(cell) > LONGEST_DATE:
        return _not_a_date(cell)
    found = _find_day(cell, custom=custom)
    if found is None and (clock := _CLOCK.search(cell)):
        moment = read_moment(cell, custom=custom)
        if isinstance(moment, datetime) and clock.start() > 0:
            return _without_time(moment, written=cell)
        if isinstance(moment, Remark) and isinstance(moment.value, datetime):
            return Remark(moment.value.date(), moment.code, moment.said)
    return _said_day(found, written=cell)


def read_moment(cell: Cell, *, custom: Custom) -> Outcome:
    """A date and clock time without zone; a date alone is its beginning, with a remark."""
    if isinstance(cell, datetime):
        outcome = _in_range(cell, cell=cell)
        return outcome if isinstance(outcome, Trouble) else _to_second(cell.replace(tzinfo=None))
    if isinstance(cell, date):
        return _midnight(_in_range(cell, cell=cell), written=shown(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial_moment(cell)
    if not isinstance(cell, str) or len(cell) > LONGEST_DATE:
        return _not_a_moment(cell)
    whole_day = _find_day(cell, custom=custom)
    clock = _CLOCK.search(cell)
    if whole_day is not None or clock is None:
        return _midnight(_said_day(whole_day, written=cell), written=cell)
    return _with_clock(_find_day(cell[: clock.start()], custom=custom), clock=clock, written=cell)


def _with_clock(found: _Day | Trouble | None, *, clock: re.Match[str], written: str) -> Outcome:
    outcome = _said_day(found, written=written)
    if isinstance(outcome, Trouble):
        return _not_a_moment(written) if found is None else outcome
    passed = _clock_time(clock)
    if passed is None:
        return _not_a_moment(written)
    day = outcome.value if isinstance(outcome, Remark) else outcome
    assert isinstance(day, date)
    moment = datetime.combine(day, time()) + passed
    if isinstance(outcome, Remark):
        return Remark(moment, outcome.code, _read_as(written, moment))
    return Remark(moment, "zone-left-out", _read_as(written, moment)) if clock[5] else moment


def _clock_time(clock: re.Match[str]) -> timedelta | None:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[4].casefold() == "pm" else 0)
    if minute > 59 or second > 59 or (hour, minute, second) > (24, 0, 0):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _find_day(text: str, *, custom: Custom) -> _Day | Trouble | None:
    """The date that a text is, or what keeps it open, or None when it is no date at all."""
    text = _WEEKDAY.sub("", text.strip(" ,"), count=1)
    if found := _YEAR_LEADS.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        return _made(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMERIC.fullmatch(text):
        return _numeric(int(found[1]), int(found[3]), year=found[4], custom=custom, text=text)
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get(fold(found[2]))
        return None if month is None else _dated(found[3], month, int(found[1]))
    if found := _MONTH_LEADS.fullmatch(text):
        month = _MONTHS.get(fold(found[1]))
        return None if month is None else _made(int(found[3]), month, int(found[2]))
    return None


def _numeric(first: int, second: int, *, year: str, custom: Custom, text: str) -> _Day | Trouble | None:
    if first > 12 or second > 12:
        day, month = (first, second) if first > 12 else (second, first)
        return _dated(year, month, day, code="month-first" if second > 12 else "")
    if custom.mixes_days and first != second:
        return _open_date(text)
    if custom.month_first:
        return _dated(year, first, second, code="month-first")
    proved = custom.day_first or first == second
    return _dated(year, second, first, code="" if proved else "day-first")


def _dated(year: str, month: int, day: int, *, code: str = "") -> _Day | None:
    """A date whose year may have two digits; those are of this century."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return _made(full, month, day, code=code if len(year) == 4 else "short-year")


def _made(year: int, month: int, day: int, *, code: str = "") -> _Day | None:
    try:
        return _Day(date(year, month, day), code)
    except ValueError:
        return None


def _said_day(found: _Day | Trouble | None, *, written: str) -> Outcome:
    if found is None:
        return _not_a_date(written)
    if isinstance(found, Trouble):
        return found
    outcome = _in_range(found.day, cell=written)
    if isinstance(outcome, Trouble) or not found.code:
        return outcome
    return Remark(found.day, found.code, _read_as(written, found.day))


def _midnight(outcome: Outcome, *, written: str) -> Outcome:
    day = outcome.value if isinstance(outcome, Remark) else outcome
    if not isinstance(day, date):
        return (
            outcome
            if isinstance(outcome, Trouble) and outcome.code != "not-a-date"
            else _not_a_moment(written)
        )
    moment = datetime.combine(day, time())
    return Remark(moment, "time-missing", _read_as(written, moment))


def _without_time(moment: datetime, *, written: str) -> Outcome:
    if moment.time() == time():
        return moment.date()
    return Remark(moment.date(), "time-left-out", _read_as(written, moment.date()))


def _serial_day(cell: float) -> Outcome:
    moment = _from_serial(cell)
    if moment is not None:
        return Remark(moment.date(), "day-number", _read_as(shown(cell), moment.date()))
    found = _EIGHT_DIGITS.fullmatch(shown(cell))
    return _said_day(
        _made(int(found[1]), int(found[3]), int(found[4])) if found else None, written=shown(cell)
    )


def _serial_moment(cell: float) -> Outcome:
    moment = _from_serial(cell)
    if moment is None:
        return _not_a_moment(cell)
    return Remark(moment, "day-number", _read_as(shown(cell), moment))


def _from_serial(cell: float) -> datetime | None:
    if not _SERIAL_DAYS.start <= cell < _SERIAL_DAYS.stop:
        return None
    return _DAY_ZERO + timedelta(seconds=round(cell * 86_400))


def _to_second(moment: datetime) -> datetime:
    """Spreadsheets keep days as fractions; half a second either way is theirs."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _in_range(outcome: Outcome, *, cell: Cell) -> Outcome:
    day = outcome.value if isinstance(outcome, Remark) else outcome
    assert isinstance(day, date)
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return outcome
    return Trouble(
        "not-a-date",
        say("“{value}” is not in a year that can be meant.", value=shown(cell)),
        say("Write the year with four digits, such as 27-11-2024."),
    )


def _read_as(written: str, day: date) -> Text:
    return say("“{written}” was read as {read}.", written=written, read=shown(day))


def _not_a_date(cell: Cell) -> Trouble:
    return Trouble(
        "not-a-date",
        say("“{value}” is not a date.", value=shown(cell)),
        say("Write day, month and year, such as 27-11-2024."),
    )


def _not_a_moment(cell: Cell) -> Trouble:
    return Trouble(
        "not-a-moment",
        say("“{value}” is not a date and clock time.", value=shown(cell)),
        say("Write day, month, year and local time, such as 27-11-2024 07:00."),
    )


def _open_date(text: str) -> Trouble:
    return Trouble(
        "ambiguous-date",
        say(
            "“{value}” can mean two days, because this column writes day and month in both orders.",
            value=text,
        ),
        say("Write every date of this column as day, month, year."),
    )
