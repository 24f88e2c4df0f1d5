"""Counting: what became of all stations in a block, blocks together, and the shares that they come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.guarding.model import Cluster, DutyKind
from sampai.kernel.ids import StationCode
from sampai.places.model import Station
from sampai.plan.model import OperationPlan
from sampai.rehearsal.model import Rate, Shares, StationOutcome, Trouble
from sampai.rehearsal.rules.dice import Flags
from sampai.rehearsal.rules.goods import NINE, OPENS, Fate, fate_of, outages_of
from sampai.rehearsal.rules.play import TROUBLES, Block, Played

Counts = NDArray[np.int64]

MEASURES = (
    "by_law",
    "by_eve",
    "complete",
    "sealed",
    "ready",
    "missing_on_eve",
    "short_on_eve",
    "unsealed",
    "opened_late",
    "short_on_day",
    "wrong_on_day",
    "wet",
    "swapped",
    "not_open_by_nine",
    "no_vote",
    "known",
)


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """Clusters of stations with how many officers the plan sends there."""

    officers: NDArray[np.int64]
    stations: NDArray[np.int64]
    voters: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Days counted. `measures`: shape (measures,); per station `by_law`, `by_eve`, `ready` and `causes`.

    `late` is per day; `unguarded` are stations and voters of clusters without an officer, over all days.
    """

    runs: int
    measures: Counts
    stations: Counts
    """Shape (stations, 3): days supplied by the legal hour, by H-1 18:00, ready."""
    causes: Counts
    """Shape (stations, troubles): late days by the trouble that cost most; the last one is the plan."""
    late: Counts
    unguarded: Counts


def guarded_of(plan: OperationPlan) -> Guarded:
    """The clusters of a plan and their officers."""
    sent: dict[str, int] = {}
    for duty in plan.guard.duties:
        if duty.kind is DutyKind.STATIONS:
            sent[duty.subject] = sent.get(duty.subject, 0) + duty.officers
    voters = {station.code: station.voters for station in plan.operation.register.stations}
    rows = [
        (_officers(c, sent=sent), len(c.stations), sum(voters[s] for s in c.stations))
        for c in plan.guard.clusters
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return Guarded(table[:, 0], table[:, 1], table[:, 2])


def _officers(cluster: Cluster, *, sent: Mapping[str, int]) -> int:
    """Those with a duty there; without any duties in the plan, those that its pattern asks for."""
    return sent.get(cluster.code, 0) if sent else cluster.officers


def counted(
    block: Block, played: Played, *, stations: Sequence[Station], guarded: Guarded | None = None
) -> Tally:
    """What became of stations in a block."""
    count, outages = block.dice.count, outages_of(block)
    measures = np.zeros(len(MEASURES), dtype=np.int64)
    rows = np.zeros((len(stations), 3), dtype=np.int64)
    causes = np.zeros((len(stations), len(TROUBLES) + 1), dtype=np.int64)
    late = np.zeros(count, dtype=np.int64)
    for row, station in enumerate(stations):
        fate = fate_of(station, block=block, played=played, outages=outages)
        found = _measured(fate, goal=block.course.goals.counts)
        measures += np.array([int(found[name].sum()) for name in MEASURES])
        rows[row] = [int(found[name].sum()) for name in ("by_law", "by_eve", "ready")]
        missed = ~found["by_law"]
        late += missed
        if missed.any():
            causes[row] = _caused(station.code, missed, block=block, played=played)
    unguarded = np.zeros(2, dtype=np.int64) if guarded is None else _unguarded(guarded, block=block)
    return Tally(count, measures, rows, causes, late, unguarded)


def _measured(fate: Fate, *, goal: int) -> Mapping[str, Flags]:
    by_law, missing = fate.by(goal), fate.missing_on_eve
    there = ~missing
    complete = by_law & fate.complete
    return {
        "by_law": by_law,
        "by_eve": fate.eve,
        "complete": complete,
        "sealed": by_law & ~fate.unsealed,
        "ready": complete & ~fate.unsealed,
        "missing_on_eve": missing,
        "short_on_eve": there & (fate.short_seen | fate.lost),
        "unsealed": there & fate.unsealed,
        "opened_late": fate.opens > OPENS,
        "short_on_day": fate.short | fate.lost,
        "wrong_on_day": fate.wrong | fate.swapped,
        "wet": fate.wet,
        "swapped": fate.swapped,
        "not_open_by_nine": fate.opens > NINE,
        "no_vote": fate.no_vote,
        "known": by_law & (fate.known <= goal),
    }


def _caused(code: StationCode, missed: Flags, *, block: Block, played: Played) -> Counts:
    """Late days by cause; the plan's own fault where it leaves the station out, or means to be late."""
    found = np.zeros(len(TROUBLES) + 1, dtype=np.int64)
    key = block.course.last.get(code)
    if key is None or block.course.rides[key[0]].journey.stops[key[1]].arrives > block.course.goals.counts:
        found[-1] = int(missed.sum())
        return found
    found[:-1] = np.bincount(played.worst[key][missed], minlength=len(TROUBLES))
    return found


def _unguarded(guarded: Guarded, *, block: Block) -> Counts:
    """Stations and voters of clusters to which not one officer comes, over all days."""
    absent = block.world[Rate.OFFICER_ABSENT]
    chance = block.dice.generator("officers").random((len(guarded.officers), block.dice.count))
    nobody = (chance < absent ** guarded.officers[:, None]).sum(axis=1)
    return np.array([int(nobody @ guarded.stations), int(nobody @ guarded.voters)])


def together(tallies: Iterable[Tally]) -> Tally:
    """Blocks added up, days in their order."""
    all_ = list(tallies)
    return Tally(
        runs=sum(one.runs for one in all_),
        measures=np.sum([one.measures for one in all_], axis=0),
        stations=np.sum([one.stations for one in all_], axis=0),
        causes=np.sum([one.causes for one in all_], axis=0),
        late=np.concatenate([one.late for one in all_]),
        unguarded=np.sum([one.unguarded for one in all_], axis=0),
    )


def shares_of(tally: Tally, *, stations: int) -> Shares:
    """The shares of station-days."""
    every = max(1, tally.runs * stations)
    counts = dict(zip(MEASURES, tally.measures.tolist(), strict=True))
    supplied = max(1, counts["by_law"])
    found = {name: count / every for name, count in counts.items()}
    found["sealed"] = counts["sealed"] / supplied
    found["known"] = counts["known"] / supplied
    return Shares(**found, unguarded=int(tally.unguarded[0]) / every)


def outcomes_of(
    tally: Tally, *, stations: Sequence[Station], promised: Mapping[StationCode, float]
) -> tuple[StationOutcome, ...]:
    """What became of each station, in code order."""
    found = []
    for row, station in enumerate(stations):
        by_law, by_eve, ready = (int(n) / tally.runs for n in tally.stations[row])
        found.append(
            StationOutcome(
                station=station.code,
                by_law=by_law,
                by_eve=by_eve,
                ready=ready,
                promised=promised.get(station.code),
                causes=_ranked(tally.causes[row]),
            )
        )
    return tuple(found)


def _ranked(counts: Counts) -> tuple[tuple[Trouble, float], ...]:
    names, total = (*TROUBLES, Trouble.PLAN), int(counts.sum())
    ordered = sorted(range(len(names)), key=lambda at: (-int(counts[at]), at))
    return tuple((names[at], int(counts[at]) / total) for at in ordered if counts[at])


def causes_a_day(tally: Tally) -> Mapping[Trouble, float]:
    """Stations late a day, by the trouble that cost most."""
    counts = tally.causes.sum(axis=0)
    return {trouble: share * int(counts.sum()) / tally.runs for trouble, share in _ranked(counts)}
