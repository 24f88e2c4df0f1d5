"""Deeds of operations and plans: importing a register, importing, checking, signing and publishing a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sampai.election.model import Level
from sampai.election.tables import OperationRow
from sampai.guarding.actions import keep_clusters
from sampai.guarding.queries import every_cluster
from sampai.kernel.errors import Refused
from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, canonical, digest, span_of
from sampai.kernel.plain import plain
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution
from sampai.kernel.text import say
from sampai.ledger.actions import CHUNK, Done, deed, keep_document
from sampai.places.actions import count_up, facts_of, keep_register, promise
from sampai.places.queries import kept_facts
from sampai.places.rules.diff import RegisterDiff, register_diff
from sampai.places.tables import RegisterRow
from sampai.plan.model import Operation, OperationPlan, PlanProblem, Settings, Severity
from sampai.plan.rules.promised import officers_by_region, promises
from sampai.plan.tables import PlanRow, ProblemRow, SignoffRow
from sampai.transport.actions import keep_journeys
from sampai.transport.queries import planned_arrivals

DEADLINE = "station_deadline_h"
"""Under which name a version's figures hold when goods must be at stations, in seconds of election time."""
DRAFT, CHECKED, PUBLISHED, SUPERSEDED = "draft", "checked", "published", "superseded"


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


def event_of(settings: Settings) -> str:
    """What joins the operations of one election: the profile and the voting day."""
    return f"{settings.election} {settings.calendar.voting_day.isoformat()}"


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
        event=event_of(settings),
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
    event = event_of(settings)
    operation = OperationRow.objects.filter(event=event, region=settings.region).first()
    if operation is None:
        raise Refused(
            "no-operation",
            say("The operation {name} is not in the store.", name=settings.name),
            say("Import its tables first, then the plan."),
        )
    former = PlanRow.objects.filter(operation=operation).order_by("-number").first()
    same = PlanRow.objects.filter(operation=operation, digest=plan.digest).first()
    subject = f"plan:{event}:{settings.region}"
    if same is not None:
        return Done(same.pk, subject, {"number": same.number, "same": True})
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
    keep_clusters(row.pk, guard=plan.guard)
    _keep_problems(row, plan.problems)
    return Done(row.pk, subject, {"number": row.number, "digest": plan.digest})


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
            say("These have not signed yet: {missing}.", missing=", ".join(missing)),
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


def _plan_row(by: Actor, right: Deed, plan: int, *, status: str) -> PlanRow:
    """The version, where it is in the actor's territory and in this status."""
    row = PlanRow.objects.select_related("operation").filter(pk=plan).first()
    if row is None:
        raise Forbidden(right)
    by.needs(right, region=row.operation.region)
    if row.status != status:
        raise Refused(
            "plan-status",
            say("Version {number} is {status}.", number=row.number, status=row.status),
            say("Only a version that is {status} can be treated so.", status=status),
        )
    return row


def _subject(row: PlanRow) -> str:
    return f"plan:{row.operation.event}:{row.operation.region}"
