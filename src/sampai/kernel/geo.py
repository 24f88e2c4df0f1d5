"""Positions and distances.

Distances are whole metres by an equirectangular projection, good to under 1 % within Indonesia's latitudes
(11 S to 6 N) and a regency's distances (< 300 km). Columns are worked out with +, -, *, / and the square root
only, all exactly rounded by IEEE 754, so every machine gets the same metres.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

Metres = NDArray[np.int64]
Degrees = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Position:
    """WGS84 degrees, kept to 1e-6 (0.1 m)."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse what is not on the globe; round so that equal places are equal."""
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise Refused(
                "position",
                say("{lat}, {lon} is no position on earth.", lat=str(self.lat), lon=str(self.lon)),
                say("Write latitude and longitude in degrees, such as -4.78 and 103.33."),
            )
        object.__setattr__(self, "lat", round(self.lat, 6))
        object.__setattr__(self, "lon", round(self.lon, 6))


def shrink(lat: float) -> float:
    """How much shorter a degree of longitude is at this latitude; rounded so that all C libraries agree."""
    return round(math.cos(math.radians(lat)), 9)


def distance_m(a: Position, b: Position) -> int:
    """Straight distance in whole metres."""
    dy = (a.lat - b.lat) * METRES_PER_DEGREE
    dx = (a.lon - b.lon) * METRES_PER_DEGREE * shrink(round((a.lat + b.lat) / 2, 3))
    return round(math.sqrt(dx * dx + dy * dy))


def distances_m(lat: Degrees, lon: Degrees, *, to_lat: Degrees, to_lon: Degrees, mid_lat: float) -> Metres:
    """Straight distances, whole metres, shape (len(lat), len(to_lat)), projected at one latitude."""
    dy = (lat[:, None] - to_lat[None, :]) * METRES_PER_DEGREE
    dx = (lon[:, None] - to_lon[None, :]) * (METRES_PER_DEGREE * shrink(mid_lat))
    return np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Outline:
    """A region's polygon parts: rings in degrees without closing point; a hole follows the shell it is in.

    `x` (longitude) and `y` (latitude) hold all rings one after another, `ring_end` the end index of each.
    Inside is decided by the even-odd rule over all rings, so that shells and holes need no marks.
    """

    x: Degrees
    y: Degrees
    ring_end: NDArray[np.int64]

    def rings(self) -> list[tuple[Degrees, Degrees]]:
        """Each ring as (x, y)."""
        starts = [0, *self.ring_end[:-1].tolist()]
        return [
            (self.x[a:b], self.y[a:b]) for a, b in zip(starts, self.ring_end.tolist(), strict=True) if b > a
        ]

    def contains(self, lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
        """Which points lie inside, by the even-odd rule; shape as `lon`."""
        inside = np.zeros(lon.shape, dtype=np.bool_)
        for x, y in self.rings():
            inside ^= _in_ring(lon, lat, x=x, y=y)
        return inside

    def covers(self, position: Position, *, margin_m: float = 0) -> bool:
        """Whether a position is inside, or within `margin_m` of the outline."""
        if bool(self.contains(np.array([position.lon]), np.array([position.lat]))[0]):
            return True
        return margin_m > 0 and self.gap_m(position) <= margin_m

    def gap_m(self, position: Position) -> float:
        """Distance in metres from a position to the nearest edge of the outline."""
        scale = METRES_PER_DEGREE * shrink(position.lat)
        gaps = [_ring_gap(x, y, at=position, scale=scale) for x, y in self.rings()]
        return min(gaps, default=math.inf)


def _in_ring(lon: Degrees, lat: Degrees, *, x: Degrees, y: Degrees) -> NDArray[np.bool_]:
    above = np.append(y, y[0])[None, :] > lat[:, None]
    point, start = np.nonzero(above[:, 1:] != above[:, :-1])
    end = (start + 1) % len(x)
    at_x = x[start] + (lat[point] - y[start]) * (x[end] - x[start]) / (y[end] - y[start])
    return np.asarray(np.bincount(point[lon[point] < at_x], minlength=len(lon)) % 2 == 1)


def _ring_gap(x: Degrees, y: Degrees, *, at: Position, scale: float) -> float:
    ax, ay = (x - at.lon) * scale, (y - at.lat) * METRES_PER_DEGREE
    dx, dy = np.roll(ax, -1) - ax, np.roll(ay, -1) - ay
    length = dx * dx + dy * dy
    share = np.clip(-(ax * dx + ay * dy) / np.where(length == 0, 1, length), 0, 1)
    return float(np.sqrt((ax + share * dx) ** 2 + (ay + share * dy) ** 2).min())
