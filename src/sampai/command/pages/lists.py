"""Lists with one filter for all: pages, files, a text to share, and filters that people keep."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sampai.command.actions import drop_filter, export_list, keep_filter
from sampai.command.forms import AFTER, query_of, read_after, read_filter
from sampai.command.model import MEASURE_WORDS, STATE_WORDS, Desk, Filter
from sampai.command.pages.custody.words import box_choices
from sampai.command.pages.labels import (
    MEASURE,
    NOT_KNOWN,
    STATE,
    risk_choices,
    severity_choices,
    signal_choices,
)
from sampai.command.pages.listings import BOXES, LISTINGS, STATIONS, Column, Content, Listing
from sampai.command.pages.where import Election, chosen, h_word
from sampai.command.queries.lists import COUNTED, Asked, counted
from sampai.command.queries.plans import plans_in_force
from sampai.command.queries.saved import saved_filters
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.table.sheet import Value
from sampai.kernel.text import Text, Words, say
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.places.queries import region_names

PAGE = 50
"""Rows on a page."""
CHUNK = 5_000
MOST = 200_000
"""Rows in one file; more would be a nation's, which has other ways out."""
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


@require_GET
def stations(request: Request) -> HttpResponse:
    """The list of stations."""
    return _page(request, STATIONS)


@require_GET
def boxes(_request: Request) -> HttpResponse:
    """The list of boxes."""
    return redirect("list", kind=BOXES.kind)


@require_GET
def listing(request: Request, kind: str) -> HttpResponse:
    """One of the lists."""
    return _page(request, _listing(kind))


@require_GET
def exported(request: Request, desk: Desk, kind: str, ending: str) -> HttpResponse:
    """A whole list as a file; it is noted who took it."""
    found = _listing(kind)
    if ending not in MIME:
        raise Http404(ending)
    actor = request.actor
    actor.needs(found.deed)
    asked, election = _asked(actor, request)
    at = now()
    export_list(actor, at, listing=kind, ending=ending, wanted=asked.wanted)
    looked(actor, at, subject=f"list:{kind}", secrecy=found.secrecy(actor.scope))
    lines = _all(actor, found, asked)
    if ending == "geojson":
        content = _geojson(actor, found, asked, lines=lines, words=request.words)
    else:
        content = desk.write[ending](
            _table(actor, found, lines=lines, words=request.words, election=election)
        )
    name = f"sampai-{kind}-{asked.wanted.region or 'nasional'}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MIME[ending], headers=headers)


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the filter of a list under a name."""
    found = _listing(request.POST.get("daftar", ""))
    wanted = read_filter(request.POST.dict())
    keep_filter(request.actor, name=request.POST.get("nama", ""), listing=found.kind, query=query_of(wanted))
    return redirect(f"{reverse('list', kwargs={'kind': found.kind})}?{query_of(wanted)}")


@require_POST
def drop(request: Request, number: int) -> HttpResponse:
    """Forget a filter."""
    drop_filter(request.actor, number=number)
    return redirect("stations")


def _listing(kind: str) -> Listing[Any]:
    if kind not in LISTINGS:
        raise Http404(kind)
    return LISTINGS[kind]


def _asked(actor: Actor, request: Request) -> tuple[Asked, Election]:
    """What a request asks for. Raises `Forbidden` for a region outside the reader's territory."""
    wanted = read_filter(request.GET.dict())
    if wanted.region and not actor.scope.covers(wanted.region):
        raise Forbidden(Deed.SEE_REGISTER)
    wanted = wanted.within(actor.scope.territory)
    election = chosen(actor.scope, wanted.event)
    here = election.in_region(wanted.region)
    plans = plans_in_force(actor.scope, operations=here)
    return Asked(wanted=replace(wanted, event=election.event), operations=here, plans=plans), election


def _page(request: Request, found: Listing[Any]) -> HttpResponse:
    actor = request.actor
    actor.needs(found.deed)
    asked, election = _asked(actor, request)
    after = read_after(request.GET.dict())
    lines = found.lines(actor.scope, asked, after=after, most=PAGE + 1)
    at = now()
    looked(actor, at, subject=f"list:{found.kind}", secrecy=_seen(actor, found, lines=lines))
    count = counted(found.rows(actor.scope, asked))
    content = _content(request, found, asked, lines=lines[:PAGE])
    content |= _filter_choices(actor) | {
        "next": query_of(asked.wanted, **{AFTER: lines[PAGE - 1].mark}) if len(lines) > PAGE else "",
        "is_first": not after,
        "count": count,
        "most": COUNTED,
        "share": _share(request, found, asked, election=election, count=count, at=at),
        "region_name": region_names([asked.wanted.region]).get(asked.wanted.region, ""),
        "events": election.events,
        "h": h_word(election.h(at)),
        "at": at,
        "zone": election.zone,
        "may_export": actor.may(Deed.EXPORT),
        "saved": saved_filters(actor),
        "drafts": sum(not one.is_published for one in asked.plans) if found.deed is Deed.SEE_PLAN else 0,
    }
    return render(request, "list.jinja", content)


def _seen(actor: Actor, found: Listing[Any], *, lines: Sequence[Any]) -> Secrecy:
    return found.secrecy(actor.scope) if lines else Secrecy.PUBLIC


def _content(request: Request, found: Listing[Any], asked: Asked, *, lines: Sequence[Any]) -> dict[str, Any]:
    actor, words = request.actor, request.words
    columns = found.shown(actor.scope)
    own = asked.wanted if request.GET.get("wilayah") else replace(asked.wanted, region=RegionCode(""))
    return {
        "kind": found.kind,
        "page": found.page,
        "title": found.title,
        "fields": found.fields,
        "wanted": own,
        "query": "",
        "filter_query": query_of(asked.wanted),
        "tabs": [(one.kind, one.title) for one in LISTINGS.values() if actor.may(one.deed)],
        "headers": [(column.header, _is_number(column, lines)) for column in columns],
        "rows": [
            (found.link(line), [_cell(column.content(line), words) for column in columns]) for line in lines
        ],
        "not_known": NOT_KNOWN,
        "embargoed": len(columns) < len(found.columns),
    }


def _is_number(column: Column[Any], lines: Sequence[Any]) -> bool:
    found = [column.content(line) for line in lines[:5]]
    return any(type(one) in {int, float} for one in found)


def _cell(content: Content, words: Words) -> tuple[str, str]:
    """What stands in a cell of a page, and its class in the style sheet."""
    match content:
        case None | "":
            return words.say(NOT_KNOWN), "unknown"
        case Text():
            return words.say(content), _STATE_CLASS.get(content.key, "")
        case bool():
            return words.say(say("yes") if content else say("no")), ""
        case int() | float():
            return words.number(content), "n"
        case datetime():
            return f"{words.short_moment(content)} {content.tzname()}", ""
        case _:
            return content, "code" if content.isdecimal() else ""


_STATE_CLASS = dict(zip((one.key for one in STATE), ("unknown", "right", "doubt", "wrong"), strict=True))


def _filter_choices(actor: Actor) -> dict[str, Any]:
    measures = {name: word for word, name in MEASURE_WORDS.items()}
    return {
        "risks": risk_choices() if actor.scope.sees(Secrecy.AGENCIES) else [],
        "signals": signal_choices(),
        "severities": severity_choices(),
        "box_states": box_choices(),
        "measure_states": [
            (MEASURE[name], [(f"{word}-{state}", STATE[number]) for state, number in STATE_WORDS.items()])
            for name, word in measures.items()
        ],
    }


def _share(
    request: Request, found: Listing[Any], asked: Asked, *, election: Election, count: int, at: datetime
) -> str:
    """The list in a few lines of plain text, for a messenger: what, where, how many, when, its address."""
    words = request.words
    name = region_names([asked.wanted.region]).get(asked.wanted.region, "")
    many = f"> {words.number(COUNTED)}" if count > COUNTED else words.number(count)
    address = request.build_absolute_uri(
        f"{reverse('list', kwargs={'kind': found.kind})}?{query_of(asked.wanted)}"
    )
    zoned = at.astimezone(ZoneInfo(ZONES[election.zone]))
    lines = [
        f"*{words.say(found.title)}, {name}* {h_word(election.h(at))}".rstrip(),
        *_said_filters(asked.wanted, words=words),
        words.say(say("Number: {count}", count=many)),
        words.say(say("As of {moment}.", moment=words.moment(zoned))),
        address,
    ]
    return "\n".join(lines)


def _said_filters(wanted: Filter, *, words: Words) -> list[str]:
    said = [
        text
        for value, text in (*risk_choices(), *signal_choices(), *severity_choices())
        if value in _values(wanted)
    ]
    parts = [words.say(one) for one in said]
    if wanted.measured:
        measure, state = wanted.measured
        parts.append(f"{words.say(MEASURE[measure])}: {words.say(STATE[state])}")
    if wanted.hard:
        parts.append(words.say(say("hard to reach") if wanted.hard == "ya" else say("not hard to reach")))
    parts += [one for one in (wanted.access, wanted.text) if one]
    return [" · ".join(parts)] if parts else []


def _values(wanted: Filter) -> frozenset[str]:
    return frozenset({wanted.risk, wanted.signal, wanted.severity} - {""})


def _all(actor: Actor, found: Listing[Any], asked: Asked) -> list[Any]:
    """All lines of a list, read in chunks. Raises `Refused` where they are too many for a file."""
    lines: list[Any] = []
    after = ""
    while chunk := found.lines(actor.scope, asked, after=after, most=CHUNK):
        lines += chunk
        after = chunk[-1].mark
        if len(lines) > MOST:
            raise Refused(
                "export-large",
                say("The list has more than {most} rows.", most=MOST),
                say("Narrow it to a province or regency, and export those one by one."),
            )
        if len(chunk) < CHUNK:
            break
    return lines


def _table(
    actor: Actor, found: Listing[Any], *, lines: Sequence[Any], words: Words, election: Election
) -> TableSheet:
    columns = found.shown(actor.scope)
    title = words.say(found.title)
    return TableSheet(
        name=sheet_name(title, taken=()),
        title=f"{title} · {election.event}",
        headers=tuple(words.say(column.header) for column in columns),
        rows=tuple(tuple(_value(column.content(line), words) for column in columns) for line in lines),
    )


def _value(content: Content, words: Words) -> Value:
    match content:
        case Text():
            return words.say(content)
        case datetime():
            return f"{words.short_moment(content)} {content.tzname()}"
        case _:
            return content


def _geojson(actor: Actor, found: Listing[Any], asked: Asked, *, lines: Sequence[Any], words: Words) -> bytes:
    columns = found.shown(actor.scope)
    shapes = [
        shape
        for start in range(0, len(lines), CHUNK)
        for shape in found.shapes(actor.scope, asked, lines[start : start + CHUNK])
    ]
    features = [
        {"type": "Feature", "geometry": shape, "properties": _properties(columns, line, words)}
        for line, shape in zip(lines, shapes, strict=True)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _properties(columns: Sequence[Column[Any]], line: object, words: Words) -> Mapping[str, object]:
    return {words.say(column.header): _value(column.content(line), words) for column in columns}
