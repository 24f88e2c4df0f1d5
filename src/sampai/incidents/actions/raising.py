"""What rules notice in the store by themselves, stated as events of this server: each finding once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from sampai.custody.model import BoxState, CustodyRules, Kind
from sampai.custody.queries.rows import box_of, deadline_ms, h_ms, said_of, statements_on
from sampai.custody.queries.silence import unheard
from sampai.custody.rules.fold import replay, walk
from sampai.custody.rules.seals import findings
from sampai.custody.tables import BoxRow, WayRow
from sampai.election.model import Level
from sampai.election.tables import OperationRow
from sampai.incidents.model import Claim, IncidentBook, RuleName
from sampai.incidents.queries.rows import chunks
from sampai.incidents.rules.raising import claim_of_deadline, claim_of_seal, claim_of_silence, claims_of_box
from sampai.incidents.rules.reading import RAISED, claim_body
from sampai.incidents.tables import ClaimRow
from sampai.kernel.clock import DAY
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Scope, Secrecy
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import reacted, stored_from
from sampai.ledger.tables import CursorRow
from sampai.plan.tables import PlanRow
from sampai.transport.tables import CallRow, JourneyRow

READER = "alarms:boxes"
LAST_H = 15 * DAY
"""Until then, in election time, somebody should still report of a plan."""
MOST = 1_000
WHOLE = Scope(territory=RegionCode(""), secrecy=Secrecy.EMBARGO, deeds=frozenset({Deed.SEE_CUSTODY}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """What rules that raise claims need."""

    own: OwnNode
    rules: CustodyRules
    book: IncidentBook
    wall_ms: Callable[[], int] | None = None
    """When what is found is stated, where that is another moment than the one that rules look at: an exercise
    has a clock of its own."""


def raise_all(alarms: Alarms, *, now_ms: int, enough: Callable[[], bool] = lambda: False) -> int:
    """Boxes with something new, handovers alone for too long, silence and lateness; how many were stated."""
    raised = _raise_touched(alarms, now_ms=now_ms) + _raise_lone(alarms, now_ms=now_ms)
    for plan in PlanRow.objects.filter(status="published").select_related("operation").order_by("pk"):
        if now_ms > h_ms(plan.operation, LAST_H):
            continue
        raised += _raise_late(alarms, plan, now_ms=now_ms)
        if enough():
            break
    return raised


def _raise_touched(alarms: Alarms, *, now_ms: int) -> int:
    """Exceptions and seals of the boxes stated of since the last look, as far as they are folded."""
    raised = 0
    while True:
        with transaction.atomic():
            cursor, _ = CursorRow.objects.select_for_update().get_or_create(reader=READER)
            (upto,) = reacted("boxes")
            events = [one for one in stored_from(cursor.next, most=MOST) if one.position < upto]
            if not events:
                return raised
            boxes = {box for one in events if one.event.kind in list(Kind) for box in _boxes(one.event.body)}
            raised += _raise(alarms, _of_boxes(alarms, boxes, now_ms=now_ms, is_new=True), now_ms=now_ms)
            cursor.next = events[-1].position + 1
            cursor.save()


def _boxes(body: Mapping[str, object]) -> Iterator[str]:
    named = body.get("boxes")
    if isinstance(named, Sequence) and not isinstance(named, (str, bytes)):
        for one in named:
            match one:
                case {"box": str(code)}:
                    yield code


def _raise_lone(alarms: Alarms, *, now_ms: int) -> int:
    """Halves of handovers that have stood alone for too long, and were not told of yet."""
    kind = alarms.book.by_rule.get(RuleName.LONE_HANDOVER)
    late = now_ms - alarms.rules.lone_half_after_s * 1_000
    alone = dict(BoxRow.objects.filter(lone_ms__lt=late).values_list("code", "lone_ms"))
    known = {
        pair
        for part in chunks(sorted(alone))
        for pair in ClaimRow.objects.filter(subject__in=part, kind=kind).values_list("subject", "at_ms")
    }
    new = {code for code, at_ms in alone.items() if (code, at_ms) not in known}
    return _raise(alarms, _of_boxes(alarms, new, now_ms=now_ms, is_new=False), now_ms=now_ms)


def _of_boxes(
    alarms: Alarms, codes: Iterable[str], *, now_ms: int, is_new: bool
) -> Iterator[tuple[str, Claim]]:
    for part in chunks(sorted(codes)):
        rows = [*BoxRow.objects.filter(code__in=part).select_related("operation").order_by("code", "pk")]
        said = statements_on([row.code for row in rows])
        for row in rows:
            found = replay(box_of(row), said_of(row.operation, said[row.code]))
            for claim in _of_state(alarms, found, now_ms=now_ms, is_new=is_new):
                yield row.operation.event, claim


def _of_state(alarms: Alarms, found: BoxState, *, now_ms: int, is_new: bool) -> Iterator[Claim]:
    yield from claims_of_box(
        found, now_ms=now_ms, lone_after_ms=alarms.rules.lone_half_after_s * 1_000, book=alarms.book
    )
    if not is_new:
        return
    at = {one.digest: one.at_ms for one in found.statements}
    place = found.place or found.box.owner
    for finding in findings(found, looks=tuple(walk(found.box, found.statements)), elsewhere={}):
        claim = claim_of_seal(
            finding, place=place, at_ms=at.get(Digest(finding.found), now_ms), book=alarms.book
        )
        if claim is not None:
            yield claim


def _raise_late(alarms: Alarms, plan: PlanRow, *, now_ms: int) -> int:
    """Silent journeys and stations of a plan, and journeys that will come after the deadline."""
    event = plan.operation.event
    quiet = unheard(
        WHOLE,
        plan=plan.pk,
        region=RegionCode(plan.operation.region),
        now_ms=now_ms,
        rules=alarms.rules,
    )
    silent = (
        claim_of_silence(
            one.silence,
            place=one.region if one.is_journey else one.code,
            now_ms=now_ms,
            book=alarms.book,
            journey=one.code if one.is_journey else "",
        )
        for one in quiet
    )
    late = _late_journeys(plan.operation, plan=plan.pk, now_ms=now_ms, book=alarms.book)
    return _raise(alarms, ((event, one) for one in (*silent, *late) if one), now_ms=now_ms)


def _late_journeys(
    operation: OperationRow, *, plan: int, now_ms: int, book: IncidentBook
) -> Iterator[Claim | None]:
    """Journeys under way, or not even begun, whose lateness carries a station's goods past the deadline."""
    due_ms = deadline_ms(operation)
    if due_ms is None:
        return
    rows = JourneyRow.objects.filter(plan=plan, receiver=Level.STATION.value).order_by("departs_h", "code")
    begun = [row for row in rows if h_ms(operation, row.departs_h) <= now_ms <= due_ms]
    ways = _last_steps(operation, [row.code for row in begun])
    taken = _taken(operation)
    for row in begun:
        delay_ms = _delay_ms(operation, row, ways.get(row.code, {}), now_ms=now_ms)
        calls = CallRow.objects.filter(journey=row, receiver=Level.STATION.value).order_by(
            "-arrives_h", "station"
        )
        last = next((call for call in calls if call.station not in taken), None)
        if delay_ms and last is not None:
            yield claim_of_deadline(
                f"journey:{row.code}",
                place=last.station,
                due_ms=due_ms,
                expected_ms=h_ms(operation, last.arrives_h) + delay_ms,
                now_ms=now_ms,
                book=book,
                journey=row.code,
            )


def _delay_ms(operation: OperationRow, row: JourneyRow, steps: Mapping[str, int], *, now_ms: int) -> int:
    """How late it left; as late as it is now, where nobody has said that it did."""
    left_ms = steps.get(Kind.DEPARTED.value, now_ms)
    return max(0, left_ms - h_ms(operation, row.departs_h))


def _last_steps(operation: OperationRow, journeys: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for part in chunks(journeys):
        rows = WayRow.objects.filter(journey__in=part, election__in=(operation.profile, operation.event))
        for journey, kind, at_ms in rows.order_by("at_ms").values_list("journey", "kind", "at_ms"):
            found.setdefault(journey, {}).setdefault(kind, at_ms)
    return found


def _taken(operation: OperationRow) -> frozenset[str]:
    boxes = BoxRow.objects.filter(operation=operation, received_ms__isnull=False)
    return frozenset(boxes.values_list("owner", flat=True))


def _raise(alarms: Alarms, found: Iterable[tuple[str, Claim]], *, now_ms: int) -> int:
    """State the claims that nobody has stated yet."""
    new = {claim.id.removeprefix("sha256:"): (event, claim) for event, claim in found}
    for part in chunks(sorted(new)):
        for name in ClaimRow.objects.filter(id__in=part).values_list("id", flat=True):
            del new[name]
    with transaction.atomic():
        for name, (event, claim) in new.items():
            state(
                alarms.own,
                kind=RAISED,
                subject=f"incident:{name}",
                place=claim.place[:40],
                actor=alarms.own.name,
                body=claim_body(claim),
                at_ms=now_ms if alarms.wall_ms is None else alarms.wall_ms(),
                election=event,
            )
    return len(new)
