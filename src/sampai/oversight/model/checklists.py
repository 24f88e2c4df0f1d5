"""Nouns of checklists (alat kerja): what a supervisor looks at, what was seen, what follows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import Digest
from sampai.oversight.model.offices import Office


class Principle(StrEnum):
    """What a question looks after: the six principles of the law, and two more."""

    QUANTITY = "jumlah"
    KIND = "jenis"
    TARGET = "sasaran"
    TIME = "waktu"
    QUALITY = "kualitas"
    THRIFT = "efisien"
    SECURITY = "keamanan"
    DOCUMENTS = "dokumen"


class WatchedStage(StrEnum):
    """Stages of the goods that a supervisor watches."""

    PROCUREMENT = "pengadaan"
    STORE = "gudang"
    SORT_FOLD = "sortir-lipat"
    PACKING = "pengepakan"
    DISTRIBUTION = "distribusi"
    STORAGE = "penyimpanan"
    OPENING = "pembukaan"
    RETURN = "pengembalian"
    DESTRUCTION = "pemusnahan"


class Outcome(StrEnum):
    """What a *no* proposes. A person decides."""

    NOTE = "catatan"
    ADVICE = "saran-perbaikan"
    SUSPICION = "dugaan"


class Reply(StrEnum):
    """An answer to a question; every question is put so that yes is as it should be."""

    YES = "ya"
    NO = "tidak"
    NOT_SEEN = "tidak-diperiksa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of a checklist."""

    key: str
    principle: Principle
    text: str
    on_no: Outcome
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The questions of one stage, and who asks them."""

    stage: WatchedStage
    name: str
    who: tuple[Office, ...]
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        """Every question has a key of its own."""
        if len({question.key for question in self.questions}) < len(self.questions):
            raise Refused(
                "checklist",
                say("Two questions of the checklist {name} have the same key.", name=self.name),
                say("Give each question its own key."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was seen. It may point at events: the same box, the same handover."""

    question: str
    reply: Reply
    note: str = ""
    events: tuple[Digest, ...] = ()
    photos: tuple[Digest, ...] = ()
    boxes: tuple[str, ...] = ()
    """Codes of boxes that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledChecklist:
    """A checklist as one supervisor filled it in at one place."""

    stage: WatchedStage
    subject: str
    by: Office
    name: str
    at: datetime
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an answer proposes: a note, advice, or a suspected violation."""

    outcome: Outcome
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Advice to put something right (saran perbaikan), and what became of it."""

    number: str
    to: str
    text: str
    questions: tuple[str, ...]
    events: tuple[Digest, ...]
    given_at: datetime
    last_day: date
    until: datetime
    """The first moment that is too late for an answer."""
    answer: str = ""
    answered_at: datetime | None = None


class AdviceState(StrEnum):
    """How advice stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered-late"
