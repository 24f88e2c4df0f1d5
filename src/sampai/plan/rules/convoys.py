"""Journeys that go together: from one place, in one hour, in one direction; and the escorts they need."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import atan2, degrees

from sampai.guarding.model import Duty, DutyKind
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.geo import Position, shrink
from sampai.kernel.quantity import ceil_share
from sampai.plan.model import Convoy, EscortRules
from sampai.transport.model import DeliveryPlan, Journey

SPREAD_DEG = 45
"""Journeys whose directions differ by no more go in one direction. Assumed."""

Positions = Mapping[str, Position]


def convoys_of(
    delivery: DeliveryPlan,
    *,
    rules: EscortRules,
    positions: Positions,
    stations: Sequence[Duty] = (),
    soldiers: bool = True,
) -> tuple[Convoy, ...]:
    """All convoys of the way out and back in order of time, each with its need.

    `stations` are duties of officers who walk with the boxes of their stations; they count at the first
    journey of each way that they go with. `soldiers`: whether the army has a unit that could take its share.
    """
    walkers = _walkers(stations, back={journey.code for journey in delivery.back})
    groups: dict[tuple[str, HTime], list[Journey]] = defaultdict(list)
    for journey in (*delivery.journeys, *delivery.back):
        if rules.of(journey.mode) is not None:
            groups[journey.origin, HTime(journey.departs // HOUR)].append(journey)
    found = [
        _convoy(together, rules=rules, walkers=walkers)
        for group in groups.values()
        for together in directions(group, positions=positions)
    ]
    found.sort(key=lambda convoy: (convoy.starts, convoy.code))
    return tuple(_shared(found, percent=rules.soldiers_percent if soldiers else 0))


def directions(journeys: Iterable[Journey], *, positions: Positions) -> list[list[Journey]]:
    """Journeys of one place by the direction of their farthest stop; those of unknown direction apart."""
    known = [
        (way, journey)
        for journey in sorted(journeys, key=lambda journey: journey.code)
        if (way := _bearing(journey, positions=positions)) is not None
    ]
    lost = [[one] for one in journeys if _bearing(one, positions=positions) is None]
    return [*lost, *_fans(known)]


def _fans(known: Sequence[tuple[int, Journey]]) -> list[list[Journey]]:
    """Runs of directions no wider than the spread, begun behind the widest gap of the circle."""
    if not known:
        return []
    ways = sorted({way for way, _ in known})
    gaps = [(ways[i] - ways[i - 1]) % 360 or 360 for i in range(len(ways))]
    first = ways[gaps.index(max(gaps))]
    fans: list[list[Journey]] = []
    start = -360
    for turned, journey in sorted(
        (((way - first) % 360, journey) for way, journey in known), key=lambda one: (one[0], one[1].code)
    ):
        if turned - start > SPREAD_DEG:
            fans.append([])
            start = turned
        fans[-1].append(journey)
    return fans


def _bearing(journey: Journey, *, positions: Positions) -> int | None:
    """Degrees clockwise from north to the last stop, whole."""
    start, end = positions.get(journey.origin), positions.get(journey.stops[-1].place)
    if start is None or end is None:
        return None
    east = (end.lon - start.lon) * shrink(round(start.lat, 3))
    return round(degrees(atan2(east, end.lat - start.lat))) % 360


def _convoy(journeys: Sequence[Journey], *, rules: EscortRules, walkers: Mapping[str, int]) -> Convoy:
    first = min(journeys, key=lambda journey: (journey.departs, journey.code))
    with_boxes = sum(walkers.get(journey.code, 0) for journey in journeys)
    return Convoy(
        code=f"IR-{first.code}",
        origin=first.origin,
        journeys=tuple(sorted(journey.code for journey in journeys)),
        starts=HTime(min(journey.loads for journey in journeys) - rules.muster_s),
        departs=first.departs,
        ends=max(journey.free for journey in journeys),
        officers=max(0, _riders(journeys, rules=rules) - with_boxes),
        outriders=max(rules.outriders_of(one.giver, receiver=one.receiver) for one in journeys),
        with_boxes=with_boxes,
    )


def _riders(journeys: Iterable[Journey], *, rules: EscortRules) -> int:
    """Officers that go with the vehicles; vehicles under one rule are counted together."""
    vehicles: dict[int, int] = defaultdict(int)
    for journey in journeys:
        rule = rules.of(journey.mode)
        if rule is not None:
            vehicles[rules.vehicles.index(rule)] += len(journey.vehicles)
    return sum(
        ceil_share(
            count, numerator=rules.vehicles[row].officers, denominator=rules.vehicles[row].per_vehicles
        )
        for row, count in vehicles.items()
    )


def _walkers(stations: Iterable[Duty], *, back: Container[str]) -> Mapping[str, int]:
    """Officers of stations by the first journey out, and the first one back, that they go with."""
    walkers: dict[str, int] = defaultdict(int)
    for duty in stations:
        if duty.kind is DutyKind.STATIONS:
            out = [code for code in duty.journeys if code not in back]
            home = [code for code in duty.journeys if code in back]
            for code in (*out[:1], *home[:1]):
                walkers[code] += duty.officers
    return walkers


def _shared(convoys: Iterable[Convoy], *, percent: int) -> Iterator[Convoy]:
    """Each convoy with its soldiers, so that their share of all escorts so far is never above the percent."""
    escorts = given = 0
    for convoy in convoys:
        escorts += convoy.needed
        soldiers = min(convoy.needed, escorts * percent // 100 - given)
        given += soldiers
        yield replace(convoy, soldiers=soldiers)
