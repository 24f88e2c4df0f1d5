"""Nouns of the rehearsal: a world with its rates, what came of a plan in it, and what would have helped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say
from sampai.places.model import Mode
from sampai.transport.model import Relief


class Rate(StrEnum):
    """What a world must say, by its code in the profile. Shares are from 0 to 1.

    Of a quantity that spreads there are two rates: its median, and `…-sigma`, the spread of its logarithm.
    """

    STORMS = "storms"
    """Rain cells a day on 1,000 km²."""
    SPELL_SIGMA = "spell-sigma"
    """How far wet and dry days differ over the whole area: the spread of the logarithm of their cells."""
    SPELL_MEMORY = "spell-memory"
    """How much of a day's weather the next one keeps."""
    STORM_KM = "storm-km"
    STORM_KM_SIGMA = "storm-km-sigma"
    STORM_H = "storm-h"
    STORM_H_SIGMA = "storm-h-sigma"
    STORM_KMH = "storm-kmh"
    STORM_MM_H = "storm-mm-h"
    STORM_MM_H_SIGMA = "storm-mm-h-sigma"
    STORM_CLOCK_H = "storm-clock-h"
    """The hour of the day at which most cells begin."""
    STORM_CLOCK_SD_H = "storm-clock-sd-h"
    WET_MM_H = "wet-mm-h"
    """From so much rain an hour on, ways take their wet time; from three times as much, their flooded one."""
    LANDSLIDE = "landslide"
    """The chance that a kecamatan's ways close after 100 mm in a day; it grows with the rain's square."""
    LANDSLIDE_H = "landslide-h"
    LANDSLIDE_H_SIGMA = "landslide-h-sigma"
    FLOOD = "flood"
    """The same after 100 mm in two days, by a river."""
    FLOOD_H = "flood-h"
    FLOOD_H_SIGMA = "flood-h-sigma"
    DETOUR = "detour"
    """The share of road closures with a way round, which takes as long again as the way itself."""
    WAVE_DM = "wave-dm"
    WAVE_SIGMA = "wave-sigma"
    WAVE_MEMORY = "wave-memory"
    TIDE_SHUT = "tide-shut"
    """The share of a tide in which a tidal way cannot be passed."""
    AREA_SIGMA = "area-sigma"
    """Slow and fast days of a kecamatan, all its ways together."""
    AREA_KM = "area-km"
    """From how far apart two kecamatan have little to do with each other's slow days."""
    FIRST_H = "first-h"
    LAST_H = "last-h"
    """Clock hours before and after which nobody sets out."""
    UNREADY = "unready"
    """The share of kecamatan whose goods are not packed when the first truck is to load."""
    UNREADY_H = "unready-h"
    UNREADY_H_SIGMA = "unready-h-sigma"
    LOADING_MIN = "loading-min"
    LOADING_SIGMA = "loading-sigma"
    HANDLING_SIGMA = "handling-sigma"
    DRIVER_ABSENT = "driver-absent"
    DRIVER_ABSENT_MIN = "driver-absent-min"
    DRIVER_ABSENT_SIGMA = "driver-absent-sigma"
    ESCORT_LATE = "escort-late"
    ESCORT_LATE_MIN = "escort-late-min"
    ESCORT_LATE_SIGMA = "escort-late-sigma"
    RECEIVER_ABSENT = "receiver-absent"
    """The share of handovers at which nobody is there to sign."""
    RECEIVER_ABSENT_MIN = "receiver-absent-min"
    RECEIVER_ABSENT_SIGMA = "receiver-absent-sigma"
    QUARREL = "quarrel"
    """The share of journeys that people hold up."""
    QUARREL_H = "quarrel-h"
    QUARREL_H_SIGMA = "quarrel-h-sigma"
    OFFICER_ABSENT = "officer-absent"
    SHORT = "short"
    """The share of stations whose goods were packed short."""
    SHORT_SEEN = "short-seen"
    """The share of shortages that are found and told when the goods come, not at opening."""
    WRONG = "wrong"
    """The share of stations with wrong ballots in a box, told at opening."""
    LOST = "lost"
    """The share of boxes that are lost at a handover."""
    SWAPPED = "swapped"
    """The share of stations that get another station's box."""
    UNSEALED = "unsealed"
    """The share of stations with a box that leaves the store unsealed."""
    SEAL_BREAK = "seal-break"
    """Seals that break in an hour on the way, per box; a mode's `wear` multiplies it."""
    WET_GOODS = "wet-goods"
    """The chance that goods under a tarpaulin are wet after 10 mm on the way."""
    STAFF_LATE = "staff-late"
    """The share of stations that open late for reasons that have nothing to do with goods."""
    STAFF_LATE_H = "staff-late-h"
    STAFF_LATE_SIGMA = "staff-late-sigma"
    SETUP_MIN = "setup-min"
    """From the goods' coming to the opening of a station."""
    MEND_OPENING = "mend-opening"
    """The share of shortages, swaps and wrong ballots found at opening that are mended before 07:00."""
    PHONE_DEAD = "phone-dead"
    PHONE_DEAD_H = "phone-dead-h"
    NO_SIGNAL_H = "no-signal-h"
    """How long a report waits where no telephone works; a tenth of it with weak data, else minutes."""
    SYNC_SIGMA = "sync-sigma"
    CLOCK_WRONG = "clock-wrong"
    CLOCK_WRONG_H = "clock-wrong-h"
    OUTAGE = "outage"
    """Outages of the server a day."""
    OUTAGE_H = "outage-h"
    OUTAGE_SIGMA = "outage-sigma"


SHARES = frozenset(
    {
        Rate.SPELL_MEMORY,
        Rate.DETOUR,
        Rate.WAVE_MEMORY,
        Rate.TIDE_SHUT,
        Rate.UNREADY,
        Rate.DRIVER_ABSENT,
        Rate.ESCORT_LATE,
        Rate.RECEIVER_ABSENT,
        Rate.QUARREL,
        Rate.OFFICER_ABSENT,
        Rate.SHORT,
        Rate.SHORT_SEEN,
        Rate.WRONG,
        Rate.LOST,
        Rate.SWAPPED,
        Rate.UNSEALED,
        Rate.WET_GOODS,
        Rate.STAFF_LATE,
        Rate.MEND_OPENING,
        Rate.PHONE_DEAD,
        Rate.CLOCK_WRONG,
    }
)
"""Rates that are shares and never above 1."""

UNCERTAIN = frozenset(
    {
        Rate.STORMS,
        Rate.STORM_MM_H,
        Rate.LANDSLIDE,
        Rate.LANDSLIDE_H,
        Rate.FLOOD,
        Rate.FLOOD_H,
        Rate.WAVE_DM,
        Rate.AREA_SIGMA,
        Rate.UNREADY,
        Rate.UNREADY_H,
        Rate.LOADING_MIN,
        Rate.DRIVER_ABSENT,
        Rate.DRIVER_ABSENT_MIN,
        Rate.ESCORT_LATE,
        Rate.ESCORT_LATE_MIN,
        Rate.RECEIVER_ABSENT,
        Rate.RECEIVER_ABSENT_MIN,
        Rate.QUARREL,
        Rate.QUARREL_H,
        Rate.OFFICER_ABSENT,
        Rate.SHORT,
        Rate.WRONG,
        Rate.LOST,
        Rate.SWAPPED,
        Rate.UNSEALED,
        Rate.SEAL_BREAK,
        Rate.WET_GOODS,
        Rate.STAFF_LATE,
        Rate.PHONE_DEAD,
        Rate.OUTAGE,
    }
)
"""Rates that differ from one block of days to the next, because nobody knows them exactly."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate's value and what it rests on."""

    value: float
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeWorld:
    """How one means of transport fares in a world, whatever the planner thinks of it.

    `town_kmh` and `country_kmh` are for roads; 0 where the way is no road, and the time that people report
    of it counts instead, times `of_reported`. `sigma` spreads each drive. `wet` and `flooded` multiply it in
    rain and in heavy rain. `breakdowns` per 1,000 hours of driving last `mend_min` (median, `mend_sigma`).
    `most_wave_dm`: above it nobody puts out; 0: no matter. `wear` of seals; `is_open`: rain falls on it.
    """

    mode: Mode
    town_kmh: float
    country_kmh: float
    of_reported: float
    sigma: float
    wet: float
    flooded: float
    breakdowns: float
    mend_min: float
    mend_sigma: float
    most_wave_dm: float
    wear: float
    is_open: bool
    basis: Basis

    def __post_init__(self) -> None:
        """It moves, and rain never helps."""
        on_road = self.town_kmh > 0 and self.country_kmh > 0
        if not (on_road or self.of_reported > 0) or not 1 <= self.wet <= self.flooded:
            raise Refused(
                "rehearsal",
                say("The world of {mode} is impossible.", mode=self.mode),
                say("Give speeds above zero, and factors of rain of at least 1, wet below flooded."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A profile of the rehearsal: everything that days are drawn from.

    `doubt` is how far its rates may be wrong: the spread of the logarithm by which each uncertain one differs
    from block to block of days.
    """

    code: str
    name: str
    name_en: str
    doubt: float
    rates: Mapping[Rate, Figure]
    modes: tuple[ModeWorld, ...]

    def __post_init__(self) -> None:
        """It says everything, and shares are shares."""
        missing = [rate.value for rate in Rate if rate not in self.rates]
        if missing:
            raise Refused(
                "rehearsal",
                say("The profile “{code}” lacks rates: {rates}.", code=self.code, rates=", ".join(missing)),
                say("Add them, or extend a profile of the pack."),
            )
        wrong = sorted(r.value for r in SHARES if not 0 <= self.rates[r].value <= 1)
        if wrong:
            raise Refused(
                "rehearsal",
                say(
                    "Of the profile “{code}” these are no shares: {rates}.",
                    code=self.code,
                    rates=", ".join(wrong),
                ),
                say("Write numbers from 0 to 1."),
            )

    def __getitem__(self, rate: Rate) -> float:
        """The value of a rate."""
        return self.rates[rate].value

    def of(self, mode: Mode) -> ModeWorld:
        """How a means of transport fares. Raises `Refused` where the profile says nothing of it."""
        for found in self.modes:
            if found.mode == mode:
                return found
        raise Refused(
            "rehearsal",
            say("The profile “{code}” says nothing of “{mode}”.", code=self.code, mode=mode),
            say("Add the means of transport to the profile."),
        )


class Trouble(StrEnum):
    """What can make goods late in a rehearsal; the one that cost most on the way is told."""

    TRAVEL = "travel"
    """Slow ways."""
    RAIN = "rain"
    CLOSURE = "closure"
    """A landslide or a flood."""
    SEA = "sea"
    """Waves or the tide."""
    BREAKDOWN = "breakdown"
    LOADING = "loading"
    STORE = "store"
    """Goods that were not packed when they were to leave."""
    PEOPLE = "people"
    """A driver, an escort or a receiver who is not there."""
    QUARREL = "quarrel"
    PLAN = "plan"
    """The plan itself is late or leaves the station out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What became of all stations, as shares of stations over all days; `known` of those supplied by then."""

    by_law: float
    """Supplied by the legal hour, or by the plan's own where there is none."""
    by_eve: float
    """Supplied by 18:00 of the day before voting."""
    complete: float
    """Supplied by the legal hour with nothing short, lost, swapped or wet."""
    sealed: float
    """With all seals whole, among those supplied by the legal hour."""
    ready: float
    """Supplied, complete and sealed."""
    missing_on_eve: float
    short_on_eve: float
    unsealed: float
    opened_late: float
    short_on_day: float
    wrong_on_day: float
    wet: float
    swapped: float
    not_open_by_nine: float
    no_vote: float
    """Without goods at 13:00 of voting day, when voting ends."""
    known: float
    """Of the stations supplied by the legal hour, those of which the command post knew it by then."""
    unguarded: float
    """Stations without a single officer on voting morning, of those that have a guard plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationOutcome:
    """What became of one station, as shares of days. `causes` of being late, by their share of late days."""

    station: StationCode
    by_law: float
    by_eve: float
    ready: float
    promised: float | None
    """The plan's own chance of arrival; None where it tells none, or leaves the station out."""
    causes: tuple[tuple[Trouble, float], ...]

    @property
    def late(self) -> float:
        """The share of days on which it is not supplied by the legal hour."""
        return 1 - self.by_law


@dataclass(frozen=True, slots=True)
class Promise:
    """Stations whose promised chance lies in a class, and how often they arrived."""

    least: float
    most: float
    stations: int
    promised: float
    kept: float
    """The share of station-days in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two plans on the same days: stations late a day with each, the difference and its 95 % interval."""

    other: str
    late: float
    other_late: float
    fewer: float
    """How many stations fewer are late a day with the first plan."""
    low: float
    high: float
    better_days: float
    same_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of a plan in a world."""

    plan: str
    """The plan's digest."""
    world: World
    runs: int
    seed: int
    stations: int
    unplanned: int
    legal_hour: HTime
    is_law: bool
    """Whether the legal hour is the law's, not the plan's own."""
    shares: Shares
    outcomes: tuple[StationOutcome, ...]
    late_a_day: tuple[int, ...]
    """Stations that are not supplied by the legal hour, day by day."""
    unguarded_voters: float
    """Voters of stations without a single officer on voting morning, on average."""
    promises: tuple[Promise, ...] = ()
    ideas: tuple[Relief, ...] = ()
    ideas_tried: int = 0
    paired: Paired | None = None
    digest: str = ""
    certainty: Certainty = Certainty.ESTIMATED
    causes: Mapping[Trouble, float] = field(default_factory=dict)
    """Stations late a day by their main cause."""

    @property
    def late_per_100_000(self) -> float:
        """Stations of 100,000 that are not supplied by the legal hour."""
        return 100_000 * (1 - self.shares.by_law)

    @property
    def at_risk(self) -> tuple[StationOutcome, ...]:
        """Stations supplied in time on less than 99 days of 100, the weakest first."""
        weak = [one for one in self.outcomes if one.by_law < SAFE_SHARE]
        return tuple(sorted(weak, key=lambda one: (one.by_law, one.ready, one.station)))


SAFE_SHARE = 0.99


class EventKind(StrEnum):
    """What somebody with a telephone would report in a rehearsed day."""

    LOADED = "loaded"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    HANDED_OVER = "handed-over"
    CAME_HOME = "came-home"
    SHORT = "short"
    WRONG_BALLOTS = "wrong-ballots"
    LOST_BOX = "lost-box"
    SWAPPED = "swapped"
    SEAL_BROKEN = "seal-broken"
    WET = "wet"
    OPENED = "opened"
    """The station opens; late or not is told by the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happens on one rehearsed day.

    `at` is the true time, `observed` what the telephone's clock said, `received` when the server had it.
    `device` is the telephone that states it: a vehicle's or a station's.
    """

    at: HTime
    kind: EventKind
    device: str
    place: str
    stations: tuple[StationCode, ...]
    journey: str
    observed: HTime
    received: HTime
