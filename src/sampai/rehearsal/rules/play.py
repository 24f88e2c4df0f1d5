"""A block of days, ride by ride: each begins when its vehicle is back and its goods are there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.clock import DAY, HOUR, MINUTE
from sampai.rehearsal.model import Rate, Trouble, World
from sampai.rehearsal.rules.course import Course, Leg, Ride
from sampai.rehearsal.rules.dice import Dice, Flags, Real, Time, lognormal, under, whole, world_of_block
from sampai.rehearsal.rules.ground import TIDE_S, Ground, Hours, ground_of, store_ready
from sampai.rehearsal.rules.sky import Sky, sky_of
from sampai.transport.model import Medium
from sampai.transport.rules.chance.runs import StopKey
from sampai.transport.rules.diary import SUNRISE_S

TROUBLES = tuple(trouble for trouble in Trouble if trouble is not Trouble.PLAN)
ROW: Mapping[Trouble, int] = {trouble: row for row, trouble in enumerate(TROUBLES)}
"""Rows of a tally of seconds lost."""

HEAVY = 3.0
"""Rain of so many times the wet rate floods a way."""

MOST_WAITS = 8
"""Days, or hours in the air, that somebody waits for the sea or the sky."""


@dataclass(slots=True)
class Played:
    """What became of rides in one block: when each was home, when each stop had its goods.

    `worst` is the row of the trouble that cost most on the way to a stop, `lost` its seconds; `way_s` the
    time on the way and `wet_mm` the rain on it, from this ride's start. `leaves` and `arrives` are
    for the events.
    """

    home: dict[int, Time] = field(default_factory=dict)
    done: dict[StopKey, Time] = field(default_factory=dict)
    worst: dict[StopKey, NDArray[np.int8]] = field(default_factory=dict)
    lost: dict[StopKey, Time] = field(default_factory=dict)
    home_worst: dict[int, tuple[NDArray[np.int8], Time]] = field(default_factory=dict)
    way_s: dict[StopKey, Time] = field(default_factory=dict)
    wet_mm: dict[StopKey, Real] = field(default_factory=dict)
    leaves: dict[int, Time] = field(default_factory=dict)
    arrives: dict[StopKey, Time] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The days that rides go through: the world of the block, its sky and ground."""

    course: Course
    world: World
    dice: Dice
    sky: Sky
    ground: Ground

    @property
    def hours(self) -> Hours:
        """When people set out."""
        return Hours(int(self.world[Rate.FIRST_H] * HOUR), int(self.world[Rate.LAST_H] * HOUR))


def block_of(course: Course, *, world: World, dice: Dice, like: Block | None = None) -> Block:
    """A block of days for a course. `like`: the same days of another course of the same land."""
    if like is not None:
        return replace(like, course=course)
    mine = world_of_block(world, dice)
    sky = sky_of(course.land, world=mine, dice=dice)
    return Block(course, mine, dice, sky, ground_of(course.land, sky=sky, world=mine, dice=dice))


def play(block: Block, *, only: Collection[int] | None = None) -> Played:
    """Drive all rides of a block, or only some with all that they wait for."""
    played = Played()
    stores = {
        code: store_ready(code, planned=planned, world=block.world, dice=block.dice)
        for code, planned in block.course.ready.items()
    }
    for ride in block.course.rides:
        if only is None or ride.number in only:
            _Drive(block, ride, played).go(stores)
    return played


class _Drive:
    """One ride on all days of a block."""

    def __init__(self, block: Block, ride: Ride, played: Played) -> None:
        self.block, self.ride, self.played = block, ride, played
        self.world, self.runs = block.world, np.arange(block.dice.count)
        self.mode = block.world.of(ride.mode.mode)
        self.tally = np.zeros((len(TROUBLES), block.dice.count), dtype=np.int32)
        self.now = np.full(block.dice.count, ride.journey.loads, dtype=np.int32)
        self.unpacked_s = np.zeros(block.dice.count, dtype=np.int32)

    def go(self, stores: dict[str, Time]) -> None:
        """Load, leave, hand over at each stop, come home."""
        self._begin(stores)
        self._load()
        leaves = self.played.leaves[self.ride.number] = self.now
        breaks = self._breakdowns()
        fallen = np.zeros(self.block.dice.count, dtype=np.float32)
        for place, leg in enumerate(self.ride.legs):
            fallen = fallen + self._drive(leg, broken=breaks == place)
            key = (self.ride.number, place)
            self.played.arrives[key] = self.now
            self.played.way_s[key], self.played.wet_mm[key] = self.now - leaves, fallen
            self._hand_over(leg)
            self.played.done[key] = self.now
            self.played.worst[key], self.played.lost[key] = self._worst()
            if leg.hold is not None:
                self.now = np.maximum(self.now, np.int32(leg.hold))
        self._drive(self.ride.home, broken=breaks == len(self.ride.legs))
        # A vehicle whose goods are not packed makes its next journey first; nobody lets it stand for a day.
        self.played.home[self.ride.number] = self.now - self.unpacked_s
        self.played.home_worst[self.ride.number] = self._worst()

    def _worst(self) -> tuple[NDArray[np.int8], Time]:
        worst = self.tally.argmax(axis=0)
        return worst.astype(np.int8), self.tally[worst, self.runs]

    def _lose(self, trouble: Trouble, until: Time) -> None:
        """Go on at a later time, because of a trouble."""
        self.tally[ROW[trouble]] += until - self.now
        self.now = until

    def _begin(self, stores: dict[str, Time]) -> None:
        """The planned loading, or when vehicle and goods are there."""
        ride, played = self.ride, self.played
        comes = [
            *((played.home[n] + ride_s, *played.home_worst[n]) for n, ride_s in ride.waits_for),
            *((played.done[key], played.worst[key], played.lost[key]) for key in ride.goods),
        ]
        for there, worst, lost in comes:
            late = np.flatnonzero(there > self.now)
            # What came last decides: only its trouble is taken over.
            self.tally[:, late] = 0
            self.tally[worst[late], late] = lost[late]
            self.now = np.maximum(self.now, there)
        if ride.from_store:
            ready = reduce(np.maximum, (stores[c] for c in ride.from_store), self.now)
            self.unpacked_s = ready - self.now
            self._lose(Trouble.STORE, ready)
        self._sleep(self.block.hours)

    def _sleep(self, hours: Hours) -> None:
        """Wait for the morning; the night counts for what made it necessary."""
        ready = hours.passes(self.now)
        waits = ready - self.now
        if waits.any():
            worst, _ = self._worst()
            self.tally[worst, self.runs] += np.where(self.tally[worst, self.runs] > 0, waits, 0)
            self.now = ready

    def _load(self) -> None:
        world, chance = self.world, self.block.dice.normal(self.ride.key, rows=9)
        waits = lognormal(world[Rate.LOADING_MIN] * MINUTE, world[Rate.LOADING_SIGMA], chance[0])
        self.now = self.now + self.ride.loading_s
        self._lose(Trouble.LOADING, self.now + whole(waits))
        self._absent(Rate.DRIVER_ABSENT, Rate.DRIVER_ABSENT_MIN, Rate.DRIVER_ABSENT_SIGMA, chance[1:3])
        if self.ride.journey.code in self.block.course.has_escorts:
            self._absent(Rate.ESCORT_LATE, Rate.ESCORT_LATE_MIN, Rate.ESCORT_LATE_SIGMA, chance[3:5])
        held = under(world[Rate.QUARREL], chance[5])
        hours = lognormal(world[Rate.QUARREL_H] * HOUR, world[Rate.QUARREL_H_SIGMA], chance[6])
        self._lose(Trouble.QUARREL, self.now + np.where(held, whole(hours), 0))
        self._sleep(self.block.hours)

    def _absent(self, share: Rate, minutes: Rate, sigma: Rate, chance: Real) -> None:
        missing = under(self.world[share], chance[0])
        if missing.any():
            waits = whole(lognormal(self.world[minutes] * MINUTE, self.world[sigma], chance[1]))
            self._lose(Trouble.PEOPLE, self.now + np.where(missing, waits, 0))

    def _breakdowns(self) -> NDArray[np.int64]:
        """On which drive a vehicle of the journey breaks down, counted from 0; -1 where none does."""
        hours = np.array([leg.drive_s for leg in (*self.ride.legs, self.ride.home)]) / HOUR
        often = self.mode.breakdowns / 1_000 * len(self.ride.journey.vehicles)
        when = self.block.dice.generator(f"breaks {self.ride.key}").exponential(size=len(self.runs))
        drive = np.searchsorted(np.cumsum(hours) * often, when)
        return np.where(drive < len(hours), drive, -1)

    def _drive(self, leg: Leg, *, broken: Flags) -> Real:
        """One drive; the millimetres that fall on it."""
        if leg.drive_s == 0:
            return np.zeros(len(self.runs), dtype=np.float32)
        chance = self.block.dice.normal(f"drive {leg.key}", rows=2)
        self._wait_for_the_way(leg)
        land, sky = self.block.course.land, self.block.sky
        day = np.clip((self.now - land.first) // DAY, 0, land.days - 1)
        area = self.block.ground.slow[leg.at, day, self.runs]
        dry = np.float32(leg.drive_s) * area * lognormal(1.0, self.mode.sigma, chance[0])
        rate = sky.rain[leg.at, land.hour(self.now), self.runs]
        wet = self._wetness(rate)
        # The plan's own time for the drive is no loss; what is longer is.
        self.tally[ROW[Trouble.TRAVEL]] += whole(dry) - leg.planned_s
        self.now = self.now + whole(dry)
        self._lose(Trouble.RAIN, self.now + whole(dry * (wet - 1)))
        if broken.any():
            mend = whole(lognormal(self.mode.mend_min * MINUTE, self.mode.mend_sigma, chance[1]))
            self._lose(Trouble.BREAKDOWN, self.now + np.where(broken, mend, 0))
        return np.asarray(rate * dry / HOUR)

    def _wetness(self, rate: Real) -> Real:
        wet = self.world[Rate.WET_MM_H]
        return np.where(
            rate >= HEAVY * wet, self.mode.flooded, np.where(rate >= wet, self.mode.wet, 1.0)
        ).astype(np.float32)

    def _wait_for_the_way(self, leg: Leg) -> None:
        """Daylight, closures, sea, tide, sky: whatever the medium must wait for."""
        light = Hours(SUNRISE_S, leg.light_s) if self.ride.by_light else None
        if light is not None:
            self._sleep(light)
        match self.ride.medium:
            case Medium.ROAD | Medium.TRACK:
                self._closures(leg)
            case Medium.WATER:
                self._sea()
            case Medium.AIR:
                self._clouds(leg)
        if self.ride.tidal:
            self._tide()
        if light is not None:
            self._sleep(light)

    def _closures(self, leg: Leg) -> None:
        ground, hour = self.block.ground, self.block.course.land.hour(self.now)
        waits = ground.opens[leg.at, hour, self.runs] - self.now
        if (waits > 0).any():
            around = ground.round_about[leg.at, hour, self.runs]
            lost = np.where(around, np.minimum(waits, np.int32(leg.drive_s)), waits)
            self._lose(Trouble.CLOSURE, self.now + np.maximum(lost, 0))

    def _sea(self) -> None:
        """Nobody puts out while the waves are high; the sea is looked at every morning."""
        if not self.mode.most_wave_dm:
            return
        land = self.block.course.land
        for _ in range(MOST_WAITS):
            day = np.clip((self.now - land.first) // DAY, 0, land.days - 1)
            high = self.block.sky.waves[day, self.runs] > self.mode.most_wave_dm
            if not high.any():
                return
            morning = (self.now // DAY + 1) * DAY + SUNRISE_S
            self._lose(Trouble.SEA, np.where(high, morning, self.now).astype(np.int32))

    def _tide(self) -> None:
        phase = (self.now - self.block.course.land.first + self.block.ground.tide) % TIDE_S
        shut_s = np.int32(self.world[Rate.TIDE_SHUT] * TIDE_S)
        self._lose(Trouble.SEA, self.now + np.maximum(shut_s - phase, 0))

    def _clouds(self, leg: Leg) -> None:
        """Aircraft wait until it rains no more."""
        for _ in range(MOST_WAITS):
            rate = self.block.sky.rain[leg.at, self.block.course.land.hour(self.now), self.runs]
            bad = rate >= self.world[Rate.WET_MM_H]
            if not bad.any():
                return
            self._lose(Trouble.RAIN, self.now + np.where(bad, np.int32(HOUR), 0).astype(np.int32))

    def _hand_over(self, leg: Leg) -> None:
        chance = self.block.dice.normal(leg.key, rows=3)
        self._absent(Rate.RECEIVER_ABSENT, Rate.RECEIVER_ABSENT_MIN, Rate.RECEIVER_ABSENT_SIGMA, chance[0:2])
        took = lognormal(leg.handling_s, self.world[Rate.HANDLING_SIGMA], chance[2])
        self.tally[ROW[Trouble.LOADING]] += whole(took) - leg.handling_s
        self.now = self.now + whole(took)
