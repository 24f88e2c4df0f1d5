"""Ballots in double entry: who counted what, where, and which counts must be equal.

Subang, Sragen and Langkat lost goods to forged papers and to single keepers; so every count has two
persons, and every move between stations a paper that a third person has checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sampai.kernel.errors import Refused
from sampai.kernel.text import say


class Account(StrEnum):
    """What is counted, at a store or at a station."""

    PRINTED = "printed"
    GOOD = "good"
    DAMAGED = "damaged"
    RESERVE = "reserve"
    """Kept apart at the store for a re-vote."""
    STOCK = "stock"
    """What still lies at the store after packing."""
    PACKED = "packed"
    SENT = "sent"
    RECEIVED = "received"
    USED = "used"
    UNUSED = "unused"
    SPOILED = "spoiled"
    RETURNED = "returned"
    MOVED_OUT = "moved-out"
    MOVED_IN = "moved-in"


class Hop(StrEnum):
    """Where two sides must be equal; a difference is told with its hop."""

    SORTING = "sorting"
    """Printed = good + damaged + reserve."""
    PACKING = "packing"
    """Good = packed for all stations + what still lies at the store."""
    LOADING = "loading"
    """Packed = sent."""
    WAY = "way"
    """Sent = received."""
    MOVE = "move"
    """What one station gave away = what the other took in."""
    STATION = "station"
    """Received + moved in = used + unused + spoiled + returned + moved out."""


SIDES: Mapping[Hop, tuple[tuple[Account, ...], tuple[Account, ...]]] = {
    Hop.SORTING: ((Account.PRINTED,), (Account.GOOD, Account.DAMAGED, Account.RESERVE)),
    Hop.PACKING: ((Account.GOOD,), (Account.PACKED, Account.STOCK)),
    Hop.LOADING: ((Account.PACKED,), (Account.SENT,)),
    Hop.WAY: ((Account.SENT,), (Account.RECEIVED,)),
    Hop.MOVE: ((Account.MOVED_OUT,), (Account.MOVED_IN,)),
    Hop.STATION: (
        (Account.RECEIVED, Account.MOVED_IN),
        (Account.USED, Account.UNUSED, Account.SPOILED, Account.RETURNED, Account.MOVED_OUT),
    ),
}
MOVED = (Account.MOVED_OUT, Account.MOVED_IN)
BLIND = (
    Account.PRINTED,
    Account.GOOD,
    Account.DAMAGED,
    Account.RESERVE,
    Account.STOCK,
    Account.PACKED,
)
"""Counted at a store, where the second person counts without knowing what the first one found."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Entry:
    """One person's count of sheets of one contest. `number` grows with each correction by that person."""

    contest: str
    place: str
    account: Account
    sheets: int
    by: str
    number: int = 0
    paper: str = ""
    """The number of the move's paper, for what was moved between stations."""
    settles: str = ""
    """Why this count stands where two people before differed: a third person's third step."""

    def __post_init__(self) -> None:
        """Counts are never negative, have a name, and moves have the number of a paper."""
        if self.sheets < 0 or not self.by or (self.account in MOVED) != bool(self.paper):
            raise Refused(
                "ballot-entry",
                say(
                    "The count of {contest} at {place} is not complete.",
                    contest=self.contest,
                    place=self.place,
                ),
                say("Write zero or more sheets, who counted, and for a move the number of its paper."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Which counts are expected: one contest's ballots, from a store to its stations."""

    contest: str
    store: str
    stations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePaper:
    """The paper of a move between two stations, and who checked it with its issuer."""

    number: str
    contest: str
    giver: str
    receiver: str
    sheets: int
    issued_by: str
    checked_by: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether somebody other than the issuer asked the issuer and found it true."""
        return bool(self.checked_by) and self.checked_by != self.issued_by


class Doubt(StrEnum):
    """What is wrong with a count or a move, before any sums."""

    MISSING = "missing"
    ALONE = "alone"
    """Only one person has counted."""
    DISAGREE = "disagree"
    NO_PAPER = "no-paper"
    UNVERIFIED_PAPER = "unverified-paper"
    PAPER_DIFFERS = "paper-differs"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Doubtful:
    """A count or move in doubt, with all that was stated."""

    contest: str
    place: str
    account: Account
    doubt: Doubt
    paper: str = ""
    stated: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two sides of a hop that are not surely equal.

    `most` sheets are gone in the worst case, `least` in the best; below zero there are sheets too many.
    A count that is missing may be anything from nothing to all that was last stated before it; `most` is None
    where nobody stated anything before it.
    """

    contest: str
    place: str
    hop: Hop
    least: int
    most: int | None
    paper: str = ""
    missing: tuple[Account, ...] = ()
    stated: tuple[Entry, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the number is known exactly."""
        return self.least == self.most and not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the double entry of ballots shows."""

    differences: tuple[Difference, ...]
    doubts: tuple[Doubtful, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every sheet is where two people say it is."""
        return not self.differences and not self.doubts
