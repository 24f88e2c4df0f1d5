"""Set-up and end of the genetic search, and which search a problem gets; all that plain Python calls."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sampai.engines.solver.genetic.breed import (
    Crowd,
    Family,
    breed,
    crowd,
    family,
    found,
)
from sampai.engines.solver.genetic.town import Plan, Reals, Small, Town, blank
from sampai.engines.solver.ruin.anneal import measure, seat
from sampai.engines.solver.ruin.run import Found, anneal
from sampai.engines.solver.ruin.steps import Day, flat
from sampai.engines.solver.ruin.world import NEVER, Whole, World, idle

MOST_STOPS = 650
"""Beyond so many stops ruin and recreate is ahead in half a minute, as far as measured."""
LEAST_LOOKS = 1_000
"""With fewer iterations for each stop no crowd comes about: ruin and recreate then."""
LOOKS_PER_CHILD = 1.0
"""Iterations for each stop that take as long as one child."""
NEIGHBOURS = 15
"""Of each stop; those whose neighbour it is come on top."""
CROWD, GENERATION = 25, 40
"""Answers of one sort that stay, and that come until some must go; as in the paper."""
FOUNDERS = 100
"""Children of nobody at the start."""
BATCH = 10
"""Children between two looks at the clock."""
PATIENCE = 20_000
"""After so many children without a better answer, all begins anew; as in the paper."""
MORE_TRIPS, SPARE_TRIPS = 1.3, 3
"""Trips at most: a multiple of what the whole load needs, and some more."""


@dataclass(frozen=True, slots=True)
class _Search:
    town: Town
    plan: Plan
    family: Family
    allowed: Crowd
    overloaded: Crowd

    def raise_some(self) -> None:
        """A few children more."""
        f, parts = self.family, (self.town, self.plan, self.family, self.allowed, self.overloaded)
        if f.born[0] < f.since[0] + FOUNDERS:
            found(*parts, BATCH)
            return
        breed(*parts, BATCH)
        if f.born[0] - max(f.born[1], f.since[0]) > PATIENCE:
            self.allowed.many[0] = 0
            self.overloaded.many[0] = 0
            f.since[0] = f.born[0]


def is_plain(world: World) -> bool:
    """Whether one load, one kind of vehicle, one depot are all that counts; ways cost the same back."""
    if world.timed or world.chained or world.plane or world.depots > 1 or len(world.fixed) > 1:
        return False
    table = world.cost[0]
    return bool(
        len(world.x)
        and world.load.shape[1] == 1
        and world.load.max() <= world.room[0, 0]
        and (world.fixed[0], world.unit[0]) == (0, 1)
        and table.max() < NEVER
        and (table == table.T).all()
    )


def is_bred(world: World, *, vehicles: Whole) -> bool:
    """Whether the genetic search is for this problem: plain, a few hundred stops, vehicles enough."""
    if not 1 < len(world.home) <= MOST_STOPS or not is_plain(world):
        return False
    return full_trips(town_of(world)) <= int(vehicles[0])


def compile_for(world: World, *, vehicles: Whole) -> None:
    """Compile what `find` needs for a problem, so that its time is the search's own."""
    anneal(world, vehicles=vehicles, seed=1, iterations=1)
    if is_bred(world, vehicles=vehicles):
        search = _search(world, vehicles=int(vehicles[0]), seed=1)
        for work in (found, breed):
            work(search.town, search.plan, search.family, search.allowed, search.overloaded, 1)


def find(
    world: World,
    *,
    vehicles: Whole,
    seed: int,
    iterations: int,
    is_over: Callable[[], float] | None = None,
    progress: Callable[[float], None] | None = None,
    threads: int = 1,
) -> Found:
    """The best answer to a published problem: the genetic search where it is ahead, else ruin and recreate.

    The arguments are those of `anneal`. Where no allowed answer is bred, ruin and recreate has the last word.
    """
    stops = len(world.home)
    enough = is_over is not None or iterations >= LEAST_LOOKS * stops
    if enough and is_bred(world, vehicles=vehicles):
        children = max(1, round(iterations / (LOOKS_PER_CHILD * stops)))
        bred = evolve(
            world, vehicles=vehicles, seed=seed, children=children, is_over=is_over, progress=progress
        )
        if bred is not None:
            return bred
    return anneal(
        world,
        vehicles=vehicles,
        seed=seed,
        iterations=iterations,
        is_over=is_over,
        progress=progress,
        threads=threads,
    )


def evolve(
    world: World,
    *,
    vehicles: Whole,
    seed: int,
    children: int,
    is_over: Callable[[], float] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Found | None:
    """Raise so many children of a plain problem; the same arguments give the same answer.

    `is_over` tells the share of the time that is used up, for measurements by the clock, instead of
    `children`. None: no answer that was found is allowed.
    """
    search = _search(world, vehicles=int(vehicles[0]), seed=seed)
    born = search.family.born
    share = 0.0
    while share < 1:
        search.raise_some()
        share = born[0] / children if is_over is None else is_over()
        if progress is not None:
            progress(min(1.0, share))
    if not np.isfinite(search.family.best[0]):
        return None
    state = idle(world, vehicles=vehicles, seed=seed)
    seat(world, state, *flat(_days(search.family)))
    return Found(state, measure(world, state), int(born[0]))


def _search(world: World, *, vehicles: int, seed: int) -> _Search:
    town = town_of(world)
    stops = len(world.home)
    need = max(MORE_TRIPS * town.load.sum() / town.room, full_trips(town))
    trips = min(vehicles, int(np.ceil(need)) + SPARE_TRIPS)
    size = CROWD + GENERATION + 1
    price = float(town.gap.max()) / max(1, int(town.load.max()))
    return _Search(
        town,
        blank(stops, trips=trips),
        family(stops, trips=trips, seed=seed, price=min(1_000.0, max(0.1, price)), least=CROWD, size=size),
        crowd(stops, size=size),
        crowd(stops, size=size),
    )


def full_trips(town: Town) -> int:
    """Trips when each load, the largest first, goes where it is first held."""
    left: list[int] = []
    for load in sorted(town.load[1:].tolist(), reverse=True):
        at = next((at for at, room in enumerate(left) if room >= load), len(left))
        left[at : at + 1] = [(left[at] if at < len(left) else town.room) - load]
    return len(left)


def town_of(world: World) -> Town:
    """A plain problem in the search's own numbers."""
    gap = np.ascontiguousarray(world.cost[0])
    return Town(
        gap=gap,
        load=np.concatenate([[0], world.load[:, 0]]),
        room=int(world.room[0, 0]),
        near=neighbours(gap, of_each=world.near[:, :NEIGHBOURS].astype(np.int64) + 1),
        x=world.x - world.x[0],
        y=world.y - world.y[0],
    )


def neighbours(gap: Reals, *, of_each: Whole) -> Small:
    """Who is near whom, either way: a row for each place, nearest first, filled up with 0."""
    is_near = np.zeros(gap.shape, np.bool_)
    np.put_along_axis(is_near[1:], of_each, values=True, axis=1)
    is_near |= is_near.T
    many = is_near.sum(axis=1)
    ranked = np.argsort(np.where(is_near, gap, np.inf), axis=1, kind="stable")[:, : many.max()]
    return np.where(np.arange(many.max()) < many[:, None], ranked, 0).astype(np.uint32)


def _days(found: Family) -> list[Day]:
    numbers = sorted(set(found.best_trip_of.tolist()))
    return [(0, [(found.best_row[found.best_trip_of == number] - 1).tolist()]) for number in numbers]
