"""Nouns of coordination meetings: who was asked, what was put, what was decided, what was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say


class MeetingKind(StrEnum):
    """What kind of meeting it is."""

    RAKOR = "rakor"
    TFG = "tfg"
    """Tactical floor game: everybody walks through the plan on a map."""
    MUSTER = "apel"
    REVIEW = "evaluasi"


class Agreed(StrEnum):
    """What a decision does to the plan."""

    NOTED = "catatan"
    CLASS = "klasifikasi"
    STAGING = "pentahapan"
    REINFORCEMENT = "bko"
    CLOSURE = "penutupan"
    OTHER = "lainnya"


class PromiseState(StrEnum):
    """How a promise stands. Overdue is not a state: it follows from `due` and the day."""

    OPEN = "terbuka"
    KEPT = "selesai"
    DROPPED = "dibatalkan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One who is asked to a meeting, by institution and office, and whether they came."""

    institution: str
    role: str
    name: str = ""
    came: bool | None = None
    """None: not known yet."""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One point of the agenda; `proposed_by`: the rule that put it, empty where a person did."""

    title: str
    subject: str = ""
    """What it is about, as kind and code, such as `station:1704012003001`."""
    minutes: int = 0
    speaker: str = ""
    proposed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a decision asks of the plan. Which fields count hangs on what was agreed."""

    place: str = ""
    """A station or region whose class is agreed; or what is closed."""
    risk: str = ""
    """Value of a `RiskClass`."""
    signers: tuple[str, ...] = ()
    """Institutions that agreed to the class."""
    staging: str = ""
    """Code of one of the election profile's ways for the goods to go."""
    unit: str = ""
    officers: int = 0
    """So many more than the unit can send now."""
    promise: int = 0
    """Number of the promise to send them: they count when it is kept."""
    starts: datetime | None = None
    ends: datetime | None = None
    """Local time of a closure, without its zone."""
    reason: str = ""


NO_EFFECT = Effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a point; `deed` is what changed in the plan, where something did."""

    number: int
    text: str
    agreed: Agreed = Agreed.NOTED
    subject: str = ""
    deed: str = ""
    effect: Effect = NO_EFFECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody promised: who, of which institution, by when, shown by what evidence."""

    number: int
    text: str
    owner: str
    institution: str
    due: date
    state: PromiseState = PromiseState.OPEN
    evidence: str = ""

    def is_overdue(self, on: date) -> bool:
        """Whether it is still open after its day."""
        return self.state is PromiseState.OPEN and self.due < on


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """A finding, report or advice that is not closed: since when, and until when the law or advice says."""

    number: str
    what: Text | str
    since: date
    due: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting with all that is known of it. What is empty is printed as lines to be filled in."""

    kind: MeetingKind = MeetingKind.RAKOR
    title: str = ""
    starts: datetime | None = None
    """Local time, without its zone."""
    ends: datetime | None = None
    place: str = ""
    chair: str = ""
    number: str = ""
    """Number of the invitation."""
    invited: tuple[Attendance, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    decisions: tuple[Decision, ...] = ()
    promises: tuple[Promise, ...] = ()
    minutes: str = ""

    def __post_init__(self) -> None:
        """A meeting does not end before it begins."""
        if self.starts and self.ends and self.ends < self.starts:
            raise Refused(
                "meeting",
                say("The meeting ends before it begins."),
                say("Mend its hours."),
            )
