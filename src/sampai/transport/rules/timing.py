"""The true times of one trip: out with goods, or out empty and back with goods; pauses, nights, tides.

A trip out: load at the base (a stop's time and the time per box), drive, at each place a stop's time and the
time per box to unload, drive home. A trip back: drive to the first place so that its goods are ready when the
vehicle comes, at each place a stop's time and the time per box to load, drive home, unload there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load, total
from sampai.transport.model import Journey, Stop
from sampai.transport.rules.diary import Span
from sampai.transport.rules.drivers import Hands
from sampai.transport.rules.pieces import Piece, office_of
from sampai.transport.rules.problem import Draft

LOOK_AHEAD = 3
"""Days for which a vehicle waits at most to come home."""

Halt = tuple[int, list[Piece]]
"""A place of a draft, and what is unloaded or loaded there."""


@dataclass(slots=True)
class Driver:
    """Who drives one vehicle's trips: how long since the last pause, and how long all pauses were."""

    hands: Hands
    driven_s: int = 0
    paused_s: int = 0

    def drive(self, seconds: int) -> int:
        """The time of a drive with the pauses that it needs."""
        pauses, self.driven_s = self.hands.paced(seconds, driven_s=self.driven_s)
        self.paused_s += pauses
        return seconds + pauses

    def idle(self, seconds: int) -> None:
        """Waiting as long as a pause is one."""
        if seconds >= max(1, self.hands.pause_s):
            self.driven_s = 0


@dataclass(frozen=True, slots=True)
class Ride:
    """One tour's circumstances: the draft, which offer, the vehicles, and the hours that they have."""

    draft: Draft
    offer: int
    unit: tuple[int, ...]
    shift: Span

    @property
    def profile(self) -> int:
        """Which of the draft's travel times are those of the offer."""
        return self.draft.problem.offers[self.offer].profile

    def seconds(self, a: int, b: int) -> int:
        """The drive between two places of the draft, without pauses."""
        return int(self.draft.travel[self.profile].seconds[a, b])

    def handling(self, load: Load) -> int:
        """The time to load or unload at one place."""
        rule = self.draft.travel[self.profile].rule
        return rule.stop_s + rule.load_s_per_box * load.boxes


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a journey beside those at its stops."""

    loads: HTime
    departs: HTime
    returns: HTime
    pauses_s: int = 0
    handed_over: HTime | None = None


Timed = tuple[Journey, list[tuple[Piece, HTime, str]]]
"""A journey, and when and where each piece is unloaded."""


def time_trip(ride: Ride, trip: Sequence[int], *, now: int, driver: Driver) -> Timed | None:
    """The journey of one trip that begins at `now` at the earliest; None where it cannot come home."""
    return _back(ride, trip, now=now, driver=driver) if ride.draft.is_back else _out(ride, trip, now, driver)


def _out(ride: Ride, trip: Sequence[int], now: int, driver: Driver) -> Timed | None:
    pieces = [ride.draft.job.pieces[stop - 1] for stop in trip]
    load = total([piece.load for piece in pieces])
    loads = max(now, *(piece.release for piece in pieces))
    driver.idle(loads - now)
    departs = loads + ride.handling(load)
    halts = list(_halts(ride.draft, trip))
    stops = []
    here, at = 0, departs
    for place, rows in halts:
        arrives = at + driver.drive(ride.seconds(here, place))
        here, at = place, arrives + ride.handling(total([piece.load for piece in rows]))
        stops.append(_stop(ride, place, rows, arrives=arrives, departs=at))
    unloaded = [
        (piece, HTime(stop.departs), stop.place)
        for (_, rows), stop in zip(halts, stops, strict=True)
        for piece in rows
    ]
    way = _home(ride, stops, here=here, driver=driver)
    if way is None:
        return None
    stops, returns = way
    times = Times(HTime(loads), HTime(departs), returns, pauses_s=driver.paused_s)
    return _journey(ride, halts, stops=stops, times=times), unloaded


def _back(ride: Ride, trip: Sequence[int], *, now: int, driver: Driver) -> Timed | None:
    halts = list(_halts(ride.draft, trip))
    pieces = [piece for _, rows in halts for piece in rows]
    first_place, first = halts[0]
    departs = max(now, first[0].release - ride.seconds(0, first_place))
    driver.idle(departs - now)
    stops = []
    here, at = 0, departs
    for place, rows in halts:
        arrives = at + driver.drive(ride.seconds(here, place))
        done = _taken(ride, rows, arrives=arrives)
        load = total([piece.load for piece in rows])
        driver.idle(done - arrives - ride.handling(load))
        here, at = place, done
        stops.append(_stop(ride, place, rows, arrives=arrives, departs=at))
    way = _home(ride, stops, here=here, driver=driver)
    if way is None:
        return None
    stops, returns = way
    handed_over = HTime(returns + ride.handling(total([piece.load for piece in pieces])))
    if handed_over > ride.draft.until:
        return None
    times = Times(HTime(departs), HTime(departs), returns, pauses_s=driver.paused_s, handed_over=handed_over)
    unloaded = [(piece, handed_over, ride.draft.job.base) for piece in pieces]
    return _journey(ride, halts, stops=stops, times=times), unloaded


def _taken(ride: Ride, rows: Sequence[Piece], *, arrives: int) -> int:
    """When all goods of a place are on the vehicle, each loaded when it is ready, in the tour's order."""
    at = arrives + ride.handling(Load())
    per_box = ride.draft.travel[ride.profile].rule.load_s_per_box
    for piece in rows:
        at = max(at, piece.release) + per_box * piece.load.boxes
    return at


def _halts(draft: Draft, trip: Sequence[int]) -> Iterator[Halt]:
    """Rows of a trip that stand for the same place one after the other are one halt."""
    for place, rows in groupby(trip, key=lambda stop: draft.at[stop]):
        yield place, [draft.job.pieces[stop - 1] for stop in rows]


def _stop(ride: Ride, place: int, pieces: Sequence[Piece], *, arrives: int, departs: int) -> Stop:
    codes = sorted(code for piece in pieces for code in piece.stations)
    return Stop(
        place=ride.draft.places[place],
        arrives=HTime(arrives),
        departs=HTime(departs),
        stations=tuple(StationCode(code) for code in codes if office_of(code) is None),
        load=total([piece.load for piece in pieces]),
        own=tuple(StationCode(code) for code in codes if office_of(code) is not None),
    )


def _home(ride: Ride, stops: Sequence[Stop], *, here: int, driver: Driver) -> tuple[list[Stop], HTime] | None:
    """The stops, the last one until the vehicle leaves it, and when it is home; None if it cannot come."""
    done = stops[-1].departs
    drive_s = ride.seconds(here, 0)
    unload_s = ride.handling(total([stop.load for stop in stops])) if ride.draft.is_back else 0
    leaves = _leaves(ride, done, back_s=ride.draft.hands[ride.offer].roomy(drive_s) + unload_s)
    if leaves is None:
        return None
    driver.idle(leaves - done)
    returns = HTime(leaves + driver.drive(drive_s))
    if leaves == done:
        return list(stops), returns
    return [*stops[:-1], replace(stops[-1], departs=HTime(leaves))], returns


def _leaves(ride: Ride, done: int, *, back_s: int) -> int | None:
    """When a vehicle leaves its last place for home: at once, with a later tide, or on the next day."""
    if not ride.draft.job.far or done + back_s <= ride.shift.end:
        return done
    rest = done + ride.draft.hands[ride.offer].rest_s
    daily = ride.draft.daily[ride.profile]
    for day in range(done // DAY, done // DAY + LOOK_AHEAD):
        hours = Span(day * DAY + daily.start, day * DAY + daily.end)
        for part in hours.without(ride.draft.shut):
            tomorrow = part.start // DAY > done // DAY
            start = max(part.start, rest if tomorrow else done)
            if start + back_s <= part.end and (tomorrow or _same_duty(ride, start + back_s)):
                return start
    return None if ride.draft.shut else _next_morning(ride, rest)


def _same_duty(ride: Ride, end: int) -> bool:
    """Whether a drivers' duty may last until then on the day of the way out."""
    most = ride.draft.hands[ride.offer].most_duty_s
    return most is None or end <= ride.shift.start + most


def _next_morning(ride: Ride, rest: int) -> int:
    """The way home takes longer than any day's hours: it begins when work does."""
    day = ride.shift.start // DAY + 1
    return max(rest, day * DAY + ride.draft.daily[ride.profile].start)


def _journey(ride: Ride, halts: Sequence[Halt], *, stops: Sequence[Stop], times: Times) -> Journey:
    draft = ride.draft
    travel, group = draft.travel[ride.profile], draft.crews[ride.offer].group
    places = [0, *(place for place, _ in halts), 0]
    return Journey(
        code="",
        vehicle=group.code,
        ordinal=ride.unit[0],
        convoy=ride.unit[1:],
        mode=travel.rule.mode,
        giver=draft.job.stage.giver,
        receiver=draft.job.stage.receiver,
        leg=draft.job.leg,
        origin=draft.job.base,
        loads=times.loads,
        departs=times.departs,
        returns=times.returns,
        handed_over=times.handed_over,
        pauses_s=times.pauses_s,
        stops=tuple(stops),
        load=total([stop.load for stop in stops]),
        distance_m=sum(int(travel.metres[a, b]) for a, b in pairwise(places)),
        drivers=group.drivers,
        fees_rp=len(ride.unit) * sum(int(travel.fees_rp[a, b]) for a, b in pairwise(places)),
    )
