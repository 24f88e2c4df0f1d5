"""Nouns of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from sampai.election.model import Election
from sampai.guarding.model import (
    Acceptance,
    GuardedPlace,
    GuardPlan,
    Officer,
    PatternOverride,
    PatternSet,
    RiskBook,
    RiskClaim,
    Unit,
)
from sampai.kernel.clock import Calendar
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Text
from sampai.materials.model import KitBook, Needs, StockLine
from sampai.places.model import Closure, Forecast, Region, Register, Territory
from sampai.transport.model import (
    Chances,
    DeliveryPlan,
    ModeRule,
    SpreadBook,
    VehicleGroup,
    WeatherRules,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The sheet `operasi`: one election in one territory."""

    name: str
    election: str
    """Code of the election profile, such as `pilkada-2024`."""
    region: RegionCode
    calendar: Calendar
    pack: str = "indonesia"
    patterns: str = ""
    """Code of the pattern set; empty: the pack's default."""
    staging: str = ""
    """Code of the way that the goods go, one of the election profile's; empty: its usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Everything that the tables of one operation say."""

    settings: Settings
    register: Register
    fleet: tuple[VehicleGroup, ...] = ()
    units: tuple[Unit, ...] = ()
    officers: tuple[Officer, ...] = ()
    risks: tuple[RiskClaim, ...] = ()
    stock: tuple[StockLine, ...] = ()
    guarded: tuple[GuardedPlace, ...] = ()
    closures: tuple[Closure, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    regions: tuple[Region, ...] = ()
    """Regions that the tables name themselves, over those of the pack; labelled among each other."""
    acceptances: tuple[Acceptance, ...] = ()
    """Signatures under the class of places."""
    patterns: tuple[PatternOverride, ...] = ()
    """Patterns that differ in parts of the territory; `within` may be a unit here."""

    def __post_init__(self) -> None:
        """Keep every table in the order of its codes, so that the order of rows changes nothing."""
        for table, key in _ROW_ORDER.items():
            object.__setattr__(self, table, tuple(sorted(getattr(self, table), key=attrgetter(*key))))


_ROW_ORDER = {
    "fleet": ("code", "base"),
    "units": ("code", "base"),
    "officers": ("unit", "service_number", "name"),
    "stock": ("item", "place", "good", "damaged"),
    "guarded": ("place", "starts", "ends"),
    "closures": ("subject", "starts", "ends"),
    "forecasts": ("place", "at", "source"),
    "regions": ("code", "name"),
    "risks": ("place", "institution", "indicator", "value", "source", "iso_day"),
    "acceptances": ("place", "version", "institution", "who"),
    "patterns": ("within", "pattern.risk", "remote"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """What the pack says for one operation: election, kits, modes, patterns, and the territory's regions."""

    election: Election
    kits: KitBook
    modes: tuple[ModeRule, ...]
    patterns: PatternSet
    territory: Territory
    digest: str
    """Over the pack's data files that were used."""
    weather: WeatherRules = field(default_factory=WeatherRules)
    spreads: SpreadBook | None = None
    """How far days may differ from the plan; None: nothing is known, and no chances are told."""
    risks: RiskBook = field(default_factory=RiskBook)


class Severity(StrEnum):
    """How much a problem matters.

    `stop` breaks the law or leaves a station without; `warn` needs a decision.
    """

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """One thing that a check found: code, subject, what, and what would help."""

    code: str
    severity: Severity
    subject: str
    what: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures printed for people and scripts."""

    stations: int
    voters: int
    boxes: int
    volume_m3: float
    journeys: int
    distance_km: float
    duration_h: float
    vehicles: int
    officers_needed: int
    officers_available: int
    unplanned: int
    problems: int
    arrival_p_min: float | None = None
    """The chance of the weakest planned station; None where chances were not sampled."""
    stations_at_risk: int | None = None
    """Planned stations with a chance below 0.99; None where chances were not sampled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPlan:
    """A draft plan: inputs, parameters and results. Never edited; a change makes the next one."""

    operation: Operation
    rules: RuleBook
    needs: Needs
    delivery: DeliveryPlan
    guard: GuardPlan
    problems: tuple[PlanProblem, ...]
    figures: Figures
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Digest of each input, by name."""
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    engines: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    chances: Chances = field(default_factory=Chances)
    """Empty where they were not sampled."""
