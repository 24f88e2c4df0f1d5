"""Orders to move ballots: the list, the paper, checking it, entering both halves of the handover."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.model import Desk
from sampai.command.pages.ballots.balance import asked_of
from sampai.command.pages.ballots.counting import read_whole
from sampai.command.pages.ballots.words import contest_names
from sampai.command.pages.custody.entered import read_keeper, read_moment
from sampai.command.pages.where import chosen
from sampai.custody.actions.ballots import hand_ballots
from sampai.custody.model import Kind
from sampai.custody.reactions import BallotCounts
from sampai.election.model import Level
from sampai.election.queries import OperationView
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Institution
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.materials.actions.ballots import check_paper
from sampai.materials.model.ballots import Account
from sampai.materials.queries.ballots import OrderView, orders
from sampai.people.pages import Request
from sampai.places.queries import region_names

HALVES = {"serah": Kind.GIVEN, "terima": Kind.TAKEN}


@require_GET
def listed(request: Request, desk: Desk) -> HttpResponse:
    """The orders of the territory, the last one first."""
    asked, at = asked_of(request, desk), now()
    found = orders(request.actor.scope, event=asked.election.event)
    content = {
        "asked": asked,
        "orders": [(one, _moment(one.order.leave_by_ms)) for one in found],
        "out": Account.MOVED_OUT,
        "taken": Account.MOVED_IN,
        "zone": asked.election.zone,
        "at": at,
    }
    return render(request, "ballot_orders.jinja", content)


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, own: Callable[[], OwnNode], number: str) -> HttpResponse:
    """One order as paper and as a state; the forms for whom they are."""
    actor, at = request.actor, now()
    view = next(iter(orders(actor.scope, number=number[:12], most=1)), None)
    if view is None:
        raise Http404(number)
    operation = _operation(request, view)
    error = None
    if request.method == "POST":
        try:
            _stated(request, own(), view=view, operation=operation, at=at)
        except Refused as refused:
            error = refused
        else:
            catch_up(BallotCounts())
            return redirect(request.path)
    order = view.order
    content = {
        "view": view,
        "order": order,
        "operation": operation,
        "contests": contest_names(operation, desk=desk, lang=request.words.lang),
        "region_names": region_names([RegionCode(order.giver[:10]), RegionCode(order.receiver[:10])]),
        "leave_by": _moment(order.leave_by_ms),
        "issued_at": _moment(order.at_ms),
        "qr": segno.make(f"{order.number}/{order.handover}", error="m").svg_data_uri(scale=4, light="white"),
        "may_check": actor.may(Deed.CHECK_PAPERS) and actor.account != order.issued_by,
        "may_enter": {
            "serah": actor.may(Deed.ENTER_CUSTODY, region=order.giver),
            "terima": actor.may(Deed.ENTER_CUSTODY, region=order.receiver),
        },
        "out": Account.MOVED_OUT,
        "taken": Account.MOVED_IN,
        "institutions": [each.value for each in Institution],
        "levels": [each.value for each in Level],
        "given": request.POST,
        "local": at.astimezone(ZoneInfo(ZONES[operation.zone])).strftime("%Y-%m-%dT%H:%M"),
        "zone": operation.zone,
        "moment_of": _moment,
        "error": error,
        "at": at,
    }
    return render(request, "ballot_order.jinja", content, status=422 if error else 200)


def _operation(request: Request, view: OrderView) -> OperationView:
    election = chosen(request.actor.scope, view.election)
    found = [one for one in election.operations if view.order.giver.startswith(one.region)]
    if not found or election.event != view.election:
        raise Forbidden(Deed.SEE_CUSTODY)
    return found[0]


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _stated(
    request: Request, own: OwnNode, *, view: OrderView, operation: OperationView, at: datetime
) -> None:
    post, order = request.POST.dict(), view.order
    if post.get("langkah") == "periksa":
        check_paper(
            request.actor,
            at,
            own=own,
            operation=operation.number,
            number=order.number,
            true=post.get("benar") == "ya",
            note=post.get("note", ""),
        )
        return
    if post.get("langkah") not in HALVES:
        raise Forbidden(Deed.ENTER_CUSTODY)
    hand_ballots(
        request.actor,
        at,
        own=own,
        operation=operation.number,
        kind=HALVES[post["langkah"]],
        order=order,
        one=read_keeper(post, "by"),
        other=read_keeper(post, "other"),
        sheets={part.contest: read_whole(post.get(f"n_{part.contest}", "")) for part in order.parts},
        happened_ms=read_moment(post.get("kapan", ""), zone=operation.zone),
        note=post.get("note", "")[:200],
    )
