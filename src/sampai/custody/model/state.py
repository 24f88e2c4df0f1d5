"""One box folded from its statements, and one statement as folds take it."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.custody.model.bodies import Keeper, Touch
from sampai.custody.model.boxes import Box, BoxCode
from sampai.custody.model.kinds import Kind
from sampai.custody.model.life import Phase, Trouble
from sampai.election.model import Direction
from sampai.kernel.quantity import Certainty
from sampai.ledger.model import DeviceId, Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A signed statement on boxes, read. `at_ms` is the best that its device could tell of the time."""

    digest: Digest
    kind: Kind
    subject: str
    place: str
    after: tuple[Digest, ...]
    device: DeviceId
    counter: int
    actor: str
    at_ms: int
    certainty: Certainty
    body: Touch


class GapKind(StrEnum):
    """Why a chain is not whole."""

    UNEXPECTED = "unexpected"
    """The step does not follow from what is known: one between is missing."""
    UNKNOWN_BEFORE = "unknown-before"
    """It builds on a statement that has not come in."""
    FORK = "fork"
    """Two devices state the same step after the same statement."""
    TWINS = "twins"
    """One device stated two things under one counter."""
    TIME = "time"
    """Its time lies before that of a statement that it builds on."""
    ONE_PERSON = "one-person"
    """A touch by one person where two are asked for."""
    MISMATCH = "mismatch"
    """What was relayed by voice, SMS or paper is not what the reporter's own phone states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One place where the chain is not whole: at which statement, and what was known before."""

    kind: GapKind
    at: Digest
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrouble:
    """One exception of a box: what opened it, and what resolved it."""

    trouble: Trouble
    cause: Digest
    resolved_by: Digest | None = None


class Side(StrEnum):
    """Whose half of a handover."""

    GIVER = "giver"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One box passing from one keeper to the next: both halves, or the one that is there."""

    given: Digest | None
    taken: Digest | None
    differs: tuple[str, ...] = ()
    """In what the halves disagree: `seals`, `condition`, `contents`, `envelopes`, `keepers`, `goods`."""

    def __post_init__(self) -> None:
        """At least one half."""
        if self.given is None and self.taken is None:
            raise ValueError(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxState:
    """One box, folded. Equal for equal statements, whatever the order in which they came in."""

    box: Box
    statements: tuple[Statement, ...] = ()
    """In the order in which they happened, as far as that can be known."""
    phase: Phase = Phase.PLANNED
    direction: Direction = Direction.OUT
    holder: Keeper | None = None
    place: str = ""
    journey: str = ""
    seals: tuple[str, ...] = ()
    """On the box now, as applied."""
    troubles: tuple[OpenTrouble, ...] = ()
    handovers: tuple[Handover, ...] = ()
    gaps: tuple[Gap, ...] = ()
    heads: tuple[Digest, ...] = ()
    """What the next statement on the box comes after."""
    replaced_by: BoxCode | None = None
    copied: bool = False
    """Results were photographed."""

    @property
    def open_troubles(self) -> tuple[OpenTrouble, ...]:
        """Exceptions that nobody has resolved."""
        return tuple(trouble for trouble in self.troubles if trouble.resolved_by is None)
