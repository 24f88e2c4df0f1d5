"""Nouns of guarding. Counts and duties only; never weapons."""

from dataclasses import dataclass
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
class Pattern:
    """`officers : stations : linmas` for one class, such as 2 : 5 : 10. Groups may be smaller."""

    risk: RiskClass
    officers: int
    stations: int
    linmas: int
    assumed: tuple[str, ...] = ()
    """Which of the three numbers its source does not give."""

    def __post_init__(self) -> None:
        """A pattern groups at least one station."""
        if self.officers < 0 or self.stations < 1 or self.linmas < 0:
            raise Refused(
                "pattern",
                say("The pattern for {risk} groups no stations.", risk=self.risk),
                say("Write it like 2 : 5 : 10."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSet:
    """The patterns of one territory or unit, one per class, with their source."""

    code: str
    name: str
    patterns: tuple[Pattern, ...]
    basis: Basis

    def pattern(self, risk: RiskClass) -> Pattern:
        """The pattern of a class."""
        return next(p for p in self.patterns if p.risk is risk)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRisk:
    """The class a station is planned with, and why."""

    station: StationCode
    risk: RiskClass
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDoubt:
    """Police statements that name different classes for one station: the one planned with, and the others."""

    station: StationCode
    accepted: RiskClaim
    others: tuple[RiskClaim, ...]


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
