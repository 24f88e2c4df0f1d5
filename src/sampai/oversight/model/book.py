"""All that a pack says of oversight, and what of a case is kept sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.ledger.model import Digest
from sampai.oversight.model.cases import CaseMachine, Person, Taken
from sampai.oversight.model.checklists import Checklist, WatchedStage
from sampai.oversight.model.days import DeadlineAlarm, DeadlineRule, WorkCalendar
from sampai.oversight.model.lhp import SupervisionReport
from sampai.oversight.model.offices import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRule:
    """For which office a role acts, by the length of its territory's code; without lengths, always."""

    role: str
    office: Office
    digits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The pack's rules of oversight."""

    machine: CaseMachine
    deadlines: Sequence[DeadlineRule]
    alarms: Sequence[DeadlineAlarm]
    calendar: WorkCalendar
    checklists: Sequence[Checklist]
    offices: Sequence[OfficeRule]

    def checklist(self, stage: WatchedStage) -> Checklist:
        """The checklist of a stage."""
        return next(one for one in self.checklists if one.stage is stage)

    def deadline(self, key: str) -> DeadlineRule:
        """The deadline with this key."""
        return next(one for one in self.deadlines if one.key == key)

    def office(self, role: str, *, territory: str) -> Office | None:
        """For which office somebody of a role acts; None for roles that have no part in cases."""
        return next(
            (
                one.office
                for one in self.offices
                if one.role == role and (not one.digits or len(territory) in one.digits)
            ),
            None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """What of a case lies in the store in a sealed form only: words, people, evidence, the Form A."""

    event: str = ""
    history: tuple[Taken, ...] = ()
    evidence: tuple[Digest, ...] = ()
    reported: tuple[Person, ...] = ()
    witnesses: tuple[Person, ...] = ()
    reporters: tuple[Person, ...] = ()
    form_a: SupervisionReport | None = None
