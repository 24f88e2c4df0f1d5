"""Nouns of transport."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sampai.election.model import Basis, Direction, Level, Standing, direction
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.kernel.text import Text, say
from sampai.places.model import Closure, Mode
from sampai.places.model import RoadClass as RoadClass  # noqa: PLC0414 -- a mode's speeds are said in them

ASSUMED = Basis(Standing.UNVERIFIED, "")


class Medium(StrEnum):
    """What a mode moves on. Road modes use the road graph; the others need links."""

    ROAD = "jalan"
    TRACK = "setapak"
    WATER = "air"
    AIR = "udara"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRule:
    """What the pack says of one mode. Speeds are km/h, loaded and dry, by road class."""

    mode: Mode
    name: str
    name_en: str
    medium: Medium
    speed_kmh: tuple[tuple[RoadClass, int], ...]
    room: Load
    """Usual room of one vehicle, used where the table does not say."""
    cost_rp_km: int
    cost_rp_h: int
    load_s_per_box: int
    """Loading or unloading time per box."""
    stop_s: int
    """Time at a stop besides unloading: finding the receiver, counting, signing."""
    daylight_only: bool
    escort_seats: int
    basis: Basis

    def speed(self, road: RoadClass) -> int | None:
        """Speed in km/h on a class of road, or None where the mode cannot go."""
        return dict(self.speed_kmh).get(road)


@dataclass(frozen=True, slots=True, kw_only=True)
class RainClass:
    """A class of rain from a rate on, and the words by which forecasts name it.

    `is_wet`: links take their wet time from this class on.
    """

    code: str
    name_en: str
    from_tenth_mm: int
    is_wet: bool
    words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Slowing:
    """How much longer a medium takes from a rate of rain on: percent of the dry time by road class."""

    from_tenth_mm: int
    medium: Medium
    percent: tuple[tuple[RoadClass, int], ...]
    basis: Basis

    def __post_init__(self) -> None:
        """Rain makes nothing faster."""
        if any(percent < 100 for _, percent in self.percent):
            raise Refused(
                "slowing",
                say("Rain would make the way faster than in dry weather."),
                say("Give at least 100 percent of the dry time."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherLimit:
    """Above which weather a mode does not go; None where that does not keep it."""

    mode: Mode
    basis: Basis
    most_wave_dm: int | None = None
    most_wind_kmh: int | None = None
    below_rain_tenth_mm: int | None = None
    """It goes only in less rain than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherRules:
    """What the pack makes of weather. The defaults know no weather: nothing slows, nothing stops."""

    rain: tuple[RainClass, ...] = ()
    """From the lightest to the heaviest."""
    slowings: tuple[Slowing, ...] = ()
    limits: tuple[WeatherLimit, ...] = ()

    def limit(self, mode: Mode) -> WeatherLimit | None:
        """The limit of a mode, if it has one."""
        return next((limit for limit in self.limits if limit.mode == mode), None)

    def rain_of(self, words: str) -> int | None:
        """The least rain, in tenths of a millimetre an hour, that a forecast's words mean."""
        wanted = words.strip().casefold()
        named = (c.from_tenth_mm for c in self.rain if wanted in {word.casefold() for word in c.words})
        return next(named, None)


class PaperPer(StrEnum):
    """What one copy of a paper is for."""

    JOURNEY = "journey"
    VEHICLE = "vehicle"
    HANDOVER = "handover"
    STATION = "station"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRule:
    """A paper that journeys carry, and how many. `receivers`: on journeys to these levels; empty: to all."""

    code: str
    name: str
    name_en: str
    per: PaperPer
    basis: Basis
    receivers: tuple[Level, ...] = ()
    escorted: bool = False
    """Only on journeys with an escort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewRule:
    """Who is on one vehicle of some modes: those who drive, and those who help to unload."""

    modes: tuple[Mode, ...]
    drivers: int
    helpers: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyRules:
    """What the pack says that journeys carry and who goes along. The defaults know nothing of it."""

    papers: tuple[PaperRule, ...] = ()
    crews: tuple[CrewRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRules:
    """How long a driver on the road drives without a pause, works on one duty, and rests between two."""

    most_duty_s: int
    drive_s: int
    pause_s: int
    basis: Basis
    rest_s: int
    rest_basis: Basis

    def __post_init__(self) -> None:
        """A stretch of driving fits into a duty."""
        if not 0 < self.drive_s <= self.most_duty_s or self.pause_s < 0 or self.rest_s < self.pause_s:
            raise Refused(
                "drivers",
                say("The hours of drivers contradict each other."),
                say("Let a stretch of driving be no longer than a duty, and a rest no shorter than a pause."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleGroup:
    """Vehicles of one kind at one base (one row of `armada`)."""

    code: VehicleCode
    kind: str
    base: PlaceCode
    count: int
    room: Load
    mode: Mode
    cost_rp_km: int = 0
    cost_rp_h: int = 0
    available_from: date | None = None
    available_until: date | None = None
    owner: str = ""
    driver: str = ""
    drivers: int = 1
    """How many drivers each vehicle has, who take turns."""
    ends: PlaceCode | None = None
    """Where each vehicle goes after its last journey; None: home."""
    source: str = ""
    certainty: Certainty = Certainty.REPORTED

    def __post_init__(self) -> None:
        """A group has vehicles, and each carries something."""
        if self.count < 0 or self.room == Load() or self.drivers < 1:
            raise Refused(
                "fleet",
                say("The vehicles {code} carry nothing.", code=self.code),
                say("Give a number of vehicles and their room in boxes, m3 and kg."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What one station gets on the way: its boxes and the goods beside them. It is never split."""

    station: StationCode
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGoods:
    """What a committee (PPK, PPS) gets for itself. It goes with the stations' goods as far as its level."""

    region: RegionCode
    level: Level
    load: Load


OWN = "#"
"""Between a region's code and the number of a part of its committee's own goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What comes back from a station (or as own goods from a committee), and when it is ready to go."""

    station: StationCode
    load: Load
    ready: HTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One halt of a journey: where, when, and whose consignments stay there (on the way back: are taken).

    `own` are the codes of the parts of committees' own goods in the load.
    """

    place: str
    arrives: HTime
    departs: HTime
    stations: tuple[StationCode, ...]
    load: Load
    own: tuple[StationCode, ...] = ()

    @property
    def offices(self) -> tuple[RegionCode, ...]:
        """The kecamatan and villages whose committee's own goods are part of the load."""
        return tuple(dict.fromkeys(RegionCode(code.partition(OWN)[0]) for code in self.own))

    @property
    def codes(self) -> tuple[StationCode, ...]:
        """All goods of the stop: of stations and of committees."""
        return (*self.stations, *self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One vehicle's way from loading to coming home, with its stops in order."""

    code: str
    vehicle: VehicleCode
    ordinal: int
    """Which vehicle of the group, from 1."""
    mode: Mode
    giver: Level
    receiver: Level
    origin: str
    """Where it loads and comes home to: the vehicle's base, or where it stands for this stage."""
    loads: HTime
    """Start of loading."""
    departs: HTime
    returns: HTime
    stops: tuple[Stop, ...]
    load: Load
    distance_m: int
    convoy: tuple[int, ...] = ()
    """Further vehicles of the group that ride along because one alone cannot hold a station's goods."""
    leg: int = 1
    """Which leg of the stage's chain of modes this is, from 1."""
    ends: str = ""
    """Where the vehicle goes after the last stop, if not back to `origin`."""
    certainty: Certainty = Certainty.ESTIMATED
    handed_over: HTime | None = None
    """On the way back: when all goods are unloaded and counted at the origin, after coming home."""

    pauses_s: int = 0
    """Pauses that its driver makes on the way, part of the drives."""
    drivers: int = 1
    """How many drivers take turns on it."""
    fees_rp: int = 0
    """What passing its links costs, there and back, for all its vehicles."""

    @property
    def direction(self) -> Direction:
        """Out: it gives goods at its stops. Back: it takes them there and brings them to its origin."""
        return direction(self.giver, self.receiver)

    @property
    def free(self) -> HTime:
        """When the vehicle is free again: home, and on the way back unloaded."""
        return self.returns if self.handed_over is None else self.handed_over

    @property
    def home(self) -> str:
        """Where the journey ends."""
        return self.ends or self.origin

    @property
    def vehicles(self) -> tuple[int, ...]:
        """All vehicles of the group on this journey."""
        return (self.ordinal, *self.convoy)

    @property
    def duration_s(self) -> int:
        """From the start of loading to coming home, on the way back to the end of unloading."""
        return self.free - self.loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationed:
    """A vehicle that stands at another place than its base for some hours, to make journeys from there.

    `since` is when it leaves its base, `until` when it is back; `distance_m` counts the empty ride both ways.
    """

    vehicle: VehicleCode
    ordinal: int
    base: PlaceCode
    at: str
    since: HTime
    until: HTime
    distance_m: int
    direction: Direction = Direction.OUT
    """Which way the journeys go that it makes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A station that a stage could not serve, why, and what would help."""

    station: StationCode
    giver: Level
    receiver: Level
    reason: Text
    remedy: Text
    wants: tuple[tuple[str, Mode], ...] = ()
    """Places and modes of which one more vehicle might help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A vehicle that cannot be had from one time to another; `until` None: it is lost, or waits for a way."""

    vehicle: VehicleCode
    ordinal: int
    since: HTime
    until: HTime | None = None

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the vehicle is away at some moment of a time."""
        return start < (end if self.until is None else self.until) and self.since < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """What became known at a moment while a plan is carried out: facts, never refused.

    `closures` hold from then on, `absences` are vehicles that are lost or held up, `slips` are the seconds by
    which journeys under way will be late, by their codes.
    """

    at: HTime
    closures: tuple[Closure, ...] = ()
    absences: tuple[Absence, ...] = ()
    slips: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRules:
    """What the pack says of planning anew while a plan is carried out.

    `churn_rp`: what it is taken to cost that a journey changes, so that people must be told. `notice_s`: from
    when it is known to when a changed journey can begin to load.
    """

    churn_rp: int = 0
    notice_s: int = 0
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """All journeys of all stages, and what could not be planned."""

    journeys: tuple[Journey, ...]
    unplanned: tuple[Unplanned, ...]
    engine: str
    """Solver and version, such as `pyvrp 0.14.1`."""
    network: str
    """What distances come from, such as `village graph (estimated)`."""
    seed: int
    effort: int
    stationed: tuple[Stationed, ...] = ()
    back: tuple[Journey, ...] = ()
    """The journeys of the way back after counting; `journeys` are those of the way out."""
    not_back: tuple[Unplanned, ...] = ()
    """Stations whose boxes a stage of the way back could not bring on."""
    own_left: tuple[Unplanned, ...] = ()
    """Committees' own goods that a stage could not bring on; `station` is the committee's region."""
    absences: tuple[Absence, ...] = ()
    """Vehicles that are known to be lost or held up; set where a plan was made anew on the way."""


class StayKind(StrEnum):
    """Why goods or a vehicle stay at a place on the way."""

    NIGHT = "night"
    """Over night: for daylight, working hours or the driver's rest."""
    WAIT = "wait"
    """Some hours of a day: for the tide, an opening, or the next vehicle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stay on the way; without stations and boxes it is an empty vehicle that waits.

    `journey` is the one that waits, or that takes the goods on.
    """

    place: str
    since: HTime
    until: HTime
    kind: StayKind
    journey: str
    stations: tuple[StationCode, ...] = ()
    boxes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """How goods get from the store to where one kecamatan gets them, by itself and not as part of a tour.

    `modes` in order of their legs; empty, without distance and time, where no journey goes there.
    """

    kecamatan: RegionCode
    origin: str
    target: str
    modes: tuple[Mode, ...] = ()
    distance_m: int | None = None
    duration_s: int | None = None
    certainty: Certainty = Certainty.ESTIMATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """By what plans are compared: lateness first, then money, then exposure. All in rupiah, so that they add.

    `unserved_rp` per station left without, `late_rp_h` per station and hour late, `exposure_rp_h` per station
    and hour that its goods are on the way. `shift_rp` is what it costs that a vehicle goes out at all on a
    day, `day_rp` a day away from the wished-for one. The rest prices reliefs: one more vehicle is paid for
    `hire_h` hours besides its journeys; a vehicle that begins earlier costs `early_rp_h` an hour, goods that
    lie at a station a night longer `night_rp` a station, a forward store `forward_rp`.
    """

    unserved_rp: int = 1_000_000_000
    late_rp_h: int = 10_000_000
    exposure_rp_h: int = 1_000
    shift_rp: int = 50_000
    day_rp: int = 100_000
    hire_h: int = 8
    early_rp_h: int = 25_000
    night_rp: int = 300_000
    forward_rp: int = 600_000
    basis: Basis = ASSUMED
    prices_basis: Basis = ASSUMED

    def __post_init__(self) -> None:
        """Nothing is paid for harm, and an hour late weighs more than an hour on the way."""
        prices = (self.shift_rp, self.day_rp, self.hire_h, self.early_rp_h, self.night_rp, self.forward_rp)
        if min(prices) < 0 or not self.unserved_rp > self.late_rp_h > self.exposure_rp_h >= 0:
            raise Refused(
                "objective",
                say("The weights of the objective are impossible."),
                say("Write none below zero: a station without above an hour late, that above an hour out."),
            )


USUAL = Objective()
"""Where a pack does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a plan costs in the measures of the objective, added up over stations or vehicles."""

    unserved: int
    late_s: int
    cost_rp: int
    exposure_s: int
    objective: Objective

    @property
    def total_rp(self) -> int:
        """All of it by the weights of the objective; less is better."""
        weights = self.objective
        late = self.late_s * weights.late_rp_h + self.exposure_s * weights.exposure_rp_h
        return self.unserved * weights.unserved_rp + self.cost_rp + late // 3_600


class Cause(StrEnum):
    """What can make goods late. Waiting for the morning counts for what made it necessary."""

    TRAVEL = "travel"
    """The way takes longer than planned, in dry weather."""
    RAIN = "rain"
    CLOSURE = "closure"
    """A way is closed for some hours: landslide, flood, high waves."""
    BREAKDOWN = "breakdown"
    LOADING = "loading"
    """Waiting at loading, or at the place where goods change vehicles."""
    PLAN = "plan"
    """The plan itself is late, without any disturbance."""


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A quantity whose logarithm is normal: its median, and sigma, the spread of the logarithm."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        """Neither is negative."""
        if self.median < 0 or self.sigma < 0:
            raise Refused(
                "spread",
                say("A median or spread is below zero."),
                say("Write numbers of zero or more."),
            )


@dataclass(frozen=True, slots=True)
class Points:
    """A quantity with a few values: pairs of probability and value, the values rising."""

    pairs: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Probabilities add up to one."""
        values = [value for _, value in self.pairs]
        if abs(sum(share for share, _ in self.pairs) - 1) > 1e-9 or values != sorted(values):
            raise Refused(
                "spread",
                say("The probabilities do not add up to one, or the values do not rise."),
                say("Write pairs of probability and value, the smallest value first."),
            )


Spread = Lognormal | Points

NO_WAIT, AS_PLANNED = Lognormal(0.0, 0.0), Lognormal(1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSpread:
    """How far one mode's days may differ from the plan. Durations are seconds.

    `travel` multiplies each drive; on a wet day `wet_factor` does, too. `closed_dry` and `closed_wet` are the
    probabilities that a kecamatan's ways for this medium close at some hour of a day, `closed_s` how long.
    `breakdown_per_h` counts per hour of planned drive and vehicle; `breakdown_s` lasts until it is mended or
    replaced. `loading_s` is waited at each loading, `transfer_s` on top of it where goods change vehicles.
    """

    mode: Mode
    travel: Spread
    wet_factor: float
    closed_dry: float
    closed_wet: float
    closed_s: Spread
    breakdown_per_h: float
    breakdown_s: Spread
    loading_s: Spread
    transfer_s: Spread
    basis: Basis

    def __post_init__(self) -> None:
        """Rain never helps, and probabilities are shares."""
        shares = (self.closed_dry, self.closed_wet)
        if self.wet_factor < 1 or not all(0 <= p <= 1 for p in shares) or self.closed_dry > self.closed_wet:
            raise Refused(
                "spread",
                say("The spread of {mode} is impossible.", mode=self.mode),
                say("Give a wet factor of at least 1, and chances of closure from 0 to 1, dry below wet."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadBook:
    """What the pack says about chance: the modes, rain, and until when work begins.

    `wet_days` is the probability of a wet day, January first. `rain_together` is the correlation (0 to 1) of
    the rain in two kecamatan of a territory on one day. `last_start_s`: goods that come after this clock time
    are loaded on the next morning. `absent` is the share of handovers at which nobody is there to sign, for
    `absent_s`; `handling` multiplies the planned time of each handover.
    """

    modes: tuple[ModeSpread, ...]
    wet_days: tuple[float, ...]
    rain_together: float
    rain_basis: Basis
    last_start_s: int
    hours_basis: Basis
    absent: float = 0.0
    absent_s: Spread = NO_WAIT
    handling: Spread = AS_PLANNED
    people_basis: Basis = ASSUMED

    def __post_init__(self) -> None:
        """Twelve months, and shares."""
        shares = (*self.wet_days, self.rain_together, self.absent)
        if len(self.wet_days) != 12 or not all(0 <= p <= 1 for p in shares):
            raise Refused(
                "spread",
                say("The wet days are impossible."),
                say("Give twelve probabilities from 0 to 1, January first."),
            )

    def of(self, mode: Mode) -> ModeSpread:
        """The spread of a mode. Raises `Refused` where the pack says nothing of it."""
        for spread in self.modes:
            if spread.mode == mode:
                return spread
        raise Refused(
            "spread",
            say("The pack does not say how far the days of “{mode}” differ.", mode=mode),
            say("Add the means of transport to spread.toml."),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StationChance:
    """How likely one station is complete in time, over all scenarios.

    `by_law` and `by_plan` are probabilities of being complete by the binding deadline (None: there is none)
    and by the plan's own. `planned` is when the plan has it complete. `causes` are the main causes of
    lateness with the share of late scenarios in which each weighs most. `latest_departure` is the latest time
    at which the last journey may leave so that the station is complete with `SAFE` probability, all else
    unchanged; None where no departure of it would do.
    """

    station: StationCode
    journey: str
    planned: HTime
    departs: HTime
    by_law: float | None
    by_plan: float
    mean: HTime
    p50: HTime
    p90: HTime
    p99: HTime
    causes: tuple[tuple[Cause, float], ...]
    latest_departure: HTime | None
    certainty: Certainty = Certainty.ESTIMATED

    @property
    def in_time(self) -> float:
        """The probability that counts: by the law's deadline, or by the plan's where the law sets none."""
        return self.by_plan if self.by_law is None else self.by_law


@dataclass(frozen=True, slots=True, kw_only=True)
class BackChance:
    """How likely one station's boxes come back in time, over all scenarios.

    `in_time` is the probability that every level of the way back has them by its deadline. The rest tells of
    the level that has them in time least often, the last such one: the journey that brings them there, when
    the plan has them handed over, and by when they are on half, 90 % and 99 % of the days.
    """

    station: StationCode
    in_time: float
    level: Level
    journey: str
    planned: HTime
    p50: HTime
    p90: HTime
    p99: HTime
    certainty: Certainty = Certainty.ESTIMATED


SAFE = 0.99
"""A station that is complete in time with less than this probability is at risk."""


class ReliefKind(StrEnum):
    """What can be done for stations that fail."""

    EARLIER = "earlier"
    """The stage begins earlier there; from 24 hours on the goods also come a day earlier."""
    VEHICLE = "vehicle"
    """One more vehicle of a kind."""
    FORWARD = "forward"
    """The goods wait at a place nearer to the stations before the stage begins."""
    MODE = "mode"
    """Another means of transport."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """One change of the plan, and what came of planning anew with it, in the same scenarios.

    `at` is the place that changes, `fails_at` where the journeys of the failing stations begin, `to` a
    forward store. `failing` counts the stations that fail there: unplanned, or at risk. `saved` counts those
    that fail no longer, without those that begin to; `gain` is the number of stations more that are complete
    in time on average. `cost_rp` is what the change costs more. `journeys` counts those that change.
    """

    kind: ReliefKind
    at: str
    giver: Level
    receiver: Level
    hours: int = 0
    vehicle: VehicleCode | None = None
    saved: int
    gain: float
    cost_rp: int
    certainty: Certainty = Certainty.ESTIMATED
    mode: Mode | None = None
    to: str = ""
    fails_at: str = ""
    count: int = 0
    """How many vehicles more, or stations a day earlier."""
    failing: int = 0
    journeys: int = 0

    @property
    def saves_all(self) -> bool:
        """Whether no station of the place fails any longer."""
        return self.saved >= self.failing > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """The chance of arrival of every planned station, in code order, and what would help, best first."""

    stations: tuple[StationChance, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    scenarios: int = 0
    by_law: HTime | None = None
    by_plan: HTime | None = None
    tried: int = 0
    """How many reliefs were planned anew and judged."""
    back: tuple[BackChance, ...] = ()
    """The way back of every station whose boxes come back, in code order; empty where it was not sampled."""
    back_by: tuple[tuple[Level, HTime], ...] = ()
    """The deadlines of the way back by level, in the order of its stages."""

    @property
    def at_risk(self) -> tuple[StationChance, ...]:
        """The stations below `SAFE`, the weakest first."""
        found = [chance for chance in self.stations if chance.in_time < SAFE]
        return tuple(sorted(found, key=lambda chance: (chance.in_time, chance.station)))
