"""Papers and packs of kept plans for the pages."""

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings

from sampai.command.model import PlanFile
from sampai.command.ports import PackOf, PackState
from sampai.coordination.rules.codes import PaperCode, is_genuine
from sampai.custody.model import Label
from sampai.custody.rules.labels import is_ours
from sampai.kernel.errors import SampaiError
from sampai.kernel.plain import plain
from sampai.kernel.text import Words
from sampai.ledger.queries import document_bytes
from sampai.main.packing import pack_files, pack_to_folder
from sampai.main.printing import Printing, label_key
from sampai.main.rebuilding import drawn
from sampai.main.web.opening_plans import open_plan
from sampai.main.words import words as words_of
from sampai.plan.forms.kept import KeptPlan, read_kept
from sampai.plan.model import OperationPlan

ON_DISK = 12
"""Packs that stay written."""

MADE_FROM = ".made-from"
"""File of a pack's folder that tells what it was made from."""
STALE_S = 900
"""After so many seconds without a new file, a pack that is not whole is nobody's work any more."""

_BEGINNING = Lock()


@cache
def _key(data: Path) -> bytes:
    return label_key(data)


def own_key() -> bytes:
    """The secret of this installation behind labels and papers."""
    return _key(settings.OPTIONS.data)


def _office(plan: OperationPlan, *, words: Words) -> Printing:
    options = settings.OPTIONS
    return Printing(words=words, key=own_key(), plan=plan, site=options.address, is_exercise=options.exercise)


class KeptPapers:
    """Papers of kept plans, made anew each time."""

    def paper(self, document: str, code: str, *, only: str, tells_times: bool, words: Words) -> bytes:
        """All papers of a kind for a journey or station as PDF."""
        office = _office(open_plan(document).plan, words=words)
        return office.pdf(office.texts(code, only=(only,), tells_times=tells_times))

    def is_ours(self, code: PaperCode) -> bool:
        """Whether this installation made the code."""
        return is_genuine(code, key=own_key())

    def journeys_of(self, document: str, box: str) -> Sequence[str]:
        """The journeys that bring a committee's own box, in order of time."""
        office = Printing(words=words_of("id"), key=own_key(), plan=open_plan(document).plan)
        press = office.press()
        return [
            one.code
            for one in press.journeys
            if any(box == each.code for stop in one.stops for each in press.own_boxes(stop))
        ]

    def is_our_label(self, label: Label, *, election: str) -> bool:
        """Whether this installation made the label."""
        return is_ours(label, election=election, key=own_key())


class KeptPacks:
    """Packs of kept plans in a folder that is open to its owner only.

    A thread writes each; its files tell how far it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, wanted: PackOf, *, words: Words) -> None:
        """Begin to write it, unless it is there as wanted or being written."""
        where = self._where(wanted, words=words)
        with _BEGINNING:
            state = self.state(wanted, words=words)
            if state.is_running or (state.is_whole and not state.is_stale):
                return
            half = _half(where)
            shutil.rmtree(half, ignore_errors=True)
            _error(where).unlink(missing_ok=True)
            _total(where).unlink(missing_ok=True)
            half.mkdir(mode=0o700, parents=True)
        kept = read_kept(document_bytes(wanted.document))
        Thread(target=self._write, args=(kept, wanted, where, words), daemon=True).start()

    def _write(self, kept: KeptPlan, wanted: PackOf, where: Path, words: Words) -> None:
        try:
            office = _office(drawn(kept), words=words)
            _total(where).write_text(str(pack_files(office)), encoding="ascii")
            pack_to_folder(office, out=_half(where), meeting=wanted.meeting, findings=wanted.findings)
            (_half(where) / MADE_FROM).write_text(_facts(wanted), encoding="ascii")
            shutil.rmtree(where, ignore_errors=True)
            _half(where).rename(where)
            self._put_away()
        except (SampaiError, OSError) as error:
            told = words.say(error.sentence) if isinstance(error, SampaiError) else str(error)
            _error(where).write_text(told, encoding="utf-8")
            shutil.rmtree(_half(where), ignore_errors=True)

    def state(self, wanted: PackOf, *, words: Words) -> PackState:
        """How far it is, as the files in its folder tell."""
        where = self._where(wanted, words=words)
        if _error(where).is_file():
            return PackState(error=_error(where).read_text(encoding="utf-8"))
        half = _half(where)
        if half.is_dir() and time.time() - half.stat().st_mtime <= STALE_S:
            of = int(_total(where).read_text(encoding="ascii") or 0) if _total(where).is_file() else 0
            return PackState(done=len(_files(half)), of=of, is_running=True)
        if not where.is_dir():
            return PackState()
        made_from = where / MADE_FROM
        is_stale = not made_from.is_file() or made_from.read_text(encoding="ascii") != _facts(wanted)
        count = len(_files(where))
        return PackState(done=count, of=count, is_whole=True, is_stale=is_stale)

    def listed(self, wanted: PackOf, *, words: Words) -> Sequence[PlanFile]:
        """Its files by name, with the folder."""
        where = self._where(wanted, words=words)
        return [
            PlanFile(name=file.relative_to(where).as_posix(), size=file.stat().st_size)
            for file in _files(where)
        ]

    def path(self, wanted: PackOf, name: str, *, words: Words) -> Path | None:
        """One of them; None for a name that is not among them."""
        known = {one.name for one in self.listed(wanted, words=words)}
        return self._where(wanted, words=words) / name if name in known else None

    def _where(self, wanted: PackOf, *, words: Words) -> Path:
        """Packs with findings and without lie apart: not everybody may see them."""
        about = f"{wanted.document}/{wanted.number}/{bool(wanted.findings)}"
        return self.folder / f"{hashlib.sha256(about.encode()).hexdigest()[:32]}-{words.lang}"

    def _put_away(self) -> None:
        folders = [one for one in self.folder.iterdir() if one.is_dir() and one.suffix != ".part"]
        for old in sorted(folders, key=lambda one: one.stat().st_mtime, reverse=True)[ON_DISK:]:
            shutil.rmtree(old, ignore_errors=True)


def _facts(wanted: PackOf) -> str:
    """What a pack says of its meeting and of findings, as a digest."""
    told = (plain(wanted.meeting), [plain(one) for one in wanted.findings])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _half(where: Path) -> Path:
    return where.with_name(f"{where.name}.part")


def _error(where: Path) -> Path:
    return where.with_name(f"{where.name}.error")


def _total(where: Path) -> Path:
    return where.with_name(f"{where.name}.total")


def _files(folder: Path) -> list[Path]:
    found = folder.rglob("*") if folder.is_dir() else ()
    files = (file for file in found if file.is_file() and not file.name.startswith("."))
    return sorted(files, key=lambda file: (len(file.parts), file))
