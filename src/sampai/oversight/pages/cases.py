"""One case: what it is about, which steps may follow, by whom, until when; its people; its Form A."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed, Institution, Secrecy
from sampai.ledger.actions import looked
from sampai.oversight.actions.cases import (
    ADVISE,
    Means,
    People,
    add_evidence,
    answer,
    give_advice,
    reveal,
    take_step,
)
from sampai.oversight.model import Office, ViolationKind
from sampai.oversight.pages.overview import called
from sampai.oversight.pages.reading import choice_of, digests_of
from sampai.oversight.pages.words import FORM, KIND, PRINCIPLE, REPLY, STANDING, days_left, left
from sampai.oversight.queries import CaseView, form_a, one_case
from sampai.people.pages import Request
from sampai.places.queries import region_names


@require_http_methods(["GET", "POST"])
def case(request: Request, means: Callable[[], Means], case: int) -> HttpResponse:
    """A case as the reader may see it; on sending a form, the step."""
    actor, at, given = request.actor, now(), means()
    error, people = None, None
    if request.method == "POST":
        try:
            people = _done(request, case, means=given, at=at)
        except Refused as refused:
            error = refused
        else:
            if people is None:
                return redirect("case", case=case)
    view = one_case(actor, case, book=given.book, vault=given.vault, server=given.own.key.id, at=at)
    return render(
        request,
        "oversight_case.jinja",
        _content(view, means=given, at=at)
        | {
            "error": error,
            "people": people,
            "given": request.POST,
            "is_own": actor.institution is Institution.BAWASLU and actor.may(Deed.WORK_OVERSIGHT),
            "agencies": actor.scope.sees(Secrecy.AGENCIES),
            "may_look": actor.scope.sees(Secrecy.RESTRICTED),
        },
        status=422 if error else 200,
    )


def _content(view: CaseView, *, means: Means, at: datetime) -> dict[str, Any]:
    name, _, code = view.case.subject.partition(":")
    region = view.case.region[:10]
    return {
        "one": view,
        "at": at,
        "zone": view.zone,
        "state": means.book.machine.state(view.case.state),
        "subject": (name, code),
        "region": region_names([region]).get(region, region),  # type: ignore[list-item,call-overload] # cut code
        "dues": [(one, *days_left(one, at=at)) for one in view.dues],
        "advice": [(one, *left(one.until, at=at)) for one in view.advice],
        "steps": [one for one in view.possible if one.rule.key != ADVISE],
        "may_advise": any(one.rule.key == ADVISE for one in view.possible),
        "standing": STANDING,
        "kinds": [(one.value, KIND[one.value]) for one in ViolationKind],
    } | called(means.book)


def _done(request: Request, case: int, *, means: Means, at: datetime) -> People | None:
    """Do what a form of the page asks; people are unsealed for this one answer."""
    post, by = request.POST, request.actor
    match post.get("perbuatan", ""):
        case "langkah":
            _step(request, case, means=means, at=at)
        case "saran":
            give_advice(
                by,
                at,
                means=means,
                case=case,
                to=post.get("kepada", "")[:120],
                text=post.get("isi", ""),
                number=post.get("nomor", "")[:80],
                events=digests_of(post.get("peristiwa", "")),
            )
        case "bukti":
            add_evidence(by, at, means=means, case=case, digests=digests_of(post.get("peristiwa", "")))
        case "orang":
            return reveal(by, at, vault=means.vault, case=case, reason=post.get("alasan", ""))
        case _:
            raise Http404
    return None


def _step(request: Request, case: int, *, means: Means, at: datetime) -> None:
    post, by = request.POST, request.actor
    key, note = post.get("langkah", ""), post.get("catatan", "")
    if by.may(Deed.ANSWER_OVERSIGHT):
        answer(by, at, means=means, case=case, key=key, note=note)
        return
    kind, to = post.get("jenis", ""), post.get("kepada", "")
    take_step(
        by,
        at,
        means=means,
        case=case,
        key=key,
        kind=choice_of(kind, _KINDS) if kind else None,
        to=choice_of(to, _OFFICES) if to else None,
        note=note,
    )


_KINDS: Mapping[str, ViolationKind] = {one.value: one for one in ViolationKind}
_OFFICES: Mapping[str, Office] = {one.value: one for one in Office}


@require_GET
def form(request: Request, means: Callable[[], Means], case: int) -> HttpResponse:
    """The Form A (LHP) of a case, to read and to print. Names in it are restricted: the look is noted."""
    actor, at, given = request.actor, now(), means()
    found = form_a(actor, case, vault=given.vault)
    if found is None:
        raise Http404
    view = one_case(actor, case, book=given.book, vault=given.vault, server=given.own.key.id, at=at)
    if any(one.reported or one.witnesses for one in found.suspicions):
        looked(actor, at, subject=f"case:{case}:form-a", secrecy=Secrecy.RESTRICTED)
    texts = {
        (checklist.stage, one.key): one.text
        for checklist in given.book.checklists
        for one in checklist.questions
    }
    content = {
        "one": view,
        "form": found,
        "zone": view.zone,
        "form_word": FORM,
        "reply_word": REPLY,
        "principle_word": PRINCIPLE,
        "texts": texts,
    }
    return render(request, "form_a.jinja", content | called(given.book))
