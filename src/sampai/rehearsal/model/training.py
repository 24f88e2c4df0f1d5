"""Nouns of exercises that people are trained with: what an instructor lets happen, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

DAY_MS = 86_400_000
MOST_HOURS = 72


class Mishap(StrEnum):
    """What an instructor lets happen."""

    BRIDGE_CUT = "bridge-cut"
    """Journeys to a region wait until the way is open."""
    BOAT = "boat-in-trouble"
    """One boat waits, and what it does afterwards too."""
    VEHICLE_LOST = "vehicle-lost"
    """One vehicle falls silent; another one takes its goods on after the hours that are said, or nobody."""
    FLOOD = "flood"
    """Journeys to a region wait, and its stations open late."""
    SERVER_DOWN = "server-down"
    """Telephones get through to nobody; what they state comes in afterwards."""
    RUMOUR = "rumour"
    """Nothing happens, but somebody says so."""


OF_JOURNEY = frozenset({Mishap.BOAT, Mishap.VEHICLE_LOST})
"""What happens to one journey; everything else to a region."""
KIND_OF = {
    Mishap.BRIDGE_CUT: "road-cut",
    Mishap.BOAT: "boat-in-trouble",
    Mishap.VEHICLE_LOST: "overdue",
    Mishap.FLOOD: "flood",
    Mishap.SERVER_DOWN: "no-signal",
    Mishap.RUMOUR: "rumour",
}
"""The kind of incident that somebody in the field would report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One thing that happens in an exercise, at a time of the exercise.

    `place`: code of a region, or of a station. `journey`: empty where the plan's next one to the place is
    meant. `lasts_min`: how long it holds up; 0: for good. `teller` reports it `told_after_min` minutes later
    in the words of `told`; empty: nobody does, and it is for the staff to notice. Raises `Refused` for what
    cannot be.
    """

    mishap: Mishap
    at: HTime
    place: str
    journey: str = ""
    lasts_min: int = 120
    teller: str = ""
    told: str = ""
    told_after_min: int = 10

    def __post_init__(self) -> None:
        """It says where, and for how long."""
        if not self.place.isdecimal():
            raise Refused(
                "exercise-place",
                say("“{value}” is no code of a region or station.", value=self.place[:40]),
                say("Write the digits of a kecamatan, a village or a TPS."),
            )
        if not (0 <= self.lasts_min <= MOST_HOURS * 60 and 0 <= self.told_after_min <= MOST_HOURS * 60):
            raise Refused(
                "exercise-hours",
                say("An event of an exercise lasts from 0 to {hours} hours.", hours=MOST_HOURS),
                say("Write fewer minutes."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A prepared exercise: what happens when. `region`: the regency that it is for; empty: for any."""

    code: str
    name: str
    region: str
    starts: HTime
    speed: float
    injections: tuple[Injection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseClock:
    """When an exercise began on the wall, at which time of its own, and how much faster it runs."""

    began_ms: int
    first: HTime
    speed: float

    def at(self, wall_ms: int) -> HTime:
        """The exercise's time at a moment."""
        return HTime(self.first + round((wall_ms - self.began_ms) / 1_000 * self.speed))

    def wall_ms(self, at: HTime) -> int:
        """The moment of a time of the exercise."""
        return self.began_ms + round((at - self.first) / self.speed * 1_000)


class How(StrEnum):
    """By what a step of the staff was seen."""

    LOOKED = "looked"
    REPORTED = "reported"
    DECIDED = "decided"
    ORDERED = "ordered"
    REPLANNED = "replanned"
    SETTLED = "settled"
    SUPPLIED = "supplied"


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did, and when; `who` is empty where nobody in particular did."""

    at_ms: int
    how: How
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of one injection; None: it was not noticed, not decided, not mended."""

    noticed: Step | None
    decided: Step | None
    mended: Step | None
