"""Kept plans taken up again for the pages: in memory for drawing, as files for taking away."""

import hashlib
import shutil
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from sampai.command.model import OpenPlan, PlanFile
from sampai.kernel.text import Words
from sampai.ledger.queries import document_bytes
from sampai.main.printing import EXERCISE_MARK
from sampai.main.rebuilding import drawn, rebuilt
from sampai.main.results import write_results
from sampai.plan.forms.kept import read_kept

IN_MEMORY = 4
"""Plans that stay open; two are compared."""

ON_DISK = 12
"""Plans and languages whose files stay written."""

_OPENING, _WRITING = Lock(), Lock()


def open_plan(document: str) -> OpenPlan:
    """A kept plan by the digest of its document. Who may see it is decided by the page."""
    with _OPENING:
        return _opened(document)


@lru_cache(maxsize=IN_MEMORY)
def _opened(document: str) -> OpenPlan:
    kept = read_kept(document_bytes(document))
    plan = drawn(kept)
    return OpenPlan(plan=plan, is_exact=plan.rules.digest == kept.rules and not kept.roads)


class KeptFiles:
    """The files of kept plans in a folder, written when they are first asked for, the oldest put away.

    They hold routes and times; the folder is open to its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def listed(self, document: str, *, words: Words) -> Sequence[PlanFile]:
        """The files of a plan. Raises `Refused` where the plan cannot be worked out again exactly."""
        folder = self._written(document, words=words)
        files = sorted(file for file in folder.iterdir() if file.is_file())
        return [PlanFile(name=file.name, size=file.stat().st_size) for file in files]

    def path(self, document: str, name: str, *, words: Words) -> Path | None:
        """One of them; None for a name that is not among them."""
        known = {one.name for one in self.listed(document, words=words)}
        return self._written(document, words=words) / name if name in known else None

    def _written(self, document: str, *, words: Words) -> Path:
        where = self.folder / f"{hashlib.sha256(document.encode()).hexdigest()[:32]}-{words.lang}"
        with _WRITING:
            if where.is_dir():
                where.touch()
                return where
            plan = rebuilt(read_kept(document_bytes(document)))
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = where.with_name(f"{where.name}.part")
            shutil.rmtree(half, ignore_errors=True)
            mark = words.say(EXERCISE_MARK) if settings.OPTIONS.exercise else ""
            write_results(plan, out=half, words=words, mark=mark)
            half.rename(where)
            self._put_away()
        return where

    def _put_away(self) -> None:
        folders = sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in folders[ON_DISK:]:
            shutil.rmtree(old, ignore_errors=True)
