"""A plan as a rehearsal drives it: rides in order of time, each with the world's own times for its ways.

Of the plan it takes who goes where with what, when they mean to leave, and how far it is on the map. How
long things take is the world's: on roads its own speeds, elsewhere the times that people reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.text import say
from sampai.places.model import Register
from sampai.plan.model import EscortPlan, RuleBook
from sampai.rehearsal.model import ModeWorld, World
from sampai.rehearsal.rules.land import Land, land_of
from sampai.transport.model import DeliveryPlan, Journey, Medium, ModeRule
from sampai.transport.rules.chance.runs import StopKey, goods_of, vehicle_waits
from sampai.transport.rules.chance.tell import Goals, goals_of
from sampai.transport.rules.diary import SUNRISE_S, SUNSET_S

NO_ESCORTS = EscortPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One drive and the handover at its end; the way home has none.

    `drive_s` is the time on a fair day, `planned_s` what the plan thinks of it; `handling_s` for so many
    boxes; `hold`: the plan waits there until.
    """

    key: str
    at: int
    drive_s: float
    planned_s: int
    light_s: int
    """Until how long after sunrise of a day such a drive by daylight may begin."""
    handling_s: int = 0
    boxes: int = 0
    hold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """A journey, ready to be driven.

    `key` names its vehicle and turn, so that another plan's ride of that turn meets the same people.
    """

    number: int
    key: str
    journey: Journey
    mode: ModeWorld
    medium: Medium
    loading_s: int
    legs: tuple[Leg, ...]
    home: Leg
    waits_for: tuple[tuple[int, int], ...]
    goods: tuple[StopKey, ...]
    by_light: bool
    tidal: bool
    from_store: tuple[str, ...]
    """The kecamatan whose goods it takes from the store."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """All rides, each after what it waits for, and where each station's goods end."""

    rides: tuple[Ride, ...]
    last: Mapping[StationCode, StopKey]
    chain: Mapping[StationCode, tuple[StopKey, ...]]
    """The stops that brought a station's goods, from the store on."""
    ready: Mapping[str, int]
    """When the first goods of each kecamatan are to leave the store."""
    land: Land
    goals: Goals
    has_escorts: frozenset[str]
    """Codes of journeys with an escort."""


def course_of(
    delivery: DeliveryPlan,
    *,
    register: Register,
    rules: RuleBook,
    world: World,
    escorts: EscortPlan = NO_ESCORTS,
) -> Course:
    """The course of a plan's way out. Raises `Refused` for a plan without journeys."""
    election = rules.election
    journeys = tuple(sorted(delivery.journeys, key=lambda j: (j.loads, j.returns, j.code)))
    if not journeys:
        raise Refused(
            "rehearsal",
            say("The plan has no journeys to rehearse."),
            say("Give vehicles in the sheet armada and plan again."),
        )
    earliest = min(stage.earliest for stage in election.stages)
    land = land_of(register, territory=rules.territory, earliest=earliest)
    waits = vehicle_waits(journeys, stationed=delivery.stationed)
    goods, last = goods_of(journeys)
    modes = {rule.mode: rule for rule in rules.modes}
    light = {link.mode for link in register.links if link.daylight_only}
    tidal = {(link.mode, end) for link in register.links if link.tide for end in (link.origin, link.target)}
    turns: dict[tuple[str, int], int] = {}
    rides = []
    for number, journey in enumerate(journeys):
        vehicle = (str(journey.vehicle), journey.ordinal)
        turns[vehicle] = turns.get(vehicle, 0) + 1
        rule = modes[journey.mode]
        rides.append(
            _ride(
                number,
                journey,
                turn=turns[vehicle],
                rule=rule,
                mode=world.of(journey.mode),
                land=land,
                waits_for=waits[number],
                goods=goods[number],
                by_light=rule.daylight_only or journey.mode in light,
                tidal=any((journey.mode, place) in tidal for place in _places(journey)),
            )
        )
    left = {one.station for one in delivery.unplanned}
    ends = {
        code: key
        for code, key in sorted(last.items())
        if code not in left and journeys[key[0]].receiver is Level.STATION
    }
    return Course(
        rides=tuple(rides),
        last=ends,
        chain=_chains(journeys),
        ready=_ready(rides),
        land=land,
        goals=goals_of(election),
        has_escorts=frozenset(code for convoy in escorts.convoys for code in convoy.journeys),
    )


def _places(journey: Journey) -> tuple[str, ...]:
    return journey.origin, *(stop.place for stop in journey.stops), journey.home


def _ride(
    number: int,
    journey: Journey,
    *,
    turn: int,
    rule: ModeRule,
    mode: ModeWorld,
    land: Land,
    waits_for: tuple[tuple[int, int], ...],
    goods: tuple[StopKey, ...],
    by_light: bool,
    tidal: bool,
) -> Ride:
    planned = _planned(journey)
    drives = _drives(journey, planned, mode=mode, land=land)
    legs = tuple(
        Leg(
            key=f"stop {journey.receiver} {stop.place} {min(stop.codes, default='')}",
            at=land.at(_where(journey, place)),
            drive_s=drives[place],
            planned_s=planned[place],
            light_s=_light_s(drives[place]),
            handling_s=_handling_s(journey, place, rule=rule),
            boxes=stop.load.boxes,
            hold=_hold(journey, place, rule=rule),
        )
        for place, stop in enumerate(journey.stops)
    )
    key = f"{journey.vehicle} {journey.ordinal} {turn}"
    home = Leg(
        key=f"home {key}",
        at=legs[-1].at,
        drive_s=drives[-1],
        planned_s=planned[-1],
        light_s=_light_s(drives[-1]),
    )
    kecamatan = {code[:6] for stop in journey.stops for code in stop.stations}
    return Ride(
        number=number,
        key=f"ride {key}",
        journey=journey,
        mode=mode,
        medium=rule.medium,
        loading_s=journey.departs - journey.loads,
        legs=legs,
        home=home,
        waits_for=waits_for,
        goods=goods,
        by_light=by_light,
        tidal=tidal,
        from_store=tuple(sorted(kecamatan)) if journey.giver is Level.KPU and not goods else (),
    )


def _where(journey: Journey, place: int) -> str:
    """A code that tells the kecamatan of a stop."""
    stop = journey.stops[place]
    return min(stop.codes, default=stop.place)


def _planned(journey: Journey) -> list[int]:
    """What the plan gives each drive; the way home is the last."""
    leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
    comes = [*(stop.arrives for stop in journey.stops), journey.returns]
    return [there - here for here, there in zip(leaves, comes, strict=True)]


def _drives(journey: Journey, planned: list[int], *, mode: ModeWorld, land: Land) -> list[float]:
    """Each drive's seconds on a fair day: by the map's metres and the world's speeds, or as reported.

    The map tells the metres of the whole journey; each drive's part of them is that of its planned time.
    """
    total = sum(planned)
    if not total:
        return [0.0 for _ in planned]
    moving = max(0, total - journey.pauses_s) / total
    if not mode.town_kmh:
        return [mode.of_reported * s * moving + s * (1 - moving) for s in planned]
    places = [_where(journey, place) for place in range(len(journey.stops))]
    towns = [land.town[land.at(code)] for code in (*places, places[-1])]
    return [
        journey.distance_m * s / total * 3.6 / (mode.town_kmh if town else mode.country_kmh)
        + s * (1 - moving)
        for s, town in zip(planned, towns, strict=True)
    ]


def _light_s(drive_s: float) -> int:
    return int(SUNSET_S - min(drive_s, SUNSET_S - SUNRISE_S))


def _handling_s(journey: Journey, place: int, *, rule: ModeRule) -> int:
    """The time at a stop without the night that a vehicle may spend there."""
    stop = journey.stops[place]
    return min(stop.departs - stop.arrives, rule.stop_s + rule.load_s_per_box * stop.load.boxes)


def _hold(journey: Journey, place: int, *, rule: ModeRule) -> int | None:
    stop = journey.stops[place]
    waits = stop.departs > stop.arrives + _handling_s(journey, place, rule=rule)
    return int(stop.departs) if waits else None


def _chains(journeys: tuple[Journey, ...]) -> dict[StationCode, tuple[StopKey, ...]]:
    found: dict[StationCode, list[StopKey]] = {}
    for number, journey in enumerate(journeys):
        for place, stop in enumerate(journey.stops):
            for code in stop.stations:
                found.setdefault(code, []).append((number, place))
    return {code: tuple(keys) for code, keys in found.items()}


def _ready(rides: list[Ride]) -> dict[str, int]:
    first: dict[str, int] = {}
    for ride in rides:
        for code in ride.from_store:
            first[code] = min(ride.journey.loads, first.get(code, ride.journey.loads))
    return first


EVE = -DAY + 18 * HOUR
"""H-1 18:00."""


def before(course: Course, numbers: set[int]) -> set[int]:
    """Some rides and all that they wait for, at any distance."""
    found = set(numbers)
    for ride in reversed(course.rides):
        if ride.number in found:
            found.update(earlier for earlier, _ in (*ride.waits_for, *ride.goods))
    return found
