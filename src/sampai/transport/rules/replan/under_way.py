"""Journeys that are under way when something happens: what is done stays, the rest goes on as it can.

- Stops that were reached are facts. A journey whose way ahead is open goes on as planned, later if it is held
  up.
- Where a way ahead is shut, the vehicle turns round at the last village or place it passed (estimated from
  the plan's times) and takes the way that is left to its next stops, in their order. What it cannot reach any
  more comes back to where it was loaded. A vehicle that cannot come home goes to the nearest guarded place
  that it can reach, or stays where it is, and waits.
- The goods of a vehicle that is lost wait where it was last, under guard, until another one fetches them.

Such goods are unloaded there, as a stop of the journey says, and are planned on from there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse.csgraph import dijkstra

from sampai.kernel.clock import HTime
from sampai.kernel.quantity import total
from sampai.places.rules.ways import Ways, foot, split
from sampai.transport.model import Absence, Journey, ModeRule, Setback, Stop
from sampai.transport.rules.going import Going
from sampai.transport.rules.means import Means
from sampai.transport.rules.replan.ground import Ground, rides
from sampai.transport.rules.replan.in_place import fees_of


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a journey under way, None where it never left; `waits`: vehicles that stay away."""

    journey: Journey | None
    waits: tuple[Absence, ...] = ()


def carry_on(
    journey: Journey, *, ground: Ground, setback: Setback, guarded: Sequence[str], rule: ModeRule
) -> Carried:
    """A journey under way, as it goes on after a setback."""
    at = setback.at
    mine = [a for a in setback.absences if a.vehicle == journey.vehicle and a.ordinal in journey.vehicles]
    if any(a.until is None and a.overlaps(at, journey.returns) for a in mine):
        return Carried(_lost(journey, at=at, means=ground.before.open))
    held = [a.until - at for a in mine if a.until is not None and a.overlaps(at, journey.returns)]
    slips = [seconds for code, seconds in setback.slips if code == journey.code]
    late = later(journey, by_s=max([0, *held, *slips]), at=at)
    if not _is_cut(late, going=(ground.before, ground.after), at=at):
        return Carried(late)
    return _turned(late, ground=ground, at=at, guarded=guarded, rule=rule)


def later(journey: Journey, *, by_s: int, at: HTime) -> Journey:
    """All that has not happened yet happens later."""
    if not by_s:
        return journey

    def moved(time: HTime) -> HTime:
        return HTime(time + by_s) if time > at else time

    stops = (
        replace(stop, arrives=moved(stop.arrives), departs=moved(stop.departs)) for stop in journey.stops
    )
    return replace(
        journey,
        departs=moved(journey.departs),
        returns=moved(journey.returns),
        stops=tuple(stops),
        handed_over=None if journey.handed_over is None else moved(journey.handed_over),
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a vehicle is: the place it left or stands at, when it leaves or left, how many stops are done."""

    place: str
    leaves: int
    done: int


def _here(journey: Journey, *, at: HTime) -> _Here:
    done = sum(stop.arrives <= at for stop in journey.stops)
    if done == 0:
        return _Here(journey.origin, journey.departs, 0)
    last = journey.stops[done - 1]
    return _Here(last.place, last.departs, done)


def _ahead(journey: Journey, here: _Here) -> tuple[str, ...]:
    return (here.place, *(stop.place for stop in journey.stops[here.done :]), journey.home)


def _is_cut(journey: Journey, *, going: tuple[Going, Going], at: HTime) -> bool:
    """Whether any of the ways ahead has changed; of the drive under way, what is left of it."""
    here = _here(journey, at=at)
    places = _ahead(journey, here)
    mode, (before, after) = journey.mode, going
    if before.open.ways[mode].conditions == after.open.ways[mode].conditions:
        return False
    if here.leaves < at:
        node, _ = _passed(journey, here, at=at, means=before.open)
        places = (node, *places[1:])
    return rides(before.open, mode, places, on_map=False) != rides(after.open, mode, places, on_map=False)


def _passed(journey: Journey, here: _Here, *, at: HTime, means: Means) -> tuple[str, int]:
    """The last village or place that a vehicle under way passed, and how long ago, by the plan's times."""
    places = _ahead(journey, here)
    following = [*(stop.arrives for stop in journey.stops[here.done :]), journey.returns]
    share = (at - here.leaves) / max(1, following[0] - here.leaves)
    ways = means.ways[journey.mode]
    path = _path(ways, places[0], places[1])
    if not path:
        return here.place, at - here.leaves
    whole = path[-1][1] or 1
    passed = [(code, when) for code, when in path[:-1] if when <= share * whole]
    code, when = passed[-1] if passed else (here.place, 0)
    return code, round((share * whole - when) / whole * (following[0] - here.leaves))


def _path(ways: Ways, start: str, end: str) -> list[tuple[str, int]]:
    """The nodes on the way between two places with the seconds to them, the end last; empty if no way."""
    a, b = foot(ways, start), foot(ways, end)
    found = dijkstra(ways.graph, indices=np.array([a.node]), return_predecessors=True)
    keys, before = found[0][0], found[1][0]
    if not np.isfinite(keys[b.node] + a.key + b.key):
        return []
    nodes = [b.node]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    at = [(ways.network.nodes[node], float(keys[node]) + a.key) for node in reversed(nodes)]
    seconds, _ = split(np.array([key for _, key in at] + [float(keys[b.node]) + a.key + b.key]))
    codes = [code for code, _ in at] + [end]
    return list(zip(codes, seconds.tolist(), strict=True))


def _lost(journey: Journey, *, at: HTime, means: Means) -> Journey | None:
    """The journey as far as it came; what is still on board is unloaded where the vehicle was last."""
    here = _here(journey, at=at)
    rest = journey.stops[here.done :]
    if not rest:
        return replace(journey, returns=at, ends="")
    if here.done == 0 and at < journey.departs:
        return None
    place = here.place if here.leaves >= at else _passed(journey, here, at=at, means=means)[0]
    place = _node(means, place)
    return replace(
        journey,
        stops=(*journey.stops[: here.done], _unload(rest, place=place, at=at, until=at)),
        returns=at,
        ends="",
    )


def _node(means: Means, place: str) -> str:
    """The village or place from which goods can be fetched; of a station, its own."""
    network = means.network
    return place if place in network.index else network.nodes[network.anchors[place].node]


def _unload(stops: Iterable[Stop], *, place: str, at: HTime, until: HTime) -> Stop:
    """All that was meant for some stops, unloaded at another place."""
    rest = list(stops)
    return Stop(
        place=place,
        arrives=at,
        departs=until,
        stations=tuple(sorted(code for stop in rest for code in stop.stations)),
        own=tuple(sorted(code for stop in rest for code in stop.own)),
        load=total([stop.load for stop in rest]),
    )


def _turned(
    journey: Journey, *, ground: Ground, at: HTime, guarded: Sequence[str], rule: ModeRule
) -> Carried:
    """The journey over the ways that are left, from where it is."""
    here = _here(journey, at=at)
    place, now = here.place, max(here.leaves, at)
    if here.leaves < at:
        place, since = _passed(journey, here, at=at, means=ground.before.open)
        now = at + since
    loading = here.done == 0 and at < journey.departs
    ways, mode = ground.after.passing(()), journey.mode
    served, missed, metres = [], [], 0
    for stop in journey.stops[here.done :]:
        ride = rides(ways, mode, (place, stop.place), on_map=False)[0]
        if ride is None:
            missed.append(stop)
            continue
        halt = rule.stop_s + rule.load_s_per_box * stop.load.boxes
        now += ride[0]
        served.append(replace(stop, arrives=HTime(now), departs=HTime(now + halt)))
        place, now, metres = stop.place, now + halt, metres + ride[1]
    if loading and not served:
        return Carried(None)
    gone = journey.stops[: here.done]
    kept = replace(
        journey,
        stops=(*gone, *served),
        load=total([stop.load for stop in (*gone, *served)]) if loading else journey.load,
        distance_m=_metres(journey, ground, until=here.done) + metres,
    )
    on_board = () if loading else tuple(missed)
    return _home(kept, place, now=now, on_board=on_board, ways=ways, guarded=guarded, rule=rule)


def _metres(journey: Journey, ground: Ground, *, until: int) -> int:
    """Metres to the last stop that is done, over the ways as they were."""
    places = (journey.origin, *(stop.place for stop in journey.stops[:until]))
    return sum(ride[1] for ride in rides(ground.before.open, journey.mode, places) if ride is not None)


def _home(
    journey: Journey,
    place: str,
    *,
    now: int,
    on_board: tuple[Stop, ...],
    ways: Means,
    guarded: Sequence[str],
    rule: ModeRule,
) -> Carried:
    """The end of a journey that turned round: home, or where it waits."""
    ride = rides(ways, journey.mode, (place, journey.origin), on_map=False)[0]
    ends = (journey.origin, *ride) if ride is not None else _refuge(place, ways, journey, guarded=guarded)
    comes = HTime(now + ends[1])
    boxes = sum(stop.load.boxes for stop in on_board)
    leaves = HTime(comes + (rule.stop_s + rule.load_s_per_box * boxes if on_board else 0))
    back = (_unload(on_board, place=ends[0], at=comes, until=leaves),) if on_board else ()
    whole = replace(
        journey,
        stops=(*journey.stops, *back),
        returns=leaves,
        ends="",
        distance_m=journey.distance_m + ends[2],
    )
    whole = replace(whole, fees_rp=fees_of(whole, ways))
    if ride is not None:
        return Carried(whole)
    waits = [Absence(vehicle=journey.vehicle, ordinal=o, since=leaves) for o in journey.vehicles]
    return Carried(whole, tuple(waits))


def _refuge(place: str, ways: Means, journey: Journey, *, guarded: Sequence[str]) -> tuple[str, int, int]:
    """The nearest guarded place that can be reached, or where the vehicle is."""
    found = []
    for code in guarded:
        ride = rides(ways, journey.mode, (place, code), on_map=False)[0] if ways.network.knows(code) else None
        if ride is not None:
            found.append((ride[0], ride[1], code))
    if not found:
        return _node(ways, place), 0, 0
    seconds, metres, code = min(found)
    return code, seconds, metres


def carry_back(
    journey: Journey, *, ground: Ground, setback: Setback, guarded: Sequence[str], rule: ModeRule
) -> Carried:
    """A journey of the way back that is under way, as it goes on: what is on board is not left behind."""
    at = setback.at
    mine = [a for a in setback.absences if a.vehicle == journey.vehicle and a.ordinal in journey.vehicles]
    if any(a.until is None and a.overlaps(at, journey.free) for a in mine):
        return Carried(_stranded(journey, at=at, means=ground.before.open))
    held = [a.until - at for a in mine if a.until is not None and a.overlaps(at, journey.free)]
    slips = [seconds for code, seconds in setback.slips if code == journey.code]
    late = later(journey, by_s=max([0, *held, *slips]), at=at)
    if journey.returns <= at or not _is_cut(late, going=(ground.before, ground.after), at=at):
        return Carried(late)
    return _turned_back(late, ground=ground, at=at, guarded=guarded, rule=rule)


def _stranded(journey: Journey, *, at: HTime, means: Means) -> Journey | None:
    """A lost vehicle's journey: what it took waits where it was last; None where it took nothing."""
    here = _here(journey, at=at)
    if journey.returns <= at:
        return replace(journey, handed_over=max(at, journey.returns))
    if here.done == 0:
        return None
    place = here.place if here.leaves >= at else _passed(journey, here, at=at, means=means)[0]
    return _cut_short(journey, journey.stops[: here.done], ends=_node(means, place), returns=at, over=at)


def _turned_back(
    journey: Journey, *, ground: Ground, at: HTime, guarded: Sequence[str], rule: ModeRule
) -> Carried:
    """Over the ways that are left to the stops that can be reached, and home or to a guarded place."""
    here = _here(journey, at=at)
    place, now = here.place, max(here.leaves, at)
    if here.leaves < at:
        place, since = _passed(journey, here, at=at, means=ground.before.open)
        now = at + since
    ways, mode = ground.after.passing(()), journey.mode
    stops, metres = list(journey.stops[: here.done]), _metres(journey, ground, until=here.done)
    for stop in journey.stops[here.done :]:
        ride = rides(ways, mode, (place, stop.place), on_map=False)[0]
        if ride is None:
            continue
        arrives = now + ride[0]
        now = max(arrives + rule.stop_s + rule.load_s_per_box * stop.load.boxes, stop.departs)
        stops.append(replace(stop, arrives=HTime(arrives), departs=HTime(now)))
        place, metres = stop.place, metres + ride[1]
    if not stops:
        return Carried(None)
    home = rides(ways, mode, (place, journey.origin), on_map=False)[0]
    ends = (journey.origin, *home) if home is not None else _refuge(place, ways, journey, guarded=guarded)
    returns = HTime(now + ends[1])
    boxes = sum(stop.load.boxes for stop in stops)
    over = HTime(returns + rule.stop_s + rule.load_s_per_box * boxes)
    kept = _cut_short(journey, stops, ends="" if home is not None else ends[0], returns=returns, over=over)
    kept = replace(kept, distance_m=metres + ends[2], fees_rp=fees_of(kept, ways), pauses_s=0)
    if home is not None:
        return Carried(kept)
    return Carried(kept, tuple(Absence(vehicle=kept.vehicle, ordinal=o, since=over) for o in kept.vehicles))


def _cut_short(journey: Journey, stops: Sequence[Stop], *, ends: str, returns: HTime, over: HTime) -> Journey:
    """The journey with these stops only; what it took is handed over where it ends."""
    return replace(
        journey,
        stops=tuple(stops),
        load=total([stop.load for stop in stops]),
        ends=ends,
        returns=returns,
        handed_over=over,
    )
