"""Claims on what happened, deeds on incidents, and the incident that follows from them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from sampai.incidents.model.book import Severity
from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Institution
from sampai.kernel.text import say

ItemId = NewType("ItemId", str)
"""Of a claim or deed. Every claim's id leads to its incident; the earliest one is the incident's own."""

HAPPENED = "happened"
"""The fact that every claim is about: whether it happened at all, `yes` or `no`."""


class Entry(StrEnum):
    """How a claim came in."""

    PHONE = "phone"
    SMS = "sms"
    VOICE = "voice"
    DESK = "desk"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says so. Who only passes on another's word names that one in `relays` and is no second source."""

    name: str
    institution: Institution | None = None
    is_on_site: bool = False
    relays: str = ""

    @property
    def origin(self) -> str:
        """Whose word it is."""
        return self.relays or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One source's word on one incident: kind, place, time, facts by name. Never changed or dropped."""

    id: ItemId
    kind: str
    place: str
    at_ms: int
    """When it happened, as the source says."""
    told_ms: int
    """When the source said so: its later word replaces its earlier."""
    source: Source
    certainty: Certainty
    entry: Entry
    happened: bool = True
    facts: tuple[tuple[str, str], ...] = ()
    boxes: tuple[str, ...] = ()
    journey: str = ""
    severity: Severity | None = None
    """Where the source sees it otherwise than the pack does."""
    note: str = ""
    photos: tuple[str, ...] = ()
    """Digests of pictures, in hex."""
    by: str = ""
    """The account that wrote it down, where that is not the source."""

    def __post_init__(self) -> None:
        """A claim names what it is about."""
        if not self.id or not self.kind or not (self.place or self.journey):
            raise Refused(
                "claim",
                say("The claim does not say what happened where."),
                say("Name its kind, and a place or a journey."),
            )


class Deed(StrEnum):
    """What a person does with an incident."""

    JOIN = "join"
    """Two incidents are one."""
    PART = "part"
    """A claim is about something else than the others."""
    UNDO = "undo"
    """An earlier deed does not count."""
    SETTLE = "settle"
    """Of several values of a fact, this one holds."""
    ASSIGN = "assign"
    START = "start"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    REJECT = "reject"
    ANSWER = "answer"
    """An office of a chain has the matter."""
    GRADE = "grade"
    """It is graver, or less grave, than was claimed."""
    STEP = "step"
    """A step of the playbook is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One deed on the incident of a claim, by whom and why.

    `other` is the second claim to join, the deed to undo, the unit assigned, `fact=value` to settle, the
    chain that answers, the severity, or the number of the playbook's step from 1.
    """

    id: ItemId
    deed: Deed
    claim: ItemId
    at_ms: int
    by: str
    other: str = ""
    reason: str = ""
    institution: Institution | None = None


class Status(StrEnum):
    """How far it has come: dilaporkan, diverifikasi, ditugaskan, ditangani, selesai, ditutup, ditolak."""

    REPORTED = "reported"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    IN_HAND = "in-hand"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact with every value that was claimed, and who claims each; `settled` where somebody decided."""

    name: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    settled: str = ""

    @property
    def is_contested(self) -> bool:
        """Sources disagree, and nobody has decided."""
        return len(self.values) > 1 and not self.settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident, folded. Equal for equal claims and deeds, whatever the order in which they came in."""

    id: ItemId
    kind: str
    severity: Severity
    place: str
    at_ms: int
    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...]
    facts: tuple[Fact, ...]
    status: Status
    is_verified: bool
    unit: str = ""

    @property
    def is_contested(self) -> bool:
        """Whether any fact is."""
        return any(fact.is_contested for fact in self.facts)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status not in {Status.CLOSED, Status.REJECTED}

    @property
    def steps_done(self) -> frozenset[int]:
        """Numbers of the playbook's steps that are done, from 1."""
        return frozenset(
            int(one.other) for one in self.decisions if one.deed is Deed.STEP and one.other.isdecimal()
        )

    @property
    def boxes(self) -> tuple[str, ...]:
        """Every box that a claim names."""
        return tuple(sorted({box for claim in self.claims for box in claim.boxes}))

    @property
    def journeys(self) -> tuple[str, ...]:
        """Every journey that a claim names."""
        return tuple(sorted({claim.journey for claim in self.claims if claim.journey}))
