"""Mapped roads as a `MatrixEngine`: Dijkstra (1959) from each origin over junctions and points.

Every point is two nodes of its own: one to set out from, one to arrive at, each tied to the ends of the edge
that the point was snapped to. So a point on a one-way street leaves only along it; one at the very end of its
edge stands on the junction and leaves by any of its roads.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sampai.engines.roads.arcs import DECIMETRES, Arcs, Keys, Mask, arcs, matrix_of, roomy, split, steps_of
from sampai.engines.roads.areas import both, percents, shut_in
from sampai.engines.roads.drawn import Pencil, positions
from sampai.engines.roads.graph import RoadGraph, Shut, Whole, whole_units
from sampai.engines.roads.snap import Snapped, snap
from sampai.kernel.clock import MINUTE
from sampai.kernel.geo import Outline, Position
from sampai.places.model import Link, Pace
from sampai.places.ports import FREE, Cut, Metres32, Point, Rows

BLOCK_KEYS = 1 << 23
"""Keys held at once while rows are searched: 64 MiB of them."""

KEPT = 8
"""Graphs of modes, and of modes with points, that are kept for the next question."""

Steps = tuple[Whole, Whole, Keys]


@dataclass(frozen=True, slots=True)
class Sited:
    """One mode's roads with points on them. Node numbers: junctions, then starts, then arrivals of points."""

    arcs: Arcs
    spots: Snapped
    graph: csr_matrix
    shut: Mask
    """Edges that nobody passes."""

    @property
    def starts(self) -> int:
        """The node from which the first point sets out."""
        return self.arcs.graph.junctions

    @property
    def arrivals(self) -> int:
        """The node at which the first point is reached."""
        return self.starts + len(self.spots.edge)


@dataclass(frozen=True, slots=True)
class RoadMatrix:
    """Distances over a road graph; `links` are ways that no map knows, between points by their codes.

    Ways are closed by the map's own numbers, such as `way/123`; points on them are cut off, points of the
    same street before or behind them are not. Links are closed by their codes.
    """

    graph: RoadGraph
    links: tuple[Link, ...] = ()
    paces: "OrderedDict[tuple[Pace, bool], tuple[Arcs, Mask]]" = field(
        default_factory=OrderedDict, compare=False, repr=False
    )
    sites: "OrderedDict[tuple[object, ...], Sited]" = field(
        default_factory=OrderedDict, compare=False, repr=False
    )
    cut: Cut = FREE
    shut: Shut | None = None
    """Where the areas of `cut` shut roads."""
    percent: Whole | None = None
    """Percent of the dry time on each edge, by `cut`."""
    cuts: "OrderedDict[Cut, RoadMatrix]" = field(default_factory=OrderedDict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The map's file with its digest, and whose data it is."""
        return f"roads {self.graph.source}, {self.graph.attribution}"

    def under(self, cut: Cut, *, outlines: Mapping[str, Outline]) -> "RoadMatrix":
        """The same roads with areas and links shut, and slow where it rains. Kept for the next question."""
        if cut not in self.cuts:
            self.cuts[cut] = RoadMatrix(
                self.graph,
                links=self.links,
                cut=cut,
                shut=shut_in(self.graph, [outlines[name] for name in cut.shut]) if cut.shut else None,
                percent=percents(self.graph, cut, outlines=outlines) if cut.slow else None,
            )
            if len(self.cuts) > KEPT:
                self.cuts.popitem(last=False)
        return self.cuts[cut]

    def gaps_m(self, points: Sequence[Point], *, pace: Pace) -> Metres32:
        """Metres from each point straight to the nearest road of the mode; -1 where it has no road at all."""
        spots = self._site(points, pace=pace, wet=False, closed=()).spots
        return np.where(spots.edge < 0, -1, (spots.gap_mm + 500) // 1_000).astype(np.int32)

    def rows(
        self,
        points: Sequence[Point],
        *,
        pace: Pace,
        origins: Sequence[int],
        wet: bool = False,
        closed: Collection[str] = (),
    ) -> Rows:
        """From some points to all points, searched in blocks."""
        sited = self._site(points, pace=pace, wet=wet, closed=closed)
        found = _empty(len(origins), len(points))
        step = max(1, BLOCK_KEYS // max(1, sited.graph.shape[0]))
        for first in range(0, len(origins), step):
            block = np.asarray(origins[first : first + step], dtype=np.int64)
            keys = dijkstra(sited.graph, indices=sited.starts + block)[:, sited.arrivals :]
            keys[np.arange(len(block)), block] = 0
            here = slice(first, first + len(block))
            found.duration_s[here], found.distance_m[here] = split(keys)
        return found

    def lines(
        self, points: Sequence[Point], *, pace: Pace, pairs: Iterable[tuple[int, int]]
    ) -> Mapping[tuple[int, int], tuple[Position, ...]]:
        """Where the quickest ways lie, from point to point; without those that have none."""
        sited = self._site(points, pace=pace, wet=False, closed=())
        pencil = Pencil(sited.arcs, sited.spots, sited.graph, sited.shut)
        wanted: dict[int, list[int]] = {}
        for a, b in sorted(set(pairs)):
            wanted.setdefault(a, []).append(b)
        return {
            (a, b): (points[a].position, *positions(bends), points[b].position)
            for a, targets in wanted.items()
            for b, bends in pencil.draw(a, np.array(targets)).items()
        }

    def rows_after(
        self,
        points: Sequence[Point],
        before: Rows,
        *,
        pace: Pace,
        origins: Sequence[int],
        closed: Collection[str],
        wet: bool = False,
    ) -> tuple[Rows, list[int]]:
        """Rows again after closing ways, from those of before: only rows that used them are searched again.

        Also says which of the origins' rows these were.
        """
        touched = self._touched(points, before, pace=pace, origins=origins, closed=closed, wet=wet)
        again = [origins[row] for row in touched]
        fresh = self.rows(points, pace=pace, origins=again, wet=wet, closed=closed)
        found = Rows(before.distance_m.copy(), before.duration_s.copy())
        found.distance_m[touched], found.duration_s[touched] = fresh.distance_m, fresh.duration_s
        return found, touched

    def _touched(
        self,
        points: Sequence[Point],
        before: Rows,
        *,
        pace: Pace,
        origins: Sequence[int],
        closed: Collection[str],
        wet: bool,
    ) -> list[int]:
        """Rows in which some quickest way leads over a step that is closed now."""
        old = self._site(points, pace=pace, wet=wet, closed=())
        new = self._site(points, pace=pace, wet=wet, closed=closed)
        gone = (old.graph - new.graph).tocoo()
        hit = np.zeros(len(origins), dtype=np.bool_)
        start = old.starts + np.asarray(origins, dtype=np.int64)
        reverse = old.graph.T.tocsr()
        for a, b in zip(gone.row.tolist(), gone.col.tolist(), strict=True):
            to_step = dijkstra(reverse, indices=a)[start]
            onward = dijkstra(old.graph, indices=b)[old.arrivals :]
            way = to_step[:, None] + float(old.graph[a, b]) + onward[None, :]
            limit = (before.duration_s.astype(np.float64) * 100 + 51) * DECIMETRES
            hit |= ((before.duration_s >= 0) & (way < limit)).any(axis=1)
        return np.flatnonzero(hit).tolist()

    def _site(self, points: Sequence[Point], *, pace: Pace, wet: bool, closed: Collection[str]) -> Sited:
        key = (tuple(points), pace, wet, tuple(sorted(closed)))
        if key not in self.sites:
            self.sites[key] = self._sited(points, pace=pace, wet=wet, closed=frozenset(closed))
            if len(self.sites) > KEPT:
                self.sites.popitem(last=False)
        return self.sites[key]

    def _sited(self, points: Sequence[Point], *, pace: Pace, wet: bool, closed: frozenset[str]) -> Sited:
        speeds, usable = self._arcs(pace, wet=wet)
        x = np.array([whole_units(point.position.lon) for point in points], dtype=np.int64)
        y = np.array([whole_units(point.position.lat) for point in points], dtype=np.int64)
        spots = snap(self.graph, usable=usable, x=x, y=y)
        shut = self.graph.shut(closed)
        shut = shut if self.shut is None else both(shut, self.shut)
        closed |= self.cut.links
        size = self.graph.junctions + 2 * len(points)
        links = [link for link in self.links if link.mode == pace.mode and link.code not in closed]
        steps = [
            steps_of(speeds, shut=shut.edges),
            _leaving(speeds, spots, shut=shut),
            _arriving(speeds, spots, shut=shut),
            _along_one_edge(speeds, spots, shut=shut),
            _over_links(
                links, points=points, wet=wet, wet_links=self.cut.wet_links, first=self.graph.junctions
            ),
        ]
        start, end, keys = (np.concatenate([step[i] for step in steps]) for i in range(3))
        return Sited(speeds, spots, matrix_of(start, end, keys, size=size), shut.edges)

    def _arcs(self, pace: Pace, *, wet: bool) -> tuple[Arcs, Mask]:
        key = pace, wet
        if key not in self.paces:
            dry = arcs(self.graph, pace=pace, wet=False)
            now = arcs(self.graph, pace=pace, wet=wet) if wet else dry
            slow = now if self.percent is None else replace(now, speed=now.speed * 100 // self.percent)
            self.paces[key] = slow, roomy(dry)
            if len(self.paces) > KEPT:
                self.paces.popitem(last=False)
        return self.paces[key]


def _empty(rows: int, columns: int) -> Rows:
    return Rows(np.empty((rows, columns), dtype=np.int32), np.empty((rows, columns), dtype=np.int32))


def _leaving(arcs: Arcs, spots: Snapped, *, shut: Shut) -> Steps:
    """From each point over its gap and on to the ends of its edge."""
    graph, first = arcs.graph, arcs.graph.junctions
    to_head, to_tail = _free(spots, shut=shut)
    at_tail, at_head = _at_ends(graph, spots)
    forth = np.flatnonzero(to_head & (arcs.forth[spots.edge] | at_head))
    back = np.flatnonzero(to_tail & (arcs.back[spots.edge] | at_tail))
    return (
        first + np.concatenate([forth, back]),
        np.concatenate([graph.head[spots.edge[forth]], graph.tail[spots.edge[back]]]).astype(np.int64),
        np.concatenate([_to_head(arcs, spots, at=forth), _to_tail(arcs, spots, at=back)]),
    )


def _arriving(arcs: Arcs, spots: Snapped, *, shut: Shut) -> Steps:
    """From the ends of each point's edge to the point, over its gap."""
    graph, first = arcs.graph, arcs.graph.junctions + len(spots.edge)
    from_head, from_tail = _free(spots, shut=shut)
    at_tail, at_head = _at_ends(graph, spots)
    forth = np.flatnonzero(from_tail & (arcs.forth[spots.edge] | at_tail))
    back = np.flatnonzero(from_head & (arcs.back[spots.edge] | at_head))
    return (
        np.concatenate([graph.tail[spots.edge[forth]], graph.head[spots.edge[back]]]).astype(np.int64),
        first + np.concatenate([forth, back]),
        np.concatenate([_to_tail(arcs, spots, at=forth), _to_head(arcs, spots, at=back)]),
    )


def _free(spots: Snapped, *, shut: Shut) -> tuple[Mask, Mask]:
    """Which points can come to the head of their edge, and which to its tail, past what is closed."""
    on = spots.edge >= 0
    return (
        on & shut.head_is_free(spots.edge, spots.offset_mm),
        on & shut.tail_is_free(spots.edge, spots.offset_mm),
    )


def _at_ends(graph: RoadGraph, spots: Snapped) -> tuple[Mask, Mask]:
    """Which points stand at the tail of their edge, and which at its head."""
    return spots.offset_mm == 0, spots.offset_mm == graph.length_mm[spots.edge]


def _to_head(arcs: Arcs, spots: Snapped, *, at: Whole) -> Keys:
    """Keys between points and the heads of their edges, with the gap."""
    edge = spots.edge[at]
    rest = arcs.graph.length_mm[edge] - spots.offset_mm[at]
    return arcs.keys(rest, edge=edge) + arcs.gap_keys(spots.gap_mm[at])


def _to_tail(arcs: Arcs, spots: Snapped, *, at: Whole) -> Keys:
    """Keys between points and the tails of their edges, with the gap."""
    return arcs.keys(spots.offset_mm[at], edge=spots.edge[at]) + arcs.gap_keys(spots.gap_mm[at])


def _along_one_edge(arcs: Arcs, spots: Snapped, *, shut: Shut) -> Steps:
    """From point to point of the same edge, where its direction allows."""
    one, other = _pairs_on_edges(spots)
    edge = spots.edge[one]
    ahead = spots.offset_mm[other] - spots.offset_mm[one]
    to_head, to_tail = _free(spots, shut=shut)
    same_side = (to_head[one] & to_head[other]) | (to_tail[one] & to_tail[other])
    may = same_side & ((arcs.forth[edge] & (ahead >= 0)) | (arcs.back[edge] & (ahead <= 0)))
    one, other, edge, ahead = one[may], other[may], edge[may], ahead[may]
    gaps = arcs.gap_keys(spots.gap_mm[one]) + arcs.gap_keys(spots.gap_mm[other])
    first, count = arcs.graph.junctions, len(spots.edge)
    return first + one, first + count + other, arcs.keys(np.abs(ahead), edge=edge) + gaps


def _pairs_on_edges(spots: Snapped) -> tuple[Whole, Whole]:
    """All ordered pairs of different points on the same edge."""
    order = np.argsort(spots.edge, kind="stable")
    order = order[spots.edge[order] >= 0]
    _, first, counts = np.unique(spots.edge[order], return_index=True, return_counts=True)
    many = counts > 1
    groups = [order[a : a + n] for a, n in zip(first[many].tolist(), counts[many].tolist(), strict=True)]
    one = np.concatenate([np.repeat(group, len(group)) for group in groups] or [order[:0]])
    other = np.concatenate([np.tile(group, len(group)) for group in groups] or [order[:0]])
    return one[one != other], other[one != other]


def _over_links(
    links: Sequence[Link], *, points: Sequence[Point], wet: bool, wet_links: Collection[str], first: int
) -> Steps:
    """Links join the arrival at one of their ends with the start at the other, both ways."""
    index: Mapping[str, int] = {point.code: i for i, point in enumerate(points)}
    known = [link for link in links if link.origin in index and link.target in index]
    a = np.array([index[link.origin] for link in known], dtype=np.int64)
    b = np.array([index[link.target] for link in known], dtype=np.int64)
    minutes = np.array(
        [k.minutes_wet if wet or k.code in wet_links else k.minutes_dry for k in known], dtype=np.int64
    )
    length = np.array([link.length_m for link in known], dtype=np.int64)
    keys = (minutes * (MINUTE * 100) * DECIMETRES + length * 10).astype(np.float64)
    count = len(points)
    return (
        first + count + np.concatenate([a, b]),
        first + np.concatenate([b, a]),
        np.concatenate([keys, keys]),
    )
