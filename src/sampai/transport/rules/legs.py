"""Planning one leg of a stage: what must go from where, by when, who carries it, and why some cannot go."""

from collections.abc import Sequence
from dataclasses import replace

from sampai.election.model import Direction, Level, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode
from sampai.transport.rules import reasons
from sampai.transport.rules.chains import TRANSFER_S
from sampai.transport.rules.crews import main_group, riders
from sampai.transport.rules.diary import Span, bound, with_time_in_hand
from sampai.transport.rules.pieces import Piece, gather
from sampai.transport.rules.problem import Crew
from sampai.transport.rules.routes import Failed, Room, Route, crews_for
from sampai.transport.rules.waves import Book, Item, items, needed, run_queues, span_of


def run_leg(
    stage: Stage,
    step: int,
    routes: Sequence[Route],
    *,
    days: tuple[Span, ...],
    room: Room,
    book: Book,
    attempt: int,
) -> Failed:
    """Plan one leg of a stage: first with the vehicles that belong there, then with all that could help.

    `step` counts legs in the order in which goods pass them: on the way back from the lower end.
    """
    by_code = {route.station.code: route for route in routes}
    leg = {code: leg_at(route, stage=stage, step=step) for code, route in by_code.items()}
    pieces = [
        _piece(route, stage=stage, leg=leg[code], days=days, room=room, book=book)
        for code, route in by_code.items()
    ]
    left = _run_round(pieces, stage=stage, days=days, room=room, book=book, attempt=2 * attempt)
    again = [
        _relieved(by_code[code], stage=stage, leg=leg[code], room=room, book=book)
        for piece in left
        for code in piece.stations
    ]
    lost = _run_round(again, stage=stage, days=days, room=room, book=book, attempt=2 * attempt + 1)
    return {
        code: _obstacle(
            _relieved(by_code[code], stage=stage, leg=leg[code], room=room, book=book), days=days, room=room
        )
        for piece in lost
        for code in piece.stations
    }


def leg_at(route: Route, *, stage: Stage, step: int) -> int:
    """Which leg of a chain goods pass at a step."""
    return step if stage.direction is Direction.OUT else len(route.chain.legs) - 1 - step


def _piece(route: Route, *, stage: Stage, leg: int, days: Sequence[Span], room: Room, book: Book) -> Piece:
    step, code = route.chain.legs[leg], route.station.code
    return Piece(
        origin=step.origin,
        target=step.target,
        stations=(code,),
        load=route.load,
        release=_release(code, stage=stage, book=book),
        due=_due(route, stage=stage, leg=leg, days=days, room=room),
        modes=step.modes,
        most_boxes=step.most_boxes,
        leg=len(book.travelled.get(code, ())) + 1,
    )


def _release(code: StationCode, *, stage: Stage, book: Book) -> HTime:
    since = book.arrived[code][1] if code in book.arrived else stage.earliest
    return HTime(max(since, stage.earliest))


def _due(route: Route, *, stage: Stage, leg: int, days: Sequence[Span], room: Room) -> HTime | None:
    """By when goods should be unloaded: a day earlier for each leg that follows, and for a hard station.

    On the way back nothing waits for another day: each leg is made as soon as it can be.
    """
    if stage.direction is Direction.BACK:
        return None
    following = len(route.chain.legs) - 1 - leg
    at_station = stage.receiver is Level.STATION
    early = following + (stage.hard_days if route.station.hard and at_station else 0)
    if not following and at_station and route.station.code in room.hurry:
        return room.hurry[route.station.code]
    if early == 0:
        return None
    in_hand = min(early, len(days) - 1)
    if in_hand >= max(1, following):
        return HTime(days[-1 - in_hand].end)
    if not following:
        return None
    end = bound(stage, election=room.desk.election)
    return HTime(end - route.chain.seconds - following * TRANSFER_S)


def _relieved(route: Route, *, stage: Stage, leg: int, room: Room, book: Book) -> Piece:
    """The piece for a second try: by any mode allowed that gets there, whenever in the stage."""
    step = route.chain.legs[leg]
    last = leg == len(route.chain.legs) - 1
    allowed = {mode for rung in route.rungs for mode in rung} if last else set(room.means.present())
    modes = tuple(
        mode
        for mode in room.means.present()
        if mode in step.modes
        or (mode in allowed and room.means.reaches(mode, origin=step.origin, target=step.target))
    )
    plain = _piece(route, stage=stage, leg=leg, days=(), room=room, book=book)
    return replace(plain, modes=modes, due=None)


def _run_round(
    pieces: Sequence[Piece],
    *,
    stage: Stage,
    days: tuple[Span, ...],
    room: Room,
    book: Book,
    attempt: int,
) -> list[Piece]:
    """One try for all places of a leg; the pieces left over.

    Odd tries may borrow vehicles, and use the last hours before the stage's end, too.
    """
    last_resort = attempt % 2 == 1
    hours = days if last_resort else with_time_in_hand(days, stage=stage, election=room.desk.election)
    queues, left = [], []
    for base in sorted({piece.origin for piece in pieces}):
        queue: list[Item] = []
        for family in _families([piece for piece in pieces if piece.origin == base]):
            crews = _crews(base, family, room=room, borrow=last_resort)
            main = main_group(crews)
            joined = family if main is None else gather(family, room=main.room)
            found, never = items(
                joined, crews, stage=stage, attempt=attempt, days=days, hours=hours, desk=room.desk
            )
            queue += found
            left += never
        queues.append(queue)
    return [*left, *run_queues(queues, desk=room.desk, book=book)]


def _families(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that share modes, directly or by way of others, go into one problem."""
    families: list[tuple[set[Mode], list[Piece]]] = []
    for piece in pieces:
        modes, members = set(piece.modes), [piece]
        joined = [family for family in families if not family[0].isdisjoint(modes)]
        families = [family for family in families if family[0].isdisjoint(modes)]
        for known, others in joined:
            modes |= known
            others.extend(members)
            members = others
        families.append((modes, members))
    return [members for _, members in sorted(families, key=lambda family: sorted(family[0]))]


def _crews(base: str, family: Sequence[Piece], *, room: Room, borrow: bool) -> tuple[Crew, ...]:
    """The place's own vehicles; borrowed ones too where it has none of the kind, or in the second try."""
    modes = {mode for piece in family for mode in piece.modes}
    own = crews_for(base, modes=modes, room=room, borrow=borrow)
    return own or crews_for(base, modes=modes, room=room, borrow=True)


def _obstacle(piece: Piece, *, days: Sequence[Span], room: Room) -> reasons.Obstacle:
    """Why not even the second try could serve a piece."""
    here, there = room.name(piece.origin), room.name(piece.target)
    crews = crews_for(piece.origin, modes=piece.modes, room=room, borrow=True)
    if not crews:
        rules = [room.means.rules[mode] for mode in piece.modes]
        return reasons.no_vehicle(here, target=there, modes=rules, at=piece.origin)
    able = [crew for crew in crews if riders(crew, piece) is not None]
    if not able:
        small = sorted({(piece.origin, crew.group.mode) for crew in crews})
        return reasons.too_big(here, load=piece.load, short=small)
    short = sorted({(piece.origin, crew.group.mode) for crew in able})
    if bars := needed(piece, able, desk=room.desk):
        return reasons.shut_at_times(here, target=there, what=room.names_of(bars), short=short)
    if all(span_of(piece, crew, days=days, desk=room.desk) is None for crew in able):
        if any(_with_two(piece, crew, days=days, room=room) for crew in able):
            return reasons.too_long_for_one(here, target=there, short=short)
        return reasons.too_far(here, target=there, short=short)
    if piece.release >= days[-1].end:
        return reasons.too_late(here, since=piece.release, until=HTime(days[-1].end))
    return reasons.too_few(here, until=HTime(days[-1].end), short=short)


def _with_two(piece: Piece, crew: Crew, *, days: Sequence[Span], room: Room) -> bool:
    """Whether a crew could do it if its vehicles had one more driver."""
    group = replace(crew.group, drivers=crew.group.drivers + 1)
    return span_of(piece, replace(crew, group=group), days=days, desk=room.desk) is not None
