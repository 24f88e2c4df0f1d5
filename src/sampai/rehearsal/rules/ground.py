"""What rain and chance make of the ways: landslides and floods that close them, slow days, the tide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.clock import DAY, HOUR
from sampai.rehearsal.model import Rate, World
from sampai.rehearsal.rules.dice import Dice, Flags, Real, Time, lognormal, under
from sampai.rehearsal.rules.land import Land
from sampai.rehearsal.rules.sky import Sky

TIDE_S = 44_714
"""From high water to high water where tides are semidiurnal: half a lunar day."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The ways of a block of days.

    `opens`: shape (kecamatan, hours, block): until when a kecamatan's roads and tracks are closed at an hour,
    far in the past where they are open. `round_about`: where a closure has a way round. `slow`: the factor of
    a kecamatan's day, shape (kecamatan, days, block). `tide`: where in its tide each day's water begins.
    """

    opens: NDArray[np.int32]
    round_about: Flags
    slow: Real
    tide: Time


OPEN = np.int32(-(2**30))


def ground_of(land: Land, *, sky: Sky, world: World, dice: Dice) -> Ground:
    """The ways under a sky."""
    shape = (len(land.kecamatan), land.days * 24, dice.count)
    opens, round_about = np.full(shape, OPEN), np.zeros(shape, dtype=np.bool_)
    fallen = sky.rain.reshape(shape[0], land.days, 24, dice.count).sum(axis=2) / 100
    two_days = fallen.copy()
    two_days[:, 1:] += fallen[:, :-1]
    kinds = (
        ("landslide", fallen, Rate.LANDSLIDE, Rate.LANDSLIDE_H, Rate.LANDSLIDE_H_SIGMA),
        ("flood", two_days, Rate.FLOOD, Rate.FLOOD_H, Rate.FLOOD_H_SIGMA),
    )
    for name, rain, rate, hours, sigma in kinds:
        for place, code in enumerate(land.kecamatan):
            share = -np.expm1(-world[rate] * rain[place] ** 2)
            chance = dice.generator(f"{name} {code}")
            happens = chance.random(share.shape) < share
            lasts = lognormal(
                world[hours], world[sigma], chance.standard_normal(share.shape).astype(np.float32)
            )
            around = chance.random(share.shape) < world[Rate.DETOUR]
            _close(
                opens[place],
                round_about[place],
                happens,
                lasts,
                around=around,
                land=land,
                sky=sky.rain[place],
            )
    return Ground(opens, round_about, _slow(land, world=world, dice=dice), _tide(dice))


def _close(
    opens: NDArray[np.int32],
    round_about: Flags,
    happens: Flags,
    lasts: Real,
    *,
    around: Flags,
    land: Land,
    sky: Real,
) -> None:
    """Enter a kecamatan's closures, each from the wettest hour of its day."""
    for day, run in zip(*np.nonzero(happens), strict=True):
        begins = day * 24 + int(sky[day * 24 : day * 24 + 24, run].argmax())
        ends = min(begins + max(1, round(float(lasts[day, run]))), land.days * 24)
        until = np.int32(land.first + ends * HOUR)
        opens[begins:ends, run] = np.maximum(opens[begins:ends, run], until)
        round_about[begins:ends, run] = around[day, run]


def _slow(land: Land, *, world: World, dice: Dice) -> Real:
    """Kecamatan near each other have slow days together: correlation falls with e to the distance."""
    apart = np.hypot(
        land.east_km[:, None] - land.east_km[None], land.north_km[:, None] - land.north_km[None]
    ).astype(np.float64)
    alike = np.exp(-apart / world[Rate.AREA_KM]) + 1e-6 * np.eye(len(apart))
    own = np.stack([dice.normal(f"slow {code}", rows=land.days) for code in land.kecamatan])
    together = np.tensordot(np.linalg.cholesky(alike), own, axes=1)
    return np.exp(world[Rate.AREA_SIGMA] * together).astype(np.float32)


def _tide(dice: Dice) -> Time:
    return dice.generator("tide").integers(0, TIDE_S, dice.count, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Hours:
    """Open every day from one clock time to another, in seconds after midnight."""

    opens_s: int
    closes_s: int

    def passes(self, at: Time) -> Time:
        """When one who comes at a time gets through."""
        clock = at % DAY
        late = clock > self.closes_s
        morning = at - clock + self.opens_s + DAY * late
        return np.where(late | (clock < self.opens_s), morning, at).astype(np.int32)


def store_ready(kecamatan: str, *, planned: int, world: World, dice: Dice) -> Time:
    """When a kecamatan's goods are packed: when they are to leave, or hours later."""
    chance = dice.normal(f"store {kecamatan}", rows=2)
    late = lognormal(world[Rate.UNREADY_H] * HOUR, world[Rate.UNREADY_H_SIGMA], chance[1])
    return np.where(under(world[Rate.UNREADY], chance[0]), planned + late, OPEN).astype(np.int32)
