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

    `profile` picks the duration and distance matrices. Times are seconds on the problem's own clock.
    """

    count: int
    room: Load
    cost_per_km: int
    cost_per_h: int
    profile: int
    early_s: int
    late_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingProblem:
    """One depot, stops with loads and windows, vehicles with room. Index 0 is the depot, stop i is row i.

    `distance_m` and `duration_s` have shape (profiles, n + 1, n + 1), whole numbers; a negative duration
    means: no way.
    `service_s` has length n + 1; entry 0 is the reload time at the depot between two trips of one vehicle.
    """

    loads: tuple[Load, ...]
    service_s: Whole
    early_s: Whole
    late_s: Whole
    distance_m: Whole
    duration_s: Whole
    offers: tuple[Offer, ...]


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
    """Finds cheap tours. Same problem, seed and effort: same answer."""

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
    ) -> RoutingAnswer:
        """Solve within `effort` (iterations grow with it); every stop is served in time or named unserved."""
        ...
