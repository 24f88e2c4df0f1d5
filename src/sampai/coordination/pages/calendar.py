"""Deadlines, stages and meetings as an iCalendar file (RFC 5545), for any calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sampai.coordination.model import Meeting
from sampai.kernel.clock import ZONES, HTime
from sampai.kernel.text import Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.dates import DateLine, date_lines

LONGEST_LINE = 75
"""Octets of one line (RFC 5545, 3.1)."""

MADE = datetime(2024, 1, 1, tzinfo=UTC)
"""A fixed stamp, so that the same plan gives the same bytes."""

_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The operation that a calendar belongs to, as far as its entries name it."""

    name: str
    region: str
    election: str
    zone: str


def owner_of(plan: OperationPlan) -> Owner:
    """The operation of a plan."""
    one = plan.operation.settings
    return Owner(name=one.name, region=one.region, election=one.election, zone=one.calendar.zone)


def calendar_ics(plan: OperationPlan, *, meeting: Meeting | None, words: Words) -> str:
    """The file: every stage and deadline of the election, voting day, promises, and the meeting itself."""
    settings, owner = plan.operation.settings, owner_of(plan)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sampai//Sampai//ID",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(settings.name)}",
        f"X-WR-TIMEZONE:{ZONES[settings.calendar.zone]}",
        *(
            part
            for number, one in enumerate(date_lines(plan.rules.election))
            for part in _date(one, number, plan, words)
        ),
        *(_meeting(meeting, owner=owner, words=words) if meeting and meeting.starts else ()),
        *(_promises(meeting, owner=owner, words=words) if meeting else ()),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def meeting_ics(meeting: Meeting, *, owner: Owner, words: Words) -> str:
    """The invitation to one meeting, as a file of its own."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sampai//Sampai//ID", "METHOD:PUBLISH"]
    lines += [*_meeting(meeting, owner=owner, words=words), "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _date(line: DateLine, number: int, plan: OperationPlan, words: Words) -> Iterator[str]:
    calendar = plan.operation.settings.calendar
    yield from _begin(str(number), owner=owner_of(plan))
    if line.is_day:
        yield f"DTSTART;VALUE=DATE:{calendar.day(line.at):%Y%m%d}"
    else:
        yield f"DTSTART:{_utc(calendar.instant(line.at))}"
        yield f"DTEND:{_utc(calendar.instant(HTime(line.until or line.at)))}"
    yield f"SUMMARY:{_text(words.say(line.what))}"
    if line.basis and line.basis.source:
        yield f"DESCRIPTION:{_text(line.basis.source)}"
    if line.is_deadline:
        told = _text(words.say(line.what))
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{told}", "TRIGGER:-P1D", "END:VALARM")
    yield "END:VEVENT"


def _meeting(meeting: Meeting, *, owner: Owner, words: Words) -> Iterator[str]:
    assert meeting.starts is not None
    shift = timedelta(hours=_HOURS[owner.zone])
    starts = (meeting.starts - shift).replace(tzinfo=UTC)
    ends = (meeting.ends - shift).replace(tzinfo=UTC) if meeting.ends else starts + timedelta(hours=2)
    title = meeting.title or words.say(say("Coordination meeting on {operation}", operation=owner.name))
    yield from _begin(f"{meeting.kind.value}-{meeting.starts:%Y%m%d%H%M}", owner=owner)
    yield f"DTSTART:{_utc(starts)}"
    yield f"DTEND:{_utc(ends)}"
    yield f"SUMMARY:{_text(title)}"
    yield f"LOCATION:{_text(meeting.place)}"
    if meeting.agenda:
        points = (f"{number}. {one.title}" for number, one in enumerate(meeting.agenda, start=1))
        yield f"DESCRIPTION:{_text(chr(10).join(points))}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(title)}", "TRIGGER:-P1D", "END:VALARM")
    yield "END:VEVENT"


def _promises(meeting: Meeting, *, owner: Owner, words: Words) -> Iterator[str]:
    for one in meeting.promises:
        yield from _begin(f"promise-{one.number}", owner=owner)
        yield f"DTSTART;VALUE=DATE:{_day(one.due)}"
        told = say(
            "Promise: {what} ({who}, {institution})",
            what=one.text,
            who=one.owner,
            institution=one.institution,
        )
        yield f"SUMMARY:{_text(words.say(told))}"
        yield "END:VEVENT"


def _begin(name: str, *, owner: Owner) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{owner.region}-{name}-{owner.election}@sampai"
    yield f"DTSTAMP:{_utc(MADE)}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A value with what has a meaning in the format escaped (RFC 5545, 3.3.11)."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, each further one after a space; no letter is cut."""
    piece = b""
    for letter in line:
        coded = letter.encode()
        if len(piece) + len(coded) > LONGEST_LINE:
            yield piece.decode()
            piece = b" "
        piece += coded
    yield piece.decode()
