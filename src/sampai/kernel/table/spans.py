"""Merged cells: a file keeps the value in the first cell only; a person means every cell of the block."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from sampai.kernel.table.sheet import Cell, Grid, Span
from sampai.kernel.table.writing import is_blank

MOST_FILLED = 2_000_000
"""Cells that merged blocks of one sheet may fill; more is a damaged or hostile file."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows with merged blocks filled; all indices from 0.

    `spans` are the blocks that hold a value, cut to the sheet's cells; `copies` the (row, column) places that
    hold the value of another cell; `hollow` the rows that hold copies only: rows drawn taller by merging.
    """

    rows: Sequence[tuple[Cell, ...]]
    spans: tuple[Span, ...] = ()
    copies: frozenset[tuple[int, int]] = frozenset()
    hollow: frozenset[int] = frozenset()


def fill_spans(grid: Grid) -> Filled:
    """Write each merged block's value into all its cells, as far as the sheet's cells reach."""
    width = max(map(len, grid.rows), default=0)
    spans = tuple(
        span
        for span in _usable(grid.spans, height=len(grid.rows), width=width)
        if not is_blank(_cell(grid.rows, span.top, span.left))
    )
    copies = {place: value for span in spans for place, value in _copies(grid.rows, span)}
    changed: dict[int, list[Cell]] = {}
    for (top, left), value in copies.items():
        row = changed.setdefault(top, [*grid.rows[top], *[None] * (width - len(grid.rows[top]))])
        row[left] = value
    rows = [tuple(changed[top]) if top in changed else row for top, row in enumerate(grid.rows)]
    hollow = (top for top, row in changed.items() if _is_hollow(row, top, copies=copies))
    return Filled(rows, spans, frozenset(copies), frozenset(hollow))


def _is_hollow(row: Sequence[Cell], top: int, *, copies: Container[tuple[int, int]]) -> bool:
    return all((top, left) in copies for left, cell in enumerate(row) if not is_blank(cell))


def _copies(rows: Sequence[tuple[Cell, ...]], span: Span) -> Iterator[tuple[tuple[int, int], Cell]]:
    value = _cell(rows, span.top, span.left)
    for top in range(span.top, span.bottom + 1):
        for left in range(span.left, span.right + 1):
            if (top, left) != (span.top, span.left):
                yield (top, left), value


def _usable(spans: Sequence[Span], *, height: int, width: int) -> Iterator[Span]:
    """The blocks cut to the sheet's cells, as long as they fill no more than they may."""
    left_over = MOST_FILLED
    for span in spans:
        cut = Span(
            max(span.top, 0), max(span.left, 0), min(span.bottom, height - 1), min(span.right, width - 1)
        )
        area = (cut.bottom - cut.top + 1) * (cut.right - cut.left + 1)
        if cut.bottom < cut.top or cut.right < cut.left or area < 2:
            continue
        left_over -= area
        if left_over < 0:
            return
        yield cut


def _cell(rows: Sequence[tuple[Cell, ...]], top: int, left: int) -> Cell:
    return rows[top][left] if left < len(rows[top]) else None
