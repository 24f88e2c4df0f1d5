"""Cells of the web map: column and row of a zoom-16 tile, interleaved, so that a tile is a span of cells."""

import math
from dataclasses import dataclass

import numpy as np

from sampai.kernel.geo import Degrees, Position

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


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map between two meridians and two parallels, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def spans(self) -> list[tuple[int, int]]:
        """At most four spans of cells that cover the box: those of the smallest tiles that do."""
        lowest, highest = cell_of(Position(self.south, self.west)), cell_of(Position(self.north, self.east))
        zoom = ZOOM
        (left, bottom), (right, top) = (_apart(cell) for cell in (lowest, highest))
        while right - left > 1 or bottom - top > 1:
            zoom -= 1
            left, bottom, right, top = (one >> 1 for one in (left, bottom, right, top))
        return [
            span_of_tile(zoom, column=column, row=row)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def wider(self, degrees: float) -> "Box":
        """The box with so much more on every side."""
        west, east = max(self.west - degrees, -180.0), min(self.east + degrees, 180.0)
        return Box(west, max(self.south - degrees, -90.0), east, min(self.north + degrees, 90.0))

    def meets(self, other: "Box") -> bool:
        """Whether the two have a place in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the web map: zoom, column, row."""

    zoom: int
    column: int
    row: int

    @property
    def exists(self) -> bool:
        """Whether the map has this tile."""
        side = 1 << self.zoom
        return 0 <= self.column < side and 0 <= self.row < side

    @property
    def span(self) -> tuple[int, int]:
        """Its first and last cell."""
        return span_of_tile(self.zoom, column=self.column, row=self.row)

    def steps(self, lon: Degrees, *, lat: Degrees, extent: int) -> Degrees:
        """Positions on the tile's grid of `extent` steps a side; shape (len(lon), 2). Outside ones too."""
        side = 1 << self.zoom
        north = np.radians(np.clip(lat, -_LIMIT, _LIMIT))
        x = (lon + 180) / 360 * side - self.column
        y = (1 - np.arcsinh(np.tan(north)) / math.pi) / 2 * side - self.row
        return np.stack([x, y], axis=1) * extent

    @property
    def box(self) -> Box:
        """The part of the map that it shows."""
        side = 1 << self.zoom
        west, east = (column / side * 360 - 180 for column in (self.column, self.column + 1))
        north, south = (_lat(1 - 2 * row / side) for row in (self.row, self.row + 1))
        return Box(west, south, east, north)


def _lat(north: float) -> float:
    """The latitude at a height of the web map's square, 1 at its upper and -1 at its lower edge."""
    return math.degrees(math.atan(math.sinh(math.pi * north)))


def _apart(cell: int) -> tuple[int, int]:
    """Column and row of a cell."""
    return _gathered(cell), _gathered(cell >> 1)


def _gathered(number: int) -> int:
    number &= 0x55555555
    for shift, mask in ((1, 0x33333333), (2, 0x0F0F0F0F), (4, 0x00FF00FF), (8, 0x0000FFFF)):
        number = (number | number >> shift) & mask
    return number
