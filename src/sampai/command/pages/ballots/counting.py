"""One contest at one place: who counted what, where it does not fit; a form to count and to settle."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.model import Desk
from sampai.command.pages.ballots.words import (
    GOODS_ACCOUNTS,
    HOPS,
    STATION_ACCOUNTS,
    STORE_ACCOUNTS,
    contest_names,
    word,
)
from sampai.command.pages.custody.entered import read_moment
from sampai.command.pages.custody.words import word as custody_word
from sampai.command.pages.where import chosen
from sampai.custody.model import Kind
from sampai.custody.reactions import BallotCounts
from sampai.election.queries import OperationView
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import Text, say
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.materials.actions.ballots import count_ballots, tell_came
from sampai.materials.model.ballots import Account, Doubt, Entry
from sampai.materials.model.moves import Came
from sampai.materials.queries.ballots import BallotPlace, arrived, ballot_place, orders
from sampai.materials.rules.statements import COUNTED
from sampai.people.pages import Request

STATION_DIGITS = 13
LONGEST = 9
"""Digits of a count."""


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, own: Callable[[], OwnNode], place: str, contest: str) -> HttpResponse:
    """What was counted; and, for whom that is, the forms."""
    actor, at = request.actor, now()
    actor.needs(Deed.SEE_CUSTODY)
    is_station = len(place) == STATION_DIGITS and place.isdecimal()
    operation = _operation(request, place=place if is_station else "")
    region = RegionCode(place if is_station else operation.region)
    error = None
    if request.method == "POST":
        try:
            _stated(request, own(), operation=operation, place=place, contest=contest, at=at)
        except Refused as refused:
            error = refused
        else:
            catch_up(BallotCounts())
            return redirect(f"{request.path}?peristiwa={operation.event}&operasi={operation.number}")
    found = ballot_place(
        actor.scope,
        event=operation.event,
        contest=contest,
        place=place,
        region=region,
        reader=actor.account,
    )
    names = contest_names(operation, desk=desk, lang=request.words.lang)
    may_count = actor.may(Deed.COUNT_BALLOTS, region=region)
    came = arrived(actor.scope, event=operation.event, region=region).get(place) if is_station else None
    content = {
        "operation": operation,
        "one": found,
        "is_station": is_station,
        "contest_name": names.get(contest, contest),
        "contests": names,
        "asked_accounts": _accounts(contest in names, is_station=is_station),
        "entries": [(one, _origin(found.origins[one])) for one in found.entries],
        "settled": _settling(actor, found),
        "may_count": may_count,
        "orders": orders(actor.scope, event=operation.event, station=place) if is_station else (),
        "came": came,
        "came_by": datetime.fromtimestamp(came.by_ms / 1000, tz=UTC) if came else None,
        "moment_of": moment_of,
        "hops": HOPS,
        "word": word,
        "given": request.POST,
        "error": error,
        "zone": operation.zone,
        "at": at,
    }
    return render(request, "ballot_place.jinja", content, status=422 if error else 200)


def _operation(request: Request, *, place: str) -> OperationView:
    """The operation of a station; of a store, the one that the address names."""
    election = chosen(request.actor.scope, request.GET.get("peristiwa", ""))
    wanted = request.GET.get("operasi", "")
    found = [
        one
        for one in election.operations
        if (place.startswith(one.region) if place else wanted in {"", str(one.number)})
    ]
    if not found:
        raise Forbidden(Deed.SEE_CUSTODY)
    return found[0]


def _accounts(is_contest: bool, *, is_station: bool) -> tuple[Account, ...]:  # noqa: FBT001 -- told apart
    if is_station:
        return STATION_ACCOUNTS
    return STORE_ACCOUNTS if is_contest else GOODS_ACCOUNTS


def _origin(kind: str) -> Text:
    if kind == COUNTED:
        return say("at the desk")
    return custody_word(Kind(kind)) if kind in list(Kind) else say("not known")


def _settling(actor: Actor, found: BallotPlace) -> tuple[Account, ...]:
    """The accounts whose difference this person may settle: two others differ."""
    return tuple(
        doubt.account
        for doubt in found.fold.audit.doubts
        if doubt.doubt is Doubt.DISAGREE
        and not doubt.paper
        and actor.account not in {entry.by for entry in doubt.stated}
    )


def moment_of(one: Entry) -> datetime:
    """When a count was stated."""
    return datetime.fromtimestamp(one.number / 1000, tz=UTC)


def read_sheets(post: Mapping[str, str], *, accounts: tuple[Account, ...]) -> Mapping[Account, int]:
    """The counts that were filled in. Raises `Refused` for anything that is no whole number."""
    written = {account: post.get(f"n_{account.value}", "").strip() for account in accounts}
    return {account: read_whole(text) for account, text in written.items() if text}


def read_whole(text: str) -> int:
    """A count of sheets. Raises `Refused`."""
    plain = text.strip().replace(".", "")
    if not plain.isdecimal() or len(plain) > LONGEST:
        raise Refused(
            "ballot-entry",
            say("This is no number of sheets: {text}.", text=text),
            say("Write a whole number, zero if there are none."),
        )
    return int(plain)


def _stated(
    request: Request, own: OwnNode, *, operation: OperationView, place: str, contest: str, at: datetime
) -> None:
    post = request.POST.dict()
    if post.get("langkah") == "datang":
        tell_came(
            request.actor,
            at,
            own=own,
            operation=operation.number,
            came=Came(
                station=StationCode(place),
                came=read_whole(post.get("came", "")),
                by_ms=read_moment(post.get("kapan", ""), zone=operation.zone),
                transferred=read_whole(post.get("transferred", "") or "0"),
                additional=read_whole(post.get("additional", "") or "0"),
            ),
        )
        return
    settles = post.get("settles", "").strip()
    if post.get("langkah") == "putus" and not settles:
        raise Refused("settle", say("No reason is given."), say("Write why this count stands."))
    count_ballots(
        request.actor,
        at,
        own=own,
        operation=operation.number,
        place=place,
        contest=contest,
        sheets=read_sheets(post, accounts=tuple(Account)),
        settles=settles if post.get("langkah") == "putus" else "",
    )


@require_GET
def find(request: Request) -> HttpResponse:
    """From the form of the balance to the page of a place."""
    place, contest = (request.GET.get(name, "").strip() for name in ("tempat", "jenis"))
    if not place or not contest:
        return redirect("ballots")
    address = reverse("ballot_place", kwargs={"place": place[:40], "contest": contest[:60]})
    return redirect(f"{address}?peristiwa={quote(request.GET.get('peristiwa', ''))}")
