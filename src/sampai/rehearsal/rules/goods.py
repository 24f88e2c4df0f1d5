"""What happens to the goods themselves, to the opening of stations, and to the reports of both."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.clock import DAY, HOUR, MINUTE
from sampai.places.model import SignalGrade, Station
from sampai.rehearsal.model import Rate
from sampai.rehearsal.rules.course import EVE
from sampai.rehearsal.rules.dice import Flags, Real, Time, lognormal, under, whole
from sampai.rehearsal.rules.play import Block, Played

OPENS = 7 * HOUR
"""Voting begins (PKPU 25/2023)."""

NINE = 9 * HOUR
CLOSES = 13 * HOUR
MIDNIGHT = 0
"""The end of H-1."""

NEVER = np.int32(2**30)
"""Goods that do not come at all."""

KINDS = 14
"""Rows of a station's random numbers."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one station on each day of a block."""

    supplied: Time
    short: Flags
    short_seen: Flags
    """Of the shortages those that were found when the goods came."""
    wrong: Flags
    lost: Flags
    swapped: Flags
    unsealed: Flags
    wet: Flags
    opens: Time
    known: Time
    """When the command post knew that the goods were there."""
    clock: Time
    """How wrong the station's telephone's clock is, in seconds."""

    def by(self, hour: int) -> Flags:
        """Whether the goods are there by an hour."""
        return np.asarray(self.supplied <= hour)

    @property
    def complete(self) -> Flags:
        """Whether nothing is wrong with the goods themselves."""
        return ~(self.short | self.lost | self.swapped | self.wrong | self.wet)

    @property
    def missing_on_eve(self) -> Flags:
        """Without goods when H-1 ends."""
        return ~self.by(MIDNIGHT)

    @property
    def no_vote(self) -> Flags:
        """Without goods when voting ends."""
        return ~self.by(CLOSES)

    @property
    def eve(self) -> Flags:
        """Supplied by H-1 18:00."""
        return self.by(EVE)


def fate_of(station: Station, *, block: Block, played: Played, outages: tuple[Time, Time]) -> Fate:
    """What becomes of a station's goods, its opening and its report."""
    world, course = block.world, block.course
    chance = block.dice.normal(f"station {station.code}", rows=KINDS)
    key = course.last.get(station.code)
    chain = course.chain.get(station.code, ())
    boxes = _boxes(station, block=block)
    nothing = np.zeros(block.dice.count, dtype=np.bool_)
    short = under(world[Rate.SHORT], chance[0])
    supplied = np.full(block.dice.count, NEVER) if key is None else played.done[key]
    seen = short & under(world[Rate.SHORT_SEEN], chance[1])
    wrong = under(world[Rate.WRONG], chance[2])
    lost = under(-float(np.expm1(-world[Rate.LOST] * boxes * max(1, len(chain)))), chance[3])
    swapped = under(world[Rate.SWAPPED], chance[4])
    unsealed = under(world[Rate.UNSEALED], chance[5])
    wet = nothing
    for number, stop in enumerate(chain):
        unsealed = unsealed | _torn(stop, boxes, block=block, played=played, name=f"{station.code} {number}")
        wet = wet | _soaked(stop, block=block, played=played, name=f"{station.code} {number}")
    mended = under(world[Rate.MEND_OPENING], chance[7])
    found_late = ((short & ~seen) | wrong | swapped | lost) & ~mended
    return Fate(
        supplied=supplied,
        short=short,
        short_seen=seen,
        wrong=wrong,
        lost=lost,
        swapped=swapped,
        unsealed=unsealed,
        wet=wet,
        opens=_opens(supplied, found_late, chance[8:10], block=block),
        known=_known(station, supplied, chance[10:12], outages=outages, block=block),
        clock=_clock(chance[12:14], block=block),
    )


def _boxes(station: Station, *, block: Block) -> int:
    key = block.course.last.get(station.code)
    if key is None:
        return 1
    stop = block.course.rides[key[0]].journey.stops[key[1]]
    return max(1, stop.load.boxes // max(1, len(stop.stations)))


def _torn(stop: tuple[int, int], boxes: int, *, block: Block, played: Played, name: str) -> Flags:
    """Seals that break on the way, by the hours on it and how roughly the vehicle goes."""
    wear = block.course.rides[stop[0]].mode.wear
    hazard = played.way_s[stop] / HOUR * (block.world[Rate.SEAL_BREAK] * wear * boxes)
    lasts = block.dice.generator(f"seal {name}").exponential(size=block.dice.count)
    return np.asarray(lasts < hazard)


def _soaked(stop: tuple[int, int], *, block: Block, played: Played, name: str) -> Flags:
    """Goods on an open vehicle that are wet in spite of the tarpaulin, by the rain on the way."""
    fallen = played.wet_mm[stop]
    if not block.course.rides[stop[0]].mode.is_open or not fallen.any():
        return np.zeros(block.dice.count, dtype=np.bool_)
    lasts = block.dice.generator(f"wet {name}").exponential(size=block.dice.count)
    return np.asarray(lasts < fallen * (block.world[Rate.WET_GOODS] / 10))


def _opens(supplied: Time, found_late: Flags, chance: Real, *, block: Block) -> Time:
    """When voting begins: at the hour, when goods are set up, when people are there, what lacks is mended."""
    world = block.world
    ready = np.where(supplied == NEVER, NEVER, supplied + np.int32(world[Rate.SETUP_MIN] * MINUTE))
    late = lognormal(world[Rate.STAFF_LATE_H] * HOUR, world[Rate.STAFF_LATE_SIGMA], chance[1])
    slow = found_late | under(world[Rate.STAFF_LATE], chance[0])
    opens: Time = np.maximum(ready, OPENS + np.where(slow, whole(late), 0)).astype(np.int32)
    return opens


GRADE_SHARE = {SignalGrade.NONE: 1.0, SignalGrade.WEAK: 0.1, SignalGrade.VOICE: 0.05, SignalGrade.GOOD: 0.01}
"""Of the wait where no telephone works. A short message gets through where data does not."""


def _known(
    station: Station, supplied: Time, chance: Real, *, outages: tuple[Time, Time], block: Block
) -> Time:
    """When a report that the goods came reaches a server that answers."""
    world = block.world
    share = min((GRADE_SHARE[one.grade] for one in station.signal), default=GRADE_SHARE[SignalGrade.WEAK])
    waits = lognormal(world[Rate.NO_SIGNAL_H] * HOUR * share, world[Rate.SYNC_SIGMA], chance[0])
    dead = np.where(under(world[Rate.PHONE_DEAD], chance[1]), world[Rate.PHONE_DEAD_H] * HOUR, 0.0)
    sent = np.minimum(supplied, NEVER // 2) + whole(waits + dead.astype(np.float32))
    return answered(sent.astype(np.int32), outages=outages, block=block)


def answered(
    sent: Time, *, outages: tuple[Time, Time], block: Block, runs: NDArray[np.int_] | None = None
) -> Time:
    """When the server takes what was sent: at once, or when its outage of the day is over.

    `runs`: which of the block's days `sent` tells of; all, where it is left out.
    """
    land = block.course.land
    runs = np.arange(block.dice.count) if runs is None else runs
    day = np.clip((sent - land.first) // DAY, 0, land.days - 1)
    begins, ends = (edge[day, runs] for edge in outages)
    return np.where((sent >= begins) & (sent < ends), ends, sent).astype(np.int32)


def outages_of(block: Block) -> tuple[Time, Time]:
    """From when to when the server is down on each day; shape (days, block) each."""
    world, land = block.world, block.course.land
    chance = block.dice.normal("outage", rows=2 * land.days)
    clock = block.dice.generator("outage clock").random((land.days, block.dice.count))
    begins = land.first + DAY * np.arange(land.days)[:, None] + DAY * clock
    down = under(world[Rate.OUTAGE], chance[: land.days])
    lasts = lognormal(world[Rate.OUTAGE_H] * HOUR, world[Rate.OUTAGE_SIGMA], chance[land.days :])
    return begins.astype(np.int32), (begins + np.where(down, lasts, 0)).astype(np.int32)


def _clock(chance: Real, *, block: Block) -> Time:
    off = chance[1] * np.float32(block.world[Rate.CLOCK_WRONG_H] * HOUR)
    return np.where(under(block.world[Rate.CLOCK_WRONG], chance[0]), whole(off), 0).astype(np.int32)
