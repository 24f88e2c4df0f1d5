"""Declarations: what sheets and columns an operation's tables have, and what a read row looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType

from sampai.kernel.faults import Fault, Note
from sampai.kernel.text import Text

Cell = str | int | float | bool | date | datetime | time | None
"""A raw cell, as the file gave it."""

Value = str | int | float | bool | date | datetime | tuple[str, ...] | None
"""A typed value, by the column's kind; None where the cell was empty."""


class Kind(StrEnum):
    """What a column holds, and so how its cells are read."""

    TEXT = "text"
    """str, spaces trimmed and folded."""
    WHOLE = "whole"
    """int; `1.250`, `1,250`, `1250.0` and 1250.0 are all 1250."""
    NUMBER = "number"
    """float; decimal comma or point."""
    DATE = "date"
    """date; dd-mm-yyyy, dd/mm/yyyy, ISO, or a spreadsheet date."""
    MOMENT = "moment"
    """datetime without zone (local time of the operation); a date and a clock time."""
    REGION = "region"
    """str of 2, 4, 6 or 10 digits; `17.04`, `1704`, 1704.0 are all 1704."""
    CODE = "code"
    """str; an identifier written by the owner; numbers lose `.0`."""
    YES_NO = "yes-no"
    """bool; ya/tidak, yes/no, y/t, 1/0, v/-, true/false."""
    CHOICE = "choice"
    """str, one of the column's choices (or an alias of one)."""
    CHOICES = "choices"
    """tuple[str, ...]: several choices, separated by comma, semicolon or slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its key in code, its headers, what it holds, and how it is explained.

    `aliases` are further headers that are accepted. `choices` maps each accepted value to its further
    spellings.
    """

    key: str
    header_id: str
    header_en: str
    kind: Kind
    help_id: str
    help_en: str
    unit: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name (also the name of its CSV file), other accepted names, and its columns."""

    key: str
    columns: tuple[Column, ...]
    help_id: str
    help_en: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Span:
    """A merged block of cells; indices from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The raw cells of one sheet. `rows[0]` is the row that a spreadsheet numbers 1, whether empty or not."""

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    spans: tuple[Span, ...] = ()
    source: str = ""
    """Name of the file that it came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, typed. `values` has every column key of the sheet; `extras` what undeclared columns hold."""

    sheet: str
    number: int
    """As a spreadsheet numbers it."""
    values: Mapping[str, Value]
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Each cell as the person wrote it, by column key."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Each column's header as the person wrote it, by column key."""
    extras: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fault(self, key: str, *, code: str, wrong: Text, mend: Text) -> Fault:
        """A fault of one cell of this row."""
        return Fault(
            code=code,
            sheet=self.sheet,
            row=self.number,
            column=self.headers.get(key, key),
            value=self.written.get(key, ""),
            wrong=wrong,
            mend=mend,
        )

    def note(self, key: str, *, code: str, said: Text) -> Note:
        """A note on one cell of this row."""
        return Note(
            code=code,
            sheet=self.sheet,
            row=self.number,
            column=self.headers.get(key, key),
            value=self.written.get(key, ""),
            said=said,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ladder made of one sheet. `rows` holds only rows without a fault of their own."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    faulty: tuple[Row, ...] = ()
    """Rows with a fault of their own; a cell that could not be read is None in `values`. What they name still
    counts as known, so that one mistake is not told twice."""
