"""Escorts of the journeys: seats kept for them, and the units that send them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sampai.guarding.model import Duty, DutyKind, RestRule, Unit
from sampai.guarding.rules.bases import Way, ways_to, why_nobody
from sampai.guarding.rules.bound import bound, rested, still_kept, works_of
from sampai.guarding.rules.crewing import Crews, Offer, Work, crew
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.field import Field
from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import UnitCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode, Register, Territory
from sampai.plan.model import Convoy, EscortPlan, EscortRules, EscortShortage, Ride
from sampai.plan.rules.convoys import convoys_of
from sampai.transport.model import DeliveryPlan, ModeRule, VehicleGroup

ARMY = "tni"


def fleet_with_seats(
    fleet: Iterable[VehicleGroup], *, modes: Iterable[ModeRule], rules: EscortRules
) -> tuple[VehicleGroup, ...]:
    """The fleet with the room that is left for goods when the escorts sit in it.

    A vehicle that holds nothing beside its escorts keeps its room: they follow it, and a check says so.
    """
    seats = {mode.mode: mode.escort_seats for mode in modes}
    return tuple(_seated(group, seats=seats.get(group.mode, 0), rules=rules) for group in fleet)


def riders_of(mode: Mode, *, rules: EscortRules) -> int:
    """Escorts that sit in each vehicle of a means of transport."""
    rule = rules.of(mode)
    if rule is None or rule.ride is not Ride.ABOARD:
        return 0
    return -(-rule.officers // rule.per_vehicles)


def has_room(group: VehicleGroup, *, seats: int, rules: EscortRules) -> bool:
    """Whether a vehicle of a group holds goods beside its escorts."""
    return _left(group, seats=seats, rules=rules) != Load()


def _seated(group: VehicleGroup, *, seats: int, rules: EscortRules) -> VehicleGroup:
    room = _left(group, seats=seats, rules=rules)
    return group if room == Load() else replace(group, room=room)


def _left(group: VehicleGroup, *, seats: int, rules: EscortRules) -> Load:
    """The room that the escorts without a seat leave; none where they need more than all of it."""
    standing = max(0, riders_of(group.mode, rules=rules) - seats)
    room, person = group.room, rules.person
    parts = (
        room.boxes - standing * person.boxes,
        room.volume_l - standing * person.volume_l,
        room.weight_g - standing * person.weight_g,
    )
    return Load(*parts) if min(parts) > 0 else Load()


def plan_escorts(
    delivery: DeliveryPlan,
    *,
    units: Sequence[Unit],
    field: Field,
    rules: EscortRules,
    rest: RestRule,
    others: Sequence[Duty] = (),
    yielding: Sequence[Duty] = (),
) -> tuple[EscortPlan, tuple[Duty, ...]]:
    """Convoys of the way out and back, and the units that escort them, the nearest first.

    `others` are duties that stand already; those of `yielding` give way where a convoy would lack people, and
    what is left of them is handed back. The army sends its share where it has units; the police the rest.
    """
    convoys = convoys_of(
        delivery,
        rules=rules,
        positions=positions_of(field.register, territory=field.territory),
        stations=others,
        soldiers=any(is_army(unit) and unit.available for unit in units),
    )
    ways = _ways(convoys, units=units, field=field)
    works = [work for convoy in convoys for work in _works(convoy, ways=ways[convoy.origin], rest=rest)]
    crews = crew(
        [*works, *works_of(yielding)],
        strength={unit.code: unit.available for unit in units},
        busy=bound(others, rest=rest),
    )
    plan = EscortPlan(
        convoys=convoys,
        duties=tuple(_duties(convoys, crews=crews, ways=ways)),
        missing=tuple(_missing(convoys, crews=crews, ways=ways)),
    )
    return plan, still_kept(yielding, crews=crews)


def is_army(unit: Unit) -> bool:
    """Whether a unit is the army's."""
    return unit.institution.strip().lower() == ARMY


def positions_of(register: Register, *, territory: Territory) -> Mapping[str, Position]:
    """Where places, stations and regions are; a station without a position stands at its village."""
    found = {str(code): region.position for code, region in territory.regions.items() if region.position}
    found |= {str(place.code): place.located.position for place in register.places}
    for station in register.stations:
        at = station.located.position if station.located else found.get(station.village)
        if at is not None:
            found[station.code] = at
    return found


Ways = Mapping[str, tuple[Way, ...]]


def _ways(convoys: Iterable[Convoy], *, units: Sequence[Unit], field: Field) -> Ways:
    """Units that may escort, by the place where convoys begin: police and army apart, so both are near."""
    return {
        origin: tuple(
            way
            for able in (is_police, is_army)
            for way in ways_to(origin, units=filter(able, units), field=field)
        )
        for origin in sorted({convoy.origin for convoy in convoys})
    }


def _works(convoy: Convoy, *, ways: Sequence[Way], rest: RestRule) -> Iterator[Work]:
    """The police's and the army's part of a convoy."""
    police = [way for way in ways if is_police(way.unit)]
    army = [way for way in ways if is_army(way.unit)]
    if convoy.needed > convoy.soldiers:
        yield _work(convoy.code, convoy, need=convoy.needed - convoy.soldiers, ways=police, rest=rest)
    if convoy.soldiers:
        yield _work(_soldiers(convoy), convoy, need=convoy.soldiers, ways=army, rest=rest)


def _work(code: str, convoy: Convoy, *, need: int, ways: Sequence[Way], rest: RestRule) -> Work:
    off_s = rest.off_s(convoy.ends - convoy.starts)
    return Work(
        code,
        need,
        tuple(
            Offer(
                way.unit.code,
                HTime(convoy.starts - way.travel_s),
                rested(convoy.ends, off_s=off_s, travel_s=way.travel_s),
                way.distance_m // 10 + rank,
            )
            for rank, way in enumerate(ways)
        ),
    )


def _soldiers(convoy: Convoy) -> str:
    return f"{convoy.code} {ARMY}"


def _crews(convoy: Convoy, *, crews: Crews) -> dict[UnitCode, int]:
    sent: dict[UnitCode, int] = defaultdict(int)
    for code in (convoy.code, _soldiers(convoy)):
        for unit, officers in crews.get(code, {}).items():
            sent[unit] += officers
    return sent


def _duties(convoys: Iterable[Convoy], *, crews: Crews, ways: Ways) -> Iterator[Duty]:
    for convoy in convoys:
        of = {way.unit.code: way for way in ways[convoy.origin]}
        for unit, officers in sorted(_crews(convoy, crews=crews).items()):
            yield Duty(
                kind=DutyKind.JOURNEY,
                subject=convoy.code,
                unit=unit,
                officers=officers,
                starts=convoy.starts,
                ends=convoy.ends,
                journeys=convoy.journeys,
                distance_m=of[unit].distance_m,
                travel_s=of[unit].travel_s,
            )


def _missing(convoys: Iterable[Convoy], *, crews: Crews, ways: Ways) -> Iterator[EscortShortage]:
    for convoy in convoys:
        missing = convoy.needed - sum(_crews(convoy, crews=crews).values())
        if missing:
            yield EscortShortage(convoy=convoy.code, missing=missing, why=why_nobody(ways[convoy.origin]))
