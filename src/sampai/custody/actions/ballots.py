"""Taking what the record says of ballots; entering the handover of loose ballots from paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sampai.custody.model import Content, Entry, Handing, Keeper, Kind, Relayed, SealsMoved
from sampai.custody.rules.ballots import counts_of, may_count
from sampai.custody.rules.bodies import KIND_OF, best_time, body_data, read_body
from sampai.election.tables import OperationRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.queries.record import Stored, known_device
from sampai.materials.actions.fold import (
    fold_places,
    is_station,
    keep_came,
    keep_checks,
    keep_counts,
    keep_orders,
)
from sampai.materials.model.ballots import Entry as Count
from sampai.materials.model.moves import Came, Order
from sampai.materials.rules.statements import (
    CAME,
    CHECKED,
    COUNTED,
    FAMILY,
    ORDERED,
    read_came,
    read_count,
    read_order,
)


def take_ballots(events: Sequence[Stored]) -> None:
    """Keep what some events say of ballots. What cannot be read stays in the ledger only."""
    counts = [(one, found) for one in events for found in [_counts(one)] if found]
    orders = [(one, order) for one in events for order in [_order(one)] if order]
    checks = [(one, *said) for one in events for said in [_check(one)] if said]
    keep_came([(one, came) for one in events for came in [_came(one)] if came])
    fold_places([*keep_counts(counts), *keep_orders(orders), *keep_checks(checks)])


def _counts(one: Stored) -> tuple[Count, ...]:
    event = one.event
    at_ms = best_time(event.observed)[0]
    try:
        if event.kind == COUNTED:
            found = read_count(event.body, by=event.actor, number=at_ms)
            place = found[0].place
            return found if place == event.place or _is_store(place, region=event.place) else ()
        kind = KIND_OF.get(event.kind)
        if kind is not None and may_count(event.body):
            body = read_body(kind, version=event.version, data=event.body)
            if not isinstance(body, SealsMoved):
                return counts_of(kind, body, place=event.place, actor=event.actor, at_ms=at_ms)
    except Malformed:
        return ()
    return ()


def _is_store(place: str, *, region: str) -> bool:
    return not is_station(place) and region.isdecimal() and not is_station(region)


def _order(one: Stored) -> Order | None:
    """Orders come from servers only, where the deed was allowed."""
    if one.event.kind != ORDERED or not _is_by_server(one):
        return None
    try:
        return read_order(one.event.body, by=one.event.actor, at_ms=best_time(one.event.observed)[0])
    except Malformed:
        return None


def _check(one: Stored) -> tuple[str, bool, str, int] | None:
    if one.event.kind != CHECKED or not _is_by_server(one):
        return None
    match one.event.body:
        case {"order": str(number), "true": bool(true), "note": str(note)} if len(number) <= 12:
            return number, true, note[:200], best_time(one.event.observed)[0]
    return None


def _came(one: Stored) -> Came | None:
    if one.event.kind != CAME:
        return None
    try:
        came = read_came(one.event.body)
    except Malformed:
        return None
    return came if came.station == one.event.place else None


def _is_by_server(one: Stored) -> bool:
    known = known_device(one.event.device.hex())
    return known is not None and known.server


@deed(Deed.ENTER_CUSTODY)
def hand_ballots(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    operation: int,
    kind: Kind,
    order: Order,
    one: Keeper,
    other: Keeper,
    sheets: Mapping[str, int],
    happened_ms: int,
    note: str = "",
) -> Done[Digest]:
    """State one half of the handover of an order's ballots, from paper: given here, taken there.

    It is stated also where nobody has checked the order's paper yet, for it happened; it is then in doubt.
    """
    place = order.giver if kind is Kind.GIVEN else order.receiver
    row = OperationRow.objects.filter(pk=operation).first()
    if row is None or not place.startswith(row.region) or kind not in {Kind.GIVEN, Kind.TAKEN}:
        raise Forbidden(Deed.ENTER_CUSTODY)
    by.needs(Deed.ENTER_CUSTODY, region=place)
    if happened_ms > at.timestamp() * 1_000:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    body = Handing(
        boxes=(),
        by=one,
        other=other,
        handover=order.handover,
        destination=order.receiver,
        goods=tuple(Content(item=f"{FAMILY}{name}", count=count) for name, count in sorted(sheets.items())),
        entry=Entry.DESK,
        relayed=Relayed(reporter=one.name),
        note=note,
    )
    digest = state(
        own,
        kind=kind.value,
        subject=f"ballots:{order.number}",
        place=place,
        actor=by.account,
        body=body_data(body),
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
        happened_ms=happened_ms,
    )
    return Done(digest, f"ballots:{order.number}", {"kind": kind.value, "event": digest.hex()[:16]})
