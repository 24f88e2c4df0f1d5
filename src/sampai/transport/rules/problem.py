"""From pieces at one place and the vehicles there to a problem for the solver.

Handling times differ by mode, so they are folded into the durations: going from one stop to the next takes
the drive, the time per box to load and unload, and, where the place changes, the time of a stop. Loading is
counted at the stop although it happens before departure: a trip's length is the same, and `schedule` tells
true times.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from sampai.election.model import Direction, Election, Stage
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.quantity import Load
from sampai.places.model import Mode
from sampai.places.rules.ways import Whole
from sampai.transport.model import USUAL, DriverRules, ModeRule, Objective, VehicleGroup
from sampai.transport.ports import Offer, RoutingProblem
from sampai.transport.rules.diary import Diary, Span, bound, by_daylight
from sampai.transport.rules.drivers import Hands, hands_of
from sampai.transport.rules.going import Bar, openings
from sampai.transport.rules.means import Means
from sampai.transport.rules.pieces import Piece, is_station

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
    fees_rp: Whole
    """What links cost that the quickest way passes."""


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
    hands: tuple[Hands, ...]
    """Per offer, what the rules of drivers mean for its vehicles."""
    daily: tuple[Span, ...]
    """Per profile, its hours of work after midnight of any day."""
    shut: tuple[Span, ...] = ()
    """When what is shut at times, and passed, is shut."""
    until: int = NEVER_S
    """When the stage must be over."""

    @property
    def is_back(self) -> bool:
        """Whether goods are taken at the stops and brought to the base."""
        return self.job.stage.direction is Direction.BACK


def room_of(group: VehicleGroup, pieces: Sequence[Piece], *, count: int = 1) -> Load:
    """What some vehicles of a group hold together: their room, within what links take per trip."""
    room = group.room
    boxes = min([room.boxes, *(piece.most_boxes for piece in pieces if piece.most_boxes is not None)])
    return Load(boxes * count, room.volume_l * count, room.weight_g * count)


def draft(
    job: Job,
    *,
    means: Means,
    election: Election,
    diary: Diary,
    shut: Sequence[Span] = (),
    drivers: DriverRules | None = None,
    objective: Objective = USUAL,
) -> Draft:
    """The routing problem of a job, with the hours that its vehicles still have, outside what is `shut`."""
    back = job.stage.direction is Direction.BACK
    modes = tuple(sorted({crew.group.mode for crew in job.crews}))
    places = (job.base, *sorted({piece.target for piece in job.pieces}))
    at = (0, *(places.index(piece.target) for piece in job.pieces))
    travel = tuple(_travel(means, mode, places) for mode in modes)
    epoch = HTime(job.stage.earliest // DAY * DAY)
    hands = {
        crew: hands_of(drivers, group=crew.group, mode=means.rules[crew.group.mode]) for crew in job.crews
    }
    offers = _offers(
        job,
        means=means,
        modes=modes,
        shut=shut,
        election=election,
        diary=diary,
        epoch=epoch,
        hands=hands,
        objective=objective,
    )
    release = np.array([0, *(max(0, p.release - epoch) for p in job.pieces)], dtype=np.int64)
    problem = RoutingProblem(
        loads=(Load(), *(piece.load for piece in job.pieces)),
        service_s=np.zeros(len(at), dtype=np.int64),
        early_s=release if back else np.zeros(len(at), dtype=np.int64),
        late_s=np.array([NEVER_S, *(_late(piece, epoch=epoch) for piece in job.pieces)], dtype=np.int64),
        distance_m=np.stack([_charged(t)[np.ix_(at, at)] for t in travel]),
        duration_s=np.stack([_durations(job, t, at=at, drivers=drivers) for t in travel]),
        offers=tuple(offer for offer, _, _ in offers),
        release_s=None if back else release,
        exposure_rp_h=None if back else _exposed(job.pieces, objective=objective),
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
        hands=tuple(hands[crew] for _, _, crew in offers),
        daily=tuple(
            hours(means.rules[mode], means=means, day=Span(job.stage.opens_s, job.stage.closes_s))
            for mode in modes
        ),
        shut=tuple(shut),
        until=bound(job.stage, election=election),
    )


def _exposed(pieces: Sequence[Piece], *, objective: Objective) -> Whole | None:
    """What an hour costs that each piece is on the way; own goods of committees count nothing."""
    if not objective.exposure_rp_h:
        return None
    stations = [sum(map(is_station, piece.stations)) for piece in pieces]
    return np.array([0, *stations], dtype=np.int64) * objective.exposure_rp_h


def _travel(means: Means, mode: Mode, places: Sequence[str]) -> Travel:
    seconds, metres = means.matrix(mode, places)
    return Travel(means.rules[mode], seconds, metres, means.fees(mode, places))


def _charged(travel: Travel) -> Whole:
    """Distances for the solver, longer by what the links' fees would pay for in metres."""
    if not travel.rule.cost_rp_km or not travel.fees_rp.any():
        return travel.metres
    return np.asarray(travel.metres + travel.fees_rp * 1_000 // travel.rule.cost_rp_km, dtype=np.int64)


def _late(piece: Piece, *, epoch: HTime) -> int:
    return NEVER_S if piece.due is None else max(0, piece.due - epoch)


def _durations(job: Job, travel: Travel, *, at: Sequence[int], drivers: DriverRules | None) -> Whole:
    """Drive and handling between the rows of a problem; -1 where the mode has no way or no business.

    On the way back goods are handled before a stop is left, not when it is reached: the rest is turned round.
    """
    rule, index = travel.rule, np.array(at)
    back = job.stage.direction is Direction.BACK
    drive = _roomy(job, travel, drivers=drivers)[np.ix_(index, index)]
    boxes = np.array([0, *(piece.load.boxes for piece in job.pieces)])
    halt = np.where(index[:, None] == index[None, :], 0, rule.stop_s)
    halt[0, 1:] = 2 * rule.stop_s
    handling = halt + 2 * rule.load_s_per_box * boxes[None, :]
    handling[:, 0] = 0
    step = drive + (handling.T if back else handling)
    if job.far:
        step[:, 0] = handling.T[:, 0] if back else 0
    step = np.where(drive < 0, -1, step)
    barred = np.array([False, *(rule.mode not in piece.modes for piece in job.pieces)])
    step[barred, :] = step[:, barred] = -1
    np.fill_diagonal(step, 0)
    return np.asarray(step, dtype=np.int64)


def _roomy(job: Job, travel: Travel, *, drivers: DriverRules | None) -> Whole:
    """Drives with the share of pauses that one driver makes in long hours; no way stays no way."""
    hands = Hands(drivers, mode=travel.rule)
    longest = max((day.length_s for day in job.days), default=0)
    if hands.rules is None or not (job.far or hands.needs_pauses(longest)):
        return travel.seconds
    pauses = -(-travel.seconds * hands.pause_s // hands.rules.drive_s)
    return np.asarray(np.where(travel.seconds > 0, travel.seconds + pauses, travel.seconds), dtype=np.int64)


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
    hands: Mapping[Crew, Hands],
    objective: Objective,
) -> list[tuple[Offer, Units, Crew]]:
    found = []
    for crew in job.crews:
        rule = means.rules[crew.group.mode]
        parts = [
            _available(crew.group, part, election=election)
            for day in job.days
            for part in openings(hours(rule, means=means, day=day), shut=shut)
        ]
        for span, units in _shifts(crew, parts=parts, diary=diary, far=job.far, hands=hands[crew]):
            offer = _offer(job, crew, rule=rule, modes=modes, span=span, epoch=epoch)
            away = abs(span.start // DAY - job.wish)
            fixed = objective.shift_rp + objective.day_rp * away
            found.append((replace(offer, count=len(units), fixed_cost=fixed), units, crew))
    return found


def _offer(job: Job, crew: Crew, *, rule: ModeRule, modes: Sequence[Mode], span: Span, epoch: HTime) -> Offer:
    return Offer(
        count=1,
        room=room_of(crew.group, job.pieces, count=crew.together),
        cost_per_km=(crew.group.cost_rp_km or rule.cost_rp_km) * crew.together,
        cost_per_h=(crew.group.cost_rp_h or rule.cost_rp_h) * crew.together,
        profile=modes.index(rule.mode),
        early_s=span.start - epoch,
        late_s=span.end - epoch,
        most_trips=1 if job.far else None,
    )


def _available(group: VehicleGroup, span: Span, *, election: Election) -> Span:
    """The span if the group is to be had on that day, else an empty one."""
    day = election.voting_day + timedelta(days=span.start // DAY)
    early = group.available_from is not None and day < group.available_from
    late = group.available_until is not None and day > group.available_until
    return Span(span.start, span.start) if early or late else span


def _shifts(
    crew: Crew, *, parts: Sequence[Span], diary: Diary, far: bool, hands: Hands
) -> list[tuple[Span, Units]]:
    """The hours that are left after the empty rides, each with the vehicles that have just these hours."""
    free: dict[tuple[int, Span], list[int]] = {}
    for ordinal in range(1, crew.group.count + 1):
        for at, span in _duties(crew, ordinal, parts=parts, diary=diary, far=far, hands=hands):
            free.setdefault((at, span), []).append(ordinal)
    found = []
    ride_s = hands.roomy(crew.ride_s)
    for (_, span), ordinals in sorted(free.items()):
        units = tuple(
            tuple(ordinals[at : at + crew.together])
            for at in range(0, len(ordinals) - crew.together + 1, crew.together)
        )
        shift = Span(span.start + crew.ride_s, span.end - (0 if far else ride_s))
        if units and shift.length_s > 0:
            found.append((shift, units))
    return found


def _duties(
    crew: Crew, ordinal: int, *, parts: Sequence[Span], diary: Diary, far: bool, hands: Hands
) -> Iterator[tuple[int, Span]]:
    """One vehicle's hours in each part of the days, as its drivers may work if all of them are used."""
    group, promised = crew.group, list(diary.taken(crew.group.code, ordinal))
    find = diary.free_over_night if far else diary.free
    for at, part in enumerate(parts):
        free = find(group.code, ordinal, within=part)
        span = None if free is None else hands.duty(free, taken=promised)
        if span is not None and span.length_s > 0:
            promised.append(span)
            yield at, span


def hours(rule: ModeRule, *, means: Means, day: Span) -> Span:
    """The hours of a day in which a mode may work: by daylight where it, or a link of it, needs that."""
    by_day = rule.daylight_only or any(k.daylight_only for k in means.network.links if k.mode == rule.mode)
    return by_daylight(day) if by_day else day
