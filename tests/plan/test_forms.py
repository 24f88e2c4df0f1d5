"""The operation read as a whole: lossless both ways, one fault per mistake."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.operations import operations
from tests.plan.planted import OUTLINED_PACK, Book
from tests.tables import grids_of, read
from tests.worlds import FULL, KITS, MODES, PLAIN

from sampai.kernel.ids import digest
from sampai.kernel.table.cells import reader
from sampai.kernel.table.outcome import Trouble
from sampai.kernel.table.sheet import Grid, Sheet
from sampai.kernel.table.writing import fold
from sampai.plan.forms import SHEETS, sheets_with
from sampai.plan.model import Operation

few = examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # an operation takes too long to shrink
)


@few
@given(operations())
def test_an_operation_written_as_sheets_is_read_as_the_same_operation(operation: Operation) -> None:
    reading = read(grids_of(operation))

    assert reading.faults == ()
    assert reading.operation == operation
    assert digest(reading.operation) == digest(operation)


CELLS = st.sampled_from(
    [
        None,
        "",
        "x",
        "=1+1",
        "-1",
        -1,
        0,
        1e300,
        "1704",
        "99.01.01.2001",
        True,
        "PPK-1",
        "POLRES",
        "31/02/2024",
    ]
) | st.text(max_size=5)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Grid]:
    """The full tiny world with some cells overwritten, some rows doubled and some sheets left out."""
    grids = Book().grids
    for key in draw(st.lists(st.sampled_from(sorted(grids)), max_size=8)):
        grid = grids[key]
        row = draw(st.integers(0, len(grid.rows) - 1))
        column = draw(st.integers(0, len(grid.rows[0]) - 1))
        cells = [*grid.rows[row]]
        cells[column] = draw(CELLS)
        again = (tuple(cells),) if draw(st.booleans()) else ()
        grids[key] = replace(grid, rows=(*grid.rows[:row], tuple(cells), *grid.rows[row + 1 :], *again))
    for key in draw(st.lists(st.sampled_from(sorted(grids)), max_size=2)):
        grids.pop(key, None)
    return grids


@examples(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(spoilt())
def test_whatever_a_person_writes_gives_an_operation_or_faults(grids: dict[str, Grid]) -> None:
    reading = read(grids, pack=OUTLINED_PACK)

    assert (reading.operation is None) == bool(reading.faults)
    assert all(fault.sheet and str(fault.wrong) and str(fault.mend) for fault in reading.faults)
    assert list(reading.faults) == sorted(
        reading.faults, key=lambda fault: (_place(fault.sheet), fault.row or 0, fault.column or "")
    )


def _place(sheet: str) -> int:
    return [one.key for one in SHEETS].index(sheet)


def test_the_order_of_rows_changes_nothing() -> None:
    grids = grids_of(FULL)
    reversed_grids = {
        key: replace(grid, rows=(grid.rows[0], *reversed(grid.rows[1:]))) for key, grid in grids.items()
    }

    assert digest(read(reversed_grids).operation) == digest(FULL)


def test_english_headers_and_sheet_names_are_read_too() -> None:
    grids = grids_of(PLAIN)
    english = {
        sheet.key: Grid(
            sheet.aliases[0].upper(),
            (tuple(column.header_en for column in sheet.columns), *grids[sheet.key].rows[1:]),
        )
        for sheet in SHEETS
    }

    assert read(english).operation == PLAIN


def test_a_sheet_of_another_name_is_noted_and_left_alone() -> None:
    grids = grids_of(PLAIN) | {"catatan rapat": Grid("catatan rapat", (("Hari ini", "hujan"),))}

    reading = read(grids)

    assert reading.operation == PLAIN
    assert [(note.code, note.sheet) for note in reading.notes] == [("sheet-unknown", "catatan rapat")]


def test_own_regions_count_as_the_operations() -> None:
    book = Book()
    book.add("wilayah", code="9901012044", name="Baru", aliases="Desa Anyar")
    book.add("tps", kecamatan="Pesisir", village_name="Desa Anyar", number=1, voters_m=1, voters_f=1)

    reading = read(book.grids, pack=OUTLINED_PACK)

    assert reading.faults == ()
    assert reading.operation is not None
    assert [station.village for station in reading.operation.register.stations if station.number == 1][
        -1
    ] in {station.village for station in reading.operation.register.stations}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_column_is_explained_in_both_languages_and_no_header_names_two(sheet: Sheet) -> None:
    headers = [
        {fold(name) for name in (column.key, column.header_id, column.header_en, *column.aliases)}
        for column in sheet.columns
    ]

    assert all(
        column.help_id.endswith(".") and column.help_en.endswith((".", "...")) for column in sheet.columns
    )
    assert sum(map(len, headers)) == len(set().union(*headers))


@pytest.mark.parametrize("sheet", sheets_with(modes=MODES, items=KITS.items), ids=lambda sheet: sheet.key)
def test_every_example_can_be_read(sheet: Sheet) -> None:
    for column in sheet.columns:
        outcome = reader(column)(column.example) if column.example else None
        assert not isinstance(outcome, Trouble), column.key


def test_no_two_sheets_share_a_name() -> None:
    names = [fold(name) for sheet in SHEETS for name in (sheet.key, *sheet.aliases)]

    assert len(names) == len(set(names))
