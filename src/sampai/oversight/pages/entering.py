"""The two doors: a finding with its Form A, and a report that somebody brings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.election.queries import OperationView
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed
from sampai.oversight.actions.cases import Means, open_finding, open_report
from sampai.oversight.model import (
    Activity,
    ActivityForm,
    Office,
    Reply,
    ReportingSupervisor,
    SupervisionReport,
    Suspicion,
)
from sampai.oversight.pages.reading import (
    choice_of,
    chosen_operation,
    digests_of,
    moment_of,
    people_of,
    place_of,
)
from sampai.oversight.pages.words import FORM
from sampai.oversight.queries.checklists import ChecklistLine, one_checklist
from sampai.people.pages import Request


@require_http_methods(["GET", "POST"])
def finding(request: Request, means: Callable[[], Means]) -> HttpResponse:
    """The Form A, empty or begun from a filled checklist; on sending it, the draft of a case."""
    actor, at, given = request.actor, now(), means()
    actor.needs(Deed.WORK_OVERSIGHT)
    one, all_of_them = chosen_operation(actor.scope, request.GET.get("operasi", ""))
    filled = _filled(request, means=given, zone=one.zone)
    error = None
    if request.method == "POST":
        try:
            case = _found(request, means=given, one=one, filled=filled, at=at)
        except Refused as refused:
            error = refused
        else:
            return redirect("case", case=case)
    content = _common(request, one, all_of_them, at=at, error=error)
    content |= {
        "filled": filled,
        "begun": _begun(filled, means=given) if filled else "",
        "stages": [(one.stage.value, one.name) for one in given.book.checklists],
        "forms": [(one.value, FORM[one]) for one in ActivityForm],
    }
    return render(request, "oversight_finding.jinja", content, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def report(request: Request, means: Callable[[], Means]) -> HttpResponse:
    """The receipt of a report; the reporter's name is sealed as soon as it is sent."""
    actor, at, given = request.actor, now(), means()
    actor.needs(Deed.WORK_OVERSIGHT)
    one, all_of_them = chosen_operation(actor.scope, request.GET.get("operasi", ""))
    error = None
    if request.method == "POST":
        try:
            case = _received(request, means=given, one=one, at=at)
        except Refused as refused:
            error = refused
        else:
            return redirect("case", case=case)
    content = _common(request, one, all_of_them, at=at, error=error)
    return render(request, "oversight_report.jinja", content, status=422 if error else 200)


def _common(
    request: Request, one: OperationView, all_of_them: object, *, at: datetime, error: Refused | None
) -> dict[str, Any]:
    return {
        "operation": one,
        "operations": all_of_them,
        "zone": one.zone,
        "local": at.astimezone(ZoneInfo(ZONES[one.zone])).strftime("%Y-%m-%dT%H:%M"),
        "given": request.POST,
        "error": error,
    }


def _filled(request: Request, *, means: Means, zone: str) -> ChecklistLine | None:
    asked = request.GET.get("isian", "")
    return one_checklist(request.actor, int(asked), book=means.book, zone=zone) if asked.isdecimal() else None


def _begun(line: ChecklistLine, *, means: Means) -> str:
    """What was answered with no, as the beginning of a description."""
    texts = {one.key: one.text for one in means.book.checklist(line.filled.stage).questions}
    return "\n".join(
        f"{texts.get(one.question, one.question)} Tidak. {one.note}".strip()
        for one in line.filled.answers
        if one.reply is Reply.NO
    )


def _found(
    request: Request, *, means: Means, one: OperationView, filled: ChecklistLine | None, at: datetime
) -> int:
    post, by = request.POST, request.actor
    region, subject = place_of(post.get("tentang", ""))
    found_at = moment_of(post.get("ditemukan", ""), zone=one.zone)
    events = (*((filled.origin,) if filled else ()), *digests_of(post.get("peristiwa", "")))
    form = SupervisionReport(
        supervisor=ReportingSupervisor(
            stage=post.get("tahap", ""),
            name=post.get("nama", "").strip() or by.name,
            post=post.get("jabatan", "").strip() or by.role.name,
            office=means.book.office(by.role.code, territory=by.scope.territory) or Office.PTPS,
            letter_number=post.get("surat", "").strip(),
            address=post.get("alamat", "").strip(),
        ),
        activity=Activity(
            form=choice_of(post.get("bentuk", ""), {each.value: each for each in ActivityForm}),
            aim=post.get("tujuan", "").strip(),
            target=post.get("sasaran", "").strip(),
            begins_at=moment_of(post.get("mulai", ""), zone=one.zone),
            ends_at=moment_of(post.get("selesai", ""), zone=one.zone),
            place=post.get("tempat", "").strip(),
        ),
        description=post.get("uraian", "").strip(),
        made_at=at.astimezone(ZoneInfo(ZONES[one.zone])),
        made_in=post.get("dibuat_di", "").strip(),
        number=post.get("nomor", "").strip()[:80],
        checklists=(filled.filled,) if filled else (),
        suspicions=_suspicions(request, at=found_at),
        events=events,
    )
    return open_finding(
        by,
        at,
        means=means,
        operation=one.number,
        region=region,
        subject=subject,
        found_at=found_at,
        form=form,
        number=form.number,
    )


def _suspicions(request: Request, *, at: datetime) -> tuple[Suspicion, ...]:
    """Part IV; empty where nothing is suspected."""
    post = request.POST
    event = post.get("dugaan", "").strip()
    if not event:
        return ()
    return (
        Suspicion(
            event=event,
            place=post.get("tempat", "").strip(),
            at=at,
            reported=people_of(post.get("terlapor", "")),
            witnesses=people_of(post.get("saksi", "")),
            evidence=tuple(line.strip() for line in post.get("bukti", "").splitlines() if line.strip()),
            articles=tuple(line.strip() for line in post.get("pasal", "").splitlines() if line.strip()),
            facts=post.get("fakta", "").strip(),
            analysis=post.get("analisis", "").strip(),
        ),
    )


def _received(request: Request, *, means: Means, one: OperationView, at: datetime) -> int:
    post = request.POST
    region, subject = place_of(post.get("tentang", ""))
    return open_report(
        request.actor,
        at,
        means=means,
        operation=one.number,
        region=region,
        subject=subject,
        known_at=moment_of(post.get("diketahui", ""), zone=one.zone),
        event=post.get("uraian", "").strip(),
        reporters=people_of(post.get("pelapor", "")),
        reported=people_of(post.get("terlapor", "")),
        witnesses=people_of(post.get("saksi", "")),
        number=post.get("nomor", "").strip()[:80],
    )
