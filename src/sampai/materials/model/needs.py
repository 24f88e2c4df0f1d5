"""Needs as columns: one row per station or place, one column per item, whole numbers."""

import hashlib
import json
from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sampai.election.model import Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.places.model import CODE_LENGTH, RegionLevel

Whole = NDArray[np.int64]

STATION_DIGITS = 13


@dataclass(frozen=True, slots=True, eq=False)
class StationColumns:
    """Stations as columns, ascending by code: `codes` (13 digits as a number) and `voters`, both int64.

    Raises `Refused` for a code of another length, a station that is there twice, or negative voters.
    """

    codes: Whole
    voters: Whole

    def __post_init__(self) -> None:
        """Sort by code; check."""
        if self.codes.shape != self.voters.shape:
            raise ValueError(self.codes.shape, self.voters.shape)
        if np.any(self.codes[1:] <= self.codes[:-1]):
            order = np.argsort(self.codes, kind="stable")
            object.__setattr__(self, "codes", self.codes[order])
            object.__setattr__(self, "voters", self.voters[order])
        _refuse_strange_stations(self.codes, self.voters)

    @classmethod
    def of(
        cls, village: NDArray[np.integer], *, number: NDArray[np.integer], voters: Whole
    ) -> "StationColumns":
        """From columns of village codes (10 digits as numbers), station numbers and voters."""
        codes = village.astype(np.int64) * 1_000 + number.astype(np.int64)
        return cls(codes, voters.astype(np.int64))


def _refuse_strange_stations(codes: Whole, voters: Whole) -> None:
    if not codes.size:
        return
    twice = np.flatnonzero(codes[1:] == codes[:-1])
    if twice.size:
        raise Refused(
            "station",
            say("TPS {code} is there twice.", code=str(codes[twice[0]])),
            say("Keep one row for every TPS."),
        )
    strange = (codes < 10 ** (STATION_DIGITS - 1)) | (codes >= 10**STATION_DIGITS) | (voters < 0)
    if strange.any():
        raise Refused(
            "station",
            say("TPS {code} has an impossible code or fewer than no voters.", code=str(codes[strange][0])),
            say("Give a village code of ten digits, a number of three digits and the voters counted."),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """Loads as columns of one length: boxes, litres, grams."""

    boxes: Whole
    volume_l: Whole
    weight_g: Whole

    def at(self, row: int) -> Load:
        """One row as a `Load`."""
        return Load(int(self.boxes[row]), int(self.volume_l[row]), int(self.weight_g[row]))

    def total(self, rows: slice = slice(None)) -> Load:
        """The sum of some rows."""
        return Load(
            int(self.boxes[rows].sum()), int(self.volume_l[rows].sum()), int(self.weight_g[rows].sum())
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceNeeds:
    """What the places of one level above the stations get for themselves, in code order.

    `quantity` has shape (regions, items). `stations` and `voters` count all below each place.
    """

    level: Level
    regions: tuple[RegionCode, ...]
    stations: Whole
    voters: Whole
    quantity: Whole
    carried: Loads

    def rows(self, within: str) -> slice:
        """The rows of the places in a region."""
        return _rows(self.regions, within)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionSums:
    """Sums by region of one level: of all stations in it and of all places above stations in it."""

    level: RegionLevel
    regions: tuple[RegionCode, ...]
    stations: Whole
    voters: Whole
    quantity: Whole
    carried: Loads


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Needs:
    """What every station and every place above must get, exact, in the order of codes and of the kit book.

    `quantity` has shape (stations, items), int64. `places` holds what PPS, PPK and KPU get for themselves.
    """

    election: str
    items: tuple[str, ...]
    columns: StationColumns
    quantity: Whole
    carried: Loads
    places: tuple[PlaceNeeds, ...] = ()
    stations: tuple[StationCode, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Write the stations' codes once."""
        object.__setattr__(self, "stations", tuple(StationCode(str(c)) for c in self.columns.codes.tolist()))

    @property
    def voters(self) -> Whole:
        """Registered voters of each station."""
        return self.columns.voters

    def index(self, station: StationCode) -> int:
        """The row of a station.

        Raises `Refused` when there is no such station.
        """
        row = bisect_left(self.stations, station)
        if row == len(self.stations) or self.stations[row] != station:
            raise Refused(
                "station",
                say("There is no TPS {station} in these needs.", station=station),
                say("Write its village code and its number in three digits, such as 1704012001001."),
            )
        return row

    def at(self, station: StationCode) -> dict[str, int]:
        """What one station gets, by item."""
        return dict(zip(self.items, self.quantity[self.index(station)].tolist(), strict=True))

    def load(self, row: int) -> Load:
        """What travels to one station: its boxes, assembled and filled, and the goods beside them."""
        return self.carried.at(row)

    def loads(self) -> Loads:
        """`load` of every station, as columns."""
        return self.carried

    def rows(self, within: str) -> slice:
        """The rows of the stations in a region."""
        return _rows(self.stations, within)

    def totals(self, within: str = "", *, level: Level | None = None) -> dict[str, int]:
        """Pieces by item that the stations and places in a region get; of one level only when it is given."""
        counts = np.zeros(len(self.items), dtype=np.int64)
        if level in {None, Level.STATION}:
            counts += self.quantity[self.rows(within)].sum(axis=0)
        for places in self._places(level):
            counts += places.quantity[places.rows(within)].sum(axis=0)
        return dict(zip(self.items, counts.tolist(), strict=True))

    def total_load(self, within: str = "", *, level: Level | None = None) -> Load:
        """All that travels to the stations and places in a region; of one level only when it is given."""
        load = self.carried.total(self.rows(within)) if level in {None, Level.STATION} else Load()
        return sum((places.carried.total(places.rows(within)) for places in self._places(level)), load)

    def _places(self, level: Level | None) -> tuple[PlaceNeeds, ...]:
        return tuple(places for places in self.places if level in {None, places.level})

    def place_load(self, level: Level, region: str) -> Load:
        """What travels to one place above the stations for itself; nothing when no rule gives it anything."""
        loads = (
            places.carried.at(places.regions.index(RegionCode(region)))
            for places in self._places(level)
            if region in places.regions
        )
        return sum(loads, Load())

    def sums(self, level: RegionLevel) -> RegionSums:
        """Sums by village, kecamatan, regency, province or nation. What places above hold is not in them."""
        digits = CODE_LENGTH[level]
        codes, starts = runs(self.columns.codes // 10 ** (STATION_DIGITS - digits))
        regions = tuple(RegionCode(str(code) if digits else "") for code in codes.tolist())
        sums = RegionSums(
            level=level,
            regions=regions,
            stations=np.diff(np.append(starts, len(self.stations))).astype(np.int64),
            voters=add_runs(self.voters, starts),
            quantity=add_runs(self.quantity, starts),
            carried=Loads(
                add_runs(self.carried.boxes, starts),
                add_runs(self.carried.volume_l, starts),
                add_runs(self.carried.weight_g, starts),
            ),
        )
        for places in self.places:
            _add_places(sums, places, digits=digits)
        return sums

    @property
    def digest(self) -> str:
        """SHA-256 over stations, voters, items, quantities and loads, as `sha256:…`."""
        places = [(p.level.value, p.regions) for p in self.places]
        seal = hashlib.sha256(json.dumps([self.election, self.items, places]).encode())
        for column in (self.columns.codes, self.voters, self.quantity, *_columns(self.carried)):
            seal.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        for p in self.places:
            for column in (p.quantity, *_columns(p.carried)):
                seal.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        return f"sha256:{seal.hexdigest()}"


def _columns(loads: Loads) -> tuple[Whole, Whole, Whole]:
    return loads.boxes, loads.volume_l, loads.weight_g


def _rows(codes: tuple[str, ...], within: str) -> slice:
    return slice(bisect_left(codes, within), bisect_left(codes, within + "~"))


def runs(codes: Whole) -> tuple[Whole, Whole]:
    """The different values of an ascending column, and the row at which each begins."""
    begins = np.ones(codes.size, dtype=np.bool_)
    begins[1:] = codes[1:] != codes[:-1]
    starts = np.flatnonzero(begins).astype(np.int64)
    return codes[starts], starts


def add_runs(column: Whole, starts: Whole) -> Whole:
    """Sums of a column, or of every column of a table, from each start to the next."""
    if not starts.size:
        return np.zeros((0, *column.shape[1:]), dtype=np.int64)
    return np.add.reduceat(column, starts, axis=0)


def _add_places(sums: RegionSums, places: PlaceNeeds, *, digits: int) -> None:
    for row, region in enumerate(places.regions):
        if len(region) < digits:
            continue
        to = bisect_left(sums.regions, region[:digits])
        sums.quantity[to] += places.quantity[row]
        sums.carried.boxes[to] += places.carried.boxes[row]
        sums.carried.volume_l[to] += places.carried.volume_l[row]
        sums.carried.weight_g[to] += places.carried.weight_g[row]
