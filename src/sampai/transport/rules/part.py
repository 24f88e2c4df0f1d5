"""A part of a plan that is planned anew, around journeys that stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sampai.election.model import Direction, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode
from sampai.transport.model import Journey, ModeRule, Stationed, Stop
from sampai.transport.rules.diary import Span
from sampai.transport.rules.waves import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """From which stage on to plan, and what stands: its vehicles are taken, its goods are where it left them.

    `forward` names places that hold some stations' goods at a level in place of the usual office; `hurry` by
    when the goods of some stations are wanted, earlier than the stage says.
    """

    first: int = 0
    journeys: tuple[Journey, ...] = ()
    stationed: tuple[Stationed, ...] = ()
    forward: Mapping[tuple[StationCode, Level], str] = field(default_factory=dict)
    hurry: Mapping[StationCode, HTime] = field(default_factory=dict)
    own: frozenset[StationCode] | None = None
    """The parts of committees' own goods to plan; None: all."""


WHOLE = Part()
"""Everything, from the first stage on."""


FOR_GOOD = 10**9
"""Later than any journey: a vehicle that has ended elsewhere makes no other."""


def book_of(part: Part, *, rules: Mapping[Mode, ModeRule]) -> Book:
    """What is promised and done by the journeys that stand."""
    book = Book()
    for ride in part.stationed:
        book.diary.book(ride.vehicle, ride.ordinal, span=Span(ride.since, ride.until))
    for journey in sorted(part.journeys, key=lambda one: (one.loads, one.free, one.code)):
        for ordinal in journey.vehicles:
            until = FOR_GOOD if journey.ends else journey.free
            book.diary.book(journey.vehicle, ordinal, span=Span(journey.loads, until))
        for stop in journey.stops if journey.direction is Direction.OUT else ():
            done = _unloaded(stop, rule=rules[journey.mode])
            book.arrived.update(dict.fromkeys(stop.codes, (stop.place, done)))
    return book


def _unloaded(stop: Stop, *, rule: ModeRule) -> HTime:
    """When the goods are unloaded; the vehicle may stay on for the night."""
    return HTime(min(stop.departs, stop.arrives + rule.stop_s + rule.load_s_per_box * stop.load.boxes))
