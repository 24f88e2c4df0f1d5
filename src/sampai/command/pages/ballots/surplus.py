"""The nearest surplus: who could give whom how many ballots before closing; ordering such a move."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.command.model import Desk
from sampai.command.pages.ballots.balance import Asked, asked_of
from sampai.command.pages.ballots.words import word
from sampai.command.ports import BallotDesk
from sampai.command.queries.ballots import FULL, LIKELY, Surplus, guards_of, surplus
from sampai.command.queries.plans import PlanInForce, plans_in_force
from sampai.command.queries.station import register_document
from sampai.custody.reactions import BallotCounts
from sampai.kernel.clock import DAY, ZONES, Calendar, HTime, now, parse_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.rights import Deed, Secrecy
from sampai.kernel.text import say
from sampai.ledger.actions import looked
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.materials.actions.ballots import order_move
from sampai.materials.rules.seats import at_risk
from sampai.people.pages import Request

LISTED = 200


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, ballots: BallotDesk, own: Callable[[], OwnNode]) -> HttpResponse:
    """Proposed moves, what stays short and why, whose ballots may end before closing."""
    actor, at = request.actor, now()
    asked = asked_of(request, desk)
    calendar = Calendar(asked.operation.voting_day, asked.operation.zone)
    error, found, when = None, None, request.GET.get("jam", "")
    plan = next(iter(plans_in_force(actor.scope, operations=[asked.operation])), None)
    try:
        clock = _clock(when, at=at, calendar=calendar, usual=ballots.arrivals.opens)
        found = _found(request, asked, desk=desk, ballots=ballots, plan=plan, at=clock)
        if request.method == "POST":
            number = _ordered(request, found, asked, own=own(), calendar=calendar, at=at)
            return redirect("ballot_order", number=number)
    except Refused as refused:
        error = refused
    guards = guards_of(actor.scope, plan=plan)
    if found and any(one.unit for one in guards.values()):
        looked(actor, at, subject=f"surplus:{asked.region}", secrecy=Secrecy.RESTRICTED)
    content = {
        "asked": asked,
        "found": found,
        "moves": [
            (move, calendar.instant(move.leave_by), guards.get(move.giver))
            for move in (found.balance.moves[:LISTED] if found else ())
        ],
        "risky": [
            (seat, one, _told(one.runs_out, calendar), _told(one.runs_out_early, calendar))
            for seat, one in (list(at_risk(found.held))[:LISTED] if found else ())
        ],
        "listed": LISTED,
        "cara": request.GET.get("cara", FULL),
        "ways": [
            (FULL, say("everybody on the list may come")),
            (LIKELY, say("as many as are likely to come")),
        ],
        "when": when,
        "told_at": calendar.instant(found.at) if found else None,
        "may_move": actor.may(Deed.MOVE_BALLOTS),
        "word": word,
        "error": error,
        "zone": asked.operation.zone,
        "at": at,
    }
    return render(request, "surplus.jinja", content, status=422 if error else 200)


def _clock(text: str, *, at: datetime, calendar: Calendar, usual: HTime) -> HTime:
    """The time that is asked for; on voting day the clock's, on other days that of opening."""
    if text:
        return parse_h_time(text if text.strip().upper().startswith("H") else f"H {text}")
    local = at.astimezone(ZoneInfo(ZONES[calendar.zone])).replace(tzinfo=None)
    present = calendar.h_time(local)
    return present if 0 <= present < DAY else usual


def _found(
    request: Request,
    asked: Asked,
    *,
    desk: Desk,
    ballots: BallotDesk,
    plan: PlanInForce | None,
    at: HTime,
) -> Surplus:
    scope = request.actor.scope
    return surplus(
        scope,
        operation=asked.operation,
        region=asked.region,
        plan=plan,
        kept=desk.kept(register_document(scope, asked.operation)),
        desk=ballots,
        at=at,
        cara=request.GET.get("cara", FULL),
    )


def _told(at: HTime | None, calendar: Calendar) -> datetime | None:
    return None if at is None else calendar.instant(at)


def _ordered(
    request: Request, found: Surplus, asked: Asked, *, own: OwnNode, calendar: Calendar, at: datetime
) -> str:
    """Order one of the moves, worked out anew. Raises `Refused` where it is no longer proposed."""
    giver, receiver = (StationCode(request.POST.get(name, "")) for name in ("dari", "ke"))
    move = next((one for one in found.balance.moves if (one.giver, one.receiver) == (giver, receiver)), None)
    if move is None:
        raise Refused(
            "move-gone",
            say("This move is no longer proposed: the counts have changed meanwhile."),
            say("Look at the proposal again."),
        )
    order = order_move(
        request.actor,
        at,
        own=own,
        operation=asked.operation.number,
        move=move,
        leave_by_ms=round(calendar.instant(move.leave_by).timestamp() * 1_000),
    )
    catch_up(BallotCounts())
    return order.number
