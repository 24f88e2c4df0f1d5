"""What one mode makes of a road graph: the time over every edge each way, and the pieces that hold together.

A key is hundredths of a second times 2**24 plus decimetres: whole numbers that a float64 adds without error
up to 62 days and 1,677 km, so that every machine finds the same quickest way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from sampai.engines.roads.graph import RoadGraph, Whole
from sampai.engines.roads.tags import CLASSES, FERRY, USERS
from sampai.places.model import Pace

Keys = NDArray[np.float64]
Mask = NDArray[np.bool_]

DECIMETRES = 1 << 24

LEAST_PIECE_MM = 3_000_000
"""Shorter pieces of road are scraps: cut off at the extract's edge, or a fault of the map. Assumed."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Speeds of one mode over the edges of a graph, in hundredths of a metre an hour; 0 where it cannot go.

    `gap_speed` is its slowest speed, at which it covers the straight gap between a point and the road.
    """

    graph: RoadGraph
    speed: Whole
    forth: Mask
    back: Mask
    gap_speed: int

    def keys(self, length_mm: Whole, *, edge: Whole) -> Keys:
        """Keys of stretches of these edges."""
        return weigh(length_mm, speed=self.speed[edge])

    def gap_keys(self, gap_mm: Whole) -> Keys:
        """Keys of straight gaps."""
        return weigh(gap_mm, speed=np.full(len(gap_mm), self.gap_speed, dtype=np.int64))


def arcs(graph: RoadGraph, *, pace: Pace, wet: bool) -> Arcs:
    """One mode's speeds in dry or wet weather. A mode without a `user` goes nowhere."""
    speeds = pace.when(wet=wet).speed_kmh
    road, dry_percent, wet_percent, cap, ferry, forth, back = graph.kinds.astype(np.int64).T
    by_class = np.array([*(dict(speeds).get(one, 0) for one in CLASSES), 0], dtype=np.int64)
    centi = by_class[road] * (wet_percent if wet else dry_percent) * 1_000
    centi = np.where(cap > 0, np.minimum(centi, cap * 100_000), centi)
    centi = np.where(road == FERRY, ferry * 360, centi)
    bit = 0 if pace.user is None or not speeds else 1 << USERS.index(pace.user)
    speed = np.where((forth | back) & bit, centi, 0)[graph.kind]
    return Arcs(
        graph=graph,
        speed=speed,
        forth=(speed > 0) & ((forth & bit) > 0)[graph.kind],
        back=(speed > 0) & ((back & bit) > 0)[graph.kind],
        gap_speed=min((kmh for _, kmh in speeds), default=1) * 100_000,
    )


def weigh(length_mm: Whole, *, speed: Whole) -> Keys:
    """Keys of lengths at speeds (hundredths of a metre an hour), times rounded up."""
    # mm / (cm/h) = h / 10; times 360,000 hundredths of a second an hour
    time = -(-length_mm * 36_000 // np.maximum(speed, 1))
    return np.asarray(time * DECIMETRES + (length_mm + 50) // 100, dtype=np.float64)


def split(keys: Keys) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Seconds and metres of keys, each to the nearest; -1 in both where there is no way."""
    open_ = np.isfinite(keys)
    whole = np.where(open_, keys, 0).astype(np.int64)
    seconds, metres = (whole // DECIMETRES + 50) // 100, (whole % DECIMETRES + 5) // 10
    return (
        np.where(open_, seconds, -1).astype(np.int32),
        np.where(open_, metres, -1).astype(np.int32),
    )


def steps_of(arcs: Arcs, *, shut: Mask) -> tuple[Whole, Whole, Keys]:
    """From, to and key of all steps between junctions, without the shut edges."""
    graph = arcs.graph
    forth, back = np.flatnonzero(arcs.forth & ~shut), np.flatnonzero(arcs.back & ~shut)
    tail, head = graph.tail.astype(np.int64), graph.head.astype(np.int64)
    edge = np.concatenate([forth, back])
    return (
        np.concatenate([tail[forth], head[back]]),
        np.concatenate([head[forth], tail[back]]),
        arcs.keys(graph.length_mm[edge], edge=edge),
    )


def roomy(arcs: Arcs) -> Mask:
    """Edges on which nobody is trapped.

    Both ends are in one strongly connected piece, and it is the largest one or not tiny.
    """
    graph = arcs.graph
    start, end, _ = steps_of(arcs, shut=np.zeros(len(graph.tail), dtype=np.bool_))
    joined = csr_matrix((np.ones(len(start)), (start, end)), shape=(graph.junctions, graph.junctions))
    label = connected_components(joined, connection="strong")[1]
    inside = (arcs.forth | arcs.back) & (label[graph.tail] == label[graph.head])
    by_piece = np.bincount(label[graph.tail[inside]], weights=graph.length_mm[inside].astype(np.float64))
    large = by_piece >= min(LEAST_PIECE_MM, by_piece.max(initial=0.0))
    found = np.zeros(len(graph.tail), dtype=np.bool_)
    found[inside] = large[label[graph.tail[inside]]]
    return found


def matrix_of(start: Whole, end: Whole, keys: Keys, *, size: int) -> csr_matrix:
    """Steps as a sparse matrix; of several between the same two only the quickest counts.

    A step without length takes a hundredth of a second, because a sparse matrix may lose zeros.
    """
    order = np.lexsort((keys, end, start))
    start, end, keys = start[order], end[order], keys[order]
    first = np.ones(len(start), dtype=np.bool_)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return csr_matrix((np.maximum(keys[first], DECIMETRES), (start[first], end[first])), shape=(size, size))
