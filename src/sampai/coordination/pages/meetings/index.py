"""The list of meetings with reminders, and the form that calls one with the agenda that proposes itself."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.coordination.actions import call_meeting
from sampai.coordination.model import AgendaItem, Meeting, MeetingKind
from sampai.coordination.pages.meetings import INSTITUTIONS, RULE
from sampai.coordination.pages.meetings.reading import PARTS, agenda_text, meeting_of
from sampai.coordination.pages.pack.meeting import KIND
from sampai.coordination.queries import meeting_lines, reminders
from sampai.coordination.queries.agenda import facts, last_meeting, present_plan
from sampai.coordination.rules.agenda import proposed
from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import Words
from sampai.people.pages import Request


@require_GET
def index(request: Request) -> HttpResponse:
    """The meetings of the territory, and what the reader's institution is reminded of."""
    actor, at = request.actor, now()
    content = {
        "lines": meeting_lines(actor.scope),
        "reminders": reminders(actor, at=at),
        "kinds": KIND,
        "may_call": actor.may(Deed.HOLD_MEETINGS),
        "at": at,
    }
    return render(request, "meetings.jinja", content)


@require_http_methods(["GET", "POST"])
def call(request: Request) -> HttpResponse:
    """The form of a new meeting; its agenda is proposed from the data and may be changed."""
    actor = request.actor
    actor.needs(Deed.HOLD_MEETINGS)
    found = operations(actor.scope)
    one = next((each for each in found if str(each.number) == request.GET.get("operasi")), None)
    one = one or next(iter(found), None)
    if one is None:
        raise Forbidden(Deed.HOLD_MEETINGS)
    points = proposed_points(actor, one, words=request.words)
    error = None
    if request.method == "POST":
        try:
            return redirect("meeting", meeting=_called(actor, one, meeting_of(request.POST, proposed=points)))
        except Refused as refused:
            error = refused
    content = {
        "operation": one,
        "operations": found,
        "kinds": {kind.value: KIND[kind] for kind in MeetingKind},
        "points": points,
        "agenda": agenda_text(points),
        "invited": "\n".join(f"{institution}{PARTS}" for institution in INSTITUTIONS),
        "rules": RULE,
        "given": request.POST,
        "error": error,
    }
    return render(request, "meeting_call.jinja", content, status=422 if error else 200)


def proposed_points(actor: Actor, one: OperationView, *, words: Words) -> Sequence[AgendaItem]:
    """The agenda that proposes itself, in the reader's language."""
    former = last_meeting(actor.scope, operation=one.number)
    known = facts(actor.scope, operation=one, former_plan=former)
    return [
        AgendaItem(
            title=words.say(point.what), subject=point.subject, minutes=point.minutes, proposed_by=point.rule
        )
        for point in proposed(known)
    ]


def _called(actor: Actor, one: OperationView, meeting: Meeting) -> int:
    plan = present_plan(actor.scope, operation=one.number)
    return call_meeting(
        actor, now(), operation=one.number, meeting=meeting, plan=None if plan is None else plan.pk
    )
