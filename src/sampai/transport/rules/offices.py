"""Which store or office holds a station's goods at each level, and whom a place may ask for vehicles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sampai.election.model import Level
from sampai.kernel.ids import RegionCode, StationCode
from sampai.places.model import CODE_LENGTH, Place, PlaceKind, RegionLevel, Register

KECAMATAN = CODE_LENGTH[RegionLevel.KECAMATAN]
VILLAGE = CODE_LENGTH[RegionLevel.VILLAGE]


class Held(Protocol):
    """Whose goods are held: a station, or a committee with its own goods."""

    @property
    def code(self) -> StationCode:
        """What the goods are called."""
        ...

    @property
    def village(self) -> RegionCode:
        """The village, or the region of the committee."""
        ...


@dataclass(frozen=True, slots=True)
class Offices:
    """Stores, and the office of each kecamatan and village; of several in one region the first by code."""

    stores: tuple[str, ...]
    ppk: Mapping[str, str]
    pps: Mapping[str, str]
    regions: Mapping[str, str]
    forward: Mapping[tuple[StationCode, Level], str] = field(default_factory=dict)
    """Places that hold some stations' goods at a level in place of the usual one."""

    def holders(self, level: Level, *, station: Held) -> tuple[str, ...]:
        """Where a station's goods are at a level; none if the operation lists no such place.

        A village without a listed PPS keeps its goods at its settlement point.
        """
        if (station.code, level) in self.forward:
            return (self.forward[station.code, level],)
        match level:
            case Level.KPU:
                return self.stores
            case Level.PPK:
                office = self.ppk.get(station.village[:KECAMATAN])
                return () if office is None else (office,)
            case Level.PPS:
                return (self.pps.get(station.village, station.village),)
            case Level.STATION:
                return (station.code,)

    def superiors(self, code: str) -> tuple[str, ...]:
        """Who may lend vehicles to a place: the PPK of its kecamatan, then the stores."""
        office = self.ppk.get(self.regions.get(code, code)[:KECAMATAN])
        above = self.stores if office is None or code in self.stores else (office, *self.stores)
        return tuple(other for other in above if other != code)


def offices(register: Register, *, forward: Mapping[tuple[StationCode, Level], str] | None = None) -> Offices:
    """The stores and offices of a register; without a store the KPU's office holds the goods."""
    stores = register.of_kind(PlaceKind.STORE) or register.of_kind(PlaceKind.KPU_OFFICE)
    return Offices(
        stores=tuple(str(place.code) for place in stores),
        ppk=_by_region(register.of_kind(PlaceKind.PPK), length=KECAMATAN),
        pps=_by_region(register.of_kind(PlaceKind.PPS), length=VILLAGE),
        regions={str(place.code): str(place.region) for place in register.places},
        forward=forward or {},
    )


def _by_region(places: tuple[Place, ...], *, length: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in places:
        found.setdefault(place.region[:length], str(place.code))
    return found
