"""Registers: versions, uploading tables, their faults or what they change, accepting or rejecting them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sampai.command.pages.move_svg import move_svg
from sampai.command.ports import Intake, ReadsOperation
from sampai.election.queries import operation as operation_view
from sampai.election.queries import operations
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused, SampaiError
from sampai.kernel.faults import Fault
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Scope
from sampai.kernel.text import Text, say
from sampai.ledger.queries import HistoryLine, history
from sampai.people.pages import Request
from sampai.places.actions import facts_of
from sampai.places.queries import (
    FACTS,
    RegisterView,
    kept_facts,
    present_registers,
    region_names,
    register_before,
    register_view,
    registers,
)
from sampai.places.rules.diff import DiffDetails, StationFacts, diff_details
from sampai.plan.actions import accept_register, offer_register, refuse_upload, reject_register

LARGEST = 40_000
"""Stations of a register whose changes are told one by one."""

SHOWN = 300
"""Rows of one list of changes; their number is always told."""

SHOWN_FAULTS = 500
LONGEST_NOTE = 400

STATUS: Mapping[str, Text] = {
    "offered": say("waits to be accepted"),
    "accepted": say("present"),
    "superseded": say("superseded"),
}

FIELDS: Mapping[str, Text] = {
    "name": say("Name"),
    "voters_m": say("Voters, men"),
    "voters_f": say("Voters, women"),
    "special": say("Special location"),
    "hard": say("Hard to reach"),
    "access": say("Access"),
    "signal": say("Signal"),
}
"""Fields of a station as a page names them."""

assert FIELDS.keys() == set(FACTS)


@require_GET
def index(request: Request) -> HttpResponse:
    """The operations of the reader's territory with their present register, and the way to upload one."""
    scope = request.actor.scope
    rows = [(one, present_registers(scope).get(one.number)) for one in operations(scope)]
    content = {"rows": rows, "may_import": request.actor.may(Deed.IMPORT_REGISTER), "error": None}
    return render(request, "registers.jinja", content)


@require_GET
def versions(request: Request, operation: int) -> HttpResponse:
    """The versions of one operation's register, newest first."""
    scope = request.actor.scope
    found, one = registers(scope, operation=operation), operation_view(scope, operation)
    if one is None:
        raise Forbidden(Deed.SEE_REGISTER)
    may = request.actor.may(Deed.IMPORT_REGISTER, region=one.region)
    content = {
        "operation": one,
        "registers": found,
        "status": STATUS,
        "may_import": may,
        "error": None,
        "history": _history(scope, event=one.event, region=one.region),
    }
    return render(request, "register_versions.jinja", content)


def _history(scope: Scope, *, event: str, region: str) -> Sequence[HistoryLine]:
    return history(scope, subject=f"register:{event}:{region}", region=region)


@require_POST
def upload(request: Request, intake: Intake) -> HttpResponse:
    """Read uploaded tables: their faults in place, or what they would change. Nothing is accepted yet."""
    actor = request.actor
    actor.needs(Deed.IMPORT_REGISTER)
    file = request.FILES.get("berkas")
    if file is None:
        return _refused(request, _NO_FILE)
    content = file.read()
    try:
        read = intake.read(file.name or "", content, owner=actor.account, words=request.words)
        if read.operation is None:
            refuse_upload(actor, now(), content=content, faults=len(read.faults))
            return _faulty(request, read.faults, name=file.name or "", key=read.key)
        done = offer_register(actor, now(), operation=read.operation, document=content)
    except Forbidden:
        raise
    except SampaiError as error:
        return _refused(request, error)
    return redirect("register", register=done.register)


_NO_FILE = Refused(
    "no-file",
    say("No file came with the form, or it is larger than 40 MiB."),
    say("Choose a workbook, or a ZIP of CSV files, of one operation."),
)


def _refused(request: Request, error: SampaiError) -> HttpResponse:
    return render(request, "register_upload.jinja", {"error": error}, status=422)


def _faulty(request: Request, faults: Sequence[Fault], *, name: str, key: str) -> HttpResponse:
    shown = faults[:SHOWN_FAULTS]
    groups = [(sheet, [*found]) for sheet, found in groupby(shown, key=lambda fault: fault.sheet)]
    content = {"groups": groups, "count": len(faults), "shown": len(shown), "name": name, "key": key}
    return render(request, "register_faults.jinja", content, status=422)


@require_GET
def marked(request: Request, key: str, kind: str, intake: Intake) -> HttpResponseBase:
    """The faults of the reader's own upload as CSV, or its tables with the faulty cells marked."""
    request.actor.needs(Deed.IMPORT_REGISTER)
    path = intake.marked(key, kind, owner=request.actor.account)
    if path is None:
        raise Http404(key)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"kesalahan.{kind}")


@require_GET
def register(request: Request, register: int, reads: ReadsOperation) -> HttpResponse:
    """One version and what it changes against the one before."""
    actor = request.actor
    view = register_view(actor.scope, register)
    return render(request, "register.jinja", _content(actor, view, reads=reads))


def _content(actor: Actor, view: RegisterView, *, reads: ReadsOperation) -> dict[str, Any]:
    details = _details(actor.scope, view, reads=reads)
    codes = () if details is None else (*details.diff.added, *details.diff.removed, *details.diff.changed)
    moved = () if details is None else tuple(one.code for one in details.moves)
    return {
        "register": view,
        "status": STATUS,
        "details": details,
        "most": SHOWN,
        "fields": FIELDS,
        "svg": None if details is None else move_svg(details.moves),
        "names": region_names({RegionCode(code[:10]) for code in (*codes, *moved)}),
        "may_accept": view.status == "offered" and actor.may(Deed.IMPORT_REGISTER, region=view.region),
        "error": None,
        "note": "",
    }


def _details(scope: Scope, view: RegisterView, *, reads: ReadsOperation) -> DiffDetails | None:
    """The changes in the reader's territory; None where they cannot be told one by one any more."""
    former = register_before(scope, view)
    if view.stations > LARGEST:
        return None
    try:
        after = facts_of(reads(view.document).register)
        before = _before(view, former, reads=reads)
    except SampaiError:
        return None
    return diff_details(_inside(before, scope), _inside(after, scope), names=FACTS)


def _before(
    view: RegisterView, former: RegisterView | None, *, reads: ReadsOperation
) -> Mapping[str, StationFacts]:
    if view.status == "offered":
        return kept_facts(view.operation)
    return {} if former is None else facts_of(reads(former.document).register)


def _inside(facts: Mapping[str, StationFacts], scope: Scope) -> Mapping[str, StationFacts]:
    return {code: one for code, one in facts.items() if scope.covers(code)}


@require_http_methods(["POST"])
def accept(request: Request, register: int, reads: ReadsOperation) -> HttpResponse:
    """Make an offered version the present one."""
    actor = request.actor
    view = register_view(actor.scope, register)
    try:
        accept_register(actor, now(), register=register, operation=reads(view.document))
    except Refused as error:
        return _again(request, view, reads=reads, error=error)
    return redirect("register", register=register)


@require_http_methods(["POST"])
def reject(request: Request, register: int, reads: ReadsOperation) -> HttpResponse:
    """Put an offered version away; a reason must be given."""
    actor = request.actor
    view = register_view(actor.scope, register)
    note = request.POST.get("catatan", "")[:LONGEST_NOTE]
    try:
        reject_register(actor, now(), register=register, note=note)
    except Refused as error:
        return _again(request, view, reads=reads, error=error)
    return redirect("registers")


def _again(request: Request, view: RegisterView, *, reads: ReadsOperation, error: Refused) -> HttpResponse:
    content = _content(request.actor, view, reads=reads) | {"error": error}
    return render(request, "register.jinja", content, status=422)
