"""Deeds of operations and plans: importing a register, importing, checking, signing and publishing a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sampai.election.model import Level
from sampai.election.tables import OperationRow
from sampai.guarding.actions import keep_guard
from sampai.guarding.queries import every_cluster
from sampai.kernel.errors import Refused
from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, canonical, digest, span_of
from sampai.kernel.plain import plain
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution
from sampai.kernel.text import say
from sampai.ledger.actions import CHUNK, Done, deed, drop_document, keep_document
from sampai.ledger.model import EXERCISE
from sampai.ledger.queries.record import is_exercise
from sampai.places.actions import count_up, facts_of, keep_register, map_changed, promise
from sampai.places.actions.reports import say_again
from sampai.places.queries import kept_facts
from sampai.places.rules.diff import RegisterDiff, register_diff
from sampai.places.tables import RegisterRow
from sampai.plan.model import Operation, OperationPlan, PlanProblem, Settings, Severity
from sampai.plan.rules.naming import STATUS
from sampai.plan.rules.promised import officers_by_region, promises
from sampai.plan.tables import PlanRow, ProblemRow, SignoffRow
from sampai.transport.actions import keep_journeys
from sampai.transport.queries import planned_arrivals

DEADLINE = "station_deadline_h"
"""Under which name a version's figures hold when goods must be at stations, in seconds of election time."""
DRAFT, CHECKED, PUBLISHED, SUPERSEDED = "draft", "checked", "published", "superseded"
OFFERED, ACCEPTED = "offered", "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: the operation, the register's version, and what it changed."""

    operation: int
    number: int
    diff: RegisterDiff
    is_new: bool
    """False: the register is the one that was there already."""
    register: int = 0
    """The version's number in the store."""


@deed(Deed.IMPORT_REGISTER)
def import_register(by: Actor, at: datetime, *, operation: Operation, document: bytes) -> Done[Imported]:
    """Make an operation's tables its present register; the one before is superseded.

    `document` is the file that the tables were read from. The same tables again change nothing. Raises
    `Forbidden` outside the actor's territory, `Refused` for an operation without stations.
    """
    _may_import(by, operation)
    row = _operation_row(operation, at=at)
    said = digest(operation.register)
    same = _same_register(row, said)
    if same is not None:
        return Done(same, register_subject(row), {"number": same.number, "same": True})
    version, diff = _offered(by, at, row=row, operation=operation, document=document, said=said)
    _make_present(version, operation)
    return _imported(version, diff)


@deed(Deed.IMPORT_REGISTER)
def offer_register(by: Actor, at: datetime, *, operation: Operation, document: bytes) -> Done[Imported]:
    """Put an operation's tables beside its present register, to be looked at and accepted or rejected.

    A version that was offered before is put away. The same tables as the present ones are not offered. Raises
    as `import_register` does.
    """
    _may_import(by, operation)
    row = _known_operation(operation) or _operation_row(operation, at=at)
    for waiting in RegisterRow.objects.filter(operation=row, status=OFFERED):
        _forget(waiting)
    said = digest(operation.register)
    same = _same_register(row, said)
    if same is not None:
        return Done(same, register_subject(row), {"number": same.number, "same": True})
    version, diff = _offered(by, at, row=row, operation=operation, document=document, said=said)
    return _imported(version, diff, offered=True)


@deed(Deed.IMPORT_REGISTER)
def accept_register(by: Actor, at: datetime, *, register: int, operation: Operation) -> Done[Imported]:
    """Make an offered version the present register. `operation`: what its document says.

    Raises `Refused` where the document says something else than when it was offered.
    """
    version = _offered_row(by, register)
    if digest(operation.register) != version.digest:
        raise Refused(
            "register-changed",
            say("The kept tables say something else than what was offered."),
            say("Upload the tables again."),
        )
    row = _operation_row(operation, at=at)
    diff = register_diff(kept_facts(row.pk), facts_of(operation.register))
    _count_changes(version, diff)
    _make_present(version, operation)
    return _imported(version, diff)


@deed(Deed.IMPORT_REGISTER)
def reject_register(by: Actor, at: datetime, *, register: int, note: str) -> Done[None]:
    """Put an offered version away, with its tables; only the audit says that it was there.

    Raises `Refused` without a reason.
    """
    version = _offered_row(by, register)
    if not note.strip():
        raise Refused(
            "no-reason",
            say("There is no reason."),
            say("Write in a few words why the tables are not accepted."),
        )
    subject = register_subject(version.operation)
    detail = {"digest": version.digest, "rejected": True, "note": note.strip(), "at": at.isoformat()}
    _forget(version)
    return Done(None, subject, detail)


@deed(Deed.IMPORT_REGISTER)
def refuse_upload(by: Actor, at: datetime, *, content: bytes, faults: int) -> Done[None]:
    """Note that tables with faults were uploaded; nothing of them is kept."""
    name = "sha256:" + sha256(content).hexdigest()
    return Done(None, f"upload:{by.scope.territory}", {"file": name, "faults": faults, "at": at.isoformat()})


def _may_import(by: Actor, operation: Operation) -> None:
    by.needs(Deed.IMPORT_REGISTER, region=operation.settings.region)
    if not operation.register.stations:
        raise Refused(
            "no-stations",
            say("The operation {name} has no stations.", name=operation.settings.name),
            say("Fill in the sheet tps and import it again."),
        )


def _same_register(row: OperationRow, said: str) -> Imported | None:
    """The present register, where the tables say the same: their digest."""
    found = RegisterRow.objects.filter(operation=row, status=ACCEPTED, digest=said).first()
    if found is None:
        return None
    return Imported(
        operation=row.pk, register=found.pk, number=found.number, diff=RegisterDiff(), is_new=False
    )


def _offered(
    by: Actor, at: datetime, *, row: OperationRow, operation: Operation, document: bytes, said: str
) -> tuple[RegisterRow, RegisterDiff]:
    """A new version that nothing hangs on yet."""
    former = RegisterRow.objects.filter(operation=row).order_by("-number").first()
    before = {} if former is None else kept_facts(row.pk)
    diff = register_diff(before, facts_of(operation.register))
    version = RegisterRow(
        operation=row,
        number=1 if former is None else former.number + 1,
        digest=said,
        document=keep_document(document, kind="register"),
        status=OFFERED,
        imported_at=at,
        imported_by=by.account,
        stations=len(operation.register.stations),
    )
    _count_changes(version, diff)
    return version, diff


def _count_changes(version: RegisterRow, diff: RegisterDiff) -> None:
    for name in ("added", "moved", "changed", "removed"):
        setattr(version, name, len(getattr(diff, name)))
    version.save()


def _make_present(version: RegisterRow, operation: Operation) -> None:
    row = version.operation
    former = RegisterRow.objects.filter(operation=row, status=ACCEPTED).update(status=SUPERSEDED)
    version.status = ACCEPTED
    version.save(update_fields=["status"])
    keep_register(row.pk, register=operation.register, risks={}, is_first=not former)
    count_up(row.event, region=operation.settings.region)


def _imported(version: RegisterRow, diff: RegisterDiff, *, offered: bool = False) -> Done[Imported]:
    done = Imported(
        operation=version.operation_id, register=version.pk, number=version.number, diff=diff, is_new=True
    )
    detail = {"number": version.number, "digest": version.digest} | ({"offered": True} if offered else {})
    return Done(done, register_subject(version.operation), detail)


def _offered_row(by: Actor, register: int) -> RegisterRow:
    """The version, where it is in the actor's territory and waits to be accepted."""
    row = RegisterRow.objects.select_related("operation").filter(pk=register).first()
    if row is None:
        raise Forbidden(Deed.IMPORT_REGISTER)
    by.needs(Deed.IMPORT_REGISTER, region=row.operation.region)
    if row.status != OFFERED:
        raise Refused(
            "register-status",
            say("Version {number} does not wait to be accepted.", number=row.number),
            say("Look at the versions of this register; somebody may have been faster."),
        )
    return row


def _forget(version: RegisterRow) -> None:
    """Delete an offered version with its document, and the operation where nothing else is known of it."""
    row, document = version.operation, version.document
    version.delete()
    if not RegisterRow.objects.filter(document=document).exists():
        drop_document(document)
    if not RegisterRow.objects.filter(operation=row).exists():
        row.delete()


def register_subject(row: OperationRow) -> str:
    """Under which name the audit holds an operation's register."""
    return f"register:{row.event}:{row.region}"


def _known_operation(operation: Operation) -> OperationRow | None:
    settings = operation.settings
    return OperationRow.objects.filter(event=event_here(settings), region=settings.region).first()


def event_of(settings: Settings) -> str:
    """What joins the operations of one election: the profile and the voting day."""
    return f"{settings.election} {settings.calendar.voting_day.isoformat()}"


def event_here(settings: Settings) -> str:
    """What `event_of` says, marked in an exercise's store: all that is stated of it says so."""
    return f"{EXERCISE if is_exercise() else ''}{event_of(settings)}"


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
        event=event_here(settings),
        region=settings.region,
        defaults=known,
        create_defaults=known | {"made_at": at},
    )
    return row


@deed(Deed.IMPORT_PLAN)
def import_plan(by: Actor, at: datetime, *, plan: OperationPlan, document: bytes) -> Done[int]:
    """Put a plan into the store as the operation's newest draft; returns its number in the store.

    `document` is the file that it was read from. A plan with the digest of one that is there is that one.
    Raises `Refused` where the operation's register was not imported before.
    """
    settings = plan.operation.settings
    by.needs(Deed.IMPORT_PLAN, region=settings.region)
    operation = _known_operation(plan.operation)
    if operation is None:
        raise Refused(
            "no-operation",
            say("The operation {name} is not in the store.", name=settings.name),
            say("Import its tables first, then the plan."),
        )
    former = PlanRow.objects.filter(operation=operation).order_by("-number").first()
    same = PlanRow.objects.filter(operation=operation, digest=plan.digest).first()
    if same is not None:
        return Done(same.pk, _subject(same), {"number": same.number, "same": True})
    row = PlanRow.objects.create(
        operation=operation,
        number=1 if former is None else former.number + 1,
        digest=plan.digest,
        document=keep_document(document, kind="plan"),
        status=DRAFT,
        imported_at=at,
        imported_by=by.account,
        figures=canonical(plan.figures) | {DEADLINE: _deadline(plan)},
    )
    keep_journeys(row.pk, delivery=plan.delivery)
    places = plan.operation.register.places
    keep_guard(row.pk, guard=plan.guard, regions={one.code: one.region for one in places})
    _keep_problems(row, plan.problems)
    map_changed(row.operation.event)
    return Done(row.pk, _subject(row), {"number": row.number, "digest": plan.digest})


def _deadline(plan: OperationPlan) -> int | None:
    found = [one.at for one in plan.rules.election.deadlines if one.level is Level.STATION]
    return min(found, default=None)


def _keep_problems(row: PlanRow, problems: Sequence[PlanProblem]) -> None:
    ProblemRow.objects.bulk_create(
        (
            ProblemRow(
                plan=row,
                code=one.code,
                severity=one.severity.value,
                subject=one.subject,
                label=_label(one.subject),
                what=plain(one.what),
                remedy=plain(one.remedy),
            )
            for one in problems
        ),
        batch_size=CHUNK,
    )


def _label(subject: str) -> int | None:
    """The label of a station's or region's code; None for anything else."""
    return span_of(RegionCode(subject[:VILLAGE_DIGITS]))[0] if subject.isdigit() else None


@deed(Deed.CHECK_PLAN)
def check_plan(by: Actor, at: datetime, *, plan: int, note: str = "") -> Done[None]:
    """Say that somebody has read a draft's problems. With problems that stop, a reason must be given."""
    row = _plan_row(by, Deed.CHECK_PLAN, plan, status=DRAFT)
    stops = ProblemRow.objects.filter(plan=row, severity=Severity.STOP.value).count()
    if stops and not note.strip():
        raise Refused(
            "plan-stops",
            say("The plan has {count} problems that stop it.", count=stops),
            say("Mend them and import the plan again, or say why it is good enough."),
        )
    row.status = CHECKED
    row.save(update_fields=["status"])
    return Done(None, _subject(row), {"number": row.number, "note": note.strip(), "at": at.isoformat()})


@deed(Deed.SIGN_PLAN)
def sign_plan(by: Actor, at: datetime, *, plan: int, note: str = "") -> Done[None]:
    """Sign a checked version for the own institution. An institution signs a version once."""
    row = _plan_row(by, Deed.SIGN_PLAN, plan, status=CHECKED)
    signed = {"account": by.account, "role": by.role.code, "at": at, "note": note.strip()}
    _, is_new = SignoffRow.objects.get_or_create(plan=row, institution=by.institution.value, defaults=signed)
    if not is_new:
        raise Refused(
            "signed",
            say("Your institution has signed this version already."),
            say("A change needs a new version of the plan."),
        )
    return Done(None, _subject(row), {"number": row.number, "note": note.strip()})


@deed(Deed.PUBLISH_PLAN)
def publish_plan(by: Actor, at: datetime, *, plan: int, signers: Sequence[Institution]) -> Done[None]:
    """Make a checked version the one that counts; the one before is superseded.

    Raises `Refused` until every institution in `signers` has signed this version.
    """
    row = _plan_row(by, Deed.PUBLISH_PLAN, plan, status=CHECKED)
    signed = {*SignoffRow.objects.filter(plan=row).values_list("institution", flat=True)}
    missing = [one.value for one in signers if one.value not in signed]
    if missing:
        raise Refused(
            "not-signed",
            say("These have not signed yet: {missing}.", missing=", ".join(one.upper() for one in missing)),
            say("Ask them to sign this version; then publish it."),
        )
    PlanRow.objects.filter(operation=row.operation, status=PUBLISHED).update(status=SUPERSEDED)
    row.status = PUBLISHED
    row.published_at = at
    row.save(update_fields=["status", "published_at"])
    _promise(row)
    return Done(None, _subject(row), {"number": row.number, "digest": row.digest})


def _promise(row: PlanRow) -> None:
    """Show what the plan promises at its stations and in the figures of all regions above them."""
    guards = every_cluster(row.pk)
    states = promises(
        planned_arrivals(row.pk),
        deadline=row.figures.get(DEADLINE),
        problems=ProblemRow.objects.filter(plan=row).values_list("code", "subject"),
        risks={station: one.risk for one in guards for station in one.stations},
    )
    people = officers_by_region((one.stations[0], one.officers or 0, bool(one.unit)) for one in guards)
    promise(row.operation_id, states=states)
    count_up(row.operation.event, region=RegionCode(row.operation.region), officers=people)
    say_again(row.operation_id)


def _plan_row(by: Actor, right: Deed, plan: int, *, status: str) -> PlanRow:
    """The version, where it is in the actor's territory and in this status."""
    row = PlanRow.objects.select_related("operation").filter(pk=plan).first()
    if row is None:
        raise Forbidden(right)
    by.needs(right, region=row.operation.region)
    if row.status != status:
        raise Refused(
            "plan-status",
            say("Version {number} is {status}.", number=row.number, status=STATUS[row.status]),
            say("Only a version that is {status} can be treated so.", status=STATUS[status]),
        )
    return row


def _subject(row: PlanRow) -> str:
    return f"plan:{row.operation.event}:{row.operation.region}"
