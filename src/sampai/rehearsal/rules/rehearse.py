"""A plan on many days: its blocks one by one, then what they come to together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from math import sqrt
from typing import Any

import numpy as np

from sampai.kernel.ids import StationCode
from sampai.places.model import Station
from sampai.plan.model import OperationPlan
from sampai.rehearsal.model import Paired, Promise, Rehearsal, World
from sampai.rehearsal.rules.course import Course, course_of
from sampai.rehearsal.rules.dice import Dice, blocks
from sampai.rehearsal.rules.play import block_of, play
from sampai.rehearsal.rules.tally import (
    Guarded,
    Tally,
    causes_a_day,
    counted,
    guarded_of,
    outcomes_of,
    shares_of,
    together,
)

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or an executor's."""

CLASSES = (1.0, 0.99, 0.95, 0.9, 0.8, 0.5, 0.0)
"""Edges of the classes in which promised chances are compared with what came."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """All that a rehearsal of one plan needs, ready for any process."""

    course: Course
    stations: tuple[Station, ...]
    guarded: Guarded | None
    """None: nobody asks for guards."""
    world: World


def stage_of(plan: OperationPlan, *, world: World) -> Stage:
    """A plan made ready. Raises `Refused` for a plan without journeys."""
    return Stage(
        course=course_of(
            plan.delivery,
            register=plan.operation.register,
            rules=plan.rules,
            world=world,
            escorts=plan.manning.escorts,
        ),
        stations=plan.operation.register.stations,
        guarded=guarded_of(plan),
        world=world,
    )


def rehearse_block(dice: Dice, *, stage: Stage) -> Tally:
    """One block of days."""
    block = block_of(stage.course, world=stage.world, dice=dice)
    return counted(block, play(block), stations=stage.stations, guarded=stage.guarded)


@dataclass(slots=True)
class Told:
    """Hands blocks on, and tells how many of them are done."""

    total: int
    tell: Callable[[float], None] | None = None
    done: int = field(default=0)

    def each(self, tallies: Iterable[Tally]) -> Iterable[Tally]:
        """The same tallies, one by one."""
        for one in tallies:
            self.done += 1
            if self.tell is not None:
                self.tell(self.done / self.total)
            yield one


def tally_of(
    stage: Stage,
    *,
    runs: int,
    seed: int,
    run: Callable[[Stage, Sequence[Dice]], Iterable[Tally]] | None = None,
    tell: Callable[[float], None] | None = None,
) -> Tally:
    """All days of a rehearsal. `run` works blocks off elsewhere, in their order; their sum is the same."""
    dice = blocks(runs, seed=seed)
    work = run or (lambda one, every: map(partial(rehearse_block, stage=one), every))
    return together(Told(len(dice), tell).each(work(stage, dice)))


def rehearsal_of(plan: OperationPlan, *, stage: Stage, tally: Tally, seed: int) -> Rehearsal:
    """What a tally says of a plan."""
    promised = {one.station: one.in_time for one in plan.chances.stations}
    goals = stage.course.goals
    found = Rehearsal(
        plan=plan.digest,
        world=stage.world,
        runs=tally.runs,
        seed=seed,
        stations=len(stage.stations),
        unplanned=len(stage.stations) - len(stage.course.last),
        legal_hour=goals.by_plan if goals.by_law is None else goals.by_law,
        is_law=goals.by_law is not None,
        shares=shares_of(tally, stations=len(stage.stations)),
        outcomes=outcomes_of(tally, stations=stage.stations, promised=promised),
        late_a_day=tuple(tally.late.tolist()),
        unguarded_voters=int(tally.unguarded[1]) / tally.runs,
        promises=_promises(tally, stations=stage.stations, promised=promised),
        causes=causes_a_day(tally),
    )
    return replace(found, digest=_digest(tally, plan=plan.digest))


def _digest(tally: Tally, *, plan: str) -> str:
    seal = sha256(plan.encode())
    for counts in (tally.measures, tally.stations, tally.causes, tally.late, tally.unguarded):
        seal.update(np.ascontiguousarray(counts, dtype="<i8").tobytes())
    return f"sha256:{seal.hexdigest()}"


def _promises(
    tally: Tally, *, stations: Sequence[Station], promised: Mapping[StationCode, float]
) -> tuple[Promise, ...]:
    """Promises kept, by class of promised chance."""
    rows = [
        (promised[s.code], int(tally.stations[row, 0]))
        for row, s in enumerate(stations)
        if s.code in promised
    ]
    found = []
    for above, least in zip((1.01, *CLASSES), CLASSES, strict=False):
        mine = [(chance, days) for chance, days in rows if least <= chance < above]
        if mine:
            found.append(
                Promise(
                    least=least,
                    most=min(above, 1.0),
                    stations=len(mine),
                    promised=sum(chance for chance, _ in mine) / len(mine),
                    kept=sum(days for _, days in mine) / (len(mine) * tally.runs),
                )
            )
    return tuple(found)


def kept_of_safe(rehearsal: Rehearsal) -> float | None:
    """Of the stations promised 0.99 or more, the share of station-days in time; None where there are none."""
    safe = [one for one in rehearsal.promises if one.least >= 0.99]
    many = sum(one.stations for one in safe)
    return sum(one.kept * one.stations for one in safe) / many if many else None


def paired_of(first: Rehearsal, other: Rehearsal) -> Paired:
    """Two plans day by day: on each day both met the same weather and the same people."""
    mine, yours = np.array(first.late_a_day), np.array(other.late_a_day)
    fewer = (yours - mine).astype(np.float64)
    margin = 1.96 * float(fewer.std(ddof=1)) / sqrt(len(fewer)) if len(fewer) > 1 else 0.0
    mean = float(fewer.mean())
    return Paired(
        other=other.plan,
        late=float(mine.mean()),
        other_late=float(yours.mean()),
        fewer=mean,
        low=mean - margin,
        high=mean + margin,
        better_days=float((fewer > 0).mean()),
        same_days=float((fewer == 0).mean()),
    )
