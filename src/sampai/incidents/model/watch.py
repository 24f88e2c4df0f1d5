"""Clocks of an incident: what they hear, what they know, what they ask for."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.incidents.model.book import Media, Severity
from sampai.incidents.model.claims import ItemId

NEVER_MS = 1 << 62
"""No clock is running."""


class Mood(StrEnum):
    """What a chain waits for."""

    ASKED = "asked"
    """An answer of the office it asked."""
    ANSWERED = "answered"
    """The end of the matter, by who answered."""
    SILENT = "silent"
    """Nobody answered, up to the last office; it was reminded as often as the pack says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One chain at work: which office is asked, until when, how often it was reminded."""

    chain: str
    step: int
    mood: Mood
    due_ms: int
    reminded: int = 0
    answers: int = 0
    """How often an office of this chain answered."""
    asked: tuple[int, ...] = ()
    """Steps that have had their notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The clocks of one incident. `next_ms` is when the first of them rings.

    `round` counts how often the matter was opened anew.
    """

    incident: ItemId
    kind: str
    severity: Severity
    lines: tuple[Line, ...]
    next_ms: int
    round: int = 0
    is_resolved: bool = False
    is_closed: bool = False
    calls: int = 0
    """How often the reporter was to be called back in this round."""
    unit: str = ""
    sends: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An incident was reported."""

    incident: ItemId
    kind: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time went on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An office of a chain says that it has the matter."""

    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Somebody wants to send a unit."""

    unit: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """The unit that was sent is free again, or could not go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsened:
    """The matter is graver than it was thought."""

    severity: Severity


@dataclass(frozen=True, slots=True)
class Settled:
    """Who has the matter says that it is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledBack:
    """The reporter was asked whether it is settled indeed."""

    is_well: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """The incident was rejected: false, or the same as another."""


Stimulus = Opened | Ticked | Answered | Sent | Recalled | Worsened | Settled | CalledBack | Dropped


class What(StrEnum):
    """What an instruction asks for."""

    NOTIFY = "notify"
    REMIND = "remind"
    ASK = "ask"
    """Ask who answered whether the matter is settled."""
    DISPATCH = "dispatch"
    ALREADY_SENT = "already-sent"
    """Another unit is on the way: none is sent a second time."""
    CALL_BACK = "call-back"
    """Ask who reported it whether it is settled indeed."""
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One instruction, as data for whoever carries it out. Its key is unique: a second copy does no harm.

    `office` is an office of the chain, a unit, or "" for the reporter; an answer is wanted by `due_ms`.
    """

    key: str
    what: What
    incident: ItemId
    chain: str = ""
    office: str = ""
    due_ms: int | None = None
    media: tuple[Media, ...] = ()
