"""Deeds of meetings: calling, agenda, attendance, minutes and the signatures under them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sampai.coordination.model import AgendaItem, Attendance, Meeting
from sampai.coordination.queries import view_of
from sampai.coordination.rules.signing import minutes_digest
from sampai.coordination.tables import AttendanceRow, MeetingRow, MinutesSignRow
from sampai.election.queries import operation as one_operation
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.kernel.plain import plain
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed

MOST_PEOPLE, MOST_POINTS = 200, 60


@deed(Deed.HOLD_MEETINGS)
def call_meeting(
    by: Actor, at: datetime, *, operation: int, meeting: Meeting, plan: int | None = None
) -> Done[int]:
    """Call a meeting of an operation; its number. `plan`: the version that lies before it.

    Raises `Forbidden` outside the territory, `Refused` without a title or time.
    """
    found = one_operation(by.scope, operation)
    if found is None:
        raise Forbidden(Deed.HOLD_MEETINGS)
    by.needs(Deed.HOLD_MEETINGS, region=found.region)
    if not meeting.title.strip() or meeting.starts is None:
        raise Refused("meeting", say("A meeting needs a title and a time."), say("Write both."))
    zone = ZoneInfo(ZONES[found.zone])
    row = MeetingRow.objects.create(
        operation_id=operation,
        kind=meeting.kind.value,
        title=meeting.title.strip(),
        starts=meeting.starts.replace(tzinfo=zone),
        ends=None if meeting.ends is None else meeting.ends.replace(tzinfo=zone),
        place=meeting.place.strip(),
        chair=meeting.chair.strip(),
        number=meeting.number.strip(),
        agenda=[plain(one) for one in meeting.agenda[:MOST_POINTS]],
        plan=plan,
        called_at=at,
        called_by=by.account,
    )
    _invite(row, meeting.invited)
    return Done(row.pk, subject_of(row), {"called": True})


@deed(Deed.HOLD_MEETINGS)
def set_agenda(
    by: Actor,
    at: datetime,  # noqa: ARG001 -- every deed is given it
    *,
    meeting: int,
    agenda: Sequence[AgendaItem],
    minutes: str,
) -> Done[None]:
    """Write agenda and minutes. Raises `Refused` when somebody has signed them."""
    row = unsigned(by, meeting)
    row.agenda = [plain(one) for one in agenda[:MOST_POINTS]]
    row.minutes = minutes.strip()
    row.save(update_fields=["agenda", "minutes"])
    return Done(None, subject_of(row), {"agenda": len(row.agenda)})


@deed(Deed.HOLD_MEETINGS)
def mark_attendance(
    by: Actor, at: datetime, *, meeting: int, came: Sequence[int], more: Sequence[Attendance] = ()
) -> Done[None]:
    """Say who of those asked came, by their numbers, and who came besides."""
    row = held(by, Deed.HOLD_MEETINGS, meeting)
    for one in AttendanceRow.objects.filter(meeting=row, account=""):
        one.came = one.pk in came
        one.signed_at = (one.signed_at or at) if one.came else None
        one.save(update_fields=["came", "signed_at"])
    _invite(row, more, came=True, at=at)
    return Done(None, subject_of(row), {"came": len(came) + len(more)})


@deed(Deed.JOIN_MEETINGS)
def attend(by: Actor, at: datetime, *, meeting: int) -> Done[None]:
    """Say that one is here, with the own account; once. A place kept for the institution is taken first."""
    row = held(by, Deed.JOIN_MEETINGS, meeting)
    if not AttendanceRow.objects.filter(meeting=row, account=by.account).exists():
        of_own = AttendanceRow.objects.filter(meeting=row, institution=by.institution.value)
        here = of_own.filter(account="", name="").first() or AttendanceRow(
            meeting=row, institution=by.institution.value
        )
        here.role, here.name, here.account = by.role.name, by.name, by.account
        here.came, here.signed_at = True, at
        here.save()
    return Done(None, subject_of(row), {"attended": True})


@deed(Deed.JOIN_MEETINGS)
def sign_minutes(by: Actor, at: datetime, *, meeting: int, seen: str) -> Done[None]:
    """Sign the minutes for the own institution, on screen. `seen`: the digest of what was read.

    Raises `Refused` where they say something else by now, or the institution has signed.
    """
    row = held(by, Deed.JOIN_MEETINGS, meeting)
    _sign(row, institution=by.institution.value, name=by.name, by=by, at=at, seen=seen)
    return Done(None, subject_of(row), {"signed": seen})


@deed(Deed.HOLD_MEETINGS)
def sign_on_paper(
    by: Actor, at: datetime, *, meeting: int, institution: str, name: str, seen: str
) -> Done[None]:
    """Enter that somebody signed the printed minutes, by name. Raises as `sign_minutes` does."""
    row = held(by, Deed.HOLD_MEETINGS, meeting)
    if not institution.strip() or not name.strip():
        raise Refused("signature", say("Who signed is missing."), say("Write institution and name."))
    _sign(row, institution=institution.strip(), name=name.strip(), by=by, at=at, seen=seen, on_paper=True)
    return Done(None, subject_of(row), {"signed": seen, "paper": institution.strip()})


def _sign(
    row: MeetingRow,
    *,
    institution: str,
    name: str,
    by: Actor,
    at: datetime,
    seen: str,
    on_paper: bool = False,
) -> None:
    said = minutes_digest(view_of(row).meeting)
    if seen != said:
        raise Refused(
            "minutes-changed",
            say("The minutes say something else than what was read."),
            say("Read them again, then sign."),
        )
    _, is_new = MinutesSignRow.objects.get_or_create(
        meeting=row,
        institution=institution.lower(),
        defaults={"name": name, "account": by.account, "on_paper": on_paper, "at": at, "digest": said},
    )
    if not is_new:
        raise Refused(
            "signed",
            say("This institution has signed the minutes already."),
            say("What is to change goes to the next meeting."),
        )


def _invite(
    row: MeetingRow, people: Sequence[Attendance], *, came: bool | None = None, at: datetime | None = None
) -> None:
    AttendanceRow.objects.bulk_create(
        AttendanceRow(
            meeting=row,
            institution=one.institution[:60],
            role=one.role[:120],
            name=one.name[:150],
            came=came,
            signed_at=at,
        )
        for one in people[:MOST_PEOPLE]
    )


def held(by: Actor, right: Deed, meeting: int) -> MeetingRow:
    """The meeting, where the actor may do so there. Whoever joins may work in a part of its territory."""
    row = MeetingRow.objects.select_related("operation").filter(pk=meeting).first()
    if row is None:
        raise Forbidden(right)
    region = row.operation.region
    is_around = right is Deed.JOIN_MEETINGS and by.scope.territory.startswith(region)
    if not is_around:
        by.needs(right, region=region)
    return row


def unsigned(by: Actor, meeting: int) -> MeetingRow:
    """The meeting that one holds, where nobody has signed its minutes."""
    row = held(by, Deed.HOLD_MEETINGS, meeting)
    if MinutesSignRow.objects.filter(meeting=row).exists():
        raise Refused(
            "minutes-signed",
            say("The minutes are signed, so nothing in them changes any more."),
            say("What is to change goes to the next meeting."),
        )
    return row


def subject_of(row: MeetingRow) -> str:
    """By which the audit names it."""
    return f"meeting:{row.pk}"
