"""Running jobs: those that share no vehicle are solved side by side, the others one after the other.

Each job's seed is made from the plan's seed and the job's key, and vehicles are promised between batches in a
fixed order, so the plan is the same whether one process solves all jobs or many do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import Any

from sampai.election.model import Direction, Election, Level, Stage
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode
from sampai.transport.model import USUAL, DriverRules, Journey, Objective, Stationed
from sampai.transport.ports import RoutingAnswer, RoutingProblem, RoutingSolver
from sampai.transport.rules.crews import riders, together
from sampai.transport.rules.diary import Diary, Span
from sampai.transport.rules.drivers import hands_of
from sampai.transport.rules.going import Bar, Going, openings
from sampai.transport.rules.means import Means
from sampai.transport.rules.pieces import Piece
from sampai.transport.rules.problem import Crew, Draft, Job, draft, hours
from sampai.transport.rules.schedule import Result, bookings, schedule

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or an executor's."""


@dataclass(frozen=True, slots=True)
class Task:
    """What goes to another process: one problem and its seed."""

    problem: RoutingProblem
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What planning needs at every step."""

    going: Going
    election: Election
    solver: RoutingSolver
    seed: int
    effort: int
    run: Mapper
    drivers: DriverRules | None
    tell: Callable[[int], None]
    """Told how many stations' goods each batch of jobs unloaded, for a progress bar."""
    objective: Objective = USUAL

    @property
    def means(self) -> Means:
        """The ways that are open in the stage, if only at times."""
        return self.going.open


def after_leg(been: tuple[str, ...], *, leg: int, lay: str, place: str) -> tuple[str, ...]:
    """Where goods were after each leg up to this one; they `lay` still on legs that others alone went on."""
    return (*been, *[lay] * (leg - 1 - len(been)), place)


@dataclass(slots=True)
class Book:
    """What has been planned so far."""

    diary: Diary = field(default_factory=Diary)
    journeys: list[Journey] = field(default_factory=list)
    stationed: list[Stationed] = field(default_factory=list)
    arrived: dict[StationCode, tuple[str, HTime]] = field(default_factory=dict)
    """Where each station's goods are, and since when."""
    travelled: dict[StationCode, tuple[str, ...]] = field(default_factory=dict)
    """Where each station's goods were after each leg of the stage that is being planned."""

    def for_next_stage(self) -> "Book":
        """A copy to plan a stage in, with no legs made in it yet."""
        booked = {vehicle: list(spans) for vehicle, spans in self.diary.booked.items()}
        return Book(Diary(booked), list(self.journeys), list(self.stationed), dict(self.arrived))

    def enter(self, result: Result) -> None:
        """Write down a result and promise its vehicles."""
        self.journeys += result.journeys
        self.stationed += result.stationed
        for what, ordinal, span in bookings(result):
            self.diary.book(what.vehicle, ordinal, span=span)
        for piece, at, place in result.unloaded:
            for code in piece.stations:
                lay, _ = self.arrived.get(code, (piece.origin, at))
                been = self.travelled.get(code, ())
                self.travelled[code] = after_leg(been, leg=result.journeys[0].leg, lay=lay, place=place)
                self.arrived[code] = (place, at)


@dataclass(frozen=True, slots=True)
class Item:
    """Work in a queue: a job, and the days on which it may be tried, one set after the other."""

    job: Job
    tries: tuple[tuple[Span, ...], ...]


def run_queues(queues: Sequence[Sequence[Item]], *, desk: Desk, book: Book) -> tuple[Piece, ...]:
    """Work off each place's queue in its order; the pieces that no job could serve."""
    waiting = [list(queue) for queue in queues if queue]
    left: list[Piece] = []
    while waiting:
        batch = _without_shared_vehicles(waiting)
        jobs = [replace(queue[0].job, days=queue[0].tries[0]) for queue in batch]
        drafts = [_draft(job, desk=desk, book=book) for job in jobs]
        for queue, result in zip(batch, _solve(drafts, desk=desk), strict=True):
            book.enter(result)
            left += _go_on(queue, result=result)
            desk.tell(sum(len(piece.stations) for piece, _, _ in result.unloaded))
        waiting = [queue for queue in waiting if queue]
    return tuple(left)


def _draft(job: Job, *, desk: Desk, book: Book) -> Draft:
    means, shut = desk.going.passing(job.bars), desk.going.shut(job.bars)
    return draft(
        job,
        means=means,
        shut=shut,
        election=desk.election,
        diary=book.diary,
        drivers=desk.drivers,
        objective=desk.objective,
    )


def _go_on(queue: list[Item], *, result: Result) -> tuple[Piece, ...]:
    """Move a queue on; what is left of a job is tried on its next day, or handed back."""
    item = queue.pop(0)
    if result.left and len(item.tries) > 1:
        queue.insert(0, Item(replace(item.job, pieces=result.left), item.tries[1:]))
        return ()
    return result.left


def _without_shared_vehicles(queues: Sequence[list[Item]]) -> list[list[Item]]:
    """The queues whose next jobs share no group of vehicles with a job before them."""
    taken: set[str] = set()
    found = []
    for queue in queues:
        groups = {str(crew.group.code) for crew in queue[0].job.crews}
        if taken.isdisjoint(groups):
            found.append(queue)
        taken |= groups
    return found


def _solve(drafts: Sequence[Draft], *, desk: Desk) -> list[Result]:
    """Solve problems side by side; those without any vehicle hour left serve nothing."""
    open_ = [one for one in drafts if one.problem.offers]
    tasks = [Task(one.problem, job_seed(one.job, seed=desk.seed)) for one in open_]
    answers = list(desk.run(partial(solve_task, solver=desk.solver, effort=desk.effort), tasks))
    by_draft = {id(one): answer for one, answer in zip(open_, answers, strict=True)}
    return [
        schedule(one, by_draft[id(one)]) if id(one) in by_draft else Result((), (), one.job.pieces, ())
        for one in drafts
    ]


def solve_task(task: Task, *, solver: RoutingSolver, effort: int) -> RoutingAnswer:
    """Solve one problem; runs in any process."""
    return solver.solve(task.problem, seed=task.seed, effort=effort)


def job_seed(job: Job, *, seed: int) -> int:
    """A job's own seed, the same whatever is solved before it."""
    return int.from_bytes(sha256(f"{seed}|{job.key}".encode()).digest()[:4], "big")


def items(
    pieces: Sequence[Piece],
    crews: Sequence[Crew],
    *,
    stage: Stage,
    attempt: int,
    days: tuple[Span, ...],
    hours: tuple[Span, ...],
    desk: Desk,
) -> tuple[list[Item], list[Piece]]:
    """The jobs of one family of modes at one place, far ones and large convoys first; and what none takes.

    `days` are the stage's working hours, `hours` those that this try may use.
    """
    kinds: dict[Kind, list[Piece]] = {}
    never = []
    for piece in pieces:
        kind = _kind(piece, crews, days=days, desk=desk, round_about=attempt % 2 == 1)
        if kind is None:
            never.append(piece)
        else:
            kinds.setdefault(kind, []).append(piece)
    found = []
    for (far, _, bars), members in sorted(kinds.items(), reverse=True):
        able = (one for one in crews if comes(one, members[0].origin, bars=bars, desk=desk))
        riders = tuple(crew for one in able if (crew := together(one, members)) is not None)
        job = Job(
            stage=stage,
            leg=max(piece.leg for piece in members),
            base=members[0].origin,
            attempt=attempt,
            pieces=tuple(members),
            crews=riders,
            days=hours,
            wish=_wish(members, stage=stage, days=days),
            far=far,
            bars=bars,
        )
        found.append(Item(job, tuple((day,) for day in _far_days(hours, stage=stage)) if far else (hours,)))
    return found, never


def _far_days(hours: tuple[Span, ...], *, stage: Stage) -> tuple[Span, ...]:
    """The days on which a far journey may begin: on the way back one is left to come home on."""
    return hours[:-1] or hours if stage.direction is Direction.BACK else hours


def _wish(pieces: Sequence[Piece], *, stage: Stage, days: Sequence[Span]) -> int:
    """The day on which a job is best done."""
    dues = [piece.due for piece in pieces if piece.due is not None]
    if dues:
        return min(dues) // DAY
    return days[-1 if stage.receiver is Level.STATION else 0].start // DAY


Kind = tuple[bool, int, tuple[Bar, ...]]
"""Whether pieces are far, how many must ride together, and what that is shut at times they pass."""


def _kind(
    piece: Piece, crews: Sequence[Crew], *, days: Sequence[Span], desk: Desk, round_about: bool
) -> Kind | None:
    """The kind of a piece, None if none can take it. `round_about`: rather go round than wait."""
    bars = needed(piece, crews, desk=desk)
    for tried in ((), bars) if round_about and bars else (bars,):
        kinds = [kind for crew in crews if (kind := span_of(piece, crew, days=days, desk=desk, bars=tried))]
        if kinds:
            return (*min(kinds), tried)
    return None


def needed(piece: Piece, crews: Sequence[Crew], *, desk: Desk) -> tuple[Bar, ...]:
    """What is shut at times on the quickest ways of a piece, and of the vehicles that come for it."""
    if not desk.going.times:
        return ()
    able = [crew for crew in crews if crew.group.mode in piece.modes]
    rides = [(crew.group.mode, piece.origin, piece.target) for crew in able]
    empty = [(crew.group.mode, desk.means.stands[crew.group.code], piece.origin) for crew in able]
    return desk.going.needed([*rides, *empty])


def comes(crew: Crew, base: str, *, bars: Sequence[Bar], desk: Desk) -> bool:
    """Whether a crew's empty ride to a place passes nothing else that is shut at times."""
    if not crew.borrowed:
        return True
    stands = desk.means.stands[crew.group.code]
    return desk.going.passing(bars).ride(crew.group.mode, origin=stands, target=base) == (
        crew.ride_s,
        crew.ride_m,
    )


def span_of(
    piece: Piece, crew: Crew, *, days: Sequence[Span], desk: Desk, bars: Sequence[Bar] = ()
) -> tuple[bool, int] | None:
    """Whether a piece is far for a crew, and how many must ride together; None if the crew cannot do it.

    `bars`: what is shut at times and yet passed, in the hours that are left.
    """
    count = riders(crew, piece)
    rule, ways = desk.means.rules[crew.group.mode], desk.going.passing(bars)
    drive = ways.ride(rule.mode, origin=piece.origin, target=piece.target)
    if count is None or drive is None or not comes(crew, piece.origin, bars=bars, desk=desk):
        return None
    spans = [hours(rule, means=ways, day=day) for day in days]
    hands = hands_of(desk.drivers, group=crew.group, mode=rule)
    paused = any(hands.needs_pauses(span.length_s) for span in spans)
    way, ride = (hands.roomy(s) if paused else s for s in (drive[0], crew.ride_s))
    there = 2 * rule.stop_s + 2 * rule.load_s_per_box * piece.load.boxes + way + ride
    longest = _longest(spans, shut=desk.going.shut(bars), most=hands.most_duty_s)
    if there + way + ride <= longest:
        return False, count
    return (True, count) if there <= longest else None


def _longest(spans: Sequence[Span], *, shut: Sequence[Span], most: int | None) -> int:
    """The longest stretch in which a vehicle may work; -1 where there is none."""
    parts = (part.length_s for span in spans for part in openings(span, shut=shut))
    longest = max(parts, default=-1)
    return longest if most is None else min(longest, most)
