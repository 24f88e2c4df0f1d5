"""What is open: deadlines, cases, advice, checklists; and the same as files."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.election.queries import operations
from sampai.kernel.clock import ZONES, now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Institution, Secrecy
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value
from sampai.kernel.text import Text, Words, say
from sampai.oversight.actions.cases import Means, take_list
from sampai.oversight.model import RuleBook
from sampai.oversight.pages.words import DOOR, KIND, OFFICE, OUTCOME, PUBLIC, PUBLIC_CLASS, left
from sampai.oversight.queries import (
    CaseLine,
    advice_lines,
    alarm_lines,
    case_lines,
    cases_by_deadline,
)
from sampai.oversight.queries.checklists import checklist_lines
from sampai.oversight.rules.checklists import proposals
from sampai.people.pages import Request
from sampai.places.queries import region_names

PAGE = 30
MOST = 50_000
USUAL_ZONE = "WIB"
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Write = Mapping[str, Callable[[TableSheet], bytes]]
Cell = Value | Text | datetime


@require_GET
def overview(request: Request, means: Callable[[], Means]) -> HttpResponse:
    """Deadlines first, then cases, advice, and what was filled in; as much as the reader may know of."""
    actor, at, book = request.actor, now(), means().book
    actor.needs(Deed.SEE_OVERSIGHT)
    after = request.GET.get("sesudah", "")
    lines = case_lines(actor, after=int(after) if after.isdecimal() else 0, most=PAGE + 1)
    urgent = () if after else cases_by_deadline(actor, most=PAGE)
    is_own = actor.may(Deed.WORK_OVERSIGHT) and actor.institution is Institution.BAWASLU
    zone = _zone(actor)
    filled = checklist_lines(actor, book=book, zone=zone, most=PAGE) if is_own else ()
    content: dict[str, Any] = {
        "at": at,
        "zone": zone,
        "is_own": is_own,
        "agencies": actor.scope.sees(Secrecy.AGENCIES),
        "alarms": alarm_lines(actor, book=book),
        "urgent": [(one, left(one.due_until, at=at)) for one in urgent if one.due_until],
        "cases": lines[:PAGE],
        "next": lines[PAGE - 1].pk if len(lines) > PAGE else 0,
        "advice": [(one, left(one.advice.until, at=at)) for one in advice_lines(actor, most=PAGE)],
        "answered": advice_lines(actor, is_open=False, most=PAGE),
        "filled": filled,
        "checklists": book.checklists,
        "may_export": actor.may(Deed.EXPORT),
        "names": region_names(_regions(lines, urgent)),
    }
    return render(request, "oversight.jinja", content | called(book))


def called(book: RuleBook) -> dict[str, Any]:
    """What codes are called, for templates."""
    return {
        "door": DOOR,
        "told": PUBLIC,
        "told_class": PUBLIC_CLASS,
        "kind_word": KIND,
        "office_word": OFFICE,
        "state_name": {one.key: one.name for one in book.machine.states},
        "step_name": {one.key: one.name for one in book.machine.steps},
        "due_name": {one.key: one.name for one in book.deadlines},
        "stage_name": {one.stage.value: one.name for one in book.checklists},
    }


def _regions(*lines: Sequence[CaseLine]) -> set[RegionCode]:
    return {RegionCode(one.region[:10]) for some in lines for one in some}


def _zone(actor: Actor) -> str:
    return next((one.zone for one in operations(actor.scope)), USUAL_ZONE)


@require_GET
def exported(
    request: Request, means: Callable[[], Means], write: Write, listing: str, ending: str
) -> HttpResponse:
    """A whole list as a file; it is noted who took it."""
    if listing not in _TABLES or ending not in MIME:
        raise Http404(listing)
    actor, book = request.actor, means().book
    title, headers, rows = _TABLES[listing](actor, book)
    take_list(actor, now(), listing=f"pengawasan-{listing}", ending=ending)
    table = TableSheet(
        name=request.words.say(title),
        title=request.words.say(title),
        headers=tuple(request.words.say(one) for one in headers),
        rows=tuple(tuple(_value(one, request.words) for one in row) for row in rows),
    )
    name = f"sampai-pengawasan-{listing}-{actor.scope.territory or 'nasional'}.{ending}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write[ending](table), content_type=MIME[ending], headers=disposition)


def _value(cell: Cell, words: Words) -> Value:
    match cell:
        case Text():
            return words.say(cell)
        case datetime():
            return f"{words.short_moment(cell)} {cell.tzname()}"
        case _:
            return cell


Sheet = tuple[Text, Sequence[Text], Sequence[Sequence[Cell]]]


def _cases(actor: Actor, book: RuleBook) -> Sheet:
    names = called(book)
    headers = (
        say("Number"),
        say("Door"),
        say("Region"),
        say("About"),
        say("Kind"),
        say("State"),
        say("Told to the public"),
        say("Held by"),
        say("Opened"),
        say("Open deadline"),
        say("Until"),
    )
    rows = [
        (
            one.number,
            DOOR[one.door.value],
            one.region,
            one.subject,
            KIND.get(one.kind, ""),
            names["state_name"].get(one.state, ""),
            PUBLIC[one.public.value] if one.public else say("draft"),
            OFFICE.get(one.holder, ""),  # type: ignore[call-overload] # a word or nothing
            _local(one.opened_at, one.zone),
            names["due_name"].get(one.due, ""),
            _local(one.due_until, one.zone) if one.due_until else "",
        )
        for one in case_lines(actor, most=MOST)
    ]
    return say("Cases"), headers, rows


def _advice(actor: Actor, _book: RuleBook) -> Sheet:
    headers = (
        say("Number"),
        say("Region"),
        say("To"),
        say("Advice"),
        say("Given"),
        say("Until"),
        say("Answer"),
        say("Answered"),
    )
    rows = [
        (
            one.advice.number,
            one.region,
            one.advice.to,
            one.advice.text,
            one.advice.given_at,
            one.advice.last_day.isoformat(),
            one.advice.answer,
            one.advice.answered_at or "",
        )
        for is_open in (True, False)
        for one in advice_lines(actor, is_open=is_open, most=MOST)
    ]
    return say("Advice"), headers, rows


def _checklists(actor: Actor, book: RuleBook) -> Sheet:
    headers = (
        say("When"),
        say("Stage"),
        say("Region"),
        say("About"),
        say("By"),
        say("Question"),
        say("Answer"),
        say("Note"),
        say("Proposes"),
        say("Boxes"),
        say("Statement"),
    )
    rows: list[Sequence[Cell]] = []
    for line in checklist_lines(actor, book=book, zone=_zone(actor), most=MOST):
        checklist = book.checklist(line.filled.stage)
        texts = {one.key: one.text for one in checklist.questions}
        proposed = {one.question.key: OUTCOME[one.outcome] for one in proposals(checklist, line.filled)}
        rows += [
            (
                line.filled.at,
                checklist.name,
                line.region,
                line.filled.subject,
                line.filled.name,
                texts.get(one.question, one.question),
                one.reply.value,
                one.note,
                proposed.get(one.question, ""),
                " ".join(one.boxes),
                line.origin.hex(),
            )
            for one in line.filled.answers
        ]
    return say("Checklists"), headers, rows


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(ZONES[zone]))


_TABLES: Mapping[str, Callable[[Actor, RuleBook], Sheet]] = {
    "perkara": _cases,
    "saran": _advice,
    "alat-kerja": _checklists,
}
"""By the word in the address."""
