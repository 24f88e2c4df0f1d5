"""Where goods and vehicles stay on the way: over night, or until the tide lets them go on.

Goods that wait at the office or store to which a stage brings them are where they should be and not counted;
goods at a landing or the end of a road are under way, and somebody must guard them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sampai.election.model import Direction
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import StationCode
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, Stay, StayKind, Stop

LEAST_S = HOUR
"""A shorter wait is part of unloading and loading."""


def stays(delivery: DeliveryPlan, *, modes: Sequence[ModeRule]) -> tuple[Stay, ...]:
    """All stays of both ways, in the order in which they begin."""
    handling = {rule.mode: (rule.stop_s, rule.load_s_per_box) for rule in modes}
    found: list[Stay] = []
    for journeys in (delivery.journeys, delivery.back):
        found += _of_goods(journeys)
        found += [stay for one in journeys for stay in _of_vehicles(one, *handling[one.mode])]
    return tuple(sorted(found, key=lambda stay: (stay.since, stay.place, stay.journey)))


def is_over_night(since: int, until: int) -> bool:
    """Whether a midnight lies between two moments."""
    return since // DAY < until // DAY


def _of_vehicles(journey: Journey, stop_s: int, per_box_s: int) -> Iterator[Stay]:
    """Waits of a vehicle at its last place, empty on the way out and with the boxes on the way back."""
    last = journey.stops[-1]
    done = last.arrives + stop_s + per_box_s * last.load.boxes
    if last.departs - done < LEAST_S:
        return
    back = journey.direction is Direction.BACK
    yield Stay(
        place=last.place,
        since=HTime(done),
        until=last.departs,
        kind=StayKind.NIGHT if is_over_night(done, last.departs) else StayKind.WAIT,
        journey=journey.code,
        stations=tuple(code for stop in journey.stops for code in stop.stations) if back else (),
        boxes=journey.load.boxes if back else 0,
    )


def _of_goods(journeys: Sequence[Journey]) -> Iterator[Stay]:
    """Goods that lie between two legs of one stage, together with others that lie there just as long."""
    legs: dict[tuple[str, str, StationCode], list[tuple[Journey, Stop]]] = defaultdict(list)
    for journey in sorted(journeys, key=lambda one: one.leg):
        for stop in journey.stops:
            for code in stop.stations:
                legs[journey.giver, journey.receiver, code].append((journey, stop))
    lying: dict[tuple[str, HTime, HTime, str], list[StationCode]] = defaultdict(list)
    for (_, _, code), moves in legs.items():
        for (before, came), (after, taken) in pairwise(moves):
            place, since = (
                (came.place, came.departs)
                if before.direction is Direction.OUT
                else (before.origin, before.free)
            )
            until = after.loads if after.direction is Direction.OUT else taken.arrives
            lying[place, HTime(since), until, after.code].append(code)
    for (place, since, until, journey_code), stations in lying.items():
        if until - since >= LEAST_S:
            yield Stay(
                place=place,
                since=since,
                until=until,
                kind=StayKind.NIGHT if is_over_night(since, until) else StayKind.WAIT,
                journey=journey_code,
                stations=tuple(sorted(stations)),
                boxes=_boxes(journeys, code=journey_code, stations=stations),
            )


def _boxes(journeys: Sequence[Journey], *, code: str, stations: Sequence[StationCode]) -> int:
    """Boxes that a journey takes on for some stations; of a stop for others too, its whole load."""
    wanted = set(stations)
    return sum(
        stop.load.boxes
        for journey in journeys
        if journey.code == code
        for stop in journey.stops
        if wanted.intersection(stop.stations)
    )
