"""Set-up, neighbours, cooling: the only part that plain Python calls."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from sampai.engines.solver.ruin.anneal import fill, measure, seat
from sampai.engines.solver.ruin.steps import Day, Step, copy_of, flat, search_alone
from sampai.engines.solver.ruin.world import Reals, Small, State, Whole, World, idle, scratch
from sampai.engines.solver.ruin.zones import search_in_zones

NEIGHBOURS = 100
"""How many neighbours of a stop strings are taken from (the paper takes all; engines.md: about 100)."""
HOT = 1.0
COLD = 0.02
"""First and last temperature, in mean costs of one way; measured on X-n1001-k43 and Brussels1."""
MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
FEWEST = 10
"""Steps of the shortest search."""
STEPS = 200
"""Temperatures between hot and cold."""
ROUNDS = 40
"""The same where the search goes zone by zone."""
ZONE = 2_500
ZONE_DAYS = 60
"""A zone has at least so many stops and vehicles; a problem of fewer than two zones is searched as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """How the temperature falls, and how far the search looks around."""

    hot: float = HOT
    cold: float = COLD
    far: int = 40
    """Neighbours beside which a stop may be put back, as long as there is room beside one of them."""
    mean_removed: float = MEAN_REMOVED
    longest: float = LONGEST_STRING
    zone: int = ZONE
    zone_days: int = ZONE_DAYS
    fleet: bool = False
    """Half of the search gives whole trips other vehicles; always so in a world whose kinds are exchanged."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best state of a search, its cost, and how many iterations were made."""

    state: State
    cost: float
    iterations: int


def neighbours_on_plane(x: Reals, y: Reals, *, most: int) -> tuple[Small, Reals]:
    """Each point's nearest others and the rounded distances; shapes (n, k)."""
    points = np.stack([x, y], axis=1)
    k = min(most, len(points) - 1)
    _, found = cKDTree(points).query(points, k=k + 1)
    found = np.atleast_2d(found)
    others = np.array([row[row != i][:k] for i, row in enumerate(found)], dtype=np.int32).reshape(
        len(points), k
    )
    gap = points[:, None, :] - points[others]
    return others, np.floor(np.sqrt((gap**2).sum(axis=2)) + 0.5)


def neighbours_in_table(cost: Reals, *, closeness: Reals, most: int) -> tuple[Small, Reals]:
    """Each stop's closest others by `closeness`, and the costs to them; shapes (n, k)."""
    n = len(cost)
    ranked = closeness.copy()
    np.fill_diagonal(ranked, np.inf)
    others = np.argsort(ranked, axis=1, kind="stable")[:, : min(most, n - 1)].astype(np.int32)
    return others, np.take_along_axis(cost, others.astype(np.int64), axis=1)


def closeness_in_time(cost: Reals, time: Reals, *, service: Reals, early: Reals, late: Reals) -> Reals:
    """Cost of a way plus a share of the waiting and all of the lateness that it must bring.

    T. Vidal, T. Crainic, M. Gendreau, C. Prins (2013), section 4.3; weights 0.2 and 1.0 as in PyVRP.
    """
    wait = np.maximum(0.0, early[None, :] - (late + service)[:, None] - time)
    lateness = np.maximum(0.0, (early + service)[:, None] + time - late[None, :])
    directed = cost + 0.2 * wait + 1.0 * lateness
    return np.minimum(directed, directed.T)


def anneal(
    world: World,
    *,
    vehicles: Whole,
    seed: int,
    iterations: int,
    cooling: Cooling | None = None,
    progress: Callable[[float], None] | None = None,
    is_over: Callable[[], float] | None = None,
    start: Sequence[Day] | None = None,
    threads: int = 1,
    steps_percent: int = 100,
) -> Found:
    """Search for so many iterations; the same arguments give the same answer, with any number of `threads`.

    `is_over` tells the share of the time that is used up, for measurements by the clock; `iterations` is then
    how many are made between two looks at it, at first.
    `steps_percent`: of the usual temperatures; each has a least size, so fewer of them make a short search.
    `start` are days that keep every rule; without them, the stops are served one by one first.
    """
    cooling = cooling or Cooling()
    work = scratch()
    state = idle(world, vehicles=vehicles, seed=seed)
    state.absent[:] = np.argsort(-world.home, kind="stable")
    if start:
        seat(world, state, *flat(start))
    fill(world, state, work, cooling.far)
    cost = measure(world, state)
    best = Found(copy_of(state), cost, 0)
    unit = _mean_way(world, state, cost)
    days = int(np.count_nonzero((state.visits > 0) & (state.before < 0)))
    zones = min(len(world.home) // cooling.zone, days // cooling.zone_days)
    rounds = max(FEWEST, (STEPS if zones < 2 else ROUNDS) * steps_percent // 100)
    steps = (
        _by_count(iterations, rounds=rounds)
        if is_over is None
        else _by_clock(iterations, rounds=rounds, is_over=is_over)
    )
    done = 0
    with ThreadPoolExecutor(threads) as pool:
        for number, (size, share) in enumerate(steps):
            heat = round(unit * cooling.hot * (cooling.cold / cooling.hot) ** share, 9)
            longest = _longest(world, state, cooling)
            step = Step(size, heat, cooling.mean_removed, longest, cooling.far, cooling.fleet)
            if zones < 2:
                cost += search_alone(world, state, work, step)
            else:
                state = search_in_zones(
                    world,
                    state,
                    step,
                    vehicles=vehicles,
                    seed=seed + 7_919 * number,
                    zones=zones,
                    run=pool.map,
                )
                cost = measure(world, state)
            done += size
            if cost < best.cost - 1e-6:
                best = Found(copy_of(state), cost, done)
            if progress is not None:
                progress(share)
    return Found(best.state, measure(world, best.state), done)


def _longest(world: World, state: State, cooling: Cooling) -> float:
    mean_load = len(world.home) / max(1, int(np.count_nonzero(state.visits)))
    return min(cooling.longest, mean_load)


def _mean_way(world: World, state: State, cost: float) -> float:
    """Mean cost of one way, without fixed costs and prices of absence."""
    used = [r for r in range(len(state.kind)) if state.kind[r] >= 0 and state.visits[r] > 0]
    fixed = sum(float(world.fixed[state.kind[r]]) for r in used if state.before[r] < 0)
    absent = state.absent[: int(state.missing[0])]
    ways = len(world.home) - len(absent) + len(used)
    return max(1e-9, (cost - fixed - float(world.miss[absent].sum())) / max(1, ways))


def _by_count(iterations: int, *, rounds: int) -> Iterator[tuple[int, float]]:
    bounds = [iterations * step // rounds for step in range(rounds + 1)]
    for step, (start, end) in enumerate(pairwise(bounds)):
        if end > start:
            yield end - start, step / rounds


def _by_clock(first: int, *, rounds: int, is_over: Callable[[], float]) -> Iterator[tuple[int, float]]:
    size, before = first, is_over()
    while before < 1:
        yield size, before
        now = is_over()
        size = max(50, round(size * min(3.0, max(0.3, 1 / rounds / max(now - before, 1e-6)))))
        before = now


def trips_of(state: State) -> list[Day]:
    """Each vehicle's kind and trips in order, each a list of stops."""
    days = []
    for r in range(len(state.kind)):
        if state.kind[r] < 0 or state.visits[r] == 0 or state.before[r] >= 0:
            continue
        day, at = [], r
        while at >= 0:
            stops, c = [], int(state.first[at])
            while c >= 0:
                stops.append(c)
                c = int(state.next[c])
            if stops:
                day.append(stops)
            at = int(state.after[at])
        days.append((int(state.kind[r]), day))
    return days


def compile_ahead() -> None:
    """Compile the search, so that the first plan does not wait for it. Does nothing when that was done."""
    corners = np.array([[0.0, 3.0, 4.0], [3.0, 0.0, 5.0], [4.0, 5.0, 0.0]])
    stop, kind, one = np.zeros(2), np.zeros(1), np.ones(1)
    near, near_cost = neighbours_in_table(corners[1:, 1:], closeness=corners[1:, 1:], most=NEIGHBOURS)
    world = World(
        plane=False,
        x=np.zeros(0),
        y=np.zeros(0),
        cost=corners[None],
        time=corners[None],
        depots=1,
        near=near,
        near_cost=near_cost,
        home=corners[0, 1:].copy(),
        size=stop,
        load=np.ones((2, 1), np.int64),
        service=stop,
        early=stop,
        late=stop + 100.0,
        release=stop,
        miss=stop + 1_000.0,
        timed=True,
        mixed=False,
        chained=True,
        room=np.ones((1, 1), np.int64),
        fixed=kind,
        unit=one,
        cost_table=np.zeros(1, np.int32),
        time_table=np.zeros(1, np.int32),
        start=np.zeros(1, np.int32),
        end=np.zeros(1, np.int32),
        opens=kind,
        closes=one * 1_000.0,
        longest=one * 1_000.0,
        reload=kind,
        trips=np.full(1, 9, np.int64),
        family=np.zeros(1, np.int32),
    )
    for start in (None, [(0, [[0], [1]])]):
        anneal(world, vehicles=np.ones(1, np.int64), seed=1, iterations=1, start=start)
