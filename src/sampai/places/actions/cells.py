"""Moving the marks of map cells when a few stations get another state; nothing is counted anew."""

from collections import Counter

from sampai.ledger.actions import write_over
from sampai.places.actions import map_changed
from sampai.places.rules.grid import HIGHEST, LOWEST, REGENCY, shift
from sampai.places.tables import CellRow

CellMoves = dict[tuple[int, int, int], Counter[str]]
"""By zoom, cell and the regency's first label: how many stations more, or fewer, bear which mark."""


def add_to_cells(moves: CellMoves, *, cell: int | None, label: int, marks: Counter[str]) -> None:
    """Note what one station changes in the cells that it lies in; nothing where it has no position."""
    if cell is not None:
        for zoom in range(LOWEST, HIGHEST + 1):
            key = (zoom, cell >> shift(zoom), label // REGENCY * REGENCY)
            moves.setdefault(key, Counter()).update(marks)


def move_cells(event: str, moves: CellMoves) -> None:
    """Write the marks that changed; tiles made before are old."""
    for zoom in range(LOWEST, HIGHEST + 1):
        cells = sorted({cell for at, cell, _ in moves if at == zoom})
        rows = CellRow.objects.select_for_update().filter(event=event, zoom=zoom, cell__in=cells)
        found = [row for row in rows.order_by("pk") if (zoom, row.cell, row.label) in moves]
        for row in found:
            marks = Counter(row.marks)
            marks.update(moves[zoom, row.cell, row.label])
            row.marks = {mark: count for mark, count in marks.items() if count}
        write_over(found, names=["marks"])
    map_changed(event)
