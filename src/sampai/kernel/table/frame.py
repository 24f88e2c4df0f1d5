"""What all rows of one sheet share: the header, checked, and a reader for each declared column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.cells import ReadCell, reader
from sampai.kernel.table.custom import UNKNOWN, Custom, day_custom, number_custom
from sampai.kernel.table.header import Header, Names, header_names
from sampai.kernel.table.sheet import Cell, Column, Grid, Kind, Sheet, Value
from sampai.kernel.table.spans import Filled
from sampai.kernel.table.units import same_unit
from sampai.kernel.table.writing import column_letter, is_blank, shown
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True)
class Field:
    """A declared column that the sheet has: where it stands and how its cells are read."""

    column: Column
    index: int
    read: ReadCell


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of one sheet share."""

    sheet: Sheet
    grid: Grid
    filled: Filled
    header: Header
    names: Names
    fields: tuple[Field, ...]
    empty: Mapping[str, Value]
    headers: Mapping[str, str]
    extras: tuple[tuple[int, str], ...]
    shared_counts: frozenset[tuple[int, int]]
    """(row, column) indices of whole numbers in merged cells that several rows or columns share."""

    @property
    def is_complete(self) -> bool:
        """Whether the sheet has every column that it must have."""
        return all(column.key in self.headers for column in self.sheet.columns if column.required)


def make_frame(grid: Grid, *, sheet: Sheet, filled: Filled, header: Header) -> Frame:
    """Pair the declared columns with the header's, and prepare how each is read."""
    present = [
        (column, index) for column in sheet.columns if (index := header.index_of(column.key)) is not None
    ]
    customs = _customs(filled.rows[header.bottom + 1 :], present=present)
    return Frame(
        sheet=sheet,
        grid=grid,
        filled=filled,
        header=header,
        names=header_names(sheet),
        fields=tuple(
            Field(column, index, reader(column, custom=customs[column.key])) for column, index in present
        ),
        empty=dict.fromkeys((column.key for column in sheet.columns), None),
        headers=MappingProxyType({column.key: header.texts[index] for column, index in present}),
        extras=tuple(_extras(filled.rows, header=header)),
        shared_counts=frozenset(_shared_counts(filled, header=header, present=present)),
    )


def _shared_counts(
    filled: Filled, *, header: Header, present: Sequence[tuple[Column, int]]
) -> Iterator[tuple[int, int]]:
    for span in filled.spans:
        rows = [
            row
            for row in range(max(span.top, header.bottom + 1), span.bottom + 1)
            if row not in filled.hollow
        ]
        columns = [(column, index) for column, index in present if span.left <= index <= span.right]
        if len(rows) > 1 or len(columns) > 1:
            counted = [index for column, index in columns if column.kind is Kind.WHOLE]
            yield from ((row, index) for row in rows for index in counted)


def _customs(
    rows: Sequence[tuple[Cell, ...]], *, present: Sequence[tuple[Column, int]]
) -> Mapping[str, Custom]:
    """How each column writes numbers and dates; a column that proves nothing follows the others."""
    own = {column.key: _custom(rows, column=column, index=index) for column, index in present}
    shared = UNKNOWN
    for custom in own.values():
        shared |= custom
    return {key: _with_shared(custom, shared=shared) for key, custom in own.items()}


def _custom(rows: Sequence[tuple[Cell, ...]], *, column: Column, index: int) -> Custom:
    cells = (row[index] for row in rows if index < len(row))
    if column.kind is Kind.NUMBER:
        return number_custom(cells)
    return day_custom(cells) if column.kind in {Kind.DATE, Kind.MOMENT} else UNKNOWN


def _with_shared(custom: Custom, *, shared: Custom) -> Custom:
    decimals = custom if custom.point_decimal or custom.comma_decimal else shared
    days = custom if custom.day_first or custom.month_first else shared
    return Custom(decimals.point_decimal, decimals.comma_decimal, days.day_first, days.month_first)


def _extras(rows: Sequence[tuple[Cell, ...]], *, header: Header) -> Iterator[tuple[int, str]]:
    """Columns that nobody declared but that hold something, each with a name of its own: header or letter."""
    for index in range(max(map(len, rows))):
        if index < len(header.keys) and header.keys[index]:
            continue
        text = header.texts[index] if index < len(header.texts) else ""
        below = (row[index] for row in rows[header.bottom + 1 :] if index < len(row))
        if text or any(not is_blank(cell) for cell in below):
            twice = header.texts.index(text) != index if text else True
            name = f"{text} {column_letter(index)}".strip() if twice else text
            yield index, name


def extra_notes(frame: Frame) -> Iterator[Note]:
    """One note for each column that is kept but not used."""
    for _, text in frame.extras:
        yield Note(
            code="unknown-column",
            sheet=frame.grid.sheet,
            row=frame.header.bottom + 1,
            column=text,
            value=shown(text),
            said=say(
                "The column “{column}” is not known; its cells are kept but not used.", column=shown(text)
            ),
        )


def header_faults(frame: Frame) -> Iterator[Fault]:
    """Columns that are missing, stand twice or are in another unit."""
    for column in frame.sheet.columns:
        places = [index for index, key in enumerate(frame.header.keys) if key == column.key]
        if not places:
            yield from _missing_column(frame, column=column)
        for index in places[1:]:
            if _holds_own_cells(frame, index):
                yield _duplicate_column(frame, column=column, index=index)
        for index in places[:1]:
            yield from _other_unit(frame, column=column, index=index)


def _holds_own_cells(frame: Frame, index: int) -> bool:
    """Whether a column holds more than the copies of merged cells."""
    rows = enumerate(frame.filled.rows)
    return any(
        index < len(row) and not is_blank(row[index]) and (number, index) not in frame.filled.copies
        for number, row in rows
        if number > frame.header.bottom
    )


def _missing_column(frame: Frame, *, column: Column) -> Iterator[Fault]:
    if column.required:
        yield Fault(
            code="missing-column",
            sheet=frame.grid.sheet,
            row=frame.header.bottom + 1,
            column=column.header_id,
            value="",
            wrong=say("The column “{column}” is missing.", column=column.header_id),
            mend=say("Add a column with the header “{column}” and fill it in.", column=column.header_id),
        )


def _duplicate_column(frame: Frame, *, column: Column, index: int) -> Fault:
    text = frame.header.texts[index]
    return Fault(
        code="duplicate-column",
        sheet=frame.grid.sheet,
        row=frame.header.bottom + 1,
        column=text,
        value=text,
        wrong=say(
            "The columns {first} and {second} both are “{column}”.",
            first=column_letter(frame.header.keys.index(column.key)),
            second=column_letter(index),
            column=column.header_id,
        ),
        mend=say("Delete one of the two columns, or give it another header."),
    )


def _other_unit(frame: Frame, *, column: Column, index: int) -> Iterator[Fault]:
    unit = frame.header.units[index]
    if column.unit and unit and same_unit(unit, unit=column.unit) is False:
        yield Fault(
            code="wrong-unit",
            sheet=frame.grid.sheet,
            row=frame.header.bottom + 1,
            column=frame.header.texts[index],
            value=unit,
            wrong=say(
                "The header says {written}, but the column is in {unit}.", written=unit, unit=column.unit
            ),
            mend=say("Convert the column to {unit} and correct its header.", unit=column.unit),
        )
