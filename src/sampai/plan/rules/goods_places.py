"""From when to when goods lie at a place between two journeys."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sampai.kernel.clock import HTime
from sampai.kernel.ids import PlaceCode
from sampai.places.model import Register
from sampai.transport.model import DeliveryPlan

Span = tuple[HTime, HTime]


def goods_at(delivery: DeliveryPlan, *, register: Register) -> Mapping[PlaceCode, Sequence[Span]]:
    """One span for each place: from the first arrival of goods to the last departure with them."""
    came: dict[str, list[HTime]] = defaultdict(list)
    left: dict[str, list[HTime]] = defaultdict(list)
    for journey in delivery.journeys:
        left[journey.origin].append(journey.departs)
        for stop in journey.stops:
            came[stop.place].append(stop.arrives)
    return {
        place.code: [(min(came[place.code]), max(left[place.code]))]
        for place in register.places
        if came[place.code] and left[place.code] and min(came[place.code]) < max(left[place.code])
    }
