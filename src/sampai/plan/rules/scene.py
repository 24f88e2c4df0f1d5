"""Where everybody's people and goods are at a moment: what a tactical floor game (TFG) shows.

A journey or duty is a track: places with times, and what it carries from each on. Between two places it is
taken to move evenly and straight, so that a position under way is always estimated.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sampai.election.model import Direction
from sampai.guarding.model import Duty, DutyKind
from sampai.guarding.rules.bound import is_home, leaves
from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.plan.model import OperationPlan
from sampai.transport.model import Journey


class Doing(StrEnum):
    """What a vehicle or people do at a moment."""

    READY = "siap"
    """At the place of departure: loading, mustering."""
    UNDER_WAY = "jalan"
    THERE = "di-tempat"
    HOME = "pulang"
    """Under way to where the journey or duty ends, all stops done."""
    ENDING = "selesai"
    """There, unloading or counting."""


@dataclass(frozen=True, slots=True)
class Halt:
    """From a time on at a place, with so many boxes, doing something; until the next halt."""

    at: HTime
    place: str
    boxes: int
    doing: Doing


def _when(halt: Halt) -> HTime:
    return halt.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One journey or duty over time; `halts` in order of time, the last one is its end."""

    code: str
    halts: tuple[Halt, ...]
    people: int = 0
    journey: Journey | None = None
    duty: Duty | None = None

    @property
    def starts(self) -> HTime:
        """From when it is shown."""
        return self.halts[0].at

    @property
    def ends(self) -> HTime:
        """Until when."""
        return self.halts[-1].at

    def boxes_at(self, at: int) -> int:
        """The boxes on it at a moment; none before its start and after its end."""
        if not self.starts <= at < self.ends:
            return 0
        return self.halts[bisect_right(self.halts, at, key=_when) - 1].boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One track at a moment: what it does, where, with how many boxes.

    `place` is where it stands, or where it goes; `position` is None where no place of it is known.
    """

    track: Track
    doing: Doing
    place: str
    boxes: int
    position: Position | None
    is_estimated: bool
    """Between two places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everybody at one moment. `resting`: boxes by the place where they lie."""

    at: HTime
    goods: tuple[Present, ...]
    people: tuple[Present, ...]
    resting: Mapping[str, int]

    @property
    def under_way(self) -> int:
        """Boxes on vehicles."""
        return sum(one.boxes for one in self.goods)


def goods_tracks(journeys: Iterable[Journey]) -> list[Track]:
    """Journeys of both ways, in order of time. Those without stops are left out."""
    found = [_journey(one) for one in journeys if one.stops]
    return sorted(found, key=lambda one: (one.starts, one.code))


def _journey(one: Journey) -> Track:
    is_out = one.direction is Direction.OUT
    boxes = sum(stop.load.boxes for stop in one.stops) if is_out else 0
    halts = [
        Halt(one.loads, one.origin, 0, Doing.READY),
        Halt(one.departs, one.origin, boxes, Doing.UNDER_WAY),
    ]
    for stop in one.stops:
        next_one = Doing.HOME if stop is one.stops[-1] else Doing.UNDER_WAY
        halts.append(Halt(stop.arrives, stop.place, boxes, Doing.THERE))
        boxes += -stop.load.boxes if is_out else stop.load.boxes
        halts.append(Halt(stop.departs, stop.place, boxes, next_one))
    if one.free > one.returns:
        halts.append(Halt(one.returns, one.home, boxes, Doing.ENDING))
    halts.append(Halt(one.free, one.home, 0, Doing.ENDING))
    return Track(code=one.code, halts=tuple(halts), journey=one)


def people_tracks(plan: OperationPlan, duties: Iterable[Duty]) -> list[Track]:
    """Duties, in order of time. Escorts go where the first journey of their convoy goes."""
    posts = {one.code: str(one.post or one.stations[0]) for one in plan.guard.clusters}
    bases = {one.code: str(one.base) for one in plan.operation.units}
    journeys = {one.code: one for one in (*plan.delivery.journeys, *plan.delivery.back)}
    escorted = {one.code: journeys.get(one.journeys[0]) for one in plan.manning.escorts.convoys}
    found = []
    for duty in duties:
        base = bases.get(duty.unit, "")
        led = escorted.get(duty.subject) if duty.kind is DutyKind.JOURNEY else None
        place = led.origin if led else posts.get(duty.subject, duty.subject)
        found.append(_duty(duty, base=base, place=place, led=led))
    return sorted(found, key=lambda one: (one.starts, one.code, one.duty.unit if one.duty else ""))


def _duty(duty: Duty, *, base: str, place: str, led: Journey | None) -> Track:
    halts = [Halt(leaves(duty), base, 0, Doing.UNDER_WAY)] if duty.travel_s else []
    halts.append(Halt(duty.starts, place, 0, Doing.READY if led else Doing.THERE))
    if led is not None:
        halts += [
            Halt(one.at, one.place, 0, one.doing)
            for one in _journey(led).halts[1:]
            if duty.starts < one.at < duty.ends
        ]
    halts.append(Halt(duty.ends, halts[-1].place, 0, Doing.HOME))
    if duty.travel_s:
        halts.append(Halt(is_home(duty), base, 0, Doing.ENDING))
    return Track(code=duty.subject, halts=tuple(halts), people=duty.officers, duty=duty)


def scene(
    at: HTime, *, goods: Sequence[Track], people: Sequence[Track], positions: Mapping[str, Position]
) -> Scene:
    """Everybody at a moment. Goods rest where they have been brought and not been taken from."""
    return Scene(
        at=at,
        goods=tuple(_present(goods, at=at, positions=positions)),
        people=tuple(_present(people, at=at, positions=positions)),
        resting=resting(goods, at=at),
    )


def _present(tracks: Iterable[Track], *, at: HTime, positions: Mapping[str, Position]) -> Iterator[Present]:
    for track in tracks:
        if track.starts <= at < track.ends:
            yield present(track, at=at, positions=positions)


def present(track: Track, *, at: HTime, positions: Mapping[str, Position]) -> Present:
    """A track at a moment between its start and its end."""
    number = bisect_right(track.halts, at, key=_when)
    halt, ahead = track.halts[number - 1], track.halts[min(number, len(track.halts) - 1)]
    here, there = positions.get(halt.place), positions.get(ahead.place)
    moves = halt.place != ahead.place
    position = here or there
    if moves and here is not None and there is not None:
        share = (at - halt.at) / (ahead.at - halt.at)
        position = Position(
            lon=round(here.lon + (there.lon - here.lon) * share, 6),
            lat=round(here.lat + (there.lat - here.lat) * share, 6),
        )
    return Present(
        track=track,
        doing=halt.doing,
        place=ahead.place if moves else halt.place,
        boxes=halt.boxes,
        position=position,
        is_estimated=moves and at > halt.at,
    )


def resting(goods: Iterable[Track], *, at: HTime) -> Mapping[str, int]:
    """Boxes by the place where they lie at a moment, in order of code; empty places are left out.

    A place from which boxes leave that nobody brought is where they lay from the beginning.
    """
    moves: dict[str, list[tuple[HTime, int]]] = defaultdict(list)
    for track in goods:
        held = 0
        for halt in track.halts:
            if halt.boxes != held:
                moves[halt.place].append((halt.at, held - halt.boxes))
                held = halt.boxes
    found = {place: _lying(its, at=at) for place, its in sorted(moves.items())}
    return {place: boxes for place, boxes in found.items() if boxes}


def _lying(moves: list[tuple[HTime, int]], *, at: HTime) -> int:
    """What is brought at a moment is there before what is taken at the same moment."""
    there = least = now = 0
    for when, boxes in sorted(moves, key=lambda one: (one[0], -one[1])):
        there += boxes
        least = min(least, there)
        if when <= at:
            now = there
    return now - least
