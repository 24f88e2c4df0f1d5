"""Who goes where: the reserve first, then officers to clusters, and what remains unguarded.

Only police count as officers of the pattern (`is_police`). The reserve is kept back as the pack says. The
most vulnerable clusters are filled first, among one class the larger ones; then the officers' own kecamatan
counts before the regency's other units, these before units from elsewhere, and last the time on the way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sampai.guarding.model import (
    Cluster,
    Duty,
    DutyKind,
    GuardPlan,
    GuardRules,
    PatternSet,
    ReservePost,
    RiskClass,
    Unguarded,
    Unit,
)
from sampai.guarding.ports import Whole
from sampai.guarding.rules.assign import assign
from sampai.guarding.rules.field import Field, field_of
from sampai.guarding.rules.reserve import best_posts
from sampai.guarding.rules.risk import STRICTNESS
from sampai.guarding.rules.shortage import with_ways_out
from sampai.guarding.rules.travel import Points, points_of, travel
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode, UnitCode
from sampai.kernel.quantity import ceil_share
from sampai.places.model import CODE_LENGTH, Mode, Place, PlaceKind, RegionLevel, Register, Territory

ELSEWHERE = 10_000_000
"""Seconds that a step away from the own kecamatan counts for: more than any way within a regency."""

KEEPERS = (PlaceKind.POLRES, PlaceKind.POLSEK)
"""Where a reserve can stand when no forward post (pos aju) is listed."""


def send_out(
    plan: GuardPlan,
    *,
    register: Register,
    units: Sequence[Unit],
    territory: Territory,
    sending: GuardRules,
    cut_off: frozenset[Mode] = frozenset(),
    sets: Iterable[PatternSet] = (),
) -> GuardPlan:
    """The plan with duties of stations and reserve, the reserve's posts, the shortage and what would help.

    `units` are those that the plan was made for; `sets` the pattern sets that are compared.
    """
    field = field_of(register, units=units, territory=territory, cut_off=cut_off, sending=sending)
    sent = with_duties(plan, field=field, sending=sending)
    return with_ways_out(sent, field=field, units=units, sets=sets, cut_off=cut_off, sending=sending)


def with_duties(plan: GuardPlan, *, field: Field, sending: GuardRules) -> GuardPlan:
    """The plan with duties of stations and reserve, the reserve's posts, and who stands unguarded."""
    kept = kept_back(field, percent=sending.reserve_percent)
    posts, reserve = _reserve(plan, field=field, kept=kept, sending=sending)
    clusters = sorted(plan.clusters, key=urgency)
    ways = _ways_to(clusters, field=field)
    supply = np.array([unit.available for unit in field.units], dtype=np.int64) - kept
    demand = np.array([cluster.officers for cluster in clusters], dtype=np.int64)
    sent = assign(ways.cost, supply=supply, demand=demand)
    guards = [
        _duty(DutyKind.STATIONS, clusters[task].code, way=(ways, unit, task), count=count, sending=sending)
        for unit, task, count in _counts(sent)
    ]
    left = tuple(_unguarded(clusters, given=sent.sum(axis=0)))
    shortage = replace(
        plan.shortage,
        missing=sum(one.missing for one in left),
        unguarded=left,
        reserve=int(kept.sum()),
    )
    duties = tuple(sorted((*guards, *reserve), key=lambda duty: (duty.kind, duty.subject, duty.unit)))
    return replace(plan, duties=duties, reserve=posts, shortage=shortage)


def urgency(cluster: Cluster) -> tuple[int, int, str]:
    """Which cluster is filled first: the most vulnerable, among one class the largest."""
    return -STRICTNESS.index(cluster.risk), -len(cluster.stations), cluster.code


def kept_back(field: Field, *, percent: int) -> Whole:
    """Officers of each unit that stay in reserve: first those of the Polres, then of the largest units."""
    left = ceil_share(sum(unit.available for unit in field.units), numerator=percent, denominator=100)
    kept = np.zeros(len(field.units), dtype=np.int64)
    bases = [field.register.place(unit.base) for unit in field.units]
    central = [base is not None and base.kind is PlaceKind.POLRES for base in bases]
    for i in sorted(range(len(kept)), key=lambda i: (not central[i], -field.units[i].available, i)):
        kept[i] = min(left, field.units[i].available)
        left -= int(kept[i])
    return kept


@dataclass(frozen=True, slots=True)
class _Ways:
    """From the units to some tasks: time, way, and cost with what counts before time."""

    units: tuple[UnitCode, ...]
    seconds: Whole
    metres: Whole
    cost: Whole


def _ways_to(clusters: Sequence[Cluster], *, field: Field) -> _Ways:
    posts = [cluster.post or cluster.stations[0] for cluster in clusters]
    ways = _ways(field.points(posts), field=field)
    homes = [_home(unit, field=field) for unit in field.units]
    kecamatan = [str(cluster.kecamatan) for cluster in clusters]
    own = np.array([[home == one for one in kecamatan] for home in homes], dtype=np.bool_)
    borrowed = np.array([not home.startswith(field.territory.root) for home in homes], dtype=np.bool_)
    steps = np.where(own.reshape(ways.cost.shape), 0, 1 + borrowed[:, None])
    return replace(ways, cost=ways.cost + ELSEWHERE * steps)


def _home(unit: Unit, *, field: Field) -> str:
    """The kecamatan that a unit belongs to; the regency for its Polres; nothing where nobody knows."""
    base = field.register.place(unit.base)
    if base is None:
        return ""
    width = CODE_LENGTH[RegionLevel.REGENCY if base.kind is PlaceKind.POLRES else RegionLevel.KECAMATAN]
    return base.region[:width]


def _ways(to: Points, *, field: Field) -> _Ways:
    bases = field.places([unit.base for unit in field.units])
    seconds, metres = travel(field.roads, bases=bases, to=to)
    return _Ways(tuple(unit.code for unit in field.units), seconds, metres, seconds)


def _counts(sent: Whole) -> Iterator[tuple[int, int, int]]:
    for unit, task in zip(*np.nonzero(sent), strict=True):
        yield int(unit), int(task), int(sent[unit, task])


def _duty(
    kind: DutyKind, subject: str, *, way: tuple[_Ways, int, int], count: int, sending: GuardRules
) -> Duty:
    ways, unit, task = way
    starts, ends = _hours(kind, sending=sending)
    return Duty(
        kind=kind,
        subject=subject,
        unit=ways.units[unit],
        officers=count,
        starts=starts,
        ends=ends,
        distance_m=int(ways.metres[unit, task]),
        travel_s=int(ways.seconds[unit, task]),
    )


def _hours(kind: DutyKind, *, sending: GuardRules) -> tuple[HTime, HTime]:
    if kind is not DutyKind.RESERVE:
        return sending.starts, sending.ends
    starts, ends = sending.reserve_starts, sending.reserve_ends
    return sending.starts if starts is None else starts, sending.ends if ends is None else ends


def _unguarded(clusters: Sequence[Cluster], *, given: Whole) -> Iterator[Unguarded]:
    for cluster, count in zip(clusters, given.tolist(), strict=True):
        if count < cluster.officers:
            yield Unguarded(
                cluster=cluster.code,
                risk=cluster.risk,
                stations=cluster.stations,
                pattern=cluster.pattern,
                officers=cluster.officers,
                given=count,
            )


def _reserve(
    plan: GuardPlan, *, field: Field, kept: Whole, sending: GuardRules
) -> tuple[tuple[ReservePost, ...], list[Duty]]:
    sites = sites_of(field.register)
    count = min(sending.posts, len(sites), int(kept.sum()))
    if not count:
        return (), []
    wanted = worst_stations(plan)
    at = points_of(sites, ground=field.roads.ground)
    seconds, _ = travel(field.roads, bases=at, to=field.points(wanted))
    chosen = best_posts(seconds, count=count)
    nearest = seconds[list(chosen)].argmin(axis=0) if wanted else np.zeros(0, dtype=np.int64)
    size = [len(part) for part in np.array_split(np.arange(int(kept.sum())), count)]
    posts = tuple(
        ReservePost(
            place=sites[site].code,
            officers=size[i],
            stations=tuple(station for station, at in zip(wanted, nearest, strict=True) if at == i),
            response_s=int(seconds[site][nearest == i].max(initial=0)),
        )
        for i, site in enumerate(chosen)
    )
    ways = _ways(_only(at, chosen), field=field)
    sent = assign(ways.cost, supply=kept, demand=np.array(size, dtype=np.int64))
    return posts, [
        _duty(DutyKind.RESERVE, posts[task].place, way=(ways, unit, task), count=n, sending=sending)
        for unit, task, n in _counts(sent)
    ]


def _only(points: Points, rows: Sequence[int]) -> Points:
    at = list(rows)
    return Points(points.village[at], points.lat[at], points.lon[at])


def sites_of(register: Register) -> tuple[Place, ...]:
    """Where a reserve can stand: forward posts where some are listed, else police stations."""
    forward = register.of_kind(PlaceKind.FORWARD_POST)
    return forward or tuple(place for place in register.places if place.kind in KEEPERS)


def worst_stations(plan: GuardPlan) -> list[StationCode]:
    """The stations of the most vulnerable class that there is; special ones come after vulnerable ones."""
    for risk in (RiskClass.VERY, RiskClass.VULNERABLE, RiskClass.SPECIAL, RiskClass.LESS):
        found = [one.station for one in plan.risks if one.risk is risk]
        if found:
            return found
    return []
