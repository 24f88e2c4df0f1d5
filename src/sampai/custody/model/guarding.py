"""What a pack says of guards, report clocks and alarms; what is known when a step is about to be taken."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.custody.model.kinds import Kind
from sampai.custody.model.life import Guard
from sampai.election.model import Basis, Level
from sampai.kernel.errors import Refused
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRule:
    """At which steps a guard is asked, and from how many institutions a step against it needs a signature."""

    guard: Guard
    steps: tuple[Kind, ...]
    institutions: int
    basis: Basis

    def __post_init__(self) -> None:
        """Somebody answers for every step against a guard."""
        if self.institutions < 1 or not self.steps:
            raise Refused(
                "guard",
                say("The guard {guard} has no steps, or nobody answers for it.", guard=self.guard),
                say("Write at least one step, and 1 or more institutions."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStep:
    """So long after a report was due, the silence is a matter of this level."""

    after_s: int
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerRule:
    """How many containers a committee of a level gets for forms and copies of the way back."""

    level: Level
    count: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyRules:
    """A pack's rules of custody."""

    guards: tuple[GuardRule, ...]
    report_every_s: int
    lone_half_after_s: int
    alarms: tuple[AlarmStep, ...]
    """From the first level on, the later the higher."""
    basis: Basis
    containers: tuple[ContainerRule, ...] = ()

    def __post_init__(self) -> None:
        """Alarms go on in time."""
        if [one.after_s for one in self.alarms] != sorted({one.after_s for one in self.alarms}):
            raise Refused(
                "alarm",
                say("The alarms do not go on in time."),
                say("Sort them by after_min and give each time once."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known when a step is about to be taken; None where nobody knows, which counts as against it."""

    now_ms: int
    due_ms: int | None = None
    """The deadline of the step; None where it has none."""
    by_water: bool = False
    is_dark: bool | None = None
    is_weather_good: bool | None = None
    """The go or no-go of the forecast and who looked at the water."""
    boxes_on_board: int | None = None
    room_for_boxes: int | None = None
    people: int | None = None
    room_for_people: int | None = None
    life_vests: int | None = None


class Holding(StrEnum):
    """Whether a guard holds."""

    HOLDS = "holds"
    AGAINST = "against"
    NOT_KNOWN = "not-known"
    """Nobody looked or nobody knows: counts as against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardResult:
    """One guard at one step; `missing_institutions` is how many signatures a step against it still needs."""

    guard: Guard
    holding: Holding
    missing_institutions: int = 0


class Quietness(StrEnum):
    """Why nothing is heard, as far as it is known."""

    IN_TIME = "in-time"
    """No report is due."""
    NO_SIGNAL_EXPECTED = "no-signal-expected"
    """A report would be due, but for a stretch where no telephone works, and its time is not over."""
    PHONE_OFF = "phone-off"
    """It was said, with a reason, and the time that was said is not over."""
    DIVERTED = "diverted"
    """On another way, which was said; its clock begins anew."""
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time without signal that the plan knows, from leaving the last signal to reaching the next."""

    from_ms: int
    to_ms: int
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClock:
    """When a journey or station should be heard: from the first report due to its end, and every so often."""

    subject: str
    from_ms: int
    to_ms: int
    every_ms: int
    stretches: tuple[Stretch, ...] = ()


class Notice(StrEnum):
    """What was said in advance about silence."""

    PHONE_OFF = "phone-off"
    DIVERTED = "diverted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report from the way: when; whether it announced silence or another way, until when and why."""

    at_ms: int
    notice: Notice | None = None
    until_ms: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One journey or station at one time: why nothing is heard, since when, until when that is no alarm."""

    subject: str
    quietness: Quietness
    last_ms: int | None
    due_ms: int
    reason: str = ""
    level: Level | None = None
    """Whose matter it is; None while it is no alarm."""
