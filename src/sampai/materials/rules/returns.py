"""What comes back after counting: of all that went out, the items that the pack names."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sampai.election.model import Level
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Load
from sampai.materials.model import KitBook, Loads, Needs
from sampai.materials.rules.needs import loads_of


@dataclass(frozen=True, slots=True, eq=False)
class Returning:
    """Loads of the way back: by row of the needs' stations, and of the committees above them."""

    stations: Loads
    committees: tuple[tuple[Level, RegionCode, Load], ...]


def returning(needs: Needs, *, kits: KitBook, families: Iterable[str]) -> Returning:
    """What stations and committees (PPK, PPS) send back: the items of some families, boxes assembled.

    Ballots come back used or not, so their weight is that of the way out; a box takes its room however full.
    """
    wanted = frozenset(families)
    keeps = np.array([item.family in wanted for item in kits.items], dtype=np.int64)
    above = [places for places in needs.places if places.level in {Level.PPK, Level.PPS}]
    return Returning(
        stations=loads_of(needs.quantity * keeps, kits.items),
        committees=tuple(
            (places.level, region, loads.at(row))
            for places in above
            for loads in [loads_of(places.quantity * keeps, kits.items)]
            for row, region in enumerate(places.regions)
        ),
    )
