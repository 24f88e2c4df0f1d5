"""The ladder: fill merged cells, find the header, check it, leave out what is no row, type the cells.

Each rung does one thing. Every fault is named with its row, column and value; whatever was read differently
from how it was written is noted, once for each column and kind of correction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.cells import FORMULA_ERRORS
from sampai.kernel.table.escaping import EXAMPLE_MARKS, TOTALS
from sampai.kernel.table.frame import Frame, extra_notes, header_faults, make_frame
from sampai.kernel.table.header import find_header, repeats_header
from sampai.kernel.table.outcome import Remark, Trouble
from sampai.kernel.table.sheet import Cell, Grid, Reading, Row, Sheet, Value
from sampai.kernel.table.spans import fill_spans
from sampai.kernel.table.writing import fold, is_blank, shown, tidy, written
from sampai.kernel.text import Text, say

MOST_FAULTS = 10_000
"""Faults of one sheet after which reading stops: such a sheet is mended as a whole, not cell by cell."""


@dataclass(slots=True)
class _Tally:
    """What was found so far."""

    rows: list[Row] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    remarks: dict[tuple[str, str], tuple[Note, int]] = field(default_factory=dict)

    def count(self, note: Note) -> None:
        """Keep the first note of each column and code, and count the others."""
        key = (note.column or "", note.code)
        first, times = self.remarks.get(key, (note, 0))
        self.remarks[key] = (first, times + 1)

    def reading(self) -> Reading:
        counted = [_gathered(note, times) for note, times in self.remarks.values()]
        return Reading(
            tuple(self.rows), tuple(self.faults), (*self.notes, *counted), faulty=tuple(self.faulty)
        )


def read_sheet(grid: Grid, *, sheet: Sheet) -> Reading:
    """Read one raw grid by its declaration. Never raises for what a person wrote; faults say it."""
    if all(is_blank(cell) for row in grid.rows for cell in row):
        return _empty(grid, sheet=sheet)
    filled = fill_spans(grid)
    header = find_header(filled.rows, sheet=sheet)
    if header is None:
        return Reading((), (_no_header(grid, sheet=sheet),))
    tally = _Tally()
    frame = make_frame(grid, sheet=sheet, filled=filled, header=header)
    tally.faults.extend(header_faults(frame))
    tally.notes.extend(extra_notes(frame))
    _read_rows(frame, tally=tally)
    if sheet.required and not tally.rows and not tally.faults:
        tally.faults.append(_no_rows(grid))
    return tally.reading()


def _no_header(grid: Grid, *, sheet: Sheet) -> Fault:
    wanted = [column.header_id for column in sheet.columns if column.required]
    wanted = wanted or [column.header_id for column in sheet.columns[:5]]
    return Fault(
        code="no-header",
        sheet=grid.sheet,
        row=None,
        column=None,
        value="",
        wrong=say("No row has the headers of this sheet."),
        mend=say("Write the headers into one row, among them: {headers}.", headers=", ".join(wanted)),
    )


def _empty(grid: Grid, *, sheet: Sheet) -> Reading:
    if sheet.required:
        return Reading((), (_no_rows(grid),))
    said = say("The sheet is empty.")
    return Reading(
        (), (), (Note(code="empty-sheet", sheet=grid.sheet, row=None, column=None, value="", said=said),)
    )


def _no_rows(grid: Grid) -> Fault:
    return Fault(
        code="no-rows",
        sheet=grid.sheet,
        row=None,
        column=None,
        value="",
        wrong=say("The sheet has no rows."),
        mend=say("Write at least one row below the headers."),
    )


def _read_rows(frame: Frame, *, tally: _Tally) -> None:
    for number, cells in enumerate(
        frame.filled.rows[frame.header.bottom + 1 :], start=frame.header.bottom + 2
    ):
        if len(tally.faults) >= MOST_FAULTS:
            tally.faults.append(_too_many(frame, number=number))
            return
        if number - 1 in frame.filled.hollow or all(map(is_blank, cells)):
            continue
        left_out = _left_out(cells, frame=frame)
        if left_out is None:
            _read_row(cells, number=number, frame=frame, tally=tally)
        else:
            code, said = left_out
            tally.count(_row_note(frame, code=code, number=number, cells=cells, said=said))


def _left_out(cells: Sequence[Cell], *, frame: Frame) -> tuple[str, Text] | None:
    """Why a row is no row of the table, or None when it is one."""
    first = tidy(written(cells[0]))
    if first.casefold().startswith(EXAMPLE_MARKS) and first not in FORMULA_ERRORS:
        return "example-row", say("A row that begins with # or “contoh” was left out.")
    if repeats_header(cells, header=frame.header, names=frame.names):
        return "header-again", say("A row that repeats the headers was left out.")
    if _sums_up(cells):
        return "total-row", say("A row of totals was left out.")
    return None


def _sums_up(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return type(first) is str and first[:1] in "jJtTgG" and fold(first) in TOTALS


def _read_row(cells: Sequence[Cell], *, number: int, frame: Frame, tally: _Tally) -> None:
    values = dict(frame.empty)
    said: list[tuple[str, Trouble | Remark]] = []
    for one in frame.fields:
        outcome = one.read(_at(cells, one.index))
        if isinstance(outcome, Trouble | Remark):
            said.append((one.column.key, outcome))
            outcome = outcome.value if isinstance(outcome, Remark) else None
        values[one.column.key] = outcome
    row = _row(cells, number=number, values=values, frame=frame)
    if frame.filled.copies:
        said.extend(_merged(row, frame=frame))
    _settle(row, said=said, frame=frame, tally=tally)


def _settle(row: Row, *, said: Sequence[tuple[str, Trouble | Remark]], frame: Frame, tally: _Tally) -> None:
    troubles = [(key, trouble) for key, trouble in said if isinstance(trouble, Trouble)]
    for key, remark in said:
        if isinstance(remark, Remark):
            tally.count(row.note(key, code=remark.code, said=remark.said))
    if troubles or not frame.is_complete:
        tally.faulty.append(row)
        tally.faults.extend(_row_faults(row, troubles=troubles, frame=frame))
    else:
        tally.rows.append(row)


def _row(cells: Sequence[Cell], *, number: int, values: dict[str, Value], frame: Frame) -> Row:
    extras = {text: written(_at(cells, index)) for index, text in frame.extras}
    return Row(
        sheet=frame.grid.sheet,
        number=number,
        values=MappingProxyType(values),
        written=MappingProxyType({one.column.key: written(_at(cells, one.index)) for one in frame.fields}),
        headers=frame.headers,
        extras=MappingProxyType({text: value for text, value in extras.items() if value}),
    )


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def _row_faults(row: Row, *, troubles: Sequence[tuple[str, Trouble]], frame: Frame) -> Iterator[Fault]:
    """The faults of a row; a row that lacks everything that rows need is one fault, not many."""
    lacking = sum(trouble.code == "required" for _, trouble in troubles)
    needed = sum(one.column.required for one in frame.fields)
    filled = sum(not is_blank(cell) for cell in frame.filled.rows[row.number - 1])
    if lacking == needed > 0 and (needed > 1 or filled <= 2):
        yield _stray_row(row, frame=frame)
        return
    for key, trouble in troubles:
        yield row.fault(key, code=trouble.code, wrong=trouble.wrong, mend=trouble.mend)


def _stray_row(row: Row, *, frame: Frame) -> Fault:
    text = next(shown(cell) for cell in frame.filled.rows[row.number - 1] if not is_blank(cell))
    return Fault(
        code="stray-row",
        sheet=row.sheet,
        row=row.number,
        column=None,
        value=text,
        wrong=say("The row has none of the cells that every row needs."),
        mend=say("Delete it if it is a remark or a signature; otherwise fill it in."),
    )


def _merged(row: Row, *, frame: Frame) -> Iterator[tuple[str, Trouble | Remark]]:
    """What is to be said of merged cells: a count in them may be each row's or the sum of all."""
    for one in frame.fields:
        place = (row.number - 1, one.index)
        if place in frame.shared_counts:
            yield one.column.key, _merged_number()
        elif place in frame.filled.copies:
            value = row.values[one.column.key]
            yield one.column.key, Remark(value, "merged-cells", say("A merged cell was read as each row's."))


def _merged_number() -> Trouble:
    return Trouble(
        "merged-number",
        say("The number stands in merged cells: it can belong to one row or to all of them."),
        say("Unmerge the cells and write the number of each row."),
    )


def _too_many(frame: Frame, *, number: int) -> Fault:
    return Fault(
        code="too-many-faults",
        sheet=frame.grid.sheet,
        row=number,
        column=None,
        value="",
        wrong=say("The sheet has too many faults; from this row on it was not read."),
        mend=say("Mend what the first faults have in common, and check again."),
    )


def _row_note(frame: Frame, *, code: str, number: int, cells: Sequence[Cell], said: Text) -> Note:
    value = next(shown(cell) for cell in cells if not is_blank(cell))
    return Note(code=code, sheet=frame.grid.sheet, row=number, column=None, value=value, said=said)


def _gathered(note: Note, times: int) -> Note:
    if times == 1:
        return note
    said = say("{first} Further rows like this: {count}.", first=note.said, count=times - 1)
    return Note(
        code=note.code, sheet=note.sheet, row=note.row, column=note.column, value=note.value, said=said
    )
