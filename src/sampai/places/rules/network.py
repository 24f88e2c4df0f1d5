"""The graph of ways in a territory, from what is always known: villages, borders, places, links.

There is no road map for most regencies. Neighbouring villages of one landmass are joined by an edge as long
as the straight line between their settlement points times a circuity: 1.2, in a city 1.1 (1.24 and 1.30 were
measured on the roads of Jakarta and Maumere, and going from village to village adds its own detours, 1.08 to
1.28). Without borders every village is joined with those near it, times 1.3. All of that is an estimate and
marked so. Where a `lintasan` row tells of a way into a village that only motorbikes reach, the guessed tracks
into it are left out: what people report beats what a border suggests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from sampai.kernel.geo import Metres, Position, distance_m, distances_m
from sampai.places.model import (
    CODE_LENGTH,
    Link,
    Mode,
    Place,
    PlaceKind,
    Region,
    RegionLevel,
    Register,
    RoadClass,
    Station,
    Territory,
)

RURAL, CITY, BEELINE = 12, 11, 13
"""Circuity in tenths: way length over straight distance."""

NEAR_PLACES_M = 3_000
NEAR_PLACES = 4
"""A place is also joined with this many villages and places within that distance."""

BEELINE_NEIGHBOURS = 60

URBAN_VOTERS_KM2 = 5_000
"""20 stations of about 250 voters a km2; in voters, so that both kinds of election see the same streets."""

VOTERS_PER_STATION = 250
"""Counted where a table does not say how many voters a station has."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way between two nodes, both directions. `local` ones stay inside one village."""

    a: int
    b: int
    length_m: int
    road: RoadClass
    local: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a station hangs on the graph: at which node of its village, how far from it, and over what."""

    node: int
    village: int
    length_m: int
    road: RoadClass
    position: Position


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes (villages, places, and stations where a link ends), edges, links, and the stations' anchors.

    `nodes` holds codes in order; edges and anchors name nodes by their index. Stations whose position nobody
    knows, in a village whose position nobody knows, have no anchor.
    """

    nodes: tuple[str, ...]
    index: Mapping[str, int]
    edges: tuple[Edge, ...]
    links: tuple[Link, ...]
    anchors: Mapping[str, Anchor]
    positions: tuple[Position, ...]
    homes: Mapping[str, int]
    """For each place that hangs on a village: that village's node."""
    regions: Mapping[str, str]
    """For each place the region that it is in, where the village that it hangs on may not be."""
    roads: tuple[RoadClass, ...]
    """Per node, what the ways right at it are like."""
    landmass: tuple[int, ...]
    """Per node; -1 where unknown."""
    middle_lat: float
    """Latitude at which straight distances are projected, the same for every question."""
    circuity: int
    source: str

    def circuity_at(self, node: int) -> int:
        """Circuity in tenths right at a node."""
        return _tenths(self.circuity, village=self.nodes[node])

    def knows(self, code: str) -> bool:
        """Whether a station, place or village has a place in the graph."""
        return code in self.index or code in self.anchors

    def village_of(self, node: int) -> int:
        """The village node that a node belongs to; itself for a village."""
        code = self.nodes[node]
        anchor = self.anchors.get(code)
        return self.homes.get(code, node) if anchor is None else anchor.village

    def position(self, code: str) -> Position:
        """Where a station, place or village lies."""
        if code in self.anchors:
            return self.anchors[code].position
        return self.positions[self.index[code]]


def build_network(
    register: Register, *, territory: Territory, road_modes: frozenset[Mode] = frozenset()
) -> Network:
    """The graph of a register's villages, places and stations.

    `road_modes` are the modes that need a real road: a station with an access list that holds none of them,
    or a hard one without a list, lies behind a track.
    """
    ground = _survey(register, territory=territory, road_modes=road_modes)
    nodes = _nodes(register, ground=ground)
    index = {code: i for i, code in enumerate(nodes)}
    homes = {str(p.code): home for p in register.places if (home := _home(p, ground=ground)) is not None}
    anchors = _anchors(register, homes=homes, ground=ground, index=index)
    villages = [homes.get(code, code[: CODE_LENGTH[RegionLevel.VILLAGE]]) for code in nodes]
    edges = [
        *_village_edges(ground, index=index),
        *_place_edges(register, homes=homes, ground=ground, index=index),
        *_near_places(register, homes=homes, ground=ground, index=index),
        *_station_edges(anchors, index=index),
    ]
    return Network(
        nodes=tuple(nodes),
        index=index,
        edges=tuple(edges),
        links=tuple(k for k in register.links if k.origin in index and k.target in index),
        anchors=anchors,
        positions=tuple(nodes.values()),
        homes={code: index[home] for code, home in homes.items()},
        regions={str(place.code): str(place.region) for place in register.places},
        roads=tuple(ground.street(village) for village in villages),
        landmass=tuple(-1 if (n := ground.landmass(village)) is None else n for village in villages),
        middle_lat=_middle_lat(nodes),
        circuity=ground.circuity,
        source="beeline (estimated)" if ground.circuity == BEELINE else "village graph (estimated)",
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known of the villages before edges are drawn."""

    regions: Mapping[str, Region]
    positions: Mapping[str, Position]
    narrow: frozenset[str]
    """Villages that only tracks reach."""
    reported: frozenset[str]
    """Narrow villages of pockets that links lead into."""
    urban: frozenset[str]
    pairs: tuple[tuple[str, str, int], ...]
    """Villages joined, with the straight distance; not across the edge of a reported pocket."""
    through: frozenset[tuple[str, str]]
    """Pairs with a road although a village is narrow: the road to villages behind it passes there."""
    circuity: int
    narrow_stations: frozenset[str]

    def landmass(self, village: str) -> int | None:
        region = self.regions.get(village)
        return None if region is None else region.landmass

    def road(self, a: str, b: str) -> RoadClass:
        if (a in self.narrow or b in self.narrow) and (a, b) not in self.through:
            return RoadClass.TRACK
        return RoadClass.URBAN if a in self.urban and b in self.urban else RoadClass.VILLAGE

    def street(self, village: str) -> RoadClass:
        return self.road(village, village)

    def length_m(self, straight_m: int, *, village: str) -> int:
        return -(-straight_m * _tenths(self.circuity, village=village) // 10)


def _tenths(circuity: int, *, village: str) -> int:
    return CITY if circuity == RURAL and _in_city(village) else circuity


def _in_city(village: str) -> bool:
    """Cities (kota) have a 7 as the third digit of their regency's code (Kemendagri)."""
    return village[2:3] == "7"


def _survey(register: Register, *, territory: Territory, road_modes: frozenset[Mode]) -> _Ground:
    by_village = _stations_by_village(register)
    positions = _village_positions(by_village, territory=territory)
    regions = {str(code): region for code, region in territory.regions.items()}
    narrow_stations = frozenset(s.code for s in register.stations if _is_narrow(s, road_modes=road_modes))
    narrow = _narrow_villages(by_village, narrow_stations=narrow_stations, places=register.places)
    pairs = _joined(territory, positions=positions)
    circuity = RURAL if territory.borders else BEELINE
    bridged = (*pairs, *_bridges(pairs, positions=positions, regions=regions))
    reported = _reported_pockets(register, narrow=narrow, pairs=bridged)
    passable = [pair for pair in bridged if (pair[0] in reported) == (pair[1] in reported)]
    return _Ground(
        regions=regions,
        positions=positions,
        narrow=narrow,
        reported=reported,
        urban=_urban_villages(by_village, regions=regions),
        pairs=tuple(passable),
        through=_roads_through(passable, narrow=narrow),
        circuity=circuity,
        narrow_stations=narrow_stations,
    )


def _stations_by_village(register: Register) -> dict[str, list[Station]]:
    found: dict[str, list[Station]] = {}
    for station in register.stations:
        found.setdefault(station.village, []).append(station)
    return found


def _is_narrow(station: Station, *, road_modes: frozenset[Mode]) -> bool:
    if station.access:
        return not any(mode in road_modes for mode in station.access)
    return station.hard


def _village_positions(
    by_village: Mapping[str, list[Station]], *, territory: Territory
) -> dict[str, Position]:
    """Settlement points; for villages that the territory does not know, the middle of their stations."""
    found = {str(v.code): v.position for v in territory.villages() if v.position is not None}
    for village, stations in by_village.items():
        located = [s.located.position for s in stations if s.located is not None]
        if village not in found and located:
            found[village] = Position(
                sum(p.lat for p in located) / len(located), sum(p.lon for p in located) / len(located)
            )
    return dict(sorted(found.items()))


def _narrow_villages(
    by_village: Mapping[str, list[Station]], *, narrow_stations: frozenset[str], places: Iterable[Place]
) -> frozenset[str]:
    """Villages whose stations all lie behind a track; a store or PPK in it proves a road."""
    on_road = {str(p.region) for p in places if p.kind in {PlaceKind.STORE, PlaceKind.PPK}}
    return frozenset(
        village
        for village, stations in by_village.items()
        if village not in on_road and all(s.code in narrow_stations for s in stations)
    )


def _urban_villages(
    by_village: Mapping[str, list[Station]], *, regions: Mapping[str, Region]
) -> frozenset[str]:
    return frozenset(
        village
        for village, stations in by_village.items()
        if (region := regions.get(village)) is not None
        and region.area_km2
        and sum(s.voters or VOTERS_PER_STATION for s in stations) >= URBAN_VOTERS_KM2 * region.area_km2
    )


def _joined(territory: Territory, *, positions: Mapping[str, Position]) -> tuple[tuple[str, str, int], ...]:
    """Pairs of villages that a way joins: by their border, or, where borders are unknown, by nearness."""
    land = {str(code): region.landmass for code, region in territory.regions.items()}
    if not territory.borders:
        return _nearest_pairs(positions, land=land)
    return tuple(
        (str(border.a), str(border.b), distance_m(positions[border.a], positions[border.b]))
        for border in sorted(territory.borders, key=lambda border: (border.a, border.b))
        if border.a in positions and border.b in positions and land.get(border.a) == land.get(border.b)
    )


def _nearest_pairs(
    positions: Mapping[str, Position], *, land: Mapping[str, int | None]
) -> tuple[tuple[str, str, int], ...]:
    codes = list(positions)
    straight = _straight(positions)
    found: set[tuple[int, int]] = set()
    for i, code in enumerate(codes):
        near = [j for j in np.argsort(straight[i], kind="stable").tolist() if j != i]
        same = [j for j in near if land.get(codes[j]) == land.get(code)]
        found.update((min(i, j), max(i, j)) for j in same[:BEELINE_NEIGHBOURS])
    return tuple((codes[i], codes[j], int(straight[i, j])) for i, j in sorted(found))


def _straight(positions: Mapping[str, Position]) -> Metres:
    lat = np.array([p.lat for p in positions.values()])
    lon = np.array([p.lon for p in positions.values()])
    return distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=_middle_lat(positions))


def _middle_lat(positions: Mapping[str, Position]) -> float:
    lats = [position.lat for position in positions.values()]
    return round((min(lats) + max(lats)) / 2, 3) if lats else 0.0


def _bridges(
    pairs: Iterable[tuple[str, str, int]],
    *,
    positions: Mapping[str, Position],
    regions: Mapping[str, Region],
) -> tuple[tuple[str, str, int], ...]:
    """Shortest extra pairs that make each landmass one piece.

    Inside one regency villages of one landmass may hang together only by way of a neighbouring regency.
    """
    codes = list(positions)
    at = {code: i for i, code in enumerate(codes)}
    label = _components(len(codes), [(at[a], at[b]) for a, b, _ in pairs])
    straight = _straight(positions)
    found = []
    for _, members in _by_landmass(codes, regions=regions):
        while (gap := _narrowest_gap(members, label=label, straight=straight)) is not None:
            i, j = gap
            label[label == label[j]] = label[i]
            found.append((codes[i], codes[j], int(straight[i, j])))
    return tuple(found)


def _components(count: int, pairs: list[tuple[int, int]]) -> Metres:
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _by_landmass(codes: list[str], *, regions: Mapping[str, Region]) -> Iterator[tuple[int, list[int]]]:
    found: dict[int, list[int]] = {}
    for i, code in enumerate(codes):
        region = regions.get(code)
        found.setdefault(-1 if region is None or region.landmass is None else region.landmass, []).append(i)
    yield from sorted(found.items())


def _narrowest_gap(members: list[int], *, label: Metres, straight: Metres) -> tuple[int, int] | None:
    """The closest two members of different pieces, of which one is in the piece of the first member."""
    here = [i for i in members if label[i] == label[members[0]]]
    there = [j for j in members if label[j] != label[members[0]]]
    if not there:
        return None
    gaps = straight[np.ix_(here, there)]
    row, column = divmod(int(gaps.argmin()), len(there))
    return here[row], there[column]


def _reported_pockets(
    register: Register, *, narrow: frozenset[str], pairs: Iterable[tuple[str, str, int]]
) -> frozenset[str]:
    """Narrow villages that hang together and have a link into any one of them."""
    codes = sorted(narrow)
    at = {code: i for i, code in enumerate(codes)}
    inner = [(at[a], at[b]) for a, b, _ in pairs if a in at and b in at]
    label = _components(len(codes), inner) if codes else np.zeros(0, dtype=np.int64)
    ends = _villages_of_link_ends(register) & narrow
    told = {int(label[at[code]]) for code in ends}
    return frozenset(code for code in codes if int(label[at[code]]) in told)


def _roads_through(
    pairs: Sequence[tuple[str, str, int]], *, narrow: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """Pairs on the shortest ways that join villages with roads which only narrow villages lie between."""
    codes = sorted({code for a, b, _ in pairs for code in (a, b)})
    at = {code: i for i, code in enumerate(codes)}
    wide = [at[code] for code in codes if code not in narrow]
    open_ = [(at[a], at[b]) for a, b, _ in pairs if a not in narrow and b not in narrow]
    label = _components(len(codes), open_)
    graph = _lengths(pairs, at=at)
    found: set[tuple[str, str]] = set()
    waiting = wide
    while waiting:
        here = [node for node in waiting if label[node] == label[waiting[0]]]
        path = _way_out(graph, here=here, there=[node for node in waiting if label[node] != label[here[0]]])
        found.update((codes[i], codes[j]) for i, j in pairwise(path))
        if path:
            label[label == label[path[-1]]] = label[here[0]]
        else:
            waiting = [node for node in waiting if label[node] != label[here[0]]]
    return frozenset(pair for a, b in found for pair in ((a, b), (b, a)))


def _lengths(pairs: Sequence[tuple[str, str, int]], *, at: Mapping[str, int]) -> csr_matrix:
    ends = np.array([(at[a], at[b]) for a, b, _ in pairs], dtype=np.int64).reshape(-1, 2).T
    metres = np.array([max(1, straight) for _, _, straight in pairs], dtype=np.float64)
    return csr_matrix((metres, (ends[0], ends[1])), shape=(len(at), len(at)))


def _way_out(graph: csr_matrix, *, here: Sequence[int], there: Sequence[int]) -> list[int]:
    """The shortest way from one piece of the road net to the next one; empty if there is none."""
    if not there:
        return []
    length, before, _ = dijkstra(graph, directed=False, indices=here, min_only=True, return_predecessors=True)
    end = min(there, key=lambda node: (float(length[node]), node))
    if not np.isfinite(length[end]):
        return []
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _villages_of_link_ends(register: Register) -> set[str]:
    """Villages where a link ends; the end of a road (titik-alih) lies outside the pocket it opens."""
    regions = {str(p.code): str(p.region) for p in register.places if p.kind is not PlaceKind.TRANSFER}
    transfers = {str(p.code) for p in register.places if p.kind is PlaceKind.TRANSFER}
    ends = {end for link in register.links for end in (link.origin, link.target)} - transfers
    return {regions.get(end, end[: CODE_LENGTH[RegionLevel.VILLAGE]]) for end in ends}


def _nodes(register: Register, *, ground: _Ground) -> dict[str, Position]:
    """Codes with positions: villages, places, and stations where a link ends; in code order."""
    ends = {end for link in register.links for end in (link.origin, link.target)}
    nodes = dict(ground.positions)
    nodes.update({str(place.code): place.located.position for place in register.places})
    for station in register.stations:
        position = _station_position(station, ground=ground)
        if station.code in ends and position is not None:
            nodes[station.code] = position
    return dict(sorted(nodes.items()))


def _station_position(station: Station, *, ground: _Ground) -> Position | None:
    if station.located is not None:
        return station.located.position
    return ground.positions.get(station.village)


def _village_edges(ground: _Ground, *, index: Mapping[str, int]) -> Iterator[Edge]:
    for a, b, straight_m in ground.pairs:
        both_city = a if _in_city(a) else b
        length = ground.length_m(straight_m, village=both_city if _in_city(a) == _in_city(b) else "")
        yield Edge(index[a], index[b], length, ground.road(a, b))


def _place_edges(
    register: Register, *, homes: Mapping[str, str], ground: _Ground, index: Mapping[str, int]
) -> Iterator[Edge]:
    """The places of a village are joined with its settlement point and with each other."""
    at = dict(ground.positions) | {str(p.code): p.located.position for p in register.places}
    for village, spots in _spots(homes, villages=ground.positions).items():
        for one, other in combinations(spots, 2):
            length = ground.length_m(distance_m(at[one], at[other]), village=village)
            yield Edge(index[one], index[other], length, ground.street(village), local=True)


def _spots(homes: Mapping[str, str], *, villages: Iterable[str]) -> dict[str, list[str]]:
    """Each village with the places that hang on it."""
    spots = {village: [village] for village in villages}
    for place, home in homes.items():
        spots[home].append(place)
    return spots


def _home(place: Place, *, ground: _Ground) -> str | None:
    """The village node that a place hangs on: its own; else the nearest one in its region, or at all.

    A titik-alih is where wheels end, so one in a narrow village hangs on the nearest village with a road.
    """
    transfer = place.kind is PlaceKind.TRANSFER and place.region in ground.narrow
    if place.region in ground.positions and not transfer:
        return str(place.region)
    land = ground.landmass(place.region)
    candidates = [
        code
        for code in ground.positions
        if (transfer and code not in ground.narrow and ground.landmass(code) == land)
        or (not transfer and code.startswith(place.region))
    ]
    nearest = candidates or list(ground.positions)
    at = place.located.position
    return min(nearest, key=lambda code: (distance_m(at, ground.positions[code]), code), default=None)


def _near_places(
    register: Register, *, homes: Mapping[str, str], ground: _Ground, index: Mapping[str, int]
) -> Iterator[Edge]:
    """Places are also joined with villages and places near them, where roads are."""
    at = {code: position for code, position in ground.positions.items() if code not in ground.narrow}
    at |= {
        str(p.code): p.located.position
        for p in register.places
        if homes.get(str(p.code)) not in {None, *ground.narrow}
    }
    codes = list(at)
    straight = _straight(at)
    land = [ground.landmass(homes.get(code, code)) for code in codes]
    seen: set[tuple[int, int]] = set()
    for i, code in enumerate(codes):
        if code not in homes:
            continue
        near = [
            j for j in np.flatnonzero(straight[i] <= NEAR_PLACES_M).tolist() if j != i and land[j] == land[i]
        ]
        nearest = sorted(near, key=lambda j: (int(straight[i, j]), codes[j]))[:NEAR_PLACES]
        seen.update((min(i, j), max(i, j)) for j in nearest)
    for i, j in sorted(seen):
        a, b = homes.get(codes[i], codes[i]), homes.get(codes[j], codes[j])
        length = ground.length_m(int(straight[i, j]), village=a)
        yield Edge(index[codes[i]], index[codes[j]], length, ground.road(a, b))


def _station_edges(anchors: Mapping[str, Anchor], *, index: Mapping[str, int]) -> Iterator[Edge]:
    """Stations that are nodes themselves, because a link ends there, also hang on their village."""
    for code, anchor in anchors.items():
        if code in index:
            yield Edge(index[code], anchor.node, anchor.length_m, anchor.road, local=True)


def _anchors(
    register: Register, *, homes: Mapping[str, str], ground: _Ground, index: Mapping[str, int]
) -> dict[str, Anchor]:
    """Each station hangs on its village, or on the place of its village that is nearest to it."""
    spots = _spots(homes, villages=ground.positions)
    at = dict(ground.positions) | {str(p.code): p.located.position for p in register.places}
    found = {}
    for station in register.stations:
        position = _station_position(station, ground=ground)
        if position is not None and station.village in index:
            near = min(spots[station.village], key=lambda code: (distance_m(position, at[code]), code))
            found[str(station.code)] = _anchor(
                station, position, at=(near, at[near]), ground=ground, index=index
            )
    return found


def _anchor(
    station: Station,
    position: Position,
    *,
    at: tuple[str, Position],
    ground: _Ground,
    index: Mapping[str, int],
) -> Anchor:
    narrow = station.code in ground.narrow_stations
    return Anchor(
        node=index[at[0]],
        village=index[station.village],
        length_m=ground.length_m(distance_m(position, at[1]), village=station.village),
        road=RoadClass.TRACK if narrow else ground.street(station.village),
        position=position,
    )
