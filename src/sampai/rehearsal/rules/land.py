"""Where a rehearsal happens: the kecamatan of an operation, where they are, how dense, and on which days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.ids import RegionCode
from sampai.places.model import Register, Territory

TOWN_VOTERS_KM2 = 1_500
"""From so many voters on a square kilometre on, a kecamatan's ways are those of a town. Assumed."""

KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Land:
    """The kecamatan, in code order; positions in km east and north of their middle.

    `first` is the H-time at which the sampled weather begins, `days` how many days it lasts.
    """

    kecamatan: tuple[str, ...]
    east_km: NDArray[np.float32]
    north_km: NDArray[np.float32]
    town: tuple[bool, ...]
    first: int
    days: int

    def at(self, code: str) -> int:
        """The number of the kecamatan that a code lies in; that of the first for a place outside all."""
        head = code[:6]
        return self.kecamatan.index(head) if head in self.kecamatan else 0

    def hour(self, now: NDArray[np.int32]) -> NDArray[np.int32]:
        """The hours since the beginning, kept within the sampled days."""
        return np.clip((now - self.first) // HOUR, 0, self.days * 24 - 1)


DAYS_BEFORE, DAYS_AFTER = 3, 3
"""Days of weather before the first stage begins, and from voting day on. The same for every plan."""


def land_of(register: Register, *, territory: Territory, earliest: int) -> Land:
    """The land of a register, from some days before the first stage to some after voting."""
    stations = register.stations
    codes = tuple(sorted({station.code[:6] for station in stations}))
    spots = np.array([_middle(code, register=register, territory=territory) for code in codes])
    middle = spots.mean(axis=0)
    first = earliest // DAY - DAYS_BEFORE
    return Land(
        kecamatan=codes,
        north_km=((spots[:, 0] - middle[0]) * KM_PER_DEGREE).astype(np.float32),
        east_km=((spots[:, 1] - middle[1]) * KM_PER_DEGREE * np.cos(np.radians(middle[0]))).astype(
            np.float32
        ),
        town=tuple(_is_town(code, register=register, territory=territory) for code in codes),
        first=first * DAY,
        days=DAYS_AFTER - first,
    )


def _middle(code: str, *, register: Register, territory: Territory) -> tuple[float, float]:
    """Where a kecamatan's stations are; else its settlement point."""
    mine = [s.located.position for s in register.stations if s.located and s.code.startswith(code)]
    if mine:
        return sum(p.lat for p in mine) / len(mine), sum(p.lon for p in mine) / len(mine)
    region = territory.regions.get(RegionCode(code))
    return (
        (0.0, 0.0)
        if region is None or region.position is None
        else (region.position.lat, region.position.lon)
    )


def _is_town(code: str, *, register: Register, territory: Territory) -> bool:
    voters = sum(station.voters for station in register.stations if station.code.startswith(code))
    area = sum(v.area_km2 or 0.0 for v in territory.villages() if v.code.startswith(code))
    return area > 0 and voters / area >= TOWN_VOTERS_KM2
