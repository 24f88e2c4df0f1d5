"""What an agenda is proposed from, and what has changed in the plan since the meeting before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.coordination.queries import open_promises, visible
from sampai.coordination.rules.agenda import Facts
from sampai.election.queries import OperationView
from sampai.guarding.queries import clusters
from sampai.incidents.queries.listing import Wanted, incident_rows
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Scope
from sampai.plan.queries import PlanView, plan_view, plans, problems
from sampai.plan.rules.compare import ProblemChanges, problem_changes

PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Two versions of the plan beside each other."""

    before: PlanView
    after: PlanView
    problems: ProblemChanges
    classes: Sequence[tuple[str, str, str]]
    """Stations with their class before and now."""


def present_plan(scope: Scope, *, operation: int) -> PlanView | None:
    """The version that counts: the published one, else the newest."""
    found = plans(scope, operation=operation)
    return next((one for one in found if one.status == PUBLISHED), found[0] if found else None)


def newest_plan(scope: Scope, *, operation: int) -> PlanView | None:
    """The version that a change is made on."""
    return next(iter(plans(scope, operation=operation)), None)


def facts(scope: Scope, *, operation: OperationView, former_plan: int | None) -> Facts:
    """What the version that counts, the field and earlier promises say."""
    plan = present_plan(scope, operation=operation.number)
    return Facts(
        problems=() if plan is None else problems(scope, plan=plan.pk),
        before=None if former_plan is None else problems(scope, plan=former_plan),
        incidents=_incidents(scope, operation=operation),
        promises=[one.promise for one in open_promises(scope, operation=operation.number)],
    )


def _incidents(scope: Scope, *, operation: OperationView) -> Mapping[str, int]:
    if Deed.SEE_INCIDENTS not in scope.deeds:
        return {}
    rows = incident_rows(scope, Wanted(election=operation.event, region=_region(scope, operation)))
    return Counter(rows.values_list("kind", flat=True))


def _region(scope: Scope, operation: OperationView) -> RegionCode:
    return max(operation.region, RegionCode(scope.territory[:10]), key=len)


def since(scope: Scope, *, before: int, after: int) -> Since | None:
    """What differs between two versions; None where they are the same."""
    if before == after:
        return None
    old, new = (_classes(scope, plan=plan) for plan in (before, after))
    return Since(
        before=plan_view(scope, before),
        after=plan_view(scope, after),
        problems=problem_changes(problems(scope, plan=before), problems(scope, plan=after)),
        classes=[
            (code, old[code], new[code]) for code in sorted(old.keys() & new.keys()) if old[code] != new[code]
        ],
    )


def _classes(scope: Scope, *, plan: int) -> Mapping[str, str]:
    return {code: one.risk for one in clusters(scope, plan=plan) for code in one.stations}


def last_meeting(scope: Scope, *, operation: int) -> int | None:
    """The version that lay before the last meeting of an operation; None where there was no meeting."""
    row = visible(scope).filter(operation=operation).order_by("-starts", "-pk").first()
    return None if row is None else row.plan
