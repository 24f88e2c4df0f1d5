"""One meeting: since last time, agenda, attendance, minutes, decisions, promises, signatures; its paper."""

from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from sampai.coordination.actions import attend, mark_attendance, set_agenda, sign_minutes, sign_on_paper
from sampai.coordination.actions.deciding import await_again, decide, make_promise, settle_promise
from sampai.coordination.model import Agreed, PromiseState
from sampai.coordination.pages.calendar import Owner, meeting_ics
from sampai.coordination.pages.meetings import INSTITUTIONS, RULE, Room
from sampai.coordination.pages.meetings.reading import (
    LONGEST,
    LONGEST_MINUTES,
    agenda_of,
    agenda_text,
    effect_of,
    people_of,
    promise_of,
)
from sampai.coordination.pages.pack.meeting import AGREED, KIND, STATE
from sampai.coordination.queries import MeetingView, one_meeting, open_promises
from sampai.coordination.queries.agenda import Since, present_plan, since
from sampai.coordination.rules.effects import ready
from sampai.coordination.rules.signing import minutes_digest
from sampai.guarding.model import RiskClass
from sampai.kernel.clock import now, today
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.people.pages import Request
from sampai.plan.pages.labels import RISK

Done = Callable[[Request, MeetingView, Room], object]


@require_http_methods(["GET", "POST"])
def page(request: Request, meeting: int, room: Room) -> HttpResponse:
    """The meeting with the forms of what the reader may do there; a refusal stands over them."""
    view = one_meeting(request.actor.scope, meeting)
    error = None
    if request.method == "POST":
        does = DEEDS.get(request.POST.get("perbuatan", ""))
        if does is None:
            raise Http404
        try:
            does(request, view, room)
        except Refused as refused:
            error = refused
            view = one_meeting(request.actor.scope, meeting)
        else:
            return redirect("meeting", meeting=meeting)
    newest, lost = room.lost(request.actor.scope, view.operation)
    content = _content(request.actor, view) | {
        "newest": newest,
        "lost": [one for one in lost if one.meeting == view.pk],
        "stagings": room.stagings(view.profile),
        "given": request.POST,
        "error": error,
    }
    return render(request, "meeting.jinja", content, status=422 if error else 200)


def _content(actor: Actor, view: MeetingView) -> dict[str, Any]:
    one, scope = view.meeting, actor.scope
    signed = {each.institution for each in view.signatures}
    is_open = not view.signatures
    holds = actor.may(Deed.HOLD_MEETINGS, region=view.region)
    return {
        "view": view,
        "one": one,
        "digest": minutes_digest(one),
        "since": _since(actor, view),
        "unkept": open_promises(scope, operation=view.operation, before=view.starts),
        "agenda": agenda_text(one.agenda),
        "waiting": ready(one.decisions, promises=one.promises),
        "present": sorted({each.institution for each in one.invited if each.came}),
        "holds": holds,
        "writes": holds and is_open,
        "joins": actor.may(Deed.JOIN_MEETINGS),
        "may_sign": actor.may(Deed.JOIN_MEETINGS) and actor.institution.value not in signed,
        "plan_now": _plan_now(actor, view),
        "takes_pack": scope.sees(Secrecy.EMBARGO) and actor.may(Deed.EXPORT, region=view.region),
        "may_version": actor.may(Deed.IMPORT_PLAN, region=view.region),
        "institutions": INSTITUTIONS,
        "risks": {risk.value: RISK[risk] for risk in RiskClass},
        "kinds": KIND,
        "agreed": AGREED,
        "states": STATE,
        "rules": RULE,
        "today": today(),
    }


def _plan_now(actor: Actor, view: MeetingView) -> int | None:
    """The version that counts now, or the one that lay before the meeting; None for whom plans are not."""
    if not actor.may(Deed.SEE_PLAN):
        return None
    present = present_plan(actor.scope, operation=view.operation) if view.is_last else None
    return view.plan if present is None else present.pk


def _since(actor: Actor, view: MeetingView) -> Since | None:
    """What changed in the plan from the meeting before to this one; to now, where it is the last one."""
    if view.former_plan is None or not actor.may(Deed.SEE_PLAN):
        return None
    present = present_plan(actor.scope, operation=view.operation) if view.is_last else None
    after = view.plan if present is None else present.pk
    return None if after is None else since(actor.scope, before=view.former_plan, after=after)


# --- what is done on the page ---


def _agenda(request: Request, view: MeetingView, _room: Room) -> None:
    post = request.POST
    set_agenda(
        request.actor,
        now(),
        meeting=view.pk,
        agenda=agenda_of(post.get("agenda", ""), known=view.meeting.agenda),
        minutes=post.get("notulen", "")[:LONGEST_MINUTES],
    )


def _attendance(request: Request, view: MeetingView, _room: Room) -> None:
    came = [int(one) for one in request.POST.getlist("hadir") if one.isdecimal()]
    more = people_of(request.POST.get("tambahan", ""))
    mark_attendance(request.actor, now(), meeting=view.pk, came=came, more=more)


def _decision(request: Request, view: MeetingView, room: Room) -> None:
    post = request.POST
    kind = post.get("macam", "")
    agreed = Agreed(kind) if kind in {*Agreed} else Agreed.NOTED
    effect = effect_of(post, agreed=agreed)
    if agreed is Agreed.STAGING and effect.staging not in room.stagings(view.profile):
        raise Http404
    decide(
        request.actor,
        now(),
        meeting=view.pk,
        text=post.get("putusan", "")[:LONGEST],
        agreed=agreed,
        effect=effect,
        promise=promise_of(post) if agreed is Agreed.REINFORCEMENT else None,
    )


def _promise(request: Request, view: MeetingView, _room: Room) -> None:
    make_promise(request.actor, now(), meeting=view.pk, promise=promise_of(request.POST))


def _settled(request: Request, _view: MeetingView, _room: Room) -> None:
    post = request.POST
    number = post.get("nomor", "")
    settle_promise(
        request.actor,
        now(),
        promise=int(number) if number.isdecimal() else 0,
        state=PromiseState.DROPPED if post.get("keadaan") == "dibatalkan" else PromiseState.KEPT,
        evidence=post.get("bukti", "")[:LONGEST],
    )


def _signature(request: Request, view: MeetingView, _room: Room) -> None:
    sign_minutes(request.actor, now(), meeting=view.pk, seen=request.POST.get("sidik", "")[:80])


def _paper_signature(request: Request, view: MeetingView, _room: Room) -> None:
    post = request.POST
    sign_on_paper(
        request.actor,
        now(),
        meeting=view.pk,
        institution=post.get("lembaga", "")[:60],
        name=post.get("nama", "")[:150],
        seen=post.get("sidik", "")[:80],
    )


def _version(request: Request, view: MeetingView, room: Room) -> None:
    room.begin(request.actor, view.pk)


def _again(request: Request, view: MeetingView, room: Room) -> None:
    _, lost = room.lost(request.actor.scope, view.operation)
    mine = [one.number for one in lost if one.meeting == view.pk]
    await_again(request.actor, now(), meeting=view.pk, decisions=mine)
    room.begin(request.actor, view.pk)


DEEDS: Mapping[str, Done] = {
    "agenda": _agenda,
    "hadir": _attendance,
    "putusan": _decision,
    "janji": _promise,
    "janji-selesai": _settled,
    "tandatangan": _signature,
    "tandatangan-kertas": _paper_signature,
    "versi": _version,
    "versi-lagi": _again,
}


# --- attendance by QR, paper, calendar ---


@require_http_methods(["GET", "POST"])
def here(request: Request, meeting: int, tag: str, room: Room) -> HttpResponse:
    """Where the QR code in the room leads: one button says that one is here. Another tag is refused."""
    view = one_meeting(request.actor.scope, meeting)
    request.actor.needs(Deed.JOIN_MEETINGS)
    if not compare_digest(tag.encode(), room.tag(view.pk).encode()):
        raise Forbidden(Deed.JOIN_MEETINGS)
    if request.method == "POST":
        attend(request.actor, now(), meeting=view.pk)
        return redirect("meeting", meeting=view.pk)
    return render(request, "meeting_here.jinja", {"view": view, "one": view.meeting})


@require_GET
def paper(request: Request, meeting: int, room: Room) -> HttpResponse:
    """The printed twin: attendance list, minutes, lines for signatures, and a QR code that leads back.

    Who holds the meeting also gets the code by which those in the room say that they are here.
    """
    view = one_meeting(request.actor.scope, meeting)
    site = room.site() or request.build_absolute_uri("/").rstrip("/")
    back = site + reverse("meeting", args=[view.pk])
    attendance = ""
    if request.actor.may(Deed.HOLD_MEETINGS, region=view.region):
        attendance = site + reverse("meeting_here", args=[view.pk, room.tag(view.pk)])
    content = _content(request.actor, view) | {
        "back": back,
        "back_picture": Markup(room.picture(back)),  # noqa: S704 -- our own drawing
        "attendance": attendance,
        "attendance_picture": Markup(room.picture(attendance)) if attendance else "",  # noqa: S704 -- see above
    }
    return render(request, "meeting_paper.jinja", content)


@require_GET
def invitation(request: Request, meeting: int) -> HttpResponse:
    """The meeting for any calendar."""
    view = one_meeting(request.actor.scope, meeting)
    owner = Owner(name=view.name, region=view.region, election=view.profile, zone=view.zone)
    text = meeting_ics(view.meeting, owner=owner, words=request.words)
    headers = {"Content-Disposition": f'attachment; filename="rakor-{view.pk}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
