"""How long and how far it is from place to place by one mode, over the graph of `network`.

Seconds and metres of the quickest way come from one search: an edge weighs its seconds times 2**23 plus its
metres, a whole number that a float64 holds exactly, so every machine finds the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sampai.kernel.clock import MINUTE
from sampai.kernel.geo import distances_m
from sampai.places.model import CARRY_KMH, Link, RoadClass
from sampai.places.model import Pace as Pace  # noqa: PLC0414 -- ways are always asked for with a pace
from sampai.places.ports import Cut
from sampai.places.rules.network import Anchor, Edge, Network

Whole = NDArray[np.int64]
Keys = NDArray[np.float64]

METRES = 1 << 23
"""No way inside a territory is as long as 8,388 km."""

NEAR_M = 1_500
"""Stations and places this near to each other are joined directly, also across a village border."""


Pair = tuple[str, str]
"""The codes of two villages, places or stations, in order."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What cannot be passed, and what takes longer, for one mode at one time.

    `shut_links` are codes of links, `shut_nodes` nodes that nobody comes to, leaves or passes, `shut_points`
    stations that nobody comes to; the nodes of a shut village are all named. `wet_links` take their wet time.
    `shut_pairs` are ways between two villages or places: nobody goes from one to the other directly.
    `percent` of the dry time by village node and class of road; 100 where it says nothing.
    """

    shut_links: frozenset[str] = frozenset()
    shut_nodes: frozenset[int] = frozenset()
    shut_points: frozenset[str] = frozenset()
    wet_links: frozenset[str] = frozenset()
    shut_pairs: frozenset[Pair] = frozenset()
    percent: Mapping[int, Mapping[RoadClass, int]] = field(default_factory=dict, hash=False)
    cut: Cut | None = None
    """The same for mapped roads; None where a road map cannot know it."""

    def slowed(self, seconds: int, *, road: RoadClass, villages: Sequence[int]) -> int:
        """The time over a piece of way in one or two villages: the slower one counts. Rounded up."""
        return -(-seconds * max(self.percent_at(village, road=road) for village in villages) // 100)

    def percent_at(self, village: int, *, road: RoadClass) -> int:
        """Percent of the dry time on a class of road in a village."""
        return self.percent.get(village, {}).get(road, 100)


OPEN = Conditions()
"""Dry, and nothing is shut."""


@dataclass(frozen=True, slots=True)
class Ways:
    """One mode's graph over the network's nodes, both directions; weights are keys (see `split`)."""

    network: Network
    pace: Pace
    graph: csr_matrix
    conditions: Conditions = OPEN
    feet: dict[str, "Foot"] = field(default_factory=dict, compare=False, repr=False)
    """Where points stand, as far as asked."""
    searched: dict[int, Keys] = field(default_factory=dict, compare=False, repr=False)
    """Keys from a node to all nodes, as far as asked."""


def weigh(seconds: int, length_m: int) -> int:
    """The key of a piece of way."""
    return max(1, seconds * METRES + length_m)


def split(keys: Keys) -> tuple[Whole, Whole]:
    """Seconds and metres of keys; -1 in both where there is no way."""
    open_ = np.isfinite(keys)
    whole = np.where(open_, keys, 0).astype(np.int64)
    return np.where(open_, whole // METRES, -1), np.where(open_, whole % METRES, -1)


def split_one(key: float) -> tuple[int, int] | None:
    """Seconds and metres of one key; None where there is no way."""
    return divmod(int(key), METRES) if isfinite(key) else None


def ways(network: Network, *, pace: Pace, conditions: Conditions = OPEN) -> Ways:
    """The edges that a mode can use under some conditions, and the links of that mode."""
    cheapest: dict[tuple[int, int], int] = {}
    for a, b, key in _keyed_edges(network, pace=pace, conditions=conditions):
        pair = (min(a, b), max(a, b))
        cheapest[pair] = min(key, cheapest.get(pair, key))
    pairs = np.array(sorted(cheapest), dtype=np.int64).reshape(-1, 2)
    keys = np.array([cheapest[pair] for pair in sorted(cheapest)], dtype=np.float64)
    one, other = pairs.T
    count = len(network.nodes)
    ends = (np.concatenate([one, other]), np.concatenate([other, one]))
    both = (np.concatenate([keys, keys]), ends)
    return Ways(network, pace, csr_matrix(both, shape=(count, count)), conditions)


def tree(ways: Ways, node: int) -> NDArray[np.int32]:
    """For each node the one before it on the quickest way from a node; negative where there is none."""
    _, before = dijkstra(ways.graph, indices=[node], return_predecessors=True)
    return np.asarray(before[0], dtype=np.int32)


def links_to(ways: Ways, before: NDArray[np.int32], end: int) -> tuple[Link, ...]:
    """The links on the quickest way to a node, by the tree of where it begins."""
    found: list[Link] = []
    while before[end] >= 0:
        found += _link_as_quick(ways, int(before[end]), end)
        end = int(before[end])
    return tuple(reversed(found))


def _link_as_quick(ways: Ways, a: int, b: int) -> list[Link]:
    """The link that a step of a way goes over; none where it goes over land."""
    network, steps = ways.network, {a, b}
    key = ways.graph[a, b]
    fitting = (
        link
        for link in network.links
        if link.mode == ways.pace.mode
        and {network.index[link.origin], network.index[link.target]} == steps
        and weigh(_minutes(link, ways.conditions) * MINUTE, link.length_m) == key
    )
    return list(islice(fitting, 1))


def _keyed_edges(network: Network, *, pace: Pace, conditions: Conditions) -> list[tuple[int, int, int]]:
    found = [
        (edge.a, edge.b, weigh(_slowed(edge, seconds, network=network, conditions=conditions), edge.length_m))
        for edge in network.edges
        if (seconds := pace.seconds(edge.length_m, road=edge.road, local=edge.local)) is not None
    ]
    found += [
        (
            network.index[k.origin],
            network.index[k.target],
            weigh(_minutes(k, conditions) * MINUTE, k.length_m),
        )
        for k in network.links
        if k.mode == pace.mode and k.code not in conditions.shut_links
    ]
    shut = conditions.shut_nodes
    apart = {frozenset(network.index.get(code, -1) for code in pair) for pair in conditions.shut_pairs}
    return [
        (a, b, key)
        for a, b, key in found
        if a != b and a not in shut and b not in shut and (not apart or frozenset((a, b)) not in apart)
    ]


def _slowed(edge: Edge, seconds: int, *, network: Network, conditions: Conditions) -> int:
    if not conditions.percent:
        return seconds
    villages = (network.village_of(edge.a), network.village_of(edge.b))
    return conditions.slowed(seconds, road=edge.road, villages=villages)


def _minutes(link: Link, conditions: Conditions) -> int:
    return link.minutes_wet if link.code in conditions.wet_links else link.minutes_dry


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a point stands on the graph: a node, and the key of the way from that node to the point."""

    node: int
    key: float
    village: int
    road: RoadClass


def foot(ways: Ways, code: str) -> Foot:
    """Where a station, place or village stands on a mode's graph; infinitely far from it where it is shut."""
    found = ways.feet.get(code)
    if found is None:
        found = ways.feet[code] = _foot(ways, code)
    return found


def _foot(ways: Ways, code: str) -> Foot:
    network, conditions = ways.network, ways.conditions
    anchor = network.anchors.get(code)
    if code in network.index:
        node = network.index[code]
        key = np.inf if node in conditions.shut_nodes or code in conditions.shut_points else 0.0
        return Foot(
            node, key, network.village_of(node), network.roads[node] if anchor is None else anchor.road
        )
    assert anchor is not None
    seconds = ways.pace.seconds(anchor.length_m, road=anchor.road, local=True)
    if seconds is None or _is_shut(anchor, code, conditions=conditions):
        return Foot(anchor.node, np.inf, anchor.village, anchor.road)
    slowed = conditions.slowed(seconds, road=anchor.road, villages=[anchor.village])
    return Foot(anchor.node, float(weigh(slowed, anchor.length_m)), anchor.village, anchor.road)


def _is_shut(anchor: Anchor, code: str, *, conditions: Conditions) -> bool:
    return code in conditions.shut_points or not conditions.shut_nodes.isdisjoint(
        (anchor.node, anchor.village)
    )


def matrix(ways: Ways, points: Sequence[str]) -> tuple[Whole, Whole]:
    """Seconds and metres between all points, shape (n, n) each; -1 where the mode finds no way.

    Only rows from the points' own nodes are searched, so memory is (nodes of the points) x (all nodes).
    """
    return rows(ways, points, origins=range(len(points)))


def rows(ways: Ways, points: Sequence[str], *, origins: Sequence[int]) -> tuple[Whole, Whole]:
    """Seconds and metres from the points with these indices to all points, shape (origins, n) each."""
    feet = [foot(ways, code) for code in points]
    at = np.array([f.node for f in feet], dtype=np.int64)
    start = np.asarray(origins, dtype=np.int64)
    nodes, inverse = np.unique(at[start], return_inverse=True)
    between = keys_from(ways, nodes.tolist())[:, at]
    ends = np.array([f.key for f in feet])
    keys = between[inverse] + ends[start][:, None] + ends[None, :]
    keys = np.minimum(keys, _direct(ways, points, feet=feet, start=start))
    keys[np.arange(len(start)), start] = 0
    return split(keys)


def keys_from(ways: Ways, nodes: Sequence[int]) -> Keys:
    """Keys from some nodes to all nodes, shape (nodes, all nodes); each node is searched once."""
    new = [node for node in dict.fromkeys(nodes) if node not in ways.searched]
    if new:
        ways.searched.update(zip(new, dijkstra(ways.graph, indices=new), strict=True))
    return np.array([ways.searched[node] for node in nodes]).reshape(len(nodes), len(ways.network.nodes))


def direct_keys(ways: Ways, points: Sequence[str]) -> Keys:
    """Keys of the direct ways between points that need no search, shape (n, n); elsewhere infinite."""
    feet = [foot(ways, code) for code in points]
    return _direct(ways, points, feet=feet, start=np.arange(len(points)))


def _direct(ways: Ways, points: Sequence[str], *, feet: Sequence[Foot], start: Whole) -> Keys:
    """Keys of the direct way between points of one village, or near each other; elsewhere infinite."""
    network = ways.network
    straight = _straight(network, points, start=start)
    village = np.array([f.village for f in feet])
    land = np.array([network.landmass[f.village] for f in feet])
    rank = np.array([_RANK[f.road] for f in feet])
    worst = np.maximum(rank[start][:, None], rank[None, :])
    same = village[start][:, None] == village[None, :]
    near = (straight <= NEAR_M) & (land[start][:, None] == land[None, :]) & (worst < _RANK[RoadClass.TRACK])
    speed = np.where(same, _speeds(ways.pace, local=True)[worst], _speeds(ways.pace, local=False)[worst])
    length = _lengths(network, straight, village=village, start=start)
    seconds = -(-length * 18 // np.maximum(5 * speed, 1))
    seconds = -(-seconds * _percent(ways.conditions, feet=feet, start=start, worst=worst) // 100)
    keys = np.maximum(seconds * METRES + length, 1).astype(np.float64)
    pairs = zip(feet, points, strict=True)
    free = np.array([not _is_shut_off(foot, code, ways=ways) for foot, code in pairs])
    joined = (same | near) & (speed > 0) & free[start][:, None] & free[None, :]
    if ways.conditions.shut_pairs:
        joined &= ~_apart(ways, points, village=village)[start]
    return np.where(joined, keys, np.inf)


def _apart(ways: Ways, points: Sequence[str], *, village: Whole) -> NDArray[np.bool_]:
    """Which points have the way between them, or between their villages, shut; shape (n, n)."""
    found = np.zeros((len(points), len(points)), dtype=np.bool_)
    at: dict[str, list[int]] = {}
    for i, code in enumerate(points):
        home = ways.network.nodes[int(village[i])]
        for name in dict.fromkeys((code, home)):
            at.setdefault(name, []).append(i)
    for a, b in ways.conditions.shut_pairs:
        if a in at and b in at:
            found[np.ix_(at[a], at[b])] = True
    return found | found.T


def _is_shut_off(at: Foot, code: str, *, ways: Ways) -> bool:
    """Whether a point or its village is shut; a station may also be far from the graph for other reasons."""
    nodes = (at.node, at.village)
    return code in ways.conditions.shut_points or not ways.conditions.shut_nodes.isdisjoint(nodes)


def _percent(conditions: Conditions, *, feet: Sequence[Foot], start: Whole, worst: Whole) -> Whole:
    """Percent of the dry time from some points to all, on the worse of their classes of road."""
    if not conditions.percent:
        return np.full_like(worst, 100)
    table = np.array([[conditions.percent_at(f.village, road=road) for road in _ROADS] for f in feet])
    every = np.arange(len(feet))
    return np.asarray(np.maximum(table[start[:, None], worst], table[every[None, :], worst]))


_ROADS = (RoadClass.URBAN, RoadClass.VILLAGE, RoadClass.TRACK)
_RANK = {road: rank for rank, road in enumerate(_ROADS)}


def _speeds(pace: Pace, *, local: bool) -> Whole:
    """km/h by rank of road class, 0 where the mode cannot go."""
    hand = CARRY_KMH if local and pace.carries else 0
    return np.array([dict(pace.speed_kmh).get(road) or hand for road in _ROADS], dtype=np.int64)


def _straight(network: Network, points: Sequence[str], *, start: Whole) -> Whole:
    positions = [network.position(code) for code in points]
    lat = np.array([p.lat for p in positions])
    lon = np.array([p.lon for p in positions])
    return distances_m(lat[start], lon[start], to_lat=lat, to_lon=lon, mid_lat=network.middle_lat)


def _lengths(network: Network, straight: Whole, *, village: Whole, start: Whole) -> Whole:
    """Way lengths for straight distances: both ends in a city, or not."""
    tenths = np.array([network.circuity_at(node) for node in village.tolist()])
    return np.asarray(-(-straight * np.maximum(tenths[start][:, None], tenths[None, :]) // 10))
