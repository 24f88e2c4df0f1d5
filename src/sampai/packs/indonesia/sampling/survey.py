"""What the gazetteer knows of one regency, gathered once for all parts of a sample."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sampai.election.model import Election
from sampai.kernel.errors import Refused
from sampai.kernel.geo import Position, distance_m
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say
from sampai.packs.indonesia.regions import REGENCY_DIGITS, IndonesiaGazetteer, read_columns
from sampai.packs.indonesia.station_list import StationColumns, load_stations
from sampai.places.model import Located, RegionLevel, Territory
from sampai.places.rules.positions import Ground, inner_point, likely_error_m, main_part

KECAMATAN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Hub:
    """The village that a store or an office is taken to be in, and why."""

    village: RegionCode
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A regency on the eve of an election: its villages with ground, stations, and the hubs."""

    region: RegionCode
    name: str
    election: Election
    seed: int
    territory: Territory
    stations: StationColumns
    grounds: Mapping[RegionCode, Ground]
    homes: Mapping[RegionCode, Position]
    """Settlement point of each village, brought inside its outline."""
    hubs: Mapping[RegionCode, Hub]
    """By regency and kecamatan."""
    counts: Mapping[RegionCode, int]
    """Stations per village."""
    doubtful: frozenset[RegionCode]
    """Villages that are probably drawn in the wrong place."""
    undrawn: frozenset[RegionCode]
    """Villages without an outline; their position is their kecamatan's."""

    @property
    def boxes_per_station(self) -> int:
        """One box per contest."""
        return len(self.election.contests_in(self.region))

    @property
    def kecamatan(self) -> tuple[RegionCode, ...]:
        """The kecamatan that have stations, in code order."""
        return tuple(sorted({RegionCode(code[:KECAMATAN_DIGITS]) for code in self.counts}))

    def region_name(self, code: RegionCode) -> str:
        """The name of a region of the territory."""
        return self.territory.regions[code].name

    def landmass(self, village: RegionCode) -> int:
        """The landmass of a village; -1 where unknown."""
        known = self.territory.regions[village].landmass
        return -1 if known is None else known

    def located(self, village: RegionCode, *, source: str) -> Located:
        """The settlement point of a village, as the place of an office in it."""
        return Located(
            self.homes[village], source, Certainty.ESTIMATED, likely_error_m(self.grounds[village])
        )

    def gap_m(self, a: RegionCode, b: RegionCode) -> int:
        """Straight distance between two villages' settlement points."""
        return distance_m(self.homes[a], self.homes[b])


def survey(region: RegionCode, *, election: Election, seed: int, gazetteer: IndonesiaGazetteer) -> Survey:
    """Gather what is known of a regency.

    Raises `Refused` when the code is not one of the regencies of 2024.
    """
    known = gazetteer.region(region)
    if known is None or known.level is not RegionLevel.REGENCY:
        raise Refused(
            "sample-region",
            say("“{code}” is no code of a regency.", code=region),
            say("Give a Kemendagri code of 4 digits, such as 1704 for Kabupaten Kaur."),
        )
    territory = gazetteer.territory(region)
    stations = load_stations(election.code, within=region)
    counts = Counter(stations.village.tolist())
    grounds = _grounds(territory, gazetteer=gazetteer)
    return Survey(
        region=region,
        name=known.name,
        election=election,
        seed=seed,
        territory=territory,
        stations=stations,
        grounds=grounds,
        homes={code: _home(ground, code=code) for code, ground in grounds.items()},
        hubs=_hubs(region),
        counts={RegionCode(str(code)): count for code, count in sorted(counts.items())},
        doubtful=frozenset(code for code in grounds if gazetteer.is_suspect(code)),
        undrawn=frozenset(code for code in grounds if not gazetteer.is_drawn(code)),
    )


def _grounds(territory: Territory, *, gazetteer: IndonesiaGazetteer) -> dict[RegionCode, Ground]:
    neighbours = defaultdict(list)
    for a, b, border_m in gazetteer.borders_within(territory.root):
        neighbours[str(a)].append((-border_m, str(b)))
        neighbours[str(b)].append((-border_m, str(a)))
    at = {village.code: village.position for village in territory.villages()}
    return {
        code: Ground(
            settlement=position,
            outline=territory.outlines.get(code),
            area_km2=territory.regions[code].area_km2,
            city=territory.root[2] == "7",
            neighbours=tuple(
                near for _, other in sorted(neighbours[code]) if (near := at[RegionCode(other)])
            ),
        )
        for code, position in at.items()
        if position is not None
    }


def _home(ground: Ground, *, code: RegionCode) -> Position:
    main = None if ground.outline is None else main_part(ground.outline, near=ground.settlement)
    return inner_point(ground.settlement, main=main, chance=np.random.Generator(np.random.PCG64(int(code))))


def _hubs(region: RegionCode) -> dict[RegionCode, Hub]:
    rows = read_columns("hubs").iter_rows()
    return {
        RegionCode(str(code)): Hub(RegionCode(str(village)), basis)
        for code, village, basis in rows
        if str(code)[:REGENCY_DIGITS] == region
    }
