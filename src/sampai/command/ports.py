"""What the pages need of the pack, the readers and the writers; `main` hands it in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sampai.command.model import OpenPlan, PlanFile, ReadTables
from sampai.coordination.rules.codes import PaperCode
from sampai.custody.model import Label
from sampai.kernel.text import Words
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


class Intake(Protocol):
    """Reads uploaded tables."""

    def read(self, name: str, content: bytes, *, owner: str, words: Words) -> ReadTables:
        """What a workbook or a ZIP of CSV files says. Marked tables wait for their owner for a while."""

    def marked(self, key: str, kind: str, *, owner: str) -> Path | None:
        """The list of faults as `csv`, or the marked tables as `xlsx`; None where none wait for the owner."""


@dataclass(frozen=True, slots=True)
class PackState:
    """How far the pack of a meeting is written: files done, of how many; what went wrong, if anything."""

    done: int = 0
    of: int = 0
    is_running: bool = False
    is_whole: bool = False
    error: str = ""


class Papers(Protocol):
    """Papers of a kept plan, printed when they are asked for; and whether a code on one is ours."""

    def paper(self, document: str, code: str, *, only: str, tells_times: bool, words: Words) -> bytes:
        """All papers of a kind for a journey or station as PDF. Raises `Refused` where there is none."""

    def is_ours(self, code: PaperCode) -> bool:
        """Whether this installation made the code."""

    def is_our_label(self, label: Label, *, election: str) -> bool:
        """Whether this installation made the label."""


class Packs(Protocol):
    """The pack of a meeting on a kept plan, written beside the pages."""

    def begin(self, document: str, *, words: Words) -> None:
        """Begin to write it, unless it is there or being written."""

    def state(self, document: str, *, words: Words) -> PackState:
        """How far it is."""

    def listed(self, document: str, *, words: Words) -> Sequence[PlanFile]:
        """Its files by name, with the folder; none before it is whole."""

    def path(self, document: str, name: str, *, words: Words) -> Path | None:
        """One of them; None for a name that is not among them."""
