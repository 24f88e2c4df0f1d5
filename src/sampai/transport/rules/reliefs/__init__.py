"""The cheapest help for stations that fail, found by planning anew, not guessed.

Each change that might help is made, the journeys that hang together with it are planned anew around all
others, and the new plan is judged on the same sampled days. Only what helps is told.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.election.model import Direction
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Territory
from sampai.transport.model import (
    SAFE,
    Chances,
    Consignment,
    DeliveryPlan,
    DriverRules,
    Journey,
    OwnGoods,
    Relief,
    Stationed,
)
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.chance.shares import Days, shares_in_time
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.offices import offices
from sampai.transport.rules.part import Part
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.reliefs.changes import Change, Setting, changes_for
from sampai.transport.rules.reliefs.troubles import Reach, Trouble, reach_of, troubles_of
from sampai.transport.rules.score import cost_rp, rides_of
from sampai.transport.rules.stores import stores_of
from sampai.transport.rules.waves import Mapper

Judge = Callable[[DeliveryPlan, Collection[StationCode]], Mapping[StationCode, float]]

MOST_TROUBLES = 6
"""Places with failing stations for which help is looked for; those with the most stations."""

MOST_TRIED = 60
"""Changes that are planned anew in all."""

MOST_STATIONS = 250
"""A change for which more stations must be planned anew is not tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What planning anew needs besides the setting."""

    loads: Mapping[StationCode, Load]
    own: tuple[OwnGoods, ...] = ()
    """The committees' own goods."""
    drivers: DriverRules | None = None
    territory: Territory
    solver: RoutingSolver
    seed: int
    effort: int
    outlook: Outlook
    days: Days | None
    """The sampled days; None: a station that is planned counts as in time."""
    map: Mapper = map
    judge: Judge | None = None
    """Tells for a plan and some stations the share of days in time; None: the sampled days do."""


def find_reliefs(delivery: DeliveryPlan, *, chances: Chances, setting: Setting, planner: Planner) -> Chances:
    """The chances with what helps, most stations saved for the money first; and how much was tried."""
    there = offices(setting.register)
    troubles = troubles_of(delivery, chances=chances, election=setting.election, offices=there)
    found: list[Relief] = []
    for trouble in troubles[:MOST_TROUBLES]:
        most = MOST_TRIED // min(len(troubles), MOST_TROUBLES)
        found += _for_trouble(trouble, delivery=delivery, setting=setting, planner=planner, most=most)
    return replace(chances, reliefs=_best(found), tried=len(found))


def _for_trouble(
    trouble: Trouble, *, delivery: DeliveryPlan, setting: Setting, planner: Planner, most: int
) -> list[Relief]:
    """What was tried for one trouble. Where a little of something will do, more of it is not tried."""
    found: list[Relief] = []
    enough: set[tuple[object, ...]] = set()
    for change in changes_for(trouble, setting=setting):
        election = setting.election
        reach = reach_of(delivery, trouble, election=election, first=change.first, most=MOST_STATIONS)
        for hurry in change.hurries:
            if reach is None or len(found) == most or _what(change.relief) in enough:
                break
            relief = judged(change, reach, hurry=hurry, delivery=delivery, setting=setting, planner=planner)
            found.append(relief)
            if relief.saves_all:
                enough.add(_what(relief))
    return found


def _what(relief: Relief) -> tuple[object, ...]:
    """What kind of change a relief is, however much of it."""
    whole_day = relief.hours >= 24
    return relief.fails_at, relief.kind, relief.at, relief.receiver, relief.to, relief.mode, whole_day


def _best(found: Iterable[Relief]) -> tuple[Relief, ...]:
    """The best of each kind of change that helps at all."""
    best: dict[tuple[object, ...], Relief] = {}
    for relief in sorted((one for one in found if one.gain > 0 or one.saved > 0), key=_rank):
        if relief.saves_all and not best.get(_what(relief), relief).saves_all:
            best.setdefault((*_what(relief), "all"), relief)
        best.setdefault(_what(relief), relief)
    return tuple(sorted(best.values(), key=_rank))


def _rank(relief: Relief) -> tuple[object, ...]:
    """Stations saved for the money; what saves none comes last."""
    per_rp = relief.saved / max(1, relief.cost_rp)
    detail = (relief.kind, relief.at, relief.to, relief.mode or "", relief.hours)
    return (relief.saved <= 0, -per_rp, relief.cost_rp, -relief.gain, *detail)


def judged(
    change: Change,
    reach: Reach,
    *,
    hurry: Mapping[StationCode, HTime],
    delivery: DeliveryPlan,
    setting: Setting,
    planner: Planner,
) -> Relief:
    """The relief of a change with what comes of it, those that it harms taken off."""
    again = plan_anew(change, reach, hurry=hurry, delivery=delivery, planner=planner)
    was = _in_time(delivery, reach.stations, setting=setting, planner=planner)
    now = _in_time(again, reach.stations, setting=change.setting, planner=planner)
    saved = sum((now[code] >= SAFE) - (was[code] >= SAFE) for code in sorted(reach.stations))
    gain = sum(now[code] - was[code] for code in sorted(reach.stations))
    moved = _vehicles_of_one_plan_only(delivery, again)
    before, after = (
        _cost_rp(plan, of=moved, setting=one) for plan, one in ((delivery, setting), (again, change.setting))
    )
    return replace(
        change.relief,
        saved=saved,
        gain=round(gain, 6),
        cost_rp=after - before + change.price_rp + change.shift_rp * _shifts(again, reach),
        journeys=len(reach.journeys),
    )


def _vehicles_of_one_plan_only(one: DeliveryPlan, other: DeliveryPlan) -> set[VehicleCode]:
    """Vehicles whose journeys or rides differ; what all others cost is the same in both."""
    # What stands is the same object in both; comparing thousands of journeys by value would take longer.
    mine, yours = _parts(one), _parts(other)
    return {vehicle for part, vehicle in (mine | yours).items() if (part in mine) != (part in yours)}


def _parts(plan: DeliveryPlan) -> dict[int, VehicleCode]:
    journeys = {id(journey): journey.vehicle for journey in plan.journeys}
    return journeys | {id(ride): ride.vehicle for ride in plan.stationed}


def _cost_rp(plan: DeliveryPlan, *, of: Collection[VehicleCode], setting: Setting) -> int:
    """What the way out of these vehicles costs."""
    return cost_rp(
        (journey for journey in plan.journeys if journey.vehicle in of),
        stationed=(ride for ride in rides_of(plan, Direction.OUT) if ride.vehicle in of),
        modes=setting.ways.rules.values(),
        fleet=setting.fleet,
        shift_rp=setting.objective.shift_rp,
    )


def plan_anew(
    change: Change,
    reach: Reach,
    *,
    hurry: Mapping[StationCode, HTime],
    delivery: DeliveryPlan,
    planner: Planner,
) -> DeliveryPlan:
    """The whole plan with a change: what hangs together with it is planned anew, all other journeys stand."""
    stand = tuple(journey for journey in delivery.journeys if journey.code not in reach.journeys)
    standing = _by_vehicle(stand)
    rides = tuple(
        ride
        for ride in rides_of(delivery, Direction.OUT)
        if any(_within(journey, ride) for journey in standing.get((ride.vehicle, ride.ordinal), ()))
    )
    setting = change.setting
    every = [Consignment(station=s, load=load) for s, load in sorted(planner.loads.items())]
    stores = stores_of(setting.register, consignments=every, election=setting.election, ways=setting.ways)
    fresh = plan_delivery(
        setting.register,
        consignments=[one for one in every if one.station in reach.stations],
        election=setting.election,
        modes=setting.ways.rules.values(),
        fleet=setting.fleet,
        territory=planner.territory,
        solver=planner.solver,
        seed=planner.seed,
        effort=planner.effort,
        outlook=planner.outlook,
        map=planner.map,
        ways=setting.ways,
        objective=setting.objective,
        own=planner.own,
        drivers=planner.drivers,
        part=Part(
            first=change.first,
            journeys=(*stand, *delivery.back),
            stationed=(*rides, *rides_of(delivery, Direction.BACK)),
            own=reach.own,
            forward={**stores, **change.forward},
            hurry=hurry,
        ),
    )
    left = (one for one in delivery.unplanned if one.station not in reach.stations)
    return replace(
        delivery,
        journeys=(*stand, *(replace(journey, code=f"{journey.code}+") for journey in fresh.journeys)),
        stationed=(*rides, *rides_of(delivery, Direction.BACK), *fresh.stationed),
        unplanned=(*left, *fresh.unplanned),
    )


def _shifts(again: DeliveryPlan, reach: Reach) -> int:
    """Vehicles and days of the journeys that carry what was planned anew."""
    mine = (
        j for j in again.journeys if any(not reach.stations.isdisjoint(stop.stations) for stop in j.stops)
    )
    return len({(j.vehicle, ordinal, j.loads // DAY) for j in mine for ordinal in j.vehicles})


def _by_vehicle(journeys: Iterable[Journey]) -> Mapping[tuple[VehicleCode, int], Sequence[Journey]]:
    found: dict[tuple[VehicleCode, int], list[Journey]] = {}
    for journey in journeys:
        for ordinal in journey.vehicles:
            found.setdefault((journey.vehicle, ordinal), []).append(journey)
    return found


def _within(journey: Journey, ride: Stationed) -> bool:
    return ride.since <= journey.loads and journey.free <= ride.until


def _in_time(
    delivery: DeliveryPlan, stations: Collection[StationCode], *, setting: Setting, planner: Planner
) -> Mapping[StationCode, float]:
    """Each station's share of days in time; none for those left without."""
    if planner.judge is not None:
        return planner.judge(delivery, stations)
    left = {one.station for one in delivery.unplanned}
    if planner.days is None:
        return {code: float(code not in left) for code in stations}
    found = shares_in_time(delivery, stations=stations, election=setting.election, days=planner.days)
    return {code: found.get(code, 0.0) for code in stations}
