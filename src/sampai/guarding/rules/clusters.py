"""Groups of neighbouring stations that one squad guards.

What is sought, in this order: as few groups as the patterns allow in each area (see `ground`), then as little
way as possible from the middle station of each group to its others. Neighbours of one village stay together
unless splitting them saves a group or way.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sampai.guarding.model import Cluster, GuardRules, Pattern, PatternSet, RiskClass, StationRisk
from sampai.guarding.ports import Grouper, Metres32, Whole
from sampai.guarding.rules.ground import (
    KECAMATAN,
    NUMBERS,
    Ground,
    Stands,
    areas_of,
    far_between,
    graph_of,
    ground_of,
    stands_of,
)
from sampai.guarding.rules.path import PathGrouper, short_path
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import ceil_share
from sampai.places.model import Mode, Station, Territory
from sampai.places.rules.network import RURAL

BY_PATH = PathGrouper()


def make_clusters(
    stations: Sequence[Station],
    *,
    risks: Sequence[StationRisk],
    patterns: PatternSet,
    territory: Territory,
    cut_off: frozenset[Mode] = frozenset(),
    grouper: Grouper = BY_PATH,
    sending: GuardRules | None = None,
) -> tuple[Cluster, ...]:
    """Every station in one cluster, the fewest that the patterns allow in each connected area.

    `cut_off` are the modes that leave the road net: stations that only these reach join only their like.
    Stations with different patterns do not join either. Rounds take no time without the pack's `sending`.
    """
    ground = ground_of(territory, stations=stations)
    stands, used = stands_of(
        stations,
        ground=ground,
        class_of={risk.station: risk.risk for risk in risks},
        patterns=patterns,
        cut_off=cut_off,
    )
    found = [
        _cluster(
            stands.code[rows],
            far=far,
            pattern=used[stands.pattern[rows[0]]],
            kmh=_kmh(sending, cut_off=bool(stands.cut_off[rows[0]])),
        )
        for rows, far in groups_of(stands, ground=ground, patterns=used, grouper=grouper)
    ]
    return tuple(sorted(found, key=lambda one: (one.kecamatan, one.risk, one.stations)))


def groups_of(
    stands: Stands, *, ground: Ground, patterns: Sequence[Pattern], grouper: Grouper
) -> Iterator[tuple[Whole, Metres32]]:
    """The rows of the stations of each group, and the metres between them, area after area."""
    graph = graph_of(ground)
    for rows in areas_of(stands, ground=ground):
        far = far_between(stands, rows=rows, graph=graph)
        pattern = patterns[stands.pattern[rows[0]]]
        label = levelled(grouper.group(far, most=pattern.stations), far=far, least=pattern.least_stations)
        order = np.argsort(label, kind="stable")
        for inside in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
            yield rows[inside], far[np.ix_(inside, inside)]


def levelled(label: Whole, *, far: Metres32, least: int) -> Whole:
    """Groups again, each of at least so many stations where there are enough for all groups.

    The smallest group takes what lies nearest to its middle from groups that can spare one. Where an area has
    too few stations, the groups are as even as that goes.
    """
    label = label.copy()
    size = np.bincount(label)
    least = min(least, len(label) // len(size))
    while size.min() < least:
        small = int(size.argmin())
        own = np.flatnonzero(label == small)
        middle = own[middle_of(far[np.ix_(own, own)])]
        able = np.flatnonzero(size[label] > least)
        nearest = able[int(far[middle, able].argmin())]
        size[label[nearest]] -= 1
        size[small] += 1
        label[nearest] = small
    return label


def _kmh(sending: GuardRules | None, *, cut_off: bool) -> int:
    if sending is None:
        return 0
    return sending.walk_kmh if cut_off else sending.ride_kmh


def fewest(
    stations: Sequence[Station],
    *,
    class_of: Mapping[StationCode, RiskClass],
    patterns: PatternSet,
    territory: Territory,
    cut_off: frozenset[Mode],
) -> int:
    """The officers that a pattern set asks for, without making the clusters: areas are counted."""
    ground = ground_of(territory, stations=stations)
    stands, used = stands_of(stations, ground=ground, class_of=class_of, patterns=patterns, cut_off=cut_off)
    return sum(
        used[stands.pattern[rows[0]]].officers * -(-len(rows) // used[stands.pattern[rows[0]]].stations)
        for rows in areas_of(stands, ground=ground)
    )


def _cluster(codes: Whole, *, far: Metres32, pattern: Pattern, kmh: int) -> Cluster:
    post = middle_of(far)
    return Cluster(
        risk=pattern.risk,
        kecamatan=RegionCode(str(codes[0] // (KECAMATAN * NUMBERS))),
        stations=tuple(StationCode(str(code)) for code in codes.tolist()),
        officers=pattern.officers,
        linmas=ceil_share(len(codes), numerator=pattern.linmas, denominator=pattern.stations),
        reach_m=int(far.max()),
        post=StationCode(str(codes[post])),
        leg_m=_way_m(int(far[post].max())),
        pattern=pattern.shape,
        least_stations=pattern.least_stations,
        round_s=_seconds(_way_m(_round_m(far, first=post)), kmh=kmh),
    )


def middle_of(far: Metres32) -> int:
    """The station with the least sum of distances to the others; the first of equals."""
    return int(far.sum(axis=1, dtype=np.int64).argmin())


def _round_m(far: Metres32, *, first: int) -> int:
    """A short round over all stations, back to the first."""
    path = short_path(far.tolist(), first=first)
    return sum(int(far[a, b]) for a, b in zip(path, [*path[1:], path[0]], strict=True))


def _way_m(straight_m: int) -> int:
    return -(-straight_m * RURAL // 10)


def _seconds(way_m: int, *, kmh: int) -> int:
    return -(-way_m * 18 // (5 * kmh)) if kmh else 0
