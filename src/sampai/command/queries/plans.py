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


def plans_in_force(scope: Scope, *, operations: Sequence[OperationView]) -> Sequence[PlanInForce]:
    """The version that counts for each operation that has one, in the order of the operations."""
    if Deed.SEE_PLAN not in scope.deeds or not operations:
        return ()
    rows = PlanRow.objects.filter(operation__in=[one.number for one in operations])
    rows = rows.exclude(status=SUPERSEDED).order_by("number")
    best: dict[int, tuple[bool, int, int, str]] = {}
    for pk, operation, number, status in rows.values_list("pk", "operation", "number", "status"):
        candidate = (status == PUBLISHED, number, pk, status)
        best[operation] = max(best.get(operation, candidate), candidate)
    return [
        PlanInForce(
            pk=best[one.number][2], operation=one, number=best[one.number][1], status=best[one.number][3]
        )
        for one in operations
        if one.number in best
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
    rows = RegisterRow.objects.filter(operation__in=own, status=OFFERED).order_by("operation", "number")
    return [
        Decision(wait=Wait.REGISTER, operation=own[operation], number=number)
        for operation, number in rows.values_list("operation", "number")
    ]


def _plans(by: Actor, own: Mapping[int, OperationView], *, signers: Sequence[Institution]) -> list[Decision]:
    rights = (Deed.CHECK_PLAN, Deed.SIGN_PLAN, Deed.PUBLISH_PLAN)
    if not own or not any(by.may(one) for one in rights):
        return []
    rows = PlanRow.objects.filter(operation__in=own, status__in=(DRAFT, CHECKED)).order_by("number")
    newest = {row.operation_id: row for row in rows.only("operation", "number", "status")}
    checked = [row.pk for row in newest.values() if row.status == CHECKED]
    signed: dict[int, set[str]] = {}
    for plan, institution in SignoffRow.objects.filter(plan__in=checked).values_list("plan", "institution"):
        signed.setdefault(plan, set()).add(institution)
    return [
        Decision(wait=wait, operation=own[operation], number=row.number)
        for operation, row in sorted(newest.items())
        for wait in _waits(by, row.status, signed=signed.get(row.pk, set()), signers=signers)
    ]


def _waits(by: Actor, status: str, *, signed: set[str], signers: Sequence[Institution]) -> list[Wait]:
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
