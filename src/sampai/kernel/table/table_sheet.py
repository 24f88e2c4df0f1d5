"""A finished table for people, ready for a workbook: headers and values, in the words of one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Shown = str | int | float | datetime | None
"""A value to show. Moments are local times without a zone; the header names the zone."""


class Look(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    """Words and codes; a code of digits stays text."""
    WHOLE = "whole"
    """Whole numbers with thousands separators."""
    NUMBER = "number"
    """Numbers with up to two decimals."""
    DEGREES = "degrees"
    """Degrees with six decimals."""
    MOMENT = "moment"
    """Day, month, year, hour and minute."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its header, how its values look, and its width in characters."""

    header: str
    look: Look = Look.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet. The header row stands first; every row has one value for each column."""

    name: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Shown, ...], ...]

    def __post_init__(self) -> None:
        """A sheet's name fits a spreadsheet, and its rows are as long as its header."""
        if not 1 <= len(self.name) <= 31 or set(self.name) & set("[]:*?/\\"):
            raise ValueError(self.name)
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(self.name)


def table_sheet(name: str, columns: Sequence[TableColumn], rows: "Sequence[Sequence[Shown]]") -> TableSheet:
    """A sheet from any sequences."""
    return TableSheet(name, tuple(columns), tuple(tuple(row) for row in rows))
