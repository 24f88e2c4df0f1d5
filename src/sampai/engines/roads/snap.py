"""Where a point meets the roads: the nearest spot on an edge that its mode can use."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sampai.engines.roads.graph import RoadGraph, Whole, mm_per_degree

SAMPLE_MM = 100_000
"""Longer segments are sampled at least this often when near ones are looked for."""

NEAR_SEGMENTS = 12
"""How many samples near a point are looked at exactly."""

Millimetres = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Snapped:
    """For each point: its edge, millimetres from the edge's tail, and the straight gap; edge -1: no road."""

    edge: Whole
    offset_mm: Whole
    gap_mm: Whole


def snap(graph: RoadGraph, *, usable: NDArray[np.bool_], x: Whole, y: Whole) -> Snapped:
    """The nearest spot on the usable edges for points in 1e-7 degrees. Ties go to the edge that is first."""
    segments = np.flatnonzero(usable[graph.edge])
    if not len(segments) or not len(x):
        nothing = np.full(len(x), -1, dtype=np.int64)
        return Snapped(nothing, np.zeros_like(nothing), nothing)
    scale = np.array(mm_per_degree(graph.middle_lat()))
    start = np.stack([graph.x1[segments], graph.y1[segments]], axis=1) * scale
    along = np.stack([graph.x2[segments], graph.y2[segments]], axis=1) * scale - start
    at = np.stack([x, y], axis=1) * scale
    near = _near(start, along, at=at)
    share, gap = _project(start[near], along[near], at=at[:, None, :])
    best = np.lexsort((segments[near], gap), axis=1)[:, 0]
    row = np.arange(len(x))
    chosen = segments[near[row, best]]
    length = segment_lengths(graph)[chosen]
    return Snapped(
        edge=graph.edge[chosen].astype(np.int64),
        offset_mm=graph.offset_mm[chosen] + np.rint(share[row, best] * length).astype(np.int64),
        gap_mm=gap[row, best],
    )


def _near(start: Millimetres, along: Millimetres, *, at: Millimetres) -> Whole:
    """Segments with a sample among the nearest ones, shape (points, NEAR_SEGMENTS)."""
    steps = 1 + np.sqrt((along * along).sum(axis=1)).astype(np.int64) // SAMPLE_MM
    segment = np.repeat(np.arange(len(start)), steps)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)
    spots = start[segment] + along[segment] * ((step + 0.5) / steps[segment])[:, None]
    _, found = cKDTree(spots).query(at, k=min(NEAR_SEGMENTS, len(spots)))
    return np.asarray(segment[np.asarray(found, dtype=np.int64).reshape(len(at), -1)])


def _project(start: Millimetres, along: Millimetres, *, at: Millimetres) -> tuple[Millimetres, Whole]:
    """Share of each segment at which it comes nearest to its point, and the gap there in millimetres."""
    square = (along * along).sum(axis=-1)
    share = np.clip(((at - start) * along).sum(axis=-1) / np.where(square == 0, 1, square), 0, 1)
    gap = at - start - along * share[..., None]
    return share, np.rint(np.sqrt((gap * gap).sum(axis=-1))).astype(np.int64)


def segment_lengths(graph: RoadGraph) -> Whole:
    """Length of every segment: up to the next one of its edge, or to the edge's head."""
    order = np.lexsort((graph.offset_mm, graph.edge))
    edge, offset = graph.edge[order], graph.offset_mm[order]
    follows = np.concatenate([edge[1:] == edge[:-1], [False]])
    after = np.where(follows, np.concatenate([offset[1:], [0]]), graph.length_mm[edge])
    found = np.empty(len(order), dtype=np.int64)
    found[order] = after - offset
    return found
