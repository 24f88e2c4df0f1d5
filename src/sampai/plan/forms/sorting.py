"""Which grid of a workbook or folder is which sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.sheet import Grid, Sheet
from sampai.kernel.table.writing import fold
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True)
class Sorting:
    """The grids by the key of their sheet, and what is wrong with the sheets as a whole."""

    sheets: tuple[Sheet, ...]
    grids: Mapping[str, tuple[Sheet, Grid]]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]

    def order(self) -> Mapping[str, int]:
        """The place of each sheet in the workbook that `sampai init` writes, by its key and by its name here."""
        places = {sheet.key: number for number, sheet in enumerate(self.sheets)}
        return places | {grid.sheet: places[key] for key, (_, grid) in self.grids.items()}


def sort_grids(grids: Iterable[Grid], *, sheets: Sequence[Sheet], ignored: Iterable[str] = ()) -> Sorting:
    """Find each sheet's grid by name or alias. `ignored` names sheets that only explain, such as a guide."""
    known = {fold(name): sheet for sheet in sheets for name in (sheet.key, *sheet.aliases)}
    silent = {fold(name) for name in ignored}
    found: dict[str, tuple[Sheet, Grid]] = {}
    faults: list[Fault] = []
    notes: list[Note] = []
    for grid in grids:
        sheet = known.get(fold(grid.sheet))
        if sheet is None:
            notes.extend([] if fold(grid.sheet) in silent or not grid.rows else [_unknown(grid)])
        elif sheet.key in found:
            faults.append(_twice(grid, sheet=sheet, first=found[sheet.key][1]))
        else:
            found[sheet.key] = (sheet, grid)
    faults.extend(_missing(sheet) for sheet in sheets if sheet.required and sheet.key not in found)
    return Sorting(tuple(sheets), found, tuple(faults), tuple(notes))


def _unknown(grid: Grid) -> Note:
    return Note(
        code="sheet-unknown",
        sheet=grid.sheet,
        row=None,
        column=None,
        value="",
        said=say("No sheet of an operation has this name; it was not read."),
    )


def _twice(grid: Grid, *, sheet: Sheet, first: Grid) -> Fault:
    return Fault(
        code="sheet-twice",
        sheet=grid.sheet,
        row=None,
        column=None,
        value="",
        wrong=say("The sheet {sheet} is there twice, also as {other}.", sheet=sheet.key, other=first.sheet),
        mend=say("Put all rows into one of them and delete the other."),
    )


def _missing(sheet: Sheet) -> Fault:
    return Fault(
        code="sheet-missing",
        sheet=sheet.key,
        row=None,
        column=None,
        value="",
        wrong=say("The sheet {sheet} is missing.", sheet=sheet.key),
        mend=say("Add it; sampai init writes a workbook with all sheets."),
    )
