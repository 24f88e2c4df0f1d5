"""Nouns of places."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import NewType

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.geo import Outline, Position
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode, station_code
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say

Mode = NewType("Mode", str)
"""A means of transport, by its code in the pack's mode table (`truk`, `motor`, `perahu` ...)."""


class RoadClass(StrEnum):
    """Classes of the village graph's ways, guessed from stations and areas; always estimated."""

    URBAN = "kota"
    VILLAGE = "desa"
    TRACK = "jalan-setapak"
    """Nothing with four wheels passes."""


class RoadUser(StrEnum):
    """Who a road is open to, as road maps tell them apart."""

    TRUCK = "truk"
    CAR = "mobil"
    MOTORBIKE = "motor"
    FOOT = "kaki"
    """People and animals that walk."""


CARRY_KMH = 3
"""Goods carried by hand from a landing to a station of the same village. Assumed: a loaded walk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one mode moves: km/h by road class; a class that is missing is closed to it.

    `carries`: its crew brings goods on by hand from where it lands to the stations of that village (boats,
    aircraft, and animals on tracks); wheels on roads do not. `wet_kmh`: its speeds in rain; empty: as dry.
    `user`: what a road map's signs count it as; None for what does not move on roads.
    """

    mode: Mode
    speed_kmh: tuple[tuple[RoadClass, int], ...]
    carries: bool = False
    wet_kmh: tuple[tuple[RoadClass, int], ...] = ()
    user: RoadUser | None = None

    def seconds(self, length_m: int, *, road: RoadClass, local: bool) -> int | None:
        """Time over a piece of way, rounded up; None where the mode cannot go."""
        speed = dict(self.speed_kmh).get(road) or (CARRY_KMH if local and self.carries else None)
        return None if speed is None else -(-length_m * 18 // (5 * speed))

    def when(self, *, wet: bool) -> "Pace":
        """The pace in dry or in wet weather, as its dry speeds."""
        return replace(self, speed_kmh=self.wet_kmh) if wet and self.wet_kmh else self


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadRule:
    """What one value of OpenStreetMap's tag `highway` means here."""

    highway: str
    road: RoadClass
    speed_percent: int
    """Of a mode's speed on that class."""
    users: frozenset[RoadUser]
    """Who may use it where no sign says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRule:
    """What a surface (`surface=`) or the state of a track (`tracktype=`) does to speed, in percent."""

    tag: str
    value: str
    dry_percent: int
    wet_percent: int
    road: RoadClass | None = None
    """The class that a road of this surface counts as; None: as its `highway` says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadTable:
    """How a road map is read: roads, surfaces, ferries."""

    roads: tuple[RoadRule, ...]
    surfaces: tuple[SurfaceRule, ...]
    ferry_kmh: int
    """Where a ferry's duration is not on the map."""
    ferry_users: frozenset[RoadUser]
    basis: Basis


class RegionLevel(StrEnum):
    """Levels of the Kemendagri tree; a code's length tells its level."""

    NATION = "nation"
    PROVINCE = "province"
    REGENCY = "regency"
    KECAMATAN = "kecamatan"
    VILLAGE = "village"


CODE_LENGTH = {
    RegionLevel.NATION: 0,
    RegionLevel.PROVINCE: 2,
    RegionLevel.REGENCY: 4,
    RegionLevel.KECAMATAN: 6,
    RegionLevel.VILLAGE: 10,
}
LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A unit of the region tree.

    `first` and `last` are interval labels: a region contains another when `first <= other.first <= last`.
    They are given anew at each import; the code is the identity. `position` is where people live (settlement
    point) for villages, the stations' weighted middle for higher levels.
    """

    code: RegionCode
    name: str
    first: int
    last: int
    position: Position | None
    aliases: tuple[str, ...] = ()
    area_km2: float | None = None
    landmass: int | None = None

    @property
    def level(self) -> RegionLevel:
        """The level, told by the code's length."""
        return LEVEL_OF_LENGTH[len(self.code)]

    def contains(self, other: "Region") -> bool:
        """Whether the other region is this one or lies in it."""
        return self.first <= other.first <= self.last


class PlaceKind(StrEnum):
    """Kinds of places other than stations and regions, by the word in the table."""

    STORE = "gudang"
    PPK = "ppk"
    PPS = "pps"
    KPU_OFFICE = "kantor-kpu"
    BAWASLU_OFFICE = "kantor-bawaslu"
    POLRES = "polres"
    POLSEK = "polsek"
    FORWARD_POST = "pos-aju"
    LANDING = "dermaga"
    AIRSTRIP = "bandara"
    TRANSFER = "titik-alih"
    OTHER = "lain"


@dataclass(frozen=True, slots=True)
class Located:
    """A position with its source, how it was had, and its likely error in metres (None: not said)."""

    position: Position
    source: str
    certainty: Certainty
    error_m: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store, office, landing place or other place of the operation."""

    code: PlaceCode
    kind: PlaceKind
    name: str
    region: RegionCode
    located: Located
    volume_m3: float | None = None
    serves: tuple[RegionCode, ...] = ()
    """Of a store: the regions whose goods it sends; empty where it is left to the way and the room."""


class SignalGrade(StrEnum):
    """What a telephone can do there. Graded, because voice often works where data does not."""

    NONE = "tidak-ada"
    VOICE = "sms-suara"
    WEAK = "lemah"
    GOOD = "baik"


@dataclass(frozen=True, slots=True)
class Signal:
    """One operator's signal at a place; `operator` is empty when the source does not tell them apart."""

    operator: str
    grade: SignalGrade


class SpecialKind(StrEnum):
    """Special locations (TPS lokasi khusus)."""

    PRISON = "lapas"
    BOARDING_SCHOOL = "pesantren"
    HOSPITAL = "rumah-sakit"
    PLANTATION = "perkebunan"
    OTHER = "lain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A polling station (TPS).

    `access` lists the modes that reach it from its PPK, best first; empty means: any road vehicle. `hard`:
    it is on the list of TPS sulit that the commission or police keep. Counts only; never voters' names.
    """

    village: RegionCode
    number: int
    name: str = ""
    located: Located | None = None
    voters_m: int = 0
    voters_f: int = 0
    voters_source: str = ""
    voters_certainty: Certainty = Certainty.REPORTED
    special: SpecialKind | None = None
    access: tuple[Mode, ...] = ()
    hard: bool = False
    signal: tuple[Signal, ...] = ()
    power: bool | None = None
    raised_floor: bool | None = None

    def __post_init__(self) -> None:
        """A station has a number from 1 to 999 in a village and no negative voters."""
        if not 1 <= self.number <= 999 or len(self.village) != CODE_LENGTH[RegionLevel.VILLAGE]:
            raise Refused(
                "station",
                say("TPS {number} of “{village}” is no station.", number=self.number, village=self.village),
                say("Give a village code of ten digits and a number from 1 to 999."),
            )
        if self.voters_m < 0 or self.voters_f < 0:
            raise Refused(
                "voters",
                say("TPS {code} has fewer than no voters.", code=self.code),
                say("Count again."),
            )

    @property
    def code(self) -> StationCode:
        """The station's key: village code and number."""
        return station_code(self.village, number=self.number)

    @property
    def voters(self) -> int:
        """All registered voters (DPT)."""
        return self.voters_m + self.voters_f

    @property
    def is_blankspot(self) -> bool:
        """Whether somebody said of its signal, and of every operator that there is none."""
        return bool(self.signal) and all(signal.grade is SignalGrade.NONE for signal in self.signal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way that no road map knows: track, beach, crossing, river, flight. It goes both ways.

    `origin` and `target` are codes of places, stations or villages. Minutes are for one trip, loaded.
    """

    code: str
    origin: str
    target: str
    mode: Mode
    length_m: int
    minutes_dry: int
    minutes_wet: int
    boxes_per_trip: int | None = None
    daylight_only: bool = False
    max_wave_dm: int | None = None
    tide: str = ""
    cost_rp: int = 0
    source: str = ""
    certainty: Certainty = Certainty.REPORTED

    def __post_init__(self) -> None:
        """A link takes time and is never faster wet than dry."""
        if self.length_m < 0 or self.minutes_dry <= 0 or self.minutes_wet < self.minutes_dry:
            raise Refused(
                "link",
                say("The link {code} has impossible times.", code=self.code),
                say("Give minutes above zero, and at least as many when wet as when dry."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement about one field of one subject. Several may contradict each other; all are kept.

    `accepted` marks the one that the register shows.
    """

    subject: str
    field: str
    value: str
    source: str
    day: date | None = None
    certainty: Certainty = Certainty.REPORTED
    confidence: float | None = None
    accepted: bool = False

    def __post_init__(self) -> None:
        """Confidence is a share."""
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise Refused(
                "confidence",
                say("Confidence {value} is not between 0 and 1.", value=self.confidence),
                say("Write a share such as 0.8."),
            )


@dataclass(frozen=True, slots=True)
class Register:
    """One version of all places of an operation, in code order. Immutable; a mend makes the next version."""

    stations: tuple[Station, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        """Keep everything in code order, so that the order of rows changes nothing."""
        object.__setattr__(self, "stations", tuple(sorted(self.stations, key=lambda s: s.code)))
        object.__setattr__(self, "places", tuple(sorted(self.places, key=lambda p: p.code)))
        object.__setattr__(self, "links", tuple(sorted(self.links, key=lambda link: link.code)))
        object.__setattr__(
            self,
            "claims",
            tuple(sorted(self.claims, key=lambda c: (c.subject, c.field, c.value, c.source, str(c.day)))),
        )

    def of_kind(self, kind: PlaceKind) -> tuple[Place, ...]:
        """The places of one kind."""
        return tuple(place for place in self.places if place.kind is kind)

    def place(self, code: str) -> Place | None:
        """The place with this code, or None."""
        at = bisect_left(self.places, code, key=attrgetter("code"))
        found = self.places[at : at + 1]
        return found[0] if found and found[0].code == code else None


@dataclass(frozen=True, slots=True)
class Border:
    """Two neighbouring villages with a common border long enough for a way to cross it."""

    a: RegionCode
    b: RegionCode
    distance_m: int
    """Straight distance between their settlement points."""


@dataclass(frozen=True, slots=True)
class Territory:
    """What the pack knows of one area: its regions, their borders and (when there are any) outlines."""

    root: RegionCode
    regions: Mapping[RegionCode, Region]
    borders: tuple[Border, ...] = ()
    outlines: Mapping[RegionCode, Outline] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    """Whose data it is made of, with their licences; named wherever it is drawn."""
    neighbours: tuple[Region, ...] = ()
    """Other regions of the root's level that share a border with it, in code order."""

    def villages(self) -> Iterator[Region]:
        """The villages, in code order."""
        return (r for _, r in sorted(self.regions.items()) if r.level is RegionLevel.VILLAGE)

    def kecamatan(self) -> Iterator[Region]:
        """The kecamatan, in code order."""
        return (r for _, r in sorted(self.regions.items()) if r.level is RegionLevel.KECAMATAN)


Rings = tuple[tuple[tuple[float, float], ...], ...]
"""Rings of corners (longitude, latitude) without closing corner; inside is by the even-odd rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A link, place or region that cannot be passed from one time to another (local time, second precision).

    The subject may also be the direct way between two villages or places, written `CODE-CODE`, or a name,
    where `ways` and `rings` say what is shut.
    """

    subject: str
    starts: datetime
    ends: datetime
    reason: str = ""
    source: str = ""
    ways: tuple[str, ...] = ()
    """Links, places, stations, regions and pairs `CODE-CODE` that are shut."""
    rings: Rings = ()
    """An area drawn on a map: nothing in it can be passed. Without it and `ways`: just the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Weather at a place and hour: rain in tenths of a millimetre, wind in km/h, wave in decimetres."""

    place: str
    at: datetime
    rain_tenth_mm: int | None = None
    wind_kmh: int | None = None
    wave_dm: int | None = None
    source: str = ""
