"""Where quickest ways lie: the bends of the roads that a search passes."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sampai.engines.roads.arcs import DECIMETRES, Arcs, Keys, Mask
from sampai.engines.roads.graph import GRAIN, RoadGraph, Whole
from sampai.engines.roads.snap import Snapped
from sampai.kernel.clock import HOUR, MINUTE
from sampai.kernel.geo import Position

Bends = NDArray[np.float64]
"""Corners of a line in degrees, shape (n, 2): longitude and latitude."""

LIMITS = (float(10 * MINUTE * 100 * DECIMETRES), float(HOUR * 100 * DECIMETRES), np.inf)
"""Keys of ten minutes, an hour, any time: most drives are short, and a search that ends there is quick."""


@dataclass(frozen=True)
class Pencil:
    """Draws ways over one mode's roads; nodes are junctions, then starts, then arrivals of points."""

    arcs: Arcs
    spots: Snapped
    graph: csr_matrix
    shut: Mask

    def draw(self, origin: int, targets: Whole) -> dict[int, Bends]:
        """The lines from a point to others by their indices; none where there is no way."""
        junctions, count = self.arcs.graph.junctions, len(self.spots.edge)
        start, ends = junctions + origin, junctions + count + targets
        keys, before = self._search(start, limit=LIMITS[0])
        for limit in LIMITS[1:]:
            if not np.isfinite(keys[ends]).all():
                keys, before = self._search(start, limit=limit)
        return {
            target: self._line(_nodes(before, end))
            for target, end in zip(targets.tolist(), ends.tolist(), strict=True)
            if np.isfinite(keys[end])
        }

    def _search(self, start: int, *, limit: float) -> tuple[Keys, NDArray[np.int32]]:
        """Keys of all nodes from one, and the node before each, as far as a limit."""
        found = dijkstra(self.graph, indices=[start], return_predecessors=True, limit=limit)
        return found[0][0], np.asarray(found[1][0], dtype=np.int32)

    def _line(self, nodes: list[int]) -> Bends:
        steps = [self._step(a, b) for a, b in pairwise(nodes)]
        return np.concatenate([step for step in steps if len(step)] or [np.empty((0, 2))])

    def _step(self, a: int, b: int) -> Bends:
        """The bends from one node to the next; none over a link, which no map knows."""
        junctions, edge, offset = self.arcs.graph.junctions, self.spots.edge, self.spots.offset_mm
        one, other = self._point(a), self._point(b)
        if a < junctions and b < junctions:
            row, forth = self._between(a, b)
            length = int(self.arcs.graph.length_mm[row])
            return self._stretch(row, 0 if forth else length, length if forth else 0)
        if a >= junctions and b >= junctions:
            same = edge[one] == edge[other] and a < junctions + len(edge) <= b
            return self._stretch(int(edge[one]), int(offset[one]), int(offset[other])) if same else NOWHERE
        key = float(self.graph[a, b])
        if a >= junctions:
            return self._stretch(int(edge[one]), int(offset[one]), self._end(one, b, key=key))
        return self._stretch(int(edge[other]), self._end(other, a, key=key), int(offset[other]))

    def _point(self, node: int) -> int:
        return (node - self.arcs.graph.junctions) % max(1, len(self.spots.edge))

    def _end(self, point: int, junction: int, *, key: float) -> int:
        """Where on a point's edge a junction stands; `key` tells at which end of a ring."""
        graph, edge = self.arcs.graph, int(self.spots.edge[point])
        length = int(graph.length_mm[edge])
        if graph.tail[edge] != graph.head[edge]:
            return 0 if graph.tail[edge] == junction else length
        offset = int(self.spots.offset_mm[point])
        sides = self.arcs.keys(np.array([offset, length - offset]), edge=np.array([edge, edge]))
        gaps = np.abs(sides + self.arcs.gap_keys(self.spots.gap_mm[[point]]) - key)
        return 0 if gaps[0] <= gaps[1] else length

    def _between(self, a: int, b: int) -> tuple[int, bool]:
        """The quickest open edge from one junction to the next, and whether it is drawn that way."""
        keys, rows, forth = self._steps
        at = int(np.searchsorted(keys, a * self.arcs.graph.junctions + b))
        return int(rows[at]), bool(forth[at])

    @cached_property
    def _steps(self) -> tuple[Whole, Whole, Mask]:
        """Each pair of junctions with its quickest edge, in order."""
        graph = self.arcs.graph
        forth, back = (
            np.flatnonzero(self.arcs.forth & ~self.shut),
            np.flatnonzero(self.arcs.back & ~self.shut),
        )
        tail, head = graph.tail.astype(np.int64), graph.head.astype(np.int64)
        rows = np.concatenate([forth, back])
        pair = np.concatenate([tail[forth], head[back]]) * graph.junctions + np.concatenate(
            [head[forth], tail[back]]
        )
        cost: Keys = self.arcs.keys(graph.length_mm[rows], edge=rows)
        order = np.lexsort((rows, cost, pair))
        first = np.concatenate([[True], pair[order][1:] != pair[order][:-1]])
        chosen = order[first] if len(order) else order
        return pair[chosen], rows[chosen], chosen < len(forth)

    def _stretch(self, edge: int, begin_mm: int, end_mm: int) -> Bends:
        """An edge's bends from one spot to another on it, with both spots."""
        offsets, corners = _shape(self.arcs.graph, edge, first=self._first)
        low, high = sorted((begin_mm, end_mm))
        inner = corners[(offsets > low) & (offsets < high)]
        ends = np.stack([np.interp([low, high], offsets, corners[:, axis]) for axis in (0, 1)], axis=1)
        line = np.concatenate([ends[:1], inner, ends[1:]])
        return line if begin_mm <= end_mm else line[::-1]

    @cached_property
    def _first(self) -> tuple[Whole, Whole]:
        """Segments in order of edge and offset, and where each edge's begin."""
        graph = self.arcs.graph
        order = np.lexsort((graph.offset_mm, graph.edge))
        return order, np.searchsorted(graph.edge[order], np.arange(len(graph.tail) + 1))


NOWHERE: Bends = np.empty((0, 2))


def _nodes(before: NDArray[np.int32], end: int) -> list[int]:
    found = [end]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found[::-1]


def _shape(graph: RoadGraph, edge: int, *, first: tuple[Whole, Whole]) -> tuple[Whole, Bends]:
    """Offsets and corners of an edge, from tail to head."""
    order, begins = first
    rows = order[begins[edge] : begins[edge + 1]]
    x = np.append(graph.x1[rows], graph.x2[rows[-1]]) / GRAIN
    y = np.append(graph.y1[rows], graph.y2[rows[-1]]) / GRAIN
    return np.append(graph.offset_mm[rows], graph.length_mm[edge]), np.stack([x, y], axis=1)


def positions(bends: Bends) -> list[Position]:
    """Bends as positions, each once in a row."""
    found: list[Position] = []
    for lon, lat in bends.tolist():
        at = Position(lat, lon)
        if not found or found[-1] != at:
            found.append(at)
    return found
