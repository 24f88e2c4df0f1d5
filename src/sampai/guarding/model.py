"""Nouns of guarding. Counts and duties only; never weapons."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode, UnitCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say


class RiskClass(StrEnum):
    """The police classes of stations, for manning. The supervisor's indicators are another register."""

    LESS = "kurang-rawan"
    VULNERABLE = "rawan"
    VERY = "sangat-rawan"
    SPECIAL = "khusus"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskClaim:
    """One institution's statement on one place: a class (`kelas`) or an indicator with its value."""

    place: str
    institution: str
    indicator: str
    value: str
    day: date | None = None
    source: str = ""
    certainty: Certainty = Certainty.REPORTED
    confidence: float | None = None

    @property
    def iso_day(self) -> str:
        """The day as text, empty where it is not said; for sorting."""
        return self.day.isoformat() if self.day else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A fact of the sheet `tps`, or an indicator of `kerawanan`, and the values that fulfil the condition."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRule:
    """A rule of the pack: where all conditions hold, it proposes a class, and says why."""

    code: str
    risk: RiskClass
    conditions: tuple[Condition, ...]
    reason: Text
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One of the supervisor's indicators. The name is short; it is not the official sentence."""

    code: str
    name: str
    name_en: str
    variable: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorList:
    """The supervisor's indicators of one election. `counted`: how many it says that it has."""

    institution: str
    variables: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    counted: int
    basis: Basis

    @property
    def unknown(self) -> int:
        """Indicators that no source at hand names."""
        return self.counted - len(self.indicators)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBook:
    """What the pack says of vulnerability: rules of proposals, who signs, the supervisor's indicators."""

    rules: tuple[RiskRule, ...] = ()
    needed: tuple[str, ...] = ("polri",)
    """Institutions without whose signature no class is agreed."""
    asked: tuple[str, ...] = ()
    """Institutions that are asked to sign too."""
    indicators: IndicatorList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One institution's signature under one version of the class of a place. Never edited."""

    place: str
    version: int
    risk: RiskClass
    institution: str
    who: str
    day: date
    reason: str = ""

    def __post_init__(self) -> None:
        """Versions count from 1, and a class that is opened again needs a reason."""
        if self.version < 1:
            raise Refused("version", say("There is no version below 1."), say("Count versions from 1."))
        if self.version > 1 and not self.reason:
            raise Refused(
                "version-reason",
                say("Version {version} changes what was agreed and gives no reason.", version=self.version),
                say("Write why the class was opened again."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of the class of a place, with all signatures under it."""

    place: str
    version: int
    risk: RiskClass
    signed: tuple[Acceptance, ...]
    in_force: bool
    """Whether those signed who must, and no later version holds."""
    missing: tuple[str, ...]
    """Institutions that have not signed, those first that must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The class that rules of the pack propose for a station, by which rules, and why."""

    station: StationCode
    risk: RiskClass
    rules: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """`officers : stations : linmas` for one class, such as 2 : 5 : 10, or 2 : 12-20 : 40 with a range.

    `stations` is the largest group, which needs the fewest officers. Groups may be smaller.
    """

    risk: RiskClass
    officers: int
    stations: int
    linmas: int
    assumed: tuple[str, ...] = ()
    """Which of the three numbers its source does not give."""
    least_stations: int = 0
    """The lower end, where the source gives a range of stations; 0: it gives one number."""

    def __post_init__(self) -> None:
        """A pattern groups at least one station, and a range runs upwards."""
        if self.officers < 0 or self.stations < 1 or self.linmas < 0:
            raise Refused(
                "pattern",
                say("The pattern for {risk} groups no stations.", risk=self.risk),
                say("Write it like 2 : 5 : 10."),
            )
        if not 0 <= self.least_stations <= self.stations:
            raise Refused(
                "pattern",
                say("The range of stations in the pattern for {risk} runs backwards.", risk=self.risk),
                say("Write the smaller number first, such as 2 : 12-20 : 40."),
            )

    @property
    def shape(self) -> str:
        """As people write it: `2 : 12-20 : 40`."""
        least = f"{self.least_stations}-" if 0 < self.least_stations < self.stations else ""
        return f"{self.officers} : {least}{self.stations} : {self.linmas}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternOverride:
    """Another pattern for a part of the territory, or for its remote stations.

    `within`: code of a region; empty: everywhere. `remote`: only stations that are hard or off the road.
    """

    pattern: Pattern
    within: str = ""
    remote: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSet:
    """The patterns of one territory or unit, one per class, with their source.

    `overrides` hold for parts of it: the one for the smallest region counts, in it the one for remote ones.
    """

    code: str
    name: str
    patterns: tuple[Pattern, ...]
    basis: Basis
    overrides: tuple[PatternOverride, ...] = ()

    def pattern(self, risk: RiskClass) -> Pattern:
        """The pattern of a class where nothing particular holds."""
        return next(p for p in self.patterns if p.risk is risk)

    def pattern_at(self, risk: RiskClass, *, place: str, remote: bool = False) -> Pattern:
        """The pattern of a class at a station, village or other region, by its code."""
        found = [
            one
            for one in self.overrides
            if one.pattern.risk is risk and place.startswith(one.within) and (remote or not one.remote)
        ]
        if not found:
            return self.pattern(risk)
        return max(found, key=lambda one: (len(one.within), one.remote)).pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of police, army or civil guard. `available` of its `strength` can be sent out."""

    code: UnitCode
    name: str
    institution: str
    parent: UnitCode | None
    base: PlaceCode
    strength: int
    available: int
    source: str = ""
    certainty: Certainty = Certainty.REPORTED

    def __post_init__(self) -> None:
        """Nobody can send more than there are."""
        if not 0 <= self.available <= self.strength:
            raise Refused(
                "unit",
                say("{unit} can send {n} of {all}.", unit=self.name, n=self.available, all=self.strength),
                say("Give an available strength between 0 and the strength."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person of a unit. The telephone number is shown only to those who may see it."""

    service_number: str
    name: str
    rank: str
    unit: UnitCode
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedPlace:
    """A place guarded round the clock: from when to when, squad size, hours per shift."""

    place: PlaceCode
    starts: datetime
    ends: datetime
    squad: int
    shift_h: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Neighbouring stations of one class that one group of officers guards."""

    risk: RiskClass
    kecamatan: RegionCode
    stations: tuple[StationCode, ...]
    officers: int
    linmas: int
    reach_m: int
    """Longest straight distance between two of its stations, estimated from their positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardNeed:
    """One kecamatan's need against the strength of the units based in it."""

    kecamatan: RegionCode
    stations: tuple[tuple[RiskClass, int], ...]
    officers: int
    linmas: int
    available: int

    @property
    def missing(self) -> int:
        """Officers that the units based here cannot send."""
        return max(0, self.officers - self.available)


class RiskBasis(StrEnum):
    """What the class of a station rests on, the strongest first."""

    AGREED = "agreed"
    STATED = "stated"
    """By the police."""
    PROPOSED = "proposed"
    """By rules of the pack; nobody has accepted it."""
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRisk:
    """The class a station is planned with, and why."""

    station: StationCode
    risk: RiskClass
    why: Text
    basis: RiskBasis = RiskBasis.STATED
    certainty: Certainty = Certainty.REPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDoubt:
    """Police statements that name different classes for one station: the one planned with, and the others."""

    station: StationCode
    accepted: RiskClaim
    others: tuple[RiskClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """Groups of one class in one kecamatan, counted without regard to ways and water.

    `fewest`: as large as the pattern allows; `most`: as small as its range allows; `groups`: as many as the
    officers suffice for.
    """

    kecamatan: RegionCode
    pattern: Pattern
    stations: int
    fewest: int
    most: int
    groups: int

    @property
    def officers(self) -> int:
        """Officers of the groups."""
        return self.groups * self.pattern.officers

    @property
    def largest(self) -> int:
        """Stations of the largest group, when they are shared out evenly."""
        return -(-self.stations // self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskVersion:
    """What one institution, or the pack's rules (`institution` empty), say of a station's class.

    `extra_officers`: more (or fewer) than the plan, were this class planned with.
    """

    risk: RiskClass
    institution: str
    source: str
    extra_officers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A station of which not all say the same class, and every version."""

    station: StationCode
    planned: RiskClass
    versions: tuple[RiskVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionView:
    """The whole plan as one institution would have it: stations it would change, officers it would need.

    `source` tells versions of one institution apart; an empty `institution` is the pack's rules.
    """

    institution: str
    source: str
    stations: int
    officers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityRegister:
    """One version of the class of every station: what the guard plan is made from.

    The police's classes are here; the supervisor's indicators stand beside them and change none of them.
    """

    risks: tuple[StationRisk, ...] = ()
    doubts: tuple[RiskDoubt, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    indicators: tuple[RiskClaim, ...] = ()
    """What is said of places beside their class, by whomever."""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardPlan:
    """The first guard demand: classes, clusters, need per kecamatan, what is there."""

    risks: tuple[StationRisk, ...]
    clusters: tuple[Cluster, ...]
    needs: tuple[GuardNeed, ...]
    patterns: PatternSet
    officers_needed: int
    officers_available: int
    """Those that all police units can send, the regency's own (Polres) included."""
    doubts: tuple[RiskDoubt, ...] = ()
    vulnerability: VulnerabilityRegister = field(default_factory=VulnerabilityRegister)
    """What the classes come from."""
    disagreements: tuple[Disagreement, ...] = ()
    views: tuple[InstitutionView, ...] = ()
