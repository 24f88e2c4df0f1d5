"""Writes of journeys of a plan in the store."""

from collections.abc import Iterator
from typing import Any

from sampai.kernel.ids import span_of, village_of
from sampai.ledger.actions import write_rows
from sampai.transport.model import DeliveryPlan, Journey
from sampai.transport.tables import CallRow, JourneyRow

JOURNEY_FIELDS = (
    "plan",
    "code",
    "giver",
    "receiver",
    "vehicle",
    "mode",
    "origin",
    "loads_h",
    "departs_h",
    "returns_h",
    "stops",
    "stations",
    "boxes",
    "distance_m",
    "first",
    "last",
)
CALL_FIELDS = ("journey", "order", "place", "station", "label", "arrives_h", "receiver")


def keep_journeys(plan: int, *, delivery: DeliveryPlan) -> None:
    """Write a plan's journeys and their stops."""
    write_rows(JourneyRow, JOURNEY_FIELDS, (_journey(plan, one) for one in delivery.journeys if one.stops))
    numbers = dict(JourneyRow.objects.filter(plan=plan).values_list("code", "pk"))
    calls = (row for one in delivery.journeys for row in _calls(numbers.get(one.code, 0), one))
    write_rows(CallRow, CALL_FIELDS, calls)


def _journey(plan: int, one: Journey) -> tuple[Any, ...]:
    stations = [span_of(village_of(station))[0] for stop in one.stops for station in stop.stations]
    # A journey may carry only what committees get for themselves.
    offices = [label for stop in one.stops for office in stop.offices for label in span_of(office)]
    return (
        plan,
        one.code,
        one.giver.value,
        one.receiver.value,
        one.vehicle,
        one.mode,
        one.origin,
        one.loads,
        one.departs,
        one.returns,
        len(one.stops),
        len(stations),
        one.load.boxes,
        one.distance_m,
        min(stations + offices),
        max(stations + offices),
    )


def _calls(journey: int, one: Journey) -> Iterator[tuple[Any, ...]]:
    for order, stop in enumerate(one.stops, start=1):
        for station in stop.stations:
            label = span_of(village_of(station))[0]
            yield (journey, order, stop.place, station, label, stop.arrives, one.receiver.value)
