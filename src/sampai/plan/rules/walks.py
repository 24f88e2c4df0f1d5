"""Guard and escort are one duty: officers walk with the boxes of their own stations on the last leg."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from sampai.election.model import Level
from sampai.guarding.model import Duty, DutyKind, GuardPlan
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.transport.model import DeliveryPlan, Journey


def with_walks(guard: GuardPlan, *, delivery: DeliveryPlan) -> GuardPlan:
    """The duties of stations with the journeys that bring their boxes.

    A duty begins earlier where the boxes are loaded before it would.
    """
    last = last_legs(delivery)
    brought = {
        cluster.code: {last[station].code: last[station] for station in cluster.stations if station in last}
        for cluster in guard.clusters
    }
    duties = tuple(
        _walked(duty, journeys=brought[duty.subject]) if duty.kind is DutyKind.STATIONS else duty
        for duty in guard.duties
    )
    return replace(guard, duties=duties)


def last_legs(delivery: DeliveryPlan) -> Mapping[StationCode, Journey]:
    """The journey that comes to each station itself, the last of a chain of modes."""
    legs: dict[StationCode, list[Journey]] = defaultdict(list)
    for journey in delivery.journeys:
        if journey.receiver is Level.STATION:
            for stop in journey.stops:
                for station in stop.stations:
                    legs[station].append(journey)
    return {station: max(own, key=lambda one: (one.leg, one.code)) for station, own in legs.items()}


def _walked(duty: Duty, *, journeys: Mapping[str, Journey]) -> Duty:
    starts = min((duty.starts, *(journey.loads for journey in journeys.values())))
    return replace(duty, journeys=tuple(sorted(journeys)), starts=HTime(starts))
