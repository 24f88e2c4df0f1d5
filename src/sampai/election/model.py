"""Nouns of an election. A profile of the pack fills them; see `packs/indonesia/elections/*.toml`."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say


class Standing(StrEnum):
    """What a rule rests on. `unverified` is shown wherever the rule is used."""

    LAW = "law"
    PRACTICE = "practice"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Basis:
    """The source of a rule: the law, decree or report that says it, and how firm that is."""

    standing: Standing
    source: str


class Level(StrEnum):
    """Levels that hold or receive materials, from the store down."""

    KPU = "kpu"
    PPK = "ppk"
    PPS = "pps"
    STATION = "tps"


class Direction(StrEnum):
    """Which way goods go: out to the stations, or back with the results after counting."""

    OUT = "out"
    BACK = "back"


def direction(giver: Level, receiver: Level) -> Direction:
    """Out is from the store down; back is from the stations up."""
    return Direction.OUT if _DEPTH[giver] < _DEPTH[receiver] else Direction.BACK


_DEPTH = {level: depth for depth, level in enumerate(Level)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One ballot paper's election: voters get one sheet of it, a station one box for it.

    `not_in` lists provinces that do not hold it (DKI Jakarta has no DPRD of regencies).
    """

    code: str
    name: str
    name_en: str = ""
    not_in: tuple[RegionCode, ...] = ()
    only_in: tuple[RegionCode, ...] = ()

    def is_held_in(self, region: RegionCode) -> bool:
        """Whether voters of this region vote in this contest."""
        if self.only_in and not any(region.startswith(code) for code in self.only_in):
            return False
        return not any(region.startswith(code) for code in self.not_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when materials must be at a level. Binding ones come from the law; others from practice."""

    level: Level
    at: HTime
    basis: Basis

    @property
    def is_binding(self) -> bool:
        """Whether the law sets it."""
        return self.basis.standing is Standing.LAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the way: from a level to the next, within which days and hours it is done."""

    giver: Level
    receiver: Level
    earliest: HTime
    latest: HTime
    opens_s: int
    """Start of work, seconds after local midnight."""
    closes_s: int
    """End of work, seconds after local midnight."""
    basis: Basis
    hard_days: int = 1
    """How many days before the others hard stations get their goods, where this stage ends at stations."""

    def __post_init__(self) -> None:
        """A stage has time in it."""
        if self.earliest >= self.latest or self.opens_s >= self.closes_s:
            raise Refused(
                "stage",
                say(
                    "The stage from {giver} to {receiver} has no time in it.",
                    giver=self.giver,
                    receiver=self.receiver,
                ),
                say("Set its earliest before its latest and its opening before its closing."),
            )

    @property
    def direction(self) -> Direction:
        """Out to the stations, or back."""
        return direction(self.giver, self.receiver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How long a station counts: from the end of voting, some seconds a ballot, and the closing papers."""

    voting_ends: HTime
    s_per_ballot: int
    closing_s: int
    basis: Basis

    def ends(self, ballots: int) -> HTime:
        """When a station with so many ballots is ready to hand over its boxes. Always assumed."""
        return HTime(self.voting_ends + self.s_per_ballot * ballots + self.closing_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """The way of boxes and results after counting: its own stages and deadlines, from the stations up.

    `items` are the families of items that come back; what is not named stays or was used up.
    """

    counting: Counting
    items: tuple[str, ...]
    items_basis: Basis
    stages: tuple[Stage, ...]
    deadlines: tuple[Deadline, ...]

    def __post_init__(self) -> None:
        """All stages lead up, each from where the one before ended."""
        levels = [self.stages[0].giver, *(stage.receiver for stage in self.stages)] if self.stages else []
        follows = all(a.receiver is b.giver for a, b in pairwise(self.stages))
        if not follows or any(stage.direction is not Direction.BACK for stage in self.stages):
            raise Refused(
                "way-back",
                say(
                    "The way back does not lead from level to level upwards: {levels}.",
                    levels=" > ".join(levels),
                ),
                say("Let each stage begin where the one before it ended, from tps up to kpu."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """One election's rules: who votes in what, how many at a station, and by when materials must be where."""

    code: str
    name: str
    voting_day: date
    contests: tuple[Contest, ...]
    most_voters_law: int
    most_voters_rule: int
    most_voters_basis: Basis
    deadlines: tuple[Deadline, ...]
    stages: tuple[Stage, ...]
    staging: str = ""
    """Which of the profile's ways through the levels `deadlines` and `stages` describe."""
    way_back: WayBack | None = None
    """None: the profile says nothing of the way back, and none is planned."""

    def contests_in(self, region: RegionCode) -> tuple[Contest, ...]:
        """The contests that voters of a region vote in, in ballot order."""
        return tuple(contest for contest in self.contests if contest.is_held_in(region))

    def deadline(self, level: Level) -> Deadline:
        """The earliest deadline for a level."""
        return min((d for d in self.deadlines if d.level is level), key=lambda d: d.at)

    def returning(self) -> "Election":
        """The same election with the stages and deadlines of the way back in the place of the way out's."""
        if self.way_back is None:
            return replace(self, stages=(), deadlines=())
        return replace(self, stages=self.way_back.stages, deadlines=self.way_back.deadlines)
