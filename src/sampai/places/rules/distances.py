"""How far it is by one mode: on mapped roads where a road map reaches, else over the village graph.

The village graph and what people report decide where a mode gets at all; a road map only says better how long
it takes. A point counts as on the map when a road that the mode can use lies within `ROAD_REACH_M` of it; the
straight gap to that road is counted in.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from sampai.kernel.geo import Outline, Position
from sampai.places.model import Mode, Pace, Register, RoadClass, RoadUser
from sampai.places.ports import FREE, Cut, MatrixEngine, Point, RoadMap, Rows
from sampai.places.rules.network import Network
from sampai.places.rules.village_matrix import VillageMatrix
from sampai.places.rules.ways import Ways, Whole, matrix

ROAD_REACH_M = 1_000
"""Farther from any mapped road a place is not on the map: the straight gap would tell nothing. Assumed."""

KEPT_BYTES = 1 << 28
"""Rows kept for the next question."""

NONE: Mapping[str, Outline] = MappingProxyType({})

ANY_CAR = Pace(mode=Mode(""), speed_kmh=tuple((road, 20) for road in RoadClass), user=RoadUser.CAR)


@dataclass(frozen=True, slots=True)
class Cover:
    """How many of the stations and places with a position lie within reach of a mapped road."""

    near: int
    total: int

    @property
    def percent(self) -> int:
        """The share, rounded down."""
        return 100 * self.near // max(1, self.total)


def road_cover(register: Register, *, roads: MatrixEngine) -> Cover:
    """How much of a register a road map covers, by roads that a car can use."""
    points = [Point(str(p.code), p.located.position) for p in register.places]
    points += [Point(str(s.code), s.located.position) for s in register.stations if s.located is not None]
    gaps = roads.gaps_m(points, pace=ANY_CAR)
    return Cover(int(((gaps >= 0) & (gaps <= ROAD_REACH_M)).sum()), len(points))


@dataclass(frozen=True, slots=True)
class Distances:
    """The village graph with a road map over it, if there is one."""

    village: VillageMatrix
    roads: MatrixEngine | None = None
    points: tuple[Point, ...] = ()
    """Every place of the network; the road map is asked about all of them at once."""
    index: dict[str, int] = field(default_factory=dict)
    rows: "OrderedDict[tuple[Pace, Cut, int], Rows]" = field(
        default_factory=OrderedDict, compare=False, repr=False
    )

    def between(
        self,
        codes: Sequence[str],
        *,
        pace: Pace,
        ways: Ways | None = None,
        outlines: Mapping[str, Outline] = NONE,
    ) -> tuple[Whole, Whole]:
        """Seconds and metres between all of some known places, shape (n, n) each; -1: no way.

        `ways` are the mode's over the village graph, with what is shut or slow there and on mapped roads, in
        `outlines`. Where no mapped road leads round what is shut, the village graph's way round counts, but
        never as quicker than the map's way was.
        """
        ways = ways or self.village.ways(pace)
        seconds, metres = matrix(ways, codes)
        if self.roads is None or pace.user is None or not pace.speed_kmh or len(codes) < 2:
            return seconds, metres
        asked, at = self._asked(pace), [self.index[code] for code in codes]
        mapped = self._mapped(asked, at)
        better = (seconds >= 0) & (mapped.duration_s >= 0)
        on = self._on_map(asked)[at]
        better &= on[:, None] & on[None, :]
        if (cut := ways.conditions.cut or FREE) != FREE:
            now = self._mapped(asked, at, cut=cut, outlines=outlines)
            round_about = (now.duration_s < 0) & (mapped.duration_s <= seconds)
            mapped = Rows(
                np.where(now.duration_s < 0, mapped.distance_m, now.distance_m),
                np.where(now.duration_s < 0, mapped.duration_s, now.duration_s),
            )
            better &= ~round_about
        return np.where(better, mapped.duration_s, seconds), np.where(better, mapped.distance_m, metres)

    def worse_way(
        self,
        origin: str,
        target: str,
        *,
        pace: Pace,
        ways: Ways | None = None,
        outlines: Mapping[str, Outline] = NONE,
    ) -> tuple[int, int]:
        """Seconds and metres there or back, whichever takes longer; there must be a way."""
        seconds, metres = self.between((origin, target), pace=pace, ways=ways, outlines=outlines)
        return max((int(seconds[0, 1]), int(metres[0, 1])), (int(seconds[1, 0]), int(metres[1, 0])))

    def lines(
        self,
        pairs: Iterable[tuple[str, str]],
        *,
        pace: Pace,
        ways: Ways,
        outlines: Mapping[str, Outline] = NONE,
    ) -> Mapping[tuple[str, str], tuple[Position, ...]]:
        """Where the mapped ways between places lie; without those that the village graph tells."""
        roads = self._roads(ways.conditions.cut or FREE, outlines) if self.roads is not None else None
        if not isinstance(roads, RoadMap) or pace.user is None or not pace.speed_kmh:
            return {}
        asked = self._asked(pace)
        on = self._on_map(asked)
        at = {
            (self.index[a], self.index[b]): (a, b)
            for a, b in pairs
            if on[self.index[a]] and on[self.index[b]]
        }
        return {at[pair]: line for pair, line in roads.lines(self.points, pace=asked, pairs=at).items()}

    def _asked(self, pace: Pace) -> Pace:
        """Modes that move alike share their rows, unless links of their own tell them apart."""
        own = any(link.mode == pace.mode for link in self.village.network.links)
        return pace if own else replace(pace, mode=Mode(""))

    def _on_map(self, pace: Pace) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        assert self.roads is not None
        gaps = self.roads.gaps_m(self.points, pace=pace)
        return np.asarray((gaps >= 0) & (gaps <= ROAD_REACH_M))

    def _mapped(
        self, pace: Pace, at: Sequence[int], *, cut: Cut = FREE, outlines: Mapping[str, Outline] = NONE
    ) -> Rows:
        """Rows and columns of these points on the road map; rows searched before are kept for a while."""
        assert self.roads is not None
        missing = sorted({i for i in at if (pace, cut, i) not in self.rows})
        if missing:
            found = self._roads(cut, outlines).rows(self.points, pace=pace, origins=missing)
            for row, i in enumerate(missing):
                self.rows[pace, cut, i] = Rows(found.distance_m[row].copy(), found.duration_s[row].copy())
        picked = [self.rows[pace, cut, i] for i in at]
        self._forget()
        return Rows(
            np.stack([row.distance_m[at] for row in picked]), np.stack([row.duration_s[at] for row in picked])
        )

    def _roads(self, cut: Cut, outlines: Mapping[str, Outline]) -> MatrixEngine:
        assert self.roads is not None
        if cut == FREE:
            return self.roads
        assert isinstance(self.roads, RoadMap)
        return self.roads.under(cut, outlines=outlines)

    def _forget(self) -> None:
        most = max(1, KEPT_BYTES // max(1, 8 * len(self.points)))
        while len(self.rows) > most:
            self.rows.popitem(last=False)


def distances(network: Network, *, roads: MatrixEngine | None = None) -> Distances:
    """Distances over a network, and over mapped roads if there are any."""
    village = VillageMatrix(network)
    if roads is None:
        return Distances(village)
    codes = sorted({*network.nodes, *network.anchors})
    return Distances(village, roads, _points(network, codes), {code: i for i, code in enumerate(codes)})


def _points(network: Network, codes: Iterable[str]) -> tuple[Point, ...]:
    return tuple(Point(code, network.position(code)) for code in codes)
