"""From a solver's tours to journeys with true times; the solver's own clock is not used.

One vehicle's journeys follow each other; none starts before its goods are there. On far jobs the vehicle
comes home on the same day if hours, tide and drivers allow, else it stays at the last place and leaves later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sampai.kernel.clock import HTime
from sampai.transport.model import Journey, Stationed
from sampai.transport.ports import RoutingAnswer, Tour
from sampai.transport.rules.diary import Span
from sampai.transport.rules.pieces import Piece
from sampai.transport.rules.problem import Draft
from sampai.transport.rules.timing import Driver, Ride, Timed, time_trip


@dataclass(frozen=True, slots=True)
class Result:
    """What a job became: journeys, rides to other places, pieces left, and when and where each came."""

    journeys: tuple[Journey, ...]
    stationed: tuple[Stationed, ...]
    left: tuple[Piece, ...]
    unloaded: tuple[tuple[Piece, HTime, str], ...]


@dataclass(slots=True)
class _Day:
    """One vehicle's trips of a tour; `lost` are stops of trips that cannot come home."""

    trips: list[Timed]
    lost: list[int]
    driver: Driver

    @property
    def ends(self) -> int:
        return max((journey.free for journey, _ in self.trips), default=0)


def schedule(draft: Draft, answer: RoutingAnswer) -> Result:
    """The journeys of a job. Vehicles are given out in order: the first free one of an offer goes first."""
    journeys: list[Journey] = []
    stationed: list[Stationed] = []
    unloaded: list[tuple[Piece, HTime, str]] = []
    left = list(answer.unserved)
    for offer, tours in groupby(answer.tours, key=lambda tour: tour.offer):
        for unit, tour in zip(draft.units[offer], tours, strict=False):
            day = _urgent_first(draft, tour, unit=unit)
            journeys += [journey for journey, _ in day.trips]
            unloaded += [done for _, dones in day.trips for done in dones]
            stationed += _rides(draft, offer, unit=unit, day=day)
            left += day.lost
    pieces = tuple(draft.job.pieces[stop - 1] for stop in sorted(left))
    return Result(tuple(journeys), tuple(stationed), pieces, tuple(unloaded))


def _urgent_first(draft: Draft, tour: Tour, *, unit: tuple[int, ...]) -> _Day:
    """A tour's journeys; those with goods that are due go first if the vehicle is home no later for it."""
    plain = _trips(draft, tour, unit=unit)
    ordered = _by_due(draft, tour)
    if ordered == tour.trips:
        return plain
    urgent = _trips(draft, Tour(tour.offer, ordered), unit=unit)
    return urgent if (len(urgent.lost), urgent.ends) <= (len(plain.lost), plain.ends) else plain


def _by_due(draft: Draft, tour: Tour) -> tuple[tuple[int, ...], ...]:
    def due(trip: tuple[int, ...]) -> tuple[bool, int]:
        dues = [piece.due for stop in trip if (piece := draft.job.pieces[stop - 1]).due is not None]
        return not dues, min(dues, default=0)

    return tuple(sorted(tour.trips, key=due))


def _trips(draft: Draft, tour: Tour, *, unit: tuple[int, ...]) -> _Day:
    offer = draft.problem.offers[tour.offer]
    shift = Span(draft.epoch + offer.early_s, draft.epoch + offer.late_s)
    ride = Ride(draft, tour.offer, unit, shift)
    day = _Day([], [], Driver(draft.hands[tour.offer], driven_s=draft.crews[tour.offer].ride_s))
    now: int = shift.start
    for trip in tour.trips:
        timed = _turned(ride, trip, now=now, driver=day.driver)
        if timed is None:
            day.lost += trip
        else:
            day.trips.append(timed)
            now = timed[0].free
    return day


def _turned(ride: Ride, trip: Sequence[int], *, now: int, driver: Driver) -> Timed | None:
    """A trip, on the way out the other way round where that is better; `driver` is who drove it."""
    driver.paused_s = 0
    other = replace(driver)
    plain = time_trip(ride, trip, now=now, driver=driver)
    if ride.draft.is_back or len(trip) < 2:
        return plain
    turned = time_trip(ride, trip[::-1], now=now, driver=other)
    if plain is None or turned is None or not _is_better(turned, than=plain):
        return plain
    driver.driven_s = other.driven_s
    return turned


def _is_better(other: Timed, *, than: Timed) -> bool:
    """Whether a trip the other way round is as good in time and money, and its goods are out for less."""
    (there, done), (here, was) = other, than
    no_dearer = there.returns <= here.returns and there.distance_m <= here.distance_m
    no_dearer = no_dearer and there.fees_rp <= here.fees_rp
    return no_dearer and _late_s(done) <= _late_s(was) and _exposure(there) < _exposure(here)


def _late_s(unloaded: Iterable[tuple[Piece, HTime, str]]) -> int:
    return sum(max(0, at - piece.due) for piece, at, _ in unloaded if piece.due is not None)


def _exposure(journey: Journey) -> int:
    """Seconds on the way, added up over the stations whose goods it carries."""
    return sum(len(stop.stations) * (stop.arrives - journey.departs) for stop in journey.stops)


def _rides(draft: Draft, offer: int, *, unit: tuple[int, ...], day: _Day) -> list[Stationed]:
    """The empty rides of vehicles that stand elsewhere, once to and fro for all their journeys of the day."""
    crew = draft.crews[offer]
    if not crew.borrowed or not day.trips:
        return []
    home_s = day.driver.drive(crew.ride_s)
    return [
        Stationed(
            vehicle=crew.group.code,
            ordinal=ordinal,
            base=crew.group.base,
            at=draft.job.base,
            since=HTime(day.trips[0][0].loads - crew.ride_s),
            until=HTime(day.trips[-1][0].free + home_s),
            distance_m=2 * crew.ride_m,
            direction=draft.job.stage.direction,
        )
        for ordinal in unit
    ]


def bookings(result: Result) -> Iterator[tuple[Journey | Stationed, int, Span]]:
    """What each vehicle of a result has promised: journey or ride, number in its group, from when to when."""
    for journey in result.journeys:
        for ordinal in journey.vehicles:
            yield journey, ordinal, Span(journey.loads, journey.free)
    for ride in result.stationed:
        yield ride, ride.ordinal, Span(ride.since, ride.until)
