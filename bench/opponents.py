"""The routing solvers that are measured: ours, PyVRP, VROOM, OR-Tools and HGS-CVRP, each with one thread.

None but ours and PyVRP belongs to the product; `uv pip install --group bench` brings the others. Each
function imports its solver when it is called, so that a missing one says so in its row and stops no other.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from bench.published import NEVER, Day, Problem


class NoAnswer(Exception):
    """The solver has no words for what the problem asks, or found nothing in time."""


@dataclass(slots=True)
class Clock:
    """Seconds of one search, without reading files and compiling."""

    seconds: float
    wall_s: float = 0.0
    cpu_s: float = 0.0
    begun: tuple[float, float] = field(default=(0.0, 0.0))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything inside counts."""
        self.begun = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.wall_s = time.perf_counter() - self.begun[0]
            self.cpu_s = time.process_time() - self.begun[1]

    def used(self) -> float:
        """The share of the seconds that is used up, of the processor's time."""
        return (time.process_time() - self.begun[1]) / self.seconds

    def passed(self) -> float:
        """The same by the clock on the wall."""
        return (time.perf_counter() - self.begun[0]) / self.seconds


Library = Any
"""A part of another solver; they bring no types."""
Solve = Callable[[Problem, Path, Clock, int], list[Day]]
"""Problem, its file, clock, seed; the answer."""


def ours(problem: Problem, file: Path, clock: Clock, seed: int) -> list[Day]:
    """The product's own search in one thread, by processor time."""
    return _ours(problem, file, clock, seed=seed, threads=1)


def ours_twice(problem: Problem, file: Path, clock: Clock, seed: int) -> list[Day]:
    """The product's own search in two threads, by the clock on the wall."""
    return _ours(problem, file, clock, seed=seed, threads=2)


def _ours(problem: Problem, file: Path, clock: Clock, *, seed: int, threads: int) -> list[Day]:
    from sampai.engines.solver.genetic.run import compile_for, find  # noqa: PLC0415 -- see above
    from sampai.engines.solver.ruin.run import trips_of  # noqa: PLC0415 -- see above
    from sampai.engines.solver.vrplib_file import read_published  # noqa: PLC0415 -- see above

    given = read_published(file)
    compile_for(given.world, vehicles=given.vehicles)
    with clock.running():
        found = find(
            given.world,
            vehicles=given.vehicles,
            seed=seed,
            iterations=500,
            is_over=clock.used if threads == 1 else clock.passed,
            threads=threads,
        )
    return [
        (kind, tuple(tuple(stop + problem.depots for stop in trip) for trip in day))
        for kind, day in trips_of(found.state)
    ]


def pyvrp(problem: Problem, _file: Path, clock: Clock, seed: int) -> list[Day]:
    """PyVRP's iterated local search, by processor time; preparation is not counted."""
    import pyvrp as library  # noqa: PLC0415 -- see above

    class ByProcessor:
        """PyVRP asks after each iteration whether to stop."""

        def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 -- PyVRP's signature
            return clock.used() >= 1

        def fraction_runtime(self) -> float:
            return min(1.0, clock.used())

    data = _pyvrp_data(library, problem)
    with clock.running():
        found = library.solve(data, ByProcessor(), seed=seed, collect_stats=False, display=False)
    return [_pyvrp_day(problem, route) for route in found.best.routes()]


def _pyvrp_day(problem: Problem, route: Library) -> Day:
    trips: dict[int, list[int]] = {}
    for step in route.schedule():
        if step.is_client():
            trips.setdefault(step.trip, []).append(step.idx + problem.depots)
    return int(route.vehicle_type()), tuple(tuple(trips[at]) for at in sorted(trips))


def _pyvrp_data(library: Library, problem: Problem) -> Library:
    """Whole numbers; mixed fleets in thousandths, loads too, as PyVRP itself reads published problems."""
    finer = 1_000 if problem.group == "HFVRP" else 1
    table = np.rint(problem.table() * finer).astype(np.int64) if finer > 1 else problem.table(np.int64)
    depots = [
        library.Depot(at, tw_early=int(problem.early[at]), tw_late=_pyvrp_time(problem.late[at]))
        for at in range(problem.depots)
    ]
    clients = [
        library.Client(
            location=at,
            delivery=[int(problem.demand[at]) * finer],
            service_duration=int(problem.service[at]),
            tw_early=int(problem.early[at]),
            tw_late=_pyvrp_time(problem.late[at]),
            release_time=int(problem.release[at]),
        )
        for at in range(problem.depots, len(problem.points))
    ]
    vehicles = [
        library.VehicleType(
            num_available=kind.count,
            capacity=[kind.capacity * finer],
            start_depot=kind.depot,
            end_depot=kind.depot,
            fixed_cost=round(kind.fixed * finer),
            unit_distance_cost=round(kind.unit),
            shift_duration=_pyvrp_time(problem.longest),
            **({"reload_depots": [0]} if problem.reloads else {}),
        )
        for kind in problem.kinds
    ]
    places = [library.Location(0, 0)] * len(problem.points)
    times = table if problem.timed else np.zeros_like(table)
    return library.ProblemData(places, clients, depots, vehicles, [table], [times])


def _pyvrp_time(value: float) -> int:
    return int(value) if value < NEVER else int(np.iinfo(np.int64).max)


def vroom(problem: Problem, _file: Path, clock: Clock, _seed: int) -> list[Day]:
    """VROOM at its deepest search, by the clock on the wall; it may end earlier."""
    import vroom as library  # noqa: PLC0415 -- see above

    if problem.group not in {"CVRP", "VRPTW"}:
        raise NoAnswer("measured on CVRP and VRPTW only")
    given = library.Input()
    given.set_durations_matrix("car", problem.table().astype(np.uint32))
    (kind,) = problem.kinds
    window = {"time_window": _vroom_window(library, problem, 0)} if problem.timed else {}
    for number in range(_enough(problem)):
        given.add_vehicle(library.Vehicle(number + 1, start=0, end=0, capacity=[kind.capacity], **window))
    for at in range(1, len(problem.points)):
        more = {"time_windows": [_vroom_window(library, problem, at)]} if problem.timed else {}
        given.add_job(
            library.Job(
                at, at, delivery=[int(problem.demand[at])], default_service=int(problem.service[at]), **more
            )
        )
    with clock.running():
        found = given.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=clock.seconds))
    steps = found.routes[found.routes["type"] == "job"]
    return [(0, (tuple(int(at) for at in trip["id"]),)) for _, trip in steps.groupby("vehicle_id")]


def _vroom_window(library: Library, problem: Problem, at: int) -> Library:
    return library.TimeWindow(int(problem.early[at]), int(problem.late[at]))


def _enough(problem: Problem) -> int:
    """So many vehicles that nobody lacks one; all there are makes some solvers far slower."""
    least = -(-int(problem.demand.sum()) // problem.kinds[0].capacity)
    return min(problem.kinds[0].count, least * 6 // 5 + 10 if not problem.timed else problem.kinds[0].count)


def ortools(problem: Problem, _file: Path, clock: Clock, _seed: int) -> list[Day]:
    """OR-Tools' routing library: savings, then guided local search, by the clock on the wall."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415 -- see above

    if problem.group not in {"CVRP", "VRPTW"}:
        raise NoAnswer("measured on CVRP and VRPTW only")
    vehicles, from_zero = _enough(problem), True
    manager = pywrapcp.RoutingIndexManager(len(problem.points), vehicles, 0)
    model = pywrapcp.RoutingModel(manager)
    table = problem.table(np.int64)
    ways = model.RegisterTransitMatrix(table.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(ways)
    loads = model.RegisterUnaryTransitVector(problem.demand.tolist())
    model.AddDimensionWithVehicleCapacity(loads, 0, [problem.kinds[0].capacity] * vehicles, from_zero, "load")
    if problem.timed:
        spent = model.RegisterTransitMatrix((table + problem.service[:, None]).tolist())
        model.AddDimension(spent, int(problem.late[0]), int(problem.late[0]), not from_zero, "time")
        dimension = model.GetDimensionOrDie("time")
        for at in range(1, len(problem.points)):
            dimension.CumulVar(manager.NodeToIndex(at)).SetRange(
                int(problem.early[at]), int(problem.late[at])
            )
    del table
    wishes = pywrapcp.DefaultRoutingSearchParameters()
    wishes.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    if problem.timed:
        wishes.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wishes.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wishes.time_limit.FromMilliseconds(round(clock.seconds * 1_000))
    with clock.running():
        found = model.SolveWithParameters(wishes)
    if found is None:
        raise NoAnswer(f"no answer in {clock.seconds:g} s")
    return [(0, (trip,)) for v in range(vehicles) if (trip := _ortools_trip(model, manager, found, v))]


def _ortools_trip(model: Library, manager: Library, found: Library, vehicle: int) -> tuple[int, ...]:
    trip, at = [], found.Value(model.NextVar(model.Start(vehicle)))
    while not model.IsEnd(at):
        trip.append(int(manager.IndexToNode(at)))
        at = found.Value(model.NextVar(at))
    return tuple(trip)


def hygese(problem: Problem, _file: Path, clock: Clock, seed: int) -> list[Day]:
    """HGS-CVRP by hygese, by its own clock, which counts processor time."""
    import hygese as library  # noqa: PLC0415 -- see above

    if problem.group != "CVRP":
        raise NoAnswer("only CVRP")
    wishes = library.AlgorithmParameters(timeLimit=clock.seconds, seed=seed, nbIter=10**9)
    x, y = (problem.points - problem.points.min(axis=0)).T
    given = {
        "x_coordinates": x,
        "y_coordinates": y,
        "demands": problem.demand,
        "vehicle_capacity": problem.kinds[0].capacity,
    }
    with clock.running():
        found = library.Solver(parameters=wishes, verbose=False).solve_cvrp(given, rounding=True)
    return [(0, (tuple(int(at) for at in trip),)) for trip in found.routes if trip]


SOLVERS: dict[str, tuple[Solve, str | None]] = {
    "sampai": (ours, "sampai"),
    "sampai, 2 threads": (ours_twice, "sampai"),
    "pyvrp": (pyvrp, "pyvrp"),
    "vroom": (vroom, "pyvroom"),
    "ortools": (ortools, "ortools"),
    "hygese": (hygese, "hygese"),
}
"""Each solver, and the package whose version it has."""


def served(days: Sequence[Day]) -> int:
    """How many visits an answer makes."""
    return sum(len(trip) for _, trips in days for trip in trips)
