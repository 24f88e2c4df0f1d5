"""Nouns of cases: the machine that a pack gives, and one case going through it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Secrecy, secret
from sampai.kernel.text import say
from sampai.ledger.model import Digest
from sampai.oversight.model.days import Happening
from sampai.oversight.model.offices import LADDER, Door, Office, Regime


class PublicState(StrEnum):
    """What the public is told of a case."""

    DONE = "selesai"
    UNDER_WAY = "masih-berlangsung"
    UNDER_STUDY = "dalam-kajian"


class ViolationKind(StrEnum):
    """What a case is about, so who decides in the end."""

    ADMINISTRATIVE = "administratif"
    CRIME = "pidana"
    ETHICS = "kode-etik"
    OTHER = "lain"


class Move(StrEnum):
    """How a step gives a case to another office of the supervisor."""

    DOWN = "pelimpahan"
    """The holder gives it to an office below."""
    UP = "pengambilalihan"
    """An office above takes it."""
    HANDED_UP = "penyerahan"
    """The holder gives it to an office above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """One state of the machine."""

    key: str
    name: str
    public: PublicState | None
    """None for drafts: nobody but the supervisor knows of them."""
    is_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One step of the machine, with who may take it."""

    key: str
    name: str
    leaves: tuple[str, ...]
    to: str
    """The state after it; empty where the state stays."""
    who: tuple[Office, ...]
    basis: Basis
    doors: tuple[Door, ...] = tuple(Door)
    regimes: tuple[Regime, ...] = tuple(Regime)
    kinds: tuple[ViolationKind, ...] = ()
    """Only for cases of these kinds; empty for all."""
    asks_kind: bool = False
    marks: tuple[Happening, ...] = ()
    moves: Move | None = None
    after_deadline: bool = False
    """Only when a deadline of the case has passed."""
    told: bool = False
    """Whether those outside the supervisor read what is written at this step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMachine:
    """All states and steps. Every state leads to an end, and nothing public is hidden again."""

    states: tuple[StateRule, ...]
    steps: tuple[StepRule, ...]
    starts: tuple[tuple[Door, str], ...]

    def __post_init__(self) -> None:
        """Refuse unknown names, steps that hide what is public, and states from which no end is reached."""
        known = {state.key for state in self.states}
        named = {name for step in self.steps for name in (*step.leaves, step.to) if name}
        for name in sorted(named | {start for _, start in self.starts}):
            if name not in known:
                raise Refused(
                    "case-machine",
                    say("The state {name} is not known.", name=name),
                    say("Add it, or mend its name."),
                )
        self._keep_in_public()
        for name in sorted(known - self._leading_to_an_end()):
            raise Refused(
                "case-machine",
                say("From the state {name} no end is reached.", name=name),
                say("Add a step out of it."),
            )

    def _keep_in_public(self) -> None:
        hidden = {state.key for state in self.states if state.public is None}
        for step in self.steps:
            if step.to in hidden and not hidden >= set(step.leaves):
                raise Refused(
                    "case-machine",
                    say("The step {name} would hide a case that the public knows.", name=step.key),
                    say("Let it lead to a state that the public sees."),
                )

    def _leading_to_an_end(self) -> set[str]:
        """States from which an end is reached without waiting for a deadline to pass."""
        found = {state.key for state in self.states if state.is_end}
        for _ in self.states:
            for step in self.steps:
                if step.to in found and not step.after_deadline:
                    found.update(step.leaves)
        return found

    def state(self, key: str) -> StateRule:
        """The state with this key."""
        return next(state for state in self.states if state.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody named in a case: reporter, reported party, witness."""

    name: str
    address: str = ""
    phone: str = ""
    identity_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something happened to a case."""

    what: Happening
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A request to go on: which step, by whom, with what it asks for."""

    key: str
    by: Office
    name: str = ""
    """Of the person who takes it."""
    kind: ViolationKind | None = None
    to: Office | None = None
    """Who gets the case, where the step moves it."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken."""

    step: Step
    at: datetime
    state: str
    """The state after it."""
    late: tuple[str, ...] = ()
    """Keys of deadlines that had passed before it met them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case from its door to its end. Who reported it is restricted (R3) and stays with the supervisor."""

    number: str
    regime: Regime
    door: Door
    state: str
    holder: Office
    region: RegionCode
    subject: str
    """What it is about: a station, box, journey or place, by its code."""
    opened_at: datetime
    kind: ViolationKind | None = None
    marks: tuple[Mark, ...] = ()
    history: tuple[Taken, ...] = secret(Secrecy.AGENCIES, default=())
    evidence: tuple[Digest, ...] = secret(Secrecy.AGENCIES, default=())
    """Digests of events."""
    event: str = secret(Secrecy.AGENCIES, default="")
    """What happened, in words."""
    reported: tuple[Person, ...] = secret(Secrecy.RESTRICTED, default=())
    witnesses: tuple[Person, ...] = secret(Secrecy.RESTRICTED, default=())
    reporters: tuple[Person, ...] = secret(Secrecy.RESTRICTED, default=())

    def __post_init__(self) -> None:
        """Only an office of the supervisor holds a case."""
        if self.holder not in LADDER:
            raise Refused(
                "case-holder",
                say("{office} cannot hold a case.", office=self.holder.value),
                say("Name an office of the supervisor."),
            )

    def when(self, what: Happening) -> datetime | None:
        """When it happened last, or None."""
        return max((mark.at for mark in self.marks if mark.what is what), default=None)
