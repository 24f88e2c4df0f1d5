"""The village graph as a `MatrixEngine`: always there, always an estimate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from sampai.places.model import Pace
from sampai.places.ports import Metres32, Point, Rows
from sampai.places.rules.network import Network
from sampai.places.rules.ways import Conditions, Ways, rows, ways

BLOCK_KEYS = 1 << 23
"""Keys held at once while rows are searched: 64 MiB of them."""

KEPT = 64
"""Graphs kept for the next question: every mode in dry and wet weather, and some closures."""

Weather = tuple[Pace, bool, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class VillageMatrix:
    """Distances over villages, places and links (`network`). Points are found by their codes."""

    network: Network
    known: dict[Weather, Ways] = field(default_factory=dict, compare=False, repr=False)
    """Graphs made so far."""

    @property
    def name(self) -> str:
        """The network's source, with the number of links in it."""
        count = len(self.network.links)
        return self.network.source + (f" + {count} links" if count else "")

    def ways(self, pace: Pace, *, wet: bool = False, closed: Collection[str] = ()) -> Ways:
        """One mode's graph. Links, villages, places and stations are closed by their codes."""
        key = pace, wet, tuple(sorted(closed))
        if key not in self.known:
            conditions = conditions_of(self.network, wet=wet, closed=closed)
            self.known[key] = ways(self.network, pace=pace.when(wet=wet), conditions=conditions)
            if len(self.known) > KEPT:
                self.known.pop(next(iter(self.known)))
        return self.known[key]

    def gaps_m(self, points: Sequence[Point], *, pace: Pace) -> Metres32:  # noqa: ARG002 -- all modes share nodes
        """How far a station hangs from its node; 0 for nodes, -1 for what the graph does not know."""
        return np.array([self._gap_m(point.code) for point in points], dtype=np.int32)

    def _gap_m(self, code: str) -> int:
        if code in self.network.index:
            return 0
        anchor = self.network.anchors.get(code)
        return -1 if anchor is None else anchor.length_m

    def rows(
        self,
        points: Sequence[Point],
        *,
        pace: Pace,
        origins: Sequence[int],
        wet: bool = False,
        closed: Collection[str] = (),
    ) -> Rows:
        """From some points to all points; points that the graph does not know have no way anywhere."""
        graph = self.ways(pace, wet=wet, closed=closed)
        places = [i for i, point in enumerate(points) if self.network.knows(point.code)]
        codes = [points[i].code for i in places]
        row_of = {i: row for row, i in enumerate(places)}
        shape = len(origins), len(points)
        found = Rows(np.full(shape, -1, dtype=np.int32), np.full(shape, -1, dtype=np.int32))
        step = max(1, BLOCK_KEYS // max(1, len(self.network.nodes) + len(points)))
        asked = [(at, row_of[origin]) for at, origin in enumerate(origins) if origin in row_of]
        for first in range(0, len(asked), step):
            block = asked[first : first + step]
            seconds, metres = rows(graph, codes, origins=[row for _, row in block])
            here = np.ix_([at for at, _ in block], places)
            found.duration_s[here], found.distance_m[here] = seconds, metres
        return _with_zeros(found, origins=origins)


def conditions_of(network: Network, *, wet: bool, closed: Collection[str]) -> Conditions:
    """Wet weather everywhere, and what is closed by its code; a village with all that stands in it."""
    shut = frozenset(closed)
    return Conditions(
        shut_links=shut,
        shut_nodes=frozenset(
            node
            for node, code in enumerate(network.nodes)
            if not shut.isdisjoint((code, network.nodes[network.village_of(node)]))
        ),
        shut_points=shut,
        wet_links=frozenset(link.code for link in network.links) if wet else frozenset(),
    )


def _with_zeros(found: Rows, *, origins: Sequence[int]) -> Rows:
    at = np.arange(len(origins))
    found.duration_s[at, list(origins)] = found.distance_m[at, list(origins)] = 0
    return found
