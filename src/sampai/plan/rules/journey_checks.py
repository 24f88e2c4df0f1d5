"""Checks of journeys: unplanned stations, deadlines, and that the solver's answer holds what it promises."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sampai.election.model import Deadline, Election, Level
from sampai.kernel.clock import HOUR, MINUTE, format_h_time
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.places.model import Mode, Register
from sampai.plan.model import PlanProblem, Severity
from sampai.transport.model import Chances, DeliveryPlan, Journey, Stop, VehicleGroup

LEAST_SLACK_S = 2 * HOUR
"""Arriving later than this before a deadline needs a decision."""


def unplanned(delivery: DeliveryPlan) -> Iterator[PlanProblem]:
    """Stations that a stage does not serve."""
    for left in delivery.unplanned:
        yield PlanProblem(
            code="unplanned",
            severity=Severity.STOP,
            subject=left.station,
            what=left.reason,
            remedy=left.remedy,
        )


def deadlines(
    delivery: DeliveryPlan, *, election: Election, names: Mapping[str, str]
) -> Iterator[PlanProblem]:
    """Journeys whose last goods are handed over after a deadline, or less than two hours before it."""
    for journey in delivery.journeys:
        for deadline in election.deadlines:
            if deadline.level is journey.receiver and journey.stops:
                last = max(journey.stops, key=lambda stop: stop.departs)
                yield from _against(
                    deadline, journey=journey, last=last, name=names.get(last.place, last.place)
                )


def chances(found: Chances) -> Iterator[PlanProblem]:
    """Stations that will not safely be complete in time, by the sampled days."""
    for one in found.at_risk:
        yield PlanProblem(
            code="arrival-at-risk",
            severity=Severity.WARN,
            subject=one.station,
            what=say(
                "Complete in time on {percent} of 100 sampled days (estimated), with {journey}.",
                percent=f"{one.in_time * 100:.0f}",
                journey=one.journey,
            ),
            remedy=say("Leave earlier or add a vehicle; the report lists what would help most."),
        )


def _against(deadline: Deadline, *, journey: Journey, last: Stop, name: str) -> Iterator[PlanProblem]:
    slack_s = deadline.at - last.departs
    if slack_s >= LEAST_SLACK_S:
        return
    when = {"place": name, "at": format_h_time(last.departs), "deadline": format_h_time(deadline.at)}
    late = say("Goods for {place} are handed over at {at}; the deadline is {deadline}.", **when)
    tight = say(
        "Goods for {place} are handed over at {at}, only {minutes} minutes before the deadline {deadline}.",
        minutes=slack_s // MINUTE,
        **when,
    )
    yield PlanProblem(
        code="deadline-missed" if slack_s < 0 else "deadline-tight",
        severity=Severity.STOP if slack_s < 0 and deadline.is_binding else Severity.WARN,
        subject=journey.code,
        what=late if slack_s < 0 else tight,
        remedy=say("Let the journey leave earlier, or give its stops to another vehicle."),
    )


def overloads(delivery: DeliveryPlan, *, fleet: Sequence[VehicleGroup]) -> Iterator[PlanProblem]:
    """Journeys that carry more than their vehicle holds."""
    rooms = {group.code: group.room for group in fleet}
    for journey in delivery.journeys:
        if not journey.load.fits(_times(rooms[journey.vehicle], len(journey.vehicles))):
            yield PlanProblem(
                code="overload",
                severity=Severity.STOP,
                subject=journey.code,
                what=say(
                    "The journey carries more than its vehicle {vehicle} holds.", vehicle=journey.vehicle
                ),
                remedy=say("Give some of its stops to another vehicle."),
            )


def _times(room: Load, vehicles: int) -> Load:
    return Load(room.boxes * vehicles, room.volume_l * vehicles, room.weight_g * vehicles)


def double_duties(delivery: DeliveryPlan, *, fleet: Sequence[VehicleGroup]) -> Iterator[PlanProblem]:
    """Vehicles that are under way twice at once, or that the tables do not have."""
    count = {group.code: group.count for group in fleet}
    used: dict[tuple[VehicleCode, int], list[Journey]] = defaultdict(list)
    for journey in delivery.journeys:
        for ordinal in journey.vehicles:
            used[journey.vehicle, ordinal].append(journey)
    for (vehicle, ordinal), journeys in sorted(used.items()):
        in_turn = sorted(journeys, key=lambda journey: (journey.loads, journey.code))
        clashes = [(a, b) for a, b in pairwise(in_turn) if b.loads < a.returns]
        if clashes or ordinal > count[vehicle]:
            yield PlanProblem(
                code="vehicle-twice",
                severity=Severity.STOP,
                subject=(clashes[0][1] if clashes else in_turn[0]).code,
                what=say(
                    "Vehicle {ordinal} of {vehicle} is needed where it cannot be.",
                    vehicle=vehicle,
                    ordinal=ordinal,
                ),
                remedy=say("Plan again with more vehicles or more time."),
            )


def coverage(delivery: DeliveryPlan, *, register: Register, election: Election) -> Iterator[PlanProblem]:
    """Stations that a leg of a stage serves twice, or that a stage neither serves nor names as unplanned.

    A station that one stage leaves out gets nothing from the stages after it.
    """
    left: set[StationCode] = set()
    for stage in election.stages:
        left |= {u.station for u in delivery.unplanned if u.giver is stage.giver}
        served = _served(delivery, giver=stage.giver, receiver=stage.receiver)
        for station in register.stations:
            times = max(served[station.code].values(), default=0)
            if times > 1 or (times == 0 and station.code not in left):
                yield PlanProblem(
                    code="served-wrongly",
                    severity=Severity.STOP,
                    subject=station.code,
                    what=say("{count} journeys of one stage bring goods for this TPS.", count=times),
                    remedy=say("Plan again; if it happens again, report it."),
                )


def _served(delivery: DeliveryPlan, *, giver: Level, receiver: Level) -> Mapping[StationCode, Counter[int]]:
    """How many journeys bring goods for each station, by the leg of the stage."""
    served: dict[StationCode, Counter[int]] = defaultdict(Counter)
    for journey in delivery.journeys:
        if (journey.giver, journey.receiver) == (giver, receiver):
            for stop in journey.stops:
                for station in stop.stations:
                    served[station][journey.leg] += 1
    return served


def access(register: Register, *, fleet: Sequence[VehicleGroup]) -> Iterator[PlanProblem]:
    """Stations that only means reach which no base has, and hard stations of which nobody said how."""
    there = {group.mode for group in fleet if group.count}
    for station in register.stations:
        if station.access and there.isdisjoint(station.access):
            yield _no_vehicle(station.code, modes=station.access)
        elif station.hard and not station.access:
            yield PlanProblem(
                code="hard-without-access",
                severity=Severity.NOTE,
                subject=station.code,
                what=say("This TPS is hard to reach, but nobody said by which means of transport."),
                remedy=say("Write the means of transport in the sheet tps, column akses."),
            )


def _no_vehicle(station: StationCode, *, modes: tuple[Mode, ...]) -> PlanProblem:
    return PlanProblem(
        code="access-without-vehicle",
        severity=Severity.WARN,
        subject=station,
        what=say("Only {modes} reach this TPS, and the fleet has none.", modes=", ".join(modes)),
        remedy=say("Add such vehicles to the sheet armada, or correct the means of transport of the TPS."),
    )
