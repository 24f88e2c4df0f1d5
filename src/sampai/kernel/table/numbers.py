"""Reading whole numbers and numbers as offices write them.

A whole number has no decimals, so that `1.250` and `1,250` are both 1250. In other numbers the signs are told
apart by the column's limits, then by its other cells, then by Indonesian custom (comma before decimals,
points between thousands); what custom decided is remarked.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sampai.kernel.table.angles import looks_like_angle, read_angle
from sampai.kernel.table.custom import Custom, is_open
from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Cell, Column
from sampai.kernel.table.units import same_unit
from sampai.kernel.table.writing import shown
from sampai.kernel.text import say

MOST = 1e15
"""Nothing in an election is counted beyond this, and a spreadsheet keeps only fifteen digits."""

LONGEST_NUMBER = 60
"""Characters, unit and words included."""

_PLAIN = re.compile(r"[+-]?\d+", re.ASCII)
_ONE_SIGN = re.compile(r"([+-]?)(\d*)([.,])(\d*)", re.ASCII)
_GROUPED = re.compile(r"([+-]?\d{1,3}(?:([.,' ])\d{3})(?:\2\d{3})*)(?:(?!\2)([.,])(\d+))?", re.ASCII)
_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}", re.ASCII)
_WITH_WORDS = re.compile(
    r"([^\d+,-]*?)\s*([+-]?[.,]?\d[\d.,' ]*?)(?:,-)?\s*([^\d\s.,'+-][^\d]*[23]?)?", re.ASCII
)

THOUSANDS = "thousands"
DECIMALS = "decimals"


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number found in a text; `code` names the remark it needs; `other` is its second reading, if any."""

    value: float
    code: str = ""
    other: float | None = None


class _Finish(Protocol):
    def __call__(self, value: float, *, cell: Cell, column: Column) -> Outcome: ...


def read_whole(cell: Cell, *, column: Column) -> Outcome:
    """A whole number within the column's limits."""
    if type(cell) is int:
        return _within(cell, column=column)
    if type(cell) is float:
        return _whole(cell, cell=cell, column=column)
    if type(cell) is not str or len(cell) > LONGEST_NUMBER:
        return _not_a_number(cell)
    if _PLAIN.fullmatch(cell):
        return _within(int(cell), column=column)
    if _SHORTENED.fullmatch(cell):
        return _shortened(cell)
    return _from_text(cell, column=column, parse=_whole_figure, finish=_whole)


def read_number(cell: Cell, *, column: Column, custom: Custom) -> Outcome:
    """A number within the column's limits, as float."""
    if type(cell) is float or type(cell) is int:
        return _number(cell, cell=cell, column=column)
    if type(cell) is not str or len(cell) > LONGEST_NUMBER:
        return _not_a_number(cell)
    if looks_like_angle(cell):
        return _angle(cell, column=column)
    if _SHORTENED.fullmatch(cell):
        return _number(float(cell.replace(",", ".")), cell=cell, column=column)
    if custom.mixes_decimals and _stays_open(cell, column=column):
        return _open_number(cell)

    def parse(text: str) -> _Figure | None:
        return _decide(_figure(text), column=column, custom=custom, text=text)

    return _from_text(cell, column=column, parse=parse, finish=_number)


def _from_text(
    text: str, *, column: Column, parse: Callable[[str], _Figure | None], finish: _Finish
) -> Outcome:
    text = text.replace("\u2212", "-")
    found = parse(text)
    if found is not None:
        outcome = finish(found.value, cell=text, column=column)
        return _remarked(outcome, code=found.code, text=text) if found.code else outcome
    number, unit = _apart(text)
    found = parse(number)
    if found is None or not unit:
        return _not_a_number(text)
    match same_unit(unit, unit=column.unit):
        case True:
            outcome = finish(found.value, cell=text, column=column)
            return _remarked(outcome, code="unit-left-out", text=text)
        case False:
            return _wrong_unit(text, column=column)
        case None:
            return _not_a_number(text)


def _apart(text: str) -> tuple[str, str]:
    """A number and the one word before or after it: `Rp1.500,-` is 1.500 and Rp."""
    parts = _WITH_WORDS.fullmatch(text)
    if parts is None or bool(parts[1]) == bool(parts[3]):
        return "", ""
    return parts[2].strip(), (parts[1] or parts[3]).strip()


def _whole_figure(text: str) -> _Figure | None:
    if _PLAIN.fullmatch(text):
        return _Figure(float(text))
    if grouped := _GROUPED.fullmatch(text):
        return _Figure(_join(grouped), THOUSANDS)
    one = _ONE_SIGN.fullmatch(text)
    return None if one is None or not one[2] else _Figure(_decimal(one))


def _figure(text: str) -> _Figure | None:
    if _PLAIN.fullmatch(text):
        return _Figure(float(text))
    one = _ONE_SIGN.fullmatch(text)
    if one is not None:
        return _one_sign(one)
    grouped = _GROUPED.fullmatch(text)
    return None if grouped is None else _Figure(_join(grouped), THOUSANDS)


def _one_sign(one: re.Match[str]) -> _Figure | None:
    if not one[2] and not one[4]:
        return None
    if is_open(one[2], one[4]):
        return _Figure(_decimal(one), other=float(one[1] + one[2] + one[4]))
    return _Figure(_decimal(one))


def _decimal(one: re.Match[str]) -> float:
    return float(f"{one[1]}{one[2] or 0}.{one[4] or 0}")


def _join(grouped: re.Match[str]) -> float:
    digits = re.sub(r"[^\d+-]", "", grouped[1])
    return float(f"{digits}.{grouped[4] or 0}")


def _decide(found: _Figure | None, *, column: Column, custom: Custom, text: str) -> _Figure | None:
    """Which of the two readings of an open number is meant."""
    if found is None or found.other is None:
        return found
    fits = [value for value in (found.value, found.other) if _fits(value, column=column)]
    if len(fits) == 1:
        return _Figure(fits[0])
    if (custom.decimal or ",") not in text:
        return _Figure(found.other, THOUSANDS)
    return _Figure(found.value, "" if custom.decimal else DECIMALS)


def _stays_open(text: str, *, column: Column) -> bool:
    found = _figure(text)
    if found is None or found.other is None:
        return False
    return _fits(found.value, column=column) == _fits(found.other, column=column)


def _fits(value: float, *, column: Column) -> bool:
    over = column.least is None or value >= column.least
    return over and (column.most is None or value <= column.most)


def _whole(value: float, *, cell: Cell, column: Column) -> Outcome:
    if not math.isfinite(value):
        return _not_a_number(cell)
    if not value.is_integer():
        return Trouble(
            "not-whole",
            say("“{value}” is not a whole number.", value=shown(cell)),
            say("Write a number without decimals."),
        )
    return _within(int(value), column=column)


def _number(value: float, *, cell: Cell, column: Column) -> Outcome:
    if not math.isfinite(value):
        return _not_a_number(cell)
    outcome = _within(value, column=column)
    return float(outcome) if type(outcome) is int else outcome


def _within(value: float, *, column: Column) -> Outcome:
    if column.least is not None and value < column.least:
        return _too_small(value, least=column.least)
    most = MOST if column.most is None else column.most
    if value > most:
        return _too_large(value, most=most)
    return _too_small(value, least=-MOST) if value < -MOST else value


def _too_small(value: float, *, least: float) -> Trouble:
    return Trouble(
        "too-small",
        say("{value} is less than {least}.", value=shown(value), least=shown(least)),
        say("Correct the number; the least that this column takes is {least}.", least=shown(least)),
    )


def _too_large(value: float, *, most: float) -> Trouble:
    return Trouble(
        "too-large",
        say("{value} is more than {most}.", value=shown(value), most=shown(most)),
        say("Correct the number; the most that this column takes is {most}.", most=shown(most)),
    )


def _not_a_number(cell: Cell) -> Trouble:
    if isinstance(cell, str | bool | float):
        mend = say("Write the number with digits only, such as 1250 or 12,5.")
    else:
        mend = say("The spreadsheet made a date of it: format the cell as a number and write it again.")
    return Trouble("not-a-number", say("“{value}” is not a number.", value=shown(cell)), mend)


def _shortened(text: str) -> Trouble:
    return Trouble(
        "shortened",
        say("“{value}” was shortened by a spreadsheet; digits are lost.", value=text),
        say("Format the column as text or as a number without decimals and write the value again."),
    )


def _wrong_unit(text: str, *, column: Column) -> Trouble:
    if not column.unit:
        return _not_a_number(text)
    return Trouble(
        "wrong-unit",
        say("“{value}” is in another unit than the column ({unit}).", value=text, unit=column.unit),
        say("Convert it to {unit} and write the number alone.", unit=column.unit),
    )


def _open_number(text: str) -> Trouble:
    return Trouble(
        "ambiguous-number",
        say("“{value}” can mean two numbers: this column uses both signs for decimals.", value=text),
        say("Write the decimals of the whole column with a comma, and no sign between thousands."),
    )


def _remarked(outcome: Outcome, *, code: str, text: str) -> Outcome:
    if not isinstance(outcome, int | float):
        return outcome
    said = say("“{written}” was read as {read}.", written=text, read=shown(outcome))
    return Remark(outcome, code, said)


def _angle(text: str, *, column: Column) -> Outcome:
    degrees = read_angle(text)
    if degrees is None:
        return _not_a_number(text)
    return _remarked(_within(degrees, column=column), code="degrees", text=text)
