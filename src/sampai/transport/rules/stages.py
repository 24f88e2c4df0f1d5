"""Stage after stage: what goes along in each, and that nothing is left at a landing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sampai.election.model import Direction, Election, Level, Stage
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode
from sampai.transport.model import Unplanned
from sampai.transport.rules import reasons
from sampai.transport.rules.diary import bound, working_days
from sampai.transport.rules.going import Going, Outlook, going
from sampai.transport.rules.legs import run_leg
from sampai.transport.rules.means import Means
from sampai.transport.rules.pieces import office_of
from sampai.transport.rules.routes import Failed, Room, find_routes
from sampai.transport.rules.waves import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """All ways in fair weather, and what is known of closures and weather."""

    ways: Means
    outlook: Outlook
    _known: dict[tuple[Level, Level], Going] = field(default_factory=dict, compare=False, repr=False)

    def over(self, stage: Stage, *, election: Election) -> Going:
        """What is open in a stage."""
        step = (stage.giver, stage.receiver)
        if step not in self._known:
            days = working_days(stage, election=election)
            self._known[step] = going(self.ways, days=days, outlook=self.outlook)
        return self._known[step]


def pass_stages(
    loads: Mapping[StationCode, Load], *, room: Room, sky: Sky, book: Book, first: int = 0
) -> tuple[list[Unplanned], Book]:
    """Plan the stages of the desk's election from one on; what fails is named there and goes no further."""
    open_ = dict(loads)
    unplanned: list[Unplanned] = []
    election = room.desk.election
    for stage in election.stages[first:]:
        today = replace(room, desk=replace(room.desk, going=sky.over(stage, election=election)))
        along = {code: load for code, load in open_.items() if goes_along(code, stage=stage, room=room)}
        failed, book = _settle_stage(stage, loads=along, room=today, book=book)
        unplanned += named(failed, stage=stage)
        open_ = {code: load for code, load in open_.items() if code not in failed}
    return unplanned, book


def goes_along(code: StationCode, *, stage: Stage, room: Room) -> bool:
    """Whether goods are part of a stage: a committee's own ones go no further down than its level."""
    if office_of(code) is None:
        return True
    levels = list(Level)
    lower = stage.receiver if stage.direction is Direction.OUT else stage.giver
    return levels.index(room.level_of(code)) >= levels.index(lower)


def named(failed: Failed, *, stage: Stage) -> list[Unplanned]:
    """What failed, the parts of a committee's goods under its region."""
    found: dict[str, Unplanned] = {}
    for code, obstacle in sorted(failed.items()):
        name = office_of(code) or code
        found.setdefault(name, _unplanned(StationCode(name), stage=stage, obstacle=obstacle))
    return list(found.values())


def _unplanned(code: StationCode, *, stage: Stage, obstacle: reasons.Obstacle) -> Unplanned:
    return Unplanned(
        station=code,
        giver=stage.giver,
        receiver=stage.receiver,
        reason=obstacle.reason,
        remedy=obstacle.remedy,
        wants=obstacle.wants or obstacle.short,
    )


REROUTES = 3
"""How often stations whose vehicles lacked hours are sent another way."""


def _settle_stage(
    stage: Stage, *, loads: Mapping[StationCode, Load], room: Room, book: Book
) -> tuple[Failed, Book]:
    """Plan one stage so that nothing is left at a landing: goods that cannot go all the way do not start.

    What stuck on a later leg beside others is tried once more when they have found their places: where a leg
    brings more than the next one can take, all of it may have stuck there.
    """
    failed, stuck, settled = _settled(stage, loads=loads, room=room, book=book)
    while stuck:
        again = {code: loads[code] for code in loads if code in stuck}
        still, _, later = _settled(stage, loads=again, room=room, book=settled)
        if len(still) == len(again):
            break
        failed = {code: why for code, why in failed.items() if code not in again or code in still}
        stuck, settled = set(still), later
    return failed, settled


def _settled(
    stage: Stage, *, loads: Mapping[StationCode, Load], room: Room, book: Book
) -> tuple[Failed, set[StationCode], Book]:
    """What fails, what of it had begun to go, and the book with the rest, which goes all the way."""
    failed: Failed = {}
    stuck: set[StationCode] = set()
    while True:
        trial = book.for_next_stage()
        left = {code: load for code, load in loads.items() if code not in failed}
        found = run_stage(stage, loads=left, room=room, book=trial)
        failed |= found
        begun = {code for code in found if code in trial.travelled}
        if not begun:
            return failed, stuck, trial
        stuck |= begun


def run_stage(stage: Stage, *, loads: Mapping[StationCode, Load], room: Room, book: Book) -> Failed:
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
    for step in range(depth):
        left = [r for r in routes if step < len(r.chain.legs) and r.station.code not in failed]
        failed |= run_leg(stage, step, left, days=days, room=room, book=book, attempt=attempt)
    return failed
