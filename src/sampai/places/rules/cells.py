"""Cells of the web map: column and row of a zoom-16 tile, interleaved, so that a tile is a span of cells."""

import math

from sampai.kernel.geo import Position

ZOOM = 16
_LIMIT = 85.0511


def cell_of(position: Position) -> int:
    """The cell that a position lies in, on the web map's square (EPSG:3857)."""
    side = 1 << ZOOM
    lat = math.radians(max(-_LIMIT, min(_LIMIT, position.lat)))
    column = int((position.lon + 180) / 360 * side)
    row = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * side)
    return interleaved(min(column, side - 1), row=min(max(row, 0), side - 1))


def interleaved(column: int, *, row: int) -> int:
    """Column and row as one number, bit by bit (Morton 1966); neighbours in a tile lie in one span."""
    return _spread(column) | _spread(row) << 1


def span_of_tile(zoom: int, *, column: int, row: int) -> tuple[int, int]:
    """The first and last cell of a map tile of zoom 0 to 16."""
    shift = 2 * (ZOOM - zoom)
    first = interleaved(column, row=row) << shift
    return first, first + (1 << shift) - 1


def _spread(number: int) -> int:
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | number << shift) & mask
    return number
