"""Counts stations by cells of the coarse map, so that a tile of a whole island is a few hundred numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.places.rules.cells import ZOOM

Whole = NDArray[np.int64]
FINER = 4
"""A tile is counted in cells of a zoom this much finer: 16 a side."""
LOWEST, HIGHEST = 2, 11
"""Zooms of tiles that show counts; from the next one on, each station is shown."""
REGENCY = 1_000_000
"""Labels of one regency. Cells are counted by regency, so that a reader of one gets no other's."""
REGENCIES = 10_000
"""Codes of regencies have four digits."""
RANK = (1, 0, 2, 3)
"""How bad the states not known, right, in doubt and wrong are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCount:
    """The stations of one regency in one cell. `marks`: how many bear which mark; none are left out."""

    zoom: int
    cell: int
    label: int
    stations: int
    sum_lat: float
    sum_lon: float
    marks: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """Columns of stations with positions: label, map cell, degrees, and by mark which bear it (0 or 1)."""

    label: Whole
    cell: Whole
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    marks: Mapping[str, Whole]


def shift(zoom: int) -> int:
    """By how many bits a station's cell is finer than the cells that a tile of this zoom is counted in."""
    return 2 * (ZOOM - zoom - FINER)


def counts(stations: Stations) -> Iterator[CellCount]:
    """The counts of all zooms, cells in order."""
    for zoom in range(LOWEST, HIGHEST + 1):
        yield from _counts(stations, zoom=zoom)


def _counts(stations: Stations, *, zoom: int) -> Iterator[CellCount]:
    keys = (stations.cell >> shift(zoom)) * REGENCIES + stations.label // REGENCY
    cells, which, many = np.unique(keys, return_inverse=True, return_counts=True)
    lat, lon = (np.bincount(which, column, len(cells)) for column in (stations.lat, stations.lon))
    marks = {name: np.bincount(which, mark, len(cells)).tolist() for name, mark in stations.marks.items()}
    for index, key in enumerate(cells.tolist()):
        cell, regency = divmod(key, REGENCIES)
        yield CellCount(
            zoom=zoom,
            cell=cell,
            label=regency * REGENCY,
            stations=int(many[index]),
            sum_lat=float(lat[index]),
            sum_lon=float(lon[index]),
            marks={name: int(found[index]) for name, found in marks.items() if found[index]},
        )
