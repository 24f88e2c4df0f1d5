"""A road graph in columns: edges between junctions, their shape, and the ways they are made of."""

import hashlib
import math
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sampai.kernel.geo import METRES_PER_DEGREE, shrink

Whole = NDArray[np.int64]
Short = NDArray[np.int32]

GRAIN = 10_000_000
"""Coordinates are whole 1e-7 degrees, as OpenStreetMap keeps them."""

MM_PER_UNIT = METRES_PER_DEGREE * 1_000 / GRAIN


def shrinks(lat: Whole) -> NDArray[np.float64]:
    """How much shorter a degree of longitude is at these latitudes (1e-7 degrees), by steps of 0.01 degree.

    Cosines come one by one from `shrink`, so that all machines agree.
    """
    steps, inverse = np.unique(lat // (GRAIN // 100), return_inverse=True)
    return np.array([shrink(step / 100 + 0.005) for step in steps.tolist()])[inverse]


def lengths_mm(x1: Whole, y1: Whole, *, x2: Whole, y2: Whole) -> Whole:
    """Straight lengths between points in 1e-7 degrees, whole millimetres."""
    dx = (x2 - x1) * MM_PER_UNIT * shrinks((y1 + y2) // 2)
    dy = (y2 - y1) * MM_PER_UNIT
    return np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Shut:
    """Closed stretches: which edges have one, and from where to where on each, millimetres from its tail."""

    edges: NDArray[np.bool_]
    begins_mm: Whole
    ends_mm: Whole

    def tail_is_free(self, edge: Whole, offset_mm: Whole) -> NDArray[np.bool_]:
        """Whether spots on edges lie before the closed stretch."""
        return np.asarray(offset_mm <= self.begins_mm[edge])

    def head_is_free(self, edge: Whole, offset_mm: Whole) -> NDArray[np.bool_]:
        """Whether spots on edges lie behind the closed stretch."""
        return np.asarray(offset_mm >= self.ends_mm[edge])


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Junctions joined by edges; an edge is a stretch of road of one kind without a turning on it.

    Columns of edges: `tail`, `head` (junctions), `length_mm`, `kind` (row of `kinds`). Columns of segments
    (straight pieces): `x1 y1 x2 y2` in 1e-7 degrees, the `edge` they belong to, `offset_mm` from its tail.
    `kinds` has shape (kinds, 7): the fields of `WayKind`. Edge e is made of the ways
    `way[way_start[e]:way_start[e + 1]]`, of which each begins `way_offset_mm` from the edge's tail.
    """

    tail: Short
    head: Short
    length_mm: Whole
    kind: Short
    kinds: Short
    x1: Short
    y1: Short
    x2: Short
    y2: Short
    edge: Short
    offset_mm: Whole
    way: Whole
    way_start: Whole
    way_offset_mm: Whole
    counts: Whole
    """Ways and nodes read, then junctions."""
    source: str
    """The file's name and the start of its SHA-256."""
    attribution: str

    @property
    def junctions(self) -> int:
        """How many junctions and ends there are."""
        return int(self.counts[2])

    @property
    def ways(self) -> int:
        """How many ways were kept of the map."""
        return int(self.counts[0])

    @property
    def nodes(self) -> int:
        """How many nodes these ways have."""
        return int(self.counts[1])

    @property
    def length_km(self) -> float:
        """Length of all roads."""
        return round(int(self.length_mm.sum()) / 1_000_000, 1)

    @cached_property
    def largest_share(self) -> float:
        """Share of the road length that hangs together with the largest piece, all users taken together."""
        ends = (self.tail, self.head)
        shape = (self.junctions, self.junctions)
        joined = coo_matrix((np.ones(len(self.tail), dtype=np.int8), ends), shape=shape)
        label = connected_components(joined, directed=False)[1]
        by_piece = np.bincount(label[self.tail], weights=self.length_mm.astype(np.float64))
        return float(by_piece.max() / max(1.0, float(by_piece.sum())))

    def shut(self, names: frozenset[str]) -> "Shut":
        """Where the ways with these names (`way/123`) lie; from the first to the last one on each edge."""
        ids = np.array(
            sorted(int(n.removeprefix("way/")) for n in names if n.removeprefix("way/").isdecimal()),
            dtype=np.int64,
        )
        hit = np.isin(self.way, ids)
        edge = np.repeat(np.arange(len(self.tail)), np.diff(self.way_start))
        ends = np.append(self.way_offset_mm[1:], 0)
        ends[self.way_start[1:] - 1] = self.length_mm
        begins_mm, ends_mm = self.length_mm + 1, np.full(len(self.tail), -1, dtype=np.int64)
        np.minimum.at(begins_mm, edge[hit], self.way_offset_mm[hit])
        np.maximum.at(ends_mm, edge[hit], ends[hit])
        return Shut(ends_mm >= 0, begins_mm, ends_mm)

    def middle_lat(self) -> float:
        """The latitude in the middle, two decimals."""
        if not len(self.y1):
            return 0.0
        return round((int(self.y1.min()) + int(self.y1.max())) / 2 / GRAIN, 2)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """All fields as arrays, for a file."""
        return {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}

    def digest(self) -> str:
        """SHA-256 over all columns."""
        seal = hashlib.sha256()
        for name, column in self.columns().items():
            seal.update(
                f"{name} {column.dtype} {column.shape}\n".encode() + np.ascontiguousarray(column).tobytes()
            )
        return f"sha256:{seal.hexdigest()}"


def mm_per_degree(lat: float) -> tuple[float, float]:
    """Millimetres per 1e-7 degree of longitude and latitude."""
    return MM_PER_UNIT * shrink(lat), MM_PER_UNIT


def whole_units(degrees: float) -> int:
    """Degrees as whole 1e-7 degrees."""
    return math.floor(degrees * GRAIN + 0.5)
