"""Planted mistakes: each is told once, where it is, and nothing else is told."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from tests.plan.planted import MASKING, OUTLINED_PACK, PLANTERS, SOUND, Book, Told
from tests.tables import TODAY, read

from sampai.engines.tables.reader import read_tables
from sampai.kernel.faults import Fault
from sampai.kernel.table.sheet import Cell, Grid
from sampai.plan.forms import read_operation

Writer = Callable[[Mapping[str, Grid], Path], Path]


def write_workbook(grids: Mapping[str, Grid], folder: Path) -> Path:
    """The grids as one workbook."""
    path = folder / "operasi.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy hh:mm"}) as book:
        for key, grid in grids.items():
            page = book.add_worksheet(key)
            for number, row in enumerate(grid.rows):
                page.write_row(number, 0, row)
    return path


def write_files(grids: Mapping[str, Grid], folder: Path) -> Path:
    """The grids as CSV files in a folder, as a spreadsheet in Indonesia saves them."""
    for key, grid in grids.items():
        with (folder / f"{key}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([map(_shown, row) for row in grid.rows])
    return folder


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        return f"{cell:.6f}".replace(".", ",")
    return "" if cell is None else str(cell)


def planted(names: Iterable[str]) -> tuple[Book, set[Told]]:
    """A book with these mistakes, and what must be told of it."""
    book = Book()
    every = {**PLANTERS, **MASKING}
    return book, {every[name](book) for name in names}


def as_told(faults: Iterable[Fault]) -> list[Told]:
    """Code and place of each fault."""
    return [Told(fault.code, fault.sheet, fault.row, fault.column) for fault in faults]


def test_the_book_without_mistakes_is_sound() -> None:
    reading = read(Book().grids, pack=OUTLINED_PACK)

    assert reading.faults == ()
    assert reading.operation == SOUND


@pytest.mark.parametrize("name", [*PLANTERS, *MASKING])
def test_one_mistake_is_one_fault(name: str) -> None:
    book, expected = planted([name])

    reading = read(book.grids, pack=OUTLINED_PACK)

    assert as_told(reading.faults) == list(expected)
    assert reading.operation is None


@pytest.mark.parametrize("write", [write_workbook, write_files])
def test_all_mistakes_together_are_each_told_once_and_nothing_else_is(write: Writer, tmp_path: Path) -> None:
    book, expected = planted(PLANTERS)
    assert len(expected) >= 30

    tables = read_tables(write(book.grids, tmp_path))
    reading = read_operation(tables.grids, pack=OUTLINED_PACK, today=TODAY)

    found = as_told(reading.faults)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_every_fault_says_what_is_wrong_and_how_to_mend_it() -> None:
    book, _ = planted(PLANTERS)

    faults = read(book.grids, pack=OUTLINED_PACK).faults

    for fault in faults:
        assert str(fault.wrong).endswith("."), fault
        assert str(fault.mend).endswith((".", "?")), fault
