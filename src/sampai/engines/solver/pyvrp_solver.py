"""The routing solver PyVRP as a driver: iterated local search from the plain solver's tours.

N. A. Wouda, L. Lan and W. Kool, "PyVRP: A High-Performance VRP Solver Package", INFORMS Journal on Computing
36 (2024). It stops by iterations, never by the clock, so that the same problem, seed and effort give the same
tours on any machine.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxIterations

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour, Whole
from sampai.transport.rules.tours import Clockwork, answer_of, clockwork, holds, tours_cost

MOST_STOPS = 2_000
"""Its matrices are dense; beyond this the plain solver's tours stand."""

UNIT_COST = 20
"""The dearest metre or second costs this many units, so that costs stay small beside PyVRP's penalties."""

NO_WAY = 10**9
"""Seconds and metres where there is no way: 31 years, outside every shift."""


class PyvrpSolver:
    """The driver. `effort` 1 is a quick plan; iterations grow with it and shrink with the number of stops."""

    @property
    def name(self) -> str:
        """Engine and version."""
        return f"pyvrp {version('pyvrp')}"

    def solve(
        self,
        problem: RoutingProblem,
        *,
        seed: int,
        effort: int,
        progress: Callable[[float], None] | None = None,
        start: RoutingAnswer | None = None,
    ) -> RoutingAnswer:
        """Never worse than the plain solver's answer: more stops served, or as many at no higher cost.

        With a `start`, the plain solver only adds what that leaves out, and the search goes on from there.
        """
        first = SavingsSolver().solve(problem, seed=seed, effort=effort, start=start)
        if not first.tours or problem.stops == 1 or problem.stops > MOST_STOPS:
            return first
        works = clockwork(problem)
        steps = iterations(problem.stops, effort=effort)
        found = [tour for tour in _search(problem, first=first, seed=seed, steps=steps) if holds(works, tour)]
        if progress is not None:
            progress(1.0)
        better = answer_of(problem, found)
        return min(first, better, key=lambda answer: _rank(works, answer))


def iterations(stops: int, *, effort: int) -> int:
    """How many iterations an effort buys: about the same time for each number of stops."""
    return effort * max(10, 20_000 // (stops + 20))


def _rank(works: Clockwork, answer: RoutingAnswer) -> tuple[int, int]:
    return len(answer.unserved), tours_cost(works, answer.tours)


def _search(problem: RoutingProblem, *, first: RoutingAnswer, seed: int, steps: int) -> list[Tour]:
    data = _data(problem)
    offers = [at for at, offer in enumerate(problem.offers) if offer.count]
    start = _solution(data, first.tours, kinds={at: kind for kind, at in enumerate(offers)})
    with warnings.catch_warnings():
        # What cannot be served stays unserved by design; that its penalties grow is no news.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        found = pyvrp.solve(
            data,
            MaxIterations(steps),
            seed=seed,
            collect_stats=False,
            display=False,
            initial_solution=start,
        )
    best = found.best if found.best.is_feasible() else start
    return [_tour(route, offers=offers) for route in best.routes()]


def _rupiah_per_unit(problem: RoutingProblem) -> float:
    """The dearest metre or second of any offer, divided by `UNIT_COST`."""
    dearest = max(max(offer.cost_per_km / 1_000, offer.cost_per_h / 3_600) for offer in problem.offers)
    return max(dearest, 1e-6) / UNIT_COST


def _data(problem: RoutingProblem) -> pyvrp.ProblemData:
    """PyVRP's picture of a problem. Stops may stay unserved, for a prize higher than any trip costs."""
    scale = _rupiah_per_unit(problem)
    vehicles = [_vehicle(offer, scale=scale) for offer in problem.offers if offer.count]
    prize = _prize(problem, vehicles)
    clients = [_client(problem, stop, prize=prize) for stop in range(1, problem.stops + 1)]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0)] * (problem.stops + 1),
        clients,
        [pyvrp.Depot(0, service_duration=int(problem.service_s[0]))],
        vehicles,
        _closed(problem.distance_m, way=problem.duration_s),
        _closed(problem.duration_s, way=problem.duration_s),
    )


def _client(problem: RoutingProblem, stop: int, *, prize: int) -> pyvrp.Client:
    """A stop. One whose goods come after its window, which PyVRP refuses, gets a load that nothing holds."""
    release = 0 if problem.release_s is None else int(problem.release_s[stop])
    late = int(problem.late_s[stop])
    return pyvrp.Client(
        location=stop,
        delivery=_amounts(problem.loads[stop]) if release <= late else [NO_WAY] * 3,
        service_duration=int(problem.service_s[stop]),
        tw_early=int(problem.early_s[stop]),
        tw_late=max(release, late),
        release_time=release,
        prize=prize,
        required=False,
    )


def _closed(values: Whole, *, way: Whole) -> list[Any]:
    """One matrix per profile, in the array type that PyVRP's stubs cannot name."""
    return list(np.where(way < 0, NO_WAY, values))


def _vehicle(offer: Offer, *, scale: float) -> pyvrp.VehicleType:
    reloads = pyvrp.VehicleType().max_reloads if offer.most_trips is None else offer.most_trips - 1
    return pyvrp.VehicleType(
        num_available=offer.count,
        capacity=_amounts(offer.room),
        fixed_cost=round(offer.fixed_cost / scale),
        tw_early=offer.early_s,
        tw_late=offer.late_s,
        unit_distance_cost=max(1, round(offer.cost_per_km / 1_000 / scale)),
        unit_duration_cost=round(offer.cost_per_h / 3_600 / scale),
        profile=offer.profile,
        reload_depots=[0] if reloads else [],
        max_reloads=reloads,
    )


def _amounts(load: Load) -> list[int]:
    return [load.boxes, load.volume_l, load.weight_g]


def _prize(problem: RoutingProblem, vehicles: Sequence[pyvrp.VehicleType]) -> int:
    """More than twice the dearest way out and home that any vehicle has."""
    dearest = 0
    for vehicle in vehicles:
        metres = problem.distance_m[vehicle.profile]
        seconds = problem.duration_s[vehicle.profile]
        there = vehicle.unit_distance_cost * metres[0] + vehicle.unit_duration_cost * seconds[0]
        back = vehicle.unit_distance_cost * metres[:, 0] + vehicle.unit_duration_cost * seconds[:, 0]
        service = vehicle.unit_duration_cost * int(problem.service_s.max() + problem.service_s[0])
        dearest = max(dearest, vehicle.fixed_cost + service + int(there.max()) + int(back.max()))
    return 2 * dearest + 1


def _solution(data: pyvrp.ProblemData, tours: Sequence[Tour], *, kinds: Mapping[int, int]) -> pyvrp.Solution:
    """Our tours in PyVRP's words; `kinds` gives each offer's vehicle type."""
    return pyvrp.Solution(data, [pyvrp.Route(data, _activities(tour), kinds[tour.offer]) for tour in tours])


def _activities(tour: Tour) -> list[pyvrp.Activity]:
    found: list[pyvrp.Activity] = []
    for trip in tour.trips:
        if found:
            found.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, 0))
        found.extend(pyvrp.Activity(pyvrp.ActivityType.CLIENT, stop - 1) for stop in trip)
    return found


def _tour(route: pyvrp.Route, *, offers: Sequence[int]) -> Tour:
    """A route in our words; `offers` gives each vehicle type's offer."""
    trips: dict[int, list[int]] = {}
    for step in route.schedule():
        if step.is_client():
            trips.setdefault(step.trip, []).append(step.idx + 1)
    return Tour(offers[route.vehicle_type()], tuple(tuple(trips[at]) for at in sorted(trips)))
