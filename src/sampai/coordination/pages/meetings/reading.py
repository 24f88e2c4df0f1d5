"""What the forms of meetings say, read into nouns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.http import QueryDict

from sampai.coordination.model import (
    AgendaItem,
    Agreed,
    Attendance,
    Effect,
    Meeting,
    MeetingKind,
    Promise,
)
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

LONGEST = 2_000
LONGEST_MINUTES = 40_000
PARTS = " | "


def meeting_of(post: QueryDict, *, proposed: Sequence[AgendaItem]) -> Meeting:
    """A meeting as its form calls it."""
    kind = post.get("jenis", "")
    return Meeting(
        kind=MeetingKind(kind) if kind in {*MeetingKind} else MeetingKind.RAKOR,
        title=post.get("judul", "")[:200],
        starts=moment_of(post.get("mulai", "")),
        ends=moment_of(post.get("selesai", "")) if post.get("selesai") else None,
        place=post.get("tempat", "")[:200],
        chair=post.get("pimpinan", "")[:150],
        number=post.get("nomor", "")[:80],
        invited=people_of(post.get("undangan", "")),
        agenda=agenda_of(post.get("agenda", ""), known=proposed),
    )


def agenda_of(text: str, *, known: Sequence[AgendaItem] = ()) -> tuple[AgendaItem, ...]:
    """Points, one a line: title | minutes | speaker. One that a rule proposed keeps what it is about."""
    about = {one.title: one for one in known}
    return tuple(_point(line, about) for line in text.splitlines() if line.strip())


def _point(line: str, about: Mapping[str, AgendaItem]) -> AgendaItem:
    title, minutes, speaker, *_ = [*(part.strip() for part in line.split(PARTS.strip())), "", ""]
    former = about.get(title)
    return AgendaItem(
        title=title[:300],
        subject=former.subject if former else "",
        minutes=min(int(minutes), 600) if minutes.isdecimal() else 0,
        speaker=speaker[:120],
        proposed_by=former.proposed_by if former else "",
    )


def agenda_text(agenda: Sequence[AgendaItem]) -> str:
    """The points as the form shows them."""
    return "\n".join(
        PARTS.join((one.title, str(one.minutes or ""), one.speaker)).rstrip(PARTS) for one in agenda
    )


def people_of(text: str) -> tuple[Attendance, ...]:
    """Those who are asked, one a line: institution | role | name."""
    return tuple(_people(text))


def _people(text: str) -> Iterator[Attendance]:
    for line in text.splitlines():
        institution, role, name, *_ = [*(part.strip() for part in line.split(PARTS.strip())), "", ""]
        if institution:
            yield Attendance(institution=institution.lower()[:60], role=role[:120], name=name[:150])


def effect_of(post: QueryDict, *, agreed: Agreed) -> Effect:
    """What a decision asks of the plan; only the fields that count for what was agreed."""
    match agreed:
        case Agreed.CLASS:
            signers = tuple(dict.fromkeys(one.lower()[:60] for one in post.getlist("setuju")))
            return Effect(place=_code(post), risk=post.get("kelas", ""), signers=signers)
        case Agreed.STAGING:
            return Effect(staging=post.get("pentahapan", "")[:40])
        case Agreed.REINFORCEMENT:
            officers = post.get("personel", "")
            count = int(officers) if officers.isdecimal() else 0
            return Effect(unit=post.get("satuan", "").strip()[:60], officers=min(count, 10_000))
        case Agreed.CLOSURE:
            return Effect(
                place=_code(post),
                starts=moment_of(post.get("dari", "")),
                ends=moment_of(post.get("hingga", "")),
                reason=post.get("alasan", "").strip()[:200],
            )
        case _:
            return Effect()


def _code(post: QueryDict) -> str:
    return post.get("kode", "").strip()[:60]


def promise_of(post: QueryDict) -> Promise:
    """What somebody promises."""
    return Promise(
        number=0,
        text=post.get("janji", "")[:LONGEST],
        owner=post.get("oleh", "")[:150],
        institution=post.get("lembaga", "")[:60],
        due=day_of(post.get("tenggat", "")),
    )


def moment_of(text: str) -> datetime:
    """A local moment as the browser's field says it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Refused(
            "moment",
            say("“{value}” is no date and time.", value=text),
            say("Write it like 2024-11-26T08:00."),
        ) from None


def day_of(text: str) -> date:
    """A day as the browser's field says it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            "day", say("“{value}” is no day.", value=text), say("Write it like 2024-11-26.")
        ) from None
