"""Patterns: those of parts of a territory, and what they come to when places are only counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from sampai.guarding.model import (
    GroupCount,
    Pattern,
    PatternOverride,
    PatternSet,
    RiskClass,
    StationRisk,
    Unit,
)
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import ceil_share
from sampai.places.model import CODE_LENGTH, PlaceKind, RegionLevel, Register


def with_overrides(
    patterns: PatternSet, *, overrides: Iterable[PatternOverride], units: Iterable[Unit], register: Register
) -> PatternSet:
    """The pattern set with the operation's own patterns over the pack's.

    An override for a unit holds in the kecamatan of its base; one for a Polres, in the whole regency.
    """
    areas = _areas(units, register=register)
    own = tuple(replace(one, within=areas.get(one.within, one.within)) for one in overrides)
    return replace(patterns, overrides=(*own, *patterns.overrides))


def _areas(units: Iterable[Unit], *, register: Register) -> Mapping[str, str]:
    areas: dict[str, str] = {}
    for unit in units:
        base = register.place(unit.base)
        if base is not None:
            level = RegionLevel.REGENCY if base.kind is PlaceKind.POLRES else RegionLevel.KECAMATAN
            areas[unit.code] = base.region[: CODE_LENGTH[level]]
    return areas


def groups_between(stations: int, *, pattern: Pattern) -> tuple[int, int]:
    """Fewest and most groups for a number of stations that may be grouped at will.

    The fewest: as large as the pattern allows. The most: no smaller than its range allows, but one group
    where there are fewer stations. Without a range both are the same.
    """
    fewest = ceil_share(stations, numerator=1, denominator=pattern.stations)
    return fewest, max(fewest, stations // pattern.least_stations) if pattern.least_stations else fewest


def officers_counted(
    risks: Sequence[StationRisk], *, patterns: PatternSet, digits: int
) -> Mapping[RiskClass, tuple[int, int]]:
    """Fewest and most officers per class, when stations are grouped at will within regions.

    `digits` of a station's code name its region: 4 regency, 6 kecamatan, 10 village. Ways, water and remote
    variants do not count here, so clusters of neighbours may need more than the fewest.
    """
    sums = dict.fromkeys(RiskClass, (0, 0))
    for (risk, place), count in sorted(Counter((one.risk, one.station[:digits]) for one in risks).items()):
        pattern = patterns.pattern_at(risk, place=place)
        fewest, most = groups_between(count, pattern=pattern)
        less, more = sums[risk]
        sums[risk] = less + fewest * pattern.officers, more + most * pattern.officers
    return sums


def groups_by_strength(
    risks: Sequence[StationRisk], *, patterns: PatternSet, officers: int
) -> tuple[GroupCount, ...]:
    """How many groups the officers suffice for, per class and kecamatan, within the ranges of the patterns.

    Every class first has as few groups as its pattern allows; then, while officers are left, a group more
    goes where a group has the most stations.
    """
    counts = [
        _fewest(RegionCode(place), pattern=patterns.pattern_at(risk, place=place), stations=count)
        for (risk, place), count in sorted(Counter((one.risk, one.station[:6]) for one in risks).items())
    ]
    left = officers - sum(one.officers for one in counts)
    waiting = [(-one.largest, i) for i, one in enumerate(counts) if one.groups < one.most]
    heapify(waiting)
    while waiting:
        _, i = heappop(waiting)
        if counts[i].pattern.officers > left:
            continue
        left -= counts[i].pattern.officers
        counts[i] = replace(counts[i], groups=counts[i].groups + 1)
        if counts[i].groups < counts[i].most:
            heappush(waiting, (-counts[i].largest, i))
    return tuple(counts)


def _fewest(kecamatan: RegionCode, *, pattern: Pattern, stations: int) -> GroupCount:
    fewest, most = groups_between(stations, pattern=pattern)
    return GroupCount(
        kecamatan=kecamatan, pattern=pattern, stations=stations, fewest=fewest, most=most, groups=fewest
    )
