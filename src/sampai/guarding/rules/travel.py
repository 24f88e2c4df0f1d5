"""How long officers are on the way from their bases: over villages, borders and known links; estimated.

Roads are guessed as `places.rules.network` guesses them: straight from village to bordering village, times
1.2. Where no way is known (an island without a link) the straight line times 1.3 is gone at walking speed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sampai.guarding.model import GuardRules
from sampai.guarding.ports import Whole
from sampai.guarding.rules.ground import Ground
from sampai.kernel.clock import MINUTE
from sampai.kernel.geo import METRES_PER_DEGREE, Degrees, distances_m, shrink
from sampai.places.model import CODE_LENGTH, Link, Place, RegionLevel, Register
from sampai.places.rules.network import BEELINE, RURAL
from sampai.places.rules.ways import METRES, split

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """Where somebody starts or goes: village row (-1: unknown) and position (nan: unknown)."""

    village: Whole
    lat: Degrees
    lon: Degrees


@dataclass(frozen=True, slots=True)
class Roads:
    """The graph over villages; weights are keys of seconds and metres (see `places.rules.ways.split`)."""

    ground: Ground
    graph: "csr_array[np.float64]"
    ride_kmh: int
    walk_kmh: int
    searched: dict[int, Degrees] = field(default_factory=dict, compare=False, repr=False)
    """Keys from a village to all, as far as asked."""


def roads_of(ground: Ground, *, sending: GuardRules, narrow: Flags, links: Iterable[Link] = ()) -> Roads:
    """Ways between villages. `narrow`: by village, whether only a track leads there; people walk it."""
    walked = narrow[ground.a] | narrow[ground.b]
    metres = -(-ground.border_m * RURAL // 10)
    kmh = np.where(walked, sending.walk_kmh, sending.ride_kmh)
    keys = (-(-metres * 18 // (5 * kmh)) * METRES + metres).astype(np.float64)
    row = {code: i for i, code in enumerate(ground.village.tolist())}
    a, b, own = _linked(links, row=row)
    ends = np.concatenate([ground.a, a]), np.concatenate([ground.b, b])
    graph = _both_ways(*ends, keys=np.concatenate([keys, own]), size=len(ground.village))
    return Roads(ground, graph, sending.ride_kmh, sending.walk_kmh)


def _linked(links: Iterable[Link], *, row: dict[int, int]) -> tuple[Whole, Whole, Degrees]:
    """Links between villages, by the villages that their ends name."""
    digits = CODE_LENGTH[RegionLevel.VILLAGE]
    found = [
        (row[int(a)], row[int(b)], float(link.minutes_dry * MINUTE * METRES + link.length_m))
        for link in links
        for a, b in [(link.origin[:digits], link.target[:digits])]
        if a != b and a.isdecimal() and b.isdecimal() and int(a) in row and int(b) in row
    ]
    ends = np.array([line[:2] for line in found], dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1], np.array([line[2] for line in found], dtype=np.float64)


def _both_ways(a: Whole, b: Whole, *, keys: Degrees, size: int) -> "csr_array[np.float64]":
    """The cheapest of parallel ways, in both directions."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((keys, high, low))
    low, high, keys = low[order], high[order], keys[order]
    first = np.ones(len(low), dtype=np.bool_)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, keys = low[first], high[first], keys[first]
    ends = np.concatenate([low, high]), np.concatenate([high, low])
    return csr_array((np.concatenate([keys, keys]), ends), shape=(size, size))


def travel(roads: Roads, *, bases: Points, to: Points) -> tuple[Whole, Whole]:
    """Seconds and metres from each base to each point, shape (bases, points)."""
    straight = _straight(bases, to)
    nodes, of = np.unique(np.maximum(bases.village, 0), return_inverse=True)
    between = _keys_from(roads, nodes.tolist())[of][:, np.maximum(to.village, 0)]
    seconds, metres = split(between)
    offset = _offset(bases, roads)[:, None] + _offset(to, roads)[None, :]
    seconds, metres = seconds + _ridden(offset, kmh=roads.ride_kmh), metres + offset
    same = bases.village[:, None] == to.village[None, :]
    near = _longer(straight, RURAL)
    seconds = np.where(same, _ridden(near, kmh=roads.ride_kmh), seconds)
    metres = np.where(same, near, metres)
    far = _longer(straight, BEELINE)
    lost = ~np.isfinite(between) | (bases.village < 0)[:, None] | (to.village < 0)[None, :]
    return np.where(lost, _ridden(far, kmh=roads.walk_kmh), seconds), np.where(lost, far, metres)


def _keys_from(roads: Roads, nodes: Sequence[int]) -> Degrees:
    """Keys from some villages to all, shape (nodes, villages); each is searched once."""
    new = [node for node in nodes if node not in roads.searched]
    if new:
        roads.searched.update(zip(new, dijkstra(roads.graph, indices=new), strict=True))
    found = np.array([roads.searched[node] for node in nodes])
    return found.reshape(len(nodes), len(roads.ground.village))


def _ridden(metres: Whole, *, kmh: int) -> Whole:
    return np.asarray(-(-metres * 18 // (5 * kmh)))


def _longer(metres: Whole, tenths: int) -> Whole:
    return np.asarray(-(-metres * tenths // 10))


def _straight(one: Points, other: Points) -> Whole:
    """Straight metres; 0 where a position is unknown."""
    known = np.concatenate([one.lat, other.lat])
    known = known[~np.isnan(known)]
    middle = round(float(known[0]), 3) if len(known) else 0.0
    found = distances_m(
        np.nan_to_num(one.lat),
        np.nan_to_num(one.lon),
        to_lat=np.nan_to_num(other.lat),
        to_lon=np.nan_to_num(other.lon),
        mid_lat=middle,
    )
    unknown = np.isnan(one.lat)[:, None] | np.isnan(other.lat)[None, :]
    return np.where(unknown, 0, found)


def _offset(points: Points, roads: Roads) -> Whole:
    """Way from each point to its village's settlement point; 0 where either is unknown."""
    ground, row = roads.ground, np.maximum(points.village, 0)
    lat, lon = ground.lat[row], ground.lon[row]
    unknown = np.isnan(points.lat) | np.isnan(lat) | (points.village < 0)
    if unknown.all():
        return np.zeros(len(row), dtype=np.int64)
    scale = METRES_PER_DEGREE * shrink(round(float(lat[~unknown][0]), 3))
    dy = np.where(unknown, 0, points.lat - lat) * METRES_PER_DEGREE
    dx = np.where(unknown, 0, points.lon - lon) * scale
    return _longer(np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64), RURAL)


def points_of(places: Sequence[Place], *, ground: Ground) -> Points:
    """Places as points: in their village, or in the nearest village of their region."""
    lat = np.array([place.located.position.lat for place in places], dtype=np.float64)
    lon = np.array([place.located.position.lon for place in places], dtype=np.float64)
    rows = [_village(place, ground=ground) for place in places]
    return Points(np.array(rows, dtype=np.int64), lat, lon)


def _village(place: Place, *, ground: Ground) -> int:
    width = 10 ** (CODE_LENGTH[RegionLevel.VILLAGE] - len(place.region))
    inside = np.flatnonzero((ground.village // width == int(place.region or 0)) & ~np.isnan(ground.lat))
    if not len(inside):
        return -1
    at = place.located.position
    far = (ground.lat[inside] - at.lat) ** 2 + (ground.lon[inside] - at.lon) ** 2
    return int(inside[int(far.argmin())])


def village_of(code: str, *, register: Register) -> str:
    """The village that a link's end lies in: that of the place, or the one that the code begins with."""
    place = register.place(code)
    return str(place.region) if place else code
