"""Playing a plan through: each run after what it waits for, in all scenarios of a block at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sampai.transport.model import Cause
from sampai.transport.rules.chance.draws import Dice, Time
from sampai.transport.rules.chance.runs import Run, StopKey
from sampai.transport.rules.chance.shocks import Shocks, Weather, shocks_of

CAUSES = (Cause.TRAVEL, Cause.RAIN, Cause.CLOSURE, Cause.BREAKDOWN, Cause.LOADING)
TRAVEL, RAIN, CLOSURE, BREAKDOWN, LOADING, NIGHT = range(len(CAUSES) + 1)
"""Rows of a tally of seconds lost; the last one is for waiting for the morning, which has no cause itself."""

NEVER = np.int32(-(2**30))
"""Before all H-times."""


@dataclass(frozen=True, slots=True)
class Blame:
    """In each scenario the cause that cost most on the way to a moment, and the seconds, nights included."""

    cause: NDArray[np.int8]
    seconds: Time


@dataclass(slots=True)
class Played:
    """What became of runs in one block: when each was back, when each stop had its goods, and why.

    `latest` holds, for stops that were asked for, the latest loading that would have done; `NEVER` where what
    the run waits for came too late for any.
    """

    back: dict[int, Time] = field(default_factory=dict)
    done: dict[StopKey, Time] = field(default_factory=dict)
    back_blame: dict[int, Blame] = field(default_factory=dict)
    done_blame: dict[StopKey, Blame] = field(default_factory=dict)
    latest: dict[StopKey, Time] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Stops that stations wait at, and by when they must be complete there."""

    stops: frozenset[StopKey]
    goal: int


def play(runs: Iterable[Run], *, dice: Dice, weather: Weather, asked: Asked) -> Played:
    """Play all runs of a plan, with blame and latest loadings."""
    played = Played()
    for run in runs:
        _play_run(run, played, shocks=shocks_of(run, dice=dice, weather=weather), asked=asked)
    return played


def replay(
    runs: Iterable[Run], *, before: Played, again: Mapping[int, Run], dice: Dice, weather: Weather
) -> Played:
    """Play the runs `again` in the same scenarios, with all others as they were before."""
    played = Played(back=dict(before.back), done=dict(before.done))
    for run in runs:
        if run.number in again:
            shocks = shocks_of(run, dice=dice, weather=weather)
            _move(again[run.number], played, shocks=shocks, tally=None)
    return played


def _play_run(run: Run, played: Played, *, shocks: Shocks, asked: Asked) -> None:
    tally = np.zeros((len(CAUSES) + 1, len(shocks.loading)), dtype=np.int32)
    leaves, ready = _move(run, played, shocks=shocks, tally=tally)
    for place in range(len(run.handling_s)):
        key = (run.number, place)
        if key in asked.stops:
            latest = _latest(run, place, shocks=shocks, goal=asked.goal, took=played.done[key] - leaves)
            played.latest[key] = latest if ready is None else np.where(ready <= latest, latest, NEVER)


def _move(run: Run, played: Played, *, shocks: Shocks, tally: Time | None) -> tuple[Time, Time | None]:
    """Play one run: enter its times; when it left, and when what it waits for was there."""
    start, ready = starts_at(run, played, tally=tally, count=len(shocks.loading))
    _add(tally, LOADING, shocks.loading)
    now = leaves = leaves_at(run, start + run.loading_s + shocks.loading, shocks=shocks, tally=tally)
    drives = shocks.drives
    for leg, drive_s in enumerate(run.drives_s):
        now = by_light(run, leg, now, tally=tally) + drive_s + drives[leg]
        _blame_drive(tally, leg, shocks=shocks)
        if leg < len(run.handling_s):
            now = now + run.handling_s[leg] + shocks.handover[leg]
            _add(tally, LOADING, shocks.handover[leg])
            played.done[run.number, leg] = now
            if tally is not None:
                played.done_blame[run.number, leg] = _blame(tally)
            hold = run.holds[leg]
            now = now if hold is None else np.maximum(now, np.int32(hold))
    played.back[run.number] = now
    if tally is not None:
        played.back_blame[run.number] = _blame(tally)
    return leaves, ready


def leaves_at(run: Run, now: Time, *, shocks: Shocks, tally: Time | None) -> Time:
    """When a run that is ready leaves: by daylight where it must, when its way is open."""
    ready = by_light(run, 0, now, tally=tally)
    through = run.shut.passes(shocks.closure.passes(ready))
    _add(tally, CLOSURE, through - ready)
    return by_light(run, 0, through, tally=tally)


def starts_at(run: Run, played: Played, *, tally: Time | None, count: int) -> tuple[Time, Time | None]:
    """When a run starts, and when what it waits for was there; None where it waits for nothing."""
    planned = np.full(count, run.loads, dtype=np.int32)
    comes = [
        *(played.back[before] + ride_s for before, ride_s in run.waits_for),
        *(played.done[key] for key in run.goods),
    ]
    if not comes:
        return planned, None
    there = reduce(np.maximum, comes)
    ready = run.opens.passes(there)
    if tally is not None:
        _inherit(run, played, comes=comes, there=there, tally=tally)
        tally[NIGHT] += np.where(ready > planned, ready - there, np.int32(0))
    return np.maximum(planned, ready), ready


def _inherit(run: Run, played: Played, *, comes: list[Time], there: Time, tally: Time) -> None:
    """Take over the blame of what came last, where it came after the planned loading."""
    blames = [
        *(played.back_blame[before] for before, _ in run.waits_for),
        *(played.done_blame[key] for key in run.goods),
    ]
    open_ = there > run.loads
    for time, blame in zip(comes, blames, strict=True):
        mine = np.flatnonzero(open_ & (time == there))
        tally[blame.cause[mine], mine] += blame.seconds[mine]
        open_[mine] = False


def by_light(run: Run, leg: int, now: Time, *, tally: Time | None) -> Time:
    """When a drive begins: at once, or in the morning where it needs daylight."""
    if not run.light or run.drives_s[leg] == 0:
        return now
    goes = run.gate(leg).passes(now)
    _add(tally, NIGHT, goes - now)
    return goes


def _add(tally: Time | None, cause: int, seconds: Time) -> None:
    if tally is not None:
        tally[cause] += seconds


def _blame_drive(tally: Time | None, leg: int, *, shocks: Shocks) -> None:
    _add(tally, TRAVEL, shocks.travel[leg])
    _add(tally, RAIN, shocks.rain[leg])
    _add(tally, BREAKDOWN, shocks.breakdown[leg])


def _blame(tally: Time) -> Blame:
    cause = tally[:NIGHT].argmax(axis=0)
    most = np.maximum(tally[cause, np.arange(tally.shape[1])], 0)
    return Blame(cause.astype(np.int8), most + tally[NIGHT])


def _latest(run: Run, place: int, *, shocks: Shocks, goal: int, took: Time) -> Time:
    """The latest loading with which a stop is done by the goal."""
    if not run.light and all(hold is None for hold in run.holds[:place]):
        leaves = np.int32(goal) - took
    else:
        leaves = _latest_leaving(run, place, shocks=shocks, goal=goal)
    loaded = _latest_by_light(run, 0, shocks.closure.latest(run.shut.latest(leaves)))
    return np.asarray(loaded - run.loading_s - shocks.loading)


def _latest_leaving(run: Run, place: int, *, shocks: Shocks, goal: int) -> Time:
    """From a stop back to the first departure, through the nights and waits between."""
    drives = shocks.drives
    now = np.full(drives.shape[1], goal, dtype=np.int32)
    for leg in range(place, -1, -1):
        there = now - run.handling_s[leg] - shocks.handover[leg]
        now = _latest_by_light(run, leg, there - drives[leg] - run.drives_s[leg])
        hold = run.holds[leg - 1] if leg else None
        if hold is not None:
            now = np.where(now >= hold, now, NEVER)
    return np.asarray(now)


def _latest_by_light(run: Run, leg: int, now: Time) -> Time:
    return run.gate(leg).latest(now) if run.light and run.drives_s[leg] else now
