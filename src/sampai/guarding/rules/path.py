"""Short paths through points, and groups made by cutting one: quick, and there without any engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sampai.guarding.ports import Metres32, Whole

Costs = Sequence[Sequence[int]]

_PASSES = 40
"""Of improvement at most; short paths settle after a few."""


@dataclass(frozen=True, slots=True)
class PathGrouper:
    """Cuts a short path through all stations of an area into the fewest groups with the least way inside."""

    @property
    def name(self) -> str:
        """What it does."""
        return "path, cut"

    def group(self, distance_m: Metres32, *, most: int) -> Whole:
        """The group of each station; see the port."""
        costs = distance_m.tolist()
        path = short_path(costs, first=int(distance_m.sum(axis=1, dtype=np.int64).argmax()))
        legs = [costs[a][b] for a, b in pairwise(path)]
        label = np.zeros(len(costs), dtype=np.int64)
        for end in cut(legs, most=most)[:-1]:
            label[path[end:]] += 1
        return label


def short_path(costs: Costs, *, first: int) -> list[int]:
    """Every index once, from `first`, so that the sum of steps is small.

    Nearest neighbour, then reversals of pieces while one helps (2-opt; Croes, 1958). Ties go to the lower
    index, so the same costs give the same path.
    """
    path = _nearest_next(costs, first=first)
    for _ in range(_PASSES):
        if not _improve(path, costs=costs):
            break
    return path


def _nearest_next(costs: Costs, *, first: int) -> list[int]:
    left = set(range(len(costs))) - {first}
    path = [first]
    while left:
        here = costs[path[-1]]
        path.append(min(left, key=lambda i: (here[i], i)))
        left.remove(path[-1])
    return path


def _improve(path: list[int], *, costs: Costs) -> bool:
    improved = False
    last = len(path) - 1
    for i in range(1, last):
        for j in range(i + 1, last + 1):
            before, a, b = costs[path[i - 1]], path[i], path[j]
            gain = before[a] - before[b]
            if j < last:
                gain += costs[b][path[j + 1]] - costs[a][path[j + 1]]
            if gain > 0:
                path[i : j + 1] = path[i : j + 1][::-1]
                improved = True
    return improved


def cut(legs: Sequence[int], *, most: int) -> list[int]:
    """Where to cut a path of `len(legs) + 1` points: the ends of its pieces.

    As few pieces as `most` points per piece allow; among those, the least length inside the pieces.
    """
    along = [0]
    for leg in legs:
        along.append(along[-1] + leg)
    best = [(0, 0)]
    came = [0]
    for end in range(1, len(along) + 1):
        pieces, inside, start = min(
            (best[j][0] + 1, best[j][1] + along[end - 1] - along[j], j)
            for j in range(max(0, end - most), end)
        )
        best.append((pieces, inside))
        came.append(start)
    return _ends(came)


def _ends(came: Sequence[int]) -> list[int]:
    ends = [len(came) - 1]
    while came[ends[-1]]:
        ends.append(came[ends[-1]])
    return ends[::-1]
