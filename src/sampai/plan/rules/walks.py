"""Guard and escort are one duty: officers go with the boxes of their own stations, out and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampai.election.model import Level
from sampai.guarding.model import Duty, DutyKind, GuardPlan
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.transport.model import DeliveryPlan, Journey

Legs = Mapping[StationCode, list[Journey]]


def with_walks(guard: GuardPlan, *, delivery: DeliveryPlan) -> GuardPlan:
    """The duties of stations with the journeys that bring their boxes and take them home.

    A duty begins earlier where the boxes are loaded before it would, and ends later where they are handed
    over after it would.
    """
    last, first = last_legs(delivery), first_legs_back(delivery)
    own = {
        cluster.code: {
            journey.code: journey
            for legs in (last, first)
            for station in cluster.stations
            if (journey := legs.get(station)) is not None
        }
        for cluster in guard.clusters
    }
    duties = tuple(
        _walked(duty, journeys=own[duty.subject]) if duty.kind is DutyKind.STATIONS else duty
        for duty in guard.duties
    )
    return replace(guard, duties=duties)


def last_legs(delivery: DeliveryPlan) -> Mapping[StationCode, Journey]:
    """The journey that comes to each station itself, the last of a chain of modes."""
    legs = _legs(journey for journey in delivery.journeys if journey.receiver is Level.STATION)
    return {station: max(own, key=lambda one: (one.leg, one.code)) for station, own in legs.items()}


def first_legs_back(delivery: DeliveryPlan) -> Mapping[StationCode, Journey]:
    """The journey that takes the boxes of each station, the first of a chain of modes."""
    legs = _legs(journey for journey in delivery.back if journey.giver is Level.STATION)
    return {station: min(own, key=lambda one: (one.loads, one.code)) for station, own in legs.items()}


def _legs(journeys: Iterable[Journey]) -> Legs:
    legs: dict[StationCode, list[Journey]] = defaultdict(list)
    for journey in journeys:
        for stop in journey.stops:
            for station in stop.stations:
                legs[station].append(journey)
    return legs


def _walked(duty: Duty, *, journeys: Mapping[str, Journey]) -> Duty:
    starts = min((duty.starts, *(journey.loads for journey in journeys.values())))
    ends = max((duty.ends, *(journey.free for journey in journeys.values())))
    return replace(duty, journeys=tuple(sorted(journeys)), starts=HTime(starts), ends=HTime(ends))
