"""Rain and sea: cells of rain are born, move with the wind and fade; days are wet or dry in spells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.rehearsal.model import Rate, World
from sampai.rehearsal.rules.dice import Dice, Real, lognormal
from sampai.rehearsal.rules.land import Land

MARGIN_KM = 25.0
"""Cells are born so far around the area, too, and drift in."""

MOST_HOURS = 10
"""No cell lives longer."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Rain in mm an hour, shape (kecamatan, hours, days of the block); waves in dm, shape (days, block)."""

    rain: NDArray[np.float32]
    waves: Real


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of rain, one row each: run, hour of birth, life in hours, place, way in km/h, radius, mm/h."""

    run: NDArray[np.int64]
    born: NDArray[np.float64]
    lives: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    east_kmh: NDArray[np.float64]
    north_kmh: NDArray[np.float64]
    radius: NDArray[np.float64]
    mm_h: NDArray[np.float64]


def sky_of(land: Land, *, world: World, dice: Dice) -> Sky:
    """The weather of a block of days."""
    return Sky(_rain(land, _cells(land, world=world, dice=dice), count=dice.count), _waves(land, world, dice))


def spells(name: str, *, days: int, memory: float, dice: Dice) -> Real:
    """Standard normal numbers day by day, each keeping a part of the day before; shape (days, block)."""
    fresh = dice.normal(name, rows=days)
    found = fresh.copy()
    for day in range(1, days):
        found[day] = memory * found[day - 1] + np.sqrt(1 - memory**2) * fresh[day]
    return found


def _waves(land: Land, world: World, dice: Dice) -> Real:
    swell = spells("sea", days=land.days, memory=world[Rate.WAVE_MEMORY], dice=dice)
    return lognormal(world[Rate.WAVE_DM], world[Rate.WAVE_SIGMA], swell)


def _cells(land: Land, *, world: World, dice: Dice) -> Cells:
    wide = [float(np.ptp(axis)) + 2 * MARGIN_KM for axis in (land.east_km, land.north_km)]
    low = [float(axis.min()) - MARGIN_KM for axis in (land.east_km, land.north_km)]
    sigma = world[Rate.SPELL_SIGMA]
    spell = spells("spell", days=land.days, memory=world[Rate.SPELL_MEMORY], dice=dice)
    usual = world[Rate.STORMS] * wide[0] * wide[1] / 1_000
    chance = dice.generator("cells")
    # The mean of a lognormal is above its median; so the spells change no month's total.
    many = chance.poisson(usual * np.exp(sigma * spell - sigma**2 / 2))
    day, run = (axis.repeat(many.ravel()) for axis in map(np.ravel, np.indices(many.shape)))
    count = len(run)
    clock = world[Rate.STORM_CLOCK_H] + world[Rate.STORM_CLOCK_SD_H] * chance.standard_normal(count)
    heading = 2 * np.pi * chance.random(count)
    speed = world[Rate.STORM_KMH] * chance.exponential(size=count)
    return Cells(
        run=run,
        born=day * 24 + clock % 24,
        lives=_spread(world, Rate.STORM_H, Rate.STORM_H_SIGMA, chance, count).clip(max=MOST_HOURS - 1),
        east=low[0] + wide[0] * chance.random(count),
        north=low[1] + wide[1] * chance.random(count),
        east_kmh=speed * np.cos(heading),
        north_kmh=speed * np.sin(heading),
        radius=_spread(world, Rate.STORM_KM, Rate.STORM_KM_SIGMA, chance, count),
        mm_h=_spread(world, Rate.STORM_MM_H, Rate.STORM_MM_H_SIGMA, chance, count),
    )


def _spread(
    world: World, median: Rate, sigma: Rate, chance: np.random.Generator, count: int
) -> NDArray[np.float64]:
    return world[median] * np.exp(world[sigma] * chance.standard_normal(count))


def _rain(land: Land, cells: Cells, *, count: int) -> NDArray[np.float32]:
    """What falls on each kecamatan in each hour: cells add up."""
    hours = land.days * 24
    rain = np.zeros((len(land.kecamatan), hours, count), dtype=np.float32)
    for step in range(MOST_HOURS):
        hour = np.floor(cells.born).astype(np.int64) + step
        begins, ends = np.maximum(cells.born, hour), np.minimum(cells.born + cells.lives, hour + 1)
        alive = np.flatnonzero((ends > begins) & (hour < hours))
        since = (begins[alive] + ends[alive]) / 2 - cells.born[alive]
        east = cells.east[alive] + since * cells.east_kmh[alive]
        north = cells.north[alive] + since * cells.north_kmh[alive]
        for place, (x, y) in enumerate(zip(land.east_km, land.north_km, strict=True)):
            near = np.flatnonzero((east - x) ** 2 + (north - y) ** 2 < cells.radius[alive] ** 2)
            hit = alive[near]
            fallen = cells.mm_h[hit] * (ends[hit] - begins[hit])
            np.add.at(rain[place], (hour[hit], cells.run[hit]), fallen.astype(np.float32))
    return rain
