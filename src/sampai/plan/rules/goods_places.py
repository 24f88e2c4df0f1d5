"""From when to when goods lie at a place between two journeys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sampai.kernel.clock import HTime
from sampai.kernel.ids import PlaceCode
from sampai.places.model import Register
from sampai.transport.model import DeliveryPlan

Span = tuple[HTime, HTime]


def goods_at(
    delivery: DeliveryPlan, *, register: Register, stations: Span
) -> Mapping[PlaceCode, Sequence[Span]]:
    """Spans for each place: from the first arrival of goods to the last departure with them, out and back.

    `stations`: from when to when officers of stations are on duty. They take the goods on and bring them
    back, so they stay with them at these places as long as that.
    """
    out = [(stop.place, stop.arrives, j.origin, j.departs) for j in delivery.journeys for stop in j.stops]
    back = [(j.origin, j.free, stop.place, stop.departs) for j in delivery.back for stop in j.stops]
    begin, end = stations
    spans = [
        *((place, came, min(left, begin)) for place, (came, left) in _spans(out)),
        *((place, max(came, end), left) for place, (came, left) in _spans(back)),
    ]
    found: dict[str, list[Span]] = defaultdict(list)
    for place, came, left in spans:
        if came < left:
            found[place].append((came, left))
    return {place.code: found[place.code] for place in register.places if found[place.code]}


def _spans(moves: Iterable[tuple[str, HTime, str, HTime]]) -> Iterable[tuple[str, Span]]:
    """By place: what came there first, and what left from there last."""
    came: dict[str, list[HTime]] = defaultdict(list)
    left: dict[str, list[HTime]] = defaultdict(list)
    for to, arrives, origin, departs in moves:
        came[to].append(arrives)
        left[origin].append(departs)
    for place in sorted(came):
        if left[place] and min(came[place]) < max(left[place]):
            yield place, (min(came[place]), max(left[place]))
