"""One rehearsed day as the things that happen in it, for telephones to report.

The times are those that the counting of the same seed uses: what a rehearsal of many days counts and what one
of its days tells agree. Each event has its true time, the time on its telephone's clock, and when a server
that can be down gets it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Station
from sampai.rehearsal.model import Event, EventKind, Rate
from sampai.rehearsal.rules.course import Ride
from sampai.rehearsal.rules.dice import BLOCK, Dice, Time, lognormal, under, whole
from sampai.rehearsal.rules.goods import NEVER, Fate, answered, fate_of, outages_of
from sampai.rehearsal.rules.play import Block, Played, block_of, play
from sampai.rehearsal.rules.rehearse import Stage

FOUND = (
    (EventKind.SHORT, "short"),
    (EventKind.WRONG_BALLOTS, "wrong"),
    (EventKind.LOST_BOX, "lost"),
    (EventKind.SWAPPED, "swapped"),
    (EventKind.SEAL_BROKEN, "unsealed"),
    (EventKind.WET, "wet"),
)
"""What a station finds, and the part of its fate that says so."""

AT_OPENING = frozenset({EventKind.WRONG_BALLOTS})
"""Found when the boxes are opened; all else when they come, but for shortages that nobody saw then."""


def events_of(stage: Stage, *, day: int, runs: int, seed: int) -> tuple[Event, ...]:
    """What happens on one day (from 0) of a rehearsal of so many days, in the order of time."""
    return Days(stage, runs=runs, seed=seed).events(day)


class Days:
    """Days of a rehearsal, told one after the other; those of a block are worked through together."""

    def __init__(self, stage: Stage, *, runs: int, seed: int) -> None:
        """Of so many days of a seed."""
        self._stage, self._runs, self._seed = stage, runs, seed
        self._number = -1

    def events(self, day: int) -> tuple[Event, ...]:
        """What happens on one day (from 0), in the order of time."""
        if day // BLOCK != self._number:
            self._work(day // BLOCK)
        at = day % BLOCK
        found = [event for ride in self._stage.course.rides for event in _of_ride(ride, self._played, at=at)]
        for station in self._stage.stations:
            found += _of_station(station, self._fates[station.code], at=at)
        told = [self._told(event, at=at) for event in found]
        return handed_in(sorted(told, key=lambda one: (one.at, one.kind, one.device, one.place)))

    def _work(self, number: int) -> None:
        self._number = number
        dice = Dice(self._seed, number, min(BLOCK, self._runs - number * BLOCK))
        self._block = block_of(self._stage.course, world=self._stage.world, dice=dice)
        self._played, self._outages = play(self._block), outages_of(self._block)
        self._fates = {
            one.code: fate_of(one, block=self._block, played=self._played, outages=self._outages)
            for one in self._stage.stations
        }
        self._clocks: dict[str, Time] = {f"tps {code}": fate.clock for code, fate in self._fates.items()}
        self._waits: dict[str, Time] = {}

    def _told(self, event: Event, *, at: int) -> Event:
        """The event with its telephone's time, and the server's."""
        clock = self._clocks.get(event.device)
        if clock is None:
            clock = self._clocks[event.device] = _clock(event.device, block=self._block)
        name = f"sync {event.device} {event.kind} {event.place}"
        waits = self._waits.get(name)
        if waits is None:
            waits = self._waits[name] = _wait(name, block=self._block)
        sent = np.array([event.at + waits[at]], dtype=np.int32)
        received = answered(sent, outages=self._outages, block=self._block, runs=np.array([at]))
        return replace(event, observed=HTime(event.at + int(clock[at])), received=HTime(int(received[0])))


def handed_in(events: Sequence[Event]) -> tuple[Event, ...]:
    """The same in order of time, where a telephone that gets through hands in all that it has.

    What waits longer than what comes after it on the same telephone is received with that.
    """
    through: dict[str, HTime] = {}
    found = []
    for one in reversed(events):
        through[one.device] = min(through.get(one.device, one.received), one.received)
        found.append(replace(one, received=through[one.device]))
    return tuple(reversed(found))


def _event(
    at: int, kind: EventKind, device: str, *, place: str, stations: Sequence[StationCode], journey: str
) -> Event:
    when = HTime(int(at))
    return Event(
        at=when,
        kind=kind,
        device=device,
        place=place,
        stations=tuple(stations),
        journey=journey,
        observed=when,
        received=when,
    )


def _of_ride(ride: Ride, played: Played, *, at: int) -> Iterator[Event]:
    journey, number = ride.journey, ride.number
    device = f"{journey.vehicle}-{journey.ordinal}"
    carried = [code for stop in journey.stops for code in stop.stations]
    leaves = int(played.leaves[number][at])
    for kind in (EventKind.LOADED, EventKind.DEPARTED):
        yield _event(leaves, kind, device, place=journey.origin, stations=carried, journey=journey.code)
    for place, stop in enumerate(journey.stops):
        for kind, when in ((EventKind.ARRIVED, played.arrives), (EventKind.HANDED_OVER, played.done)):
            time = int(when[number, place][at])
            yield _event(time, kind, device, place=stop.place, stations=stop.stations, journey=journey.code)
    home = int(played.home[number][at])
    yield _event(home, EventKind.CAME_HOME, device, place=journey.home, stations=(), journey=journey.code)


def _of_station(station: Station, fate: Fate, *, at: int) -> Iterator[Event]:
    device, code = f"tps {station.code}", station.code
    supplied, opens = int(fate.supplied[at]), int(fate.opens[at])
    if supplied == NEVER:
        return
    for kind, name in FOUND:
        if getattr(fate, name)[at]:
            late = kind in AT_OPENING or (kind is EventKind.SHORT and not fate.short_seen[at])
            yield _event(opens if late else supplied, kind, device, place=code, stations=(code,), journey="")
    yield _event(opens, EventKind.OPENED, device, place=code, stations=(code,), journey="")


def _clock(device: str, *, block: Block) -> Time:
    """How wrong a vehicle's telephone's clock is on each day."""
    chance = block.dice.normal(f"clock {device}", rows=2)
    off = np.rint(chance[1] * (block.world[Rate.CLOCK_WRONG_H] * HOUR))
    wrong = under(block.world[Rate.CLOCK_WRONG], chance[0])
    return np.where(wrong, off, 0).astype(np.int32)


def _wait(name: str, *, block: Block) -> Time:
    """How long a report waits on each day; vehicles report within minutes of a signal."""
    chance = block.dice.normal(name, rows=1)
    return whole(
        lognormal(block.world[Rate.NO_SIGNAL_H] * HOUR / 10, block.world[Rate.SYNC_SIGMA], chance[0])
    )
