"""Deeds of decisions and promises: what changes the plan, who does what until when; reminders of both."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from sampai.coordination.actions import held, subject_of, unsigned
from sampai.coordination.model import NO_EFFECT, Agreed, Decision, Effect, Promise, PromiseState
from sampai.coordination.queries import view_of
from sampai.coordination.rules.effects import ready, whole
from sampai.coordination.rules.reminding import Reminded
from sampai.coordination.tables import AttendanceRow, MeetingDecisionRow, MeetingRow, PromiseRow, ReminderRow
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused, SampaiError
from sampai.kernel.plain import plain
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, changed, deed
from sampai.plan.actions import import_plan
from sampai.plan.model import OperationPlan

AHEAD = timedelta(hours=24)
"""So long before a meeting its institutions are reminded."""


@deed(Deed.HOLD_MEETINGS)
def decide(
    by: Actor,
    at: datetime,
    *,
    meeting: int,
    text: str,
    agreed: Agreed = Agreed.NOTED,
    effect: Effect = NO_EFFECT,
    promise: Promise | None = None,
) -> Done[int]:
    """Write a decision down; its number. `promise`: to send the reinforcement that it asks for.

    Raises `Refused` where the plan would not know what to do with it, or the minutes are signed.
    """
    row = unsigned(by, meeting)
    if not text.strip():
        raise Refused("decision", say("The decision says nothing."), say("Write what was decided."))
    effect = whole(agreed, effect)
    if effect.place.isdigit() and not effect.place.startswith(row.operation.region):
        raise Forbidden(Deed.HOLD_MEETINGS)
    if agreed is Agreed.REINFORCEMENT and promise is not None:
        number = _promised(row, promise)
        effect = Effect(unit=effect.unit, officers=effect.officers, promise=number)
    number = MeetingDecisionRow.objects.filter(meeting=row).count() + 1
    MeetingDecisionRow.objects.create(
        meeting=row,
        number=number,
        text=text.strip(),
        agreed=agreed.value,
        subject=effect.place or effect.unit,
        effect=plain(effect),
        made_by=by.account,
        made_at=at,
    )
    return Done(number, subject_of(row), {"decision": number, "agreed": agreed.value})


@deed(Deed.HOLD_MEETINGS)
def make_promise(
    by: Actor,
    at: datetime,  # noqa: ARG001 -- every deed is given it
    *,
    meeting: int,
    promise: Promise,
) -> Done[int]:
    """Write down what somebody promised; its number. Raises `Refused` without words or who."""
    row = unsigned(by, meeting)
    number = _promised(row, promise)
    return Done(number, subject_of(row), {"promise": number})


def _promised(row: MeetingRow, promise: Promise) -> int:
    if not (promise.text.strip() and promise.owner.strip() and promise.institution.strip()):
        raise Refused(
            "promise",
            say("A promise says what, who, and of which institution."),
            say("Fill in all three."),
        )
    number = PromiseRow.objects.filter(meeting=row).count() + 1
    PromiseRow.objects.create(
        meeting=row,
        number=number,
        text=promise.text.strip(),
        owner=promise.owner.strip(),
        institution=promise.institution.strip().lower(),
        due=promise.due,
        state=PromiseState.OPEN.value,
    )
    return number


@deed(Deed.JOIN_MEETINGS)
def settle_promise(
    by: Actor, at: datetime, *, promise: int, state: PromiseState, evidence: str
) -> Done[None]:
    """Say that a promise is kept or dropped, and what shows it.

    Who holds meetings may say so of all, others of their own institution's. Raises `Refused` without evidence
    or for one that is settled.
    """
    found = PromiseRow.objects.select_related("meeting__operation").filter(pk=promise).first()
    if found is None:
        raise Forbidden(Deed.JOIN_MEETINGS)
    row = held(by, Deed.JOIN_MEETINGS, found.meeting_id)
    if found.institution != by.institution.value and not by.may(Deed.HOLD_MEETINGS):
        raise Refused(
            "promise-of-others",
            say("Another institution promised this."),
            say("Ask them, or whoever holds the meeting, to say so."),
        )
    if found.state != PromiseState.OPEN.value:
        raise Refused("promise-settled", say("This promise is settled already."), say("Look at it again."))
    if not evidence.strip():
        raise Refused(
            "promise-evidence",
            say("Nothing shows what became of the promise."),
            say("Write what shows it: a letter's number, a photo, or why it is dropped."),
        )
    found.state, found.evidence = state.value, evidence.strip()
    found.settled_at, found.settled_by = at, by.account
    found.save()
    return Done(None, subject_of(row), {"promise": found.number, "state": state.value})


@deed(Deed.IMPORT_PLAN)
def begin_version(by: Actor, at: datetime, *, meeting: int) -> Done[None]:
    """Say that a version with the meeting's decisions is being made.

    Raises `Refused` where no decision waits for the plan, or somebody is making it.
    """
    row = held(by, Deed.IMPORT_PLAN, meeting)
    view = view_of(row)
    if view.is_making:
        raise Refused("making", say("A version is being made already."), say("Look again in a minute."))
    if not ready(view.meeting.decisions, promises=view.meeting.promises):
        raise Refused(
            "nothing-decided",
            say("No decision waits for the plan."),
            say("Reinforcement counts when the promise to send it is kept."),
        )
    row.making_at, row.trouble = at, None
    row.save(update_fields=["making_at", "trouble"])
    return Done(None, subject_of(row), {"version": "begun"})


@deed(Deed.IMPORT_PLAN)
def await_again(
    by: Actor,
    at: datetime,  # noqa: ARG001 -- every deed is given it
    *,
    meeting: int,
    decisions: Sequence[int],
) -> Done[None]:
    """Say that decisions, by their numbers, wait for the plan again, since its newest version lacks them."""
    row = held(by, Deed.IMPORT_PLAN, meeting)
    found = MeetingDecisionRow.objects.filter(meeting=row, number__in=decisions, plan__isnull=False)
    for one in found:
        one.was_in, one.plan = [*one.was_in, one.plan], None
        one.save(update_fields=["was_in", "plan"])
    return Done(None, subject_of(row), {"again": [*decisions]})


@deed(Deed.IMPORT_PLAN)
def carry_out(
    by: Actor,
    at: datetime,
    *,
    meeting: int,
    decisions: Sequence[Decision],
    plan: OperationPlan,
    document: bytes,
) -> Done[int]:
    """Bring in the version that was made with decisions of a meeting, as a draft, and join it with them.

    It is read, signed and published as every version is.
    """
    row = held(by, Deed.IMPORT_PLAN, meeting)
    number = import_plan(by, at, plan=plan, document=document)
    wanted = [one.number for one in decisions]
    MeetingDecisionRow.objects.filter(meeting=row, number__in=wanted, plan=None).update(plan=number)
    row.making_at, row.trouble = None, None
    row.save(update_fields=["making_at", "trouble"])
    return Done(number, subject_of(row), {"plan": number, "decisions": wanted})


def give_up_version(meeting: int, *, error: SampaiError) -> None:
    """Keep why the version could not be made, for the page."""
    MeetingRow.objects.filter(pk=meeting).update(making_at=None, trouble=plain(error.sentence))
    changed()


def remind(at: datetime) -> int:
    """Remind institutions once each of meetings ahead, of promises due tomorrow, and of those overdue."""
    rows = [*_ahead(at), *_promised_by(at)]
    if rows:
        with transaction.atomic():
            ReminderRow.objects.bulk_create(rows)
            changed()
    return len(rows)


def _ahead(at: datetime) -> list[ReminderRow]:
    meetings = MeetingRow.objects.filter(starts__gt=at, starts__lte=at + AHEAD)
    meetings = meetings.exclude(reminderrow__what=Reminded.MEETING.value)
    asked = AttendanceRow.objects.filter(meeting__in=meetings).values_list("meeting", "institution")
    return [
        ReminderRow(meeting_id=meeting, institution=institution, what=Reminded.MEETING, at=at)
        for meeting, institution in asked.distinct().order_by("meeting", "institution")
    ]


def _promised_by(at: datetime) -> list[ReminderRow]:
    """Days are those of the operation's zone."""
    soon = at.date() + timedelta(days=2)
    rows = PromiseRow.objects.select_related("meeting__operation")
    rows = rows.filter(state=PromiseState.OPEN.value, due__lte=soon)
    rows = rows.exclude(reminderrow__what=Reminded.OVERDUE.value).order_by("pk")
    due = ReminderRow.objects.filter(promise__in=rows, what=Reminded.DUE.value)
    told = {*due.values_list("promise", flat=True)}
    found = []
    for row in rows:
        what = _what(row.due, on=at.astimezone(ZoneInfo(ZONES[row.meeting.operation.zone])).date())
        if what is Reminded.OVERDUE or (what is Reminded.DUE and row.pk not in told):
            found.append(
                ReminderRow(meeting=row.meeting, promise=row, institution=row.institution, what=what, at=at)
            )
    return found


def _what(due: date, *, on: date) -> Reminded | None:
    if due < on:
        return Reminded.OVERDUE
    return Reminded.DUE if due <= on + timedelta(days=1) else None
