"""Reading codes: the country's region codes, and codes that an owner gave.

Spreadsheets take codes for numbers, times and dates, and lose zeros, points and digits on the way.
"""

import re
from datetime import time

from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Cell
from sampai.kernel.table.writing import shown
from sampai.kernel.text import say

LONGEST_CODE = 64
"""Characters of an owner's code."""

_EXACT = 2.0**53
"""Whole numbers beyond this are rounded by spreadsheets."""

_REGION = re.compile(r"([1-9]\d)(?:[. -]?(\d\d)(?:[. -]?(\d\d)(?:[. -]?(\d{4}))?)?)?", re.ASCII)
_REGION_PARTS = re.compile(r"([1-9]\d)[. -](\d{1,2})[. -](\d{1,2})(?:[. -](\d{4}))?", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_ENDS_IN_ZERO = re.compile(r"(\d+)[.,]0+", re.ASCII)
_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d{1,3}", re.ASCII)
_CUT = re.compile(r"([1-9]\d)[.,](\d)", re.ASCII)


def read_region(cell: Cell) -> Outcome:
    """A Kemendagri code as digits only."""
    if isinstance(cell, str):
        return _region_from_text(cell)
    if isinstance(cell, time):
        return _region_from_time(cell)
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return _no_region(cell)
    if isinstance(cell, int) or cell.is_integer():
        return _region_from_text(str(int(cell)) if abs(cell) < _EXACT else shown(cell))
    return _region_from_fraction(cell)


def _region_from_text(text: str) -> Outcome:
    if plain := _REGION.fullmatch(text):
        return "".join(part for part in plain.groups() if part)
    if _SHORTENED.fullmatch(text):
        return _shortened(text)
    if parts := _REGION_PARTS.fullmatch(text):
        code = parts[1] + parts[2].zfill(2) + parts[3].zfill(2) + (parts[4] or "")
        return _remarked(code, code="lost-zeros", written=text)
    if ended := _ENDS_IN_ZERO.fullmatch(text):
        return _region_from_text(ended[1]) if _REGION.fullmatch(ended[1]) else _no_region(text)
    if _THOUSANDS.fullmatch(text):
        digits = text.replace(".", "").replace(",", "")
        return (
            _remarked(digits, code="thousands", written=text)
            if _REGION.fullmatch(digits)
            else _no_region(text)
        )
    return _cut_region(text) if _CUT.fullmatch(text) else _no_region(text)


def _region_from_fraction(cell: float) -> Outcome:
    """A regency's code taken for a number: 17.04 is 1704; 17.1 was 17.10, since 17.01 keeps its zero."""
    text = f"{cell:.2f}"
    if float(text) != cell or not _REGION.fullmatch(text):
        return _no_region(cell)
    code = text.replace(".", "")
    return code if repr(cell) == text else _remarked(code, code="lost-zeros", written=shown(cell))


def _region_from_time(cell: time) -> Outcome:
    """A regency's code taken for a clock time: where 07.05 is a time, 17.04 becomes one as well."""
    code = f"{cell.hour:02d}{cell.minute:02d}"
    if cell.second or not _REGION.fullmatch(code):
        return _no_region(cell)
    return _remarked(code, code="code-as-time", written=shown(cell))


def read_code(cell: Cell) -> Outcome:
    """A code as its owner writes it; a whole number that a spreadsheet made of it loses its `.0`."""
    if isinstance(cell, str):
        return _code_from_text(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return _changed_code(cell)
    if abs(cell) >= _EXACT or cell != cell:  # noqa: PLR0124 -- the test for not-a-number
        return _shortened(shown(cell))
    return shown(cell)


def _code_from_text(text: str) -> Outcome:
    if len(text) > LONGEST_CODE:
        return Trouble(
            "too-long",
            say("The code has more than {most} characters.", most=LONGEST_CODE),
            say("Write the code alone."),
        )
    if _SHORTENED.fullmatch(text) and "+" in text:
        return _shortened(text)
    if (ended := _ENDS_IN_ZERO.fullmatch(text)) and text.endswith((".0", ",0")):
        return _remarked(ended[1], code="point-zero", written=text)
    return text


def _remarked(value: str, *, code: str, written: str) -> Remark:
    return Remark(value, code, say("“{written}” was read as {read}.", written=written, read=value))


def _no_region(cell: Cell) -> Trouble:
    return Trouble(
        "bad-code",
        say("“{value}” is not a region code.", value=shown(cell)),
        say("Write the Kemendagri code with 2, 4, 6 or 10 digits, such as 17.04.01.2001."),
    )


def _cut_region(text: str) -> Trouble:
    one, other = f"{text[:2]}.0{text[-1]}", f"{text[:2]}.{text[-1]}0"
    return Trouble(
        "bad-code",
        say("“{value}” lacks a digit: it may be {one} or {other}.", value=text, one=one, other=other),
        say("Format the column as text and write all digits of the code."),
    )


def _shortened(text: str) -> Trouble:
    return Trouble(
        "shortened",
        say("“{value}” was shortened by a spreadsheet; digits are lost.", value=text),
        say("Format the column as text and write all digits of the code again."),
    )


def _changed_code(cell: Cell) -> Trouble:
    return Trouble(
        "bad-code",
        say("The spreadsheet made “{value}” of the code.", value=shown(cell)),
        say("Format the column as text and write the code again."),
    )
