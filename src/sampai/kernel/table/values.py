"""Typed looks into a row. A cell of another type than asked counts as empty; the ladder typed it before."""

from datetime import date, datetime
from typing import TypeVar

from sampai.kernel.table.sheet import Row

T = TypeVar("T")


def must(value: T | None) -> T:
    """A value of a required cell: the ladder keeps rows without it from becoming nouns."""
    assert value is not None
    return value


def text(row: Row, key: str) -> str:
    """The text of a cell; empty where nothing stands."""
    value = row.values.get(key)
    return value if isinstance(value, str) else ""


def whole(row: Row, key: str) -> int | None:
    """The whole number of a cell."""
    value = row.values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(row: Row, key: str) -> float | None:
    """The number of a cell, whole or not."""
    value = row.values.get(key)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def scaled(row: Row, key: str, *, by: int) -> int | None:
    """The number of a cell in a unit `by` times finer, as a whole number: 1.25 km by 1000 is 1250 m."""
    value = number(row, key)
    return None if value is None else round(value * by)


def day(row: Row, key: str) -> date | None:
    """The date of a cell."""
    value = row.values.get(key)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def moment(row: Row, key: str) -> datetime | None:
    """The date and clock time of a cell."""
    value = row.values.get(key)
    return value if isinstance(value, datetime) else None


def yes(row: Row, key: str) -> bool | None:
    """The yes or no of a cell."""
    value = row.values.get(key)
    return value if isinstance(value, bool) else None


def several(row: Row, key: str) -> tuple[str, ...]:
    """The several choices of a cell."""
    value = row.values.get(key)
    return value if isinstance(value, tuple) else ()
