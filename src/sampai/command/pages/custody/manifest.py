"""One step of several boxes at once: a clerk enters a paper manifest, or what somebody told by mouth."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.command.model import Desk
from sampai.command.pages.custody.entered import (
    MANIFEST,
    asked_of,
    entry_of,
    read_lines,
    read_moment,
    read_step,
)
from sampai.command.pages.custody.words import WAYBILL, word
from sampai.command.pages.where import Election, chosen
from sampai.custody.actions.entering import AT_THE_DESK, circumstances, enter_step
from sampai.custody.model import MOST_BOXES, Condition, Kind
from sampai.custody.reactions import BoxStates
from sampai.election.model import Level
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed, Forbidden, Institution
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.people.pages import Request


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, own: Callable[[], OwnNode]) -> HttpResponse:
    """The form of a manifest; on sending it, one statement that names all its boxes."""
    actor, at = request.actor, now()
    actor.needs(Deed.ENTER_CUSTODY)
    given = request.POST if request.method == "POST" else request.GET
    election = chosen(actor.scope, given.get("peristiwa", ""))
    asked = given.get("langkah", "")
    kind = Kind(asked) if asked in [one.value for one in MANIFEST] else MANIFEST[0]
    error = None
    if request.method == "POST":
        error = _entered(request, desk, own(), kind=kind, election=election, at=at)
        if error is None:
            return redirect("list", kind="kotak")
    content = {
        "kind": kind,
        "kinds": [(each, word(each)) for each in MANIFEST],
        "entries": [(each, word(each)) for each in AT_THE_DESK],
        "asked": asked_of(kind),
        "given": given,
        "event": election.event,
        "zone": election.zone,
        "local": at.astimezone(ZoneInfo(ZONES[election.zone])).strftime("%Y-%m-%dT%H:%M"),
        "conditions": [(each, word(each)) for each in Condition],
        "guards": [one for one in desk.custody.guards if kind in one.steps],
        "institutions": [one.value for one in Institution],
        "levels": [one.value for one in Level],
        "waybill": [*WAYBILL.items()],
        "most": MOST_BOXES,
        "word": word,
        "error": error,
    }
    return render(request, "manifest_enter.jinja", content, status=422 if error else 200)


def _entered(
    request: Request, desk: Desk, own: OwnNode, *, kind: Kind, election: Election, at: datetime
) -> Refused | None:
    post = request.POST.dict()
    try:
        reads = read_lines(post.get("kotak", ""), words=request.words)
        happened = read_moment(post.get("kapan", ""), zone=election.zone)
        operation = _operation(election, reads[0].box)
        enter_step(
            request.actor,
            at,
            own=own,
            operation=operation,
            kind=kind,
            body=read_step(post, kind=kind, reads=reads, zone=election.zone),
            place=post.get("tempat", "").strip()[:40],
            happened_ms=happened,
            known=circumstances(reads[0].box, operation=operation, happened_ms=happened),
            rules=desk.custody,
            entry=entry_of(post),
        )
    except Refused as refused:
        return refused
    catch_up(BoxStates())
    return None


def _operation(election: Election, box: str) -> int:
    """The operation in whose territory a box belongs. Raises `Forbidden` outside the reader's."""
    found = next((one.number for one in election.operations if box.startswith(one.region)), None)
    if found is None:
        raise Forbidden(Deed.ENTER_CUSTODY)
    return found
