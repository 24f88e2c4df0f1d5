"""What an instructor's event does to the rest of a rehearsed day: things come later, or never.

Only what has not happened yet is touched. The world does not know what the staff decides: an exercise shows
how soon they do, not whether their answer would have helped.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.ids import StationCode
from sampai.rehearsal.model import Event, EventKind
from sampai.rehearsal.model.training import OF_JOURNEY, Injection, Mishap

SETTING_UP_S = 45 * MINUTE
"""A station whose goods came late opens so much later than they came, at the earliest."""
TURNING_S = 30 * MINUTE
"""Between two journeys of a vehicle a delay shrinks to no less."""
_HANDED = frozenset({EventKind.HANDED_OVER})


def bent(events: Sequence[Event], injection: Injection) -> tuple[Event, ...]:
    """The events that lie ahead, as they go on after the injection, in the order of time."""
    if injection.mishap is Mishap.RUMOUR:
        return tuple(events)
    if injection.mishap is Mishap.SERVER_DOWN:
        back = HTime(injection.at + injection.lasts_min * MINUTE)
        return tuple(
            one if one.at < injection.at else replace(one, received=HTime(max(one.received, back)))
            for one in events
        )
    held = journeys_held(events, injection)
    if injection.mishap is Mishap.VEHICLE_LOST and not injection.lasts_min:
        found = _without(events, journeys=held, since=injection.at)
    else:
        found = _later(events, journeys=held, injection=injection)
    return tuple(sorted(found, key=lambda one: (one.at, one.kind, one.device, one.place)))


def journeys_held(events: Iterable[Event], injection: Injection) -> frozenset[str]:
    """The journeys that an injection holds up, of those that have a handover in its region ahead."""
    ahead = [one for one in events if one.kind in _HANDED and one.at >= injection.at]
    if injection.mishap in OF_JOURNEY and injection.journey:
        return frozenset({injection.journey})
    near = (one for one in ahead if any(code.startswith(injection.place) for code in one.stations))
    if injection.mishap in OF_JOURNEY:
        first = min(near, key=lambda one: one.at, default=None)
        return frozenset({first.journey} if first else ())
    return frozenset(one.journey for one in near)


def _without(events: Iterable[Event], *, journeys: Collection[str], since: HTime) -> Iterable[Event]:
    """Without what the journeys would still do, and without what their stations would do with the goods."""
    events = [*events]
    lost = {
        code
        for one in events
        if one.journey in journeys and one.kind in _HANDED and one.at >= since
        for code in one.stations
    }
    return (
        one
        for one in events
        if not (one.at >= since and (one.journey in journeys or (not one.journey and lost & {*one.stations})))
    )


@dataclass(frozen=True, slots=True)
class _Delays:
    journeys: Mapping[str, int]
    """Seconds by journey."""
    stations: Mapping[StationCode, HTime]
    """When goods come now that came earlier."""


def _later(events: Sequence[Event], *, journeys: Collection[str], injection: Injection) -> Iterable[Event]:
    delays = _delays(events, journeys=journeys, injection=injection)
    for one in events:
        delay = delays.journeys.get(one.journey, 0)
        if one.at < injection.at:
            yield one
        elif delay:
            yield _shifted(one, seconds=delay)
        elif not one.journey and one.stations and one.stations[0] in delays.stations:
            yield _station_later(one, came=delays.stations[one.stations[0]])
        elif injection.mishap is Mishap.FLOOD and one.kind is EventKind.OPENED:
            yield _flooded(one, injection)
        else:
            yield one


def _delays(events: Sequence[Event], *, journeys: Collection[str], injection: Injection) -> _Delays:
    """Of the journeys that are held up, and of what their vehicles do afterwards."""
    delays = dict.fromkeys(journeys, injection.lasts_min * MINUTE)
    spans: dict[str, tuple[str, int, int]] = {}
    for one in events:
        if one.journey and one.at >= injection.at:
            device, first, last = spans.get(one.journey, (one.device, one.at, one.at))
            spans[one.journey] = device, min(first, one.at), max(last, one.at)
    ends: dict[str, int] = {}
    for journey, (device, first, last) in sorted(spans.items(), key=lambda item: item[1][1]):
        waits = ends.get(device, first - TURNING_S) + TURNING_S - first
        delays[journey] = max(delays.get(journey, 0), waits, 0)
        ends[device] = last + delays[journey]
    stations = {
        code: HTime(one.at + delays[one.journey])
        for one in events
        if one.kind in _HANDED and one.at >= injection.at and delays.get(one.journey)
        for code in one.stations
        if one.stations == (one.place,)
    }
    return _Delays(delays, stations)


def _shifted(one: Event, *, seconds: int) -> Event:
    return replace(
        one,
        at=HTime(one.at + seconds),
        observed=HTime(one.observed + seconds),
        received=HTime(one.received + seconds),
    )


def _station_later(one: Event, *, came: HTime) -> Event:
    """What a station finds it finds when the goods come; it opens when they are set up."""
    earliest = came + (SETTING_UP_S if one.kind is EventKind.OPENED else 0)
    return _shifted(one, seconds=max(0, earliest - one.at))


def _flooded(one: Event, injection: Injection) -> Event:
    if not one.place.startswith(injection.place):
        return one
    dry = injection.at + injection.lasts_min * MINUTE + SETTING_UP_S
    return _shifted(one, seconds=max(0, dry - one.at))
