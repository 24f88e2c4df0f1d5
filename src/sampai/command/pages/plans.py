"""Plans: the versions of an operation's plan, one version, its problems, and what is done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.ports import Opens
from sampai.coordination.queries import DecidedIn, decided_in
from sampai.election.queries import operation as operation_view
from sampai.election.queries import operations
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution, Scope, Secrecy
from sampai.kernel.text import Text, say
from sampai.ledger.queries import HistoryLine, history
from sampai.people.pages import Request
from sampai.places.queries import region_names
from sampai.plan.actions import CHECKED, DRAFT, check_plan, publish_plan, sign_plan
from sampai.plan.model import Severity
from sampai.plan.pages.labels import SEVERITY
from sampai.plan.pages.spots import spots
from sampai.plan.pages.troubles import problem_groups
from sampai.plan.queries import PlanView, newest_plans, plan_view, plans, problems
from sampai.plan.rules.naming import STATUS

Lacks = Callable[[Scope, PlanView], Sequence[DecidedIn]]
"""Decisions that earlier versions were made with and a version's tables lack."""
LONGEST_NOTE = 400
KECAMATAN = 6
"""Digits of a kecamatan's code."""

FIGURES: Mapping[str, Text] = {
    "stations": say("Stations"),
    "voters": say("Voters"),
    "boxes": say("Ballot boxes"),
    "volume_m3": say("Volume in m³"),
    "journeys": say("Journeys"),
    "distance_km": say("Distance in km"),
    "vehicles": say("Vehicles used"),
    "officers_needed": say("Officers needed"),
    "officers_available": say("Officers available"),
    "unplanned": say("Stations not planned"),
    "stations_at_risk": say("Stations at risk"),
    "problems": say("Problems found"),
}
"""The figures of a version that are shown, in order."""

DONE: Mapping[str, Text] = {
    "plan.import": say("imported the plan"),
    "plan.check": say("read the plan's problems"),
    "plan.sign": say("signed the plan"),
    "plan.publish": say("published the plan"),
    "register.import": say("imported tables"),
}
"""Deeds as a history tells them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """Something that is done with a version: the right, the status that it needs, and how it is said."""

    code: str
    right: Deed
    status: str
    title: Text
    explained: Text
    button: Text
    noted: Text | None
    done: Text


CHECK = Treatment(
    code="periksa",
    right=Deed.CHECK_PLAN,
    status=DRAFT,
    title=say("Say that the plan was read"),
    explained=say(
        "You say that you have read the problems of this version. After that it can be signed. The name of "
        "whoever does this is kept."
    ),
    button=say("The plan was read"),
    noted=say("Reason (needed where problems stop the plan)"),
    done=say("The version is checked. It can be signed now."),
)
SIGN = Treatment(
    code="tandatangan",
    right=Deed.SIGN_PLAN,
    status=CHECKED,
    title=say("Sign for your institution"),
    explained=say(
        "You sign exactly this version, named by its digest, for your institution. A signature cannot be "
        "taken back; a change needs a new version."
    ),
    button=say("Sign this version"),
    noted=say("Note (may stay empty)"),
    done=say("Your institution has signed this version."),
)
PUBLISH = Treatment(
    code="terbit",
    right=Deed.PUBLISH_PLAN,
    status=CHECKED,
    title=say("Publish the plan"),
    explained=say(
        "From then on this version counts for everybody; the one published before is superseded. That "
        "cannot be undone."
    ),
    button=say("Publish this version"),
    noted=None,
    done=say("The version is published."),
)
TREATMENTS = {one.code: one for one in (CHECK, SIGN, PUBLISH)}


@require_GET
def index(request: Request) -> HttpResponse:
    """The operations of the reader's territory with their newest and their published version."""
    scope = request.actor.scope
    found, newest = operations(scope), newest_plans(scope)
    if len(found) == 1:
        return redirect("plan_versions", operation=found[0].number)
    rows = [(one, newest.get(one.number, ())) for one in found]
    return render(request, "plans.jinja", {"rows": rows, "status": STATUS})


@require_GET
def versions(request: Request, operation: int) -> HttpResponse:
    """The versions of one operation's plan, newest first."""
    scope = request.actor.scope
    found = plans(scope, operation=operation)
    one = operation_view(scope, operation)
    if one is None:
        raise Forbidden(Deed.SEE_PLAN)
    return render(request, "plan_versions.jinja", {"operation": one, "plans": found, "status": STATUS})


@require_GET
def plan(request: Request, plan: int, signers: Sequence[Institution], lacks: Lacks) -> HttpResponse:
    """One version: its figures, who has signed, what can be done, and what was done."""
    actor = request.actor
    view = plan_view(actor.scope, plan)
    others = [one for one in plans(actor.scope, operation=view.operation) if one.pk != view.pk]
    done = TREATMENTS.get(request.GET.get("selesai", ""))
    content = head(actor, view) | {
        "figures": [(name, view.figures[key]) for key, name in FIGURES.items() if _is_said(view, key)],
        "signers": [one.value for one in signers],
        "signed": {one.institution: one for one in view.signoffs},
        "treatments": open_treatments(actor, view),
        "others": others,
        "history": version_history(actor.scope, view),
        "decided": decided_in(actor.scope, plan=view.pk),
        "lacks": lacks(actor.scope, view),
        "deeds": DONE,
        "done": None if done is None else done.done,
    }
    return render(request, "plan.jinja", content)


def _is_said(view: PlanView, key: str) -> bool:
    return view.figures.get(key) is not None


def head(actor: Actor, view: PlanView) -> dict[str, Any]:
    """What stands over every page of a version."""
    return {
        "plan": view,
        "status": STATUS,
        "sees_routes": actor.scope.sees(Secrecy.EMBARGO),
        "may_export": may_take_files(actor, view),
    }


def may_take_files(actor: Actor, view: PlanView) -> bool:
    """Whether the whole plan with its routes may leave the server in this person's hands."""
    whole = actor.scope.sees(Secrecy.EMBARGO) and actor.scope.sees(Secrecy.RESTRICTED)
    return whole and actor.may(Deed.EXPORT, region=view.region)


def open_treatments(actor: Actor, view: PlanView) -> list[Treatment]:
    """What this person can do with the version now."""
    signed = {one.institution for one in view.signoffs}
    return [
        one
        for one in TREATMENTS.values()
        if one.status == view.status
        and actor.may(one.right, region=view.region)
        and not (one is SIGN and actor.institution.value in signed)
    ]


def version_history(scope: Scope, view: PlanView) -> list[HistoryLine]:
    """The deeds that concern this version, newest first."""
    lines = history(scope, subject=f"plan:{view.event}:{view.region}", region=view.region)
    return [one for one in lines if one.detail.get("number") == view.number and not one.detail.get("same")]


@require_GET
def plan_problems(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """The problems of a version, by weight and region."""
    scope = request.actor.scope
    view = plan_view(scope, plan)
    severity = next((one for one in Severity if one.value == request.GET.get("bobot")), None)
    region = kecamatan_asked(request, scope)
    found = problems(scope, plan=plan, severity=severity, region=region)
    opened = opens(view.document)
    content = head(request.actor, view) | {
        "groups": problem_groups(found),
        "count": len(found),
        "spots": spots(opened.plan),
        "severities": SEVERITY,
        "severity": severity,
        "region": region or "",
        "kecamatan": kecamatan_names({c[:KECAMATAN] for c in _villages(opened.plan)}, scope),
    }
    return render(request, "plan_problems.jinja", content)


def _villages(plan: Any) -> list[str]:  # noqa: ANN401 -- an OperationPlan
    return [station.village for station in plan.operation.register.stations]


def kecamatan_asked(request: Request, scope: Scope) -> RegionCode | None:
    """The kecamatan that the reader wants to see, where it lies in the territory."""
    asked = request.GET.get("kecamatan", "")
    return RegionCode(asked) if asked.isdigit() and scope.covers(asked) else None


def kecamatan_names(codes: set[str], scope: Scope) -> list[tuple[str, str]]:
    """Codes and names of the kecamatan in the territory, by code."""
    inside = sorted(code for code in codes if scope.covers(code) or scope.territory.startswith(code))
    names = region_names(RegionCode(code) for code in inside)
    return [(code, names.get(RegionCode(code), code)) for code in inside]


@require_http_methods(["GET", "POST"])
def treat(request: Request, plan: int, deed: str, signers: Sequence[Institution]) -> HttpResponse:
    """Ask once more, then do it; a refusal stands in its place with what to do next."""
    actor, one = request.actor, TREATMENTS[deed]
    view = plan_view(actor.scope, plan)
    actor.needs(one.right, region=view.region)
    note = request.POST.get("catatan", "")[:LONGEST_NOTE]
    error = _tried(actor, one, plan=plan, note=note, signers=signers) if request.method == "POST" else None
    if request.method == "POST" and error is None:
        return redirect(f"{reverse('plan', kwargs={'plan': plan})}?selesai={one.code}")
    found = problems(actor.scope, plan=plan, severity=Severity.STOP)
    content = head(actor, view) | {"treatment": one, "error": error, "note": note, "stops": len(found)}
    return render(request, "plan_treat.jinja", content, status=422 if error else 200)


def _tried(
    actor: Actor, one: Treatment, *, plan: int, note: str, signers: Sequence[Institution]
) -> Refused | None:
    deeds: Mapping[str, Callable[[], None]] = {
        CHECK.code: lambda: check_plan(actor, now(), plan=plan, note=note),
        SIGN.code: lambda: sign_plan(actor, now(), plan=plan, note=note),
        PUBLISH.code: lambda: publish_plan(actor, now(), plan=plan, signers=signers),
    }
    try:
        deeds[one.code]()
    except Refused as refused:
        return refused
    return None
