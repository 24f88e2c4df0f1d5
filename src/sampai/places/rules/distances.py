"""How far it is by one mode: on mapped roads where a road map reaches, else over the village graph.

The village graph and what people report decide where a mode gets at all; a road map only says better how long
it takes. A point counts as on the map when a road that the mode can use lies within `ROAD_REACH_M` of it; the
straight gap to that road is counted in.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sampai.places.model import Mode, Pace, Register, RoadClass, RoadUser
from sampai.places.ports import MatrixEngine, Point, Rows
from sampai.places.rules.network import Network
from sampai.places.rules.village_matrix import VillageMatrix
from sampai.places.rules.ways import Whole, matrix

ROAD_REACH_M = 1_000
"""Farther from any mapped road a place is not on the map: the straight gap would tell nothing. Assumed."""

KEPT_BYTES = 1 << 28
"""Rows kept for the next question."""

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
    rows: "OrderedDict[tuple[Pace, int], Rows]" = field(
        default_factory=OrderedDict, compare=False, repr=False
    )

    def between(self, codes: Sequence[str], *, pace: Pace) -> tuple[Whole, Whole]:
        """Seconds and metres between all of some known places, shape (n, n) each; -1: no way."""
        seconds, metres = matrix(self.village.ways(pace), codes)
        if self.roads is None or pace.user is None or not pace.speed_kmh or len(codes) < 2:
            return seconds, metres
        asked, at = self._asked(pace), [self.index[code] for code in codes]
        mapped = self._mapped(asked, at)
        better = (seconds >= 0) & (mapped.duration_s >= 0)
        on = self._on_map(asked)[at]
        better &= on[:, None] & on[None, :]
        return np.where(better, mapped.duration_s, seconds), np.where(better, mapped.distance_m, metres)

    def worse_way(self, origin: str, target: str, *, pace: Pace) -> tuple[int, int]:
        """Seconds and metres there or back, whichever takes longer; there must be a way."""
        seconds, metres = self.between((origin, target), pace=pace)
        return max((int(seconds[0, 1]), int(metres[0, 1])), (int(seconds[1, 0]), int(metres[1, 0])))

    def _asked(self, pace: Pace) -> Pace:
        """Modes that move alike share their rows, unless links of their own tell them apart."""
        own = any(link.mode == pace.mode for link in self.village.network.links)
        return pace if own else replace(pace, mode=Mode(""))

    def _on_map(self, pace: Pace) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        assert self.roads is not None
        gaps = self.roads.gaps_m(self.points, pace=pace)
        return np.asarray((gaps >= 0) & (gaps <= ROAD_REACH_M))

    def _mapped(self, pace: Pace, at: Sequence[int]) -> Rows:
        """Rows and columns of these points on the road map; rows searched before are kept for a while."""
        assert self.roads is not None
        missing = sorted({i for i in at if (pace, i) not in self.rows})
        if missing:
            found = self.roads.rows(self.points, pace=pace, origins=missing)
            for row, i in enumerate(missing):
                self.rows[pace, i] = Rows(found.distance_m[row].copy(), found.duration_s[row].copy())
        picked = [self.rows[pace, i] for i in at]
        self._forget()
        return Rows(
            np.stack([row.distance_m[at] for row in picked]), np.stack([row.duration_s[at] for row in picked])
        )

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
