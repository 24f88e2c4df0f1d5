"""Likely positions of stations inside a village of which only the outline and a settlement point are known.

Estimates, to be replaced by surveyed positions; nothing here has been checked against true positions. Small
villages are taken as settled all over. In larger ones, people are taken to live around the settlement point
and in hamlets on the ways to the neighbours with the longest common borders. Stations stay on that part of
the village where its settlement point is, so that none comes to lie on an islet without a landing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.geo import METRES_PER_DEGREE, Degrees, Outline, Position, shrink

Plane = NDArray[np.float64]
"""Points as (lon, lat) in degrees, shape (n, 2)."""

SMALL_KM2 = 2.0
"""Below this, a village is taken as settled all over."""

SETTLED_KM2_PER_STATION = 0.12
SETTLED_KM2_PER_STATION_CITY = 0.03
STATIONS_PER_HAMLET = 4
WAY_TO_BORDER = 0.6
"""Share of the way from the settlement point to the border at which the outermost hamlets lie."""

CANDIDATES_PER_STATION = 100
INNER_CANDIDATES = 1_000
MOST_ERROR_M = 3_000
TRIES = 24
"""Draws per station; one that is never inside stays at its hamlet."""

_BATCHES = 200
_GRID = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of a village's ground. `neighbours`: settlement points, longest common border first."""

    settlement: Position
    outline: Outline | None = None
    area_km2: float | None = None
    city: bool = False
    neighbours: tuple[Position, ...] = ()

    @property
    def is_small(self) -> bool:
        """Whether it is taken as settled all over."""
        return self.outline is not None and self.area_km2 is not None and self.area_km2 < SMALL_KM2


def spread(ground: Ground, *, count: int, seed: Sequence[int]) -> tuple[Position, ...]:
    """Likely positions of `count` stations; the same ground, count and seed give the same positions.

    `seed` is best made of the village's code and the operation's seed.
    """
    if not count:
        return ()
    chance = np.random.Generator(np.random.PCG64(seed))
    main = None if ground.outline is None else main_part(ground.outline, near=ground.settlement)
    settlement = inner_point(ground.settlement, main=main, chance=chance)
    if ground.is_small and main is not None:
        points = _spread_over(main, start=settlement, count=count, chance=chance)
    else:
        points = _around_hamlets(ground, main=main, settlement=settlement, count=count, chance=chance)
    return tuple(Position(lat, lon) for lon, lat in points.tolist())


def likely_error_m(ground: Ground) -> int:
    """How far a station's likely position may be off: half the radius of a disc of the village's area."""
    if ground.area_km2 is None:
        return MOST_ERROR_M
    return min(MOST_ERROR_M, round(math.sqrt(ground.area_km2 / math.pi) / 2 * 1000))


def main_part(outline: Outline, *, near: Position) -> Outline:
    """The part of an outline that a point lies in, with its holes; the nearest part if it lies in none."""
    rings = outline.rings()
    holding = [ring for ring in rings if _part(ring).covers(near)]
    if holding:
        x, y = max(holding, key=lambda ring: _doubled_area(*ring))
    else:
        x, y = min(rings, key=lambda ring: _part(ring).gap_m(near))
    whole = _part((x, y))
    holes = [ring for ring in rings if ring[0] is not x and bool(whole.contains(ring[0][:1], ring[1][:1])[0])]
    return Outline(
        np.concatenate([x, *(hole[0] for hole in holes)]),
        np.concatenate([y, *(hole[1] for hole in holes)]),
        np.cumsum([len(x), *(len(hole[0]) for hole in holes)]),
    )


def _part(ring: tuple[Degrees, Degrees]) -> Outline:
    return Outline(*ring, np.array([len(ring[0])]))


def inner_point(point: Position, *, main: Outline | None, chance: np.random.Generator) -> Position:
    """The point itself when it is inside (or there is no outline); else the nearest of many inner points."""
    if main is None or main.covers(point):
        return point
    inside = _inner_points(main, count=INNER_CANDIDATES, chance=chance)
    if not len(inside):
        return point
    lon, lat = inside[int(np.argmin(_squares(inside, to=np.array([point.lon, point.lat]))))].tolist()
    return Position(lat, lon)


def _doubled_area(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    dx, dy = x - x[0], y - y[0]
    return abs(float((dx * np.roll(dy, -1) - np.roll(dx, -1) * dy).sum()))


def _spread_over(main: Outline, *, start: Position, count: int, chance: np.random.Generator) -> Plane:
    """Farthest-point sampling (Gonzalez, 1985): each next point is the one farthest from those chosen."""
    inside = _inner_points(main, count=CANDIDATES_PER_STATION * count, chance=chance)
    chosen = np.array([[start.lon, start.lat]])
    if not len(inside):
        return np.repeat(chosen, count, axis=0)
    gaps = _squares(inside, to=chosen[0])
    picks = [int(np.argmin(gaps))]
    gaps = _squares(inside, to=inside[picks[0]])
    while len(picks) < count:
        picks.append(int(np.argmax(gaps)))
        gaps = np.minimum(gaps, _squares(inside, to=inside[picks[-1]]))
    return inside[picks]


def _squares(points: Plane, *, to: Plane) -> NDArray[np.float64]:
    """Squared distances, in degrees of latitude."""
    narrow = shrink(round(float(to[1]), 3))
    dx, dy = (points[:, 0] - to[0]) * narrow, points[:, 1] - to[1]
    return np.asarray(dx * dx + dy * dy)


def _inner_points(main: Outline, *, count: int, chance: np.random.Generator) -> Plane:
    """`count` points spread evenly by chance over a part; fewer only where it has hardly any width."""
    low = np.array([main.x.min(), main.y.min()])
    size = np.array([main.x.max(), main.y.max()]) - low
    found: list[Plane] = []
    missing = count
    for _ in range(_BATCHES):
        drawn = _on_grid(low + chance.random((max(64, 2 * missing), 2)) * size)
        found.append(drawn[main.contains(drawn[:, 0], drawn[:, 1])][:missing])
        missing -= len(found[-1])
        if not missing:
            break
    return np.concatenate(found)


def _on_grid(points: Plane) -> Plane:
    """Rounded as positions are, so that what is inside stays inside."""
    return np.asarray(np.rint(points * _GRID) / _GRID)


def _around_hamlets(
    ground: Ground, *, main: Outline | None, settlement: Position, count: int, chance: np.random.Generator
) -> Plane:
    hamlets = _hamlets(ground, main=main, settlement=settlement, count=-(-count // STATIONS_PER_HAMLET))
    at = hamlets[np.arange(count) * len(hamlets) // count]
    per_hamlet = max(1.0, count / len(hamlets) / STATIONS_PER_HAMLET)
    deviation_m = math.sqrt(_settled_km2(ground, count=count) * 1e6 * per_hamlet / (math.pi * count))
    metre = np.array([1 / (METRES_PER_DEGREE * shrink(round(settlement.lat, 3))), 1 / METRES_PER_DEGREE])
    tries = _on_grid(at[:, None, :] + _bell(chance, shape=(count, TRIES, 2)) * (deviation_m * metre))
    if main is None:
        return tries[:, 0, :]
    inside = main.contains(tries[..., 0].ravel(), tries[..., 1].ravel()).reshape(count, TRIES)
    first = tries[np.arange(count), inside.argmax(axis=1)]
    return np.where(np.any(inside, axis=1, keepdims=True), first, at)


def _settled_km2(ground: Ground, *, count: int) -> float:
    per_station = SETTLED_KM2_PER_STATION_CITY if ground.city else SETTLED_KM2_PER_STATION
    return min(count * per_station, ground.area_km2 or math.inf)


def _bell(chance: np.random.Generator, *, shape: tuple[int, int, int]) -> NDArray[np.float64]:
    """Sums of twelve uniform draws, less six: nearly normal, deviation 1, and exact on every machine."""
    return np.asarray(chance.random((12, *shape)).sum(axis=0) - 6)


def _hamlets(ground: Ground, *, main: Outline | None, settlement: Position, count: int) -> Plane:
    """The settlement point, then points on the ways to the neighbours, outermost first."""
    home = np.array([settlement.lon, settlement.lat])
    found = [home]
    for i in range(count - 1 if ground.neighbours else 0):
        lap, which = divmod(i, len(ground.neighbours))
        there = np.array([ground.neighbours[which].lon, ground.neighbours[which].lat])
        share = WAY_TO_BORDER / (lap + 1) * _border_share(home, there, main=main)
        found.append(_on_grid(home + (there - home) * share))
    return np.array(found)


def _border_share(home: Plane, there: Plane, *, main: Outline | None) -> float:
    """At which share of the way to a neighbour the village's own ground ends; half where that is not seen."""
    if main is None:
        return 0.5
    shares = np.arange(1, 101) / 100
    way = home + (there - home) * shares[:, None]
    outside = ~main.contains(way[:, 0], way[:, 1])
    return float(shares[int(outside.argmax())]) if outside.any() else 0.5
