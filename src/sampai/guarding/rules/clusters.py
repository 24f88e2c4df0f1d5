"""Groups of neighbouring stations that one squad guards.

Stations of one class and kecamatan are grouped: those of a village first, then those of villages that border
on it. A group never crosses water, nor a stretch where the road ends.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from sampai.guarding.model import Cluster, Pattern, PatternSet, RiskClass, StationRisk
from sampai.guarding.rules.path import cut, short_path
from sampai.kernel.geo import Position, distance_m, distances_m
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import ceil_share
from sampai.places.model import Border, Mode, Station, Territory

Spot = tuple[RegionCode, bool]
"""A village, and whether its stations are cut off from the road net."""

Spots = Mapping[Spot, Sequence[Station]]


def make_clusters(
    stations: Sequence[Station],
    *,
    risks: Sequence[StationRisk],
    patterns: PatternSet,
    territory: Territory,
    cut_off: frozenset[Mode] = frozenset(),
) -> tuple[Cluster, ...]:
    """Every station in one cluster, the fewest that the patterns allow in each connected area.

    `cut_off` are the modes that leave the road net: stations that only these reach join only their like.
    Stations with different patterns do not join either.
    """
    class_of = {risk.station: risk.risk for risk in risks}
    ordered = sorted(stations, key=lambda station: station.code)
    ways = _ways(territory)
    return tuple(
        cluster
        for (kecamatan, pattern), group in sorted(
            _groups(ordered, class_of=class_of, patterns=patterns, cut_off=cut_off).items(), key=_order_of
        )
        for area in _areas(_spots(group, cut_off=cut_off), ways=ways)
        for cluster in _chunks(area, ways=ways, territory=territory, pattern=pattern, kecamatan=kecamatan)
    )


def is_remote(station: Station, *, cut_off: frozenset[Mode]) -> bool:
    """Whether a remote variant of a pattern holds: the station is hard, or only reached off the road."""
    return station.hard or _is_cut_off(station, cut_off=cut_off)


def _groups(
    stations: Sequence[Station],
    *,
    class_of: Mapping[StationCode, RiskClass],
    patterns: PatternSet,
    cut_off: frozenset[Mode],
) -> Mapping[tuple[RegionCode, Pattern], list[Station]]:
    groups: dict[tuple[RegionCode, Pattern], list[Station]] = defaultdict(list)
    for station in stations:
        remote = is_remote(station, cut_off=cut_off)
        pattern = patterns.pattern_at(class_of[station.code], place=station.code, remote=remote)
        groups[RegionCode(station.village[:6]), pattern].append(station)
    return groups


def _order_of(group: tuple[tuple[RegionCode, Pattern], list[Station]]) -> tuple[str, str, str]:
    (kecamatan, pattern), stations = group
    return kecamatan, pattern.risk, stations[0].code


def _spots(stations: Sequence[Station], *, cut_off: frozenset[Mode]) -> Spots:
    spots: dict[Spot, list[Station]] = defaultdict(list)
    for station in stations:
        spots[station.village, _is_cut_off(station, cut_off=cut_off)].append(station)
    return spots


def _is_cut_off(station: Station, *, cut_off: frozenset[Mode]) -> bool:
    return bool(station.access) and cut_off.issuperset(station.access)


def _ways(territory: Territory) -> Mapping[tuple[RegionCode, RegionCode], int]:
    """Metres between bordering villages of one landmass, both ways round."""
    ways = {}
    for border in territory.borders:
        if _on_one_landmass(border, territory=territory):
            ways[border.a, border.b] = ways[border.b, border.a] = max(1, border.distance_m)
    return ways


def _on_one_landmass(border: Border, *, territory: Territory) -> bool:
    a, b = territory.regions.get(border.a), territory.regions.get(border.b)
    if a is None or b is None or a.landmass is None or b.landmass is None:
        return True
    return a.landmass == b.landmass


def _areas(spots: Spots, *, ways: Mapping[tuple[RegionCode, RegionCode], int]) -> Iterator[Spots]:
    keys = sorted(spots)
    _, label = connected_components(_graph(keys, ways=ways), directed=False)
    for area in range(int(label.max()) + 1):
        yield {key: spots[key] for key, its in zip(keys, label.tolist(), strict=True) if its == area}


def _graph(
    keys: Sequence[Spot], *, ways: Mapping[tuple[RegionCode, RegionCode], int]
) -> "csr_array[np.int64]":
    edges = [
        (i, j, ways[a, b])
        for i, (a, a_off) in enumerate(keys)
        for j, (b, b_off) in enumerate(keys)
        if a_off == b_off and (a, b) in ways
    ]
    at = np.array([edge[:2] for edge in edges], dtype=np.int64).reshape(-1, 2)
    length = np.array([edge[2] for edge in edges], dtype=np.int64)
    return csr_array((length, (at[:, 0], at[:, 1])), shape=(len(keys), len(keys)))


def _chunks(
    area: Spots,
    *,
    ways: Mapping[tuple[RegionCode, RegionCode], int],
    territory: Territory,
    pattern: Pattern,
    kecamatan: RegionCode,
) -> Iterator[Cluster]:
    order = _order(area, ways=ways, territory=territory)
    seen = [_seen(station, territory=territory) for station in order]
    legs = [_gap_m(a, b) for a, b in pairwise(seen)]
    start = 0
    for end in cut(legs, most=pattern.stations):
        yield _cluster(order[start:end], seen=seen[start:end], pattern=pattern, kecamatan=kecamatan)
        start = end


def _cluster(
    stations: Sequence[Station], *, seen: Sequence[Position | None], pattern: Pattern, kecamatan: RegionCode
) -> Cluster:
    return Cluster(
        risk=pattern.risk,
        kecamatan=kecamatan,
        stations=tuple(sorted(station.code for station in stations)),
        officers=pattern.officers,
        linmas=ceil_share(len(stations), numerator=pattern.linmas, denominator=pattern.stations),
        reach_m=max((_gap_m(a, b) for a in seen for b in seen), default=0),
    )


def _order(
    area: Spots, *, ways: Mapping[tuple[RegionCode, RegionCode], int], territory: Territory
) -> list[Station]:
    """All stations of an area, village after village, each walked on from where the last one ended."""
    keys = sorted(area)
    far = np.rint(dijkstra(_graph(keys, ways=ways), directed=False)).astype(np.int64)
    order: list[Station] = []
    for key in short_path(far.tolist(), first=int(far.max(axis=1).argmax())):
        after = _seen(order[-1], territory=territory) if order else None
        order.extend(_walk(area[keys[key]], after=after, territory=territory))
    return order


def _walk(stations: Sequence[Station], *, after: Position | None, territory: Territory) -> list[Station]:
    seen = [_seen(station, territory=territory) for station in stations]
    spots = [at for at in seen if at is not None]
    if len(spots) < len(stations):
        return list(stations)
    far = _far_m(spots)
    first = int(far.sum(axis=1).argmax())
    if after is not None:
        first = min(range(len(spots)), key=lambda i: (distance_m(spots[i], after), i))
    return [stations[i] for i in short_path(far.tolist(), first=first)]


def _far_m(spots: Sequence[Position]) -> NDArray[np.int64]:
    lat = np.array([at.lat for at in spots])
    lon = np.array([at.lon for at in spots])
    return distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=round(spots[0].lat, 3))


def _seen(station: Station, *, territory: Territory) -> Position | None:
    """Where a station is; where its village is when nobody said."""
    if station.located is not None:
        return station.located.position
    village = territory.regions.get(station.village)
    return village.position if village else None


def _gap_m(a: Position | None, b: Position | None) -> int:
    return 0 if a is None or b is None else distance_m(a, b)
