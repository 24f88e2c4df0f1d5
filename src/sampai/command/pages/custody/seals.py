"""The register of seals: what came, who got it, where it is; what does not add up and what does not fit."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.command.pages.custody.entered import read_moment, read_seals
from sampai.command.pages.custody.words import word
from sampai.command.pages.where import chosen
from sampai.custody.actions.entering import move_seals
from sampai.custody.model import Kind
from sampai.custody.queries.seals import seal_book
from sampai.custody.reactions import BoxStates
from sampai.custody.rules.register import SealMove
from sampai.custody.rules.seals import ACTS
from sampai.election.model import Level
from sampai.election.queries import OperationView
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Institution
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.people.pages import Request

MOVES = (
    Kind.SEALS_RECEIVED,
    Kind.SEALS_ISSUED,
    Kind.SEALS_SPOILED,
    Kind.SEALS_RETURNED,
    Kind.SEALS_COUNTED,
    Kind.SEALS_DESTROYED,
)
LISTED = 60
"""Numbers or moves that stand on the page; more are counted."""


@require_http_methods(["GET", "POST"])
def page(request: Request, own: Callable[[], OwnNode]) -> HttpResponse:
    """The register of one operation, and the form for a move of seals."""
    actor, at = request.actor, now()
    election = chosen(actor.scope, request.GET.get("peristiwa", ""))
    wanted = request.GET.get("operasi", "")
    one = next((each for each in election.operations if str(each.number) == wanted), None)
    one = one or next(iter(election.operations), None)
    if one is None:
        raise Forbidden(Deed.SEE_CUSTODY)
    region = max(one.region, actor.scope.territory, key=len)
    may_move = actor.may(Deed.MANAGE_SEALS, region=one.region)
    error = None
    if request.method == "POST":
        actor.needs(Deed.MANAGE_SEALS, region=one.region)
        error = _moved(request, own(), operation=one, at=at)
        if error is None:
            return redirect(f"{request.path}?operasi={one.number}&peristiwa={one.event}")
    book = seal_book(actor.scope, operation=one, region=RegionCode(region))
    content = {
        "operation": one,
        "operations": election.operations,
        "region": region,
        "zone": one.zone,
        "at": at,
        "balances": book.register.balances,
        "lives": [(word(life), count) for life, count in book.lives.items()],
        "twice": [(number, book.register.boxes[number]) for number in book.register.twice][:LISTED],
        "never_issued": book.register.never_issued[:LISTED],
        "never_issued_count": len(book.register.never_issued),
        "misfits": [
            (
                each,
                ACTS[each.finding.mismatch],
                _moment(each.found_ms),
                each.since_ms and _moment(each.since_ms),
            )
            for each in book.misfits
        ],
        "moves": [_told(move) for move in reversed(book.moves)][:LISTED],
        "kinds": [(kind, word(kind)) for kind in MOVES],
        "institutions": [each.value for each in Institution],
        "levels": [each.value for each in Level],
        "given": request.POST,
        "local": at.astimezone(ZoneInfo(ZONES[one.zone])).strftime("%Y-%m-%dT%H:%M"),
        "may_move": may_move,
        "error": error,
        "word": word,
    }
    return render(request, "seals.jinja", content, status=422 if error else 200)


def _told(move: SealMove) -> tuple[SealMove, datetime, int]:
    return move, _moment(move.at_ms), sum(len(run) for run in move.body.runs)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _moved(request: Request, own: OwnNode, *, operation: OperationView, at: datetime) -> Refused | None:
    post = request.POST.dict()
    asked = post.get("langkah", "")
    try:
        if asked not in [kind.value for kind in MOVES]:
            raise Forbidden(Deed.MANAGE_SEALS)
        move_seals(
            request.actor,
            at,
            own=own,
            operation=operation.number,
            kind=Kind(asked),
            body=read_seals(post),
            happened_ms=read_moment(post.get("kapan", ""), zone=operation.zone),
        )
    except Refused as refused:
        return refused
    catch_up(BoxStates())
    return None
