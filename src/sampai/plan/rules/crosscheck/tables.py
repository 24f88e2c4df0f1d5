"""What the checks look at: the sheets' nouns with their rows, and what the pack knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sampai.election.model import Election
from sampai.guarding.model import Acceptance, GuardedPlace, Officer, PatternOverride, RiskClaim, Unit
from sampai.kernel.ids import RegionCode, StationCode, station_code
from sampai.kernel.table.entry import Entries
from sampai.kernel.table.sheet import Row
from sampai.kernel.table.values import text, whole
from sampai.materials.model import StockLine
from sampai.places.model import (
    Claim,
    Closure,
    Forecast,
    Link,
    Mode,
    Place,
    Region,
    Station,
    Territory,
)
from sampai.places.ports import Gazetteer
from sampai.places.rules.subjects import link_code
from sampai.plan.model import Settings
from sampai.transport.model import VehicleGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsSheet:
    """The sheet `operasi`: what could be read of it, and the row of each setting by its key.

    `settings` is None when one of them is missing or wrong; the others are told all the same.
    """

    settings: Settings | None = None
    region: RegionCode | None = None
    election: str = ""
    patterns: str = ""
    staging: str = ""
    pack: str = ""
    voting_day: date | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All sheets of one operation."""

    settings: SettingsSheet = field(default_factory=SettingsSheet)
    regions: Entries[Region] = field(default_factory=Entries)
    stations: Entries[Station] = field(default_factory=Entries)
    places: Entries[Place] = field(default_factory=Entries)
    links: Entries[Link] = field(default_factory=Entries)
    claims: Entries[Claim] = field(default_factory=Entries)
    fleet: Entries[VehicleGroup] = field(default_factory=Entries)
    units: Entries[Unit] = field(default_factory=Entries)
    officers: Entries[Officer] = field(default_factory=Entries)
    risks: Entries[RiskClaim] = field(default_factory=Entries)
    acceptances: Entries[Acceptance] = field(default_factory=Entries)
    patterns: Entries[PatternOverride] = field(default_factory=Entries)
    stock: Entries[StockLine] = field(default_factory=Entries)
    guarded: Entries[GuardedPlace] = field(default_factory=Entries)
    closures: Entries[Closure] = field(default_factory=Entries)
    forecasts: Entries[Forecast] = field(default_factory=Entries)
    unread: frozenset[str] = frozenset()
    """Sheets that could not be read at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the pack knows, and today's date. None: the settings name nothing that is known."""

    gazetteer: Gazetteer
    territory: Territory | None
    election: Election | None
    elections: tuple[str, ...]
    patterns: tuple[str, ...]
    modes: frozenset[Mode]
    stagings: tuple[str, ...]
    """Of the operation's election."""
    pack: str
    items: frozenset[str] | None
    """Keys of the items of the operation's election."""
    today: date


STATION_DIGITS = 13


@dataclass(frozen=True, slots=True)
class Gap:
    """A code that could not be read: what is known of its beginning, end and length (0: nothing)."""

    begin: str = ""
    end: str = ""
    length: int = 0

    def may_be(self, code: str) -> bool:
        """Whether the unread code may be this one."""
        return (
            code.startswith(self.begin)
            and code.endswith(self.end)
            and (self.length == 0 or len(code) == self.length)
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The codes that a sheet names, and gaps where a row's code could not be read."""

    codes: frozenset[str]
    gaps: tuple[Gap, ...] = ()

    def __or__(self, other: "Names") -> "Names":
        """The codes of both."""
        return Names(self.codes | other.codes, (*self.gaps, *other.gaps))

    def lacks(self, code: str) -> bool:
        """Whether a code is surely not among them."""
        return code not in self.codes and not any(gap.may_be(code) for gap in self.gaps)

    @property
    def complete(self) -> bool:
        """Whether every row's code could be read."""
        return not self.gaps


def _names(codes: Iterable[str], *, unread: bool) -> Names:
    found = frozenset(codes)
    return Names(found - {""}, (Gap(),) if unread or "" in found else ())


def place_names(tables: Tables) -> Names:
    """Codes of the places."""
    return _names((text(row, "code") for row in tables.places.rows()), unread="tempat" in tables.unread)


def unit_names(tables: Tables) -> Names:
    """Codes of the units."""
    return _names((text(row, "code") for row in tables.units.rows()), unread="satuan" in tables.unread)


def link_names(tables: Tables) -> Names:
    """Codes of the links."""
    return _names((link_code(row) for row in tables.links.rows()), unread="lintasan" in tables.unread)


def region_names(tables: Tables) -> Names:
    """Codes of the regions that the sheet `wilayah` names; the pack's are asked of the gazetteer."""
    return _names((text(row, "code") for row in tables.regions.rows()), unread="wilayah" in tables.unread)


def station_names(tables: Tables) -> Names:
    """Codes of the stations; where village or number could not be read, the other still tells something."""
    gaps = {_station_gap(row) for row in tables.stations.rows() if not named_station(row)}
    if "tps" in tables.unread:
        gaps.add(Gap(length=STATION_DIGITS))
    codes = frozenset(named_station(row) for row in tables.stations.rows())
    return Names(codes - {""}, tuple(sorted(gaps, key=lambda gap: (gap.begin, gap.end))))


def _station_gap(row: Row) -> Gap:
    number = whole(row, "number")
    return Gap(text(row, "village_code"), "" if number is None else f"{number:03d}", STATION_DIGITS)


def named_station(row: Row) -> StationCode:
    """The station that a row of `tps` names; empty when it cannot be read."""
    village, number = text(row, "village_code"), whole(row, "number")
    if not village or number is None:
        return StationCode("")
    return station_code(RegionCode(village), number=number)
