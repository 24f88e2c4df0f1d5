"""An independent checker of plans that were carried on after a setback; it trusts nothing that made them.

It knows the old plan, what happened and when, and which ways there are, and says one sentence per fault.
"""

from collections.abc import Iterator
from itertools import pairwise

from tests.transport.back_checker import Road, all_come_back, committees_come_back, tired
from tests.transport.checker import (
    Case,
    Ground,
    _conserved,
    _final_stops,
    _never_twice_at_once,
    _own_goods,
    limit,
    stage_of,
    unloaded,
)
from tests.transport.closure_checker import passed

from sampai.transport.model import DeliveryPlan, Journey, Medium, Setback, Stationed, Stop

DAY = 86_400

DETOUR = ("drives faster or slower than it can", "wrong distance")
"""What is said of a journey that goes round."""


def replan_faults(case: Case, old: DeliveryPlan, new: DeliveryPlan, setback: Setback) -> list[str]:
    """What is wrong with the new plan; empty when nothing is."""
    return [
        *_past_is_kept(old, new, setback),
        *_nothing_begins_in_the_past(old, new, setback),
        *_nothing_passes_what_is_shut(case, new, setback),
        *_nobody_absent_drives(new, setback),
        *_nothing_is_lost(case, new, setback),
        *_conserved(case, new),
        *_never_twice_at_once(case, new),
        *_new_ones_keep_the_rules(case, old, new, setback),
        *_own_goods(case, new),
        *_way_back(case, new, setback),
        *_nobody_drives_too_long(case, old, new, setback),
    ]


def _nothing_is_lost(case: Case, new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    """Every consignment is delivered in every stage, or named unplanned once; then it no longer moves."""
    failed = {left.station: (left.giver, left.receiver) for left in new.unplanned}
    if len(failed) < len(new.unplanned):
        yield "a station is unplanned twice"
    for code in (consignment.station for consignment in case.consignments):
        for stage in case.election.stages:
            if failed.get(code) == (stage.giver, stage.receiver):
                moved = [j for j in _carrying(new, code) if stage_of(j, case.election) == stage]
                if any(journey.loads >= setback.at for journey in moved):
                    yield f"{code}: moved in the stage that fails"
                break
            if not any(code in stop.stations for stop in _final_stops(case, new, stage=stage, code=code)):
                yield f"{code}: not delivered from {stage.giver} to {stage.receiver}"


def _carrying(plan: DeliveryPlan, code: str) -> list[Journey]:
    return [j for j in plan.journeys if any(code in stop.stations for stop in j.stops)]


def _past_is_kept(old: DeliveryPlan, new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    """A stop that was reached, and a journey that is over, are facts.

    On the way back goods are taken until a vehicle leaves: one that waits may leave without what is late.
    """
    now = {journey.code: journey for journey in (*new.journeys, *new.back)}
    for journey in (*old.journeys, *old.back):
        if journey.free <= setback.at and now.get(journey.code) != journey:
            yield f"{journey.code}: it was over, and has changed"
        done = tuple(stop for stop in journey.stops if stop.arrives <= setback.at)
        if journey.loads >= setback.at or not done:
            continue
        kept = now.get(journey.code)
        if kept is None or kept.vehicles != journey.vehicles:
            yield f"{journey.code}: it was under way, and has changed"
            continue
        waits = sum(stop.departs > setback.at for stop in done) if journey in old.back else 0
        whole = len(done) - waits
        if [_delivered(stop) for stop in kept.stops[:whole]] != [
            _delivered(stop) for stop in done[:whole]
        ] or ([_reached(stop) for stop in kept.stops[: len(done)]] != [_reached(stop) for stop in done]):
            yield f"{journey.code}: a stop that was reached has changed"


def _reached(stop: Stop) -> tuple[object, ...]:
    return stop.place, stop.arrives


def _delivered(stop: Stop) -> tuple[object, ...]:
    return stop.place, stop.arrives, stop.codes, stop.load


def _nothing_begins_in_the_past(old: DeliveryPlan, new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    were = {journey.code: journey for journey in (*old.journeys, *old.back)}
    for journey in (*new.journeys, *new.back):
        before = were.get(journey.code)
        if journey.loads < setback.at and (before is None or before.loads != journey.loads):
            yield f"{journey.code}: it begins before anybody knew of it"


def _nothing_passes_what_is_shut(case: Case, new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    """Of journeys that begin after the setback every drive; of those under way what begins after it."""
    later = tuple(journey for journey in (*new.journeys, *new.back) if journey.loads >= setback.at)
    rest = tuple(ride for ride in new.stationed if any(_belongs(j, ride) for j in later))
    old_rides = tuple(ride for ride in rest if ride.since >= setback.at)
    plan = DeliveryPlan(
        journeys=later, unplanned=(), engine="", network="", seed=0, effort=0, stationed=old_rides
    )
    yield from passed(case, plan, setback.closures)


def _belongs(journey: Journey, ride: Stationed) -> bool:
    return journey.vehicle == ride.vehicle and ride.since <= journey.loads and journey.free <= ride.until


def _nobody_absent_drives(new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    for journey in (*new.journeys, *new.back):
        for away in setback.absences:
            mine = away.vehicle == journey.vehicle and away.ordinal in journey.vehicles
            if mine and journey.loads >= setback.at and away.overlaps(journey.loads, journey.free):
                yield f"{journey.code}: {away.vehicle}-{away.ordinal} cannot be used then"
            if mine and away.until is None and journey.free > max(setback.at, away.since):
                yield f"{journey.code}: {away.vehicle}-{away.ordinal} goes on although it is lost"


def _new_ones_keep_the_rules(
    case: Case, old: DeliveryPlan, new: DeliveryPlan, setback: Setback
) -> Iterator[str]:
    """Journeys that were made anew: load, room, access, hours, and no drive faster than on open ways."""
    ground = Ground(case)
    kept = set(old.journeys)
    for journey in new.journeys:
        group = ground.groups[journey.vehicle]
        yield from ground._load_faults(journey, group) if journey.loads >= setback.at else ()
        if journey in kept or journey.loads < setback.at:
            continue
        yield from ground._access_faults(journey)
        yield from ground._hour_faults(journey, group)
        yield from _too_fast(ground, journey)
        rule = case.rule(journey.mode)
        if max(unloaded(stop, rule) for stop in journey.stops) > limit(
            stage_of(journey, case.election), case.election
        ):
            yield f"{journey.code}: unloads too late"


def _way_back(case: Case, new: DeliveryPlan, setback: Setback) -> Iterator[str]:
    """All that was sent comes back or is named; journeys that are yet to begin keep all rules."""
    if case.homeward is None:
        return
    yield from all_come_back(case, new)
    yield from committees_come_back(case, new)
    road = Road(case)
    for journey in new.back:
        if journey.loads >= setback.at:
            # A way round what is shut is longer than the way that the checker knows.
            found = (f for f in road.faults(journey) if not (setback.closures and f.endswith(DETOUR)))
            yield from (*found, *_too_fast(road.ground, journey))


def _nobody_drives_too_long(
    case: Case, old: DeliveryPlan, new: DeliveryPlan, setback: Setback
) -> Iterator[str]:
    """Of journeys that were made anew; who is held up under way may come home tired."""
    if case.drivers is None:
        return
    ground = Ground(case)
    kept = {*old.journeys, *old.back}
    for journey in (*new.journeys, *new.back):
        road = case.rule(journey.mode).medium is Medium.ROAD
        anew = journey.loads >= setback.at and journey not in kept
        if road and anew and journey.drivers == 1 and tired(ground, journey, rules=case.drivers):
            yield f"{journey.code}: its driver drives too long without a pause"


def _too_fast(ground: Ground, journey: Journey) -> Iterator[str]:
    places = [journey.origin, *(stop.place for stop in journey.stops), journey.home]
    leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
    comes = [*(stop.arrives for stop in journey.stops), journey.returns]
    for (a, b), left, came in zip(pairwise(places), leaves, comes, strict=True):
        seconds = ground.seconds(journey.mode, a, b)
        if seconds < 0 or came - left < seconds:
            yield f"{journey.code}: from {a} to {b} in {came - left} s"
