"""Reads of meetings, in the reader's territory or around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from sampai.coordination.model import (
    AgendaItem,
    Agreed,
    Attendance,
    Decision,
    Effect,
    Meeting,
    MeetingKind,
    Promise,
    PromiseState,
)
from sampai.coordination.rules.reminding import Reminded
from sampai.coordination.tables import (
    AttendanceRow,
    MeetingDecisionRow,
    MeetingRow,
    MinutesSignRow,
    PromiseRow,
    ReminderRow,
)
from sampai.kernel.clock import ZONES, now
from sampai.kernel.ids import RegionCode
from sampai.kernel.plain import noun
from sampai.kernel.rights import Actor, Deed, Forbidden, Scope
from sampai.kernel.text import Text

MAKING = timedelta(minutes=15)
"""After so long nobody is making the version any more."""
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting as it is listed."""

    pk: int
    operation: int
    kind: MeetingKind
    title: str
    starts: datetime
    place: str
    zone: str
    decisions: int
    open_promises: int
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One institution's signature under minutes, and whether they say the same still."""

    institution: str
    name: str
    on_paper: bool
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPromise:
    """A promise with the meeting that it was made at."""

    pk: int
    meeting: int
    title: str
    promise: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """One meeting with all that belongs to it."""

    pk: int
    operation: int
    name: str
    """Of the operation."""
    event: str
    profile: str
    region: RegionCode
    zone: str
    starts: datetime
    plan: int | None
    """The version at hand when it was called."""
    former: int | None
    former_plan: int | None
    """The version at hand at the meeting before."""
    is_last: bool
    is_making: bool
    trouble: Text | None
    meeting: Meeting
    promises: tuple[OpenPromise, ...]
    attendance: tuple[tuple[int, Attendance, bool], ...]
    """With each one's number in the store, and whether they said so with their own account."""
    plans: tuple[tuple[int, int], ...]
    """Numbers of decisions with the version that was made with them."""
    signatures: tuple[Signature, ...]

    def plan_of(self, decision: int) -> int | None:
        """The version that was made with a decision."""
        return dict(self.plans).get(decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedIn:
    """A decision that went into a version of the plan, with its meeting."""

    meeting: int
    title: str
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A decision with the version that was made with it."""

    decided: DecidedIn
    decision: Decision
    plan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What an institution is reminded of: a meeting ahead, or a promise due."""

    number: int
    what: Reminded
    meeting: int
    title: str
    at: datetime
    zone: str
    told_at: datetime
    promise: Promise | None = None


def visible(scope: Scope) -> QuerySet[MeetingRow]:
    """The meetings of operations whose territory meets the scope. Raises `Forbidden` without the right."""
    if Deed.SEE_MEETINGS not in scope.deeds:
        raise Forbidden(Deed.SEE_MEETINGS)
    return MeetingRow.objects.select_related("operation").filter(_within(scope))


def _within(scope: Scope, *, path: str = "") -> Q:
    first, last = scope.span
    return Q(**{f"{path}operation__first__lte": last, f"{path}operation__last__gte": first})


def meeting_lines(scope: Scope) -> Sequence[MeetingLine]:
    """The meetings, the latest first."""
    rows = [*visible(scope).order_by("-starts", "-pk")[:MOST]]
    numbers = [row.pk for row in rows]
    decided = _counted(MeetingDecisionRow.objects.filter(meeting__in=numbers))
    promised = _counted(PromiseRow.objects.filter(meeting__in=numbers, state=PromiseState.OPEN.value))
    signed = _counted(MinutesSignRow.objects.filter(meeting__in=numbers))
    return [
        MeetingLine(
            pk=row.pk,
            operation=row.operation_id,
            kind=MeetingKind(row.kind),
            title=row.title,
            starts=row.starts,
            place=row.place,
            zone=row.operation.zone,
            decisions=decided.count(row.pk),
            open_promises=promised.count(row.pk),
            signatures=signed.count(row.pk),
        )
        for row in rows
    ]


def _counted(
    rows: "QuerySet[MeetingDecisionRow] | QuerySet[PromiseRow] | QuerySet[MinutesSignRow]",
) -> list[int]:
    return [*rows.values_list("meeting", flat=True)]


def one_meeting(scope: Scope, number: int) -> MeetingView:
    """One meeting. Raises `Forbidden` outside the scope, also for one that does not exist."""
    row = visible(scope).filter(pk=number).first()
    if row is None:
        raise Forbidden(Deed.SEE_MEETINGS)
    return view_of(row)


def view_of(row: MeetingRow) -> MeetingView:
    """A row with all that belongs to it."""
    former = _earlier(row).order_by("-starts", "-pk").first()
    later = MeetingRow.objects.filter(operation=row.operation_id)
    decisions = [*MeetingDecisionRow.objects.filter(meeting=row).order_by("number")]
    promises = tuple(_promise(one) for one in PromiseRow.objects.filter(meeting=row).order_by("number"))
    attendance = tuple(
        (one.pk, _attendance(one, zone=row.operation.zone), bool(one.account))
        for one in AttendanceRow.objects.filter(meeting=row).order_by("pk")
    )
    return MeetingView(
        pk=row.pk,
        operation=row.operation_id,
        name=row.operation.name,
        event=row.operation.event,
        profile=row.operation.profile,
        region=RegionCode(row.operation.region),
        zone=row.operation.zone,
        starts=row.starts,
        plan=row.plan,
        former=None if former is None else former.pk,
        former_plan=None if former is None else former.plan,
        is_last=not later.filter(_after(row)).exists(),
        is_making=row.making_at is not None and row.making_at > now() - MAKING,
        trouble=None if row.trouble is None else noun(Text, row.trouble),
        meeting=_meeting(row, decisions=decisions, promises=promises, attendance=attendance),
        promises=promises,
        attendance=attendance,
        plans=tuple((one.number, one.plan) for one in decisions if one.plan is not None),
        signatures=tuple(
            _signature(one) for one in MinutesSignRow.objects.filter(meeting=row).order_by("at")
        ),
    )


def _earlier(row: MeetingRow) -> QuerySet[MeetingRow]:
    before = Q(starts__lt=row.starts) | Q(starts=row.starts, pk__lt=row.pk)
    return MeetingRow.objects.filter(before, operation=row.operation_id)


def _after(row: MeetingRow) -> Q:
    return Q(starts__gt=row.starts) | Q(starts=row.starts, pk__gt=row.pk)


def _meeting(
    row: MeetingRow,
    *,
    decisions: Sequence[MeetingDecisionRow],
    promises: Sequence[OpenPromise],
    attendance: Sequence[tuple[int, Attendance, bool]],
) -> Meeting:
    zone = row.operation.zone
    return Meeting(
        kind=MeetingKind(row.kind),
        title=row.title,
        starts=local(row.starts, zone=zone),
        ends=None if row.ends is None else local(row.ends, zone=zone),
        place=row.place,
        chair=row.chair,
        number=row.number,
        invited=tuple(one for _, one, _ in attendance),
        agenda=tuple(noun(AgendaItem, one) for one in row.agenda),
        decisions=tuple(_decision(one) for one in decisions),
        promises=tuple(one.promise for one in promises),
        minutes=row.minutes,
    )


def local(at: datetime, *, zone: str) -> datetime:
    """A moment as the clocks of a zone show it, without the zone."""
    return at.astimezone(ZoneInfo(ZONES[zone])).replace(tzinfo=None)


def _decision(row: MeetingDecisionRow) -> Decision:
    return Decision(
        number=row.number,
        text=row.text,
        agreed=Agreed(row.agreed),
        subject=row.subject,
        deed="" if row.plan is None else f"plan:{row.plan}",
        effect=noun(Effect, row.effect),
    )


def _promise(row: PromiseRow) -> OpenPromise:
    promise = Promise(
        number=row.number,
        text=row.text,
        owner=row.owner,
        institution=row.institution,
        due=row.due,
        state=PromiseState(row.state),
        evidence=row.evidence,
    )
    return OpenPromise(pk=row.pk, meeting=row.meeting_id, title=row.meeting.title, promise=promise)


def _attendance(row: AttendanceRow, *, zone: str) -> Attendance:
    return Attendance(
        institution=row.institution,
        role=row.role,
        name=row.name,
        came=row.came,
        signed_at=None if row.signed_at is None else local(row.signed_at, zone=zone),
    )


def _signature(row: MinutesSignRow) -> Signature:
    return Signature(
        institution=row.institution, name=row.name, on_paper=row.on_paper, at=row.at, digest=row.digest
    )


def open_promises(scope: Scope, *, operation: int, before: datetime | None = None) -> Sequence[OpenPromise]:
    """What earlier meetings of an operation were promised and nobody has kept, the oldest day first."""
    rows = PromiseRow.objects.select_related("meeting").filter(
        meeting__in=visible(scope).filter(operation=operation), state=PromiseState.OPEN.value
    )
    if before is not None:
        rows = rows.filter(meeting__starts__lt=before)
    return [_promise(one) for one in rows.order_by("due", "pk")[:MOST]]


def decided_in(scope: Scope, *, plan: int) -> Sequence[DecidedIn]:
    """The decisions that a version of the plan was made with; nothing for whom meetings are not."""
    if Deed.SEE_MEETINGS not in scope.deeds:
        return []
    made = Q(plan=plan) | ~Q(was_in=[])
    rows = MeetingDecisionRow.objects.select_related("meeting").filter(made, meeting__in=visible(scope))
    return [
        _decided(row) for row in rows.order_by("meeting", "number") if row.plan == plan or plan in row.was_in
    ]


def carried_decisions(scope: Scope, *, operation: int, before: int) -> Sequence[Carried]:
    """The decisions of an operation that versions before one were made with, in order of time."""
    if Deed.SEE_MEETINGS not in scope.deeds:
        return []
    rows = MeetingDecisionRow.objects.select_related("meeting").filter(
        meeting__in=visible(scope).filter(operation=operation), plan__lt=before
    )
    return [
        Carried(decided=_decided(row), decision=_decision(row), plan=row.plan)
        for row in rows.order_by("meeting__starts", "meeting", "number")
        if row.plan is not None
    ]


def _decided(row: MeetingDecisionRow) -> DecidedIn:
    return DecidedIn(meeting=row.meeting_id, title=row.meeting.title, number=row.number, text=row.text)


def reminders(by: Actor, *, at: datetime) -> Sequence[Reminder]:
    """What the reader's institution was reminded of and what is still ahead or open, the newest first.

    Raises `Forbidden` without the right to meetings.
    """
    if Deed.SEE_MEETINGS not in by.scope.deeds:
        raise Forbidden(Deed.SEE_MEETINGS)
    rows = ReminderRow.objects.select_related("meeting__operation", "promise__meeting").filter(
        _within(by.scope, path="meeting__"), institution=by.institution.value
    )
    still = Q(promise=None, meeting__starts__gte=at) | Q(promise__state=PromiseState.OPEN.value)
    found: dict[tuple[int, int | None], Reminder] = {}
    for row in rows.filter(still).order_by("-at", "-pk")[:MOST]:
        found.setdefault((row.meeting_id, row.promise_id), _reminder(row))
    return [*found.values()]


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        number=row.pk,
        what=Reminded(row.what),
        meeting=row.meeting_id,
        title=row.meeting.title,
        at=row.meeting.starts,
        told_at=row.at,
        zone=row.meeting.operation.zone,
        promise=None if row.promise is None else _promise(row.promise).promise,
    )
