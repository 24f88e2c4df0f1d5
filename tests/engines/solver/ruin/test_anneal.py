"""The compiled search keeps its own books: what it carries on from move to move is what is there."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sampai.engines.solver.ruin.anneal import fill, measure, search
from sampai.engines.solver.ruin.run import (
    NEIGHBOURS,
    Cooling,
    anneal,
    closeness_in_time,
    neighbours_in_table,
    trips_of,
)
from sampai.engines.solver.ruin.world import NEVER, State, Whole, World, idle, scratch
from sampai.engines.solver.vrplib_file import read_published
from sampai.kernel.errors import Unreadable


@dataclass(frozen=True)
class Case:
    """A random town, with or without windows, several kinds of vehicles, several trips a day."""

    timed: bool = False
    mixed: bool = False
    chained: bool = False
    stops: int = 60
    vehicles: int = 30


CASES = {
    "plain": Case(),
    "windows": Case(timed=True),
    "mixed fleet": Case(mixed=True),
    "several trips": Case(timed=True, chained=True, vehicles=3),
    "too few vehicles": Case(timed=True, vehicles=2),
}


def town(case: Case, *, seed: int) -> tuple[World, Whole]:
    draw = np.random.Generator(np.random.PCG64(seed))
    points = draw.integers(0, 1_000, size=(case.stops + 1, 2)).astype(float)
    gap = np.rint(np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1)))
    between = gap[1:, 1:].copy()
    early = draw.integers(0, 3_000, size=case.stops).astype(float)
    late = early + draw.integers(500, 3_000, size=case.stops).astype(float)
    service = np.full(case.stops, 20.0)
    close = (
        closeness_in_time(between, between, service=service, early=early, late=late)
        if case.timed
        else between
    )
    near, near_cost = neighbours_in_table(between, closeness=close, most=NEIGHBOURS)
    load = draw.integers(1, 20, size=(case.stops, 2)).astype(np.int64)
    room = np.array([[60, 70], [120, 140]] if case.mixed else [[60, 70]], dtype=np.int64)
    kinds = len(room)
    world = World(
        plane=False,
        x=np.zeros(0),
        y=np.zeros(0),
        cost=gap[None],
        time=gap[None],
        depots=1,
        near=near,
        near_cost=near_cost,
        home=gap[0, 1:].copy(),
        size=load[:, 0].astype(float),
        load=load,
        service=service,
        early=early,
        late=late,
        release=draw.integers(0, 800, size=case.stops).astype(float) * case.chained,
        miss=np.full(case.stops, 1e6),
        timed=case.timed,
        mixed=case.mixed,
        chained=case.chained,
        room=room,
        fixed=np.linspace(100.0, 400.0, kinds),
        unit=1.0 + np.arange(kinds) / 2,
        cost_table=np.zeros(kinds, np.int32),
        time_table=np.zeros(kinds, np.int32),
        start=np.zeros(kinds, np.int32),
        end=np.zeros(kinds, np.int32),
        opens=np.zeros(kinds),
        closes=np.full(kinds, 9_000.0),
        longest=np.full(kinds, NEVER),
        reload=np.full(kinds, 30.0),
        trips=np.full(kinds, 9 if case.chained else 1, np.int64),
        family=np.zeros(kinds, np.int32),
    )
    return world, np.full(kinds, case.vehicles, np.int64)


def cost_of(world: World, state: State) -> float:
    """The cost of a state from its trips alone."""
    total = float(world.miss[state.absent[: int(state.missing[0])]].sum())
    for kind, day in trips_of(state):
        ways = sum(
            world.cost[0, a, b]
            for trip in day
            for a, b in zip([0, *(c + 1 for c in trip)], [*(c + 1 for c in trip), 0], strict=True)
        )
        total += world.fixed[kind] + world.unit[kind] * ways
    return total


def is_on_time(world: World, day: list[list[int]]) -> bool:
    """Whether a vehicle's day keeps windows, releases and the shift, walked stop by stop."""
    now = 0.0
    for trip in day:
        now = max(now, *(world.release[c] for c in trip)) + world.reload[0]
        at = 0
        for c in trip:
            now = max(now + world.time[0, at, c + 1], world.early[c])
            if now > world.late[c]:
                return False
            now += world.service[c]
            at = c + 1
        now += world.time[0, at, 0]
    return bool(now <= world.closes[0])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("seed", [1, 2])
def test_the_books_agree_with_what_is_there(case: Case, seed: int) -> None:
    world, vehicles = town(case, seed=seed)
    state, work = idle(world, vehicles=vehicles, seed=seed), scratch()
    fill(world, state, work, 40)
    cost = measure(world, state)

    for heat in (300.0, 30.0, 3.0):
        cost += search(world, state, work, np.arange(case.stops, dtype=np.int32), 2_000, heat, 10.0, 8.0, 40)
        days = trips_of(state)
        served = sorted(c for _, day in days for trip in day for c in trip)
        absent = sorted(state.absent[: int(state.missing[0])].tolist())

        assert cost == pytest.approx(cost_of(world, state), abs=1e-3)
        assert sorted(served + absent) == list(range(case.stops))
        assert [int(n) for n in state.free + np.bincount([k for k, _ in days], minlength=len(vehicles))] == (
            vehicles.tolist()
        )
        for kind, day in days:
            assert all((world.load[trip].sum(axis=0) <= world.room[kind]).all() for trip in day)
            assert not case.timed or is_on_time(world, day)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    world, vehicles = town(CASES["windows"], seed=3)

    first, again, other = (
        anneal(world, vehicles=vehicles, seed=seed, iterations=3_000) for seed in (7, 7, 8)
    )

    assert trips_of(first.state) == trips_of(again.state)
    assert trips_of(first.state) != trips_of(other.state)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_search_goes_on_where_another_ended(case: Case) -> None:
    world, vehicles = town(case, seed=6)
    found = anneal(world, vehicles=vehicles, seed=1, iterations=3_000)
    days = trips_of(found.state)

    again = anneal(world, vehicles=vehicles, seed=2, iterations=1, start=days)
    longer = anneal(world, vehicles=vehicles, seed=2, iterations=3_000, start=days)

    assert again.cost <= found.cost + 1e-6
    assert longer.cost <= found.cost + 1e-6
    assert longer.cost == pytest.approx(cost_of(world, longer.state), abs=1e-3)
    assert not case.timed or all(is_on_time(world, day) for _, day in trips_of(longer.state))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_zones_give_the_same_whole_answer_with_any_number_of_threads(case: Case) -> None:
    world, vehicles = town(case, seed=8)
    zoned = Cooling(zone=15, zone_days=1)

    one, three = (
        anneal(world, vehicles=vehicles, seed=1, iterations=4_000, cooling=zoned, threads=threads)
        for threads in (1, 3)
    )

    days = trips_of(one.state)
    assert days == trips_of(three.state)
    assert one.cost == pytest.approx(cost_of(world, one.state), abs=1e-3)
    assert sorted(
        [c for _, day in days for trip in day for c in trip]
        + one.state.absent[: int(one.state.missing[0])].tolist()
    ) == list(range(case.stops))
    assert (np.bincount([kind for kind, _ in days], minlength=len(vehicles)) <= vehicles).all()
    assert not case.timed or all(is_on_time(world, day) for _, day in days)


def test_zones_are_cut_along_other_lines_in_each_round() -> None:
    world, vehicles = town(Case(stops=150, vehicles=99), seed=9)
    start = trips_of(anneal(world, vehicles=vehicles, seed=1, iterations=1).state)

    alone, zoned = (
        anneal(world, vehicles=vehicles, seed=1, iterations=20_000, cooling=cooling, start=start)
        for cooling in (Cooling(), Cooling(zone=50, zone_days=1))
    )

    # Zones that never changed would keep stops of two zones apart for ever, and cost far more.
    assert zoned.cost <= 1.03 * alone.cost


def test_a_fleet_of_too_large_vehicles_is_given_up_for_small_ones() -> None:
    world, vehicles = town(Case(mixed=True), seed=10)
    world = world._replace(fixed=np.array([1_000.0, 9_000.0]), unit=np.ones(2))
    large = anneal(world, vehicles=np.array([0, 30]), seed=1, iterations=2_000)

    found = anneal(
        world,
        vehicles=vehicles,
        seed=1,
        iterations=20_000,
        cooling=Cooling(hot=0.1),
        start=trips_of(large.state),
    )

    assert {kind for kind, _ in trips_of(large.state)} == {1}
    assert {kind for kind, _ in trips_of(found.state)} == {0}
    assert found.cost == pytest.approx(cost_of(world, found.state), abs=1e-3)


def test_longer_search_finds_a_cheaper_answer() -> None:
    world, vehicles = town(Case(stops=150, vehicles=99), seed=5)

    short, long = (anneal(world, vehicles=vehicles, seed=1, iterations=n) for n in (200, 40_000))

    assert long.cost < short.cost


def test_one_truck_serves_more_with_several_trips_than_with_one() -> None:
    once, often = (Case(timed=True, chained=many, vehicles=2) for many in (False, True))

    few, more = (_missing(case) for case in (once, often))

    assert more < few


def _missing(case: Case) -> int:
    world, vehicles = town(case, seed=4)
    return int(anneal(world, vehicles=vehicles, seed=1, iterations=5_000).state.missing[0])


SQUARE = """NAME : Square
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 10 0
3 10 1
4 -10 0
5 -10 1
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
DEPOT_SECTION
1
-1
EOF
"""


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_published_problem_is_read_and_solved(tmp_path: Path, *, packed: bool) -> None:
    file = tmp_path / ("Square.vrp.gz" if packed else "Square.vrp")
    file.write_bytes(gzip.compress(SQUARE.encode()) if packed else SQUARE.encode())
    (tmp_path / "index.csv").write_text("instance,bks\nSquare,42\n", encoding="utf-8")

    problem = read_published(file)
    found = anneal(problem.world, vehicles=problem.vehicles, seed=1, iterations=500)

    # 0,0 > 10,0 > 10,1 > 0,0 on either side; 10.05 is rounded to 10.
    assert (problem.name, problem.best_known) == ("Square", 42)
    assert found.cost == 42
    assert sorted(sorted(trip) for _, day in trips_of(found.state) for trip in day) == [[0, 1], [2, 3]]


@pytest.mark.parametrize("text", ["", "no problem at all", SQUARE.replace("CAPACITY : 2\n", "")])
def test_what_is_no_routing_problem_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.vrp"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable, match=r"odd\.vrp cannot be read"):
        read_published(file)
