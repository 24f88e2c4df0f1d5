"""A plain solver without a library: trips by Clarke and Wright's savings, packed into shifts, rest inserted.

G. Clarke and J. W. Wright, "Scheduling of Vehicles from a Central Depot to a Number of Delivery Points",
Operations Research 12 (1964). It serves tiny machines, starts the better driver, and checks it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour
from sampai.transport.rules.tours import Clockwork, answer_of, clockwork, kept

NEIGHBOURS = 40
"""Savings are looked for between each stop and this many stops nearest to it."""

Trip = tuple[int, ...]


@dataclass(slots=True)
class Shift:
    """One vehicle of an offer, and the trips given to it so far."""

    offer: int
    terms: Offer
    home_s: int
    """When the vehicle is back from its last trip so far."""
    trips: list[Trip] = field(default_factory=list)

    def has_trip_left(self) -> bool:
        """Whether one more trip is allowed."""
        return self.terms.most_trips is None or len(self.trips) < self.terms.most_trips


class SavingsSolver:
    """The driver. Seed and effort change nothing: there is no chance in it."""

    name = "savings 1"

    def solve(
        self,
        problem: RoutingProblem,
        *,
        seed: int,  # noqa: ARG002 -- the port's signature
        effort: int,  # noqa: ARG002 -- the port's signature
        progress: Callable[[float], None] | None = None,
        start: RoutingAnswer | None = None,
    ) -> RoutingAnswer:
        """Trips per kind of vehicle, the roomiest fleet first; what finds no place is named unserved.

        The tours of a `start` stay as they are; only stops that it leaves out find their place.
        """
        answer = saved(clockwork(problem), start=start)
        if progress is not None:
            progress(1.0)
        return answer


def saved(works: Clockwork, *, start: RoutingAnswer | None = None) -> RoutingAnswer:
    """The driver's answer, for who has the plain numbers of the problem already."""
    given = [] if start is None else kept(works, start)
    shifts = _shifts(works, given=given)
    served = {stop for tour in given for trip in tour.trips for stop in trip}
    left = [stop for stop in range(1, works.problem.stops + 1) if stop not in served]
    for kind in _kinds(shifts):
        placed = _serve(works, left, shifts=kind)
        left = [stop for stop in left if stop not in placed]
    for stop in left:
        _insert(works, stop, shifts=shifts)
    return answer_of(works.problem, (Tour(s.offer, tuple(s.trips)) for s in shifts if s.trips))


def _shifts(works: Clockwork, *, given: Sequence[Tour]) -> list[Shift]:
    """Every vehicle, those of the given tours with their trips."""
    trips: dict[int, list[Tour]] = {}
    for tour in given:
        trips.setdefault(tour.offer, []).append(tour)
    shifts = []
    for at, offer in enumerate(works.problem.offers):
        tours = trips.get(at, [])
        for number in range(offer.count):
            shift = Shift(at, offer, offer.early_s)
            if number < len(tours):
                shift.trips = list(tours[number].trips)
                shift.home_s = works.tour_ends(shift.trips, offer=offer) or offer.early_s
            shifts.append(shift)
    return shifts


def _kinds(shifts: Sequence[Shift]) -> list[list[Shift]]:
    """Shifts of alike vehicles together, the kind with most room in all first; each kind cheapest first."""

    def kind(shift: Shift) -> tuple[int, Load, int]:
        return shift.terms.profile, shift.terms.room, shift.terms.most_trips or 0

    ordered = sorted(shifts, key=lambda s: (kind(s), s.terms.fixed_cost, s.terms.early_s, s.offer))
    kinds = [list(group) for _, group in groupby(ordered, key=kind)]
    return sorted(kinds, key=lambda group: (-len(group) * max(group[0].terms.room.boxes, 1), kind(group[0])))


def _serve(works: Clockwork, stops: Iterable[int], *, shifts: list[Shift]) -> set[int]:
    """Give the stops that this kind of vehicle can serve to its shifts; the stops that found a place."""
    terms = _distinct(shifts)
    able = [stop for stop in stops if _possible(works, (stop,), terms=terms)]
    merged = _merged(works, able, terms=terms)
    trips = sorted(merged, key=lambda t: (works.starts(t, after_s=0), -_length(works, t, terms[0]), t))
    spilt = [trip for trip in trips if not _place(works, trip, shifts=shifts)]
    for stop in (stop for trip in spilt for stop in trip):
        _place(works, (stop,), shifts=shifts)
    return {stop for shift in shifts for trip in shift.trips for stop in trip}


def _distinct(shifts: Iterable[Shift]) -> list[Offer]:
    found = {(s.terms.early_s, s.terms.late_s): s.terms for s in shifts}
    return [found[window] for window in sorted(found)]


def _possible(works: Clockwork, trip: Trip, *, terms: Sequence[Offer]) -> bool:
    """Whether a trip fits into a vehicle of the kind and into one of its shifts."""
    return works.load(trip).fits(terms[0].room) and _in_time(works, trip, terms=terms)


def _in_time(works: Clockwork, trip: Trip, *, terms: Sequence[Offer]) -> bool:
    return any(works.ends(trip, offer=offer, after_s=offer.early_s) is not None for offer in terms)


def _length(works: Clockwork, trip: Trip, offer: Offer) -> int:
    ends = (0, *trip, 0)
    return sum(works.duration_s[offer.profile][a][b] for a, b in pairwise(ends))


@dataclass(frozen=True, slots=True)
class Run:
    """A trip to be, and what it carries."""

    stops: Trip
    load: Load
    ends: tuple[int, int]
    """Its first and last stop."""


def _merged(works: Clockwork, stops: Sequence[int], *, terms: Sequence[Offer]) -> list[Trip]:
    """Merge single trips where that saves most, as long as they stay possible."""
    run_of = {stop: Run((stop,), works.problem.loads[stop], (stop, stop)) for stop in stops}
    for a, b in _savings(works, stops, offer=terms[0]):
        one, other = run_of[a], run_of[b]
        if one is other or a not in one.ends or b not in other.ends:
            continue
        if not one.load.fits_beside(other.load, room=terms[0].room):
            continue
        merged = _join(works, one, other, at=(a, b), terms=terms)
        if merged is not None:
            run_of.update(dict.fromkeys(merged.stops, merged))
    return sorted({run.stops for run in run_of.values()})


def _savings(works: Clockwork, stops: Sequence[int], *, offer: Offer) -> list[tuple[int, int]]:
    """Pairs of stops that lie near each other, those that save most first."""
    at = np.array(stops, dtype=np.int64)
    seconds = works.problem.duration_s[offer.profile]
    cost = works.problem.distance_m[offer.profile] * (offer.cost_per_km * 3_600)
    cost = cost + seconds * (offer.cost_per_h * 1_000)
    home = cost[at, 0] + cost[0, at]
    no_way = seconds[np.ix_(at, at)] < 0
    np.fill_diagonal(no_way, val=True)
    steps = np.where(no_way, np.iinfo(np.int64).max, cost[np.ix_(at, at)])
    near = np.argsort(steps, axis=1, kind="stable")[:, :NEIGHBOURS]
    a, nth = np.nonzero(~np.take_along_axis(no_way, near, axis=1))
    b = near[a, nth]
    saving = 2 * steps[a, b] - home[a] - home[b]
    low, high = np.minimum(at[a], at[b]), np.maximum(at[a], at[b])
    ordered = np.lexsort((high, low, saving))
    ordered = ordered[saving[ordered] < 0]
    return list(zip(low[ordered].tolist(), high[ordered].tolist(), strict=True))


def _join(
    works: Clockwork, one: Run, other: Run, *, at: tuple[int, int], terms: Sequence[Offer]
) -> Run | None:
    """Both trips as one with stop a next to stop b, or None: ends of two trips that fit one vehicle."""
    (a, b), first, second = at, one.stops, other.stops
    ahead = first if first[-1] == a else first[::-1]
    behind = second if second[0] == b else second[::-1]
    for candidate in (ahead + behind, (ahead + behind)[::-1]):
        if _in_time(works, candidate, terms=terms):
            return Run(candidate, one.load + other.load, (candidate[0], candidate[-1]))
    return None


def _place(works: Clockwork, trip: Trip, *, shifts: Iterable[Shift]) -> bool:
    """Append a trip to the first shift that still has time for it."""
    for shift in shifts:
        home = works.ends(trip, offer=shift.terms, after_s=shift.home_s) if shift.has_trip_left() else None
        if home is not None:
            shift.trips.append(trip)
            shift.home_s = home
            return True
    return False


def _insert(works: Clockwork, stop: int, *, shifts: Iterable[Shift]) -> None:
    """Put a stop that is left into the trip where it costs least, if any can take it."""
    best: tuple[int, Shift, int, Trip] | None = None
    for shift in shifts:
        for at, trip in enumerate(shift.trips):
            for cost, longer in _longer(works, trip, stop, offer=shift.terms):
                if best is not None and cost >= best[0]:
                    continue
                trips = [*shift.trips[:at], longer, *shift.trips[at + 1 :]]
                if works.tour_ends(trips, offer=shift.terms) is not None:
                    best = (cost, shift, at, longer)
    if best is not None:
        _, shift, at, longer = best
        shift.trips[at] = longer
        shift.home_s = works.tour_ends(shift.trips, offer=shift.terms) or shift.home_s


def _longer(works: Clockwork, trip: Trip, stop: int, *, offer: Offer) -> Iterable[tuple[int, Trip]]:
    """Every way to put a stop into a trip that has room for it, with what that costs more."""
    if not works.load((*trip, stop)).fits(offer.room):
        return
    ends = (0, *trip, 0)
    for i, (a, b) in enumerate(pairwise(ends)):
        more = (
            works.cost(offer, start=a, end=stop)
            + works.cost(offer, start=stop, end=b)
            - works.cost(offer, start=a, end=b)
        )
        yield more, (*trip[:i], stop, *trip[i:])
