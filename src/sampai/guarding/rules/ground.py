"""Stations and villages as columns, and the areas in which stations may be grouped.

Stations join within a kecamatan, a pattern and the same side of the road net, from village to bordering
village of one landmass. No area crosses water, nor a stretch where the road ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from sampai.guarding.model import Pattern, PatternSet, RiskClass
from sampai.guarding.ports import Metres32, Whole
from sampai.kernel.geo import Degrees, Position, distances_m
from sampai.kernel.ids import StationCode
from sampai.places.model import Border, Mode, Station, Territory

KECAMATAN = 10_000
"""A village's code over this is its kecamatan's."""

NUMBERS = 1_000
"""A station's code is its village's code times this, and its number."""

UNKNOWN = Position(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ground:
    """Villages in code order, with their settlement points (nan: unknown) and the borders between them.

    `a` and `b` are rows of bordering villages of one landmass, `border_m` the metres between their points.
    """

    village: Whole
    lat: Degrees
    lon: Degrees
    a: Whole
    b: Whole
    border_m: Whole


@dataclass(frozen=True, slots=True)
class Stands:
    """Stations in code order: village row, position (nan: unknown), pattern row, and road net or not."""

    code: Whole
    village: Whole
    lat: Degrees
    lon: Degrees
    pattern: Whole
    cut_off: NDArray[np.bool_]


def ground_of(territory: Territory, *, stations: Iterable[Station] = ()) -> Ground:
    """The villages of a territory, and those that only stations name."""
    at = {int(code): region for code, region in territory.regions.items() if len(code) == len("1704022013")}
    codes = sorted({*at, *(int(station.village) for station in stations)})
    row = {code: i for i, code in enumerate(codes)}
    known = [region.position if (region := at.get(code)) else None for code in codes]
    ways = [border for border in territory.borders if _on_one_landmass(border, territory=territory)]
    return Ground(
        village=np.array(codes, dtype=np.int64),
        lat=np.array([np.nan if one is None else one.lat for one in known], dtype=np.float64),
        lon=np.array([np.nan if one is None else one.lon for one in known], dtype=np.float64),
        a=np.array([row[int(border.a)] for border in ways], dtype=np.int64),
        b=np.array([row[int(border.b)] for border in ways], dtype=np.int64),
        border_m=np.array([max(1, border.distance_m) for border in ways], dtype=np.int64),
    )


def _on_one_landmass(border: Border, *, territory: Territory) -> bool:
    a, b = territory.regions.get(border.a), territory.regions.get(border.b)
    if a is None or b is None or a.landmass is None or b.landmass is None:
        return True
    return a.landmass == b.landmass


def stands_of(
    stations: Sequence[Station],
    *,
    ground: Ground,
    class_of: Mapping[StationCode, RiskClass],
    patterns: PatternSet,
    cut_off: frozenset[Mode],
) -> tuple[Stands, tuple[Pattern, ...]]:
    """Stations as columns, with the patterns that their rows name; where nobody said: at their village."""
    ordered = sorted(stations, key=lambda station: station.code)
    far = [is_cut_off(station, cut_off=cut_off) for station in ordered]
    own = [
        patterns.pattern_at(class_of[s.code], place=s.code, remote=is_remote(s, cut_off=cut_off))
        for s in ordered
    ]
    used = tuple(dict.fromkeys(own))
    village = np.searchsorted(ground.village, np.array([int(s.village) for s in ordered], dtype=np.int64))
    at = [s.located.position if s.located else None for s in ordered]
    stands = Stands(
        code=np.array([int(s.code) for s in ordered], dtype=np.int64),
        village=village,
        lat=np.where([p is None for p in at], ground.lat[village], [(p or UNKNOWN).lat for p in at]),
        lon=np.where([p is None for p in at], ground.lon[village], [(p or UNKNOWN).lon for p in at]),
        pattern=np.array([used.index(pattern) for pattern in own], dtype=np.int64),
        cut_off=np.array(far, dtype=np.bool_),
    )
    return stands, used


def is_cut_off(station: Station, *, cut_off: frozenset[Mode]) -> bool:
    """Whether only modes that leave the road net reach it."""
    return bool(station.access) and cut_off.issuperset(station.access)


def is_remote(station: Station, *, cut_off: frozenset[Mode]) -> bool:
    """Whether a remote variant of a pattern holds: the station is hard, or only reached off the road."""
    return station.hard or is_cut_off(station, cut_off=cut_off)


def areas_of(stands: Stands, *, ground: Ground) -> list[Whole]:
    """Rows of the stations of each area; areas in the order of their first station, rows ascending."""
    spot = (stands.village << 16) + (stands.pattern << 1) + stands.cut_off
    spots, of = np.unique(spot, return_inverse=True)
    _, label = connected_components(_joins(spots, ground=ground), directed=False)
    area = label[of]
    order = np.argsort(area, kind="stable")
    cuts = np.flatnonzero(np.diff(area[order])) + 1
    return sorted(np.split(order, cuts), key=lambda rows: int(rows[0])) if len(order) else []


def _joins(spots: Whole, *, ground: Ground) -> "csr_array[np.int8]":
    """Spots (village, pattern, road net or not) that differ in the village only, and border on each other."""
    near = ground.village[ground.a] // KECAMATAN == ground.village[ground.b] // KECAMATAN
    a, b = ground.a[near] << 16, ground.b[near] << 16
    found = []
    for kind in np.unique(spots & 0xFFFF):
        i, j = np.searchsorted(spots, a + kind), np.searchsorted(spots, b + kind)
        last = len(spots) - 1
        both = (spots[np.minimum(i, last)] == a + kind) & (spots[np.minimum(j, last)] == b + kind)
        found.append(np.stack([i[both], j[both]]))
    i, j = np.concatenate([*found, np.zeros((2, 0), dtype=np.int64)], axis=1)
    return csr_array((np.ones(len(i), dtype=np.int8), (i, j)), shape=(len(spots), len(spots)))


def graph_of(ground: Ground) -> "csr_array[np.int64]":
    """Metres between bordering villages, both ways round."""
    ends = (np.concatenate([ground.a, ground.b]), np.concatenate([ground.b, ground.a]))
    size = len(ground.village)
    return csr_array((np.concatenate([ground.border_m, ground.border_m]), ends), shape=(size, size))


def far_between(stands: Stands, *, rows: Whole, graph: "csr_array[np.int64]") -> Metres32:
    """Metres between the stations of one area, shape (n, n), from village to bordering village.

    Within a village and between bordering ones straight; farther apart at least as far as the villages on
    the way between them. Where no position is known: between the villages' points.
    """
    villages, of = np.unique(stands.village[rows], return_inverse=True)
    inner = graph[villages][:, villages] if len(villages) > 1 else csr_array((1, 1), dtype=np.int64)
    hops = np.rint(dijkstra(inner, directed=False)).astype(np.int64)
    lat, lon = stands.lat[rows], stands.lon[rows]
    lost = np.isnan(lat)
    straight = _straight(np.where(lost, 0, lat), np.where(lost, 0, lon), lost=lost)
    between = hops[of][:, of]
    next_to = ((inner.toarray() > 0) | np.eye(len(villages), dtype=np.bool_))[of][:, of]
    unknown = lost[:, None] | lost[None, :]
    found = np.where(unknown | ~next_to, np.maximum(between, np.where(unknown, 0, straight)), straight)
    return np.asarray(found, dtype=np.int32)


def _straight(lat: Degrees, lon: Degrees, *, lost: NDArray[np.bool_]) -> Whole:
    if lost.all():
        return np.zeros((len(lat), len(lat)), dtype=np.int64)
    middle = round(float(lat[~lost][0]), 3)
    return distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=middle)
