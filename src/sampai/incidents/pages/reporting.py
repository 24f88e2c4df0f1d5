"""The desk's form: what somebody told, as a claim of its own or as a further word on an incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.election.queries import events_of
from sampai.incidents.actions.deeds import report
from sampai.incidents.model import Claim, Entry, IncidentBook, ItemId, Severity, Source
from sampai.incidents.pages import Room
from sampai.incidents.pages.listing import zone_of
from sampai.incidents.pages.words import kind_name, word
from sampai.incidents.queries.one import SHORT, incident
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Deed, Institution
from sampai.kernel.text import say
from sampai.people.pages import Request

LONGEST = 500


@require_http_methods(["GET", "POST"])
def page(request: Request, room: Room) -> HttpResponse:
    """The form; on sending it, the claim."""
    actor, at = request.actor, now()
    actor.needs(Deed.REPORT_INCIDENT)
    about = (request.POST if request.method == "POST" else request.GET).get("tentang", "")
    one = incident(actor.scope, about, book=room.book) if about else None
    zone = zone_of(actor.scope)
    error = None
    if request.method == "POST":
        try:
            claim = read_claim(request.POST.dict(), by=actor.account, zone=zone, at=at, book=room.book)
            found = report(
                actor,
                at,
                own=room.own(),
                claim=claim,
                election=next(iter(events_of(actor.scope)), "-"),
                about=about,
                book=room.book,
            )
        except Refused as refused:
            error = refused
        else:
            room.take_in()
            return redirect("incident", code=found[:SHORT])
    given: dict[str, Any] = request.POST.dict() if request.method == "POST" else request.GET.dict()
    if one is not None and request.method == "GET":
        given = {"jenis": one.incident.kind, "tempat": one.incident.place, **given}
    content = {
        "given": given,
        "one": one,
        "about": about,
        "error": error,
        "kinds": sorted(
            (kind_name(key, book=room.book, lang=request.words.lang), key) for key in room.book.kinds
        ),
        "severities": [(each.value, word(each)) for each in Severity],
        "certainties": [(each.value, word(each)) for each in Certainty],
        "institutions": [each.value for each in Institution],
        "own_institution": actor.institution.value,
        "local": at.astimezone(ZoneInfo(ZONES[zone])).strftime("%Y-%m-%dT%H:%M"),
        "zone": zone,
    }
    return render(request, "incident_report.jinja", content, status=422 if error else 200)


def read_claim(post: Mapping[str, str], *, by: str, zone: str, at: datetime, book: IncidentBook) -> Claim:
    """What the form says. Raises `Refused`, naming the field, for what cannot be."""

    def text(name: str, most: int = LONGEST) -> str:
        return " ".join(post.get(name, "").split())[:most]

    at_ms = _moment_ms(text("kapan"), zone=zone)
    kind, severity = text("jenis"), text("tingkat")
    return Claim(
        id=ItemId("-"),
        kind=kind,
        place=text("tempat", 40).replace(".", "") if text("tempat")[:1].isdigit() else text("tempat", 40),
        at_ms=at_ms,
        told_ms=round(at.timestamp() * 1_000),
        source=Source(
            name=text("sumber", 150) or by,
            institution=next((one for one in Institution if one.value == text("lembaga")), None),
            is_on_site=post.get("di-tempat") == "ya",
            relays=text("meneruskan", 150),
        ),
        certainty=next((one for one in Certainty if one.value == text("yakin")), Certainty.REPORTED),
        entry=Entry.DESK,
        happened=post.get("terjadi") != "tidak",
        facts=_facts(post.get("fakta", "")),
        boxes=tuple(one[:50] for one in post.get("kotak", "").upper().replace(",", " ").split()[:60]),
        journey=text("perjalanan", 60),
        severity=Severity(severity)
        if severity in list(Severity) and severity != book.kind_of(kind).severity
        else None,
        note=text("catatan"),
    )


def _moment_ms(text: str, *, zone: str) -> int:
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "moment",
            say("“{value}” is no day and time.", value=text[:40]),
            say("Write day and time, such as 2024-11-27T06:30."),
        ) from error
    return round(local.replace(tzinfo=ZoneInfo(ZONES[zone])).timestamp() * 1_000)


def _facts(text: str) -> tuple[tuple[str, str], ...]:
    """Lines such as `kotak basah: 21`."""
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    found = ((name.strip()[:60], value.strip()[:200]) for name, _, value in pairs)
    return tuple((name, value) for name, value in found if name and value)[:20]
