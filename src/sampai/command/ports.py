"""What the pages need of the pack, the readers and the writers; `main` hands it in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sampai.command.model import OpenPlan, PlanFile, ReadTables
from sampai.coordination.model import Meeting, OpenFinding
from sampai.coordination.rules.codes import PaperCode
from sampai.custody.model import Label
from sampai.incidents.model import IncidentBook
from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.kernel.text import Words
from sampai.materials.model.arrivals import Arrivals
from sampai.materials.model.surplus import MoveRules
from sampai.materials.ports import Balancer, OpenWays
from sampai.plan.model import Operation

Opens = Callable[[str], OpenPlan]
"""A kept plan by the digest of its document."""

ReadsOperation = Callable[[str], Operation]
"""The operation of a register's version by the digest of its document.

Raises `Unreadable` or `InputFaults` where it cannot be read any more.
"""


class PlanFiles(Protocol):
    """The files of a kept plan, written when they are first asked for."""

    def listed(self, document: str, *, words: Words) -> Sequence[PlanFile]:
        """The files of a plan. Raises `Refused` where they cannot be written exactly."""

    def path(self, document: str, name: str, *, words: Words) -> Path | None:
        """One of them; None for a name that is not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDesk:
    """What the program hands to the pages of ballots."""

    moves: MoveRules
    arrivals: Arrivals
    districts: Mapping[str, int]
    """By contest: leading digits of station codes within which the district is surely the same."""
    balancer: Balancer
    ways: Callable[[str, HTime, HTime], OpenWays]
    """The ways of a kept plan, by its document's digest, that are open all the time between two times."""
    straight: Callable[[Mapping[StationCode, Position]], OpenWays]
    """Straight over the ground, where there is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponementDesk:
    """What the program hands to the pages of the postponement desk."""

    book: IncidentBook
    evidence: Callable[[str], Mapping[str, bytes]]
    """The record's files on a subject, with proofs."""
    catch_up: Callable[[], object]
    """Brings what was just stated into the tables."""


class Intake(Protocol):
    """Reads uploaded tables."""

    def read(self, name: str, content: bytes, *, owner: str, words: Words) -> ReadTables:
        """What a workbook or a ZIP of CSV files says. Marked tables wait for their owner for a while."""

    def marked(self, key: str, kind: str, *, owner: str) -> Path | None:
        """The list of faults as `csv`, or the marked tables as `xlsx`; None where none wait for the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOf:
    """What a pack is made from: a kept plan by its document's digest, a meeting with its number, findings."""

    document: str
    number: int = 0
    """Of the meeting; 0: without one."""
    meeting: Meeting = field(default_factory=Meeting)
    findings: tuple[OpenFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class PackState:
    """How far the pack of a meeting is written: files done, of how many; what went wrong, if anything."""

    done: int = 0
    of: int = 0
    is_running: bool = False
    is_whole: bool = False
    is_stale: bool = False
    """The meeting or the findings are others by now."""
    error: str = ""


class Papers(Protocol):
    """Papers of a kept plan, printed when they are asked for; and whether a code on one is ours."""

    def paper(self, document: str, code: str, *, only: str, tells_times: bool, words: Words) -> bytes:
        """All papers of a kind for a journey or station as PDF. Raises `Refused` where there is none."""

    def is_ours(self, code: PaperCode) -> bool:
        """Whether this installation made the code."""

    def journeys_of(self, document: str, box: str) -> Sequence[str]:
        """The journeys that bring a committee's own box, in order of time."""

    def is_our_label(self, label: Label, *, election: str) -> bool:
        """Whether this installation made the label."""


class Packs(Protocol):
    """The pack of a meeting on a kept plan, written beside the pages."""

    def begin(self, wanted: PackOf, *, words: Words) -> None:
        """Begin to write it, unless it is there as wanted or being written."""

    def state(self, wanted: PackOf, *, words: Words) -> PackState:
        """How far it is."""

    def listed(self, wanted: PackOf, *, words: Words) -> Sequence[PlanFile]:
        """Its files by name, with the folder; none before it is whole."""

    def path(self, wanted: PackOf, name: str, *, words: Words) -> Path | None:
        """One of them; None for a name that is not among them."""
