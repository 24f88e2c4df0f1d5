"""One way to plan on: what is not touched stays, the rest is planned again with the vehicles' free hours.

Stage by stage, leg by leg: journeys that can still be made exactly as planned are kept. Of the others, with
`keep_order`, those that fit with their vehicle and their stops in order go on so, only longer or later. The
goods of the rest are planned like any others, by the ways, vehicles and hours that are left.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.election.model import Direction, Election, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode, Register, Territory
from sampai.transport.model import (
    Absence,
    DeliveryPlan,
    DriverRules,
    Journey,
    Objective,
    Setback,
    Stationed,
    Stop,
    Unplanned,
)
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules import reasons
from sampai.transport.rules.diary import Diary, Span, bound, working_days
from sampai.transport.rules.drivers import hands_of
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.legs import run_leg
from sampai.transport.rules.means import Means
from sampai.transport.rules.offices import Offices
from sampai.transport.rules.pieces import is_station, office_of
from sampai.transport.rules.replan.ground import Ground
from sampai.transport.rules.replan.in_place import Terms, in_place, without
from sampai.transport.rules.replan.under_way import carry_on
from sampai.transport.rules.routes import Committee, Failed, Room, find_routes
from sampai.transport.rules.stages import goes_along, run_stage
from sampai.transport.rules.waves import Book, Desk, Mapper, after_leg

FAR = 10**9
"""The end of an absence that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is planned on, and everything known at the moment of the setback."""

    old: DeliveryPlan
    setback: Setback
    register: Register
    territory: Territory
    election: Election
    means: Means
    offices: Offices
    loads: Mapping[StationCode, Load]
    guarded: tuple[str, ...]
    notice_s: int
    grounds: tuple[Ground, ...]
    """One for each stage."""
    drivers: DriverRules | None
    outlook: Outlook
    """What is known from the setback on."""
    own: tuple[Committee, ...]
    """Own goods of committees, in parts."""
    objective: Objective
    steps: Mapping[int, list[Journey]]
    """The old journeys by the number of their stage."""


def busy_span(journey: Journey) -> Span:
    """When a journey's vehicles can do nothing else; one that ends elsewhere does nothing after it."""
    ends_elsewhere = journey.ends and journey.direction is Direction.OUT
    return Span(journey.loads, FAR if ends_elsewhere else journey.free)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one way to plan on came to. `freed`: codes of the journeys that could not stay as they were."""

    journeys: tuple[Journey, ...]
    stationed: tuple[Stationed, ...]
    unplanned: tuple[Unplanned, ...]
    own_left: tuple[Unplanned, ...]
    absences: tuple[Absence, ...]
    freed: tuple[str, ...]


@dataclass(slots=True)
class _State:
    """What is settled so far."""

    case: Case
    journeys: list[Journey] = field(default_factory=list)
    stationed: list[Stationed] = field(default_factory=list)
    arrived: dict[StationCode, tuple[str, HTime]] = field(default_factory=dict)
    travelled: dict[StationCode, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[StationCode, Unplanned] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)
    busy: dict[tuple[VehicleCode, int], list[Span]] = field(default_factory=lambda: defaultdict(list))
    out: set[StationCode] = field(default_factory=set)
    """Stations that failed in the stage that is looked at, or before."""

    def copy(self) -> "_State":
        """A copy to try a stage in; what happened in the stage before is not in it."""
        return _State(
            self.case,
            journeys=list(self.journeys),
            stationed=list(self.stationed),
            arrived=dict(self.arrived),
            failed=dict(self.failed),
            absences=list(self.absences),
            freed=list(self.freed),
            out=set(self.out),
        )

    def enter(self, journey: Journey) -> None:
        """Write down a journey that stays, with what it brings."""
        self.journeys.append(journey)
        self.promise(journey)
        rule = self.case.means.rules[journey.mode]
        for stop in journey.stops:
            done = HTime(stop.arrives + rule.stop_s + rule.load_s_per_box * stop.load.boxes)
            for code in stop.codes:
                self.arrived[code] = (stop.place, min(done, max(stop.departs, stop.arrives)))
                been = self.travelled.get(code, ())
                self.travelled[code] = after_leg(been, leg=journey.leg, lay=journey.origin, place=stop.place)

    def promise(self, journey: Journey) -> None:
        for ordinal in journey.vehicles:
            self.busy[journey.vehicle, ordinal].append(busy_span(journey))


def attempt(
    case: Case,
    *,
    freed: Collection[str],
    keep_order: bool,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    run: Mapper,
) -> Trial:
    """Plan on. `freed` names journeys that may change although they need not."""
    state = _State(case)
    state.failed = {left.station: left for left in case.old.unplanned} | _own_left(case)
    state.absences = [*case.old.absences, *case.setback.absences]
    for at, stage in enumerate(case.election.stages):
        desk = Desk(
            going=case.grounds[at].after,
            election=case.election,
            solver=solver,
            seed=seed,
            effort=effort,
            run=run,
            drivers=case.drivers,
            objective=case.objective,
            tell=lambda _: None,
        )
        state = _whole_stage(state, at, stage=stage, freed=freed, keep_order=keep_order, desk=desk)
    return Trial(
        journeys=tuple(state.journeys),
        stationed=tuple(sorted(state.stationed, key=lambda s: (s.since, s.vehicle, s.ordinal))),
        unplanned=tuple(left for code, left in state.failed.items() if is_station(code)),
        own_left=tuple(
            {left.station: left for code, left in state.failed.items() if not is_station(code)}.values()
        ),
        absences=tuple(state.absences),
        freed=tuple(state.freed),
    )


def _own_left(case: Case) -> dict[StationCode, Unplanned]:
    """The parts of committees' goods that the old plan's way out does not bring on."""
    found: dict[StationCode, Unplanned] = {}
    steps = {(stage.giver, stage.receiver): at for at, stage in enumerate(case.election.stages)}
    for left in case.old.own_left:
        at = steps.get((left.giver, left.receiver))
        if at is None:
            continue
        moved = {code for journey in case.steps[at] for stop in journey.stops for code in stop.own}
        mine = (one.code for one in case.own if str(one.village) == left.station)
        found |= {code: left for code in mine if code not in moved}
    return found


def _whole_stage(
    state: _State, at: int, *, stage: Stage, freed: Collection[str], keep_order: bool, desk: Desk
) -> _State:
    """One stage, so that nothing sets out that cannot go all the way."""
    failed: dict[StationCode, Unplanned] = {}
    while True:
        trial = state.copy()
        trial.failed |= failed
        _stage(trial, at, stage=stage, freed=freed, keep_order=keep_order, desk=desk)
        stuck = [code for code in _setting_out(trial, stage=stage) if code in trial.out]
        if not stuck:
            return trial
        failed |= {code: trial.failed[code] for code in stuck}


def _setting_out(state: _State, *, stage: Stage) -> Iterator[StationCode]:
    """The stations whose goods a journey that is yet to begin carries in a stage."""
    for journey in state.journeys:
        ours = (journey.giver, journey.receiver) == (stage.giver, stage.receiver)
        if ours and journey.loads >= state.case.setback.at:
            yield from (code for stop in journey.stops for code in stop.codes)


def _stage(
    state: _State, at: int, *, stage: Stage, freed: Collection[str], keep_order: bool, desk: Desk
) -> None:
    """One stage: what is done, what stays, what is planned again."""
    case, ground = state.case, state.case.grounds[at]
    state.out |= {
        c for c, left in state.failed.items() if (left.giver, left.receiver) == (stage.giver, stage.receiver)
    }
    state.busy = _promised(state, at)
    ahead = _go_on(state, case.steps[at], ground=ground)
    rides = _rides(case, case.steps[at])
    backs = _backs(case.steps[at], rides)
    cut_off = {
        journey.code
        for journey in ahead
        if _is_cut_off(rides[journey.code], case, mode=journey.mode, ground=ground)
    }
    levels = sorted({journey.leg for journey in ahead})
    for level in levels:
        mine = [journey for journey in ahead if journey.leg == level]
        loose = [j for j in mine if not _stays(state, j, at=at, cut=ground.cut | cut_off, freed=freed)]
        state.freed += [journey.code for journey in loose]
        for journey in (j for j in loose if keep_order and j.code not in cut_off):
            back_by = min((backs[ride] for ride in rides[journey.code]), default=None)
            _put_back(state, journey, ground=ground, back_by=back_by, first=at == 0)
        if level != levels[-1]:
            _next_leg(state, loose, ground=ground, desk=desk)
    _keep_rides(state, rides, backs=backs, ground=ground)
    _settle(state, stage=stage, ground=ground, desk=desk)


def _promised(state: _State, at: int) -> dict[tuple[VehicleCode, int], list[Span]]:
    """When vehicles are away or on journeys that are settled, or that later stages have planned."""
    found: dict[tuple[VehicleCode, int], list[Span]] = defaultdict(list)
    for absence in state.absences:
        span = Span(absence.since, FAR if absence.until is None else absence.until)
        found[absence.vehicle, absence.ordinal].append(span)
    later = [j for step in range(at + 1, len(state.case.steps)) for j in state.case.steps[step]]
    for journey in (*state.journeys, *later):
        for ordinal in journey.vehicles:
            found[journey.vehicle, ordinal].append(busy_span(journey))
    return found


def _go_on(state: _State, journeys: Sequence[Journey], *, ground: Ground) -> list[Journey]:
    """Settle the journeys of a stage that have begun; the others."""
    case = state.case
    now = case.setback.at
    for journey in sorted(journeys, key=lambda j: j.loads):
        if journey.returns <= now:
            state.enter(journey)
        elif journey.loads < now:
            rule = case.means.rules[journey.mode]
            carried = carry_on(journey, ground=ground, setback=case.setback, guarded=case.guarded, rule=rule)
            state.absences += carried.waits
            for wait in carried.waits:
                state.busy[wait.vehicle, wait.ordinal].append(Span(wait.since, FAR))
            if carried.journey != journey:
                state.freed.append(journey.code)
            if carried.journey is not None:
                state.enter(carried.journey)
                _clear(state, carried.journey, stops=journey.stops)
            else:
                _unload_all(state, journey, at=now)
    return [journey for journey in journeys if journey.loads >= now]


def _clear(state: _State, journey: Journey, *, stops: Iterable[Stop]) -> None:
    """Goods that were taken off while the vehicle was loading are at its origin."""
    carried = {code for stop in journey.stops for code in stop.codes}
    for stop in stops:
        for code in stop.codes:
            if code not in carried:
                state.arrived[code] = (journey.origin, state.case.setback.at)


def _unload_all(state: _State, journey: Journey, *, at: HTime) -> None:
    for stop in journey.stops:
        for code in stop.codes:
            state.arrived[code] = (journey.origin, at)


def _stays(state: _State, journey: Journey, *, at: int, cut: Collection[str], freed: Collection[str]) -> bool:
    """Whether a journey can be made exactly as planned; if so, it is entered."""
    if journey.code in freed or journey.code in cut:
        return False
    span = Span(journey.loads, journey.returns)
    if any(span.overlaps(o) for n in journey.vehicles for o in state.busy[journey.vehicle, n]):
        return False
    goods = [_goods_s(state, code, journey, first=at == 0) for stop in journey.stops for code in stop.codes]
    if any(since is None or since > journey.loads for since in goods):
        return False
    state.enter(journey)
    return True


def _goods_s(state: _State, code: StationCode, journey: Journey, *, first: bool) -> int | None:
    """Since when a station's goods are where a journey begins; None where they do not come there."""
    if code in state.out or len(state.travelled.get(code, ())) >= journey.leg:
        return None
    if code not in state.arrived:
        return journey.loads if first and journey.leg == 1 else None
    place, since = state.arrived[code]
    return since if place == journey.origin else None


def _put_back(
    state: _State,
    journey: Journey,
    *,
    ground: Ground,
    back_by: int | None,
    first: bool,
) -> None:
    """Enter a journey with its vehicle and its stops in order, where it still fits so."""
    case = state.case
    since = {
        code: _goods_s(state, code, journey, first=first) for stop in journey.stops for code in stop.codes
    }
    missing = {code for code, at in since.items() if at is None}
    stops = [kept for s in journey.stops if (kept := without(s, missing, loads=case.loads)) is not None]
    group = next(group for group in case.means.fleet if group.code == journey.vehicle)
    hands = hands_of(case.drivers, group=group, mode=case.means.rules[journey.mode])
    terms = Terms(
        goods_s=max((at for at in since.values() if at is not None), default=journey.loads),
        start_s=case.setback.at + case.notice_s,
        busy=[span for n in journey.vehicles for span in state.busy[journey.vehicle, n]],
        back_by=back_by,
    )
    found = in_place(
        journey, terms=terms, ground=ground, rule=case.means.rules[journey.mode], stops=stops, hands=hands
    )
    if found is not None:
        state.enter(found)


def _rides(case: Case, journeys: Iterable[Journey]) -> dict[str, tuple[Stationed, ...]]:
    """The stays at another place that each journey belongs to (one for each vehicle), by journey."""
    stays: dict[tuple[VehicleCode, int], list[Stationed]] = defaultdict(list)
    for ride in case.old.stationed:
        if ride.direction is Direction.OUT:
            stays[ride.vehicle, ride.ordinal].append(ride)
    return {
        journey.code: tuple(
            ride
            for ordinal in journey.vehicles
            for ride in stays[journey.vehicle, ordinal]
            if _within(journey, ride)
        )
        for journey in journeys
    }


def _backs(journeys: Iterable[Journey], rides: Mapping[str, tuple[Stationed, ...]]) -> dict[Stationed, int]:
    """When the last planned journey of each stay comes back."""
    found: dict[Stationed, int] = {}
    for journey in journeys:
        for ride in rides[journey.code]:
            found[ride] = max(journey.returns, found.get(ride, journey.returns))
    return found


def _is_cut_off(rides: Iterable[Stationed], case: Case, *, mode: Mode, ground: Ground) -> bool:
    """Whether the empty ride to a place, not begun yet, has lost its way or got a longer one."""
    return any(
        ground.is_changed(mode, case.means.stands[ride.vehicle], ride.at)
        for ride in rides
        if ride.since >= case.setback.at
    )


def _keep_rides(
    state: _State,
    rides: Mapping[str, tuple[Stationed, ...]],
    *,
    backs: Mapping[Stationed, int],
    ground: Ground,
) -> None:
    """The stays at other places of the journeys that are left, until the last of them is back."""
    staying: dict[Stationed, list[Journey]] = defaultdict(list)
    for journey in state.journeys:
        for ride in rides.get(journey.code, ()):
            if _within(journey, ride):
                staying[ride].append(journey)
    for ride, mine in staying.items():
        back = max(journey.returns for journey in mine)
        home_s = ride.until - backs[ride]
        group = next(group for group in state.case.means.fleet if group.code == ride.vehicle)
        stands = state.case.means.stands[group.code]
        if ground.is_changed(group.mode, ride.at, stands):
            drive = ground.drives(group.mode, (ride.at, stands))[0]
            home_s = home_s if drive is None else max(home_s, drive[0])
            if drive is None:
                state.absences.append(Absence(vehicle=group.code, ordinal=ride.ordinal, since=back))
        kept = replace(ride, until=HTime(max(ride.until, back + home_s)))
        state.stationed.append(kept)
        state.busy[ride.vehicle, ride.ordinal].append(Span(kept.since, kept.until))


def _within(journey: Journey, ride: Stationed) -> bool:
    return (
        journey.vehicle == ride.vehicle
        and ride.ordinal in journey.vehicles
        and journey.origin == ride.at
        and ride.since <= journey.loads < ride.until
    )


def _open(state: _State, *, stage: Stage, room: Room) -> dict[StationCode, Load]:
    """The stations whose goods are not yet where a stage brings them."""
    case, found = state.case, {}
    for station in room.bound:
        if station.code in state.out or station.code not in case.loads:
            continue
        if not goes_along(station.code, stage=stage, room=room):
            continue
        place = state.arrived.get(station.code, ("", 0))[0]
        if place not in case.offices.holders(stage.receiver, station=station):
            found[station.code] = case.loads[station.code]
    return found


def _room(state: _State, desk: Desk) -> Room:
    case = state.case
    return Room(
        register=case.register, territory=case.territory, offices=case.offices, desk=desk, own=case.own
    )


def _book(state: _State) -> Book:
    booked = {vehicle: list(spans) for vehicle, spans in state.busy.items()}
    return Book(Diary(booked), [], [], dict(state.arrived), dict(state.travelled))


def _next_leg(state: _State, loose: Sequence[Journey], *, ground: Ground, desk: Desk) -> None:
    """Plan only the next leg of goods that later legs of the old plan can take on."""
    entered = {journey.code for journey in state.journeys}
    codes = {c for j in loose if j.code not in entered for stop in j.stops for c in stop.codes}
    loads = {code: state.case.loads[code] for code in sorted(codes) if code not in state.out}
    days = working_days(ground.stage, election=desk.election) if ground.days else ()
    if not loads or not days:
        return
    room, book = _room(state, desk), _book(state)
    routes, _ = find_routes(ground.stage, loads=loads, room=room, book=book)
    run_leg(ground.stage, 0, routes, days=days, room=room, book=book, attempt=0)
    _take(state, book)


def _take(state: _State, book: Book) -> None:
    """Take over what was planned."""
    state.journeys += book.journeys
    state.stationed += book.stationed
    state.arrived, state.travelled = book.arrived, book.travelled
    state.busy = defaultdict(list, book.diary.booked)


def _settle(state: _State, *, stage: Stage, ground: Ground, desk: Desk) -> None:
    """Plan what is still open in a stage; goods that cannot go all the way do not start."""
    room = _room(state, desk)
    loads = _open(state, stage=stage, room=room)
    if not loads:
        return
    if not ground.days:
        over = reasons.no_hours(until=bound(stage, election=desk.election))
        _fail(state, dict.fromkeys(loads, over), stage=stage)
        return
    failed: Failed = {}
    while True:
        trial = _book(state)
        before = dict(trial.travelled)
        going = {code: load for code, load in loads.items() if code not in failed}
        found = run_stage(ground.stage, loads=going, room=room, book=trial)
        failed |= found
        if not any(trial.travelled.get(code) != before.get(code) for code in found):
            break
    _take(state, trial)
    _fail(state, failed, stage=stage)


def _fail(state: _State, failed: Failed, *, stage: Stage) -> None:
    """Name stations that a stage cannot serve; later stages leave them out."""
    state.failed |= {code: _unplanned(code, stage=stage, why=why) for code, why in sorted(failed.items())}
    state.out |= failed.keys()


def _unplanned(code: StationCode, *, stage: Stage, why: reasons.Obstacle) -> Unplanned:
    return Unplanned(
        station=StationCode(office_of(code) or code),
        giver=stage.giver,
        receiver=stage.receiver,
        reason=why.reason,
        remedy=why.remedy,
        wants=why.wants or why.short,
    )
