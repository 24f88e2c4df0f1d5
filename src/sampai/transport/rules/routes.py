"""Each station's chain of modes in one stage, or what keeps it from having one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sampai.election.model import Direction, Level, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode, Register, Territory
from sampai.transport.rules import reasons
from sampai.transport.rules.chains import (
    Chain,
    Chart,
    best_chain,
    chart,
    rungs_of,
)
from sampai.transport.rules.crews import borrowed_crews, own_crews
from sampai.transport.rules.going import Bar
from sampai.transport.rules.means import TRANSFER_KINDS, Means
from sampai.transport.rules.offices import KECAMATAN, VILLAGE, Offices
from sampai.transport.rules.problem import Crew
from sampai.transport.rules.waves import Book, Desk

NAMED = 5
"""Closures that one sentence names."""


class Bound(Protocol):
    """Whose goods go somewhere: a station, or a committee with its own goods."""

    @property
    def code(self) -> StationCode:
        """What the goods are called."""
        ...

    @property
    def village(self) -> RegionCode:
        """The village, or the region of the committee."""
        ...

    @property
    def access(self) -> tuple[Mode, ...]:
        """The modes that reach it; empty: any."""
        ...

    @property
    def hard(self) -> bool:
        """Whether it gets its goods earlier."""
        ...


@dataclass(frozen=True, slots=True)
class Committee:
    """A part of the own goods of a PPK or PPS."""

    code: StationCode
    village: RegionCode
    level: Level
    access: tuple[Mode, ...] = ()
    hard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The operation as planning sees it."""

    register: Register
    territory: Territory
    offices: Offices
    desk: Desk
    own: tuple[Committee, ...] = ()
    """Own goods of committees, in parts."""
    hurry: Mapping[StationCode, HTime] = field(default_factory=dict)
    """By when some stations' goods are wanted, earlier than the stage says."""

    @property
    def bound(self) -> tuple[Bound, ...]:
        """Stations, and the parts of committees' own goods."""
        return (*self.register.stations, *self.own)

    def level_of(self, code: StationCode) -> Level:
        """The level to which goods belong."""
        return next((one.level for one in self.own if one.code == code), Level.STATION)

    @property
    def means(self) -> Means:
        """Modes, ways and vehicles."""
        return self.desk.means

    def name(self, code: str) -> str:
        """What people call a place or village; of a station, its village."""
        place = self.register.place(code)
        if place is not None:
            return place.name or str(place.code)
        region = self.territory.regions.get(RegionCode(code[:VILLAGE]))
        return code if region is None else region.name

    def names_of(self, bars: Iterable[Bar]) -> list[str]:
        """What people call some of what is shut: links by their codes; the first ones of many."""
        links = {link.code for link in self.means.network.links}
        names = list(dict.fromkeys(s if s in links else self.name(s) for s, _ in bars))
        return [*names[:NAMED], "…"] if len(names) > NAMED else names


@dataclass(frozen=True, slots=True)
class Route:
    """A station's chain in one stage, with the rungs of modes allowed at its end.

    The chain leads from the upper level down, also on the way back, when goods go along it upwards.
    """

    station: Bound
    load: Load
    chain: Chain
    rungs: tuple[tuple[Mode, ...], ...]


Failed = dict[StationCode, reasons.Obstacle]


def find_routes(
    stage: Stage,
    *,
    loads: Mapping[StationCode, Load],
    room: Room,
    book: Book,
    closed: Collection[tuple[str, Mode]] = (),
) -> tuple[list[Route], Failed]:
    """Each open station's chain in a stage; those without one, with the obstacle.

    `closed` names places where vehicles of a mode have no hours left.
    """
    stations = [(one, code) for one in room.bound if (code := one.code) in loads]
    ends = {code: _ends(s, stage=stage, room=room, book=book) for s, code in stations}
    charts = _charts({code for upper, _ in ends.values() for code in upper}, room=room, closed=closed)
    known: dict[tuple[object, ...], Chain | reasons.Obstacle] = {}
    routes, failed = [], Failed()
    at_station = Level.STATION in {stage.giver, stage.receiver}
    for station, code in stations:
        above, receivers = ends[code]
        obstacle = _nowhere(station, stage=stage, givers=above, receivers=receivers, room=room)
        if obstacle is not None:
            failed[code] = obstacle
            continue
        access = station.access if at_station else ()
        key = (above, receivers[0], access)
        if key not in known:
            known[key] = _chain(above, receivers[0], access, charts=charts, room=room)
            if isinstance(known[key], reasons.Obstacle) and room.desk.going.always:
                known[key] = _shut(above, receivers[0], access, room=room) or known[key]
        chain = known[key]
        if isinstance(chain, reasons.Obstacle):
            failed[code] = chain
        elif _turns_back(chain, stage=stage, been=book.travelled.get(code, ())):
            failed[code] = reasons.no_way(room.name(above[0]), target=room.name(receivers[0]), modes=())
        elif chain.legs:
            routes.append(Route(station, loads[code], chain, rungs_of(room.means, access)))
    return routes, failed


def _turns_back(chain: Chain, *, stage: Stage, been: Sequence[str]) -> bool:
    """Whether a chain leads to where the goods were before."""
    back = stage.direction is Direction.BACK
    return any((leg.origin if back else leg.target) in been for leg in chain.legs)


def _ends(station: Bound, *, stage: Stage, room: Room, book: Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where a station's goods may be above, and below: they are at one end, and go to the other."""
    offices = room.offices
    here = (book.arrived[station.code][0],) if station.code in book.arrived else ()
    if stage.direction is Direction.OUT:
        return here or offices.holders(stage.giver, station=station), offices.holders(
            stage.receiver, station=station
        )
    return offices.holders(stage.receiver, station=station), here or offices.holders(
        stage.giver, station=station
    )


def _charts(
    givers: Iterable[str], *, room: Room, closed: Collection[tuple[str, Mode]]
) -> tuple[Chart, Chart]:
    """The charts of large vehicles and of all vehicles, as they stand."""
    ways = room.means
    starts = {
        giver: tuple(mode for mode in _modes_at(giver, room=room) if (giver, mode) not in closed)
        for giver in sorted(givers)
    }
    boards = [(place, mode) for place in _transfers(room) for mode in _modes_at(place, room=room)]
    boards = [board for board in boards if board not in closed]
    large = [mode for mode in ways.present() if not ways.is_small(mode)]
    return (
        chart(ways, modes=large, boards=boards, starts=starts),
        chart(ways, modes=ways.present(), boards=boards, starts=starts),
    )


def _transfers(room: Room) -> list[str]:
    """Where goods can change vehicles: landings, ends of roads, airstrips, forward posts, ends of links."""
    places = {str(place.code) for place in room.register.places if place.kind in TRANSFER_KINDS}
    return sorted(places | {end for mode in room.means.ways for end in room.means.ends(mode)})


def _modes_at(base: str, *, room: Room) -> list[Mode]:
    crews = crews_for(base, modes=room.means.present(), room=room, borrow=True)
    return sorted({crew.group.mode for crew in crews})


def crews_for(base: str, *, modes: Iterable[Mode], room: Room, borrow: bool) -> tuple[Crew, ...]:
    """A place's own vehicles of some modes, and with `borrow` those that can come to it."""
    own = own_crews(room.means, base, modes=modes)
    if not borrow:
        return own
    lenders = room.offices.superiors(base)
    return (*own, *borrowed_crews(room.means, base, modes=modes, lenders=lenders))


def _nowhere(
    station: Bound, *, stage: Stage, givers: Sequence[str], receivers: Sequence[str], room: Room
) -> reasons.Obstacle | None:
    """What keeps a station from having a beginning and an end of its way."""
    if not givers or not receivers:
        upper, lower = stage.giver, stage.receiver
        if stage.direction is Direction.BACK:
            upper, lower = lower, upper
        return reasons.no_place(lower if givers else upper, region=room.name(station.village[:KECAMATAN]))
    if all(room.means.network.knows(code) for code in (*givers, *receivers)):
        return None
    return reasons.no_position(village=room.name(station.village))


def _chain(
    givers: Sequence[str], receiver: str, access: Sequence[Mode], *, charts: Sequence[Chart], room: Room
) -> Chain | reasons.Obstacle:
    if receiver in givers:
        return Chain((), 0)
    rungs = rungs_of(room.means, access)
    chain = best_chain(charts, givers=givers, receiver=receiver, rungs=rungs)
    return chain or _missing(givers, receiver, access, room=room)


def _missing(givers: Sequence[str], receiver: str, access: Sequence[Mode], *, room: Room) -> reasons.Obstacle:
    """Whether vehicles or ways are missing: look again as if every mode stood everywhere it could."""
    ways = room.means

    def starting(place: str) -> list[Mode]:
        return [mode for mode in ways.ways if ways.drives(mode) or place in ways.ends(mode)]

    boards = [(place, mode) for place in _transfers(room) for mode in starting(place)]
    starts = {giver: tuple(starting(giver)) for giver in givers}
    wishful = chart(ways, modes=ways.ways, boards=boards, starts=starts)
    rungs = rungs_of(ways, access)
    chain = best_chain([wishful], givers=givers, receiver=receiver, rungs=rungs)
    named = [ways.rules[mode] for mode in access if mode in ways.rules]
    if chain is None:
        return reasons.no_way(room.name(givers[0]), target=room.name(receiver), modes=named)
    for leg in chain.legs:
        if not crews_for(leg.origin, modes=leg.modes, room=room, borrow=True):
            rules = [ways.rules[mode] for mode in leg.modes]
            return reasons.no_vehicle(
                room.name(leg.origin), target=room.name(receiver), modes=rules, at=leg.origin
            )
    return reasons.no_way(room.name(givers[0]), target=room.name(receiver), modes=named)


def _shut(
    givers: Sequence[str], receiver: str, access: Sequence[Mode], *, room: Room
) -> reasons.Obstacle | None:
    """Whether there would be a chain if nothing were shut."""
    going = room.desk.going
    fair = replace(room, desk=replace(room.desk, going=replace(going, open=going.fair)))
    charts = _charts(givers, room=fair, closed=())
    if isinstance(_chain(givers, receiver, access, charts=charts, room=fair), reasons.Obstacle):
        return None
    what = room.names_of(going.always)
    return reasons.shut(room.name(givers[0]), target=room.name(receiver), what=what)
