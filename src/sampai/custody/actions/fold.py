"""Keeping each box's folded state: replayed from all its statements whenever something new names it."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction

from sampai.custody.actions.figures import Moves, add_to_figures, count_all, counts_of, lock_operations, move
from sampai.custody.model import (
    BoxKind,
    BoxState,
    Phase,
    SealsMoved,
    Touch,
    Trouble,
)
from sampai.custody.queries.rows import INDICATORS, box_of, deadlines_ms, said_of, statements_on
from sampai.custody.rules.bodies import KIND_OF, best_time, body_data, read_body
from sampai.custody.rules.fold import replayed, state_digest
from sampai.custody.rules.indicators import proven
from sampai.custody.rules.measures import BoxFacts, measures
from sampai.custody.rules.register import lives_on
from sampai.custody.rules.seals import Looked, findings
from sampai.custody.tables import BoxLinkRow, BoxRow, SealMoveRow, SealRow, WayRow
from sampai.election.tables import OperationRow
from sampai.ledger.actions import write_rows
from sampai.ledger.model import Malformed
from sampai.ledger.queries.record import Stored
from sampai.ledger.rules.cbor import encode
from sampai.places.actions.reports import WORKED_OUT, Word, put_words

WAY = ("election", "journey", "place", "kind", "at_ms", "until_ms", "reason", "seq")
CHUNK = 500
"""Boxes that are replayed at once."""
STATE = (
    "count",
    "phase",
    "direction",
    "place",
    "journey",
    "holder",
    "holder_institution",
    "holder_level",
    "troubles",
    "gaps",
    "seals",
    "misfits",
    "copied",
    "proven",
    "lone_ms",
    "received_ms",
    "last_ms",
    "last_kind",
    "heads",
    "digest",
)
"""Columns that follow from statements."""


def take_statements(events: Sequence[Stored]) -> None:
    """Note which boxes, journeys and seals some events name, and fold these boxes anew."""
    links, ways, moves = [], [], []
    for one in events:
        body = _body(one)
        if isinstance(body, Touch):
            links += [(read.box, one.position) for read in body.boxes]
            ways += _ways(one, body)
        elif body is not None:
            moves.append(_move(one, body))
    write_rows(BoxLinkRow, ("box", "seq"), links)
    write_rows(WayRow, WAY, ways)
    SealMoveRow.objects.bulk_create(moves)
    fold_boxes(sorted({box for box, _ in links}))


def _body(one: Stored) -> Touch | SealsMoved | None:
    """None for other kinds, and for what cannot be read; that stays in the ledger all the same."""
    kind = KIND_OF.get(one.event.kind)
    if kind is None:
        return None
    try:
        return read_body(kind, version=one.event.version, data=one.event.body)
    except Malformed:
        return None


def _ways(one: Stored, body: Touch) -> list[tuple[object, ...]]:
    """What is heard of a journey, in the order of `WAY`."""
    journey = getattr(body, "journey", "") or (
        one.event.subject.removeprefix("journey:") if one.event.subject.startswith("journey:") else ""
    )
    if not journey:
        return []
    return [
        (
            one.event.election,
            journey[:60],
            one.event.place,
            one.event.kind,
            best_time(one.event.observed)[0],
            getattr(body, "until_ms", None),
            getattr(body, "reason", ""),
            one.position,
        )
    ]


def _move(one: Stored, body: SealsMoved) -> SealMoveRow:
    said = {name: value for name, value in body_data(body).items() if name != "photos"}
    return SealMoveRow(
        election=one.event.election,
        place=one.event.place,
        kind=one.event.kind,
        batch=body.batch[:80],
        at_ms=best_time(one.event.observed)[0],
        digest=one.digest,
        seq=one.position,
        body=said,
    )


def fold_boxes(codes: Sequence[str]) -> None:
    """Replay some boxes, in every operation that has one of this code, and write what follows.

    Sums of regions come last, for others wait for them: of stations by their measures, then of boxes.
    """
    parts = [codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK)]
    if not parts:
        return
    moves, owners = Moves(), defaultdict[OperationRow, set[str]](set)
    with transaction.atomic():
        lock_operations(sorted(_operations_of(parts)))
        for part in parts:
            _fold(part, moves=moves, owners=owners)
        keep_measures(owners)
        add_to_figures(moves)


def _operations_of(parts: Sequence[Sequence[str]]) -> set[int]:
    return {
        number
        for part in parts
        for number in BoxRow.objects.filter(code__in=part).values_list("operation", flat=True).distinct()
    }


def _fold(codes: Sequence[str], *, moves: Moves, owners: dict[OperationRow, set[str]]) -> None:
    rows = [*BoxRow.objects.filter(code__in=codes).select_related("operation")]
    said = statements_on([row.code for row in rows])
    looked = []
    for row in rows:
        before = counts_of(row)
        state, looks = replayed(box_of(row), said_of(row.operation, said[row.code]))
        write_state(row, state, looks=looks)
        looked.append((row, state))
        move(moves, event=row.operation.event, owner=row.owner, before=before, after=counts_of(row))
        owners[row.operation].add(row.owner)
    BoxRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=STATE, batch_size=CHUNK
    )
    _keep_seals(looked)


def write_state(row: BoxRow, state: BoxState, *, looks: Sequence[Looked]) -> None:
    """Give a box's row the columns that follow from its statements."""
    holder, at = state.holder, {one.digest: one.at_ms for one in state.statements}
    shown = proven(state)
    halves = [one.given or one.taken for one in state.handovers if not (one.given and one.taken)]
    row.count = len(state.statements)
    row.phase, row.direction = state.phase.value, state.direction.value
    row.place, row.journey = state.place[:40], state.journey[:60]
    row.holder = holder.name[:150] if holder else ""
    row.holder_institution = holder.institution.value if holder else ""
    row.holder_level = holder.level.value if holder and holder.level else ""
    row.troubles = " ".join(one.trouble.value for one in state.open_troubles)
    row.gaps, row.seals, row.copied = len(state.gaps), len(state.seals), state.copied
    row.misfits = len(findings(state, looks=looks, elsewhere={}))
    row.proven = sum(1 << at for at, indicator in enumerate(INDICATORS) if shown.get(indicator))
    row.lone_ms = min((at[half] for half in halves if half), default=None)
    received = (one.statement.at_ms for one in looks if _is_received(one.before.phase, one.after.phase))
    row.received_ms = next(received, None)
    row.last_ms = max(at.values(), default=None)
    row.last_kind = state.statements[-1].kind.value if state.statements else ""
    row.heads, row.digest = b"".join(state.heads), state_digest(state) if state.statements else b""


def _is_received(before: Phase, after: Phase) -> bool:
    return after is Phase.RECEIVED and before is not Phase.RECEIVED


def _keep_seals(looked: Sequence[tuple[BoxRow, BoxState]]) -> None:
    for operation in sorted({row.operation_id for row, _ in looked}):
        codes = [row.code for row, _ in looked if row.operation_id == operation]
        SealRow.objects.filter(operation=operation, box__in=codes).delete()
    write_rows(
        SealRow,
        ("operation", "number", "box", "life"),
        (
            (row.operation_id, number, row.code, life.value)
            for row, state in looked
            for number, life in lives_on(state).items()
        ),
    )


def keep_measures(owners: Mapping[OperationRow, set[str]]) -> None:
    """Bring the five measures of the stations up to date whose boxes have changed.

    Those of all operations together: a nation's statements come from everywhere at once.
    """
    deadlines = deadlines_ms(owners)
    wanted = sorted((code, operation.pk) for operation, codes in owners.items() for code in codes)
    operations = {operation.pk: operation for operation in owners}
    for start in range(0, len(wanted), CHUNK):
        words = _words(wanted[start : start + CHUNK], operations=operations, deadlines=deadlines)
        if words:
            put_words(words)


def _words(
    wanted: Sequence[tuple[str, int]],
    *,
    operations: Mapping[int, OperationRow],
    deadlines: Mapping[int, int | None],
) -> list[Word]:
    """What follows for some owners of boxes in some operations."""
    codes, numbers = {code for code, _ in wanted}, {number for _, number in wanted}
    boxes = BoxRow.objects.filter(operation__in=sorted(numbers), owner__in=sorted(codes), plan__isnull=False)
    found: dict[tuple[str, int], list[BoxRow]] = {one: [] for one in wanted}
    for box in boxes.exclude(kind=BoxKind.CONTAINER.value):
        if (box.owner, box.operation_id) in found:
            found[box.owner, box.operation_id].append(box)
    words = []
    for (owner, number), mine in found.items():
        states = measures([_facts(box) for box in mine], deadline_ms=deadlines[number])
        count = sum(box.count for box in mine)
        words += [_word(operations[number], owner, name, state, count) for name, state in states.items()]
    return words


def _facts(row: BoxRow) -> BoxFacts:
    return BoxFacts(
        kind=BoxKind(row.kind),
        contest=row.contest,
        received_ms=row.received_ms,
        troubles=tuple(Trouble(one) for one in row.troubles.split()),
        count=row.count,
    )


def _word(operation: OperationRow, owner: str, measure: str, state: int, count: int) -> Word:
    return Word(
        election=operation.event,
        station=owner[:13],
        device=WORKED_OUT,
        measure=measure,
        counter=count,
        state=state,
    )


def forget_statements() -> None:
    """Put all boxes back to what the plan has, and forget what was stated on boxes, journeys and seals."""
    BoxRow.objects.filter(count__gt=0).update(
        count=0,
        phase=Phase.PLANNED.value,
        direction="out",
        place="",
        journey="",
        holder="",
        holder_institution="",
        holder_level="",
        troubles="",
        gaps=0,
        seals=0,
        misfits=0,
        copied=False,
        proven=0,
        lone_ms=None,
        received_ms=None,
        last_ms=None,
        last_kind="",
        heads=b"",
        digest=b"",
    )
    for table in (BoxLinkRow, WayRow, SealMoveRow, SealRow):
        table.objects.all().delete()
    count_all()


def digest_of_all() -> bytes:
    """Over every box's state, every journey heard, every move of seals; in one order."""
    boxes = BoxRow.objects.filter(count__gt=0).order_by("operation__event", "code")
    ways = WayRow.objects.order_by("journey", "election", "at_ms", "kind", "place")
    moves = SealMoveRow.objects.order_by("digest")
    seals = SealRow.objects.order_by("operation__event", "number", "box")
    whole = [
        [[code, bytes(digest)] for code, digest in boxes.values_list("code", "digest").iterator()],
        [list(row) for row in ways.values_list("journey", "election", "at_ms", "kind", "place")],
        [bytes(digest) for digest in moves.values_list("digest", flat=True)],
        [list(row) for row in seals.values_list("number", "box", "life").iterator()],
    ]
    return hashlib.sha256(encode(whole)).digest()
