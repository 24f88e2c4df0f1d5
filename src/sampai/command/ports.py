"""What the pages need of the pack, the readers and the writers; `main` hands it in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sampai.command.model import OpenPlan, PlanFile, ReadTables
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
