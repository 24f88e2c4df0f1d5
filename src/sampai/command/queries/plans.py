"""Which version of a plan counts for each operation, and what waits for a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q

from sampai.election.queries import OperationView
from sampai.kernel.clock import Calendar
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.plain import noun
from sampai.kernel.rights import Actor, Deed, Institution, Scope
from sampai.kernel.text import Text
from sampai.ledger.queries import Remembered
from sampai.places.tables import RegisterRow
from sampai.plan.actions import CHECKED, DRAFT, PUBLISHED, SUPERSEDED
from sampai.plan.model import PlanProblem, Severity
from sampai.plan.queries import told
from sampai.plan.tables import PlanRow, ProblemRow, SignoffRow

OFFERED = "offered"
"""The status of a register that nobody has accepted yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInForce:
    """The version that counts for an operation: the published one, else the newest."""

    pk: int
    operation: OperationView
    number: int
    status: str

    @property
    def is_published(self) -> bool:
        """Whether people have agreed on it."""
        return self.status == PUBLISHED

    @property
    def calendar(self) -> Calendar:
        """The operation's voting day in its zone."""
        return Calendar(self.operation.voting_day, self.operation.zone)


class Wait(StrEnum):
    """What waits for somebody."""

    CHECK = "check"
    SIGN = "sign"
    PUBLISH = "publish"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that this person may decide: what, in which operation, which version."""

    wait: Wait
    operation: OperationView
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """The problems of the plans in force in a region: how many, and the first of those that stop."""

    stops: int
    warns: int
    first: tuple[PlanProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Versions:
    """Which versions of registers and plans count or wait, in every operation of the store, by its number."""

    best: Mapping[int, tuple[int, int, str]]
    """The plan in force: key, number, status."""
    waiting: Mapping[int, tuple[int, str, frozenset[str]]]
    """The newest plan that is not published: number, status, the institutions that have signed it."""
    offered: Sequence[tuple[int, int]]
    """Registers that nobody has accepted yet: operation and number."""


def _all_versions() -> _Versions:
    rows = PlanRow.objects.exclude(status=SUPERSEDED).order_by("operation", "number")
    plans = [*rows.values_list("pk", "operation", "number", "status")]
    signed: dict[int, set[str]] = {}
    for plan, institution in SignoffRow.objects.filter(plan__status=CHECKED).values_list(
        "plan", "institution"
    ):
        signed.setdefault(plan, set()).add(institution)
    best: dict[int, tuple[int, int, str]] = {}
    for pk, operation, number, status in plans:
        if status == PUBLISHED or best.get(operation, (0, 0, ""))[2] != PUBLISHED:
            best[operation] = (pk, number, status)
    offered = RegisterRow.objects.filter(status=OFFERED).order_by("operation", "number")
    return _Versions(
        best=best,
        waiting={
            operation: (number, status, frozenset(signed.get(pk, ())))
            for pk, operation, number, status in plans
            if status in {DRAFT, CHECKED}
        },
        offered=[*offered.values_list("operation", "number")],
    )


_versions = Remembered(_all_versions)


def plans_in_force(scope: Scope, *, operations: Sequence[OperationView]) -> Sequence[PlanInForce]:
    """The version that counts for each operation that has one, in the order of the operations."""
    if Deed.SEE_PLAN not in scope.deeds or not operations:
        return ()
    best = _versions().best
    return [
        PlanInForce(pk=pk, operation=one, number=number, status=status)
        for one in operations
        if one.number in best
        for pk, number, status in [best[one.number]]
    ]


def decisions(
    by: Actor, *, operations: Sequence[OperationView], signers: Sequence[Institution]
) -> Sequence[Decision]:
    """What this person may decide now in these operations."""
    own = {one.number: one for one in operations if by.scope.covers(one.region)}
    return [*_registers(by, own), *_plans(by, own, signers=signers)]


def _registers(by: Actor, own: Mapping[int, OperationView]) -> list[Decision]:
    if not own or not by.may(Deed.IMPORT_REGISTER):
        return []
    return [
        Decision(wait=Wait.REGISTER, operation=own[operation], number=number)
        for operation, number in _versions().offered
        if operation in own
    ]


def _plans(by: Actor, own: Mapping[int, OperationView], *, signers: Sequence[Institution]) -> list[Decision]:
    rights = (Deed.CHECK_PLAN, Deed.SIGN_PLAN, Deed.PUBLISH_PLAN)
    if not own or not any(by.may(one) for one in rights):
        return []
    return [
        Decision(wait=wait, operation=own[operation], number=number)
        for operation, (number, status, signed) in _versions().waiting.items()
        if operation in own
        for wait in _waits(by, status, signed=signed, signers=signers)
    ]


def _waits(by: Actor, status: str, *, signed: frozenset[str], signers: Sequence[Institution]) -> list[Wait]:
    if status == DRAFT:
        return [Wait.CHECK] if by.may(Deed.CHECK_PLAN) else []
    found = []
    if by.may(Deed.SIGN_PLAN) and by.institution.value not in signed:
        found.append(Wait.SIGN)
    if by.may(Deed.PUBLISH_PLAN) and signed >= {one.value for one in signers}:
        found.append(Wait.PUBLISH)
    return found


def troubles(scope: Scope, *, plans: Sequence[PlanInForce], region: RegionCode, most: int = 5) -> Troubles:
    """The problems of these versions that lie in a region, or in no place."""
    if not plans or not scope.covers(region):
        return Troubles(stops=0, warns=0, first=())
    inside = Q(label__range=span_of(region)) | Q(label=None)
    rows = ProblemRow.objects.filter(inside, plan__in=[one.pk for one in plans])
    counts = dict(rows.values("severity").annotate(count=Count("pk")).values_list("severity", "count"))
    stops = rows.filter(severity=Severity.STOP.value).order_by("pk")[:most] if counts else ()
    return Troubles(
        stops=counts.get(Severity.STOP.value, 0),
        warns=counts.get(Severity.WARN.value, 0),
        first=tuple(one for row in stops for one in told(scope, [problem_of(row)], plan=row.plan_id)),
    )


def problem_of(row: ProblemRow) -> PlanProblem:
    """A problem as it was found."""
    return PlanProblem(
        code=row.code,
        severity=Severity(row.severity),
        subject=row.subject,
        what=noun(Text, row.what),
        remedy=noun(Text, row.remedy),
    )
