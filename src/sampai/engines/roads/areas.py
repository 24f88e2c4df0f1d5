"""Which roads lie in an area: those that are shut with it, or slow in its rain."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sampai.engines.roads.graph import GRAIN, RoadGraph, Shut, Whole
from sampai.engines.roads.snap import segment_lengths
from sampai.engines.roads.tags import CLASSES
from sampai.kernel.geo import Outline
from sampai.places.ports import Cut
from sampai.places.rules.closing import Lines, spans

Shares = NDArray[np.float64]

DRY = 100


def shut_in(graph: RoadGraph, areas: Iterable[Outline]) -> Shut:
    """The stretch of each edge from the first to the last spot that lies in any of the areas."""
    begins_mm, ends_mm = graph.length_mm + 1, np.full(len(graph.tail), -1, dtype=np.int64)
    length = segment_lengths(graph)
    for area in areas:
        rows, first, last = _segments_in(graph, area)
        begins = graph.offset_mm[rows] + np.floor(first * length[rows]).astype(np.int64)
        ends = graph.offset_mm[rows] + np.ceil(last * length[rows]).astype(np.int64)
        np.minimum.at(begins_mm, graph.edge[rows], begins)
        np.maximum.at(ends_mm, graph.edge[rows], ends)
    return Shut(ends_mm >= 0, begins_mm, ends_mm)


def both(one: Shut, other: Shut) -> Shut:
    """All that either shuts."""
    return Shut(
        one.edges | other.edges,
        np.minimum(one.begins_mm, other.begins_mm),
        np.maximum(one.ends_mm, other.ends_mm),
    )


def percents(graph: RoadGraph, cut: Cut, *, outlines: Mapping[str, Outline]) -> Whole:
    """Percent of the dry time on each edge, by its segments' lengths; the slowest area of each counts."""
    road = graph.kinds[graph.kind, 0].astype(np.int64)[graph.edge]
    percent = np.full(len(graph.edge), DRY, dtype=np.int64)
    for name, shares in cut.slow:
        by_class = np.array([*(dict(shares).get(one, DRY) for one in CLASSES), DRY], dtype=np.int64)
        inside, _, _ = _segments_in(graph, outlines[name])
        percent[inside] = np.maximum(percent[inside], by_class[road[inside]])
    more = np.zeros(len(graph.tail), dtype=np.int64)
    np.add.at(more, graph.edge, segment_lengths(graph) * (percent - DRY))
    return np.asarray(DRY - (-more // np.maximum(graph.length_mm, 1)))


def _segments_in(graph: RoadGraph, area: Outline) -> tuple[Whole, Shares, Shares]:
    """The segments that lie in an area with some point, and from which share of each to which."""
    x1, y1, x2, y2 = (column / GRAIN for column in (graph.x1, graph.y1, graph.x2, graph.y2))
    near = np.flatnonzero(
        (np.maximum(x1, x2) >= area.x.min())
        & (np.minimum(x1, x2) <= area.x.max())
        & (np.maximum(y1, y2) >= area.y.min())
        & (np.minimum(y1, y2) <= area.y.max())
    )
    first, last = spans(area, Lines(x1[near], y1[near], x2[near], y2[near]))
    hit = first <= last
    return near[hit], first[hit], last[hit]
