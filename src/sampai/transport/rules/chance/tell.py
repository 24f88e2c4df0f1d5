"""From played blocks to what is said of each station: probabilities, times, causes, latest departure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from sampai.election.model import Election, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.transport.model import SAFE, Cause, StationChance
from sampai.transport.rules.chance.draws import Time
from sampai.transport.rules.chance.play import CAUSES, NEVER, Played
from sampai.transport.rules.chance.runs import StopKey, Web

MOST_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Goals:
    """By when stations must be complete: by law (None where it says nothing), and by the plan."""

    by_law: HTime | None
    by_plan: HTime

    @property
    def counts(self) -> HTime:
        """The one that a chance is judged by."""
        return self.by_plan if self.by_law is None else self.by_law


def goals_of(election: Election) -> Goals:
    """The earliest binding deadline of stations; the earliest of all that practice and the stages set."""
    binding = [d.at for d in election.deadlines if d.level is Level.STATION and d.is_binding]
    own = [d.at for d in election.deadlines if d.level is Level.STATION]
    stages = [stage.latest for stage in election.stages if stage.receiver is Level.STATION]
    return Goals(min(binding, default=None), min(own + stages))


def station_chances(web: Web, blocks: Sequence[Played], *, goals: Goals) -> tuple[StationChance, ...]:
    """What is said of each station that the plan serves; stations of one stop share it."""
    by_stop: dict[StopKey, StationChance] = {}
    found = []
    for station, key in web.last.items():
        if key not in by_stop:
            by_stop[key] = _chance(station, key, web=web, blocks=blocks, goals=goals)
        found.append(replace(by_stop[key], station=station))
    return tuple(found)


def _chance(
    station: StationCode, key: StopKey, *, web: Web, blocks: Sequence[Played], goals: Goals
) -> StationChance:
    run, journey = web.runs[key[0]], web.journeys[key[0]]
    done = np.concatenate([block.done[key] for block in blocks])
    in_order = np.sort(done)
    planned = HTime(journey.stops[key[1]].arrives + run.handling_s[key[1]])
    latest = _latest_loading(np.concatenate([block.latest[key] for block in blocks]))
    return StationChance(
        station=station,
        journey=journey.code,
        planned=planned,
        departs=journey.departs,
        by_law=None if goals.by_law is None else _share(in_order, goals.by_law),
        by_plan=_share(in_order, goals.by_plan),
        mean=HTime(round(float(done.mean(dtype=np.float64)))),
        p50=quantile(in_order, 50),
        p90=quantile(in_order, 90),
        p99=quantile(in_order, 99),
        causes=_causes(key, done, planned=planned, blocks=blocks, goals=goals),
        latest_departure=None if latest is None else HTime(latest + run.loading_s),
    )


def _share(in_order: Time, goal: int) -> float:
    return int(np.searchsorted(in_order, goal, side="right")) / len(in_order)


def quantile(in_order: Time, percent: int) -> HTime:
    """The time by which so many percent of sorted times are over."""
    return HTime(int(in_order[-(-percent * len(in_order) // 100) - 1]))


def _latest_loading(latest: Time) -> int | None:
    """The latest loading that does in `SAFE` of the scenarios."""
    enough = ceil(SAFE * len(latest))
    found = int(np.sort(latest)[len(latest) - enough])
    return None if found <= NEVER // 2 else found


def _causes(
    key: StopKey, done: Time, *, planned: HTime, blocks: Sequence[Played], goals: Goals
) -> tuple[tuple[Cause, float], ...]:
    """The causes by the share of late scenarios in which each weighs most.

    Late is after the deadline that counts for a station at risk, after the plan's own for the others: their
    few latest days would say little.
    """
    is_safe = float(np.mean(done <= goals.counts)) >= SAFE
    goal = goals.by_plan if is_safe else goals.counts
    if planned > goal:
        return ((Cause.PLAN, 1.0),)
    late = done > goal
    if not late.any():
        return ()
    causes = np.concatenate([block.done_blame[key].cause for block in blocks])[late]
    counts = np.bincount(causes, minlength=len(CAUSES))
    ranked = sorted(range(len(CAUSES)), key=lambda cause: (-counts[cause], cause))[:MOST_CAUSES]
    return tuple((CAUSES[cause], int(counts[cause]) / len(causes)) for cause in ranked if counts[cause])
