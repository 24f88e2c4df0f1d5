"""The list of incidents: narrowed by one filter, a page at a time, or as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.election.queries import events_of, operations
from sampai.incidents.model import Colour, Severity, Status
from sampai.incidents.pages import Room
from sampai.incidents.pages.words import kind_name, moment_of, word
from sampai.incidents.queries.listing import (
    COUNTED,
    IncidentLine,
    Wanted,
    counted,
    incident_lines,
    incident_rows,
    sums,
)
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Scope
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import Words, say
from sampai.ledger.actions import note
from sampai.people.pages import Request
from sampai.places.queries import region_names

PAGE = 50
MOST = 100_000
"""Rows in one file."""
CHUNK = 5_000
USUAL_ZONE = "WIB"
FIELDS = {
    "peristiwa": "election",
    "wilayah": "region",
    "jenis": "kind",
    "tingkat": "severity",
    "warna": "colour",
    "keadaan": "state",
    "ganjil": "odd",
}
"""The filter's fields as addresses name them."""
AFTER = "sesudah"
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def zone_of(scope: Scope) -> str:
    """The zone that times are told in."""
    zones = {one.zone for one in operations(scope)}
    return zones.pop() if len(zones) == 1 else USUAL_ZONE


def read_wanted(actor: Actor, asked: Mapping[str, str]) -> Wanted:
    """The filter that an address asks for; the newest election where none is named."""
    found = {field: asked.get(name, "").strip()[:60] for name, field in FIELDS.items()}
    region = found.pop("region").replace(".", "")
    if region and not (region.isdecimal() and region.isascii() and len(region) in {2, 4, 6, 10}):
        raise Refused(
            "filter",
            say("“{value}” is no code of a region.", value=region),
            say("Write 2, 4, 6 or 10 digits."),
        )
    events = events_of(actor.scope)
    if found["election"] not in events:
        found["election"] = next(iter(events), "")
    found["state"] = found["state"] or "open"
    return Wanted(region=RegionCode(region), **found)


@require_GET
def index(request: Request, room: Room) -> HttpResponse:
    """A page of the list."""
    actor = request.actor
    actor.needs(Deed.SEE_INCIDENTS)
    wanted = read_wanted(actor, request.GET.dict())
    after = request.GET.get(AFTER, "")
    rank, _, name = after.partition("-")
    after = after if rank.isdecimal() and name.isalnum() else ""
    lines = incident_lines(actor.scope, wanted, book=room.book, after=after, most=PAGE + 1)
    shown = lines[:PAGE]
    asked = {name: getattr(wanted, field) for name, field in FIELDS.items() if getattr(wanted, field)}
    names = region_names({RegionCode(one.region[:n]) for one in shown for n in (6, 10)})
    content = {
        "lines": [(one, kind_name(one.kind, book=room.book, lang=request.words.lang)) for one in shown],
        "names": names,
        "next": urlencode({**asked, AFTER: shown[-1].mark}) if len(lines) > PAGE else "",
        "is_first": not after,
        "query": "",
        "filter_query": urlencode(asked),
        "wanted": wanted,
        "count": counted(incident_rows(actor.scope, wanted)),
        "most": COUNTED,
        "sums": sums(actor.scope, region=wanted.region, election=wanted.election),
        "region_name": _region_name(wanted.region or RegionCode(actor.scope.territory[:10])),
        "colours": list(Colour),
        "events": events_of(actor.scope),
        "choices": _choices(room, lang=request.words.lang),
        "zone": zone_of(actor.scope),
        "at": now(),
        "moment_of": moment_of,
        "word": word,
        "may_export": actor.may(Deed.EXPORT),
        "may_report": actor.may(Deed.REPORT_INCIDENT),
    }
    return render(request, "incidents.jinja", content)


def _region_name(region: RegionCode) -> str:
    return region_names([region]).get(region, "")


def _choices(room: Room, *, lang: str) -> dict[str, Any]:
    return {
        "kinds": sorted((kind_name(key, book=room.book, lang=lang), key) for key in room.book.kinds),
        "severities": [(one.value, word(one)) for one in Severity],
        "colours": [(one.value, word(one)) for one in Colour],
        "states": [
            ("open", say("open")),
            ("all", say("all")),
            *((one.value, word(one)) for one in Status),
        ],
        "odd": [("unverified", say("not verified")), ("contested", say("contested"))],
    }


@require_GET
def exported(request: Request, room: Room, ending: str) -> HttpResponse:
    """The whole list as a file; it is noted who took it."""
    actor, at = request.actor, now()
    actor.needs(Deed.SEE_INCIDENTS)
    actor.needs(Deed.EXPORT)
    if ending not in MIME:
        raise Http404(ending)
    wanted = read_wanted(actor, request.GET.dict())
    lines = _all(actor, wanted, room=room)
    note(actor, at, Deed.EXPORT.value, subject="list:kejadian", detail={"as": ending, "rows": len(lines)})
    content = room.write[ending](_table(lines, wanted, room=room, words=request.words, scope=actor.scope))
    name = f"sampai-kejadian-{wanted.region or actor.scope.territory or 'nasional'}.{ending}"
    return HttpResponse(
        content,
        content_type=MIME[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _all(actor: Actor, wanted: Wanted, *, room: Room) -> list[IncidentLine]:
    lines: list[IncidentLine] = []
    after = ""
    while len(lines) < MOST:
        chunk = incident_lines(actor.scope, wanted, book=room.book, after=after, most=CHUNK)
        lines += chunk
        if len(chunk) < CHUNK:
            break
        after = chunk[-1].mark
    return lines


def _table(
    lines: list[IncidentLine], wanted: Wanted, *, room: Room, words: Words, scope: Scope
) -> TableSheet:
    zone = ZoneInfo(ZONES[zone_of(scope)])

    def told(at_ms: int | None) -> str:
        if at_ms is None:
            return ""
        at: datetime = moment_of(at_ms).astimezone(zone)
        return f"{at:%Y-%m-%d %H:%M} {at.tzname()}"

    heads = (
        say("Number"),
        say("Kind"),
        say("Severity"),
        say("Colour"),
        say("State"),
        say("Verified"),
        say("Contested"),
        say("Place"),
        say("When"),
        say("Claims"),
        say("Unit"),
        say("Waits for"),
        say("Next clock"),
    )
    rows = tuple(
        (
            one.code,
            kind_name(one.kind, book=room.book, lang=words.lang),
            words.say(word(one.severity)),
            words.say(word(one.colour)),
            words.say(word(one.status)),
            words.say(say("yes") if one.is_verified else say("no")),
            words.say(say("yes") if one.is_contested else say("no")),
            one.place,
            told(one.at_ms),
            one.claims,
            one.unit,
            ", ".join(one.asked),
            told(one.next_ms),
        )
        for one in lines
    )
    title = words.say(say("Incidents"))
    return TableSheet(
        name=title,
        title=f"{title} · {wanted.election}",
        headers=tuple(words.say(head) for head in heads),
        rows=rows,
    )
