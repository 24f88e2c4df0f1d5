"""Deeds of clerks: steps of boxes entered from paper, exceptions resolved, moves of seals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sampai.custody.model import (
    Approved,
    BoxState,
    Circumstances,
    CustodyRules,
    Entry,
    GuardResult,
    Kind,
    Relayed,
    SealsMoved,
    Touch,
)
from sampai.custody.queries.rows import box_of, deadline_ms, said_of, statements_on
from sampai.custody.rules.bodies import body_data
from sampai.custody.rules.fold import replay
from sampai.custody.rules.guards import circumstances_of, guards_at, unanswered
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.register import numbers_of
from sampai.custody.tables import BoxRow
from sampai.election.model import Direction
from sampai.election.tables import OperationRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest

AT_THE_DESK = (Entry.DESK, Entry.WORD)
"""What a clerk writes down: a paper, or what somebody told without one."""


@deed(Deed.ENTER_CUSTODY)
def enter_step(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    operation: int,
    kind: Kind,
    body: Touch,
    place: str,
    happened_ms: int,
    known: Circumstances,
    rules: CustodyRules,
    entry: Entry = Entry.DESK,
) -> Done[Digest]:
    """State a step of boxes that a paper or a word tells of, as a signed event of this server, so marked.

    Raises `Refused` where a guard does not hold and nobody answers for it by name and reason, and for a time
    to come; `Forbidden` for boxes outside the territory.
    """
    rows = _rows(by, operation, codes=[read.box for read in body.boxes])
    if place.isdecimal():
        by.needs(Deed.ENTER_CUSTODY, region=place)
    if happened_ms > at.timestamp() * 1_000:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    if isinstance(body, Approved) and body.by.institution is not by.institution:
        raise Refused(
            "approval",
            say("An approval is signed by somebody of one's own institution."),
            say("Ask the other institution to enter it with an account of its own."),
        )
    known = circumstances_of(body, known=known)
    states = [_state(row) for row in rows]
    missing = [
        (one.box.code, guard) for one in states for guard in unanswered(guards(one, kind, body, known, rules))
    ]
    if missing:
        raise Refused(
            "guard",
            say("A guard does not hold at {box}: {guard}.", box=missing[0][0], guard=missing[0][1].value),
            say(
                "Write who answers for it and why, and have the other institution approve where it is asked."
            ),
        )
    body = _marked(body, states=states, happened_ms=happened_ms, entry=entry)
    row = rows[0].operation
    subject = f"box:{rows[0].code}" if len(rows) == 1 else f"place:{place or rows[0].owner}"
    digest = state(
        own,
        kind=kind.value,
        subject=subject,
        place=place,
        actor=by.account,
        body=body_data(body),
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
        happened_ms=happened_ms,
    )
    told = {"kind": kind.value, "event": digest.hex()[:16], "boxes": len(rows)}
    return Done(digest, subject, told)


def guards(
    one: BoxState, kind: Kind, body: Touch, known: Circumstances, rules: CustodyRules
) -> Sequence[GuardResult]:
    """What is asked at a step of one box."""
    read = next(read for read in body.boxes if read.box == one.box.code)
    return guards_at(kind, body=body, read=read, state=one, known=known, rules=rules)


def _rows(by: Actor, operation: int, *, codes: Sequence[str]) -> list[BoxRow]:
    rows = [
        *BoxRow.objects.select_related("operation")
        .filter(operation=operation, code__in=codes)
        .order_by("code")
    ]
    if not rows or len(rows) < len(codes):
        raise Forbidden(Deed.ENTER_CUSTODY)
    for row in rows:
        by.needs(Deed.ENTER_CUSTODY, region=row.owner)
    return rows


def _state(row: BoxRow) -> BoxState:
    return replay(box_of(row), said_of(row.operation, statements_on([row.code])[row.code]))


def _marked(body: Touch, *, states: Sequence[BoxState], happened_ms: int, entry: Entry) -> Touch:
    """Marked as entered at the desk, after what is known of each box; earlier papers come after nothing."""
    if entry not in AT_THE_DESK:
        raise Refused("entry", say("It is not said how this came to the desk."), say("Choose paper or word."))
    known = {one.box.code: one for one in states}
    reads = tuple(
        replace(read, after=tuple(known[read.box].heads) if _is_last(known[read.box], happened_ms) else ())
        for read in body.boxes
    )
    return replace(body, boxes=reads, entry=entry, relayed=body.relayed or Relayed(reporter=body.by.name))


def _is_last(one: BoxState, happened_ms: int) -> bool:
    return all(statement.at_ms <= happened_ms for statement in one.statements)


@deed(Deed.MANAGE_SEALS)
def move_seals(
    by: Actor, at: datetime, *, own: OwnNode, operation: int, kind: Kind, body: SealsMoved, happened_ms: int
) -> Done[Digest]:
    """State a move of seals as a signed event of this server: received, issued, spoiled and so on.

    Raises `Refused` for numbers that are twice in the list.
    """
    row = OperationRow.objects.filter(pk=operation).first()
    if row is None:
        raise Forbidden(Deed.MANAGE_SEALS)
    by.needs(Deed.MANAGE_SEALS, region=row.region)
    numbers = [same_number(number) for number in numbers_of(body.runs)]
    if len(set(numbers)) < len(numbers):
        raise Refused("seals", say("A number is twice in the list."), say("Write each row of numbers once."))
    digest = state(
        own,
        kind=kind.value,
        subject=f"seals:{body.batch}",
        place=row.region,
        actor=by.account,
        body=body_data(body),
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
        happened_ms=happened_ms,
    )
    return Done(digest, f"seals:{body.batch}", {"kind": kind.value, "count": len(numbers)})


def circumstances(code: str, *, operation: int, happened_ms: int) -> Circumstances:
    """What the server itself knows of a step: its time, and the deadline on the way out."""
    row = BoxRow.objects.select_related("operation").filter(operation=operation, code=code).first()
    if row is None:
        raise Forbidden(Deed.ENTER_CUSTODY)
    is_out = row.direction == Direction.OUT.value
    return Circumstances(now_ms=happened_ms, due_ms=deadline_ms(row.operation) if is_out else None)
