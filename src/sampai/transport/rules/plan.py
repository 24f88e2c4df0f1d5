"""The first delivery plan: stage by stage, leg by leg, each place with its vehicles as one routing problem.

What was decided:
- A vehicle serves the place where it stands. A place without vehicles of the kind borrows from the PPK of its
  kecamatan or the store; boats and the like come over by their own links. Rides of borrowed vehicles are
  listed.
- Large vehicles first; motorbikes carry what nothing larger reaches. What is left over is offered once more
  to everything that could help: small vehicles, borrowed ones, later days.
- A station's boxes stay together. Where one vehicle cannot hold them, several of one group ride together, and
  the journey names them.
- Goods for offices go as early as the stage allows; goods for stations on its last day, except hard stations,
  which get theirs a day before (Kaur released them on H-2), and goods that still have to change vehicles.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sampai.election.model import Election, Stage
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode, Register, Territory
from sampai.places.ports import MatrixEngine
from sampai.places.rules.distances import road_cover
from sampai.transport.model import Consignment, DeliveryPlan, Journey, ModeRule, Unplanned, VehicleGroup
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules import reasons
from sampai.transport.rules.diary import bound, working_days
from sampai.transport.rules.going import Outlook, going
from sampai.transport.rules.legs import run_leg
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.offices import offices
from sampai.transport.rules.routes import Failed, Room, find_routes
from sampai.transport.rules.waves import Book, Desk, Mapper


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
    map: Mapper = map,  # noqa: A002 -- an executor's map takes its place
    progress: Callable[[float], None] | None = None,
) -> DeliveryPlan:
    """Journeys that bring every consignment from the store to its station, stage by stage of the election.

    Independent problems are solved through `map`; the plan does not depend on how that spreads them. The
    order of rows changes nothing. `roads` is a road map; without one, all distances are the village graph's.
    `outlook`: closures and weather, see `going`. What cannot be planned is listed with the reason, at the
    first stage that fails. `progress` is told the share done, from 0 to 1.
    """
    ways = means(register, territory=territory, modes=modes, fleet=fleet, roads_map=roads)
    open_ = {c.station: c.load for c in sorted(consignments, key=lambda c: c.station)}
    tell = _teller(progress, steps=len(open_) * len(election.stages))
    sky = outlook or Outlook(voting_day=election.voting_day)
    days = working_days(election.stages[0], election=election)
    desk = Desk(
        going=going(ways, days=days, outlook=sky),
        election=election,
        solver=solver,
        seed=seed,
        effort=effort,
        run=map,
        tell=tell,
    )
    room = Room(register=register, territory=territory, offices=offices(register), desk=desk)
    book = Book()
    unplanned: list[Unplanned] = []
    for stage in election.stages:
        now = going(ways, days=working_days(stage, election=election), outlook=sky)
        today = replace(room, desk=replace(desk, going=now))
        failed, book = _settle_stage(stage, loads=open_, room=today, book=book)
        unplanned += [_unplanned(code, stage=stage, obstacle=why) for code, why in sorted(failed.items())]
        open_ = {code: load for code, load in open_.items() if code not in failed}
    return DeliveryPlan(
        journeys=_numbered(book.journeys, stages=election.stages),
        unplanned=tuple(unplanned),
        engine=solver.name,
        network=_described(ways, register=register),
        seed=seed,
        effort=effort,
        stationed=tuple(sorted(book.stationed, key=lambda s: (s.since, s.vehicle, s.ordinal))),
    )


REROUTES = 3
"""How often stations whose vehicles lacked hours are sent another way."""


def _settle_stage(
    stage: Stage, *, loads: Mapping[StationCode, Load], room: Room, book: Book
) -> tuple[Failed, Book]:
    """Plan one stage so that nothing is left at a landing: goods that cannot go all the way do not start."""
    failed: Failed = {}
    while True:
        trial = book.for_next_stage()
        going = {code: load for code, load in loads.items() if code not in failed}
        found = _run_stage(stage, loads=going, room=room, book=trial)
        failed |= found
        if not any(code in trial.travelled for code in found):
            return failed, trial


def _run_stage(stage: Stage, *, loads: Mapping[StationCode, Load], room: Room, book: Book) -> Failed:
    """Plan one stage for all open stations; those that fail, with the obstacle met first."""
    closed: set[tuple[str, Mode]] = set()
    failed: Failed = {}
    trying = dict(loads)
    for attempt in range(REROUTES):
        lost = _try_stage(stage, loads=trying, room=room, book=book, closed=closed, attempt=attempt)
        for code in trying:
            if code not in lost:
                failed.pop(code, None)
        failed = lost | failed
        trying = {code: loads[code] for code, why in lost.items() if why.short}
        closed |= {pair for code in trying for pair in lost[code].short}
        if not trying:
            break
    return failed


def _try_stage(
    stage: Stage,
    *,
    loads: Mapping[StationCode, Load],
    room: Room,
    book: Book,
    closed: Collection[tuple[str, Mode]],
    attempt: int,
) -> Failed:
    """One attempt at a stage: a chain for each station, then leg after leg."""
    days = working_days(stage, election=room.desk.election)
    if not days:
        over = reasons.no_hours(until=bound(stage, election=room.desk.election))
        return dict.fromkeys(loads, over)
    routes, failed = find_routes(stage, loads=loads, room=room, book=book, closed=closed)
    depth = max((len(route.chain.legs) for route in routes), default=0)
    for leg in range(depth):
        going = [r for r in routes if leg < len(r.chain.legs) and r.station.code not in failed]
        failed |= run_leg(stage, leg, going, days=days, room=room, book=book, attempt=attempt)
    return failed


def _teller(progress: Callable[[float], None] | None, *, steps: int) -> Callable[[int], None]:
    """Counts stations served and tells the share done; goods that change vehicles count more than once."""
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(min(1.0, done / max(1, steps)))

    return tell


def _unplanned(code: StationCode, *, stage: Stage, obstacle: reasons.Obstacle) -> Unplanned:
    return Unplanned(
        station=code,
        giver=stage.giver,
        receiver=stage.receiver,
        reason=obstacle.reason,
        remedy=obstacle.remedy,
    )


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
