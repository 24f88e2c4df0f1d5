"""What differs between two versions of a plan, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.pages.plans import FIGURES, KECAMATAN, head, kecamatan_names
from sampai.command.ports import Opens
from sampai.guarding.queries import clusters
from sampai.kernel.clock import now
from sampai.kernel.rights import Actor, Deed, Forbidden, Scope, Secrecy
from sampai.kernel.text import Text, Words
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.model import OperationPlan
from sampai.plan.pages.changes import tongue
from sampai.plan.pages.labels import SEVERITY
from sampai.plan.pages.spots import spots
from sampai.plan.queries import PlanView, plan_view, plans, problems
from sampai.plan.rules.changes import JourneyChange, changes_between
from sampai.plan.rules.compare import Difference, number_changes, problem_changes, station_differences
from sampai.transport.model import DeliveryPlan, Journey

MOST_JOURNEYS = 200
"""Changed journeys that are told one by one."""


@require_GET
def changes(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """This version against another one of the same operation; the one before unless another is named."""
    actor = request.actor
    after = plan_view(actor.scope, plan)
    others = [one for one in plans(actor.scope, operation=after.operation) if one.pk != after.pk]
    before = _chosen(request.GET.get("dengan", ""), after=after, others=others)
    content = head(actor, after) | {"others": others, "before": before}
    if before is not None:
        content |= _told(actor, before, after, opens=opens, words=request.words)
    return render(request, "plan_changes.jinja", content)


def _chosen(asked: str, *, after: PlanView, others: Sequence[PlanView]) -> PlanView | None:
    if asked:
        found = next((one for one in others if str(one.pk) == asked), None)
        if found is None:
            raise Forbidden(Deed.SEE_PLAN)
        return found
    earlier = [one for one in others if one.number < after.number]
    return max(earlier, key=lambda one: one.number, default=None)


def _told(actor: Actor, before: PlanView, after: PlanView, *, opens: Opens, words: Words) -> dict[str, Any]:
    scope = actor.scope
    opened = opens(after.document).plan
    problem = problem_changes(problems(scope, plan=before.pk), problems(scope, plan=after.pk))
    found = {
        "figures": _figures(before, after),
        "problems": problem,
        "severities": SEVERITY,
        "officers": _officers(scope, before, after),
        "spots": spots(opened),
        "differences": [],
        "journeys": [],
        "same": None,
    }
    if not scope.sees(Secrecy.EMBARGO):
        return found
    looked(actor, now(), subject=f"plan:{after.pk}", secrecy=Secrecy.EMBARGO)
    return found | _of_journeys(opens(before.document).plan, opened, scope=scope, words=words)


def _figures(before: PlanView, after: PlanView) -> list[tuple[Text, float, float]]:
    """Figures that differ, as (name, before, after)."""
    both = {key for key in FIGURES if None not in (before.figures.get(key), after.figures.get(key))}
    pairs = ((FIGURES[key], before.figures[key], after.figures[key]) for key in FIGURES if key in both)
    return [(name, old, new) for name, old, new in pairs if old != new]


def _officers(scope: Scope, before: PlanView, after: PlanView) -> list[tuple[str, int, int]]:
    """Officers by kecamatan, where there are more or fewer; nothing for whom they are hidden from."""
    if not scope.sees(Secrecy.RESTRICTED):
        return []
    changed = number_changes(_sum(scope, before), _sum(scope, after))
    names = dict(kecamatan_names({*changed}, scope))
    return [(names.get(code, code), old, new) for code, (old, new) in changed.items()]


def _sum(scope: Scope, view: PlanView) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in clusters(scope, plan=view.pk):
        found[one.stations[0][:KECAMATAN]] += one.officers or 0
    return found


def _of_journeys(
    before: OperationPlan, after: OperationPlan, *, scope: Scope, words: Words
) -> dict[str, Any]:
    differences = station_differences(before.delivery, after.delivery, covers=scope.covers)
    found = changes_between(_mine(before, scope), _mine(after, scope))
    voice = tongue(after, words=words)
    return {
        "differences": [(one.what, _names(one, after)) for one in differences],
        "journeys": [_line(one, voice.say) for one in found.journeys[:MOST_JOURNEYS]],
        "journey_count": len(found.journeys),
        "same": found.same,
    }


def _line(one: JourneyChange, say: Any) -> tuple[str, list[str]]:  # noqa: ANN401 -- a method of the voice
    return one.code, [say(text) for text in one.what]


def _names(one: Difference, plan: OperationPlan) -> list[str]:
    where = spots(plan)
    return [where.name(code) for code in one.stations]


def _mine(plan: OperationPlan, scope: Scope) -> OperationPlan:
    """The plan with the journeys that touch the territory."""
    kept = tuple(one for one in plan.delivery.journeys if _touches(one, scope))
    delivery: DeliveryPlan = replace(plan.delivery, journeys=kept)
    return replace(plan, delivery=delivery)


def _touches(journey: Journey, scope: Scope) -> bool:
    return any(scope.covers(code) for stop in journey.stops for code in stop.stations)
