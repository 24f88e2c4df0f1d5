"""Who has to do what: from the legs of a plan to the tasks of the persons on a phone.

Each step of a box belongs to one side, so that two phones do not state it twice: the giver loads and the
receiver takes; whoever rides with the goods departs, arrives and gives. That is the carrier where a carrier
has a phone, else the giver's own people. Escorts and supervisors state what changes nothing: checkpoints,
looks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.election.model import Direction, Level
from sampai.fieldwork.model import FieldBox, FieldPerson, Halt, Leg, Meet, Step, Task
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution

DIGITS = {Level.KPU: 4, Level.PPK: 6, Level.PPS: 10, Level.STATION: 13}
"""How long the code of a level's territory is."""
CARRIERS = (Institution.PROVIDER,)
ESCORTS = (Institution.POLRI, Institution.TNI)
KEEPS = (Level.KPU, Level.PPK, Level.PPS)
"""Levels that store what they take."""
SEALED = "B"
"""Ballot boxes, by the letter in their code: only they are opened and sealed at the station."""


def level_of(institution: Institution, territory: RegionCode) -> Level | None:
    """The committee that a person of the commission works for, told by the length of the territory's code."""
    if institution is not Institution.KPU:
        return None
    return next((level for level, digits in DIGITS.items() if digits == len(territory)), None)


def seat_of(level: Level, station: str) -> RegionCode:
    """The territory of the committee of a level that a station belongs to."""
    return RegionCode(station[: DIGITS[level]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All that tasks are made of, beside the person."""

    election: str
    legs: Sequence[Leg]
    boxes: Mapping[str, Sequence[FieldBox]]
    """By station."""
    people: Mapping[str, Meet]
    """By territory: the committee's person who has a phone."""
    carried: bool
    """Whether a carrier has a phone here."""
    place_names: Mapping[str, str]
    quiet: frozenset[str] = frozenset()
    """Stations without a data signal."""


def tasks_of(person: FieldPerson, *, day: Day) -> tuple[Task, ...]:
    """The tasks of one person, in the order of time; those without a time last."""
    found = sorted(_tasks(person, day), key=lambda one: (one.at_ms == 0, one.at_ms))
    return tuple(found)


def _tasks(person: FieldPerson, day: Day) -> Iterator[Task]:
    legs = [own for leg in day.legs if (own := _own(leg, person.territory)).halts]
    if person.institution is Institution.BAWASLU:
        return (
            _at_halt(person, Step.CHECK, leg, halt, day, meets=leg.receiver)
            for leg in legs
            for halt in leg.halts
        )
    if person.institution in ESCORTS:
        return (_on_leg(person, Step.CHECKPOINT, leg, day, boxes=False) for leg in legs)
    if person.institution in CARRIERS:
        return (task for leg in legs for task in _ride(person, leg, day))
    return _committee(person, legs, day)


def _own(leg: Leg, territory: RegionCode) -> Leg:
    """The leg with only those stops that touch a territory."""
    here = [halt for halt in leg.halts if any(station.startswith(territory) for station in halt.stations)]
    return replace(leg, halts=tuple(here))


def _committee(person: FieldPerson, legs: Iterable[Leg], day: Day) -> Iterator[Task]:
    for leg in legs:
        if person.level is leg.giver:
            yield from _gives(person, leg, day)
        if person.level is leg.receiver:
            yield from _takes(person, leg, day)
    if person.level is Level.STATION:
        yield from _at_station(person, day)


def _gives(person: FieldPerson, leg: Leg, day: Day) -> Iterator[Task]:
    if leg.direction is Direction.BACK:
        for halt in leg.halts:
            yield _at_halt(person, Step.RETURN, leg, halt, day, meets=leg.receiver)
        return
    yield _on_leg(person, Step.LOAD, leg, day)
    if not day.carried:
        yield from _ride(person, leg, day)


def _ride(person: FieldPerson, leg: Leg, day: Day) -> Iterator[Task]:
    """What is done by whoever is with the goods."""
    if leg.direction is Direction.BACK:
        for halt in leg.halts:
            yield _at_halt(person, Step.LOAD, leg, halt, day, meets=leg.giver)
        yield _home(person, Step.ARRIVE, leg, day)
        return
    yield _on_leg(person, Step.DEPART, leg, day)
    for halt in leg.halts:
        yield _at_halt(person, Step.ARRIVE, leg, halt, day, meets=None)
        yield _at_halt(person, Step.GIVE, leg, halt, day, meets=leg.receiver)


def _takes(person: FieldPerson, leg: Leg, day: Day) -> Iterator[Task]:
    if leg.direction is Direction.BACK:
        yield _home(person, Step.TAKE, leg, day)
        yield _home(person, Step.STORE, leg, day)
        return
    for halt in leg.halts:
        yield _at_halt(person, Step.TAKE, leg, halt, day, meets=leg.giver)
        if leg.receiver in KEEPS:
            yield _at_halt(person, Step.STORE, leg, halt, day, meets=None)


def _at_station(person: FieldPerson, day: Day) -> Iterator[Task]:
    """What the KPPS does whether or not a journey calls at its station."""
    station = str(person.territory)
    boxes = tuple(day.boxes.get(station, ()))
    sealed = tuple(box for box in boxes if SEALED in box.code)
    name, quiet = day.place_names.get(station, station), station in day.quiet
    legs = [leg for leg in day.legs if station in leg.stations]
    steps = [(Step.OPEN, sealed), (Step.COPY, sealed), (Step.CLOSE, sealed), (Step.REPORT, ())]
    if not any(leg.receiver is Level.STATION for leg in legs):
        steps.insert(0, (Step.TAKE, boxes))
    if not any(leg.giver is Level.STATION for leg in legs):
        steps.append((Step.RETURN, boxes))
    for step, those in steps:
        yield Task(
            id=f"{person.actor}:{step.value}:{station}",
            actor=person.actor,
            step=step,
            election=day.election,
            place=station,
            place_name=name,
            boxes=those,
            no_signal=quiet,
        )


def _on_leg(person: FieldPerson, step: Step, leg: Leg, day: Day, *, boxes: bool = True) -> Task:
    """At the beginning of a journey, with all that it carries here."""
    last = leg.halts[-1]
    return Task(
        id=f"{person.actor}:{step.value}:{leg.code}",
        actor=person.actor,
        step=step,
        election=day.election,
        place=leg.origin,
        place_name=leg.origin_name,
        at_ms=leg.loads_ms if step is Step.LOAD else leg.departs_ms,
        journey=leg.code,
        to=last.place,
        to_name=last.place_name,
        vehicle=leg.vehicle,
        mode=leg.mode,
        boxes=_goods(leg, leg.stations, day) if boxes else (),
    )


def _at_halt(person: FieldPerson, step: Step, leg: Leg, halt: Halt, day: Day, *, meets: Level | None) -> Task:
    """At one stop. Who only receives or looks is not told the vehicle."""
    rides = step in (Step.ARRIVE, Step.GIVE, Step.LOAD)
    back = leg.direction is Direction.BACK
    return Task(
        id=f"{person.actor}:{step.value}:{leg.code}:{halt.place}",
        actor=person.actor,
        step=step,
        election=day.election,
        place=halt.place,
        place_name=halt.place_name,
        at_ms=halt.at_ms,
        until_ms=0 if back else leg.until_ms,
        journey=leg.code,
        to=leg.origin if back else "",
        to_name=leg.origin_name if back else "",
        vehicle=leg.vehicle if rides else "",
        mode=leg.mode if rides else "",
        boxes=_goods(leg, halt.stations, day),
        meet=None if meets is None else _meet(meets, halt.stations, day),
        no_signal=halt.no_signal,
    )


def _home(person: FieldPerson, step: Step, leg: Leg, day: Day) -> Task:
    """At the end of a journey back."""
    return Task(
        id=f"{person.actor}:{step.value}:{leg.code}",
        actor=person.actor,
        step=step,
        election=day.election,
        place=leg.origin,
        place_name=leg.origin_name,
        at_ms=leg.returns_ms,
        until_ms=leg.until_ms,
        journey=leg.code,
        boxes=_goods(leg, leg.stations, day),
        meet=_meet(leg.giver, leg.stations, day) if step is Step.TAKE else None,
    )


def _goods(leg: Leg, stations: Sequence[str], day: Day) -> tuple[FieldBox, ...]:
    """The boxes of some stations; on the way back also the containers of the committees that give them."""
    owners = [*stations]
    if leg.direction is Direction.BACK and leg.giver is not Level.STATION:
        owners += dict.fromkeys(seat_of(leg.giver, station) for station in stations)
    return tuple(box for owner in owners for box in day.boxes.get(owner, ()))


def _meet(level: Level, stations: Sequence[str], day: Day) -> Meet:
    """The committee's person who has a phone; without one, the committee."""
    seats = dict.fromkeys(seat_of(level, station) for station in stations)
    known = [day.people[seat] for seat in seats if seat in day.people]
    if len(seats) == 1 and known:
        return known[0]
    return Meet(name="", institution=Institution.KPU, level=level)
