"""One step of the search: so many iterations at one temperature, and what plain Python does between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sampai.engines.solver.ruin.anneal import may_stay, refleet, search
from sampai.engines.solver.ruin.world import Scratch, Small, State, Whole, World

FLEET_SHARE = 0.5
"""Share of the iterations that mend what is left after some trips were given other vehicles."""
FLEET_STOPS = 80
"""Trips of at most about so many stops are given other vehicles at once."""
FLEET_LOOKS = 20
"""Iterations for each stop of these trips, before the whole is kept or undone."""

Day = tuple[int, list[list[int]]]
"""A vehicle's kind and its trips in order, each a list of stops."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one call of the compiled loop is told."""

    iterations: int
    heat: float
    mean_removed: float
    longest: float
    far: int
    fleet: bool


def search_alone(
    world: World, state: State, work: Scratch, step: Step, *, seeds: Small | None = None
) -> float:
    """One step over the whole state, or around `seeds`; returns the change of cost."""
    around = np.arange(len(state.next), dtype=np.int32) if seeds is None else seeds
    if not (world.mixed or step.fleet) or len(world.fixed) < 2:
        return _searched(world, state, work, step, around, step.iterations)
    plain = round(step.iterations * (1 - FLEET_SHARE))
    change = _searched(world, state, work, step, around, plain)
    left = step.iterations - plain
    while left > 0:
        more, used = _other_fleet(world, state, work, step)
        change += more
        left -= used
    return change


def _searched(world: World, state: State, work: Scratch, step: Step, seeds: Small, iterations: int) -> float:
    return float(
        search(world, state, work, seeds, iterations, step.heat, step.mean_removed, step.longest, step.far)
    )


def _other_fleet(world: World, state: State, work: Scratch, step: Step) -> tuple[float, int]:
    """Give some trips other vehicles, mend them, keep or undo it all; returns cost change and iterations."""
    before = copy_of(state)
    stops, change = refleet(world, state, work, FLEET_STOPS, step.far)
    used = FLEET_LOOKS * max(1, stops)
    if stops:
        change += _searched(world, state, work, step, work.gone[:stops].copy(), used)
    if may_stay(state, change, step.heat):
        return float(change), used
    _put_back(state, before)
    return 0.0, used


def copy_of(state: State) -> State:
    """The same state in arrays of its own."""
    return State._make(part.copy() for part in state)


def _put_back(state: State, before: State) -> None:
    """Everything as it was, but chance goes on: it must not repeat itself."""
    parts: Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = zip(state, before, strict=True)
    for part, was in parts:
        if part is not state.chance:
            np.copyto(part, was)


def flat(days: Sequence[Day]) -> tuple[Small, Whole, Small]:
    """Days as arrays: each trip's kind (-1: a trip that follows in its day) and end, and all stops."""
    trips = [trip for _, day in days for trip in day]
    kinds = [kind if at == 0 else -1 for kind, day in days for at in range(len(day))]
    ends = np.cumsum([len(trip) for trip in trips])
    stops = [stop for trip in trips for stop in trip]
    return np.array(kinds, np.int32), ends.astype(np.int64), np.array(stops, np.int32)
