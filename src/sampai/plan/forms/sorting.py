"""Which grid of a workbook or folder is which sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.sheet import Grid, Sheet
from sampai.kernel.table.writing import fold
from sampai.kernel.text import say
from sampai.plan.forms.sheets import SHEETS

_SHEET_OF = {fold(name): sheet for sheet in SHEETS for name in (sheet.key, *sheet.aliases)}
EXPLAINING = frozenset({"petunjuk", "daftarpilihan", "kesalahan", "catatan"})
"""Folded names of the sheets that Sampai adds to its own workbooks: guide, lists, faults, notes."""

_PLACE_OF = {sheet.key: number for number, sheet in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True)
class Sorting:
    """The grids by the key of their sheet, and what is wrong with the sheets as a whole."""

    grids: Mapping[str, Grid]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]

    def order(self) -> Mapping[str, int]:
        """The place of each sheet in the workbook that `sampai init` writes, by its key and its name here."""
        return _PLACE_OF | {grid.sheet: _PLACE_OF[key] for key, grid in self.grids.items()}


def sort_grids(grids: Iterable[Grid]) -> Sorting:
    """Find each sheet's grid by name or alias; sheets that only explain are left out without a word."""
    found: dict[str, Grid] = {}
    faults: list[Fault] = []
    notes: list[Note] = []
    for grid in grids:
        sheet = _SHEET_OF.get(fold(grid.sheet))
        if sheet is None:
            notes.extend(_unknown(grid))
        elif sheet.key in found:
            faults.append(_twice(grid, sheet=sheet, first=found[sheet.key]))
        else:
            found[sheet.key] = grid
    faults.extend(_missing(sheet) for sheet in SHEETS if sheet.required and sheet.key not in found)
    return Sorting(found, tuple(faults), tuple(notes))


def _unknown(grid: Grid) -> Iterable[Note]:
    if grid.rows and fold(grid.sheet) not in EXPLAINING:
        yield Note(
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
