"""Talks of the police with people of the community: what was promised, what worries people."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.guarding.actions import add_contact, keep_promise, note_talk
from sampai.guarding.forms.risks import SHEET
from sampai.guarding.queries import contacts, talks, worries
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Secrecy
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import say
from sampai.ledger.actions import looked
from sampai.people.pages import Request

KINDS = {
    "tokoh-adat": say("Leader by custom (tokoh adat)"),
    "tokoh-agama": say("Religious leader"),
    "tokoh-masyarakat": say("Leader of the community"),
    "tokoh-pemuda": say("Leader of the young"),
    "kepala-desa": say("Head of the village"),
    "lain": say("Somebody else"),
}
WORRIES = {  # as the rules of proposals and the supervisor's list name them
    "riwayat-konflik": say("There was conflict before"),
    "intimidasi": say("Intimidation"),
    "politik-uang": say("Money for votes"),
    "sara": say("Ethnic or religious tension"),
    "rawan-bencana": say("Disaster may strike"),
    "jalan-terputus": say("The road may be cut"),
    "lain": say("Something else"),
}
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = ("place", "institution", "indicator", "value", "day", "source", "certainty")


@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    """The contacts of the own territory, the log of talks, and the forms."""
    actor, at = request.actor, now()
    actor.needs(Deed.KEEP_CONTACTS)
    error = None
    if request.method == "POST":
        try:
            _done(request, at=at)
        except Refused as refused:
            error = refused
        else:
            return redirect("contacts")
    people, log = contacts(actor.scope), talks(actor.scope)
    if people:
        looked(actor, at, subject="contacts", secrecy=Secrecy.RESTRICTED)
    content = {
        "people": people,
        "talks": log,
        "open_promises": [one for one in log if one.promise and not one.is_kept],
        "worries": worries(actor.scope),
        "kinds": KINDS,
        "worry_words": WORRIES,
        "today": at.date(),
        "given": request.POST,
        "error": error,
    }
    return render(request, "contacts.jinja", content, status=422 if error else 200)


@require_GET
def exported(
    request: Request, write: Mapping[str, Callable[[TableSheet], bytes]], ending: str
) -> HttpResponse:
    """What worries people as rows of the sheet `kerawanan`, ready for the next register."""
    if ending not in MIME:
        raise Http404(ending)
    actor = request.actor
    found = worries(actor.scope)
    looked(actor, now(), subject="contacts", secrecy=Secrecy.RESTRICTED)
    columns = {column.key: column for column in SHEET.columns}
    table = TableSheet(
        name=SHEET.key,
        title=SHEET.key,
        headers=tuple(columns[key].header_id for key in COLUMNS),
        rows=tuple(
            (one.place, one.institution, one.indicator, one.value, one.iso_day, one.source, "dilaporkan")
            for one in found
        ),
    )
    headers = {"Content-Disposition": f'attachment; filename="kerawanan.{ending}"'}
    return HttpResponse(write[ending](table), content_type=MIME[ending], headers=headers)


def _done(request: Request, *, at: datetime) -> None:
    post, by = request.POST, request.actor
    match post.get("perbuatan", ""):
        case "kontak":
            kind = post.get("jenis", "")
            add_contact(
                by,
                at,
                kind=kind if kind in KINDS else "lain",
                name=post.get("nama", "")[:120],
                region=RegionCode(post.get("wilayah", "").strip()[:13]),
                phone=post.get("telepon", "")[:30],
            )
        case "kunjungan":
            worry = post.get("kerawanan", "")
            note_talk(
                by,
                at,
                contact=int(post.get("kontak", "0") or 0),
                day=_day(post.get("hari", "")) or at.date(),
                note=post.get("isi", "")[:4_000],
                promise=post.get("janji", "")[:1_000],
                promise_until=_day(post.get("sampai", "")),
                worry=worry if worry in WORRIES else "",
                worry_value=post.get("nilai", "")[:60],
                place=post.get("tempat", "")[:13],
            )
        case "ditepati":
            keep_promise(by, at, talk=int(post.get("kunjungan", "0") or 0))
        case _:
            raise Http404


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
