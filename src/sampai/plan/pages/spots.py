"""Where the codes of a plan lie and what they are called: stations, villages, places, units, clusters."""

from dataclasses import dataclass
from itertools import groupby

from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode, StationCode, village_of
from sampai.kernel.text import Text
from sampai.plan.model import OperationPlan


@dataclass(frozen=True, slots=True)
class Spots:
    """Positions and names by code. A station without a position of its own stands at its village."""

    positions: dict[str, Position]
    names: dict[str, str]

    def name(self, code: str) -> str:
        """What people call it; the code where nobody has said."""
        return self.names.get(code, code)

    def named(self, text: Text) -> Text:
        """The sentence with names in the place of codes."""
        data = tuple(
            (key, self.names.get(value, value) if isinstance(value, str) else value)
            for key, value in text.data
        )
        return Text(text.key, data)


def spots(plan: OperationPlan) -> Spots:
    """All codes that a stop, a link, a duty or a problem may name."""
    regions = plan.rules.territory.regions
    register = plan.operation.register
    positions = {str(code): region.position for code, region in regions.items() if region.position}
    positions |= {str(place.code): place.located.position for place in register.places}
    names = {str(code): region.name for code, region in regions.items()}
    names |= {str(place.code): place.name for place in register.places}
    for station in register.stations:
        where = station.located.position if station.located else positions.get(station.village)
        if where:
            positions[station.code] = where
        names[station.code] = f"TPS {station.number:03d} {names.get(station.village, station.village)}"
    names |= {str(unit.code): unit.name for unit in plan.operation.units}
    for cluster in plan.guard.clusters:
        names[cluster.code] = "; ".join(
            f"TPS {numbers_of(codes)} {names.get(village, village)}"
            for village, codes in by_village(cluster.stations)
        )
    return Spots(positions, names)


def kecamatan_of(code: str) -> RegionCode:
    """The kecamatan that a station's or village's code names."""
    return RegionCode(code[:6])


def numbers_of(stations: tuple[StationCode, ...]) -> str:
    """The numbers of one village's stations, runs drawn together: `001–004, 007`."""
    numbers = sorted(int(code[10:]) for code in stations)
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{run[0]:03d}" if len(run) == 1 else f"{run[0]:03d}–{run[-1]:03d}" for run in runs)


def by_village(stations: tuple[StationCode, ...]) -> list[tuple[RegionCode, tuple[StationCode, ...]]]:
    """Stations gathered by village, in code order."""
    return [(village, tuple(codes)) for village, codes in groupby(sorted(stations), key=village_of)]
