"""Changes that might help: more vehicles, an earlier start, a forward store, another means of transport."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sampai.election.model import Election, Level
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import PlaceCode, StationCode, VehicleCode
from sampai.kernel.quantity import Certainty
from sampai.places.model import Mode, PlaceKind, Register, Station
from sampai.transport.model import Objective, Relief, ReliefKind, VehicleGroup
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.means import Means
from sampai.transport.rules.reliefs.troubles import Trouble

HOURS = (1, 2, 4)
"""How much earlier on the same day is tried."""

MOST_KINDS = 4
"""Kinds of vehicles, and other means of transport, that are tried at one place; the cheapest ones."""

MOST_NEAR = 30
"""With more stations served from a place, only those that fail are hurried, or come a day earlier."""

MOST_STORES = 2
"""Forward stores that are tried; the nearest ones."""

FORWARD_KINDS = frozenset({PlaceKind.PPK, PlaceKind.PPS, PlaceKind.FORWARD_POST})
"""Places that may hold goods for others: guarded offices and posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a change changes: the tables and rules that a plan was made from."""

    register: Register
    election: Election
    fleet: tuple[VehicleGroup, ...]
    ways: Means
    objective: Objective


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A relief to be tried, and the setting as it would be. `first` is the stage from which to plan anew."""

    relief: Relief
    setting: Setting
    first: int
    price_rp: int = 0
    shift_rp: int = 0
    """What it costs for each vehicle and day of the new journeys."""
    forward: Mapping[tuple[StationCode, Level], str] = field(default_factory=dict)
    hurries: tuple[Mapping[StationCode, HTime], ...] = ({},)
    """By when the goods of stations are wanted; what is tried, one after the other, until one will do."""


def changes_for(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """What might help, in the order in which it is tried."""
    yield from _a_day_earlier(trouble, setting=setting)
    yield from _more_vehicles(trouble, setting=setting)
    yield from _earlier(trouble, setting=setting)
    yield from _other_modes(trouble, setting=setting)
    yield from _forward(trouble, setting=setting)


def _relief(trouble: Trouble, kind: ReliefKind, *, at: str = "", **more: object) -> Relief:
    plain = Relief(
        kind=kind,
        at=at or trouble.at,
        giver=trouble.giver,
        receiver=trouble.receiver,
        saved=0,
        gain=0.0,
        cost_rp=0,
        fails_at=trouble.at,
        failing=len(trouble.stations),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def _earlier(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """The stage opens some hours earlier on each day."""
    stage = setting.election.stages[trouble.stage]
    for hours in HOURS:
        if stage.opens_s >= hours * HOUR:
            yield Change(
                relief=_relief(trouble, ReliefKind.EARLIER, hours=hours),
                setting=replace(setting, election=_opened(trouble, setting=setting, hours=hours)),
                first=trouble.stage,
                shift_rp=hours * setting.objective.early_rp_h,
                hurries=({}, *_hurries(trouble, setting=setting)),
            )


def _opened(trouble: Trouble, *, setting: Setting, hours: int) -> Election:
    stages = list(setting.election.stages)
    stage = stages[trouble.stage]
    stages[trouble.stage] = replace(
        stage,
        earliest=HTime(stage.earliest - hours * HOUR),
        opens_s=stage.opens_s - hours * HOUR,
    )
    return replace(setting.election, stages=tuple(stages))


def _a_day_earlier(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """The goods of the failing stations, or of all from there, come a day earlier."""
    if trouble.receiver is not Level.STATION:
        return
    stage = setting.election.stages[trouble.stage]
    shifted = [False, True] if len(working_days(stage, election=setting.election)) > 1 else [True]
    some = trouble.near != trouble.stations and len(trouble.near) <= MOST_NEAR
    for codes in (trouble.stations, trouble.near) if some else (trouble.stations,):
        for shift in shifted:
            yield _on_the_day_before(trouble, codes, setting=setting, shift=shift)


def _on_the_day_before(
    trouble: Trouble, codes: Collection[StationCode], *, setting: Setting, shift: bool
) -> Change:
    """Goods have a day in hand; with `shift` the whole stage begins a day earlier, too."""
    election = setting.election
    mine = [s for s in setting.register.stations if s.code in codes]
    if shift:
        stages = list(election.stages)
        stage = stages[trouble.stage]
        stages[trouble.stage] = replace(stage, earliest=HTime(stage.earliest - DAY))
        election = replace(election, stages=tuple(stages))
    register = _changed(setting.register, {s.code: replace(s, hard=True) for s in mine})
    return Change(
        relief=_relief(trouble, ReliefKind.EARLIER, hours=24, count=len(mine)),
        setting=replace(setting, election=election, register=register),
        first=trouble.stage,
        price_rp=setting.objective.night_rp * len(mine),
    )


def _changed(register: Register, stations: Mapping[StationCode, Station]) -> Register:
    return replace(register, stations=tuple(stations.get(s.code, s) for s in register.stations))


def _more_vehicles(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """One more vehicle of each kind that can do the work of a leg, two of the kind that does it."""
    allowed = _allowed(trouble, setting=setting)
    for place, used in trouble.boards:
        modes = [used, *(m for m in _reaching(trouble, place, setting=setting) if m != used)]
        fit = [mode for mode in modes if mode == used or not allowed or mode in allowed]
        for mode in fit[:MOST_KINDS]:
            for count in (1, 2) if mode == used else (1,):
                change = _one_more(trouble, place, mode, setting=setting, count=count)
                if change is not None:
                    yield replace(change, hurries=({}, *_hurries(trouble, setting=setting)))


def _hurries(trouble: Trouble, *, setting: Setting) -> tuple[Mapping[StationCode, HTime], ...]:
    """All goods wanted by the middle of the time that the plan takes on its last day; by its beginning.

    The search saves money: without this it would leave a new vehicle at home.
    """
    if trouble.planned is None:
        return ()
    codes = trouble.near if len(trouble.near) <= MOST_NEAR else trouble.stations
    opens = trouble.planned // DAY * DAY + setting.election.stages[trouble.stage].opens_s
    times = sorted({max(opens, (opens + trouble.planned) // 2), opens}, reverse=True)
    return tuple(dict.fromkeys(codes, HTime(time)) for time in times)


def _allowed(trouble: Trouble, *, setting: Setting) -> frozenset[Mode]:
    """The modes that some of the stations allow; empty where they do not say."""
    mine = [s for s in setting.register.stations if s.code in trouble.stations]
    return frozenset(mode for station in mine for mode in station.access)


def _reaching(trouble: Trouble, place: str, *, setting: Setting) -> list[Mode]:
    """Modes with a way from a place to all failing stations, the cheapest by the hour first."""
    ways = setting.ways
    rules = sorted(ways.rules.values(), key=lambda rule: (rule.cost_rp_h, rule.mode))
    targets = trouble.stations if trouble.receiver is Level.STATION else ()
    return [
        rule.mode
        for rule in rules
        if all(ways.reaches(rule.mode, origin=place, target=code) for code in targets)
    ]


def _one_more(
    trouble: Trouble,
    place: str,
    mode: Mode,
    *,
    setting: Setting,
    kind: ReliefKind = ReliefKind.VEHICLE,
    count: int = 1,
) -> Change | None:
    """So many more vehicles of a mode at a place; None where none can be based there."""
    like = next((g for g in setting.ways.standing_at(place) if g.mode == mode), None)
    if like is None and setting.register.place(place) is None:
        return None
    rule = setting.ways.rules[mode]
    more = _new(mode, place, setting=setting, count=count)
    if like is not None:
        more = replace(like, count=like.count + count)
    others = tuple(group for group in setting.fleet if group.code != more.code)
    code = None if like is None else VehicleCode(like.code)
    return Change(
        relief=_relief(trouble, kind, at=place, mode=mode, vehicle=code, count=count),
        setting=_with_fleet(setting, (*others, more)),
        first=trouble.stage,
        price_rp=count * setting.objective.hire_h * (more.cost_rp_h or rule.cost_rp_h),
    )


def _new(mode: Mode, place: str, *, setting: Setting, count: int) -> VehicleGroup:
    """Vehicles of a mode as they usually are."""
    rule = setting.ways.rules[mode]
    return VehicleGroup(
        code=VehicleCode(f"{mode}+{place}"),
        kind=rule.name,
        base=PlaceCode(place),
        count=count,
        room=rule.room,
        mode=mode,
        certainty=Certainty.ASSUMED,
    )


def _with_fleet(setting: Setting, fleet: tuple[VehicleGroup, ...]) -> Setting:
    return replace(setting, fleet=fleet, ways=setting.ways.with_fleet(fleet))


def _other_modes(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """Means of transport that the stations are not served by: those that stand there, else one more."""
    if trouble.receiver is not Level.STATION:
        return
    used = {mode for _, mode in trouble.boards} | _allowed(trouble, setting=setting)
    others = [m for m in _reaching(trouble, trouble.at, setting=setting) if m not in used]
    for mode in others[:MOST_KINDS]:
        mine = {
            s.code: replace(s, access=(mode, *s.access))
            for s in setting.register.stations
            if s.code in trouble.stations
        }
        turned = replace(setting, register=_changed(setting.register, mine))
        if any(group.mode == mode for group in setting.ways.standing_at(trouble.at)):
            relief = _relief(trouble, ReliefKind.MODE, mode=mode)
            yield Change(relief=relief, setting=turned, first=trouble.stage)
        else:
            change = _one_more(trouble, trouble.at, mode, setting=turned, kind=ReliefKind.MODE)
            if change is not None:
                yield change


def _forward(trouble: Trouble, *, setting: Setting) -> Iterator[Change]:
    """The goods go to a place nearer to the stations in the stage before."""
    if trouble.stage == 0 or trouble.receiver is not Level.STATION:
        return
    for place in _nearer(trouble, setting=setting)[:MOST_STORES]:
        mine = {
            s.code: replace(s, access=() if s.village == _village(place, setting=setting) else s.access)
            for s in setting.register.stations
            if s.code in trouble.stations
        }
        yield Change(
            relief=_relief(trouble, ReliefKind.FORWARD, to=place),
            setting=replace(setting, register=_changed(setting.register, mine)),
            first=trouble.stage - 1,
            price_rp=setting.objective.forward_rp,
            forward={(code, trouble.giver): place for code in trouble.stations},
        )


def _nearer(trouble: Trouble, *, setting: Setting) -> list[str]:
    """Offices and posts from which the first failing station is nearer by any mode there is."""
    station = trouble.stations[0]
    known = [
        str(place.code)
        for place in setting.register.places
        if (place.kind in FORWARD_KINDS or (place.kind is PlaceKind.LANDING and place.volume_m3))
        and place.code != trouble.at
        and setting.ways.network.knows(place.code)
    ]
    far = _ride_s(trouble.at, station, setting=setting)
    rides = {code: _ride_s(code, station, setting=setting) for code in known}
    near = {code: s for code, s in rides.items() if s is not None and (far is None or s < far)}
    return sorted(near, key=lambda code: (near[code], code))


def _ride_s(origin: str, target: str, *, setting: Setting) -> int | None:
    rides = (
        setting.ways.ride(mode, origin=origin, target=target)
        for mode in setting.ways.rules
        if setting.ways.network.knows(origin) and setting.ways.network.knows(target)
    )
    return min((ride[0] for ride in rides if ride is not None), default=None)


def _village(place: str, *, setting: Setting) -> str:
    found = setting.register.place(place)
    return "" if found is None else str(found.region)
