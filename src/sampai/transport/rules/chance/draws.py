"""Random numbers for scenarios. Each thing that can go wrong has its own stream, told by its name.

So a changed plan meets the same rain, the same breakdowns and the same slow drives as the plan before it
(common random numbers), and the difference between the two is the change's own.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sampai.transport.model import Lognormal, Spread

Real = NDArray[np.float64]
Time = NDArray[np.int32]
"""H-times or seconds, one per scenario; whole, so that sums are exact."""

BLOCK = 1_000
"""Scenarios that are worked through at once; bounds memory, and is part of what a seed means."""


@dataclass(frozen=True, slots=True)
class Dice:
    """The chance of one block of scenarios."""

    seed: int
    block: int
    count: int

    def uniform(self, name: str, *, rows: int) -> Real:
        """Numbers between 0 and 1, shape (rows, scenarios); the same for the same name."""
        words = np.random.SeedSequence((self.seed, self.block, crc32(name.encode())))
        return np.random.Generator(np.random.PCG64(words)).random((rows, self.count))


def blocks(scenarios: int, *, seed: int) -> list[Dice]:
    """The dice of all scenarios, in blocks."""
    return [
        Dice(seed, number, min(BLOCK, scenarios - start))
        for number, start in enumerate(range(0, scenarios, BLOCK))
    ]


def value_at(spread: Spread, u: Real) -> Real:
    """The quantity at probability u: never less for a higher u."""
    if isinstance(spread, Lognormal):
        if spread.sigma == 0:
            return np.full_like(u, spread.median)
        return np.asarray(spread.median * np.exp(spread.sigma * ndtri(u)))
    shares = np.cumsum([share for share, _ in spread.pairs])
    values = np.array([value for _, value in spread.pairs])
    place = np.searchsorted(shares[:-1], u, side="right")
    return np.asarray(values[place])


def seconds_at(spread: Spread, u: Real) -> Time:
    """A duration at probability u, in whole seconds."""
    return whole(value_at(spread, u))


def whole(values: Real) -> Time:
    """Rounded to whole seconds."""
    return np.rint(values).astype(np.int32)
