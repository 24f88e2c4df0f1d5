"""Nouns of guarding. Counts and duties only; never weapons."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode, UnitCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind


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
class RestRule:
    """How long people are on, and how long off after it."""

    most_on_h: int
    """The longest shift."""
    least_off_h: int
    """Off after it in any case; after less work as long as the work was."""
    off_per_on: int
    """Hours off after each hour on where turns are taken: 2 makes three squads."""
    basis: Basis

    def off_s(self, on_s: int) -> int:
        """Seconds off, in any case, after so many seconds on."""
        return min(self.least_off_h * HOUR, on_s)

    def turn_off_s(self, on_s: int) -> int:
        """Seconds off before the next turn after so many seconds on."""
        return max(self.off_s(on_s), self.off_per_on * on_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRule:
    """How places of one kind are guarded where the tables do not say.

    From `starts` to `ends` in any case (both None: not), and as long as goods are there if `with_goods`.
    """

    kind: PlaceKind
    squad: int
    shift_h: int
    starts: HTime | None
    ends: HTime | None
    with_goods: bool
    basis: Basis
    least: int = 0
    """So many stand there where people are short; 0: the whole squad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """Hours in which places of some kinds are guarded by more people than usual."""

    kinds: tuple[PlaceKind, ...]
    starts: HTime
    ends: HTime
    extra: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """One line of the checklist for the condition of stores; `part` is building, surroundings or people."""

    code: str
    part: str
    what: str
    what_en: str
    kinds: tuple[PlaceKind, ...]
    due: HTime
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRules:
    """What the pack says of guarding places round the clock."""

    rest: RestRule
    stores: tuple[StoreRule, ...]
    peaks: tuple[Peak, ...]
    checks: tuple[StoreCheck, ...]
    night: tuple[int, int]
    """Clock times, in seconds, between which a shift is a night's."""
    heavy_percent: int
    """What an hour at night or on a holiday counts against a plain hour, when turns are shared fairly."""
    fair_basis: Basis
    holidays: tuple[date, ...]
    """Days off besides Sundays."""
    order: tuple[str, ...] = ()
    """What gets its people first after the stations: kinds of places, of duties."""
    order_basis: Basis | None = None

    def store(self, kind: PlaceKind) -> StoreRule | None:
        """The rule of a kind of place, if it has one."""
        return next((rule for rule in self.stores if rule.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Some hours at one guarded place, and how many people they ask for."""

    place: PlaceCode
    starts: HTime
    ends: HTime
    officers: int
    certainty: Certainty
    """Reported where the tables ask for it, assumed where the pack does."""
    least: int = 0
    """So many suffice where people are short; 0: all of them are needed."""

    @property
    def spare(self) -> int:
        """How many of its people it can do without."""
        return self.officers - self.least if 0 < self.least < self.officers else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A shift, or a part of it, taken by a unit. `squad` counts the unit's squads at the place, from 1."""

    shift: Shift
    unit: UnitCode
    squad: int
    officers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled:
    """A shift for which people are missing, how many, and why."""

    shift: Shift
    missing: int
    why: Text

    @property
    def is_thin(self) -> bool:
        """Whether so many stand there that it still counts as guarded."""
        return self.missing <= self.shift.spare


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who guards which place when, and what nobody could be found for."""

    turns: tuple[Turn, ...] = ()
    unfilled: tuple[Unfilled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRules:
    """What the pack says of command: `ranks` from the highest; those down to `lead_from` lead others.

    One Padal for so many stations of a kecamatan, one for each guarded place; one Pamatwil a kecamatan.
    """

    ranks: tuple[str, ...]
    lead_from: str
    stations_per_padal: int
    basis: Basis

    def height(self, rank: str) -> int:
        """Where a rank stands: 0 is the highest; behind all others if it is not known."""
        known = [one.casefold() for one in self.ranks]
        word = rank.strip().casefold()
        return known.index(word) if word in known else len(known)

    def leads(self, officer: Officer) -> bool:
        """Whether an officer's rank is one that leads."""
        return self.height(officer.rank) <= self.height(self.lead_from)


class CommandKind(StrEnum):
    """Who leads what."""

    PADAL = "padal"
    """The officer in charge of a group of stations or of a guarded place."""
    PAMATWIL = "pamatwil"
    """The officer who supervises an area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One leading officer: of which unit, over what; `service_number` is empty where nobody is named yet."""

    kind: CommandKind
    code: str
    unit: UnitCode
    area: str
    """The kecamatan or the guarded place."""
    subjects: tuple[str, ...]
    """Codes of the clusters, places or kecamatan that are led."""
    service_number: str = ""


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
    pattern: str = ""
    """Its pattern, such as 2 : 5 : 10."""
    post: StationCode | None = None
    """The station in the middle, from which its officers go to the others."""
    leg_m: int = 0
    """The longest way from the post to one of its stations; estimated."""
    round_s: int = 0
    """One round over all its stations, from the post and back to it; estimated."""
    least_stations: int = 0
    """The lower end of its pattern's range; 0: the pattern has none."""

    @property
    def is_below_range(self) -> bool:
        """Whether it has fewer stations than its pattern's range, since no more can join it."""
        return len(self.stations) < self.least_stations

    @property
    def code(self) -> str:
        """Its name in duties: that of its first station, which no other cluster has."""
        return f"K-{self.stations[0]}"


class DutyKind(StrEnum):
    """What officers are out for."""

    STATIONS = "pam-tps"
    """A cluster of stations. They also walk with the boxes of their own stations on the last leg."""
    PLACE = "jaga"
    """A guarded place, round the clock."""
    JOURNEY = "kawal"
    """An escort."""
    RESERVE = "cadangan"
    """Ready to move, at a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """So many officers of one unit at one task from one time to another. Nobody has two at once."""

    kind: DutyKind
    subject: str
    """Code of the cluster, guarded place, journey, or post of the reserve."""
    unit: UnitCode
    officers: int
    starts: HTime
    ends: HTime
    service_number: str = ""
    """The officer, where the sheet `personel` names people; `officers` is 1 then."""
    journeys: tuple[str, ...] = ()
    """Journeys whose boxes these officers walk with as part of this duty."""
    distance_m: int = 0
    """From the unit's base to the task; estimated."""
    travel_s: int = 0

    def __post_init__(self) -> None:
        """Somebody is there for some time."""
        if self.officers < 1 or self.starts >= self.ends:
            raise Refused(
                "duty",
                say(
                    "The duty {subject} of {unit} has no officers or no time.",
                    subject=self.subject,
                    unit=self.unit,
                ),
                say("Give at least one officer, and an end after the start."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRules:
    """What the pack says about sending officers out.

    `reserve_percent`: of the strength that can be sent, rounded up; `posts`: how many places it stands at.
    """

    starts: HTime
    ends: HTime
    """From when to when officers stay with their stations."""
    basis: Basis
    reserve_percent: int
    posts: int
    reserve_basis: Basis
    ride_kmh: int
    """From the base, and between stations on roads."""
    walk_kmh: int
    """Between stations behind a track, and over water where no way is known."""
    pace_basis: Basis
    reserve_starts: HTime | None = None
    """From when the reserve stands ready; None: from when officers are at their stations."""
    reserve_ends: HTime | None = None
    """Until when; None: until officers leave their stations."""

    def __post_init__(self) -> None:
        """Time runs on, everybody moves, and not more than all are kept back."""
        if self.starts >= self.ends or min(self.ride_kmh, self.walk_kmh) < 1:
            raise Refused(
                "guard-rules",
                say("The rules for sending officers have no time or no speed."),
                say("Give an end after the start, and speeds from 1 km/h."),
            )
        if not 0 <= self.reserve_percent <= 100 or self.posts < 1:
            raise Refused(
                "guard-reserve",
                say(
                    "{percent} % in reserve at {posts} posts is impossible.",
                    percent=self.reserve_percent,
                    posts=self.posts,
                ),
                say("Write a share from 0 to 100 %, and at least one post."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservePost:
    """A place where a part of the reserve stands ready."""

    place: PlaceCode
    officers: int
    stations: tuple[StationCode, ...]
    """Those that it is the nearest post of, among the stations that the posts were chosen for."""
    response_s: int
    """To the farthest of them; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unguarded:
    """A cluster without all the officers that its pattern asks for."""

    cluster: str
    risk: RiskClass
    stations: tuple[StationCode, ...]
    pattern: str
    """The rule that is broken, such as 2 : 5 : 10."""
    officers: int
    """Needed."""
    given: int

    @property
    def missing(self) -> int:
        """Officers that it does not get."""
        return self.officers - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Reinforcement (BKO) that would close a shortage: from whom, how many, how far."""

    lender: str
    """Code of a unit, or of a neighbouring regency."""
    name: str
    officers: int
    known: bool
    """Whether the tables say that the lender has them; else they are asked for."""
    distance_m: int
    travel_s: int
    """To the stations without officers, on average; estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPattern:
    """What another pattern set would ask for: computed anew over the same stations and areas."""

    code: str
    name: str
    officers: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Who stands unguarded when officers are missing, and what would help."""

    missing: int = 0
    unguarded: tuple[Unguarded, ...] = ()
    loans: tuple[Loan, ...] = ()
    patterns: tuple[OtherPattern, ...] = ()
    """Cheaper ones, the nearest first."""
    reserve: int = 0
    """Officers kept back, who could close a part of it."""


NO_SHORTAGE = Shortage()


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
    duties: tuple[Duty, ...] = ()
    """Of stations and reserve first; in order of kind, subject, unit."""
    reserve: tuple[ReservePost, ...] = ()
    shortage: Shortage = NO_SHORTAGE
    grouping: str = ""
    """What made the clusters."""
    vulnerability: VulnerabilityRegister = field(default_factory=VulnerabilityRegister)
    """What the classes come from."""
    disagreements: tuple[Disagreement, ...] = ()
    views: tuple[InstitutionView, ...] = ()
