"""An independent checker of delivery plans: it trusts nothing that made the plan, only tables and ways.

It knows places' network (distances and times from place to place) and the rules that a plan must keep, and
returns what is wrong, one sentence per fault.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sampai.election.model import Election, Level, Stage
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.places.model import Link, Mode, PlaceKind, Register, Station, Territory
from sampai.places.rules.network import Network, build_network
from sampai.places.rules.ways import Pace, matrix, ways
from sampai.transport.model import (
    Consignment,
    DeliveryPlan,
    DriverRules,
    Journey,
    Medium,
    ModeRule,
    OwnGoods,
    Stop,
    VehicleGroup,
)
from sampai.transport.rules.plan import Homeward

DAY, SUNRISE, SUNSET = 86_400, 6 * 3_600, 18 * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a plan was made from."""

    register: Register
    consignments: tuple[Consignment, ...]
    election: Election
    modes: tuple[ModeRule, ...]
    fleet: tuple[VehicleGroup, ...]
    territory: Territory
    own: tuple[OwnGoods, ...] = ()
    homeward: Homeward | None = None
    drivers: DriverRules | None = None

    def rule(self, mode: Mode) -> ModeRule:
        return next(rule for rule in self.modes if rule.mode == mode)

    def station(self, code: str) -> Station:
        return next(s for s in self.register.stations if s.code == code)

    def links(self, mode: Mode) -> list[Link]:
        return [link for link in self.register.links if link.mode == mode]


def faults(case: Case, plan: DeliveryPlan) -> list[str]:
    """What is wrong with a plan; empty when nothing is."""
    ground = Ground(case)
    return [
        *_accounted(case, plan),
        *_conserved(case, plan),
        *_never_twice_at_once(case, plan),
        *_own_goods(case, plan),
        *(fault for journey in plan.journeys for fault in ground.journey_faults(journey)),
    ]


class Ground:
    """Distances and times over the ways of a case, looked up when asked."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.groups = {group.code: group for group in case.fleet}
        self.stations = {station.code: station for station in case.register.stations}
        self.loads = {c.station: c.load for c in case.consignments}
        roads = {r.mode for r in case.modes if r.medium is Medium.ROAD and r.room.boxes > 4}
        self.network: Network = build_network(
            case.register, territory=case.territory, road_modes=frozenset(roads)
        )
        self.ways = {}
        for rule in case.modes:
            land = rule.medium in {Medium.ROAD, Medium.TRACK}
            pace = Pace(
                mode=rule.mode,
                speed_kmh=rule.speed_kmh if land else (),
                carries=rule.medium is not Medium.ROAD,
            )
            self.ways[rule.mode] = ways(self.network, pace=pace)

    def seconds(self, mode: Mode, origin: str, target: str) -> int:
        """The drive from one place to another on open ways; -1 where there is none."""
        return int(matrix(self.ways[mode], [origin, target])[0][0, 1])

    def journey_faults(self, journey: Journey) -> Iterator[str]:
        group = self.groups.get(journey.vehicle)
        if group is None or group.mode != journey.mode:
            yield f"{journey.code}: no such vehicle"
            return
        if len(set(journey.vehicles)) != len(journey.vehicles) or not all(
            1 <= n <= group.count for n in journey.vehicles
        ):
            yield f"{journey.code}: the group has no such vehicles"
        yield from self._load_faults(journey, group)
        yield from self._time_faults(journey)
        yield from self._hour_faults(journey, group)
        yield from self._access_faults(journey)

    def _load_faults(self, journey: Journey, group: VehicleGroup) -> Iterator[str]:
        for stop in journey.stops:
            beside = surplus(stop, self.loads)
            if (beside is None or (beside != Load()) != bool(stop.offices)) or not (
                stop.stations or stop.offices
            ):
                yield f"{journey.code}: the load at {stop.place} is not that of its stations"
        if sum((stop.load for stop in journey.stops), Load()) != journey.load:
            yield f"{journey.code}: its load is not that of its stops"
        count = len(journey.vehicles)
        room = Load(group.room.boxes * count, group.room.volume_l * count, group.room.weight_g * count)
        if not journey.load.fits(room):
            yield f"{journey.code}: overloaded"
        if count > 1 and journey.load.boxes == 0:
            yield f"{journey.code}: a convoy without boxes"

    def _time_faults(self, journey: Journey) -> Iterator[str]:
        rule = self.case.rule(journey.mode)
        places = [journey.origin, *(stop.place for stop in journey.stops), journey.home]
        seconds, metres = matrix(self.ways[journey.mode], places)
        legs = [(int(seconds[i, i + 1]), int(metres[i, i + 1])) for i in range(len(places) - 1)]
        if any(duration < 0 for duration, _ in legs):
            yield f"{journey.code}: no way for {journey.mode}"
            return
        if journey.distance_m != sum(length for _, length in legs):
            yield f"{journey.code}: wrong distance"
        if journey.departs - journey.loads < rule.stop_s + rule.load_s_per_box * journey.load.boxes:
            yield f"{journey.code}: loaded too fast"
        leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
        comes = [*(stop.arrives for stop in journey.stops), journey.returns]
        paused = 0
        for left, came, (duration, _) in zip(leaves, comes, legs, strict=True):
            extra = came - left - duration
            paused += extra
            if extra and (extra < 0 or not self.case.drivers or extra % self.case.drivers.pause_s):
                yield f"{journey.code}: a drive of {duration} s takes {came - left} s"
        if paused != journey.pauses_s:
            yield f"{journey.code}: pauses of {paused} s, told are {journey.pauses_s} s"
        for stop in journey.stops:
            if stop.departs < unloaded(stop, rule):
                yield f"{journey.code}: unloaded too fast at {stop.place}"

    def _hour_faults(self, journey: Journey, group: VehicleGroup) -> Iterator[str]:
        stage = stage_of(journey, self.case.election)
        rule = self.case.rule(journey.mode)
        by_day = rule.daylight_only or any(link.daylight_only for link in self.case.links(rule.mode))
        opens = max(stage.opens_s, SUNRISE) if by_day else stage.opens_s
        closes = min(stage.closes_s, SUNSET) if by_day else stage.closes_s
        done = max(unloaded(stop, rule) for stop in journey.stops)
        day = journey.loads // DAY * DAY
        if journey.loads < max(stage.earliest, day + opens):
            yield f"{journey.code}: starts before work begins"
        if done > min(limit(stage, self.case.election), day + closes):
            yield f"{journey.code}: unloads after work ends"
        home = journey.returns // DAY * DAY
        if journey.returns > home + closes or (home > day and journey.returns < home + opens):
            yield f"{journey.code}: comes home outside working hours"
        if home > day and len(journey.stops) > 0 and journey.stops[-1].departs < home + opens:
            yield f"{journey.code}: drives at night"
        date = self.case.election.voting_day + timedelta(days=journey.loads // DAY)
        early = group.available_from is not None and date < group.available_from
        late = group.available_until is not None and date > group.available_until
        if early or late:
            yield f"{journey.code}: the vehicle is not to be had on that day"

    def _access_faults(self, journey: Journey) -> Iterator[str]:
        for stop in journey.stops:
            station = self.stations.get(StationCode(stop.place))
            if station is not None and station.access and journey.mode not in station.access:
                yield f"{journey.code}: {journey.mode} does not reach {stop.place}"


def surplus(stop: Stop, loads: Mapping[StationCode, Load]) -> Load | None:
    """What a stop's load is more than its stations' goods; None where it is less of anything."""
    own = sum((loads[s] for s in stop.stations), Load())
    parts = (
        stop.load.boxes - own.boxes,
        stop.load.volume_l - own.volume_l,
        stop.load.weight_g - own.weight_g,
    )
    return Load(*parts) if min(parts) >= 0 else None


def unloaded(stop: Stop, rule: ModeRule) -> int:
    """When a stop's goods can be handed over at the earliest."""
    return stop.arrives + rule.stop_s + rule.load_s_per_box * stop.load.boxes


def stage_of(journey: Journey, election: Election) -> Stage:
    return next(s for s in election.stages if (s.giver, s.receiver) == (journey.giver, journey.receiver))


def limit(stage: Stage, election: Election) -> int:
    return min([stage.latest, *(d.at for d in election.deadlines if d.level is stage.receiver)])


def _accounted(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """Every consignment is delivered in every stage, or named unplanned once, and then no more."""
    unplanned = defaultdict(list)
    for missing in plan.unplanned:
        unplanned[missing.station].append((missing.giver, missing.receiver))
    for consignment in case.consignments:
        code, failed = consignment.station, unplanned.pop(consignment.station, [])
        if len(failed) > 1:
            yield f"{code}: unplanned twice"
        for stage in case.election.stages:
            if failed and (stage.giver, stage.receiver) == failed[0]:
                if any(code in stop.stations for stop in _stops_from(plan, stage=stage)):
                    yield f"{code}: moved in the stage that fails"
                break
            if not any(code in stop.stations for stop in _final_stops(case, plan, stage=stage, code=code)):
                yield f"{code}: not delivered from {stage.giver} to {stage.receiver}"
    yield from (f"{code}: unplanned, but nothing was to be sent" for code in unplanned)


def _stops_from(plan: DeliveryPlan, *, stage: Stage) -> Iterator[Stop]:
    """All stops of a stage."""
    for journey in plan.journeys:
        if (journey.giver, journey.receiver) == (stage.giver, stage.receiver):
            yield from journey.stops


def _final_stops(case: Case, plan: DeliveryPlan, *, stage: Stage, code: StationCode) -> Iterator[Stop]:
    targets = holders(case, stage.receiver, code)
    for journey in plan.journeys:
        if (journey.giver, journey.receiver) == (stage.giver, stage.receiver):
            yield from (stop for stop in journey.stops if stop.place in targets)


def holders(case: Case, level: Level, code: StationCode) -> set[str]:
    """The places that may hold a station's goods at a level."""
    if level is Level.STATION:
        return {code}
    kinds = {Level.KPU: PlaceKind.STORE, Level.PPK: PlaceKind.PPK, Level.PPS: PlaceKind.PPS}
    length = {Level.KPU: 0, Level.PPK: 6, Level.PPS: 10}[level]
    found = {str(p.code) for p in case.register.of_kind(kinds[level]) if p.region[:length] == code[:length]}
    return found or ({code[:10]} if level is Level.PPS else set())


def _conserved(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """Goods leave only from where they are, after they came; and come nowhere twice."""
    order = {(stage.giver, stage.receiver): at for at, stage in enumerate(case.election.stages)}
    journeys = sorted(plan.journeys, key=lambda j: (order[j.giver, j.receiver], j.leg, j.loads))
    where: dict[StationCode, tuple[str, int]] = {}
    seen: set[tuple[StationCode, Level, Level, int]] = set()
    for journey in journeys:
        rule = case.rule(journey.mode)
        for stop in journey.stops:
            for code in stop.codes:
                step = (code, journey.giver, journey.receiver, journey.leg)
                if step in seen:
                    yield f"{journey.code}: {code} was carried on this leg before"
                seen.add(step)
                first = holders(case, case.election.stages[0].giver, code)
                place, since = where.get(code, ("", case.election.stages[0].earliest))
                if (journey.origin != place) if place else (journey.origin not in first):
                    yield f"{journey.code}: {code} is not at {journey.origin}"
                if journey.loads < since:
                    yield f"{journey.code}: {code} leaves {journey.origin} before it came"
                where[code] = (stop.place, unloaded(stop, rule))


def _own_goods(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """Each committee's own goods come to its office, all of them, unless they are named unplanned."""
    loads = {c.station: c.load for c in case.consignments}
    named = {str(left.station) for left in plan.own_left}
    for goods in case.own:
        there = holders(case, goods.level, StationCode(goods.region.ljust(13, "0")))
        came = Load()
        for journey in plan.journeys:
            for stop in journey.stops if journey.receiver is goods.level else ():
                if goods.region in stop.offices and stop.place in there:
                    came += surplus(stop, loads) or Load()
        reached = any(stage.receiver is goods.level for stage in case.election.stages)
        if reached and came != goods.load and goods.region not in named:
            yield f"{goods.region}: {came.boxes} of {goods.load.boxes} boxes of its own came"


def _never_twice_at_once(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """A vehicle makes one journey at a time, and only from where it stands."""
    stands = defaultdict(list)
    for ride in plan.stationed:
        stands[ride.vehicle, ride.ordinal].append(ride)
    busy = defaultdict(list)
    for journey in (*plan.journeys, *plan.back):
        for ordinal in journey.vehicles:
            busy[journey.vehicle, ordinal].append(journey)
    bases = {group.code: group for group in case.fleet}
    for key, journeys in busy.items():
        ordered = sorted(journeys, key=lambda j: (j.loads, j.returns))
        for before, after in pairwise(ordered):
            if after.loads < before.free:
                yield f"{after.code}: {key} is still on {before.code}"
        for journey in ordered:
            rides = [r for r in stands[key] if r.since <= journey.loads and journey.free <= r.until]
            away = journey.origin != bases[journey.vehicle].base
            drives = bool(case.rule(journey.mode).speed_kmh)
            if away and drives and not any(r.at == journey.origin for r in rides):
                yield f"{journey.code}: {key} does not stand at {journey.origin}"
            if not away and rides:
                yield f"{journey.code}: {key} stands at {rides[0].at} then"


def deliveries(plan: DeliveryPlan, *, receiver: Level) -> dict[StationCode, int]:
    """How often each station's goods were unloaded in the stage to a level, legs counted apart."""
    count: dict[StationCode, int] = defaultdict(int)
    for journey in plan.journeys:
        if journey.receiver is receiver:
            for stop in journey.stops:
                for code in stop.stations:
                    count[code] += 1
    return dict(count)


def by_vehicle(journeys: Iterable[Journey]) -> dict[tuple[str, int], Sequence[Journey]]:
    """Journeys of each vehicle, in order."""
    found: dict[tuple[str, int], list[Journey]] = defaultdict(list)
    for journey in sorted(journeys, key=lambda j: j.loads):
        for ordinal in journey.vehicles:
            found[journey.vehicle, ordinal].append(journey)
    return dict(found)
