"""What of a plan's lines lies on a tile of the map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sampai.kernel.geo import Degrees
from sampai.places.rules.cells import Tile
from sampai.places.rules.clip import inside
from sampai.places.rules.mvt import EXTENT, Feature, Shape, Value

LonLat = tuple[float, float]
MARGIN = 64
"""Steps that lines go on outside their tile, so that their ends do not show at its edge."""


@dataclass(frozen=True)
class Drawn:
    """One thing of a plan: its lines, a place to write its name, what is known."""

    lines: Sequence[Sequence[LonLat]]
    at: LonLat
    properties: Mapping[str, Value]

    @cached_property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east and north end."""
        points = [self.at, *(point for line in self.lines for point in line)]
        lon, lat = [point[0] for point in points], [point[1] for point in points]
        return min(lon), min(lat), max(lon), max(lat)


def lines_on(tile: Tile, drawn: Sequence[Drawn]) -> Iterator[Feature]:
    """The lines that cross a tile, cut to it."""
    for one in _near(tile, drawn):
        pieces = [
            [(round(x), round(y)) for x, y in piece]
            for line in one.lines
            for piece in inside(_steps(tile, line), low=-MARGIN, high=EXTENT + MARGIN)
        ]
        if pieces:
            yield Feature(Shape.LINE, pieces, one.properties)


def middles_on(tile: Tile, drawn: Sequence[Drawn]) -> Iterator[Feature]:
    """The places to write names at that lie on a tile."""
    for one in _near(tile, drawn):
        x, y = (int(step // 1) for step in _steps(tile, [one.at])[0])
        if 0 <= x < EXTENT and 0 <= y < EXTENT:
            yield Feature(Shape.POINT, [[(x, y)]], one.properties)


def _near(tile: Tile, drawn: Sequence[Drawn]) -> list[Drawn]:
    """Those whose box meets the tile's, margins included."""
    if not drawn:
        return []
    corners = np.array([one.corners for one in drawn])
    low = tile.steps(corners[:, 0], lat=corners[:, 3], extent=EXTENT)
    high = tile.steps(corners[:, 2], lat=corners[:, 1], extent=EXTENT)
    meets = (low <= EXTENT + MARGIN).all(axis=1) & (high >= -MARGIN).all(axis=1)
    return [drawn[index] for index in np.flatnonzero(meets).tolist()]


def _steps(tile: Tile, line: Sequence[LonLat]) -> list[LonLat]:
    lon: Degrees = np.array([point[0] for point in line], np.float64)
    lat: Degrees = np.array([point[1] for point in line], np.float64)
    return [(x, y) for x, y in tile.steps(lon, lat=lat, extent=EXTENT).tolist()]
