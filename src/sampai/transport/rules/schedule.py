"""From a solver's tours to journeys with true times; the solver's own clock is not used.

A journey: load at the base (a stop's time and the time per box), drive, at each place a stop's time and the
time per box to unload, drive home. One vehicle's journeys follow each other; none starts before its goods are
there. On far jobs the vehicle comes home on the same day if hours allow, else it stays at the last place for
the night and leaves when work begins on the next day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import total
from sampai.transport.model import Journey, Stationed, Stop
from sampai.transport.ports import RoutingAnswer, Tour
from sampai.transport.rules.diary import Span
from sampai.transport.rules.pieces import Piece
from sampai.transport.rules.problem import Crew, Draft, Travel


@dataclass(frozen=True, slots=True)
class Result:
    """What a job became: journeys, rides to other places, pieces left, and when each piece was unloaded."""

    journeys: tuple[Journey, ...]
    stationed: tuple[Stationed, ...]
    left: tuple[Piece, ...]
    unloaded: tuple[tuple[Piece, HTime], ...]


def schedule(draft: Draft, answer: RoutingAnswer) -> Result:
    """The journeys of a job. Vehicles are given out in order: the first free one of an offer goes first."""
    journeys: list[Journey] = []
    stationed: list[Stationed] = []
    unloaded: list[tuple[Piece, HTime]] = []
    for offer, tours in groupby(answer.tours, key=lambda tour: tour.offer):
        for unit, tour in zip(draft.units[offer], tours, strict=False):
            trips = _urgent_first(draft, tour, unit=unit)
            journeys += [journey for journey, _ in trips]
            unloaded += [done for _, dones in trips for done in dones]
            stationed += _rides(draft, draft.crews[offer], unit=unit, journeys=[j for j, _ in trips])
    left = tuple(draft.job.pieces[stop - 1] for stop in answer.unserved)
    return Result(tuple(journeys), tuple(stationed), left, tuple(unloaded))


Timed = tuple[Journey, list[tuple[Piece, HTime]]]


def _urgent_first(draft: Draft, tour: Tour, *, unit: tuple[int, ...]) -> list[Timed]:
    """A tour's journeys; those with goods that are due go first if the vehicle is home no later for it."""
    plain = list(_trips(draft, tour, unit=unit))
    urgent = list(_trips(draft, Tour(tour.offer, _by_due(draft, tour)), unit=unit))
    return urgent if urgent[-1][0].returns <= plain[-1][0].returns else plain


def _by_due(draft: Draft, tour: Tour) -> tuple[tuple[int, ...], ...]:
    def due(trip: tuple[int, ...]) -> tuple[bool, int]:
        dues = [piece.due for stop in trip if (piece := draft.job.pieces[stop - 1]).due is not None]
        return not dues, min(dues, default=0)

    return tuple(sorted(tour.trips, key=due))


def _trips(draft: Draft, tour: Tour, *, unit: tuple[int, ...]) -> Iterator[Timed]:
    offer = draft.problem.offers[tour.offer]
    shift = Span(draft.epoch + offer.early_s, draft.epoch + offer.late_s)
    now = shift.start
    for trip in tour.trips:
        journey, unloaded = _trip(draft, tour.offer, trip, unit=unit, now=now, shift=shift)
        now = journey.returns
        yield journey, unloaded


def _trip(
    draft: Draft, offer: int, trip: Sequence[int], *, unit: tuple[int, ...], now: int, shift: Span
) -> Timed:
    job, travel = draft.job, draft.travel[draft.problem.offers[offer].profile]
    pieces = [job.pieces[stop - 1] for stop in trip]
    load = total([piece.load for piece in pieces])
    loads = max(now, *(piece.release for piece in pieces))
    departs = loads + travel.rule.stop_s + travel.rule.load_s_per_box * load.boxes
    halts = list(_halts(draft, trip))
    stops = list(_stops(draft, halts, travel=travel, departs=departs))
    unloaded = [
        (piece, HTime(stop.departs)) for (_, rows), stop in zip(halts, stops, strict=True) for piece in rows
    ]
    last = halts[-1][0]
    leaves = _leaves(draft, stops[-1].departs, back_s=int(travel.seconds[last, 0]), shift=shift)
    stops[-1] = _until(stops[-1], leaves)
    places = [0, *(place for place, _ in halts), 0]
    return (
        Journey(
            code="",
            vehicle=draft.crews[offer].group.code,
            ordinal=unit[0],
            convoy=unit[1:],
            mode=travel.rule.mode,
            giver=job.stage.giver,
            receiver=job.stage.receiver,
            leg=job.leg,
            origin=job.base,
            loads=HTime(loads),
            departs=HTime(departs),
            returns=HTime(leaves + int(travel.seconds[last, 0])),
            stops=tuple(stops),
            load=load,
            distance_m=sum(int(travel.metres[a, b]) for a, b in pairwise(places)),
        ),
        unloaded,
    )


def _halts(draft: Draft, trip: Sequence[int]) -> Iterator[tuple[int, list[Piece]]]:
    """Rows of a trip that stand for the same place one after the other are one halt."""
    for place, rows in groupby(trip, key=lambda stop: draft.at[stop]):
        yield place, [draft.job.pieces[stop - 1] for stop in rows]


def _stops(
    draft: Draft, halts: Iterable[tuple[int, list[Piece]]], *, travel: Travel, departs: int
) -> Iterator[Stop]:
    here, now = 0, departs
    for place, pieces in halts:
        load = total([piece.load for piece in pieces])
        arrives = now + int(travel.seconds[here, place])
        now = arrives + travel.rule.stop_s + travel.rule.load_s_per_box * load.boxes
        here = place
        yield Stop(
            place=draft.places[place],
            arrives=HTime(arrives),
            departs=HTime(now),
            stations=_stations(pieces),
            load=load,
        )


def _stations(pieces: Iterable[Piece]) -> tuple[StationCode, ...]:
    return tuple(sorted(station for piece in pieces for station in piece.stations))


def _until(stop: Stop, departs: int) -> Stop:
    return Stop(
        place=stop.place,
        arrives=stop.arrives,
        departs=HTime(departs),
        stations=stop.stations,
        load=stop.load,
    )


def _leaves(draft: Draft, done: int, *, back_s: int, shift: Span) -> int:
    """When a vehicle leaves its last place for home: at once, or when work begins on the next day."""
    if not draft.job.far or done + back_s <= shift.end:
        return done
    return max(done, (done // DAY + 1) * DAY + shift.start % DAY)


def _rides(
    draft: Draft, crew: Crew, *, unit: tuple[int, ...], journeys: Sequence[Journey]
) -> list[Stationed]:
    """The empty rides of vehicles that stand elsewhere, once to and fro for all their journeys of the day."""
    if not crew.borrowed:
        return []
    return [
        Stationed(
            vehicle=crew.group.code,
            ordinal=ordinal,
            base=crew.group.base,
            at=draft.job.base,
            since=HTime(journeys[0].loads - crew.ride_s),
            until=HTime(journeys[-1].returns + crew.ride_s),
            distance_m=2 * crew.ride_m,
        )
        for ordinal in unit
    ]


def bookings(result: Result) -> Iterator[tuple[Journey | Stationed, int, Span]]:
    """What each vehicle of a result has promised: journey or ride, number in its group, from when to when."""
    for journey in result.journeys:
        for ordinal in journey.vehicles:
            yield journey, ordinal, Span(journey.loads, journey.returns)
    for ride in result.stationed:
        yield ride, ride.ordinal, Span(ride.since, ride.until)
