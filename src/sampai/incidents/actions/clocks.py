"""Keeping the clocks of incidents: opened, joined, told of decisions, ticked; their notices written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from sampai.incidents.model import (
    NEVER_MS,
    Incident,
    IncidentBook,
    ItemId,
    Notice,
    Opened,
    Ticked,
    Watch,
    What,
)
from sampai.incidents.queries.rows import chunks, region_at
from sampai.incidents.rules.clocks import handle, join_watches, open_watch
from sampai.incidents.rules.hearing import hear, marks
from sampai.incidents.rules.kept import watch_of, watch_text
from sampai.incidents.tables import IncidentRow, NoticeRow, WatchRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution
from sampai.ledger.actions import changed

BATCH = 2_000
"""Clocks that ring in one transaction."""
_UPDATE = "UPDATE incident_watch SET next_ms = %s, state = %s WHERE incident = %s"


@dataclass(frozen=True, slots=True)
class Said:
    """A notice with the clocks that ask for it."""

    watch: Watch
    notice: Notice


def attend(incidents: Sequence[Incident], *, now_ms: int, book: IncidentBook) -> None:
    """Open clocks for incidents that have none, join those of incidents that are one, tell them of decisions.

    Who was heard or asked before is not heard or asked again, so gathering anew does no harm.
    """
    ids = sorted({claim.id for one in incidents for claim in one.claims})
    rows = {row.incident: row for part in chunks(ids) for row in WatchRow.objects.filter(incident__in=part)}
    said: list[Said] = []
    for one in incidents:
        said += _attend(one, rows, now_ms=now_ms, book=book)
    WatchRow.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["next_ms", "state", "heard", "joined"],
        batch_size=200,
    )
    keep_notices(said, now_ms=now_ms, book=book)


def _attend(one: Incident, rows: dict[str, WatchRow], *, now_ms: int, book: IncidentBook) -> list[Said]:
    others = [
        rows[claim.id]
        for claim in one.claims
        if claim.id != one.id and claim.id in rows and not rows[claim.id].joined
    ]
    watch, notices = _own(one, rows.get(one.id), others, now_ms=now_ms, book=book)
    heard = [name for row in others for name in row.heard]
    for row in others:
        watch = replace(join_watches(watch, _watch(row), now_ms=now_ms), incident=one.id)
        row.joined, row.next_ms = one.id, NEVER_MS
    own = rows.get(one.id)
    watch, more = hear(watch, one, heard=[*heard, *(own.heard if own else ())], now_ms=now_ms, book=book)
    rows[one.id] = WatchRow(
        incident=one.id, next_ms=watch.next_ms, state=watch_text(watch), heard=marks(one.decisions)
    )
    return [Said(watch, notice) for notice in (*notices, *more)]


def _own(
    one: Incident, row: WatchRow | None, others: Sequence[WatchRow], *, now_ms: int, book: IncidentBook
) -> tuple[Watch, tuple[Notice, ...]]:
    """The incident's own clocks: as kept, as those it goes on with under another number, or new ones."""
    if row is not None:
        watch = _watch(row)
        return (replace(watch, next_ms=now_ms) if row.joined else watch), ()
    if others:
        return replace(_watch(others[0]), incident=one.id), ()
    return open_watch(Opened(incident=one.id, kind=one.kind, severity=one.severity), now_ms=now_ms, book=book)


def _watch(row: WatchRow) -> Watch:
    return watch_of(row.state, incident=ItemId(row.incident), next_ms=row.next_ms)


def tick_due(*, now_ms: int, book: IncidentBook) -> int:
    """Let every clock ring whose time has come; how many did."""
    total = 0
    while count := _tick(now_ms=now_ms, book=book):
        total += count
    return total


@transaction.atomic
def _tick(*, now_ms: int, book: IncidentBook) -> int:
    rows = WatchRow.objects.filter(next_ms__lte=now_ms).order_by("next_ms")[:BATCH]
    found = list(rows.values_list("incident", "next_ms", "state"))
    said: list[Said] = []
    after: list[tuple[int, str, str]] = []
    for incident, next_ms, state in found:
        watch = watch_of(state, incident=ItemId(incident), next_ms=next_ms)
        watch, notices = handle(watch, Ticked(), now_ms=now_ms, book=book)
        after.append((max(watch.next_ms, now_ms + 1), watch_text(watch), incident))
        said += [Said(watch, notice) for notice in notices]
    if after:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, after)
        keep_notices(said, now_ms=now_ms, book=book)
    return len(found)


def keep_notices(said: Sequence[Said], *, now_ms: int, book: IncidentBook) -> None:
    """Write notices down, each once by its key, for the office that it is for."""
    if not said:
        return
    ids = sorted({one.notice.incident for one in said})
    places = {
        row[0]: region_at(row[2], place=row[1])
        for part in chunks(ids)
        for row in IncidentRow.objects.filter(id__in=part).values_list("id", "place", "label")
    }
    NoticeRow.objects.bulk_create(
        [_notice_row(one, places, now_ms=now_ms, book=book) for one in said],
        ignore_conflicts=True,
        batch_size=500,
    )
    changed()


def _notice_row(one: Said, places: Mapping[str, RegionCode], *, now_ms: int, book: IncidentBook) -> NoticeRow:
    notice = one.notice
    chain, office = _addressee(one, book=book)
    step = book.step_of(chain, office=office)
    region = places.get(notice.incident, RegionCode(""))
    return NoticeRow(
        key=notice.key[:200],
        incident=notice.incident,
        what=notice.what.value,
        chain=chain,
        office=office,
        region=region[: step.digits] if step else region,
        due_ms=notice.due_ms,
        made_ms=now_ms,
        media=" ".join(notice.media),
        unit=notice.office if notice.what in {What.DISPATCH, What.ALREADY_SENT} else "",
    )


def _addressee(one: Said, *, book: IncidentBook) -> tuple[str, str]:
    """Chain and office. A unit hears by the first police office; the rest is for who has the matter."""
    notice = one.notice
    if notice.chain:
        return notice.chain, notice.office
    if notice.what in {What.DISPATCH, What.ALREADY_SENT}:
        police = (chain for chain in book.chains.values() if chain.institution is Institution.POLRI)
        chain = next(police, None)
        return (chain.key, chain.steps[0].office) if chain else ("", "")
    line = next(iter(one.watch.lines), None)
    return (line.chain, book.chains[line.chain].steps[line.step].office) if line else ("", "")
