"""The delivery plan: stage by stage, leg by leg, each place with its vehicles as one routing problem.

What was decided:
- A vehicle serves the place where it stands. A place without vehicles of the kind borrows from the PPK of its
  kecamatan or the store; boats and the like come over by their own links. Rides of borrowed vehicles are
  listed.
- Large vehicles first; motorbikes carry what nothing larger reaches. What is left over is offered once more
  to everything that could help: small vehicles, borrowed ones, later days.
- A station's boxes stay together. Where one vehicle cannot hold them, several of one group ride together, and
  the journey names them.
- Goods for offices go as early as the stage allows; goods for stations on its last day, except hard stations,
  which get theirs some days before (Kaur released them on H-2), and goods that still have to change vehicles.
- What PPK and PPS get for themselves goes with the stations' goods of the same stage, in parts of a box.
- The way back turns everything round: empty vehicles come when the counting is over, with the hours that they
  have left, and bring the boxes up, level by level.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sampai.election.model import Election, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.places.model import Register, Territory
from sampai.places.ports import MatrixEngine
from sampai.places.rules.distances import road_cover
from sampai.transport.model import (
    USUAL,
    Consignment,
    DeliveryPlan,
    DriverRules,
    Journey,
    ModeRule,
    Objective,
    OwnGoods,
    Return,
    Unplanned,
    VehicleGroup,
)
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.endings import end_elsewhere
from sampai.transport.rules.going import Outlook, going
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.offices import Offices, offices
from sampai.transport.rules.part import WHOLE, Part, book_of
from sampai.transport.rules.pieces import is_station, own_code
from sampai.transport.rules.routes import Committee, Room
from sampai.transport.rules.stages import Sky, pass_stages
from sampai.transport.rules.stores import stores_of
from sampai.transport.rules.waves import Book, Desk, Mapper


@dataclass(frozen=True, slots=True, kw_only=True)
class Homeward:
    """What comes back after counting: from stations, and from committees."""

    returns: tuple[Return, ...]
    own: tuple[OwnGoods, ...] = ()


def plan_delivery(
    register: Register,
    *,
    consignments: Iterable[Consignment],
    election: Election,
    modes: Iterable[ModeRule],
    fleet: Iterable[VehicleGroup],
    territory: Territory,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    roads: MatrixEngine | None = None,
    outlook: Outlook | None = None,
    own: Iterable[OwnGoods] = (),
    homeward: Homeward | None = None,
    drivers: DriverRules | None = None,
    map: Mapper = map,  # noqa: A002 -- an executor's map takes its place
    progress: Callable[[float], None] | None = None,
    ways: Means | None = None,
    part: Part = WHOLE,
    objective: Objective = USUAL,
) -> DeliveryPlan:
    """Journeys that bring every consignment from the store to its station, and back what comes back.

    Stage by stage of the election, then of its way back. `own` are the own goods of PPK and PPS, `homeward`
    what comes back (None: the way back is not planned). Independent problems are solved through `map`; the
    plan does not depend on how that spreads them. The order of rows changes nothing. `roads` is a road map;
    without one, all distances are the village graph's. `outlook`: closures and weather, see `going`. What
    cannot be planned is listed with the reason, at the first stage that fails. `progress` is told the share
    done, from 0 to 1. `ways` are the means of this very register and fleet, where they are known already.
    `part`: plan only this; the journeys that stand are not told again. `objective` weighs what the solver
    trades.
    """
    consignments, fleet = tuple(consignments), tuple(fleet)
    ways = ways or means(register, territory=territory, modes=modes, fleet=fleet, roads_map=roads)
    loads = {c.station: c.load for c in sorted(consignments, key=lambda c: c.station)}
    home = homeward if homeward is not None and election.way_back is not None else Homeward(returns=())
    back_stages = election.returning().stages if home.returns else ()
    steps = len(loads) * len(election.stages) + len(home.returns) * len(back_stages)
    sky = Sky(ways=ways, outlook=outlook or Outlook(voting_day=election.voting_day))
    stores = stores_of(register, consignments=consignments, election=election, ways=ways)
    desk = Desk(
        going=going(ways, days=(), outlook=sky.outlook),
        election=election,
        solver=solver,
        seed=seed,
        effort=effort,
        run=map,
        drivers=drivers,
        tell=_teller(progress, steps=steps),
        objective=objective,
    )
    room = Room(
        register=register,
        territory=territory,
        offices=offices(register, forward={**stores, **part.forward}),
        desk=desk,
        hurry=part.hurry,
    )
    unplanned, book = _way_out(loads, own=own, room=room, sky=sky, part=part)
    lost = {str(left.station) for left in unplanned}
    not_back, later = _way_back(home, lost=lost, room=room, sky=sky, book=book)
    journeys = book.journeys
    if part is WHOLE:
        journeys = end_elsewhere(
            journeys,
            fleet=fleet,
            after=later.journeys,
            stationed=(*book.stationed, *later.stationed),
            election=election,
            sky=sky,
        )
    return DeliveryPlan(
        journeys=_numbered(journeys, stages=election.stages),
        unplanned=_of_stations(unplanned),
        engine=solver.name,
        network=_described(ways, register=register),
        seed=seed,
        effort=effort,
        stationed=tuple(
            sorted((*book.stationed, *later.stationed), key=lambda s: (s.since, s.vehicle, s.ordinal))
        ),
        back=_numbered(later.journeys, stages=back_stages),
        not_back=_of_stations(not_back),
        own_left=tuple(left for left in (*unplanned, *not_back) if not is_station(left.station)),
    )


def _of_stations(left: Iterable[Unplanned]) -> tuple[Unplanned, ...]:
    return tuple(one for one in left if is_station(one.station))


def _way_out(
    loads: dict[StationCode, Load], *, own: Iterable[OwnGoods], room: Room, sky: Sky, part: Part
) -> tuple[list[Unplanned], Book]:
    parts = [one for one in own_parts(own) if part.own is None or one[0].code in part.own]
    laden = replace(room, own=tuple(committee for committee, _ in parts))
    book = book_of(part, rules=room.means.rules)
    return pass_stages({**loads, **loads_of(parts)}, room=laden, sky=sky, book=book, first=part.first)


def _way_back(
    home: Homeward, *, lost: set[str], room: Room, sky: Sky, book: Book
) -> tuple[list[Unplanned], Book]:
    """The way back of what came out: from each station when it has counted, with vehicles that are free."""
    if not home.returns:
        return [], Book()
    laden = ready_to_return(
        Homeward(
            returns=tuple(one for one in home.returns if one.station not in lost),
            own=tuple(goods for goods in home.own if goods.region not in lost),
        ),
        offices=room.offices,
    )
    election = room.desk.election.returning()
    room = replace(room, desk=replace(room.desk, election=election), own=laden.own)
    return pass_stages(
        laden.loads, room=room, sky=sky, book=Book(diary=book.diary, arrived=dict(laden.start))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Laden:
    """What comes back, in parts that travel as one: how much, where it is, and since when."""

    own: tuple[Committee, ...]
    loads: dict[StationCode, Load]
    start: dict[StationCode, tuple[str, HTime]]


def ready_to_return(home: Homeward, *, offices: Offices) -> Laden:
    """What comes back, as it lies at stations and committees when counting is over."""
    returns = {one.station: one for one in sorted(home.returns, key=lambda one: one.station)}
    parts = own_parts(home.own)
    start = {code: (str(code), one.ready) for code, one in returns.items()}
    for committee, _ in parts:
        for place in offices.holders(committee.level, station=committee):
            start[committee.code] = (place, HTime(0))
    return Laden(
        own=tuple(one for one, _ in parts),
        loads={code: one.load for code, one in returns.items()} | loads_of(parts),
        start=start,
    )


PART_L, PART_G = 120, 25_000
"""A part of own goods is a box, or as much as a motorbike or a porter takes."""


def own_parts(own: Iterable[OwnGoods]) -> list[tuple[Committee, Load]]:
    """Own goods in parts that any vehicle holds; nothing is lost to rounding."""
    found = []
    for goods in sorted(own, key=lambda goods: (goods.level, goods.region)):
        load = goods.load
        if load == Load():
            continue
        count = max(1, load.boxes, -(-load.volume_l // PART_L), -(-load.weight_g // PART_G))
        for part in range(count):
            code = own_code(goods.region, part=part + 1)
            found.append((Committee(code, goods.region, goods.level), _share(load, part=part, count=count)))
    return found


def _share(load: Load, *, part: int, count: int) -> Load:
    """The part-th of so many shares of a load."""
    return Load(
        *(
            whole * (part + 1) // count - whole * part // count
            for whole in (load.boxes, load.volume_l, load.weight_g)
        )
    )


def loads_of(parts: Iterable[tuple[Committee, Load]]) -> dict[StationCode, Load]:
    """The load of each part by its code."""
    return {committee.code: load for committee, load in parts}


def _teller(progress: Callable[[float], None] | None, *, steps: int) -> Callable[[int], None]:
    """Counts stations served and tells the share done; goods that change vehicles count more than once."""
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(min(1.0, done / max(1, steps)))

    return tell


def _numbered(journeys: Iterable[Journey], *, stages: Sequence[Stage]) -> tuple[Journey, ...]:
    """Journeys in order of stage, leg and time, each with its code, such as PPK-TPS-0017."""
    steps = [(stage.giver, stage.receiver) for stage in stages]

    def place(journey: Journey) -> tuple[object, ...]:
        step = steps.index((journey.giver, journey.receiver))
        return step, journey.leg, journey.loads, journey.origin, journey.vehicle, journey.ordinal

    counts = dict.fromkeys(steps, 0)
    found = []
    for journey in sorted(journeys, key=place):
        step = (journey.giver, journey.receiver)
        counts[step] += 1
        code = f"{journey.giver.upper()}-{journey.receiver.upper()}-{counts[step]:04d}"
        found.append(replace(journey, code=code))
    return tuple(found)


def _described(ways: Means, *, register: Register) -> str:
    """What distances come from: a road map with its share of the places, and the village graph."""
    village, roads = ways.distances.village.name, ways.distances.roads
    if roads is None:
        return village
    cover = road_cover(register, roads=roads)
    return f"{roads.name}: {cover.near} of {cover.total} places; otherwise {village}"
