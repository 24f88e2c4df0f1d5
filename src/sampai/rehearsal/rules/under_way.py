"""Where vehicles are between the things that happen to them, for telephones that tell positions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.rehearsal.model import Event, EventKind

_LEAVES = frozenset({EventKind.LOADED, EventKind.DEPARTED, EventKind.HANDED_OVER})
"""Loading is told at the moment of departure."""
_COMES = frozenset({EventKind.ARRIVED, EventKind.CAME_HOME})


@dataclass(frozen=True, slots=True)
class Way:
    """A vehicle's stretch from one place to the next."""

    leaves: Event
    comes: Event


def ways_of(events: Sequence[Event], *, now: HTime) -> Mapping[str, Way]:
    """The stretch that each vehicle is on, by its telephone. `events` in the order of time."""
    last: dict[str, Event] = {}
    found: dict[str, Way] = {}
    for one in events:
        if not one.journey:
            continue
        if one.at <= now:
            last[one.device] = one
        elif one.device in last and one.device not in found:
            before = last.pop(one.device)
            if before.kind in _LEAVES and one.kind in _COMES and before.journey == one.journey:
                found[one.device] = Way(before, one)
    return found


def position_at(way: Way, *, now: HTime, places: Mapping[str, Position]) -> Position | None:
    """On the straight line between both places, as far as time is over; None where one is not known."""
    start, goal = places.get(way.leaves.place), places.get(way.comes.place)
    if start is None or goal is None:
        return None
    share = (now - way.leaves.at) / max(1, way.comes.at - way.leaves.at)
    return Position(
        lat=start.lat + (goal.lat - start.lat) * share, lon=start.lon + (goal.lon - start.lon) * share
    )
