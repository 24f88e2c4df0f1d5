"""Deeds on ballots: counting, settling, ordering moves, checking papers, telling how many came."""

from collections.abc import Mapping
from datetime import datetime

from sampai.election.tables import OperationRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest
from sampai.materials.actions.fold import is_station
from sampai.materials.model.ballots import MOVED, Account, Entry
from sampai.materials.model.moves import HANDOVER_DIGITS, Came, Order
from sampai.materials.model.surplus import Move
from sampai.materials.queries.ballots import entries_at
from sampai.materials.rules.ballots import latest
from sampai.materials.rules.statements import (
    CAME,
    CHECKED,
    COUNTED,
    ORDERED,
    came_body,
    count_body,
    order_body,
)
from sampai.materials.tables import BallotOrderRow

LONGEST = 200


@deed(Deed.COUNT_BALLOTS)
def count_ballots(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    operation: int,
    place: str,
    contest: str,
    sheets: Mapping[Account, int],
    settles: str = "",
) -> Done[Digest]:
    """State what this person counted of one contest at a station or a store, as a signed event.

    With `settles`, the reason, it is the third step: it stands where two others differ. Raises `Refused`
    where nobody differs, or this person is one of the two.
    """
    row = _operation(by, operation, place=place)
    at_ms = round(at.timestamp() * 1_000)
    entries = [
        Entry(
            contest=contest,
            place=place,
            account=account,
            sheets=count,
            by=by.account,
            number=at_ms,
            settles=settles,
        )
        for account, count in sorted(sheets.items())
        if account not in MOVED
    ]
    if not entries or not 0 < len(place) <= LONGEST or len(contest) > LONGEST or len(settles) > LONGEST:
        raise Refused("ballot-entry", say("Nothing was counted."), say("Write at least one number."))
    if settles:
        _may_settle(by, row, entries=entries)
    digest = _state(own, row, by, at, kind=COUNTED, place=place, subject=place, body=count_body(entries))
    return Done(digest, f"ballots:{place}", {"contest": contest, "event": digest.hex()[:16]})


def _may_settle(by: Actor, row: OperationRow, *, entries: list[Entry]) -> None:
    known = [
        entry
        for (election, _contest, _place, _label), found in entries_at([entries[0].place]).items()
        for entry in found
        if election == row.event
    ]
    counts = latest(known)
    for entry in entries:
        stated = counts.get((entry.contest, entry.place, entry.account, ""), ())
        if len({one.sheets for one in stated}) < 2 or by.account in {one.by for one in stated}:
            raise Refused(
                "settle",
                say("There is no difference here that you may settle."),
                say("A third person counts again where two others differ."),
            )


@deed(Deed.MOVE_BALLOTS)
def order_move(
    by: Actor, at: datetime, *, own: OwnNode, operation: int, move: Move, leave_by_ms: int
) -> Done[Order]:
    """Order a proposed move: a signed event with its paper and the number of its handover.

    Raises `Forbidden` unless both stations lie in the territory: so a PPS decides within its village, a PPK
    within its kecamatan. Raises `Refused` where it is too late to leave.
    """
    row = _operation(by, operation, place=move.giver, right=Deed.MOVE_BALLOTS)
    by.needs(Deed.MOVE_BALLOTS, region=move.receiver)
    at_ms = round(at.timestamp() * 1_000)
    if at_ms > leave_by_ms:
        raise Refused(
            "move-late",
            say("The ballots would have had to leave already."),
            say("Look for a nearer station, or record that the ballots are short."),
        )
    order = Order(
        handover=own.node.salt(HANDOVER_DIGITS // 2).hex(),
        giver=move.giver,
        receiver=move.receiver,
        parts=move.parts,
        leave_by_ms=leave_by_ms,
        travel_s=move.travel_s,
        decided_by=move.kind.decided_by,
        officers=move.kind.officers,
        papers=move.kind.papers,
        issued_by=by.account,
        at_ms=at_ms,
    )
    digest = _state(
        own, row, by, at, kind=ORDERED, place=order.giver, subject=order.number, body=order_body(order)
    )
    detail = {"to": order.receiver, "event": digest.hex()[:16]}
    return Done(order, f"ballots:{order.number}", detail)


@deed(Deed.CHECK_PAPERS)
def check_paper(
    by: Actor, at: datetime, *, own: OwnNode, operation: int, number: str, true: bool, note: str = ""
) -> Done[Digest]:
    """State that this person asked the issuer of an order's paper, and what the issuer said.

    Raises `Refused` for one's own paper: Subang and Sragen lost goods to papers that nobody else looked at.
    """
    row = _operation(by, operation, place="", right=Deed.CHECK_PAPERS)
    order = BallotOrderRow.objects.filter(number=number, election=row.event).first()
    if order is None or not (by.scope.covers(order.giver) or by.scope.covers(order.receiver)):
        raise Forbidden(Deed.CHECK_PAPERS)
    if order.issued_by == by.account:
        raise Refused(
            "own-paper",
            say("Nobody checks a paper of their own."),
            say("Ask somebody else to call the issuer."),
        )
    body = {"order": number, "true": true, "note": note[:LONGEST]}
    digest = _state(own, row, by, at, kind=CHECKED, place=order.giver, subject=number, body=body)
    return Done(digest, f"ballots:{number}", {"true": true, "event": digest.hex()[:16]})


@deed(Deed.COUNT_BALLOTS)
def tell_came(by: Actor, at: datetime, *, own: OwnNode, operation: int, came: Came) -> Done[Digest]:
    """State how many voters had come to a station by a time, and how many DPTb and DPK there are."""
    row = _operation(by, operation, place=came.station)
    if came.by_ms > at.timestamp() * 1_000:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    digest = _state(
        own, row, by, at, kind=CAME, place=came.station, subject=came.station, body=came_body(came)
    )
    return Done(digest, f"ballots:{came.station}", {"came": came.came, "event": digest.hex()[:16]})


def _operation(by: Actor, operation: int, *, place: str, right: Deed = Deed.COUNT_BALLOTS) -> OperationRow:
    """The operation, where this person may do this at the place; stores belong to its whole territory."""
    row = OperationRow.objects.filter(pk=operation).first()
    if row is None or (is_station(place) and not place.startswith(row.region)):
        raise Forbidden(right)
    if place:
        by.needs(right, region=place if is_station(place) else row.region)
    return row


def _state(
    own: OwnNode,
    row: OperationRow,
    by: Actor,
    at: datetime,
    *,
    kind: str,
    place: str,
    subject: str,
    body: Mapping[str, object],
) -> Digest:
    return state(
        own,
        kind=kind,
        subject=f"ballots:{subject}",
        place=place if is_station(place) else row.region,
        actor=by.account,
        body=body,  # type: ignore[arg-type]  # built of plain data only
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
    )
