"""Notices for somebody: those of the offices that a role is, in its territory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.incidents.model import IncidentBook, Severity
from sampai.incidents.queries.one import SHORT
from sampai.incidents.queries.rows import SEVERITIES
from sampai.incidents.tables import IncidentRow, NoticeRow, ReadRow
from sampai.kernel.rights import Actor, Deed
from sampai.ledger.queries import rows_of

MOST_COUNTED = 99
LENGTHS = (0, 2, 4, 6, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellLine:
    """One notice with the incident that it is about."""

    number: int
    what: str
    office: str
    unit: str
    made_ms: int
    due_ms: int | None
    is_new: bool
    code: str
    kind: str
    severity: Severity
    place: str


def offices_of(actor: Actor, *, book: IncidentBook) -> Sequence[str]:
    """What somebody is, in words of the pack's chains."""
    if not actor.may(Deed.SEE_INCIDENTS):
        return ()
    found = book.offices_of(actor.role.code, digits=len(actor.scope.territory))
    return tuple(dict.fromkeys(office for _, office in found))


def unread(actor: Actor, *, book: IncidentBook) -> int:
    """How many notices are new, up to a hundred. Every page asks."""
    offices = offices_of(actor, book=book)
    if not offices:
        return 0
    regions = _regions(actor)
    marks = ", ".join(["%s"] * len(offices)), ", ".join(["%s"] * len(regions))
    found = rows_of(
        "SELECT count(*) FROM (SELECT 1 FROM incident_notice WHERE"  # noqa: S608 -- marks only
        f" office IN ({marks[0]}) AND region IN ({marks[1]})"
        " AND id > coalesce((SELECT upto FROM incident_read WHERE account = %s), 0)"
        f" LIMIT {MOST_COUNTED + 1}) AS new",
        *offices,
        *regions,
        actor.account,
    )
    return int(found[0][0])


def _regions(actor: Actor) -> Sequence[str]:
    """Regions whose notices reach the territory: itself and those around it."""
    territory = actor.scope.territory
    return [territory[:length] for length in LENGTHS if length <= len(territory)]


def bell_lines(actor: Actor, *, book: IncidentBook, before: int = 0, most: int) -> Sequence[BellLine]:
    """The latest notices first."""
    offices = offices_of(actor, book=book)
    rows = NoticeRow.objects.filter(office__in=offices, region__in=_regions(actor))
    if before:
        rows = rows.filter(pk__lt=before)
    found = [*rows.order_by("-pk")[:most]]
    upto = ReadRow.objects.filter(account=actor.account).values_list("upto", flat=True).first() or 0
    about = IncidentRow.objects.in_bulk([row.incident for row in found])
    return [_line(row, about, upto=upto) for row in found if row.incident in about]


def _line(row: NoticeRow, about: Mapping[str, IncidentRow], *, upto: int) -> BellLine:
    one = about[row.incident]
    return BellLine(
        number=row.pk,
        what=row.what,
        office=row.office,
        unit=row.unit,
        made_ms=row.made_ms,
        due_ms=row.due_ms,
        is_new=row.pk > upto,
        code=one.id[:SHORT],
        kind=one.kind,
        severity=SEVERITIES[one.severity],
        place=one.place,
    )
