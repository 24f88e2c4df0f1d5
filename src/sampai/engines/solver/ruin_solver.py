"""Our own compiled search as a driver of the routing port: ruin and recreate, at any size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sampai.engines.solver.ruin.run import (
    Cooling,
    anneal,
    closeness_in_time,
    neighbours_in_table,
    trips_of,
)
from sampai.engines.solver.ruin.steps import Day
from sampai.engines.solver.ruin.world import Reals, World
from sampai.engines.solver.savings import saved
from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour
from sampai.transport.rules.tours import Clockwork, answer_of, clockwork, holds, kept, tours_cost

VERSION = 2
NO_WAY = 1e12
"""Cost and time of a way that does not exist: above any price of leaving a stop out."""

MOST_PLAIN = 2_000
"""Beyond so many stops the plain solver takes longer than the search itself."""
WARM = 0.1
"""First temperature of a search that starts from a given plan: enough to mend it, too little to forget it."""

MANY = 250
"""From so many stops on the search goes on from the plain solver's answer. With fewer, starting from nothing
is cheap and finds lower costs: 0.1 % at 200 stops, 3 % in a regency of 285 stations."""

FROM_PLAIN = Cooling(hot=0.2, cold=0.01, mean_removed=6.0)
"""From the plain solver's answer. On the problems of the largest regency half the iterations, each with fewer
stops removed, came 0.1 % lower than twice as many from nothing (docs/reference/routing-bench.md)."""

FROM_SINGLES = Cooling(cold=0.01)
"""The same where most trips have one stop: what counts then are days of vehicles, which take more heat."""


@dataclass(frozen=True, slots=True)
class RuinSolver:
    """The driver. Iterations grow with effort and size; it never looks at the clock.

    Problems of several thousand stops are searched zone by zone, in so many `threads`; their number changes
    nothing in the answer.
    """

    threads: int = 1
    percent: int = 100
    """Of the usual iterations; fewer where a whole nation is planned."""

    @property
    def name(self) -> str:
        """Engine and version."""
        return f"ruin {VERSION}"

    def solve(
        self,
        problem: RoutingProblem,
        *,
        seed: int,
        effort: int,
        progress: Callable[[float], None] | None = None,
        start: RoutingAnswer | None = None,
    ) -> RoutingAnswer:
        """Up to `MOST_PLAIN` stops never worse than the plain solver's answer, in stops served, then in cost.

        With a `start`, the plain solver only adds what that leaves out, and the search goes on from there;
        whole trips then keep their kinds of vehicles.
        """
        works = clockwork(problem)
        if problem.stops <= MOST_PLAIN:
            first = saved(works, start=start)
            if not first.tours or problem.stops == 1:
                return first
        else:
            first = answer_of(problem, [] if start is None else kept(works, start))
        offers = [at for at, offer in enumerate(problem.offers) if offer.count]
        from_plain = start is None and MANY <= problem.stops <= MOST_PLAIN
        found = anneal(
            world_of(problem, offers=[problem.offers[at] for at in offers]),
            vehicles=np.array([problem.offers[at].count for at in offers]),
            seed=seed,
            iterations=iterations(problem.stops, effort=effort)
            * self.percent
            // (200 if from_plain else 100),
            cooling=_cooling(problem, first, is_given=start is not None, from_plain=from_plain),
            progress=progress,
            threads=self.threads,
            steps_percent=self.percent,
            start=_days(first, offers=offers) if from_plain or start is not None else None,
        )
        tours = [
            Tour(offers[kind], tuple(tuple(stop + 1 for stop in trip) for trip in day))
            for kind, day in trips_of(found.state)
        ]
        better = answer_of(problem, [tour for tour in tours if holds(works, tour)])
        return min(first, better, key=lambda answer: _rank(works, answer))


def iterations(stops: int, *, effort: int) -> int:
    """How many iterations an effort buys from nothing."""
    return effort * (2_000 + 100 * stops)


def _cooling(problem: RoutingProblem, first: RoutingAnswer, *, is_given: bool, from_plain: bool) -> Cooling:
    """How the search cools, by what it starts from."""
    if is_given:
        return Cooling(hot=WARM)
    if not from_plain:
        return Cooling(fleet=is_mixed(problem.offers))
    trips = [trip for tour in first.tours for trip in tour.trips]
    return FROM_SINGLES if sum(map(len, trips)) < 2 * len(trips) else FROM_PLAIN


def is_mixed(offers: Sequence[Offer]) -> bool:
    """Whether vehicles differ in more than their hours and numbers."""
    kinds = {
        (offer.room, offer.cost_per_km, offer.cost_per_h, offer.fixed_cost, offer.profile)
        for offer in offers
        if offer.count
    }
    return len(kinds) > 1


def _days(answer: RoutingAnswer, *, offers: Sequence[int]) -> list[Day]:
    """An answer's tours in the search's words."""
    return [
        (offers.index(tour.offer), [[stop - 1 for stop in trip] for trip in tour.trips])
        for tour in answer.tours
    ]


def _rank(works: Clockwork, answer: RoutingAnswer) -> tuple[int, int]:
    return len(answer.unserved), tours_cost(works, answer.tours)


def world_of(problem: RoutingProblem, *, offers: Sequence[Offer]) -> World:
    """The search's picture of a problem: rupiah and seconds, one depot, one cost table per price of a way."""
    prices = sorted({(offer.profile, offer.cost_per_km, offer.cost_per_h) for offer in offers})
    profiles = sorted({offer.profile for offer in offers})
    cost = np.stack([_cost_table(problem, *price) for price in prices])
    time = np.stack([np.where(problem.duration_s[p] < 0, NO_WAY, problem.duration_s[p]) for p in profiles])
    stops = slice(1, None)
    early, late = problem.early_s[stops].astype(np.float64), problem.late_s[stops].astype(np.float64)
    service = problem.service_s[stops].astype(np.float64)
    closeness = closeness_in_time(
        cost[0, stops, stops], time[0, stops, stops], service=service, early=early, late=late
    )
    near, near_cost = neighbours_in_table(cost[0, stops, stops], closeness=closeness, most=100)
    release = np.zeros(problem.stops + 1) if problem.release_s is None else problem.release_s
    room = np.array([_amounts(offer.room) for offer in offers], dtype=np.int64)
    load = np.array([_amounts(part) for part in problem.loads[1:]], dtype=np.int64)
    many = len(offers)
    fixed = np.array([offer.fixed_cost for offer in offers], dtype=np.float64)
    return World(
        plane=False,
        x=np.zeros(0),
        y=np.zeros(0),
        cost=cost,
        time=time.astype(np.float64),
        depots=1,
        near=near,
        near_cost=near_cost,
        home=cost[0, 0, stops].copy(),
        size=(load / np.maximum(1, room.max(axis=0))).max(axis=1),
        load=load,
        service=service,
        early=early,
        late=late,
        release=release[stops].astype(np.float64),
        miss=np.full(problem.stops, _price_of_absence(cost, fixed)),
        timed=True,
        mixed=False,
        chained=True,
        room=room,
        fixed=fixed,
        unit=np.ones(many),
        cost_table=np.array(
            [prices.index((o.profile, o.cost_per_km, o.cost_per_h)) for o in offers], np.int32
        ),
        time_table=np.array([profiles.index(offer.profile) for offer in offers], np.int32),
        start=np.zeros(many, np.int32),
        end=np.zeros(many, np.int32),
        opens=np.array([offer.early_s for offer in offers], np.float64),
        closes=np.array([offer.late_s for offer in offers], np.float64),
        longest=np.full(many, 1e15),
        reload=np.full(many, float(problem.service_s[0])),
        trips=np.array([offer.most_trips or problem.stops for offer in offers], np.int64),
        family=np.arange(many, dtype=np.int32),
    )


def _cost_table(problem: RoutingProblem, profile: int, per_km: int, per_h: int) -> Reals:
    metres, seconds = problem.distance_m[profile], problem.duration_s[profile]
    rupiah = np.rint(metres * (per_km / 1_000) + seconds * (per_h / 3_600))
    return np.where(seconds < 0, NO_WAY, rupiah + 1e-3 * metres)


def _price_of_absence(cost: Reals, fixed: Reals) -> float:
    """A hundred times the dearest way there is: no way round is worth leaving a station out."""
    return float(100 * (cost[cost < NO_WAY].max() * 2 + fixed.max() + 1))


def _amounts(load: Load) -> list[int]:
    return [load.boxes, load.volume_l, load.weight_g]
