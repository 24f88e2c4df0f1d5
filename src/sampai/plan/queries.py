"""Reads of plans: versions, sign-offs, problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.plain import noun
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.kernel.text import Text, say
from sampai.plan.model import PlanProblem, Severity
from sampai.plan.tables import PlanRow, ProblemRow, SignoffRow
from sampai.transport.queries import journey_codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signoff:
    """One institution's signature under a version."""

    institution: str
    account: str
    role: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One version of a plan as it stands on a page."""

    pk: int
    operation: int
    region: str
    name: str
    zone: str
    event: str
    number: int
    digest: str
    document: str
    status: str
    imported_at: datetime
    imported_by: str
    published_at: datetime | None
    figures: Mapping[str, Any]
    signoffs: tuple[Signoff, ...]


def plans(scope: Scope, *, operation: int) -> Sequence[PlanView]:
    """The versions of an operation's plan, newest first."""
    rows = _rows(scope).filter(operation=operation).order_by("-number")
    return _views(rows)


def newest_plans(scope: Scope) -> Mapping[int, Sequence[PlanView]]:
    """The newest version of every operation that the scope meets, and the published one, by operation."""
    rows = _rows(scope)
    newest = rows.values("operation").annotate(newest=Max("pk")).values("newest")
    found: dict[int, list[PlanView]] = {}
    for view in _views(rows.filter(Q(pk__in=newest) | Q(status="published")).order_by("-number")):
        found.setdefault(view.operation, []).append(view)
    return found


def plan_view(scope: Scope, pk: int) -> PlanView:
    """One version. Raises `Forbidden` outside the scope, also for versions that do not exist."""
    found = _views(_rows(scope).filter(pk=pk))
    if not found:
        raise Forbidden(Deed.SEE_PLAN)
    return found[0]


def problems(
    scope: Scope, *, plan: int, severity: Severity | None = None, region: RegionCode | None = None
) -> Sequence[PlanProblem]:
    """The problems of a version: those of the scope's territory, and those of no place.

    `region`: only those that lie in it. Whoever may not see journeys or officers does not read what is said
    of them.
    """
    plan_view(scope, plan)
    rows = ProblemRow.objects.filter(plan=plan).order_by("pk")
    if severity is not None:
        rows = rows.filter(severity=severity.value)
    if region is not None:
        rows = rows.filter(label__range=span_of(region))
    first, last = scope.span
    found = [_problem(row) for row in rows if row.label is None or first <= row.label <= last]
    return told(scope, found, plan=plan)


def told(scope: Scope, found: Sequence[PlanProblem], *, plan: int) -> Sequence[PlanProblem]:
    """Problems of a version as this scope may read them: no journeys below R4, no guards below R3."""
    if scope.sees(Secrecy.EMBARGO):
        return found
    closed = journey_codes(plan)
    open_ones = [_without_journey(one, closed) for one in found]
    return [one if scope.sees(Secrecy.RESTRICTED) else _without_guard(one) for one in open_ones]


def _problem(row: ProblemRow) -> PlanProblem:
    return PlanProblem(
        code=row.code,
        severity=Severity(row.severity),
        subject=row.subject,
        what=noun(Text, row.what),
        remedy=noun(Text, row.remedy),
    )


def _without_journey(problem: PlanProblem, closed: frozenset[str]) -> PlanProblem:
    named = {problem.subject, *(datum for text in (problem.what, problem.remedy) for _, datum in text.data)}
    if not named & closed:
        return problem
    what = say("A problem of a journey. Routes and times are closed until the journey is done.")
    subject = "" if problem.subject in closed else problem.subject
    return replace(problem, subject=subject, what=what, remedy=say("Ask the KPU or Polres of the regency."))


OF_GUARDS = (
    "agreement-",
    "class-",
    "cluster-",
    "escort-",
    "guarded-",
    "indicator-",
    "officer-",
    "officers-",
    "reserve-",
    "shift-",
    "stations-unguarded",
    "unit-",
    "very-vulnerable-",
)
"""How the codes of problems begin that tell numbers of officers or why a station is vulnerable (R3)."""


def _without_guard(problem: PlanProblem) -> PlanProblem:
    if not problem.code.startswith(OF_GUARDS):
        return problem
    subject = problem.subject if problem.subject.isdigit() else ""
    what = say("A problem of the guard. Numbers of officers and reasons of vulnerability are restricted.")
    return replace(problem, subject=subject, what=what, remedy=say("Ask the KPU or Polres of the regency."))


def _rows(scope: Scope) -> QuerySet[PlanRow]:
    """Versions of operations whose territory meets the scope."""
    if Deed.SEE_PLAN not in scope.deeds:
        raise Forbidden(Deed.SEE_PLAN)
    first, last = scope.span
    rows = PlanRow.objects.select_related("operation")
    return rows.filter(operation__first__lte=last, operation__last__gte=first)


def _views(rows: QuerySet[PlanRow]) -> list[PlanView]:
    found = [*rows]
    signed: dict[int, list[Signoff]] = {row.pk: [] for row in found}
    for one in SignoffRow.objects.filter(plan__in=signed).order_by("at"):
        said = Signoff(
            institution=one.institution, account=one.account, role=one.role, at=one.at, note=one.note
        )
        signed[one.plan_id].append(said)
    return [_view(row, signoffs=tuple(signed[row.pk])) for row in found]


def _view(row: PlanRow, *, signoffs: tuple[Signoff, ...]) -> PlanView:
    return PlanView(
        pk=row.pk,
        operation=row.operation_id,
        region=row.operation.region,
        name=row.operation.name,
        zone=row.operation.zone,
        event=row.operation.event,
        number=row.number,
        digest=row.digest,
        document=row.document,
        status=row.status,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        published_at=row.published_at,
        figures=row.figures,
        signoffs=signoffs,
    )
