"""From pieces at one place and the vehicles there to a problem for the solver.

Handling times differ by mode, so they are folded into the durations: going from one stop to the next takes
the drive, the time per box to load and unload, and, where the place changes, the time of a stop. Loading is
counted at the stop although it happens before departure: a trip's length is the same, and `schedule` tells
true times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from sampai.election.model import Election, Stage
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.quantity import Load
from sampai.places.model import Mode
from sampai.places.rules.ways import Whole
from sampai.transport.model import ModeRule, VehicleGroup
from sampai.transport.ports import Offer, RoutingProblem
from sampai.transport.rules.diary import Diary, Span, by_daylight
from sampai.transport.rules.going import Bar, openings
from sampai.transport.rules.means import Means
from sampai.transport.rules.pieces import Piece

SHIFT_RP = 50_000
"""What it is taken to cost that a vehicle goes out at all on a day. Assumed."""

DAY_RP = 100_000
"""What a day away from the wished-for one is taken to cost per vehicle. Assumed."""

NEVER_S = 10**9
"""No window: later than any shift."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Vehicles of one group that may work for a job; borrowed ones with the empty ride that brings them."""

    group: VehicleGroup
    borrowed: bool = False
    ride_s: int = 0
    ride_m: int = 0
    together: int = 1
    """How many ride together, because one alone cannot hold a station's goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One routing problem to be: pieces that leave one place by one family of modes.

    `attempt` counts the tries at what was left over. `far`: the way there takes so long that
    vehicles come home on the next day. `bars`: what is shut at times and yet on the way; the job works only
    outside these times.
    """

    stage: Stage
    leg: int
    base: str
    attempt: int
    pieces: tuple[Piece, ...]
    crews: tuple[Crew, ...]
    days: tuple[Span, ...]
    wish: int
    """The day on which it is best done (0 is voting day)."""
    far: bool = False
    bars: tuple[Bar, ...] = ()

    @property
    def key(self) -> str:
        """Tells this job from all others of a plan; its seed is made from it."""
        days = ",".join(str(day.start) for day in self.days)
        modes = ",".join(sorted({crew.group.mode for crew in self.crews}))
        together = max((crew.together for crew in self.crews), default=1)
        parts = (
            self.stage.giver,
            self.stage.receiver,
            self.leg,
            self.base,
            self.attempt,
            modes,
            together,
            days,
            *(f"{subject}/{mode}" for subject, mode in self.bars),
        )
        return "|".join(str(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Travel:
    """One mode's times and distances between a job's places; the base first."""

    rule: ModeRule
    seconds: Whole
    metres: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A job made ready: the problem, and what its numbers stand for."""

    job: Job
    problem: RoutingProblem
    epoch: HTime
    places: tuple[str, ...]
    at: tuple[int, ...]
    """Per row of the problem, the index of its place; the base is 0."""
    travel: tuple[Travel, ...]
    """Per profile."""
    units: tuple[tuple[tuple[int, ...], ...], ...]
    """Per offer, the vehicles that it stands for: numbers in the group, several where they ride together."""
    crews: tuple[Crew, ...]
    """Per offer."""


def room_of(crew: Crew, pieces: Sequence[Piece]) -> Load:
    """What a crew holds: its vehicles' room, within what links take per trip."""
    room, count = crew.group.room, crew.together
    boxes = min([room.boxes, *(piece.most_boxes for piece in pieces if piece.most_boxes is not None)])
    return Load(boxes * count, room.volume_l * count, room.weight_g * count)


def draft(job: Job, *, means: Means, election: Election, diary: Diary, shut: Sequence[Span] = ()) -> Draft:
    """The routing problem of a job, with the hours that its vehicles still have, outside what is `shut`."""
    modes = tuple(sorted({crew.group.mode for crew in job.crews}))
    places = (job.base, *sorted({piece.target for piece in job.pieces}))
    at = (0, *(places.index(piece.target) for piece in job.pieces))
    travel = tuple(_travel(means, mode, places) for mode in modes)
    epoch = HTime(job.stage.earliest // DAY * DAY)
    offers = _offers(job, means=means, modes=modes, shut=shut, election=election, diary=diary, epoch=epoch)
    problem = RoutingProblem(
        loads=(Load(), *(piece.load for piece in job.pieces)),
        service_s=np.zeros(len(at), dtype=np.int64),
        early_s=np.zeros(len(at), dtype=np.int64),
        late_s=np.array([NEVER_S, *(_late(piece, epoch=epoch) for piece in job.pieces)], dtype=np.int64),
        distance_m=np.stack([t.metres[np.ix_(at, at)] for t in travel]),
        duration_s=np.stack([_durations(job, t, at=at) for t in travel]),
        offers=tuple(offer for offer, _, _ in offers),
        release_s=np.array([0, *(max(0, p.release - epoch) for p in job.pieces)], dtype=np.int64),
    )
    return Draft(
        job=job,
        problem=problem,
        epoch=epoch,
        places=places,
        at=at,
        travel=travel,
        units=tuple(units for _, units, _ in offers),
        crews=tuple(crew for _, _, crew in offers),
    )


def _travel(means: Means, mode: Mode, places: Sequence[str]) -> Travel:
    seconds, metres = means.matrix(mode, places)
    return Travel(means.rules[mode], seconds, metres)


def _late(piece: Piece, *, epoch: HTime) -> int:
    return NEVER_S if piece.due is None else max(0, piece.due - epoch)


def _durations(job: Job, travel: Travel, *, at: Sequence[int]) -> Whole:
    """Drive and handling between the rows of a problem; -1 where the mode has no way or no business."""
    rule, index = travel.rule, np.array(at)
    drive = travel.seconds[np.ix_(index, index)]
    boxes = np.array([0, *(piece.load.boxes for piece in job.pieces)])
    halt = np.where(index[:, None] == index[None, :], 0, rule.stop_s)
    halt[0, 1:] = 2 * rule.stop_s
    step = drive + halt + 2 * rule.load_s_per_box * boxes[None, :]
    step[:, 0] = 0 if job.far else drive[:, 0]
    step = np.where(drive < 0, -1, step)
    barred = np.array([False, *(rule.mode not in piece.modes for piece in job.pieces)])
    step[barred, :] = step[:, barred] = -1
    np.fill_diagonal(step, 0)
    return np.asarray(step, dtype=np.int64)


Units = tuple[tuple[int, ...], ...]


def _offers(
    job: Job,
    *,
    means: Means,
    modes: Sequence[Mode],
    shut: Sequence[Span],
    election: Election,
    diary: Diary,
    epoch: HTime,
) -> list[tuple[Offer, Units, Crew]]:
    found = []
    for crew in job.crews:
        rule = means.rules[crew.group.mode]
        for day in job.days:
            for part in openings(hours(rule, means=means, day=day), shut=shut, far=job.far):
                within = _available(crew.group, part, election=election)
                for span, units in _shifts(crew, within=within, diary=diary, far=job.far):
                    offer = _offer(job, crew, rule=rule, modes=modes, span=span, epoch=epoch)
                    found.append((replace(offer, count=len(units)), units, crew))
    return found


def _offer(job: Job, crew: Crew, *, rule: ModeRule, modes: Sequence[Mode], span: Span, epoch: HTime) -> Offer:
    return Offer(
        count=1,
        room=room_of(crew, job.pieces),
        cost_per_km=(crew.group.cost_rp_km or rule.cost_rp_km) * crew.together,
        cost_per_h=(crew.group.cost_rp_h or rule.cost_rp_h) * crew.together,
        profile=modes.index(rule.mode),
        early_s=span.start - epoch,
        late_s=span.end - epoch,
        fixed_cost=SHIFT_RP + DAY_RP * abs(span.start // DAY - job.wish),
        most_trips=1 if job.far else None,
    )


def _available(group: VehicleGroup, span: Span, *, election: Election) -> Span:
    """The span if the group is to be had on that day, else an empty one."""
    day = election.voting_day + timedelta(days=span.start // DAY)
    early = group.available_from is not None and day < group.available_from
    late = group.available_until is not None and day > group.available_until
    return Span(span.start, span.start) if early or late else span


def _shifts(crew: Crew, *, within: Span, diary: Diary, far: bool) -> list[tuple[Span, Units]]:
    """The hours that are left after the empty rides, each with the vehicles that have just these hours."""
    free: dict[Span, list[int]] = {}
    for ordinal in range(1, crew.group.count + 1):
        free_span = diary.free_over_night if far else diary.free
        span = free_span(crew.group.code, ordinal, within=within)
        if span is not None:
            free.setdefault(span, []).append(ordinal)
    found = []
    for span, ordinals in sorted(free.items()):
        units = tuple(
            tuple(ordinals[at : at + crew.together])
            for at in range(0, len(ordinals) - crew.together + 1, crew.together)
        )
        shift = Span(span.start + crew.ride_s, span.end - (0 if far else crew.ride_s))
        if units and shift.length_s > 0:
            found.append((shift, units))
    return found


def hours(rule: ModeRule, *, means: Means, day: Span) -> Span:
    """The hours of a day in which a mode may work: by daylight where it, or a link of it, needs that."""
    by_day = rule.daylight_only or any(k.daylight_only for k in means.network.links if k.mode == rule.mode)
    return by_daylight(day) if by_day else day
