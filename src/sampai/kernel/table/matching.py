"""Which raw grid is which declared sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.sheet import Grid, Sheet
from sampai.kernel.table.writing import fold
from sampai.kernel.text import say

GUIDE, LISTS, FAULTS, NOTES = "petunjuk", "daftar", "kesalahan", "catatan"
"""Sheets that the template and the fault workbook add; they hold no data."""

_NO_DATA = frozenset({GUIDE, LISTS, FAULTS, NOTES})


@dataclass(frozen=True, slots=True)
class Matched:
    """The grid of each declared sheet, by the sheet's key."""

    grids: Mapping[str, Grid]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()


def match_grids(grids: Sequence[Grid], *, sheets: Sequence[Sheet]) -> Matched:
    """Find each sheet's grid by its name or an alias; case, spaces and a leading number do not count."""
    keys = {fold(name): sheet.key for sheet in sheets for name in (*sheet.aliases, sheet.key)}
    found: dict[str, Grid] = {}
    faults: list[Fault] = []
    notes: list[Note] = []
    for grid in grids:
        key = keys.get(fold(grid.sheet)) or keys.get(fold(grid.sheet).lstrip("0123456789"))
        if key is None:
            notes.extend(_unknown(grid))
        elif key in found:
            faults.append(_twice(found[key], grid, key=key))
        else:
            found[key] = grid
    faults.extend(_missing(sheet, grids) for sheet in sheets if sheet.required and sheet.key not in found)
    return Matched(MappingProxyType(found), tuple(faults), tuple(notes))


def _unknown(grid: Grid) -> list[Note]:
    if fold(grid.sheet) in _NO_DATA:
        return []
    said = say("The sheet “{sheet}” is not known and was not read.", sheet=grid.sheet)
    return [Note(code="unknown-sheet", sheet=grid.sheet, row=None, column=None, value="", said=said)]


def _twice(first: Grid, second: Grid, *, key: str) -> Fault:
    one = first.sheet
    return Fault(
        code="duplicate-sheet",
        sheet=second.sheet,
        row=None,
        column=None,
        value=second.sheet,
        wrong=say(
            "“{first}” and “{second}” both are the sheet {key}.", first=one, second=second.sheet, key=key
        ),
        mend=say("Keep one of them, or put the rows of both into one sheet."),
    )


def _missing(sheet: Sheet, grids: Sequence[Grid]) -> Fault:
    return Fault(
        code="missing-sheet",
        sheet=sheet.key,
        row=None,
        column=None,
        value="",
        wrong=say("The sheet {key} is missing.", key=sheet.key),
        mend=say(
            "Add a sheet or a CSV file named {key}; these were found: {found}.",
            key=sheet.key,
            found=", ".join(grid.sheet for grid in grids) or "-",
        ),
    )
