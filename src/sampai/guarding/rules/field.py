"""The ground of one operation as those see it who send officers out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sampai.guarding.model import GuardRules, Unit
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.ground import ground_of, is_cut_off
from sampai.guarding.rules.travel import Points, Roads, points_of, roads_of, village_of
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode
from sampai.places.model import CODE_LENGTH, Mode, RegionLevel, Register, Territory


@dataclass(frozen=True, slots=True)
class Field:
    """The ground of one operation: its roads, its stations as points, its places and police units."""

    register: Register
    territory: Territory
    roads: Roads
    spots: Mapping[StationCode, tuple[int, float, float]]
    units: tuple[Unit, ...]

    def points(self, stations: Sequence[StationCode]) -> Points:
        """Stations as points."""
        rows = [self.spots[station] for station in stations]
        at = np.array(rows, dtype=np.float64).reshape(-1, 3)
        return Points(at[:, 0].astype(np.int64), at[:, 1], at[:, 2])

    def spot(self, code: str) -> Points | None:
        """A station, place, village or wider region as one point; None where nobody knows it."""
        if code in self.spots:
            return self.points([StationCode(code)])
        if self.register.place(code) is not None:
            return self.places([PlaceCode(code)])
        ground, region = self.roads.ground, self.territory.regions.get(RegionCode(code))
        if region is None or region.position is None:
            return None
        width = 10 ** (CODE_LENGTH[RegionLevel.VILLAGE] - len(code))
        inside = np.flatnonzero(ground.village // width == int(code))
        village = int(inside[0]) if len(inside) == 1 else -1
        at = region.position
        return Points(np.array([village], dtype=np.int64), np.array([at.lat]), np.array([at.lon]))

    def places(self, codes: Sequence[PlaceCode]) -> Points:
        """Places as points; unknown ones lie nowhere."""
        known = [self.register.place(code) for code in codes]
        found = points_of([place for place in known if place], ground=self.roads.ground)
        lat, lon = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
        village = np.full(len(codes), -1, dtype=np.int64)
        at = np.flatnonzero([place is not None for place in known])
        village[at], lat[at], lon[at] = found.village, found.lat, found.lon
        return Points(village, lat, lon)


def field_of(
    register: Register,
    *,
    units: Iterable[Unit],
    territory: Territory,
    cut_off: frozenset[Mode],
    sending: GuardRules,
) -> Field:
    """What is known of the ground; police units in the order of their codes."""
    ground = ground_of(territory, stations=register.stations)
    row = {code: i for i, code in enumerate(ground.village.tolist())}
    spots = {}
    open_ = np.zeros(len(row), dtype=np.bool_)
    held = np.zeros(len(row), dtype=np.bool_)
    for station in register.stations:
        at = row[int(station.village)]
        held[at] = True
        open_[at] |= not is_cut_off(station, cut_off=cut_off)
        spot = station.located.position if station.located else None
        lat, lon = (spot.lat, spot.lon) if spot else (float(ground.lat[at]), float(ground.lon[at]))
        spots[station.code] = at, lat, lon
    links = [
        replace(
            link,
            origin=village_of(link.origin, register=register),
            target=village_of(link.target, register=register),
        )
        for link in register.links
    ]
    police = sorted((unit for unit in units if is_police(unit)), key=lambda unit: unit.code)
    roads = roads_of(ground, sending=sending, narrow=held & ~open_, links=links)
    return Field(register, territory, roads, spots, tuple(police))
