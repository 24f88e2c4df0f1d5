"""The guard of a plan: who is needed and there by kecamatan, clusters, posts. Who stands where is R3."""

from collections import defaultdict
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.pages.people_hours import chart, seen, stretches, units_of
from sampai.command.pages.plans import KECAMATAN, head, kecamatan_asked, kecamatan_names
from sampai.command.ports import Opens
from sampai.guarding.model import GuardNeed, RiskClass
from sampai.guarding.queries import ClusterView, clusters
from sampai.kernel.clock import now
from sampai.kernel.rights import Deed, Scope, Secrecy
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.model import OperationPlan
from sampai.plan.pages.labels import RISK
from sampai.plan.pages.spots import spots
from sampai.plan.queries import plan_view


@require_GET
def guard(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """People by unit, hour and kecamatan, guarded places, and the clusters of each kecamatan."""
    actor = request.actor
    view = plan_view(actor.scope, plan)
    asked = kecamatan_asked(request, actor.scope)
    found = clusters(actor.scope, plan=plan)
    opened = opens(view.document).plan
    content = head(actor, view) | {
        "groups": _by_kecamatan(found, only=asked or ""),
        "names": dict(kecamatan_names({_kecamatan(one) for one in found}, actor.scope)),
        "spots": spots(opened),
        "risks": {one.value: RISK[one] for one in RiskClass},
        "region": asked or "",
        "sees_people": actor.scope.sees(Secrecy.RESTRICTED),
    }
    if actor.scope.sees(Secrecy.RESTRICTED):
        looked(actor, now(), subject=f"plan:{view.pk}", secrecy=seen(actor.scope))
        content |= _people(opened, scope=actor.scope) | {
            "chart": chart(opened, scope=actor.scope, words=request.words),
            "stretches": list(stretches(opened, scope=actor.scope)),
            "endings": ("csv", "xlsx") if actor.may(Deed.EXPORT) else (),
        }
    return render(request, "plan_guard.jinja", content)


def _people(plan: OperationPlan, *, scope: Scope) -> dict[str, object]:
    """Needs, units and guarded places of the territory."""
    places = {str(one.code): one for one in plan.operation.register.places}
    inside = {code for code, one in places.items() if scope.covers(one.region)}
    return {
        "needs": [one for one in plan.guard.needs if scope.covers(one.kecamatan)],
        "units": units_of(plan, scope=scope),
        "posts": [one for one in plan.operation.guarded if one.place in inside],
        "missing": sum(_missing(one) for one in plan.guard.needs if scope.covers(one.kecamatan)),
    }


def _missing(need: GuardNeed) -> int:
    return need.missing


def _kecamatan(one: ClusterView) -> str:
    return one.stations[0][:KECAMATAN]


def _by_kecamatan(found: Sequence[ClusterView], *, only: str) -> list[tuple[str, list[ClusterView]]]:
    groups: dict[str, list[ClusterView]] = defaultdict(list)
    for one in found:
        if _kecamatan(one).startswith(only):
            groups[_kecamatan(one)].append(one)
    return sorted(groups.items())
