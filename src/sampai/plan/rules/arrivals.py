"""When goods arrive where, station by station."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.ids import StationCode
from sampai.transport.model import DeliveryPlan, Journey, Stop


@dataclass(frozen=True, slots=True)
class Arrival:
    """The journey that brings a station's goods to a level, and its stop there."""

    journey: Journey
    stop: Stop


def arrivals(delivery: DeliveryPlan) -> Mapping[StationCode, Mapping[Level, Arrival]]:
    """For each station and level, the last leg's arrival; a level that no journey serves is absent."""
    found: dict[StationCode, dict[Level, Arrival]] = {}
    for journey in sorted(delivery.journeys, key=lambda journey: (journey.leg, journey.code)):
        for stop in journey.stops:
            for station in stop.stations:
                found.setdefault(station, {})[journey.receiver] = Arrival(journey, stop)
    return found
