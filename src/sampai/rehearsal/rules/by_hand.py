"""A plan made the old way: a fixed list of journeys, no time in hand, no forecast.

What offices do with a list and a pencil: the stations in the order of the list; a vehicle is filled until no
more goes in, then the next one; when all are out, the first one goes again. Goods leave on the last day of
the stage, and on the day before only what the last has no vehicle for. Nobody compares routes, evens out the
vehicles' days, or keeps hours free for what may go wrong. What people do know is kept: which vehicle gets
where, the hours of the stage and of drivers, hard stations on the day before the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sampai.election.model import Election
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour
from sampai.transport.rules.diary import IN_HAND_S
from sampai.transport.rules.tours import Clockwork, answer_of, clockwork

Trip = tuple[int, ...]


class ByHand:
    """A solver that works off the list. Seed and effort change nothing."""

    name = "by hand 1"

    def solve(
        self,
        problem: RoutingProblem,
        *,
        seed: int,  # noqa: ARG002 -- the port's signature
        effort: int,  # noqa: ARG002 -- the port's signature
        progress: Callable[[float], None] | None = None,
        start: RoutingAnswer | None = None,  # noqa: ARG002 -- the list knows no earlier answer
    ) -> RoutingAnswer:
        """Fill vehicle after vehicle in the order of the list; what finds no place is named unserved."""
        works = clockwork(problem)
        left = list(range(1, problem.stops + 1))
        days = [_vehicles(problem, day) for day in sorted({_day(o) for o in problem.offers}, reverse=True)]
        for vehicles in days:
            left = _worked_off(left, vehicles, works=works)
        if progress is not None:
            progress(1.0)
        return answer_of(problem, (Tour(v.offer, tuple(v.trips)) for day in days for v in day if v.trips))


def _day(offer: Offer) -> int:
    return offer.early_s // DAY


def _vehicles(problem: RoutingProblem, day: int) -> "list[_Vehicle]":
    return [
        _Vehicle(at, offer)
        for at, offer in enumerate(problem.offers)
        if _day(offer) == day
        for _ in range(offer.count)
    ]


def _worked_off(left: list[int], vehicles: "Sequence[_Vehicle]", *, works: Clockwork) -> list[int]:
    """What is left of the list after one day: the vehicles in turn, round after round."""
    out = True
    while left and out:
        out = False
        for vehicle in vehicles:
            trip = vehicle.fill(left, works=works)
            out = out or bool(trip)
            left = [stop for stop in left if stop not in trip]
    return left


class _Vehicle:
    """One vehicle and its trips so far."""

    def __init__(self, offer: int, terms: Offer) -> None:
        self.offer, self.terms = offer, terms
        self.trips: list[Trip] = []
        self.home_s = terms.early_s

    def fill(self, left: Sequence[int], *, works: Clockwork) -> Trip:
        """The next trip: down the list as long as there is room and time; empty where nothing fits."""
        if self.terms.most_trips is not None and len(self.trips) >= self.terms.most_trips:
            return ()
        trip: Trip = ()
        load, home_s = Load(), self.home_s
        for stop in left:
            more = load + works.problem.loads[stop]
            ends = works.ends((*trip, stop), offer=self.terms, after_s=self.home_s)
            if more.fits(self.terms.room) and ends is not None:
                trip, load, home_s = (*trip, stop), more, ends
            elif trip:
                break
        if trip:
            self.trips.append(trip)
            self.home_s = home_s
        return trip


def without_slack(election: Election) -> Election:
    """The election as somebody plans who uses a stage's hours to the last: nothing is kept in hand.

    Planning keeps hours before a stage's end free where it can; so the end is set as many hours later.
    """
    stages = tuple(replace(stage, latest=HTime(stage.latest + IN_HAND_S)) for stage in election.stages)
    deadlines = tuple(replace(one, at=HTime(one.at + IN_HAND_S)) for one in election.deadlines)
    return replace(election, stages=stages, deadlines=deadlines)
