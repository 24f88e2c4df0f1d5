"""Large problems zone by zone: whole days that lie together, cut along other lines in each round.

Every zone has a state of its own and looks at its own stops only, so zones can be searched at the same time;
how many threads do it changes nothing in the answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from sampai.engines.solver.ruin.anneal import lay_out, seat
from sampai.engines.solver.ruin.steps import Step, search_alone
from sampai.engines.solver.ruin.world import Reals, Small, State, Whole, World, idle, scratch

Chance = np.random.Generator


@dataclass(frozen=True, slots=True)
class Zone:
    """Days as arrays (see `flat`), stops that nobody serves, vehicles that may be used, and a seed."""

    kinds: Small
    ends: Whole
    stops: Small
    absent: Small
    vehicles: Whole
    seed: int


def search_in_zones(
    world: World,
    state: State,
    step: Step,
    *,
    vehicles: Whole,
    seed: int,
    zones: int,
    run: Callable[..., Iterable[Zone]],
) -> State:
    """One step in every zone; the new state of the whole."""
    draw = np.random.Generator(np.random.PCG64(seed))
    parts = _cut(world, state, zones=zones, draw=draw)
    found = list(run(partial(_searched, world, step=step, stops=len(world.home)), parts))
    whole = idle(world, vehicles=vehicles, seed=seed)
    kinds, ends, stops = _joined(found)
    seat(world, whole, kinds, ends, stops)
    return whole


def _searched(world: World, zone: Zone, *, step: Step, stops: int) -> Zone:
    own = np.concatenate([zone.stops, zone.absent]).astype(np.int32)
    state = idle(world, vehicles=zone.vehicles, seed=zone.seed)
    state.absent[: len(own)] = own
    state.missing[0] = len(own)
    seat(world, state, zone.kinds, zone.ends, zone.stops)
    size = round(step.iterations * len(own) / stops)
    search_alone(world, state, scratch(), replace(step, iterations=size), seeds=own)
    kinds, ends, laid = days_of(state)
    return replace(zone, kinds=kinds, ends=ends, stops=laid, absent=state.absent[: int(state.missing[0])])


def days_of(state: State) -> tuple[Small, Whole, Small]:
    """A state's days as arrays (see `flat`)."""
    kinds, ends = np.empty(len(state.kind), np.int32), np.empty(len(state.kind), np.int64)
    stops = np.empty(len(state.next), np.int32)
    trips = lay_out(state, kinds, ends, stops)
    return kinds[:trips], ends[:trips], stops[: ends[trips - 1] if trips else 0]


def _joined(zones: Iterable[Zone]) -> tuple[Small, Whole, Small]:
    parts = list(zones)
    before = np.cumsum([0, *(len(part.stops) for part in parts)])
    return (
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.ends + shift for part, shift in zip(parts, before, strict=False)]),
        np.concatenate([part.stops for part in parts]),
    )


def _cut(world: World, state: State, *, zones: int, draw: Chance) -> list[Zone]:
    """Halve the days again and again by their distance from a far stop, drawn anew in each round."""
    kinds, ends, stops = days_of(state)
    starts = np.concatenate([[0], ends[:-1]])
    opens = np.flatnonzero(kinds >= 0)
    day_start, day_end = starts[opens], np.append(starts[opens][1:], len(stops))
    zones = min(zones, len(opens))
    groups = _halved(world, np.arange(len(opens)), zones, days=(day_start, day_end, stops), draw=draw)
    absent = np.array_split(draw.permutation(state.absent[: int(state.missing[0])]), zones)
    found = []
    for number, group in enumerate(groups):
        trips = np.flatnonzero(np.isin(np.cumsum(kinds >= 0) - 1, group))
        own = np.concatenate([stops[starts[t] : ends[t]] for t in trips])
        used = np.bincount(kinds[opens[group]], minlength=len(state.free))
        spare = (state.free + zones - 1 - number) // zones
        found.append(
            Zone(
                kinds[trips],
                np.cumsum(ends[trips] - starts[trips]),
                own,
                absent[number].astype(np.int32),
                used + spare,
                int(draw.integers(2**31)),
            )
        )
    return found


def _halved(
    world: World, group: Whole, zones: int, *, days: tuple[Whole, Whole, Small], draw: Chance
) -> list[Whole]:
    """Groups of days with about as many stops each."""
    if zones <= 1:
        return [group]
    start, end, stops = days
    somewhere = stops[start[group[draw.integers(len(group))]]]
    edge = stops[start[group[np.argmax(_distances(world, somewhere, group, days=days))]]]
    ranked = group[np.argsort(_distances(world, edge, group, days=days), kind="stable")]
    sizes = np.cumsum(end[ranked] - start[ranked])
    left = zones // 2
    at = int(np.searchsorted(sizes, sizes[-1] * left / zones))
    at = min(max(at, left), len(ranked) - (zones - left))
    return [
        *_halved(world, np.sort(ranked[:at]), left, days=days, draw=draw),
        *_halved(world, np.sort(ranked[at:]), zones - left, days=days, draw=draw),
    ]


def _distances(world: World, stop: int, group: Whole, *, days: tuple[Whole, Whole, Small]) -> Reals:
    """How far days are from a stop, on the mean of their stops."""
    start, end, stops = days
    here, there = world.depots + stop, world.depots + stops
    if world.plane:
        gap = np.hypot(world.x[there] - world.x[here], world.y[there] - world.y[here])
    else:
        gap = world.cost[0, here, there]
    return np.asarray(np.add.reduceat(gap, start)[group] / (end - start)[group])
