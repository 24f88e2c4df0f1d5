"""One contract for every driver of the routing solver port: a ladder of tiny worlds, one twist each."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.engines.solver.pyvrp_solver import PyvrpSolver
from sampai.engines.solver.ruin.run import Cooling, anneal
from sampai.engines.solver.ruin_solver import RuinSolver, is_mixed, world_of
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, RoutingSolver, Tour
from sampai.transport.rules.tours import clockwork, holds, tours_cost

DRIVERS = (SavingsSolver(), PyvrpSolver(), RuinSolver())
HOUR = 3_600
MINUTE = 60
ROOM = Load(boxes=10, volume_l=2_000, weight_g=500_000)
FIVE = Load(boxes=5, volume_l=700, weight_g=90_000)

every = pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.name.split()[0])


def truck(count: int = 1, *, early: int = 8, late: int = 18, profile: int = 0, room: Load = ROOM) -> Offer:
    return Offer(
        count=count,
        room=room,
        cost_per_km=5_000,
        cost_per_h=20_000,
        profile=profile,
        early_s=early * HOUR,
        late_s=late * HOUR,
    )


def line_world(
    *kilometres: int,
    loads: Sequence[Load] | None = None,
    offers: Sequence[Offer] = (truck(),),
    windows: dict[int, tuple[int, int]] | None = None,
    releases: dict[int, int] | None = None,
    speeds: Sequence[int] = (30,),
) -> RoutingProblem:
    """The depot at kilometre 0 of one road, stops along it (negative: the other way), 10 minutes at each."""
    x = np.array([0, *kilometres], dtype=np.int64)
    metres = np.abs(x[:, None] - x[None, :]) * 1_000
    n = len(kilometres)
    early, late = np.zeros(n + 1, dtype=np.int64), np.full(n + 1, 10**9, dtype=np.int64)
    for stop, (opens, closes) in (windows or {}).items():
        early[stop], late[stop] = opens, closes
    release = np.zeros(n + 1, dtype=np.int64)
    for stop, at in (releases or {}).items():
        release[stop] = at
    return RoutingProblem(
        loads=(Load(), *(loads or [FIVE] * n)),
        service_s=np.array([15 * MINUTE, *[10 * MINUTE] * n], dtype=np.int64),
        early_s=early,
        late_s=late,
        distance_m=np.stack([metres for _ in speeds]),
        duration_s=np.stack([metres * 36 // (10 * speed) for speed in speeds]),
        offers=tuple(offers),
        release_s=release,
    )


def closed_for(problem: RoutingProblem, *, profile: int, stop: int) -> RoutingProblem:
    """The same world, but no way for one profile to or from a stop."""
    duration = problem.duration_s.copy()
    duration[profile, stop, :] = duration[profile, :, stop] = -1
    duration[profile, stop, stop] = 0
    return replace(problem, duration_s=duration)


def solve(
    driver: RoutingSolver, problem: RoutingProblem, *, seed: int = 1, start: RoutingAnswer | None = None
) -> RoutingAnswer:
    answer = driver.solve(problem, seed=seed, effort=1, start=start)
    works = clockwork(problem)
    visits = [stop for tour in answer.tours for trip in tour.trips for stop in trip]
    assert sorted([*visits, *answer.unserved]) == list(range(1, problem.stops + 1))
    assert [tour for tour in answer.tours if not holds(works, tour)] == []
    for at, offer in enumerate(problem.offers):
        assert sum(tour.offer == at for tour in answer.tours) <= offer.count
    return answer


def trips(answer: RoutingAnswer) -> list[frozenset[int]]:
    return sorted((frozenset(trip) for tour in answer.tours for trip in tour.trips), key=sorted)


@every
def test_four_stops_on_two_sides_make_two_trips_of_neighbours(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(10, 11, -10, -11, offers=[truck(2)]))

    assert trips(answer) == [frozenset({1, 2}), frozenset({3, 4})]


@every
def test_a_truck_with_room_for_all_goes_once(driver: RoutingSolver) -> None:
    wide = truck(2, room=Load(boxes=20, volume_l=9_000, weight_g=900_000))

    answer = solve(driver, line_world(10, 11, 12, 13, offers=[wide]))

    assert trips(answer) == [frozenset({1, 2, 3, 4})]


@pytest.mark.parametrize(
    "room",
    [Load(10, 9_000, 900_000), Load(99, 1_400, 900_000), Load(99, 9_000, 180_000)],
    ids=["boxes", "litres", "grams"],
)
@every
def test_every_measure_of_room_counts(driver: RoutingSolver, room: Load) -> None:
    answer = solve(driver, line_world(10, 11, 12, 13, offers=[truck(2, room=room)]))

    assert answer.unserved == ()
    assert len(trips(answer)) == 2


@every
def test_a_stop_is_visited_within_its_window(driver: RoutingSolver) -> None:
    early_last = {4: (0, 8 * HOUR + 25 * MINUTE)}

    answer = solve(driver, line_world(1, 2, 3, 4, offers=[truck(2)], windows=early_last))

    assert answer.unserved == ()
    assert any(trip[0] == 4 for tour in answer.tours for trip in tour.trips)


@every
def test_one_truck_goes_twice_when_there_is_time(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(10, 11, -10, -11, offers=[truck(1)]))

    assert [len(tour.trips) for tour in answer.tours] == [2]
    assert answer.unserved == ()


@every
def test_one_truck_goes_only_as_often_as_it_may(driver: RoutingSolver) -> None:
    once = replace(truck(1), most_trips=1)

    answer = solve(driver, line_world(10, 11, -10, -11, offers=[once]))

    assert [len(tour.trips) for tour in answer.tours] == [1]
    assert len(answer.unserved) == 2


@every
def test_a_mixed_fleet_sends_what_can_reach_and_hold(driver: RoutingSolver) -> None:
    motorbike = truck(2, profile=1, room=Load(boxes=5, volume_l=700, weight_g=90_000))
    world = line_world(10, 11, 12, 13, offers=[truck(1), motorbike], speeds=(30, 25))

    answer = solve(driver, closed_for(world, profile=0, stop=4))

    assert answer.unserved == ()
    assert [tour.offer for tour in answer.tours if any(4 in trip for trip in tour.trips)] == [1]


@every
def test_a_stop_without_a_way_is_named_unserved(driver: RoutingSolver) -> None:
    answer = solve(driver, closed_for(line_world(10, 11, 12, 13, offers=[truck(2)]), profile=0, stop=3))

    assert answer.unserved == (3,)


@every
def test_a_load_too_big_for_any_vehicle_is_named_unserved(driver: RoutingSolver) -> None:
    loads = [FIVE, FIVE, Load(boxes=11, volume_l=100, weight_g=100), FIVE]

    answer = solve(driver, line_world(10, 11, 12, 13, loads=loads, offers=[truck(2)]))

    assert answer.unserved == (3,)


@every
def test_a_stop_too_far_for_the_day_is_named_unserved(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(10, 11, 200, 13, offers=[truck(2)]))

    assert answer.unserved == (3,)


@every
def test_goods_that_come_after_the_shift_are_named_unserved(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(10, 11, 12, 13, offers=[truck(2)], releases={2: 18 * HOUR}))

    assert answer.unserved == (2,)


@every
def test_goods_that_come_after_their_window_are_named_unserved(driver: RoutingSolver) -> None:
    world = line_world(10, 11, 12, 13, offers=[truck(2)], windows={2: (0, 9 * HOUR)}, releases={2: 10 * HOUR})

    assert solve(driver, world).unserved == (2,)


@every
def test_a_trip_waits_for_its_goods(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(10, 11, -10, -11, offers=[truck(1, late=16)], releases={1: 14 * HOUR}))

    assert answer.unserved == ()
    assert 1 in answer.tours[0].trips[-1]


@every
def test_a_cheaper_day_is_used_first(driver: RoutingSolver) -> None:
    today, tomorrow = truck(1), truck(1, early=32, late=42)
    dear_today = replace(today, fixed_cost=50_000)

    answer = solve(driver, line_world(10, 11, offers=[dear_today, tomorrow]))

    assert [tour.offer for tour in answer.tours] == [1]


@every
def test_too_few_hours_leave_stops_unserved_and_say_which(driver: RoutingSolver) -> None:
    answer = solve(driver, line_world(60, 61, -60, -61, 60, 61, offers=[truck(1, late=14)]))

    assert len(answer.unserved) == 4


@every
def test_no_vehicle_serves_nothing(driver: RoutingSolver) -> None:
    assert solve(driver, line_world(10, 11, offers=[truck(0)])).unserved == (1, 2)


@every
def test_the_same_seed_gives_the_same_tours(driver: RoutingSolver) -> None:
    problem = random_world(7, stops=25)

    assert solve(driver, problem, seed=3) == solve(driver, problem, seed=3)


@given(seed=st.integers(0, 10_000), stops=st.integers(1, 14))
@settings(max_examples=40, deadline=None)
def test_answers_keep_every_rule_and_search_never_loses_to_savings(seed: int, stops: int) -> None:
    problem = random_world(seed, stops=stops)
    works = clockwork(problem)

    plain, *others = (solve(driver, problem) for driver in DRIVERS)

    for better in others:
        assert (len(better.unserved), tours_cost(works, better.tours)) <= (
            len(plain.unserved),
            tours_cost(works, plain.tours),
        )


def test_the_contract_itself_catches_an_overloaded_trip() -> None:
    problem = line_world(10, 11, 12)

    assert not holds(clockwork(problem), Tour(0, ((1, 2, 3),)))


def random_world(seed: int, *, stops: int) -> RoutingProblem:
    """Stops on a plane, two kinds of vehicles on two days, some ways closed, some goods late."""
    draw = np.random.Generator(np.random.PCG64(seed))
    xy = draw.integers(-30_000, 30_000, size=(stops + 1, 2))
    metres = np.abs(xy[:, None] - xy[None, :]).sum(axis=-1)
    duration = np.stack([metres * 36 // 300, metres * 36 // 250])
    for stop in range(1, stops + 1):
        if draw.random() < 0.2:
            duration[0, stop, :] = duration[0, :, stop] = -1
            duration[0, stop, stop] = 0
    boxes = draw.integers(1, 12, size=stops)
    small = Load(boxes=5, volume_l=1_500, weight_g=150_000)
    days = [(8, 17), (32, 41)]
    return RoutingProblem(
        loads=(Load(), *(Load(int(b), int(b) * 150, int(b) * 20_000) for b in boxes)),
        service_s=np.array([600, *draw.integers(60, 1_800, size=stops)], dtype=np.int64),
        early_s=np.where(draw.random(stops + 1) < 0.2, 10 * HOUR, 0),
        late_s=np.where(draw.random(stops + 1) < 0.2, 36 * HOUR, 10**9),
        distance_m=np.stack([metres, metres]),
        duration_s=duration,
        offers=tuple(
            truck(2, early=a, late=b, profile=p, room=room)
            for a, b in days
            for p, room in ((0, ROOM), (1, small))
        ),
        release_s=np.where(draw.random(stops + 1) < 0.3, 12 * HOUR, 0),
        exposure_rp_h=draw.integers(0, 20_000, size=stops + 1) if seed % 2 else None,
    )


@every
@given(seed=st.integers(0, 10_000), stops=st.integers(1, 14))
@settings(max_examples=20, deadline=None)
def test_the_answer_is_never_worse_than_a_valid_start(driver: RoutingSolver, seed: int, stops: int) -> None:
    problem = random_world(seed, stops=stops)
    works = clockwork(problem)
    start = RuinSolver().solve(problem, seed=seed, effort=2)

    answer = solve(driver, problem, start=start)

    assert (len(answer.unserved), tours_cost(works, answer.tours)) <= (
        len(start.unserved),
        tours_cost(works, start.tours),
    )


@every
@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_any_start_is_taken_and_mended(driver: RoutingSolver, seed: int) -> None:
    problem = random_world(seed, stops=8)
    draw = np.random.Generator(np.random.PCG64(seed))
    nonsense = RoutingAnswer(
        tuple(
            Tour(int(draw.integers(-1, 6)), tuple(tuple(draw.integers(-2, 12, 4).tolist()) for _ in range(2)))
            for _ in range(5)
        ),
        unserved=(99,),
    )

    solve(driver, problem, start=nonsense)


@pytest.mark.parametrize("driver", DRIVERS[1:], ids=lambda driver: driver.name.split()[0])
def test_unknown_repeated_and_overloaded_stops_of_a_start_are_served_anew(driver: RoutingSolver) -> None:
    world = line_world(10, 11, -10, -11, offers=[truck(3)])
    unknown_and_too_much = RoutingAnswer((Tour(0, ((2, 1, 7, 3),)), Tour(0, ((4, 4),))), ())

    answer = solve(driver, world, start=unknown_and_too_much)

    assert trips(answer) == [frozenset({1, 2}), frozenset({3, 4})]


def test_the_plain_solver_leaves_a_start_as_it_is_and_adds_the_rest() -> None:
    world = line_world(10, -10, 11, -11, offers=[truck(2)])

    answer = solve(SavingsSolver(), world, start=RoutingAnswer((Tour(0, ((1, 2),)),), (3, 4)))

    assert answer.unserved == ()
    assert answer.tours[0].trips[0] == (1, 2)


def test_a_mixed_fleet_is_one_whose_vehicles_differ_in_more_than_hours_and_numbers() -> None:
    alike = (truck(2), truck(3, early=32, late=42))

    assert not is_mixed(alike)
    assert not is_mixed((truck(2), truck(0, room=FIVE)))
    assert is_mixed((*alike, truck(1, room=FIVE)))


def test_whole_trips_are_given_cheaper_vehicles() -> None:
    small = replace(truck(30, room=FIVE), cost_per_km=500, fixed_cost=5_000)
    large = replace(truck(30, room=Load(40, 8_000, 2_000_000)), fixed_cost=100_000)
    world = world_of(line_world(*range(20, 60), offers=(large, small)), offers=(large, small))

    kept, exchanged = (
        anneal(world, vehicles=np.array([30, 30]), seed=1, iterations=5_000, cooling=Cooling(fleet=fleet))
        for fleet in (False, True)
    )

    assert exchanged.cost < 0.95 * kept.cost
