"""A table to be printed or opened in a spreadsheet: made by rooms' pages, drawn by an engine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sampai.kernel.table.sheet import Value

LONGEST_NAME = 31
"""Characters of a sheet's name in a workbook."""

MOST_CHARACTERS = 32_767
"""Characters of one cell in a workbook."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSheet:
    """One table with its title: what stands on one sheet of a workbook.

    `widths` are in characters, one for each header, or empty for widths by content. `formats` are spreadsheet
    number formats by column (`#,##0.0`); empty where the value's type decides. `notes` stand under the title,
    one a line. `total_row` is drawn bold under the rows. `is_form`: it is printed and filled in by hand, so
    cells have borders and rows are high. Raises `ValueError` when the parts do not fit.
    """

    name: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    total_row: tuple[Value, ...] | None = None
    is_form: bool = False

    def __post_init__(self) -> None:
        """Every row has a cell for each header; names and texts fit a workbook."""
        if self.name != sheet_name(self.name, taken=()):
            raise ValueError(self.name)
        for cells in (*self.rows, *([self.total_row] if self.total_row else [])):
            if len(cells) != len(self.headers):
                raise ValueError(cells)
            if any(isinstance(cell, str) and len(cell) > MOST_CHARACTERS for cell in cells):
                raise ValueError(self.name)
        for given in (self.widths, self.formats):
            if given and len(given) != len(self.headers):
                raise ValueError(given)


class LineStyle(StrEnum):
    """How a line of a paper looks."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    STRONG = "strong"
    HEADER = "header"
    """Names of columns, in boxes."""
    CELLS = "cells"
    """A row of a table, in boxes."""
    BLANK = "blank"
    """Boxes to be filled in by hand, with what belongs there in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a paper. A single cell runs over the whole width. `size`: height of its letters in points.

    `begins_page`: it stands at the top of a page.
    """

    cells: tuple[str, ...]
    style: LineStyle = LineStyle.TEXT
    size: int = 11
    begins_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet that is printed on A4 and read line by line. `widths` are in characters of 11 points.

    Raises `ValueError` when a line has neither one cell nor one for each width.
    """

    name: str
    widths: tuple[int, ...]
    lines: tuple[Line, ...]
    is_landscape: bool = False

    def __post_init__(self) -> None:
        """Every line fits the widths, and the name a workbook."""
        if self.name != sheet_name(self.name, taken=()):
            raise ValueError(self.name)
        for line in self.lines:
            if len(line.cells) not in {1, len(self.widths)}:
                raise ValueError(line.cells)


def sheet_name(wanted: str, *, taken: Sequence[str]) -> str:
    """A name that a workbook takes, as near as can be, and that none of the others has."""
    name = _FORBIDDEN.sub(" ", wanted).strip()[:LONGEST_NAME].strip() or "-"
    used = {other.casefold() for other in taken}
    number = 1
    unique = name
    while unique.casefold() in used:
        number += 1
        ending = f" {number}"
        unique = name[: LONGEST_NAME - len(ending)] + ending
    return unique
