"""Reads of filled checklists: the supervisor's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sampai.kernel.clock import ZONES
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution
from sampai.ledger.model import Digest
from sampai.oversight.model import Answer, FilledChecklist, Office, Reply, RuleBook, WatchedStage
from sampai.oversight.tables import ChecklistRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """A filled checklist with the statement that it is."""

    pk: int
    event: str
    region: RegionCode
    origin: Digest
    noes: int
    filled: FilledChecklist


def checklist_lines(
    by: Actor, *, book: RuleBook, zone: str, after: int = 0, most: int = 50
) -> Sequence[ChecklistLine]:
    """What the own institution's people filled in, the newest first. Raises `Forbidden` for all others."""
    _supervises(by)
    rows = ChecklistRow.objects.filter(label__range=by.scope.span, region__startswith=by.scope.territory)
    if after:
        rows = rows.filter(pk__lt=after)
    return [_line(row, book=book, zone=zone) for row in rows.order_by("-pk")[:most]]


def one_checklist(by: Actor, number: int, *, book: RuleBook, zone: str) -> ChecklistLine:
    """One filled checklist. Raises `Forbidden` outside the supervisor and the own territory."""
    _supervises(by)
    row = ChecklistRow.objects.filter(pk=number, region__startswith=by.scope.territory).first()
    if row is None:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    return _line(row, book=book, zone=zone)


def _supervises(by: Actor) -> None:
    if by.institution is not Institution.BAWASLU:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    by.needs(Deed.WORK_OVERSIGHT)


def _line(row: ChecklistRow, *, book: RuleBook, zone: str) -> ChecklistLine:
    return ChecklistLine(
        pk=row.pk,
        event=row.event,
        region=RegionCode(row.region),
        origin=Digest(bytes.fromhex(row.origin)),
        noes=row.noes,
        filled=FilledChecklist(
            stage=WatchedStage(row.stage),
            subject=row.subject,
            by=book.office(row.role, territory=row.region) or Office.PTPS,
            name=row.name,
            at=row.at.astimezone(ZoneInfo(ZONES[zone])),
            answers=tuple(_answer(one) for one in row.answers),
        ),
    )


def _answer(data: dict[str, object]) -> Answer:
    def texts(name: str) -> list[str]:
        found = data.get(name, [])
        return [str(one) for one in found] if isinstance(found, list) else []

    return Answer(
        question=str(data["question"]),
        reply=Reply(str(data["reply"])),
        note=str(data.get("note", "")),
        events=tuple(Digest(bytes.fromhex(one)) for one in texts("events")),
        photos=tuple(Digest(bytes.fromhex(one)) for one in texts("photos")),
        boxes=tuple(texts("boxes")),
    )
