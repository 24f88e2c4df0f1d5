"""Numbered seals: where each one is, and what a number that does not fit may mean."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.custody.model.bodies import Keeper
from sampai.custody.model.boxes import BoxCode

MOST_IN_RUN = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRun:
    """Numbers in a row with the same beginning: `KPU-` 17 to 40 with width 4 is KPU-0017 to KPU-0040."""

    prefix: str
    first: int
    last: int
    width: int = 0

    def __post_init__(self) -> None:
        """A run goes up, and not for ever."""
        if not 0 <= self.first <= self.last < self.first + MOST_IN_RUN or not 0 <= self.width <= 12:
            raise ValueError(self)

    def __len__(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SealsMoved:
    """Seals that came in a batch, were issued, came back, were spoiled, counted or destroyed."""

    batch: str
    runs: tuple[SealRun, ...]
    by: Keeper
    second: Keeper | None = None
    to: str = ""
    """Holder's place that they go to, for those that are issued."""
    holder: str = ""
    """Holder's place that they are at or come from."""
    reason: str = ""
    minutes: str = ""
    photos: tuple[bytes, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """At least one run, pictures by digest."""
        if not 1 <= len(self.runs) <= 200 or any(len(photo) != 32 for photo in self.photos):
            raise ValueError(self)


class SealLife(StrEnum):
    """Where a seal is in its life."""

    IN_STOCK = "in-stock"
    ISSUED = "issued"
    APPLIED = "applied"
    READ = "read"
    """On a box, and seen there by somebody else than who applied it."""
    BROKEN = "broken"
    REPLACED = "replaced"
    SPOILED = "spoiled"
    DESTROYED = "destroyed"


class Mismatch(StrEnum):
    """What numbers that do not fit may mean."""

    MISREAD = "misread"
    """One slip away from the right number: read again."""
    WEAR = "wear"
    """Broken on the way, its number still there, content whole: friction, rain, crushing."""
    WRONG_BOX = "wrong-box"
    """The number is on another box's record: boxes or seals were swapped."""
    MISSING = "missing"
    """No seal where one was."""
    TAMPER = "tamper"
    """Another seal in its place, or the box is open: somebody may have been inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFinding:
    """One seal that does not fit, what it may mean, since when, and who held the box meanwhile.

    `expected` is "" for a seal that nobody applied; `read` is "" for one that is not there.
    """

    box: BoxCode
    mismatch: Mismatch
    expected: str
    read: str
    last_right: bytes | None
    """The last statement in which it was right."""
    found: bytes
    holders: tuple[str, ...]
    """Names of those who held the box between, in order."""
    other_box: BoxCode | None = None
