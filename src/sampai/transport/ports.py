"""What transport asks of the outside: a routing solver."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.quantity import Load

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Vehicles that a solver may use: `count` alike ones, all based at the depot.

    `profile` picks the duration and distance matrices. Times are seconds on the problem's own clock:
    loading starts at `early_s` at the earliest, and the vehicle is home by `late_s`. `fixed_cost` is paid
    once by each vehicle that goes out at all. Costs are in rupiah.
    """

    count: int
    room: Load
    cost_per_km: int
    cost_per_h: int
    profile: int
    early_s: int
    late_s: int
    fixed_cost: int = 0
    most_trips: int | None = None
    """None: as many trips as time allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingProblem:
    """One depot, stops with loads and windows, vehicles with room. Index 0 is the depot, stop i is row i.

    All arrays, and `loads`, have an entry for the depot first.

    `distance_m` and `duration_s` have shape (profiles, n + 1, n + 1), whole numbers; a negative duration
    means: no way (this profile must not go from i to j).
    `service_s` has length n + 1; entry 0 is the time at the depot before each trip. A stop's service starts
    between `early_s` and `late_s` (a vehicle that comes earlier waits).
    `release_s`: no trip with stop i starts at the depot before its goods are there; entry 0 is unused.
    `exposure_rp_h`: what an hour costs that a stop's goods are on the way, from leaving the depot until its
    service begins; entry 0 is unused. None: nothing. It counts where answers are compared; no search of ours
    prices it at every step, because it depends on all stops before.
    """

    loads: tuple[Load, ...]
    service_s: Whole
    early_s: Whole
    late_s: Whole
    distance_m: Whole
    duration_s: Whole
    offers: tuple[Offer, ...]
    release_s: Whole | None = None
    exposure_rp_h: Whole | None = None

    @property
    def stops(self) -> int:
        """How many stops there are, without the depot."""
        return len(self.loads) - 1


@dataclass(frozen=True, slots=True)
class Tour:
    """One vehicle's trips: which offer, and per trip the stops in order (indices from 1)."""

    offer: int
    trips: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class RoutingAnswer:
    """Tours found, and the stops that no tour serves in time."""

    tours: tuple[Tour, ...]
    unserved: tuple[int, ...]


class RoutingSolver(Protocol):
    """Finds cheap tours. Same problem, seed, effort and start: same answer."""

    @property
    def name(self) -> str:
        """Engine and version."""
        ...

    def solve(
        self,
        problem: RoutingProblem,
        *,
        seed: int,
        effort: int,
        progress: Callable[[float], None] | None = None,
        start: RoutingAnswer | None = None,
    ) -> RoutingAnswer:
        """Solve within `effort` (iterations grow with it); every stop is served in time or named unserved.

        With a `start` that keeps every rule, the answer is never worse than it. Of one that does not, what
        keeps the rules is kept; its other stops are served as if they had not been in it.
        """
        ...
