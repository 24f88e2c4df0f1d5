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
from sampai.rehearsal.rules.dice import BLOCK, Dice, Time, lognormal, under
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
    dice = Dice(seed, day // BLOCK, min(BLOCK, runs - day // BLOCK * BLOCK))
    block = block_of(stage.course, world=stage.world, dice=dice)
    played, outages, at = play(block), outages_of(block), day % BLOCK
    found = [event for ride in stage.course.rides for event in _of_ride(ride, played, at=at)]
    fates = {s.code: fate_of(s, block=block, played=played, outages=outages) for s in stage.stations}
    for station in stage.stations:
        found += _of_station(station, fates[station.code], at=at)
    clocks = {f"tps {code}": int(fate.clock[at]) for code, fate in fates.items()}
    clocks |= {
        device: _clock(device, block=block, at=at) for device in {e.device for e in found} - set(clocks)
    }
    told = [
        _told(event, clock_s=clocks[event.device], outages=outages, block=block, at=at) for event in found
    ]
    return tuple(sorted(told, key=lambda one: (one.at, one.kind, one.device, one.place)))


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


def _clock(device: str, *, block: Block, at: int) -> int:
    """How wrong a vehicle's telephone's clock is."""
    chance = block.dice.normal(f"clock {device}", rows=2)[:, at]
    wrong = bool(under(block.world[Rate.CLOCK_WRONG], chance[:1])[0])
    return round(float(chance[1]) * block.world[Rate.CLOCK_WRONG_H] * HOUR) if wrong else 0


def _told(event: Event, *, clock_s: int, outages: tuple[Time, Time], block: Block, at: int) -> Event:
    """The event with its telephone's time, and the server's. Vehicles report within minutes of a signal."""
    chance = block.dice.normal(f"sync {event.device} {event.kind} {event.place}", rows=1)
    waits = lognormal(block.world[Rate.NO_SIGNAL_H] * HOUR / 10, block.world[Rate.SYNC_SIGMA], chance[0])
    sent = np.full(block.dice.count, event.at, dtype=np.int32) + np.rint(waits).astype(np.int32)
    received = int(answered(sent, outages=outages, block=block)[at])
    return replace(event, observed=HTime(event.at + clock_s), received=HTime(received))
