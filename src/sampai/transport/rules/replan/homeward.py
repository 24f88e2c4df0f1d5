"""The way back of a plan that is carried on: journeys that can still be made as planned stay.

The others lost their way or vehicle, or wait for goods that now come later or from elsewhere. What they
should bring is planned again, stage by stage, with the hours that vehicles have left; the rest is named.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.election.model import Direction, Election, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.transport.model import Absence, Journey, Stationed, Stop, Unplanned
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules import reasons
from sampai.transport.rules.diary import Diary, Span, bound
from sampai.transport.rules.pieces import is_station, office_of
from sampai.transport.rules.replan.attempt import FAR, Case, Trial, busy_span
from sampai.transport.rules.replan.ground import Ground
from sampai.transport.rules.replan.in_place import without
from sampai.transport.rules.replan.under_way import Carried, carry_back, later
from sampai.transport.rules.routes import Committee, Failed, Room
from sampai.transport.rules.stages import goes_along, named, run_stage
from sampai.transport.rules.waves import Book, Desk, Mapper, after_leg

Where = dict[StationCode, tuple[str, HTime]]
"""Where goods are, and since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Homecoming:
    """What comes back, and the ways of each stage of the way back before and after a setback."""

    election: Election
    """As it returns: its stages are those of the way back."""
    own: tuple[Committee, ...]
    loads: Mapping[StationCode, Load]
    start: Mapping[StationCode, tuple[str, HTime]]
    """Where goods are when counting is over, and since when."""
    grounds: tuple[Ground, ...]
    """One for each stage."""
    steps: Mapping[int, list[Journey]]
    """The old journeys by the number of their stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The way back from a setback on. `left`: stations and committees whose goods do not come all the way."""

    journeys: tuple[Journey, ...] = ()
    stationed: tuple[Stationed, ...] = ()
    left: tuple[Unplanned, ...] = ()
    absences: tuple[Absence, ...] = ()


@dataclass(slots=True)
class _State:
    case: Case
    home: Homecoming
    arrived: Where
    was: Where
    """Where goods would be by the old plan."""
    busy: dict[tuple[VehicleCode, int], list[Span]]
    journeys: list[Journey] = field(default_factory=list)
    stationed: list[Stationed] = field(default_factory=list)
    left: list[Unplanned] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    out: set[StationCode] = field(default_factory=set)
    travelled: dict[StationCode, tuple[str, ...]] = field(default_factory=dict)

    def enter(self, journey: Journey) -> None:
        """Write down a journey that stays, with what it brings."""
        self.journeys.append(journey)
        for ordinal in journey.vehicles:
            self.busy.setdefault((journey.vehicle, ordinal), []).append(busy_span(journey))
        for stop in journey.stops:
            for code in stop.codes:
                been = self.travelled.get(code, ())
                self.travelled[code] = after_leg(been, leg=journey.leg, lay=stop.place, place=journey.home)
                self.arrived[code] = (journey.home, journey.free)


def carry_back_on(
    case: Case,
    home: Homecoming,
    trial: Trial,
    *,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    run: Mapper,
) -> Back:
    """The way back around the way out of a trial. Stations that get nothing send nothing."""
    lost = {str(left.station) for left in (*trial.unplanned, *trial.own_left)}
    start = {code: at for code, at in home.start.items() if not {code, office_of(code) or code} & lost}
    state = _State(case, home, arrived=dict(start), was=dict(home.start), busy=_busy(trial))
    for at, stage in enumerate(home.election.stages):
        desk = Desk(
            going=home.grounds[at].after,
            election=home.election,
            solver=solver,
            seed=seed,
            effort=effort,
            run=run,
            drivers=case.drivers,
            tell=lambda _: None,
            objective=case.objective,
        )
        state.travelled = {}
        _stage(state, at, stage=stage, desk=desk)
    return Back(
        journeys=tuple(state.journeys),
        stationed=tuple(state.stationed),
        left=tuple(state.left),
        absences=tuple(state.absences),
    )


def _busy(trial: Trial) -> dict[tuple[VehicleCode, int], list[Span]]:
    found: dict[tuple[VehicleCode, int], list[Span]] = {}
    for away in trial.absences:
        span = Span(away.since, FAR if away.until is None else away.until)
        found.setdefault((away.vehicle, away.ordinal), []).append(span)
    for journey in trial.journeys:
        for ordinal in journey.vehicles:
            found.setdefault((journey.vehicle, ordinal), []).append(busy_span(journey))
    for ride in trial.stationed:
        found.setdefault((ride.vehicle, ride.ordinal), []).append(Span(ride.since, ride.until))
    return found


def _stage(state: _State, at: int, *, stage: Stage, desk: Desk) -> None:
    old, ground = state.home.steps[at], state.home.grounds[at]
    _known_left(state, stage=stage, journeys=old)
    under_way = _under_way(state, old, ground=ground)
    rides = _rides(state, old, ground=ground)
    for journey in sorted(old, key=lambda j: (j.leg, j.loads, j.code)):
        kept = _kept(state, journey, ground=ground, rides=rides, under_way=under_way)
        if kept is not None:
            state.enter(kept)
        for stop in journey.stops:
            for code in stop.codes:
                state.was[code] = (journey.home, journey.free)
    for ride, mine in rides.items():
        _keep_ride(state, ride, journeys=mine, ground=ground)
    _settle(state, stage=stage, ground=ground, desk=desk)


def _under_way(state: _State, journeys: Iterable[Journey], *, ground: Ground) -> dict[str, Carried]:
    """What becomes of the journeys that have begun, by code; their vehicles are promised to them first."""
    case, found = state.case, {}
    for journey in journeys:
        if not journey.loads < case.setback.at < journey.free:
            continue
        carried = carry_back(
            journey,
            ground=ground,
            setback=case.setback,
            guarded=case.guarded,
            rule=case.means.rules[journey.mode],
        )
        found[journey.code] = carried
        for wait in carried.waits:
            state.absences.append(wait)
            state.busy.setdefault((wait.vehicle, wait.ordinal), []).append(Span(wait.since, FAR))
        if carried.journey is None:
            continue
        for ordinal in journey.vehicles:
            state.busy.setdefault((journey.vehicle, ordinal), []).append(busy_span(carried.journey))
    return found


def _keep_ride(state: _State, ride: Stationed, *, journeys: Sequence[Journey], ground: Ground) -> None:
    """A stay at another place, until the last of its journeys is over and its vehicle is home."""
    codes = {journey.code for journey in journeys}
    now_made = [journey for journey in state.journeys if journey.code in codes]
    if not now_made:
        return
    over = max(journey.free for journey in now_made)
    home_s = ride.until - max(journey.free for journey in journeys)
    mode, stands = journeys[0].mode, state.case.means.stands[ride.vehicle]
    if ground.is_changed(mode, ride.at, stands):
        drive = ground.drives(mode, (ride.at, stands))[0]
        if drive is None:
            state.absences.append(Absence(vehicle=ride.vehicle, ordinal=ride.ordinal, since=over))
        home_s = home_s if drive is None else max(home_s, drive[0])
    kept = replace(ride, until=HTime(max(ride.until, over + home_s)))
    state.stationed.append(kept)
    state.busy.setdefault((ride.vehicle, ride.ordinal), []).append(Span(kept.since, kept.until))


def _known_left(state: _State, *, stage: Stage, journeys: Iterable[Journey]) -> None:
    """What the old plan could not bring on in this stage stays out."""
    moved = {code for journey in journeys for stop in journey.stops for code in stop.codes}
    old = state.case.old
    for left in (*old.not_back, *old.own_left):
        if (left.giver, left.receiver) == (stage.giver, stage.receiver):
            state.left.append(left)
            mine = (c for c in state.arrived if left.station in {c, office_of(c)})
            state.out |= {code for code in mine if code not in moved}


def _rides(state: _State, journeys: Sequence[Journey], *, ground: Ground) -> dict[Stationed, list[Journey]]:
    """The stays at other places that can be kept, each with its journeys."""
    found: dict[Stationed, list[Journey]] = {}
    stands, now = state.case.means.stands, state.case.setback.at
    for ride in state.case.old.stationed:
        mine = [j for j in journeys if is_within(j, ride)]
        span = Span(ride.since, ride.until)
        taken = any(span.overlaps(o) for o in state.busy.get((ride.vehicle, ride.ordinal), ()))
        cut = bool(mine) and ground.is_changed(mine[0].mode, stands[ride.vehicle], ride.at)
        if mine and (ride.since < now or not (taken or cut)):
            found[ride] = mine
    return found


def is_within(journey: Journey, ride: Stationed) -> bool:
    """Whether a journey of the way back is made during a stay at another place."""
    same = (journey.vehicle, journey.origin) == (ride.vehicle, ride.at)
    return (
        ride.direction is Direction.BACK
        and same
        and ride.ordinal in journey.vehicles
        and ride.since <= journey.loads < ride.until
    )


def _kept(
    state: _State,
    journey: Journey,
    *,
    ground: Ground,
    rides: Mapping[Stationed, Sequence[Journey]],
    under_way: Mapping[str, Carried],
) -> Journey | None:
    """The journey as it is made after all; None where it is not."""
    case, now = state.case, state.case.setback.at
    if journey.free <= now:
        return journey
    if journey.loads < now:
        carried = under_way[journey.code].journey
        if carried is None:
            return None
        waiting = _waiting(state, carried, until=bound(ground.stage, election=state.home.election))
        return _without_late(state, waiting)
    span = Span(journey.loads, journey.free)
    taken = any(span.overlaps(o) for n in journey.vehicles for o in state.busy.get((journey.vehicle, n), ()))
    stays = [ride for ride in case.old.stationed if is_within(journey, ride)]
    if taken or journey.code in ground.cut or any(ride not in rides for ride in stays):
        return None
    return _with_what_is_there(state, journey)


def _waiting(state: _State, journey: Journey, *, until: HTime) -> Journey:
    """A journey that stands and waits for goods waits on for those that come late, if it has the time."""
    now = state.case.setback.at
    here = next((stop for stop in journey.stops if stop.arrives <= now < stop.departs), None)
    if here is None:
        return journey
    late = [since for code in here.codes if (since := _comes_late(state, code, here)) is not None]
    if not late:
        return journey
    ready = max(late) + _loading_s(state, journey, here)
    longer = later(journey, by_s=max(0, ready - here.departs), at=now)
    span = Span(journey.free, longer.free)
    taken = any(span.overlaps(o) for n in journey.vehicles for o in state.busy.get((journey.vehicle, n), ()))
    return journey if longer.free > until or taken else longer


def _comes_late(state: _State, code: StationCode, stop: Stop) -> HTime | None:
    """When goods come to a stop later than planned; None where they are in time, or never come."""
    place, since = state.arrived.get(code, ("", HTime(0)))
    return since if place == stop.place and since > state.was[code][1] else None


def _loading_s(state: _State, journey: Journey, stop: Stop) -> int:
    return state.case.means.rules[journey.mode].load_s_per_box * stop.load.boxes


def _without_late(state: _State, journey: Journey) -> Journey | None:
    """A journey under way without goods that are not there when it takes them; others fetch them."""
    now = state.case.setback.at
    missing = {
        code
        for stop in journey.stops
        if stop.departs > now
        for code in stop.codes
        if not _is_there(state, code, stop, by=_latest(state, journey, stop))
    }
    if not missing:
        return journey
    stops = [kept for s in journey.stops if (kept := without(s, missing, loads=state.home.loads)) is not None]
    load = sum((stop.load for stop in stops), Load())
    return replace(journey, stops=tuple(stops), load=load) if stops else None


def _latest(state: _State, journey: Journey, stop: Stop) -> int:
    """When goods must be at a stop: when the vehicle comes, or where it waits, so that they can be loaded."""
    if stop.arrives > state.case.setback.at:
        return stop.arrives
    return stop.departs - _loading_s(state, journey, stop)


def _is_there(state: _State, code: StationCode, stop: Stop, *, by: int) -> bool:
    """Whether goods are at a stop no later than planned, or than needed."""
    if code not in state.arrived or code in state.out or state.arrived[code][0] != stop.place:
        return False
    return state.arrived[code][1] <= max(state.was[code][1], by)


def _with_what_is_there(state: _State, journey: Journey) -> Journey | None:
    """The journey without goods that never come; None where others come later, or nothing is left."""
    gone = {c for stop in journey.stops for c in stop.codes if c not in state.arrived or c in state.out}
    stops = [kept for s in journey.stops if (kept := without(s, gone, loads=state.home.loads)) is not None]
    if len(stops) < len(journey.stops) or any(_is_late(state, stop) for stop in stops):
        return None
    if not gone:
        return journey
    return replace(journey, stops=tuple(stops), load=sum((stop.load for stop in stops), Load()))


def _is_late(state: _State, stop: Stop) -> bool:
    """Whether goods are elsewhere than planned, or come there later."""
    return any(
        state.arrived[code][0] != stop.place or state.arrived[code][1] > state.was[code][1]
        for code in stop.codes
    )


def _settle(state: _State, *, stage: Stage, ground: Ground, desk: Desk) -> None:
    """Plan what is not yet where the stage brings it; goods that cannot go all the way do not start."""
    room = Room(
        register=state.case.register,
        territory=state.case.territory,
        offices=state.case.offices,
        desk=desk,
        own=state.home.own,
    )
    loads = _open(state, stage=stage, room=room)
    if not loads:
        return
    if not ground.days:
        over = reasons.no_hours(until=bound(stage, election=desk.election))
        _fail(state, dict.fromkeys(loads, over), stage=stage)
        return
    failed: Failed = {}
    while True:
        booked = {vehicle: list(spans) for vehicle, spans in state.busy.items()}
        book = Book(Diary(booked), [], [], dict(state.arrived), dict(state.travelled))
        going = {code: load for code, load in loads.items() if code not in failed}
        found = run_stage(ground.stage, loads=going, room=room, book=book)
        failed |= found
        if not any(book.travelled.get(code) != state.travelled.get(code) for code in found):
            break
    state.journeys += book.journeys
    state.stationed += book.stationed
    state.arrived, state.travelled, state.busy = book.arrived, book.travelled, book.diary.booked
    _fail(state, failed, stage=stage)


def _open(state: _State, *, stage: Stage, room: Room) -> dict[StationCode, Load]:
    found = {}
    for one in room.bound:
        if one.code not in state.arrived or one.code in state.out:
            continue
        there = state.case.offices.holders(stage.receiver, station=one)
        if state.arrived[one.code][0] not in there and goes_along(one.code, stage=stage, room=room):
            found[one.code] = state.home.loads[one.code]
    return found


def _fail(state: _State, failed: Failed, *, stage: Stage) -> None:
    state.left += named(failed, stage=stage)
    state.out |= failed.keys()


def split_left(left: Iterable[Unplanned]) -> tuple[tuple[Unplanned, ...], tuple[Unplanned, ...]]:
    """Stations, and committees' regions, each once."""
    first: dict[str, Unplanned] = {}
    for one in left:
        first.setdefault(one.station, one)
    found: Collection[Unplanned] = first.values()
    stations = tuple(one for one in found if is_station(one.station))
    return stations, tuple(one for one in found if not is_station(one.station))
