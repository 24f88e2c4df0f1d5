"""The genetic search: what it answers is allowed, counted rightly, and the same each time."""

from itertools import combinations, pairwise, permutations, product
from pathlib import Path

import numpy as np
import pytest

from sampai.engines.solver.genetic.breed import family
from sampai.engines.solver.genetic.improve import improve, lay_out, seat, split
from sampai.engines.solver.genetic.run import (
    NEIGHBOURS,
    compile_for,
    evolve,
    find,
    is_bred,
    is_plain,
    town_of,
)
from sampai.engines.solver.genetic.town import Small, Town, Whole, blank
from sampai.engines.solver.ruin.run import anneal, trips_of
from sampai.engines.solver.ruin.world import World
from sampai.engines.solver.vrplib_file import Published, read_published

PLAIN = """NAME : Town
TYPE : CVRP
DIMENSION : {nodes}
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : {room}
NODE_COORD_SECTION
{points}
DEMAND_SECTION
{loads}
DEPOT_SECTION
1
-1
EOF
"""


def plain_town(folder: Path, *, stops: int, room: int = 60, seed: int, least_load: int = 1) -> Published:
    draw = np.random.Generator(np.random.PCG64(seed))
    points = draw.integers(0, 1_000, size=(stops + 1, 2)).tolist()
    loads = [0, *draw.integers(least_load, max(20, least_load + 1), size=stops).tolist()]
    text = PLAIN.format(
        nodes=stops + 1,
        room=room,
        points="\n".join(f"{at} {x} {y}" for at, (x, y) in enumerate(points, 1)),
        loads="\n".join(f"{at} {load}" for at, load in enumerate(loads, 1)),
    )
    file = folder / "town.vrp"
    file.write_text(text, encoding="utf-8")
    return read_published(file)


def cost_of(world: World, trips: list[list[int]]) -> float:
    return sum(
        float(world.cost[0, a, b])
        for trip in trips
        for a, b in pairwise([0, *(stop + 1 for stop in trip), 0])
    )


def trips_in(row: Small | Whole, trip_of: Small | Whole) -> list[list[int]]:
    return [(row[trip_of == number] - 1).tolist() for number in sorted(set(trip_of.tolist()))]


def overload(town: Town, trips: list[list[int]]) -> int:
    return sum(max(0, int(town.load[[stop + 1 for stop in trip]].sum()) - town.room) for trip in trips)


@pytest.mark.parametrize("seed", [1, 2])
def test_an_answer_serves_everybody_once_within_the_loads_at_the_cost_it_says(
    tmp_path: Path, seed: int
) -> None:
    given = plain_town(tmp_path, stops=60, seed=seed)

    found = evolve(given.world, vehicles=given.vehicles, seed=seed, children=300)

    assert found is not None
    trips = [trip for _, day in trips_of(found.state) for trip in day]
    assert sorted(stop for trip in trips for stop in trip) == list(range(60))
    assert overload(town_of(given.world), trips) == 0
    assert found.cost == cost_of(given.world, trips)


def test_the_same_seed_gives_the_same_answer(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=80, seed=3)

    first, again = (evolve(given.world, vehicles=given.vehicles, seed=7, children=150) for _ in range(2))

    assert first is not None
    assert again is not None
    assert trips_of(first.state) == trips_of(again.state)


@pytest.mark.parametrize("price", [0.5, 20.0, 5_000.0])
def test_local_search_never_makes_an_answer_dearer_and_keeps_its_books(tmp_path: Path, price: float) -> None:
    given = plain_town(tmp_path, stops=70, seed=4)
    town = town_of(given.world)
    books = family(70, trips=14, seed=1, price=price, least=25, size=66)
    plan = blank(70, trips=14)
    draw = np.random.Generator(np.random.PCG64(5))
    for _ in range(20):
        books.row[:] = draw.permutation(70) + 1
        split(town, books.row, books.trip_of, 14, price, books.cost, books.before)
        before = trips_in(books.row, books.trip_of)
        seat(town, plan, books.row, books.trip_of)

        improve(town, plan, books.order, books.trips, price)
        cost, over = lay_out(town, plan, books.row, books.trip_of)

        after = trips_in(books.row, books.trip_of)
        assert sorted(books.row.tolist()) == list(range(1, 71))
        assert cost == cost_of(given.world, after)
        assert over == overload(town, after)
        assert cost + price * over <= cost_of(given.world, before) + price * overload(town, before)


def with_stop(world: World, trip: list[int], stop: int) -> float:
    return min(cost_of(world, [[*trip[:at], stop, *trip[at:]]]) for at in range(len(trip) + 1))


def test_after_local_search_no_exchange_of_two_stops_saves_more_than_roundings(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=20, seed=12)
    town = town_of(given.world)
    books = family(20, trips=6, seed=1, price=20.0, least=25, size=66)
    plan = blank(20, trips=6)
    draw = np.random.Generator(np.random.PCG64(13))
    looked = 0
    for _ in range(20):
        books.row[:] = draw.permutation(20) + 1
        split(town, books.row, books.trip_of, 6, 20.0, books.cost, books.before)
        seat(town, plan, books.row, books.trip_of)
        improve(town, plan, books.order, books.trips, 20.0)
        lay_out(town, plan, books.row, books.trip_of)
        for a, b in combinations(trips_in(books.row, books.trip_of), 2):
            now = cost_of(given.world, [a, b]) + 20.0 * overload(town, [a, b])
            for u, v in product(a, b):
                rest_a, rest_b = [s for s in a if s != u], [s for s in b if s != v]
                ways = with_stop(given.world, rest_a, v) + with_stop(given.world, rest_b, u)
                assert ways + 20.0 * overload(town, [[*rest_a, v], [*rest_b, u]]) > now - 6
                looked += 1
    assert looked > 1_000


def test_neighbours_are_neighbours_of_each_other(tmp_path: Path) -> None:
    near = town_of(plain_town(tmp_path, stops=90, seed=14).world).near

    pairs = {(a, b) for a, row in enumerate(near.tolist()) for b in row if b}

    assert pairs == {(b, a) for a, b in pairs}
    assert all(len({b for a, b in pairs if a == stop}) >= NEIGHBOURS for stop in range(1, 91))


def test_a_row_is_cut_into_the_cheapest_trips(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=7, room=40, seed=6)
    town = town_of(given.world)
    books = family(7, trips=7, seed=1, price=1e6, least=25, size=66)

    split(town, books.row, books.trip_of, 7, 1e6, books.cost, books.before)

    cuts = [[number >> at & 1 for at in range(6)] for number in range(64)]
    ways = [trips_in(books.row, np.cumsum([0, *cut])) for cut in cuts]
    best = min(cost_of(given.world, trips) for trips in ways if overload(town, trips) == 0)
    assert cost_of(given.world, trips_in(books.row, books.trip_of)) == best


def test_six_stops_are_served_as_cheaply_as_any_way_of_serving_them(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=6, room=40, seed=8)
    town = town_of(given.world)

    found = find(given.world, vehicles=given.vehicles, seed=1, iterations=6_000)

    ways = (
        trips_in(np.array(row) + 1, np.cumsum([0, *(number >> at & 1 for at in range(5))]))
        for row in permutations(range(6))
        for number in range(32)
    )
    assert found.cost == min(cost_of(given.world, trips) for trips in ways if overload(town, trips) == 0)


def test_loads_that_need_a_trip_each_get_one(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=40, room=60, least_load=31, seed=9)

    found = find(given.world, vehicles=given.vehicles, seed=1, iterations=60_000)

    assert is_bred(given.world, vehicles=given.vehicles)
    assert sorted(trip for _, day in trips_of(found.state) for trip in day) == [[stop] for stop in range(40)]


def test_too_few_vehicles_are_left_to_ruin_and_recreate_which_says_who_is_not_served(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=40, room=60, least_load=31, seed=9)

    found = find(given.world, vehicles=np.array([30]), seed=1, iterations=60_000)

    assert int(found.state.missing[0]) == 10


def test_with_few_iterations_the_answer_is_that_of_ruin_and_recreate(tmp_path: Path) -> None:
    given = plain_town(tmp_path, stops=50, seed=10)
    compile_for(given.world, vehicles=given.vehicles)

    few, plain = (
        search(given.world, vehicles=given.vehicles, seed=1, iterations=2_000) for search in (find, anneal)
    )

    assert trips_of(few.state) == trips_of(plain.state)


def test_windows_fixed_costs_and_one_way_streets_are_not_plain(tmp_path: Path) -> None:
    world = plain_town(tmp_path, stops=5, seed=11).world
    one_way = world.cost.copy()
    one_way[0, 1, 2] += 1

    assert is_plain(world)
    assert not is_plain(world._replace(timed=True))
    assert not is_plain(world._replace(fixed=np.ones(1)))
    assert not is_plain(world._replace(cost=one_way))
