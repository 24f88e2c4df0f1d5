"""A journey kept with its vehicle and the order of its stops: longer, later, or without some goods."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load, total
from sampai.places.model import Mode
from sampai.transport.model import Journey, ModeRule, Stop
from sampai.transport.rules.diary import Span
from sampai.transport.rules.drivers import Hands
from sampai.transport.rules.means import Means
from sampai.transport.rules.problem import hours
from sampai.transport.rules.replan.ground import Ground, round_trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a journey must keep to if it is kept: when it can begin, and when its vehicles are promised."""

    goods_s: int
    """When the last of its goods are at its origin."""
    start_s: int
    """Before this no changed journey begins to load."""
    busy: Sequence[Span]
    """Other journeys of its vehicles, and when they are away."""
    back_by: int | None = None
    """When the last journey of its vehicles' stay at another place comes back, if they are on one."""


def in_place(
    journey: Journey, *, terms: Terms, ground: Ground, rule: ModeRule, stops: Sequence[Stop], hands: Hands
) -> Journey | None:
    """The journey with these of its stops over the ways that are left, or None where it does not fit."""
    if not stops or _stays_overnight(journey, rule=rule) or has_small_links(ground.after.open, journey.mode):
        return None
    whole = replace(journey, stops=tuple(stops), load=total([stop.load for stop in stops]))
    drives = ground.drives(journey.mode, round_trip(whole))
    metres = sum(drive[1] for drive in drives if drive is not None)
    seconds = [drive[0] for drive in drives if drive is not None]
    if len(seconds) < len(drives) or (hands.pause_s and sum(seconds) > hands.longest_s):
        return None
    whole = replace(whole, fees_rp=fees_of(whole, ground.after.passing(())), pauses_s=0)
    same = _timed(whole, seconds=seconds, metres=metres, loads=journey.loads, rule=rule)
    if same == journey and terms.goods_s <= journey.loads and _is_free(same, terms=terms):
        return journey
    loads = max(journey.loads, terms.start_s, terms.goods_s)
    for start in sorted({loads, *(span.end for span in terms.busy if span.end > loads)}):
        found = _timed(whole, seconds=seconds, metres=metres, loads=start, rule=rule)
        rested = hands.is_rested(Span(found.loads, found.returns), taken=terms.busy)
        if rested and _fits(found, day=journey.loads // DAY, terms=terms, ground=ground, rule=rule):
            return found
    return None


def has_small_links(means: Means, mode: Mode) -> bool:
    """Whether some link of a mode takes few boxes, so that another way may not take the journey's load."""
    return any(link.mode == mode and link.boxes_per_trip for link in means.network.links)


def without(
    stop: Stop, missing: Collection[StationCode], *, loads: Mapping[StationCode, Load]
) -> Stop | None:
    """A stop without the goods of some stations, or None where nothing is left."""
    left = [code for code in stop.codes if code not in missing]
    if len(left) == len(stop.codes):
        return stop
    if not left:
        return None
    return replace(
        stop,
        stations=tuple(code for code in stop.stations if code not in missing),
        own=tuple(code for code in stop.own if code not in missing),
        load=total([loads[code] for code in left]),
    )


def fees_of(journey: Journey, ways: Means) -> int:
    """What passing links costs on all drives of a journey, for all its vehicles."""
    places = round_trip(journey)
    fees = ways.fees(journey.mode, places)
    return len(journey.vehicles) * sum(int(fees[at, at + 1]) for at in range(len(places) - 1))


def _stays_overnight(journey: Journey, *, rule: ModeRule) -> bool:
    """Whether a journey waits for the next day at its last stop."""
    last = journey.stops[-1]
    return last.departs > last.arrives + rule.stop_s + rule.load_s_per_box * last.load.boxes


def _timed(journey: Journey, *, seconds: Sequence[int], metres: int, loads: int, rule: ModeRule) -> Journey:
    departs = loads + rule.stop_s + rule.load_s_per_box * journey.load.boxes
    now, stops = departs, []
    for stop, drive in zip(journey.stops, seconds, strict=False):
        arrives = now + drive
        now = arrives + rule.stop_s + rule.load_s_per_box * stop.load.boxes
        stops.append(replace(stop, arrives=HTime(arrives), departs=HTime(now)))
    return replace(
        journey,
        loads=HTime(loads),
        departs=HTime(departs),
        returns=HTime(now + seconds[-1]),
        stops=tuple(stops),
        distance_m=metres,
    )


def _is_free(journey: Journey, *, terms: Terms) -> bool:
    span = Span(journey.loads, journey.returns)
    return not any(span.overlaps(other) for other in terms.busy)


def _fits(journey: Journey, *, day: int, terms: Terms, ground: Ground, rule: ModeRule) -> bool:
    """Whether a journey keeps to its day, working hours, its vehicles' other journeys and stay elsewhere."""
    if not _is_free(journey, terms=terms) or journey.loads // DAY != day:
        return False
    if terms.back_by is not None and journey.returns > terms.back_by:
        return False
    spans = (hours(rule, means=ground.after.open, day=span) for span in ground.days)
    return any(span.start <= journey.loads and journey.returns <= span.end for span in spans)
