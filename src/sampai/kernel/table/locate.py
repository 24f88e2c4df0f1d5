"""Where a fault stands in the raw grid, so that the cell can be marked."""

from collections.abc import Callable, Iterator
from functools import cache

from sampai.kernel.faults import Fault
from sampai.kernel.table.header import MOST_LINES, SEARCHED_ROWS
from sampai.kernel.table.sheet import Cell, Grid
from sampai.kernel.table.writing import tidy, written

Place = tuple[int, int]
"""Row and column index, from 0."""


def finder(grid: Grid) -> Callable[[Fault], Place | None]:
    """What finds the cell of each fault of one grid; None where a fault concerns no single cell.

    Columns are known by their header. Of several with the same header it is the one with the fault's value.
    """

    @cache
    def columns(header: str, above: int) -> tuple[int, ...]:
        return tuple(dict.fromkeys(_columns(grid, header=header, above=above)))

    def find(fault: Fault) -> Place | None:
        if fault.row is None or not 1 <= fault.row <= len(grid.rows):
            return None
        row = fault.row - 1
        if fault.column is None:
            return row, next((i for i, cell in enumerate(grid.rows[row]) if tidy(written(cell))), 0)
        places = columns(tidy(fault.column), min(row + 1, SEARCHED_ROWS))
        holding = [i for i in places if tidy(_text(grid, row, i)) == tidy(fault.value)]
        return row, next(iter((*holding, *places)), 0)

    return find


def _columns(grid: Grid, *, header: str, above: int) -> Iterator[int]:
    """Columns with this header, which may run over several lines; only its last is the column's own."""
    for top in range(above):
        for index, cell in enumerate(grid.rows[top]):
            text = tidy(written(cell))
            if text and (
                text == header or (header.endswith(f" {text}") and _is_led(grid, top, index, header))
            ):
                yield index


def _is_led(grid: Grid, row: int, index: int, header: str) -> bool:
    """Whether the lines above a header's last line, or to their left, say the rest."""
    text = tidy(_text(grid, row, index))
    rest = header[: -len(text)].strip()
    for above in range(max(row - MOST_LINES + 1, 0), row):
        led = [tidy(_text(grid, above, left)) for left in range(index, -1, -1)]
        nearest = next((word for word in led if word), "")
        if nearest and rest.startswith(nearest):
            return True
    return False


def _text(grid: Grid, row: int, index: int) -> str:
    cells: tuple[Cell, ...] = grid.rows[row]
    return written(cells[index]) if index < len(cells) else ""
