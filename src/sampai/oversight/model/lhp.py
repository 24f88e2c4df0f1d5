"""Form A, the supervision report (laporan hasil pengawasan, LHP), with the fields of its template.

Parts I to IV after the template of Form A under Perbawaslu 5/2022.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sampai.kernel.errors import Refused
from sampai.kernel.rights import Secrecy, secret
from sampai.kernel.text import say
from sampai.ledger.model import Digest
from sampai.oversight.model.cases import Person
from sampai.oversight.model.checklists import FilledChecklist
from sampai.oversight.model.offices import Office


class ActivityForm(StrEnum):
    """How a supervisor worked (part II)."""

    DIRECT = "pengawasan-langsung"
    PREVENTION = "pencegahan"
    ANALYSIS = "analisis"
    OTHER = "lainnya"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingSupervisor:
    """Part I: who supervised what stage, by which letter of assignment."""

    stage: str
    name: str
    post: str
    office: Office
    letter_number: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Part II: how, what for, on what, when and where."""

    form: ActivityForm
    aim: str
    target: str
    begins_at: datetime
    ends_at: datetime
    place: str

    def __post_init__(self) -> None:
        """An activity does not end before it begins."""
        if self.ends_at < self.begins_at:
            raise Refused(
                "activity",
                say("The activity ends before it begins."),
                say("Mend its hours."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """Part IV: a suspected violation."""

    event: str
    place: str
    at: datetime
    reported: tuple[Person, ...] = secret(Secrecy.RESTRICTED, default=())
    witnesses: tuple[Person, ...] = secret(Secrecy.RESTRICTED, default=())
    evidence: tuple[str, ...] = ()
    """Things in words: papers, pictures, goods."""
    events: tuple[Digest, ...] = ()
    articles: tuple[str, ...] = ()
    """Provisions that may be violated."""
    facts: str = ""
    analysis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionReport:
    """Form A as a whole. The number is given by the office, `…/LHP/PM.01.0…/…`, and may come later."""

    supervisor: ReportingSupervisor
    activity: Activity
    description: str
    """Part III: what was seen, in short and complete sentences."""
    made_at: datetime
    made_in: str
    number: str = ""
    checklists: tuple[FilledChecklist, ...] = ()
    """The alat kerja that go along."""
    suspicions: tuple[Suspicion, ...] = ()
    events: tuple[Digest, ...] = ()
    photos: tuple[Digest, ...] = ()
