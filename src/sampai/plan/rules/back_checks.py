"""Checks of the way back, of committees' own goods, of tides and of stays on the way."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sampai.election.model import Election, Level, Standing
from sampai.guarding.model import GuardedPlace
from sampai.kernel.clock import format_h_time
from sampai.kernel.ids import StationCode
from sampai.kernel.text import say
from sampai.places.model import Register
from sampai.places.rules.tides import hours_unknown
from sampai.plan.model import PlanProblem, Severity
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, StayKind, VehicleGroup
from sampai.transport.rules.pieces import is_station
from sampai.transport.rules.stays import stays


def not_back(delivery: DeliveryPlan) -> Iterator[PlanProblem]:
    """Stations whose boxes do not come all the way back."""
    for left in delivery.not_back:
        yield PlanProblem(
            code="not-back",
            severity=Severity.STOP,
            subject=left.station,
            what=say("The way back of its boxes is not planned: {reason}", reason=left.reason),
            remedy=left.remedy,
        )


def own_left(
    delivery: DeliveryPlan, *, election: Election, own: Mapping[Level, int]
) -> Iterator[PlanProblem]:
    """Own goods of PPK and PPS that do not come; `own` counts committees of a level that get some."""
    for left in delivery.own_left:
        yield PlanProblem(
            code="own-goods-left",
            severity=Severity.WARN,
            subject=left.station,
            what=say("The committee's own goods are not planned: {reason}", reason=left.reason),
            remedy=left.remedy,
        )
    for level, count in own.items():
        if count and all(stage.receiver is not level for stage in election.stages):
            yield PlanProblem(
                code="own-goods-not-carried",
                severity=Severity.NOTE,
                subject="",
                what=say(
                    "{count} {level} get goods for themselves, but the way of the goods does not pass there.",
                    count=count,
                    level=level.upper(),
                ),
                remedy=say("Hand them over at the level above, or choose a way that passes there."),
            )


def deadlines(delivery: DeliveryPlan, *, election: Election) -> Iterator[PlanProblem]:
    """Journeys back that hand over after their level's deadline."""
    if election.way_back is None:
        return
    for journey in delivery.back:
        for deadline in election.way_back.deadlines:
            if deadline.level is journey.receiver and journey.free > deadline.at:
                yield PlanProblem(
                    code="back-late",
                    severity=Severity.STOP if deadline.is_binding else Severity.WARN,
                    subject=journey.code,
                    what=say(
                        "Boxes are handed over at {at}; the deadline of the way back is {deadline}.",
                        at=format_h_time(journey.free),
                        deadline=format_h_time(deadline.at),
                    ),
                    remedy=say("Let the journey leave earlier, or give its stops to another vehicle."),
                )


def loads(delivery: DeliveryPlan, *, fleet: Sequence[VehicleGroup]) -> Iterator[PlanProblem]:
    """Journeys back that carry more than their vehicles hold."""
    rooms = {group.code: group.room for group in fleet}
    for journey in delivery.back:
        rides = len(journey.vehicles)
        room = rooms[journey.vehicle]
        if not journey.load.fits(sum((room for _ in range(rides - 1)), room)):
            yield PlanProblem(
                code="overload",
                severity=Severity.STOP,
                subject=journey.code,
                what=say(
                    "The journey carries more than its vehicle {vehicle} holds.", vehicle=journey.vehicle
                ),
                remedy=say("Give some of its stops to another vehicle."),
            )


def twice(delivery: DeliveryPlan) -> Iterator[PlanProblem]:
    """Vehicles of the way back that are needed at two places at once, the way out counted too."""
    used: dict[tuple[str, int], list[Journey]] = defaultdict(list)
    for journey in (*delivery.journeys, *delivery.back):
        for ordinal in journey.vehicles:
            used[journey.vehicle, ordinal].append(journey)
    for (vehicle, ordinal), journeys in sorted(used.items()):
        in_turn = sorted(journeys, key=lambda journey: (journey.loads, journey.code))
        clash = next((b for a, b in pairwise(in_turn) if b.loads < a.free and b in delivery.back), None)
        if clash is not None:
            yield PlanProblem(
                code="vehicle-twice",
                severity=Severity.STOP,
                subject=clash.code,
                what=say(
                    "Vehicle {ordinal} of {vehicle} is needed where it cannot be.",
                    vehicle=vehicle,
                    ordinal=ordinal,
                ),
                remedy=say("Plan again with more vehicles or more time."),
            )


def coverage(delivery: DeliveryPlan, *, register: Register, election: Election) -> Iterator[PlanProblem]:
    """Stations whose boxes a leg takes twice, or that a stage back does not fetch and nobody names."""
    if election.way_back is None or not delivery.back:
        return
    lost = {left.station for left in delivery.unplanned}
    for stage in election.way_back.stages:
        lost |= {left.station for left in delivery.not_back if left.giver is stage.giver}
        fetched = _fetched(delivery, giver=stage.giver)
        for station in register.stations:
            times = max(fetched[station.code].values(), default=0)
            if times > 1 or (times == 0 and station.code not in lost):
                yield PlanProblem(
                    code="fetched-wrongly",
                    severity=Severity.STOP,
                    subject=station.code,
                    what=say("{count} journeys of one stage of the way back fetch its boxes.", count=times),
                    remedy=say("Plan again; if it happens again, report it."),
                )


def _fetched(delivery: DeliveryPlan, *, giver: Level) -> Mapping[StationCode, Counter[int]]:
    """How many journeys back take each station's boxes from a level, by the leg of the stage."""
    found: dict[StationCode, Counter[int]] = defaultdict(Counter)
    for journey in delivery.back:
        for stop in journey.stops if journey.giver is giver else ():
            for code in stop.stations:
                found[code][journey.leg] += 1
    return found


def tides(register: Register) -> Iterator[PlanProblem]:
    """Links that wait for a tide of which nobody told the hours."""
    for link in hours_unknown(register.links):
        yield PlanProblem(
            code="tide-unknown",
            severity=Severity.WARN,
            subject=link.code,
            what=say(
                "The link {code} needs a tide (“{tide}”), but its hours are not told.",
                code=link.code,
                tide=link.tide,
            ),
            remedy=say("Write the hours in the sheet lintasan, such as 05.30-09.30; 17.45-21.30."),
        )


def unguarded_stays(
    delivery: DeliveryPlan, *, modes: Sequence[ModeRule], guarded: Sequence[GuardedPlace]
) -> Iterator[PlanProblem]:
    """Places where boxes stay over night on the way and no guard is listed; stations have theirs."""
    known = {str(one.place) for one in guarded}
    nights = [
        stay
        for stay in stays(delivery, modes=modes)
        if stay.boxes and stay.kind is StayKind.NIGHT and not is_station(stay.place)
    ]
    for place in sorted({stay.place for stay in nights} - known):
        here = [stay for stay in nights if stay.place == place]
        yield PlanProblem(
            code="night-unguarded",
            severity=Severity.WARN,
            subject=place,
            what=say(
                "{boxes} boxes stay here over night on their way, from {since}, and no guard is listed.",
                boxes=sum(stay.boxes for stay in here),
                since=format_h_time(min(stay.since for stay in here)),
            ),
            remedy=say("Add the place to the sheet jaga, or keep the goods at a guarded office near it."),
        )


def assumed(delivery: DeliveryPlan, *, election: Election) -> Iterator[PlanProblem]:
    """A note on what the way back rests on: counting hours and deadlines that nobody verified."""
    way = election.way_back
    if way is None or not delivery.back:
        return
    bases = (way.counting.basis, *(d.basis for d in way.deadlines), *(s.basis for s in way.stages))
    if any(basis.standing is Standing.UNVERIFIED for basis in bases):
        yield PlanProblem(
            code="way-back-assumed",
            severity=Severity.NOTE,
            subject="",
            what=say("How long stations count, and some hours and deadlines of the way back, are assumed."),
            remedy=say(
                "Agree on them in the coordination meeting, and write them into the election's profile."
            ),
        )
