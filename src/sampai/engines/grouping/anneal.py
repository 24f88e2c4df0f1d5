"""Groups of neighbouring stations by simulated annealing; compiled by numba, the same on every machine.

A step moves one station into the group of a near one where there is room, or exchanges it with a member of
that group. Each station keeps the sum of its distances within its group, so a step costs as much as the
groups are large. The start is a path from station to nearest station, cut into groups.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sampai.guarding.ports import Metres32, Whole

NEAR = 10
"""Stations whose groups a station may move to."""

CURVE = 4_096
CHILL = np.round(-np.log((np.arange(CURVE) + 0.5) / CURVE), 9)
"""-ln(u) at evenly spread u; rounded, because C libraries differ in the last digit."""

HEAT, COLD = 2.0, 0.01
"""First and last temperature, as shares of the mean distance to near stations."""

WITHOUT_COUNTS: dict[str, Any] = {"_nrt": False}
"""No reference counts: all arrays outlive the search, and counting took most of the time."""

compiled: Callable[..., Any] = njit(cache=True, nogil=True, **WITHOUT_COUNTS)
"""Compiled once, and kept beside this file as long as it does not change."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class AnnealGrouper:
    """`steps` tries per station; 4,000 came within 0.12 % of the best on average (`bench/clusters.py`)."""

    steps: int = 4_000
    seed: int = 1

    @property
    def name(self) -> str:
        """The search with its length."""
        return f"annealing, {self.steps} steps per station"

    def group(self, distance_m: Metres32, *, most: int) -> Whole:
        """The groups of the best state that was seen."""
        count = len(distance_m)
        if count <= most:
            return np.zeros(count, dtype=np.int64)
        if most == 1:
            return np.arange(count)
        far = np.ascontiguousarray(distance_m, dtype=np.int32)
        state = _state(far, most=most, seed=self.seed)
        kept = np.zeros(count, dtype=np.int64)
        _search(state, _near(far), CHILL, kept, self.steps * count)
        return kept


def _near(far: Metres32) -> NDArray[np.int32]:
    """The nearest stations of each one, shape (n, up to NEAR); ties by number."""
    others = far.astype(np.int64)
    np.fill_diagonal(others, np.iinfo(np.int32).max)
    width = min(NEAR, len(far) - 1)
    key = others * len(far) + np.arange(len(far))[None, :]
    kept = np.partition(key, width - 1, axis=1)[:, :width]
    return (np.sort(kept, axis=1) % len(far)).astype(np.int32)


class State(NamedTuple):
    """Groups as they are: members by group, its size, its cost; per station its group and inner sum."""

    far: Metres32
    members: Whole
    size: Whole
    cost: Whole
    label: Whole
    total: Whole
    chance: NDArray[np.uint64]


def _state(far: Metres32, *, most: int, seed: int) -> State:
    """All groups empty."""
    count = len(far)
    groups = -(-count // most)
    return State(
        far=far,
        members=np.full((groups, most), NOBODY, dtype=np.int64),
        size=np.zeros(groups, dtype=np.int64),
        cost=np.zeros(groups, dtype=np.int64),
        label=np.full(count, NOBODY, dtype=np.int64),
        total=np.zeros(count, dtype=np.int64),
        chance=np.array([seed * 0x9E3779B97F4A7C15 % 2**64 + 1], dtype=np.uint64),
    )


@compiled
def _below(chance: NDArray[np.uint64], size: int) -> int:
    """A whole number in [0, size), by xorshift64* (Vigna 2016)."""
    x = chance[0]
    x ^= x >> uint64(12)
    x ^= x << uint64(25)
    x ^= x >> uint64(27)
    chance[0] = x
    return int((x * uint64(0x2545F4914F6CDD1D)) >> uint64(11)) % size


@compiled
def _cost(s: State, group: int, out: int, new: int) -> int:
    """Way from the middle of a group to its others, without the station `out` and with `new`."""
    best, own = -1, 0
    for at in range(s.size[group]):
        one = s.members[group, at]
        if one == out:
            continue
        cost = s.total[one]
        if out >= 0:
            cost -= s.far[one, out]
        if new >= 0:
            cost += s.far[one, new]
            own += s.far[new, one]
        if best < 0 or cost < best:
            best = cost
    if new >= 0 and (best < 0 or own < best):
        best = own
    return best


@compiled
def _leave(s: State, group: int, out: int) -> None:
    size = s.size[group] - 1
    for at in range(size + 1):
        one = s.members[group, at]
        if one == out:
            s.members[group, at] = s.members[group, size]
            break
    s.size[group] = size
    for at in range(size):
        one = s.members[group, at]
        s.total[one] -= s.far[one, out]


@compiled
def _enter(s: State, group: int, new: int) -> None:
    s.total[new] = 0
    for at in range(s.size[group]):
        one = s.members[group, at]
        s.total[one] += s.far[one, new]
        s.total[new] += s.far[one, new]
    s.members[group, s.size[group]] = new
    s.size[group] += 1
    s.label[new] = group


@compiled
def _step(s: State, i: int, b: int, allowance: float) -> int:
    """Try to bring station `i` into group `b`; returns the way that this saves, 0 where it is not done."""
    a, at = s.label[i], _below(s.chance, s.members.shape[1])
    other = s.members[b, at] if at < s.size[b] else NOBODY
    if a == b or (other < 0 and s.size[a] == 1):
        return 0
    one, two = _cost(s, a, i, other), _cost(s, b, other, i)
    gain = s.cost[a] + s.cost[b] - one - two
    if -gain > allowance:
        return 0
    _leave(s, a, i)
    if other >= 0:
        _leave(s, b, other)
        _enter(s, a, other)
    _enter(s, b, i)
    s.cost[a], s.cost[b] = one, two
    return int(gain)


@compiled
def _begin(s: State) -> None:
    """From station to nearest station; a new group after every `most`."""
    here = s.far[0].argmax()
    for at in range(len(s.far)):
        _enter(s, at // s.members.shape[1], here)
        there = NOBODY
        for i in range(len(s.far)):
            if s.label[i] < 0 and (there < 0 or s.far[here, i] < s.far[here, there]):
                there = i
        here = there
    for group in range(len(s.size)):
        s.cost[group] = _cost(s, group, NOBODY, NOBODY)


@compiled
def _copy(label: Whole, kept: Whole) -> None:
    for i in range(len(label)):
        kept[i] = label[i]


@compiled
def _search(s: State, near: NDArray[np.int32], chill: NDArray[np.float64], kept: Whole, steps: int) -> None:
    """Leave the best groups in `kept`."""
    _begin(s)
    mean = 0.0
    for i in range(near.shape[0]):
        for at in range(near.shape[1]):
            mean += s.far[i, near[i, at]] / near.size
    now = best = s.cost.sum()
    _copy(s.label, kept)
    for step in range(steps):
        left = 1.0 - step / steps
        heat = mean * (COLD + (HEAT - COLD) * left * left * left)
        i = _below(s.chance, near.shape[0])
        b = s.label[near[i, _below(s.chance, near.shape[1])]]
        if b != s.label[i]:
            now -= _step(s, i, b, heat * chill[_below(s.chance, CURVE)])
            if now < best:
                best = now
                _copy(s.label, kept)
