"""Who goes where: officers of units to tasks with the least cost, as a transport problem.

Successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 9.7) over the units: each
wanted officer comes from the unit that is cheapest after others have moved up for it. All numbers are whole,
so every machine finds the same answer, and what is filled stays filled when more officers are there.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

NO_WAY = np.int64(1) << 60
"""Of the cost of a unit that cannot take a task."""


def assign(cost: Whole, *, supply: Whole, demand: Whole) -> Whole:
    """How many officers each unit sends to each task, shape (units, tasks).

    `cost` per officer, shape (units, tasks); tasks are filled in their order, so the first ones get officers
    when there are too few. Among all ways to fill just these, the sum of costs is least.
    """
    units, tasks = cost.shape
    sent = np.zeros((units, tasks), dtype=np.int64)
    spare = supply.astype(np.int64).copy()
    moves = _Moves(cost)
    for task in range(tasks):
        for _ in range(int(demand[task])):
            if not units or not _fill(task, cost=cost, sent=sent, spare=spare, moves=moves):
                break
    return sent


class _Moves:
    """The cheapest task that each unit could hand to each other one, kept while tasks change hands."""

    def __init__(self, cost: Whole) -> None:
        units = len(cost)
        self.cost = cost
        self.least = np.full((units, units), NO_WAY, dtype=np.int64)
        self.task = np.zeros((units, units), dtype=np.int64)
        self.own: dict[int, set[int]] = defaultdict(set)

    def taken(self, unit: int, task: int) -> None:
        """A unit has a further task."""
        if task in self.own[unit]:
            return
        self.own[unit].add(task)
        extra = self._extra(unit, np.array([task]))[:, 0]
        better = (extra < self.least[unit]) | ((extra == self.least[unit]) & (task < self.task[unit]))
        self.least[unit] = np.where(better, extra, self.least[unit])
        self.task[unit] = np.where(better, task, self.task[unit])

    def left(self, unit: int, task: int) -> None:
        """A unit no longer has a task."""
        self.own[unit].discard(task)
        mine = np.array(sorted(self.own[unit]), dtype=np.int64)
        if not len(mine):
            self.least[unit], self.task[unit] = NO_WAY, 0
            return
        extra = self._extra(unit, mine)
        at = extra.argmin(axis=1)
        self.least[unit], self.task[unit] = extra[np.arange(len(extra)), at], mine[at]

    def _extra(self, unit: int, tasks: Whole) -> Whole:
        others = self.cost[:, tasks]
        found = np.where(others >= NO_WAY, NO_WAY, others - self.cost[unit, tasks][None, :])
        found[unit] = NO_WAY
        return found


def _fill(task: int, *, cost: Whole, sent: Whole, spare: Whole, moves: _Moves) -> bool:
    """One more officer for a task; False where none can come."""
    nearest = int(cost[:, task].argmin())
    if spare[nearest] > 0 and cost[nearest, task] < NO_WAY:
        # Nothing beats it: moving tasks to a unit with people to spare never saves anything by itself.
        spare[nearest] -= 1
        sent[nearest, task] += 1
        moves.taken(nearest, task)
        return True
    best, came = _shortest(cost[:, task], moves=moves)
    ends = np.where((spare > 0) & (best < NO_WAY // 2), best, NO_WAY)
    unit = int(ends.argmin())
    if ends[unit] >= NO_WAY:
        return False
    spare[unit] -= 1
    while came[unit] >= 0:
        giver = int(came[unit])
        moved = int(moves.task[giver, unit])
        sent[giver, moved] -= 1
        sent[unit, moved] += 1
        moves.taken(unit, moved)
        if not sent[giver, moved]:
            moves.left(giver, moved)
        unit = giver
    sent[unit, task] += 1
    moves.taken(unit, task)
    return True


def _shortest(start: Whole, *, moves: _Moves) -> tuple[Whole, Whole]:
    """Least cost at which each unit can take one more, and who hands it a task first (-1: nobody)."""
    best = start.copy()
    came = np.full(len(best), -1, dtype=np.int64)
    for _ in range(len(best)):
        through = best[:, None] + moves.least
        giver = through.argmin(axis=0)
        cheaper = through[giver, np.arange(len(best))]
        better = cheaper < best
        if not better.any():
            break
        best = np.where(better, cheaper, best)
        came = np.where(better, giver, came)
    return best, came
