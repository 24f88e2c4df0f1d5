"""A step of a box entered from paper: the form, what the guards say, and the deed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.command.model import Desk
from sampai.command.pages.custody.entered import asked_of, entry_of, read_moment, read_one, read_step
from sampai.command.pages.custody.words import WAYBILL, word
from sampai.custody.actions.entering import AT_THE_DESK, circumstances, enter_step
from sampai.custody.model import Condition, Guard, Kind, Trouble
from sampai.custody.queries.chain import BoxChain, chain
from sampai.custody.reactions import BoxStates
from sampai.custody.rules.life import may_follow
from sampai.election.model import Level
from sampai.election.queries import operation
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed, Institution
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.people.pages import Request


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, own: Callable[[], OwnNode], code: str) -> HttpResponse:
    """The form of one step; on sending it, the step."""
    actor, at = request.actor, now()
    found = chain(actor.scope, code)
    actor.needs(Deed.ENTER_CUSTODY, region=found.view.owner)
    one = operation(actor.scope, found.view.operation)
    zone = one.zone if one else "WIB"
    asked = (request.POST if request.method == "POST" else request.GET).get("langkah", "")
    kind = Kind(asked) if asked in list(Kind) and asked.startswith("custody.") else may_follow(found.state)[0]
    error = None
    if request.method == "POST":
        error = _entered(request, desk, own(), found, kind=kind, zone=zone, at=at)
        if error is None:
            return redirect("box", code=code)
    return render(
        request,
        "box_enter.jinja",
        _content(request, found, desk=desk, kind=kind, zone=zone, at=at) | {"error": error},
        status=422 if error else 200,
    )


def _entered(
    request: Request, desk: Desk, own: OwnNode, found: BoxChain, *, kind: Kind, zone: str, at: datetime
) -> Refused | None:
    post, view = request.POST.dict(), found.view
    try:
        happened = read_moment(post.get("kapan", ""), zone=zone)
        enter_step(
            request.actor,
            at,
            own=own,
            operation=view.operation,
            kind=kind,
            body=read_step(post, kind=kind, reads=(read_one(post, box=view, kind=kind),), zone=zone),
            place=post.get("tempat", "").strip()[:40],
            happened_ms=happened,
            known=circumstances(view.code, operation=view.operation, happened_ms=happened),
            rules=desk.custody,
            entry=entry_of(post),
        )
    except Refused as refused:
        return refused
    catch_up(BoxStates())
    return None


def _content(
    request: Request, found: BoxChain, *, desk: Desk, kind: Kind, zone: str, at: datetime
) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    guards = [one for one in desk.custody.guards if kind in one.steps]
    return {
        "one": found.view,
        "kind": kind,
        "kinds": [(each, word(each)) for each in may_follow(found.state)],
        "asked": asked_of(kind),
        "entries": [(each, word(each)) for each in AT_THE_DESK],
        "waybill": [*WAYBILL.items()],
        "given": given,
        "zone": zone,
        "local": at.astimezone(ZoneInfo(ZONES[zone])).strftime("%Y-%m-%dT%H:%M"),
        "conditions": list(Condition),
        "troubles": list(Trouble),
        "all_guards": list(Guard),
        "guards": guards,
        "institutions": [one.value for one in Institution],
        "levels": [one.value for one in Level],
        "word": word,
        "open_troubles": found.state.open_troubles,
    }
