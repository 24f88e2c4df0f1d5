"""Nouns of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from sampai.election.model import Basis, Election, Level
from sampai.guarding.model import (
    Acceptance,
    Command,
    CommandRules,
    Duty,
    GuardedPlace,
    GuardPlan,
    GuardRules,
    Officer,
    PatternOverride,
    PatternSet,
    RiskBook,
    RiskClaim,
    Roster,
    RosterRules,
    Unit,
)
from sampai.kernel.clock import Calendar, HTime
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty, Load
from sampai.kernel.text import Text, say
from sampai.materials.model import KitBook, Needs, StockLine
from sampai.places.model import Closure, Forecast, Mode, Region, Register, Territory
from sampai.transport.model import (
    USUAL,
    Chances,
    DeliveryPlan,
    DriverRules,
    JourneyRules,
    ModeRule,
    Objective,
    ReplanRules,
    SpreadBook,
    VehicleGroup,
    WayOut,
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
    "closures": ("subject", "starts", "ends", "ways", "rings"),
    "forecasts": ("place", "at", "source"),
    "regions": ("code", "name"),
    "risks": ("place", "institution", "indicator", "value", "source", "iso_day"),
    "acceptances": ("place", "version", "institution", "who"),
    "patterns": ("within", "pattern.risk", "remote"),
}


class Ride(StrEnum):
    """How escorts go with a vehicle."""

    ABOARD = "dalam"
    """In it: those for whom it has no seat take room from the goods."""
    OWN = "sendiri"
    """On a vehicle of their own."""
    FOOT = "jalan"
    """On foot beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortRule:
    """Escorts of some means of transport: so many officers for each so many vehicles of a convoy."""

    modes: tuple[Mode, ...]
    officers: int
    per_vehicles: int
    ride: Ride
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class OutriderRule:
    """Outriders of each convoy from a level to another."""

    giver: Level
    receiver: Level
    outriders: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortRules:
    """What the pack says of escorts.

    `soldiers_percent`: of all escorts, those who come from the army where it has a unit. `person`: the room
    that an escort without a seat takes. `muster_s` before loading they are at the place.
    """

    vehicles: tuple[EscortRule, ...]
    outriders: tuple[OutriderRule, ...]
    soldiers_percent: int
    soldiers_basis: Basis
    person: Load
    muster_s: int
    basis: Basis

    def of(self, mode: Mode) -> EscortRule | None:
        """The rule of a means of transport, if it has one."""
        return next((rule for rule in self.vehicles if mode in rule.modes), None)

    def outriders_of(self, giver: Level, *, receiver: Level) -> int:
        """Outriders of a convoy between these levels."""
        found = (one for one in self.outriders if (one.giver, one.receiver) == (giver, receiver))
        return next((one.outriders for one in found), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """Journeys that leave one place in one hour in one direction, and the escorts they need together.

    `officers` ride with the vehicles, `outriders` ahead and behind; `with_boxes` are officers of stations who
    go with their own boxes and are escorts already. `soldiers` of officers and outriders come from the army.
    """

    code: str
    origin: str
    journeys: tuple[str, ...]
    starts: HTime
    """When the escorts are there, before loading."""
    departs: HTime
    ends: HTime
    """When the last vehicle is back."""
    officers: int
    outriders: int
    with_boxes: int = 0
    soldiers: int = 0

    @property
    def needed(self) -> int:
        """People that units must send for this convoy alone."""
        return self.officers + self.outriders


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortShortage:
    """Escorts that a convoy lacks, and why."""

    convoy: str
    missing: int
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortPlan:
    """Convoys with the duties of their escorts, and what is missing."""

    convoys: tuple[Convoy, ...] = ()
    duties: tuple[Duty, ...] = ()
    missing: tuple[EscortShortage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manning:
    """Everybody's duties: stations, reserve, escorts and guarded places together.

    `duties` are in order of unit and time, by name where the tables name people; `commands` say who leads.
    """

    escorts: EscortPlan = field(default_factory=EscortPlan)
    roster: Roster = field(default_factory=Roster)
    duties: tuple[Duty, ...] = ()
    commands: tuple[Command, ...] = ()


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
    journeys: JourneyRules = field(default_factory=JourneyRules)
    """Papers, crew and escort of journeys."""
    spreads: SpreadBook | None = None
    """How far days may differ from the plan; None: nothing is known, and no chances are told."""
    sending: GuardRules | None = None
    """How officers are sent out; None: the guard plan is a demand without duties."""
    pattern_sets: tuple[PatternSet, ...] = ()
    """All sets of the pack, for what another one would ask for."""
    risks: RiskBook = field(default_factory=RiskBook)
    drivers: DriverRules | None = None
    """The hours of drivers; None: nothing limits them."""
    replan: ReplanRules = field(default_factory=ReplanRules)
    """What planning anew on the way costs."""
    rosters: RosterRules | None = None
    """How places are guarded round the clock; None: no rosters are made."""
    escorts: EscortRules | None = None
    """Who goes with the goods; None: no escorts are planned."""
    command: CommandRules | None = None
    """Who leads whom; None: nobody is named."""
    objective: Objective = USUAL


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
    journeys_back: int = 0
    """Journeys of the way back after counting; what is not said to be of the way back is of the way out."""
    distance_back_km: float = 0.0
    not_back: int = 0
    """Stations whose boxes could not be planned all the way back."""
    late_h: float = 0.0
    """Hours after the earliest deadline of stations, in the plan, added up over stations."""
    cost_rp: int = 0
    """What the journeys of the way out cost."""
    cost_back_rp: int = 0
    exposure_h: float = 0.0
    """Hours on the way out, added up over the stations whose goods they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDay:
    """What lies at one store on one day, in litres. `day` counts from voting day: -1 is H-1."""

    place: str
    day: int
    peak_l: int
    """At the fullest moment."""
    came_l: int
    left_l: int
    ends_l: int
    """At the end of the day."""


NOT_FILLED_IN = say("not filled in")
"""Stands where nobody stated anything; nothing is guessed in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is known of one criterion, in an office's own words or ours. No `certainty`: nobody stated it."""

    what: Text | str = NOT_FILLED_IN
    certainty: Certainty | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """One kecamatan in the distribution route map, by the commission's eight criteria, and signal.

    `distance_m` and `duration_s` are of the way from the store, None where unknown; `distance` and `time` say
    the same in words with their certainty, or what an office stated in their place.
    """

    kecamatan: RegionCode
    way: WayOut | None
    voters: int
    voters_certainty: Certainty | None
    stations: int
    geography: Stated
    distance: Stated
    time: Stated
    weather: Stated
    vulnerability: Stated
    vehicles: Stated
    signal: Stated


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
    ways_out: tuple[WayOut, ...] = ()
    """From the store to each kecamatan, in code order; for the distribution route map."""
    manning: Manning = field(default_factory=Manning)
