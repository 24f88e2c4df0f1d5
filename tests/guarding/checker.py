"""Looks over a guard plan without asking how it was made: what must hold of every one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sampai.guarding.model import Cluster, Duty, DutyKind, GuardPlan, RestRule, Unit
from sampai.kernel.ids import StationCode
from sampai.places.model import Territory

DIGITS = 10


def faults(
    guard: GuardPlan,
    *,
    duties: Sequence[Duty],
    stations: Iterable[StationCode],
    units: Iterable[Unit],
    territory: Territory,
    rest: RestRule,
) -> list[str]:
    """Everything that is wrong, in words that name it."""
    return [
        *_covered(guard.clusters, stations=stations),
        *_guarded(guard, duties=duties),
        *_by_land(guard.clusters, territory=territory),
        *_strengths(duties, units=units, rest=rest),
    ]


def _covered(clusters: Iterable[Cluster], *, stations: Iterable[StationCode]) -> Iterator[str]:
    times = Counter(station for cluster in clusters for station in cluster.stations)
    for station in stations:
        if times[station] != 1:
            yield f"station {station} is in {times[station]} groups"


def _guarded(guard: GuardPlan, *, duties: Iterable[Duty]) -> Iterator[str]:
    sent: Counter[str] = Counter()
    for duty in duties:
        if duty.kind is DutyKind.STATIONS:
            sent[duty.subject] += duty.officers
    listed = {one.cluster: one.given for one in guard.shortage.unguarded}
    for cluster in guard.clusters:
        wanted = listed.get(cluster.code, cluster.officers)
        if sent[cluster.code] != wanted:
            yield f"group {cluster.code} gets {sent[cluster.code]} officers and should get {wanted}"


def _by_land(clusters: Iterable[Cluster], *, territory: Territory) -> Iterator[str]:
    land = {code: region.landmass for code, region in territory.regions.items()}
    for cluster in clusters:
        villages = {station[:DIGITS] for station in cluster.stations}
        if len({land[village] for village in territory.regions if village in villages}) > 1:
            yield f"group {cluster.code} joins places that no way joins"


def _strengths(duties: Iterable[Duty], *, units: Iterable[Unit], rest: RestRule) -> Iterator[str]:
    """By every moment at which somebody leaves: those who are out, and those who are out or resting."""
    of: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        of[duty.unit].append(duty)
    for unit in units:
        for now in sorted({_leaves(duty) for duty in of[unit.code]}):
            begun = [duty for duty in of[unit.code] if _leaves(duty) <= now]
            out = sum(duty.officers for duty in begun if now < duty.ends + duty.travel_s)
            bound = sum(duty.officers for duty in begun if now < _rested(duty, rest=rest))
            on_watch = sum(
                duty.officers
                for duty in begun
                if duty.kind is DutyKind.PLACE and now < _next_turn(duty, rest=rest)
            )
            if out > unit.available:
                yield f"{unit.code} is over its strength at {now}"
            elif max(bound, on_watch) > unit.available:
                yield f"{unit.code} has people on duty at {now} who should rest"


def _leaves(duty: Duty) -> int:
    return duty.starts - duty.travel_s


def _rested(duty: Duty, *, rest: RestRule) -> int:
    """Free again: home, and after watches and escorts rested before arriving at the next work."""
    home = duty.ends + duty.travel_s
    if duty.kind in {DutyKind.STATIONS, DutyKind.RESERVE}:
        return home
    off_s = min(rest.least_off_h * 3600, duty.ends - duty.starts)
    return max(home, duty.ends + off_s - duty.travel_s)


def _next_turn(duty: Duty, *, rest: RestRule) -> int:
    """When people who stood watch may leave for their next one."""
    off_s = max(
        min(rest.least_off_h * 3600, duty.ends - duty.starts), rest.off_per_on * (duty.ends - duty.starts)
    )
    return max(duty.ends + duty.travel_s, duty.ends + off_s - duty.travel_s)
