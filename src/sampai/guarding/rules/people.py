"""Duties by name: which officer takes which, nobody two at once, hours shared fairly."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sampai.guarding.model import CommandRules, Duty, DutyKind, Officer, RestRule
from sampai.guarding.rules.bound import is_free, leaves
from sampai.kernel.ids import UnitCode

Counted = Callable[[Duty], int]
"""Seconds of a duty as they count when duties are shared."""


def name_people(
    duties: Iterable[Duty],
    *,
    officers: Iterable[Officer],
    rest: RestRule,
    command: CommandRules,
    counted: Counted,
) -> tuple[Duty, ...]:
    """The duties, one for each officer where their unit's people are known by name.

    In order of time each goes to those who are free, rested as turns want it, and have had least so far;
    those who have stood at a guarded place come first there, so that squads stay together; leading ranks
    come last. As long as a unit has a name for everybody that it can send, nobody is missing. What no name
    is left for stays a duty with a count.
    """
    people: dict[UnitCode, list[_Person]] = defaultdict(list)
    for officer in officers:
        people[officer.unit].append(_Person(officer.service_number, leads=command.leads(officer)))
    found = [
        named
        for duty in sorted(duties, key=lambda duty: (leaves(duty), duty.kind, duty.subject, duty.unit))
        for named in _named(duty, people=people[duty.unit], rest=rest, counted=counted)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.unit, one.starts, one.kind, one.subject, one.service_number))
    )


@dataclass(slots=True)
class _Person:
    """An officer while duties are given out."""

    number: str
    leads: bool
    free: float = float("-inf")
    rested: float = float("-inf")
    had: int = 0
    places: set[str] = field(default_factory=set)
    """Guarded places where they have stood."""


def _named(duty: Duty, *, people: Sequence[_Person], rest: RestRule, counted: Counted) -> Iterator[Duty]:
    able = [person for person in people if person.free <= leaves(duty)]
    able.sort(key=lambda person: _order(person, duty=duty))
    on_s = duty.ends - duty.starts
    for person in able[: duty.officers]:
        person.free = is_free(duty, rest=rest)
        person.rested = duty.ends + rest.turn_off_s(on_s) - duty.travel_s
        person.had += counted(duty)
        if duty.kind is DutyKind.PLACE:
            person.places.add(duty.subject)
        yield replace(duty, officers=1, service_number=person.number)
    left = duty.officers - len(able)
    if left > 0:
        yield replace(duty, officers=left)


def _order(person: _Person, *, duty: Duty) -> tuple[bool, bool, bool, int, float, str]:
    """Who goes first to a duty: the least of these."""
    tired, strange = person.rested > leaves(duty), duty.subject not in person.places
    return person.leads, tired, strange, person.had, person.free, person.number
