"""Random numbers of rehearsed days. Each thing that can happen has its own stream, told by its name.

So two plans meet the same rain, the same absent drivers and the same short boxes: what differs is the plans'.
"""

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sampai.rehearsal.model import UNCERTAIN, Figure, Rate, World

Real = NDArray[np.float32]
Time = NDArray[np.int32]
Flags = NDArray[np.bool_]

BLOCK = 250
"""Days that are worked through at once; bounds memory, and is part of what a seed means."""


@dataclass(frozen=True, slots=True)
class Dice:
    """The chance of one block of days. No other seed, and no planner, shares its streams."""

    seed: int
    block: int
    count: int

    def generator(self, name: str) -> np.random.Generator:
        """The stream of a name, from its beginning."""
        words = np.random.SeedSequence((self.seed, self.block, 10, crc32(name.encode())))
        return np.random.Generator(np.random.PCG64(words))

    def normal(self, name: str, *, rows: int) -> Real:
        """Standard normal numbers, shape (rows, days); the same for the same name."""
        return self.generator(name).standard_normal((rows, self.count), dtype=np.float32)


def blocks(runs: int, *, seed: int) -> tuple[Dice, ...]:
    """The dice of all days, in blocks."""
    return tuple(
        Dice(seed, number, min(BLOCK, runs - start)) for number, start in enumerate(range(0, runs, BLOCK))
    )


def under(share: float, normal: Real) -> Flags:
    """Where something of this share happens, told by normal numbers: never more for a smaller share."""
    if share <= 0:
        return np.zeros(normal.shape, dtype=np.bool_)
    return np.asarray(normal < np.float32(ndtri(min(share, 1.0))))


def lognormal(median: float, sigma: float, normal: Real) -> Real:
    """Quantities whose logarithm is normal."""
    return np.asarray(np.float32(median) * np.exp(np.float32(sigma) * normal))


def whole(seconds: Real) -> Time:
    """Rounded to whole seconds."""
    return np.rint(seconds).astype(np.int32)


def world_of_block(world: World, dice: Dice) -> World:
    """The world as it is in one block: each uncertain rate is off by a factor, because nobody knows it."""
    if world.doubt == 0:
        return world
    chance = dice.generator("doubt")
    off = {rate: float(np.exp(world.doubt * chance.standard_normal())) for rate in Rate if rate in UNCERTAIN}
    rates = {
        rate: Figure(figure.value * off.get(rate, 1.0), figure.basis) for rate, figure in world.rates.items()
    }
    modes = tuple(
        replace(
            mode,
            breakdowns=mode.breakdowns * float(np.exp(world.doubt * chance.standard_normal())),
            mend_min=mode.mend_min * float(np.exp(world.doubt * chance.standard_normal())),
        )
        for mode in world.modes
    )
    return replace(world, rates=rates, modes=modes)
