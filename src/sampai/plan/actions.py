"""Deeds of operations and plans: importing a register, importing, checking, signing and publishing a plan."""

from dataclasses import dataclass
from datetime import datetime

from sampai.election.tables import OperationRow
from sampai.kernel.errors import Refused
from sampai.kernel.ids import digest, span_of
from sampai.kernel.rights import Actor, Deed
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed, keep_document
from sampai.places.actions import count_up, facts_of, keep_register
from sampai.places.queries import kept_facts
from sampai.places.rules.diff import RegisterDiff, register_diff
from sampai.places.tables import RegisterRow
from sampai.plan.model import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: the operation, the register's version, and what it changed."""

    operation: int
    number: int
    diff: RegisterDiff
    is_new: bool
    """False: the register is the one that was there already."""


@deed(Deed.IMPORT_REGISTER)
def import_register(by: Actor, at: datetime, *, operation: Operation, document: bytes) -> Done[Imported]:
    """Make an operation's tables its present register; the one before is superseded.

    `document` is the file that the tables were read from. The same tables again change nothing. Raises
    `Forbidden` outside the actor's territory, `Refused` for an operation without stations.
    """
    by.needs(Deed.IMPORT_REGISTER, region=operation.settings.region)
    if not operation.register.stations:
        raise Refused(
            "no-stations",
            say("The operation {name} has no stations.", name=operation.settings.name),
            say("Fill in the sheet tps and import it again."),
        )
    row = _operation_row(operation, at=at)
    subject = f"register:{row.event}:{row.region}"
    fresh = digest(operation.register)
    former = RegisterRow.objects.filter(operation=row, status="accepted").first()
    if former is not None and former.digest == fresh:
        same = Imported(operation=row.pk, number=former.number, diff=RegisterDiff(), is_new=False)
        return Done(same, subject, {"number": former.number, "same": True})
    diff = register_diff(kept_facts(row.pk), facts_of(operation.register))
    number = 1 if former is None else former.number + 1
    RegisterRow.objects.filter(operation=row, status="accepted").update(status="superseded")
    RegisterRow.objects.create(
        operation=row,
        number=number,
        digest=fresh,
        document=keep_document(document, kind="register"),
        status="accepted",
        imported_at=at,
        imported_by=by.account,
        stations=len(operation.register.stations),
        added=len(diff.added),
        moved=len(diff.moved),
        changed=len(diff.changed),
        removed=len(diff.removed),
    )
    keep_register(row.pk, register=operation.register, risks={})
    count_up(row.event, region=operation.settings.region)
    done = Imported(operation=row.pk, number=number, diff=diff, is_new=True)
    return Done(done, subject, {"number": number, "digest": fresh})


def _operation_row(operation: Operation, *, at: datetime) -> OperationRow:
    settings = operation.settings
    day = settings.calendar.voting_day
    first, last = span_of(settings.region)
    known = {
        "name": settings.name,
        "profile": settings.election,
        "first": first,
        "last": last,
        "voting_day": day,
        "zone": settings.calendar.zone,
    }
    row, _ = OperationRow.objects.update_or_create(
        event=f"{settings.election} {day.isoformat()}",
        region=settings.region,
        defaults=known,
        create_defaults=known | {"made_at": at},
    )
    return row
