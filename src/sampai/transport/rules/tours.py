"""What a tour means: when its trips end, whether they fit. All drivers of the solver port agree on it.

A tour is one vehicle's trips within its shift. Each trip starts at the depot when the vehicle is back and all
the trip's goods are there, takes the depot's own time first, waits where it comes before a stop's window, and
must be home by the end of the shift.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sampai.kernel.quantity import Load, total
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour


@dataclass(frozen=True, slots=True)
class Clockwork:
    """A problem's numbers as plain lists, for rules that look at one stop after the other."""

    problem: RoutingProblem
    duration_s: list[list[list[int]]]
    distance_m: list[list[list[int]]]
    service_s: list[int]
    early_s: list[int]
    late_s: list[int]
    release_s: list[int]
    exposure_rp_h: list[int] | None

    def starts(self, trip: Sequence[int], *, after_s: int) -> int:
        """When a trip can start at the depot: the vehicle is there and all its goods are."""
        return max(after_s, *map(self.release_s.__getitem__, trip))

    def ends(self, trip: Sequence[int], *, offer: Offer, after_s: int) -> int | None:
        """When a trip is home again, or None where it misses a window, a way or the end of the shift."""
        now = self.starts(trip, after_s=after_s) + self.service_s[0]
        here, duration = 0, self.duration_s[offer.profile]
        for stop in trip:
            step = duration[here][stop]
            now = max(now + step, self.early_s[stop])
            if step < 0 or now > self.late_s[stop]:
                return None
            now += self.service_s[stop]
            here = stop
        back = duration[here][0]
        return None if back < 0 or now + back > offer.late_s else now + back

    def tour_ends(self, trips: Iterable[Sequence[int]], *, offer: Offer) -> int | None:
        """When the last trip is home, or None where any of them fails."""
        now: int | None = offer.early_s
        for trip in trips:
            now = None if now is None else self.ends(trip, offer=offer, after_s=now)
        return now

    def exposure(self, trips: Iterable[Sequence[int]], *, offer: Offer) -> int:
        """What goods cost that are on the way in a tour, in rupiah times 3,600,000."""
        if self.exposure_rp_h is None:
            return 0
        found, ready, duration = 0, offer.early_s, self.duration_s[offer.profile]
        for trip in trips:
            leaves = now = self.starts(trip, after_s=ready) + self.service_s[0]
            here = 0
            for stop in trip:
                now = max(now + duration[here][stop], self.early_s[stop])
                found += self.exposure_rp_h[stop] * (now - leaves) * 1_000
                now += self.service_s[stop]
                here = stop
            ready = now + duration[here][0]
        return found

    def load(self, trip: Iterable[int]) -> Load:
        """What a trip carries."""
        return total([self.problem.loads[stop] for stop in trip])

    def cost(self, offer: Offer, *, start: int, end: int) -> int:
        """Running cost from one stop to another, in rupiah times 3,600,000; enough to compare."""
        metres = self.distance_m[offer.profile][start][end]
        seconds = self.duration_s[offer.profile][start][end]
        return metres * offer.cost_per_km * 3_600 + seconds * offer.cost_per_h * 1_000


def clockwork(problem: RoutingProblem) -> Clockwork:
    """The plain numbers of a problem."""
    release = problem.release_s
    return Clockwork(
        problem=problem,
        duration_s=problem.duration_s.tolist(),
        distance_m=problem.distance_m.tolist(),
        service_s=problem.service_s.tolist(),
        early_s=problem.early_s.tolist(),
        late_s=problem.late_s.tolist(),
        release_s=[0] * (problem.stops + 1) if release is None else release.tolist(),
        exposure_rp_h=None if problem.exposure_rp_h is None else problem.exposure_rp_h.tolist(),
    )


def holds(works: Clockwork, tour: Tour) -> bool:
    """Whether a tour keeps every rule of its problem: room, ways, windows, releases, shift, trips."""
    offer = works.problem.offers[tour.offer]
    few = offer.most_trips is None or len(tour.trips) <= offer.most_trips
    roomy = all(trip and works.load(trip).fits(offer.room) for trip in tour.trips)
    return few and roomy and works.tour_ends(tour.trips, offer=offer) is not None


def kept(works: Clockwork, start: RoutingAnswer) -> list[Tour]:
    """What a start offers within the rules: whole tours, and of broken ones what can stay, stop by stop.

    Unknown and repeated stops go, and tours of vehicles that there are not.
    """
    seen: set[int] = set()
    used: dict[int, int] = {}
    found = []
    for tour in start.tours:
        if not 0 <= tour.offer < len(works.problem.offers):
            continue
        if used.get(tour.offer, 0) >= works.problem.offers[tour.offer].count:
            continue
        whole = _kept_tour(works, tour, seen=seen)
        if whole.trips:
            found.append(whole)
            used[tour.offer] = used.get(tour.offer, 0) + 1
            seen.update(stop for trip in whole.trips for stop in trip)
    return found


def _kept_tour(works: Clockwork, tour: Tour, *, seen: set[int]) -> Tour:
    """The part of a tour that keeps the rules, without stops that were seen before."""
    stops = [stop for trip in tour.trips for stop in trip]
    known = all(0 < stop <= works.problem.stops for stop in stops) and len(set(stops)) == len(stops)
    if known and seen.isdisjoint(stops) and holds(works, tour):
        return tour
    trips: tuple[tuple[int, ...], ...] = ()
    here: set[int] = set()
    for trip in tour.trips:
        now: tuple[int, ...] = ()
        for stop in trip:
            new = 0 < stop <= works.problem.stops and stop not in seen and stop not in here
            if new and holds(works, Tour(tour.offer, (*trips, (*now, stop)))):
                now = (*now, stop)
                here.add(stop)
        trips = (*trips, now) if now else trips
    return Tour(tour.offer, trips)


def tours_cost(works: Clockwork, tours: Iterable[Tour]) -> int:
    """All costs of tours in rupiah times 3,600,000."""
    found = 0
    for tour in tours:
        offer = works.problem.offers[tour.offer]
        found += offer.fixed_cost * 3_600_000 + works.exposure(tour.trips, offer=offer)
        for trip in tour.trips:
            ends = (0, *trip, 0)
            found += sum(works.cost(offer, start=a, end=b) for a, b in pairwise(ends))
    return found


def answer_of(problem: RoutingProblem, tours: Iterable[Tour]) -> RoutingAnswer:
    """Tours in canonical order, with every other stop named unserved."""
    ordered = tuple(sorted(tours, key=lambda tour: (tour.offer, tour.trips)))
    served = {stop for tour in ordered for trip in tour.trips for stop in trip}
    return RoutingAnswer(ordered, tuple(stop for stop in range(1, problem.stops + 1) if stop not in served))
