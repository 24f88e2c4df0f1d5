"""Papers as PDF under the rights of their pages, the page that a code leads to, the pack of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.pages.plans import head, may_take_files
from sampai.command.ports import PackOf, Packs, Papers
from sampai.command.queries.plans import PlanInForce, plans_in_force
from sampai.coordination.pages.pack.findings import open_findings
from sampai.coordination.pages.papers.catalogue import (
    BY_SHORT,
    LABELS,
    OF_JOURNEY,
    OF_STATION,
    RESTRICTED_PAPERS,
    shape_of,
)
from sampai.coordination.queries import MeetingLine, meeting_lines, one_meeting
from sampai.coordination.rules.codes import PaperCode, fit, is_label, read_code
from sampai.custody.model import Label
from sampai.custody.queries import boxes_of_station
from sampai.custody.queries.boxes import BoxView
from sampai.custody.rules.labels import read_label
from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.kernel.text import Text, say
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.queries import PlanView, plan_view
from sampai.transport.queries import journey_view

STATION_DIGITS = 13
LONGEST_NUMBER = 18
MOST_MEETINGS = 10


@require_GET
def paper(request: Request, plan: int, code: str, subject: str, papers: Papers) -> HttpResponse:
    """One kind of paper of a journey or station as PDF; restricted ones are noted."""
    actor = request.actor
    view = plan_view(actor.scope, plan)
    _must_be_allowed(actor, view, code=code, subject=subject)
    tells_times = actor.scope.sees(Secrecy.EMBARGO)
    content = papers.paper(view.document, code, only=subject, tells_times=tells_times, words=request.words)
    seen = Secrecy.EMBARGO if tells_times else Secrecy.AGENCIES
    looked(actor, now(), subject=f"plan:{view.pk}:{code}:{subject}", secrecy=seen)
    name = f"{code}-{fit(subject).replace(':', '-')}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _must_be_allowed(actor: Actor, view: PlanView, *, code: str, subject: str) -> None:
    """Papers of journeys need what their page needs; of stations the territory; labels the right to seals."""
    shape_of(code)
    if code in OF_JOURNEY:
        if not actor.scope.sees(Secrecy.EMBARGO):
            raise Forbidden(Deed.SEE_PLAN)
        journey_view(actor.scope, plan=view.pk, code=subject)
        return
    is_inside = len(subject) == STATION_DIGITS and actor.scope.covers(subject)
    if code not in OF_STATION or code in RESTRICTED_PAPERS or not is_inside:
        raise Forbidden(Deed.SEE_PLAN)
    if not actor.may(Deed.SEE_CUSTODY) or not subject.startswith(view.region):
        raise Forbidden(Deed.SEE_CUSTODY)
    if code in LABELS and not actor.may(Deed.MANAGE_SEALS):
        raise Forbidden(Deed.MANAGE_SEALS)


# --- what a code leads to ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a code on paper leads to: the paper's name, links to the record, boxes to enter."""

    title: Text
    subject: str
    is_ours: bool
    links: Sequence[tuple[Text | str, str]] = ()
    boxes: Sequence[BoxView] = ()


@require_GET
def scan(request: Request, papers: Papers, code: str = "") -> HttpResponse:
    """Reads a code that was scanned or typed, and leads to what it is about. It shows nothing by itself."""
    asked = request.GET.get("kode", "")
    text = (code or asked).strip()
    found, error = None, None
    if text:
        try:
            found = _read(request.actor, text, papers)
        except Refused as refused:
            error = refused
    content = {
        "text": asked,
        "found": found,
        "error": error,
        "may_enter": request.actor.may(Deed.ENTER_CUSTODY),
    }
    return render(request, "paper_scan.jinja", content, status=422 if error else 200)


def _read(actor: Actor, text: str, papers: Papers) -> Found:
    return _label(actor, text, papers) if is_label(text) else _found(actor, read_code(text), papers)


def _label(actor: Actor, text: str, papers: Papers) -> Found:
    label: Label = read_label(text)
    owner = label.box.rpartition("-")[0]
    known = [one for one in operations(actor.scope) if owner.startswith(one.region)]
    ours = [one for one in known if papers.is_our_label(label, election=one.profile)]
    is_station = len(owner) == STATION_DIGITS
    links = _to_box(actor, label.box) if is_station else _to_committee(actor, label.box, ours, papers)
    return Found(title=say("Label of a box"), subject=label.box, is_ours=bool(ours), links=links)


def _to_box(actor: Actor, box: str) -> list[tuple[Text | str, str]]:
    """A station's box has a page of its own."""
    if not (actor.scope.covers(box) and actor.may(Deed.SEE_CUSTODY)):
        return []
    links: list[tuple[Text | str, str]] = [(say("The box"), reverse("box", args=[box]))]
    if actor.may(Deed.ENTER_CUSTODY):
        links.append((say("Enter what happened to it"), reverse("box_enter", args=[box])))
    return links


def _to_committee(
    actor: Actor, box: str, ours: Sequence[OperationView], papers: Papers
) -> list[tuple[Text | str, str]]:
    """A committee's own box stands on papers of journeys only: to the committee's region, and to those."""
    owner = box.rpartition("-")[0]
    if not actor.scope.covers(owner) or not actor.may(Deed.SEE_REGISTER):
        return []
    links: list[tuple[Text | str, str]] = [
        (say("The region of the committee"), reverse("region", args=[owner]))
    ]
    plan = next(iter(plans_in_force(actor.scope, operations=ours)), None) if ours else None
    if plan is None or not actor.may(Deed.SEE_PLAN) or not actor.scope.sees(Secrecy.EMBARGO):
        return links
    document = plan_view(actor.scope, plan.pk).document
    return links + [
        (
            say("The journey that brings it: {journey}", journey=code),
            reverse("plan_journey", args=[plan.pk, code]),
        )
        for code in papers.journeys_of(document, box)
    ]


def _found(actor: Actor, code: PaperCode, papers: Papers) -> Found:
    shape = BY_SHORT.get(code.paper)
    title = shape.title if shape else say("Pack of a meeting")
    known = next(
        (one for one in operations(actor.scope) if fit(f"{one.region}.{one.profile}") == code.operation), None
    )
    links = [] if known is None else _links(actor, code, known)
    return Found(
        title=title,
        subject=code.subject,
        is_ours=papers.is_ours(code),
        links=links,
        boxes=() if known is None else _boxes(actor, code, known),
    )


def _links(actor: Actor, code: PaperCode, operation: OperationView) -> list[tuple[Text | str, str]]:
    owner = code.subject.partition("-")[0]
    if owner.isdecimal() and not actor.scope.covers(owner):
        return []
    if len(code.subject) == STATION_DIGITS and code.subject.isdecimal():
        return [(say("The station"), reverse("station", args=[code.subject]))]
    if owner.isdecimal() and "-" in code.subject and actor.may(Deed.SEE_CUSTODY):
        return [(say("The box"), reverse("box", args=[code.subject]))]
    if not actor.may(Deed.SEE_PLAN):
        return []
    plan = next(iter(plans_in_force(actor.scope, operations=[operation])), None)
    return [] if plan is None else _of_plan(actor, code, plan)


def _of_plan(actor: Actor, code: PaperCode, plan: PlanInForce) -> list[tuple[Text | str, str]]:
    shape = BY_SHORT.get(code.paper)
    journey = code.subject.partition(":")[0]
    if shape and shape.code in {*OF_JOURNEY, "bast-kembali"} and actor.scope.sees(Secrecy.EMBARGO):
        return [(say("The journey"), reverse("plan_journey", args=[plan.pk, journey]))]
    return [(say("The plan"), reverse("plan", args=[plan.pk]))]


def _boxes(actor: Actor, code: PaperCode, operation: OperationView) -> Sequence[BoxView]:
    """The boxes of the station that a paper is about, to be entered one by one."""
    is_station = len(code.subject) == STATION_DIGITS and actor.scope.covers(code.subject)
    if not is_station or not actor.may(Deed.SEE_CUSTODY):
        return ()
    return boxes_of_station(actor.scope, code.subject, event=operation.event)


# --- packs ---


@require_http_methods(["GET", "POST"])
def pack(request: Request, plan: int, packs: Packs) -> HttpResponse:
    """The pack of a meeting on a version: a button that begins it, how far it is, its files."""
    actor, words = request.actor, request.words
    view = _may_take(request, plan)
    wanted = _pack_of(request, view)
    if request.method == "POST":
        packs.begin(wanted, words=words)
        return redirect(f"{reverse('plan_pack', kwargs={'plan': plan})}{_asked(wanted)}")
    content = head(actor, view) | {
        "state": packs.state(wanted, words=words),
        "files": packs.listed(wanted, words=words),
        "meetings": _meetings(actor, view),
        "meeting": wanted.number,
        "asked": _asked(wanted),
    }
    return render(request, "plan_pack.jinja", content)


@require_GET
def pack_file(request: Request, plan: int, file: str, packs: Packs) -> HttpResponseBase:
    """One file of a pack. It holds routes and times, so that somebody takes it is noted."""
    view = _may_take(request, plan)
    path = packs.path(_pack_of(request, view), file, words=request.words)
    if path is None:
        raise Http404(file)
    looked(request.actor, now(), subject=f"plan:{view.pk}:rakor/{file}", secrecy=Secrecy.EMBARGO)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{view.region}-v{view.number}-{path.name}"
    )


def _may_take(request: Request, plan: int) -> PlanView:
    view = plan_view(request.actor.scope, plan)
    if not may_take_files(request.actor, view):
        raise Forbidden(Deed.EXPORT)
    return view


def _pack_of(request: Request, view: PlanView) -> PackOf:
    """The pack with the meeting that was asked for, and with findings that are published.

    Raises `Forbidden` for a meeting of another operation, or one that the reader may not see.
    """
    actor, asked = request.actor, request.GET.get("rapat", "")
    findings = open_findings(actor, region=view.region)
    if not asked.isdecimal() or len(asked) > LONGEST_NUMBER:
        return PackOf(document=view.document, findings=findings)
    found = one_meeting(actor.scope, int(asked))
    if found.operation != view.operation:
        raise Forbidden(Deed.SEE_MEETINGS)
    return PackOf(document=view.document, number=found.pk, meeting=found.meeting, findings=findings)


def _asked(wanted: PackOf) -> str:
    return f"?rapat={wanted.number}" if wanted.number else ""


def _meetings(actor: Actor, view: PlanView) -> Sequence[MeetingLine]:
    if not actor.may(Deed.SEE_MEETINGS):
        return ()
    return [one for one in meeting_lines(actor.scope) if one.operation == view.operation][:MOST_MEETINGS]
