"""Checklists at the desk: the form of a stage, and one that was filled in with what it proposes."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.election.queries import OperationView
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed
from sampai.ledger.actions.react import Reaction, catch_up
from sampai.oversight.actions.cases import Means
from sampai.oversight.actions.checklists import fill_checklist
from sampai.oversight.model import Answer, Checklist, Reply, WatchedStage
from sampai.oversight.pages.overview import called
from sampai.oversight.pages.reading import chosen_operation, digests_of, moment_of, place_of
from sampai.oversight.pages.words import OUTCOME, PRINCIPLE, REPLY, STANDING
from sampai.oversight.queries.checklists import one_checklist
from sampai.oversight.rules.checklists import proposals, unanswered
from sampai.people.pages import Request

_BOX = re.compile(r"^\d{13}-[BKC]\d{1,2}$")


@require_http_methods(["GET", "POST"])
def checklist(request: Request, means: Callable[[], Means], reaction: Reaction, stage: str) -> HttpResponse:
    """The questions of a stage; on sending them, one signed statement."""
    actor, at, given = request.actor, now(), means()
    actor.needs(Deed.WORK_OVERSIGHT)
    if stage not in {*WatchedStage}:
        raise Http404(stage)
    found = given.book.checklist(WatchedStage(stage))
    one, all_of_them = chosen_operation(actor.scope, request.GET.get("operasi", ""))
    error = None
    if request.method == "POST":
        try:
            _sent(request, found, means=given, one=one, at=at)
            catch_up(reaction)
        except Refused as refused:
            error = refused
        else:
            return redirect("oversight")
    content = {
        "checklist": found,
        "operation": one,
        "operations": all_of_them,
        "zone": one.zone,
        "local": at.astimezone(ZoneInfo(ZONES[one.zone])).strftime("%Y-%m-%dT%H:%M"),
        "given": request.POST,
        "error": error,
        "reply_word": REPLY,
        "principle_word": PRINCIPLE,
        "standing": STANDING,
    }
    return render(request, "checklist.jinja", content, status=422 if error else 200)


def _sent(request: Request, found: Checklist, *, means: Means, one: OperationView, at: datetime) -> None:
    region, subject = place_of(request.POST.get("tentang", ""))
    fill_checklist(
        request.actor,
        at,
        own=means.own,
        operation=one.number,
        stage=found.stage,
        region=region,
        subject=subject,
        answers=[
            _answer(request, question.key)
            for question in found.questions
            if request.POST.get(f"jawab_{question.key}") in {*Reply}
        ],
        happened_at=moment_of(request.POST.get("kapan", ""), zone=one.zone),
    )


def _answer(request: Request, key: str) -> Answer:
    """An answer with what it points at: codes of boxes and digests of events, with blanks between."""
    post = request.POST
    words = post.get(f"kaitan_{key}", "").upper().split()
    boxes = tuple(word for word in words if _BOX.match(word))
    return Answer(
        question=key,
        reply=Reply(post[f"jawab_{key}"]),
        note=post.get(f"catatan_{key}", "").strip(),
        events=digests_of(" ".join(word for word in words if not _BOX.match(word))),
        boxes=boxes,
    )


@require_GET
def filled(request: Request, means: Callable[[], Means], number: int) -> HttpResponse:
    """One filled checklist: what was seen, what each *no* proposes, what nobody answered."""
    actor, book = request.actor, means().book
    actor.needs(Deed.WORK_OVERSIGHT)
    one, _ = chosen_operation(actor.scope, "")
    line = one_checklist(actor, number, book=book, zone=one.zone)
    asked = book.checklist(line.filled.stage)
    content = {
        "line": line,
        "checklist": asked,
        "questions": {each.key: each for each in asked.questions},
        "proposed": {each.question.key: OUTCOME[each.outcome] for each in proposals(asked, line.filled)},
        "unanswered": unanswered(asked, line.filled),
        "reply_word": REPLY,
        "principle_word": PRINCIPLE,
        "zone": one.zone,
    }
    return render(request, "checklist_filled.jinja", content | called(book))
