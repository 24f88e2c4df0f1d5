from tests.kernel.table.tiny import HEADER, TPS, a_grid

from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.locate import finder
from sampai.kernel.table.sheet import Cell, Grid, Span


def cells_of(grid: Grid) -> list[tuple[int, int] | None]:
    return [finder(grid)(fault) for fault in read_sheet(grid, sheet=TPS).faults]


def test_a_fault_is_found_in_its_row_under_its_header() -> None:
    assert cells_of(a_grid(HEADER, ("1704012001", 0, None, "x"))) == [(1, 1), (1, 3)]


def test_a_header_over_two_lines_is_found_by_its_last() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("Kode desa", "Nomor TPS", "Pemilih", None),
        (None, None, "L", "P"),
        ("1704012001", 1, "x", "y"),
    ]

    assert cells_of(a_grid(*rows)) == [(2, 2), (2, 3)]
    assert cells_of(a_grid(*rows, spans=(Span(0, 2, 0, 3),))) == [(2, 2), (2, 3)]


def test_a_fault_of_a_whole_row_is_at_its_first_word() -> None:
    assert cells_of(a_grid(HEADER, ("1704012001", 1), (None, None, None, "Ketua"))) == [(2, 3)]


def test_a_fault_of_a_whole_sheet_is_nowhere() -> None:
    assert cells_of(a_grid(("x", "y"))) == [None]


def test_of_two_columns_with_one_header_the_one_with_the_value_is_found() -> None:
    grid = a_grid(("Kode desa", "Nomor TPS", "Jarak", "Jarak"), ("1704012001", 1, "1", "x"))

    duplicate, *_ = cells_of(grid)

    assert duplicate == (0, 2)
