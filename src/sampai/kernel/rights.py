"""Who may do and see what: institutions, deeds, field classes, and the scope that every read is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from sampai.kernel.errors import SampaiError
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.text import Text, say

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class Institution(StrEnum):
    """Who takes part. They do not trust each other blindly, so rights are given per institution."""

    KPU = "kpu"
    POLRI = "polri"
    BAWASLU = "bawaslu"
    TNI = "tni"
    LOCAL_GOVERNMENT = "pemda"
    PROVIDER = "penyedia"
    PUBLIC = "publik"


class Secrecy(IntEnum):
    """Classes of fields, after ASVS and the threat model: the higher, the fewer may see them."""

    PUBLIC = 1
    """R1: totals, deadlines met, proofs."""
    AGENCIES = 2
    """R2: custody, seals, incidents, names; the public sees them after the stage, without names."""
    RESTRICTED = 3
    """R3: officers' positions and telephones, reasons of vulnerability. Every look is noted."""
    EMBARGO = 4
    """R4: routes, times, vehicles and escorts before the journey is done. Every look is noted."""


class Deed(StrEnum):
    """Everything that a role may be allowed to do or look into, beside what its field classes open."""

    SEE_REGISTER = "register.see"
    IMPORT_REGISTER = "register.import"
    SEE_PLAN = "plan.see"
    IMPORT_PLAN = "plan.import"
    CHECK_PLAN = "plan.check"
    SIGN_PLAN = "plan.sign"
    PUBLISH_PLAN = "plan.publish"
    SEE_CUSTODY = "custody.see"
    ENTER_CUSTODY = "custody.enter"
    MANAGE_SEALS = "seals.manage"
    COUNT_BALLOTS = "ballots.count"
    MOVE_BALLOTS = "ballots.move"
    CHECK_PAPERS = "papers.check"
    PROPOSE_VOTING = "voting.propose"
    DECIDE_VOTING = "voting.decide"
    HEAR_REPORTS = "reports.hear"
    SEE_OVERSIGHT = "oversight.see"
    WORK_OVERSIGHT = "oversight.work"
    ANSWER_OVERSIGHT = "oversight.answer"
    KEEP_CONTACTS = "contacts.keep"
    SEE_INCIDENTS = "incidents.see"
    REPORT_INCIDENT = "incidents.report"
    HANDLE_INCIDENT = "incidents.handle"
    SEE_POSITIONS = "positions.see"
    SEE_MEETINGS = "meetings.see"
    HOLD_MEETINGS = "meetings.hold"
    JOIN_MEETINGS = "meetings.join"
    SEE_EXERCISE = "exercise.see"
    LEAD_EXERCISE = "exercise.lead"
    EXPORT = "lists.export"
    MANAGE_ACCOUNTS = "accounts.manage"
    MANAGE_DEVICES = "devices.manage"
    SEE_AUDIT = "audit.see"


class Forbidden(SampaiError):
    """A deed or a look that this person may not have. It says what was asked and whom to ask."""

    exit_code = 2

    def __init__(self, deed: Deed, *, region: Text | str = "") -> None:
        super().__init__(
            "forbidden",
            say("You may not do this here: {deed}.", deed=deed.value)
            if not region
            else say("You may not do this in {region}: {deed}.", deed=deed.value, region=region),
            say("Ask the administrator of your institution if you should."),
        )
        self.deed = deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One row of the pack's table of rights."""

    code: str
    name: str
    institution: Institution
    deeds: frozenset[Deed]
    secrecy: Secrecy
    """The highest class of fields that the role sees in its own territory."""
    guaranteed: bool = False
    """What the role reads comes from the pack; no administrator of another institution narrows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How far one person's reads go: a piece of the region tree and the highest class of fields.

    Every query takes a scope.
    """

    territory: RegionCode
    secrecy: Secrecy
    deeds: frozenset[Deed] = frozenset()

    @property
    def span(self) -> tuple[int, int]:
        """The labels of the territory."""
        return span_of(self.territory)

    def covers(self, region: str) -> bool:
        """Whether a region, or the village of a station's code, lies inside."""
        return region.startswith(self.territory)

    def sees(self, secrecy: Secrecy) -> bool:
        """Whether fields of this class are shown."""
        return secrecy <= self.secrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does a deed: account, institution, role and scope."""

    account: str
    name: str
    role: Role
    scope: Scope

    @property
    def institution(self) -> Institution:
        """The institution that the person acts for."""
        return self.role.institution

    def may(self, deed: Deed, *, region: str | None = None) -> bool:
        """Whether the role has the deed, and the region lies in the territory."""
        return deed in self.scope.deeds and (region is None or self.scope.covers(region))

    def needs(self, deed: Deed, *, region: str | None = None) -> None:
        """Raise `Forbidden` unless the actor may."""
        if not self.may(deed, region=region):
            raise Forbidden(deed)


def secret(secrecy: Secrecy, /, *, default: Any) -> Any:  # noqa: ANN401 -- as `dataclasses.field` is typed
    """A dataclass field with its class; `default` stands where it is not shown."""
    return field(default=default, metadata={"secrecy": secrecy})


def shown(noun: T, *, scope: Scope) -> T:
    """The noun with every field that the scope does not open put back to its default."""
    hidden = {
        one.name: one.default
        for one in fields(noun)
        if not scope.sees(one.metadata.get("secrecy", Secrecy.PUBLIC))
    }
    return replace(noun, **hidden) if hidden else noun


def classes(noun: type[T]) -> Mapping[str, Secrecy]:
    """The class of each field of a dataclass, by name; for tables of rights and their tests."""
    return {one.name: one.metadata.get("secrecy", Secrecy.PUBLIC) for one in fields(noun)}
