"""Printing: from a kept plan and a paper's code to a PDF. Used by the command line and the pages."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sampai.coordination.pages.papers.catalogue import LABELS, blank, papers
from sampai.coordination.pages.papers.press import Desk, Press
from sampai.coordination.rules.codes import fit, paper_code
from sampai.custody.model import Box
from sampai.custody.rules.labels import label_text
from sampai.engines.printing.papers import print_papers
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.paper import Letterhead, PaperText
from sampai.kernel.text import Words, say
from sampai.main.secrets import lasting_secret
from sampai.packs.oversight import load_checklists
from sampai.packs.papers import PaperBook, load_papers
from sampai.plan.model import OperationPlan, Settings
from sampai.plan.pages.field import Field, field_of

LABEL_KEY = "label.key"
"""File of the data folder with the secret behind the tags of labels and papers."""

USUAL_SIZE = "a4"

BLANK_NAME = "…" * 10
"""Stands in the letterhead of blank papers."""

EXERCISE_MARK = say("EXERCISE")
EXERCISE_FILE = "latihan"
"""Lies in the data folder of an exercise, so that programs beside the server know what it is."""

LAYOUT_WORDS = {
    "halaman": say("page"),
    "dari": say("of"),
    "nomor": say("Number"),
    "nama_jabatan": say("name, office, date"),
}


def label_key(data: Path) -> bytes:
    """The secret of an installation behind the tags of its labels; made where there is none yet."""
    return hashlib.sha256(lasting_secret(data / LABEL_KEY).encode()).digest()


def is_exercise(data: Path) -> bool:
    """Whether a data folder is an exercise's."""
    return (data / EXERCISE_FILE).exists()


def operation_name(settings: Settings) -> str:
    """What the code of a paper calls an operation: `1704.PILKADA-2024`."""
    return fit(f"{settings.region}.{settings.election}")


@dataclass(frozen=True, kw_only=True)
class Printing:
    """An office that prints: its templates, the secret of its codes, a language; and a plan, if it has one.

    `site`: address of the command centre, so that any telephone's camera opens the record; empty: the code
    alone.
    """

    words: Words
    key: bytes
    plan: OperationPlan | None = None
    site: str = ""
    book: PaperBook = field(default_factory=load_papers)
    first: int | None = None
    is_exercise: bool = False
    """Whether every paper says that nothing on it is real."""

    @property
    def region(self) -> RegionCode:
        """The regency."""
        return self.plan.operation.settings.region if self.plan else RegionCode("")

    @cached_property
    def told(self) -> Field:
        """The plan as papers tell it."""
        assert self.plan is not None
        return field_of(self.plan, words=self.words)

    def desk(self) -> Desk:
        """How this office prints."""
        running = iter(range(self.first or 0, 1_000_000)) if self.first is not None else None

        def number(series: str) -> str:
            if self.plan is None:
                return ""
            day = self.plan.operation.settings.calendar.voting_day
            return self.book.number(
                series, region=self.region, day=day, running=next(running) if running else None
            )

        return Desk(
            words=self.words,
            head=self.head,
            number=number,
            code=self.code,
            label=self._label,
            checklists=load_checklists(),
        )

    @property
    def mark(self) -> str:
        """What stands on every page of an exercise's papers."""
        return self.words.say(EXERCISE_MARK) if self.is_exercise else ""

    def marked(self, mark: str) -> str:
        """A paper's own mark, after that of the exercise."""
        return " · ".join(filter(None, (self.mark, mark)))

    @property
    def layout(self) -> Mapping[str, str]:
        """Words of the layout itself, by the names that templates use."""
        return {name: self.words.say(text) for name, text in LAYOUT_WORDS.items()}

    def head(self, office: str) -> Letterhead:
        """An office's letterhead."""
        name = self.told.name(self.region) if self.plan else BLANK_NAME
        return self.book.head(office, region=self.region, name=name)

    def code(self, short: str, subject: str) -> str:
        """What the QR code of a paper says."""
        operation = operation_name(self.plan.operation.settings) if self.plan else "-"
        code = paper_code(short, operation=operation, subject=subject, key=self.key)
        return f"{self.site.upper().rstrip('/')}/SURAT/{code}" if self.site else code

    def _label(self, box: Box) -> str:
        assert self.plan is not None
        return label_text(box, election=self.plan.operation.settings.election, key=self.key)

    def press(
        self, *, kecamatan: Iterable[str] = (), only: Iterable[str] = (), tells_times: bool = True
    ) -> Press:
        """What papers of the plan are filled from."""
        return Press(
            field=self.told,
            desk=self.desk(),
            kecamatan=frozenset(kecamatan),
            only=frozenset(only),
            tells_times=tells_times,
        )

    def texts(
        self, code: str, *, kecamatan: Iterable[str] = (), only: Iterable[str] = (), tells_times: bool = True
    ) -> list[PaperText]:
        """The papers of a kind. Raises `Refused` where the plan has none that is wanted."""
        found = list(papers(code, self.press(kecamatan=kecamatan, only=only, tells_times=tells_times)))
        if not found:
            raise Refused(
                "nothing-to-print",
                say("The plan has nothing to print on {paper} for what was asked.", paper=code),
                say("Ask for another kecamatan or code, or print the blank paper with --blank."),
            )
        return found

    def blanks(self, code: str, *, count: int) -> list[PaperText]:
        """Blank twins."""
        return blank(code, self.desk(), count=count)

    def pdf(self, texts: Sequence[PaperText], *, size: str = USUAL_SIZE) -> bytes:
        """One PDF of papers of one kind."""
        measures: Mapping[str, float | int] = {}
        if texts[0].kind in LABELS:
            measures = self.book.size(size).measures
        if self.is_exercise:
            texts = [replace(one, mark=self.marked(one.mark)) for one in texts]
        return print_papers(
            texts,
            templates=self.book.files,
            words=self.layout,
            lang=self.words.lang,
            size=measures,
            behind=self.mark,
        )
