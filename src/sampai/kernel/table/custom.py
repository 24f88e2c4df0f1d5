"""How numbers and dates are written in one column, as far as its own cells tell.

`1.234` may be 1234 or 1.234, `01/02/2024` the first of February or the second of January. Other cells of the
column often decide: where `12.5` stands, the point is the decimal sign; where `11/27/2024` stands, months
come first. Only what stays open after that is read by Indonesian custom, and then noted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sampai.kernel.table.sheet import Cell
from sampai.kernel.table.writing import tidy

_FIGURE = re.compile(r"[+-]?(\d*)([.,])(\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)([.,])\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Custom:
    """What a column's cells prove about its decimal sign and about the order of day and month."""

    point_decimal: bool = False
    comma_decimal: bool = False
    day_first: bool = False
    month_first: bool = False

    def __or__(self, other: "Custom") -> "Custom":
        """What both prove together."""
        return Custom(
            self.point_decimal or other.point_decimal,
            self.comma_decimal or other.comma_decimal,
            self.day_first or other.day_first,
            self.month_first or other.month_first,
        )

    @property
    def decimal(self) -> str | None:
        """The decimal sign that is proved, if it is one."""
        if self.point_decimal == self.comma_decimal:
            return None
        return "." if self.point_decimal else ","

    @property
    def mixes_decimals(self) -> bool:
        """Whether both signs are proved, so that neither can be relied on."""
        return self.point_decimal and self.comma_decimal

    @property
    def mixes_days(self) -> bool:
        """Whether both orders are proved, so that neither can be relied on."""
        return self.day_first and self.month_first


UNKNOWN = Custom()


def is_open(whole: str, part: str) -> bool:
    """Whether a number with one separator can be read both ways: one to three digits, then three."""
    return len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"


def number_custom(cells: Iterable[Cell]) -> Custom:
    """What a column of numbers proves about its decimal sign."""
    signs = {_decimal_sign(tidy(cell)) for cell in cells if type(cell) is str}
    return Custom(point_decimal="." in signs, comma_decimal="," in signs)


def day_custom(cells: Iterable[Cell]) -> Custom:
    """What a column of dates proves about the order of day and month."""
    orders = {_day_order(tidy(cell)) for cell in cells if type(cell) is str}
    return Custom(day_first="day" in orders, month_first="month" in orders)


def _decimal_sign(text: str) -> str | None:
    if figure := _FIGURE.fullmatch(text):
        return None if is_open(figure[1], figure[3]) else figure[2]
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        return None
    return grouped[2] or ("," if grouped[1] == "." else ".")


def _day_order(text: str) -> str | None:
    found = _DAY.match(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return "day"
    return "month" if second > 12 >= first else None
