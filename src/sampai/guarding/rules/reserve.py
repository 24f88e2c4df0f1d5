"""Where the reserve stands: at the posts from which the worst response is quickest.

This is the vertex p-centre problem (Hakimi, 1964). All choices are looked at while there are few; beyond that
posts are added greedily and then exchanged one by one while the worst response gets quicker.
"""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

FEW = 20_000
"""So many choices are all looked at."""


def best_posts(seconds: Whole, *, count: int) -> tuple[int, ...]:
    """Which of the sites to stand at, in order; `seconds` from site to station, shape (sites, stations).

    Least is the worst response; among equals the sum of all responses, then the first sites.
    """
    sites = len(seconds)
    count = min(count, sites)
    if not seconds.size or count == sites:
        return tuple(range(count))
    if comb(sites, count) <= FEW:
        return min(combinations(range(sites), count), key=lambda chosen: _worth(seconds, chosen))
    return _exchanged(seconds, _greedy(seconds, count=count))


def _worth(seconds: Whole, chosen: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    nearest = seconds[list(chosen)].min(axis=0)
    return int(nearest.max()), int(nearest.sum()), chosen


def _greedy(seconds: Whole, *, count: int) -> tuple[int, ...]:
    chosen: tuple[int, ...] = ()
    for _ in range(count):
        left = (site for site in range(len(seconds)) if site not in chosen)
        chosen = min((tuple(sorted((*chosen, site))) for site in left), key=lambda one: _worth(seconds, one))
    return chosen


def _exchanged(seconds: Whole, chosen: tuple[int, ...]) -> tuple[int, ...]:
    while True:
        better = min(
            (
                tuple(sorted((*(site for site in chosen if site != out), new)))
                for out in chosen
                for new in range(len(seconds))
                if new not in chosen
            ),
            key=lambda one: _worth(seconds, one),
        )
        if _worth(seconds, better) >= _worth(seconds, chosen):
            return chosen
        chosen = better
