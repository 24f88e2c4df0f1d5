"""One incident: claims, contested facts, timeline, playbook, notices, orders, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sampai.incidents.actions.deeds import ORDERS, SIGNERS, decide, order, sign_order
from sampai.incidents.model import (
    ASKED,
    HAPPENED,
    Item,
    Lead,
    Media,
    Mood,
    Order,
    Playbook,
    Severity,
    Watch,
    What,
)
from sampai.incidents.model import Deed as Step
from sampai.incidents.pages import Room
from sampai.incidents.pages.listing import zone_of
from sampai.incidents.pages.words import (
    LETTERS,
    fact_word,
    kind_name,
    moment_of,
    source_word,
    value_word,
    word,
)
from sampai.incidents.queries.going import plan_document, sent_units, still_going
from sampai.incidents.queries.one import IncidentView, incident
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Secrecy
from sampai.kernel.text import Text
from sampai.ledger.actions import looked, note_look
from sampai.people.pages import Request
from sampai.places.queries import chain, region_names

JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
MOVING = frozenset({Item.JOURNEY, Item.ESCORT})
"""What of an order is under embargo (R4)."""
PICTURES = {JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    what: Text
    who: Text | str
    more: str
    id: str = ""
    is_undone: bool = False
    may_undo: bool = False


@require_GET
def page(request: Request, room: Room, code: str) -> HttpResponse:
    """The incident; `?cetak=1`: as a paper with room for signatures."""
    actor, at = request.actor, now()
    one = incident(actor.scope, code, book=room.book)
    looked(
        actor,
        at,
        subject=f"incident:{one.code}",
        secrecy=Secrecy.EMBARGO if one.incident.journeys else Secrecy.AGENCIES,
    )
    if room.notes_looks and not one.incident.journeys:
        note_look(
            actor.account,
            at,
            institution=actor.institution,
            subject=f"incident:{one.code}",
            secrecy=Secrecy.AGENCIES,
        )
    content = _content(request, room, one, at=at)
    return render(request, "incident_paper.jinja" if "cetak" in request.GET else "incident.jinja", content)


def _content(request: Request, room: Room, one: IncidentView, *, at: datetime) -> dict[str, Any]:
    actor, lang = request.actor, request.words.lang
    kind = room.book.kind_of(one.incident.kind)
    playbook = room.book.playbooks[kind.playbook]
    is_handler = actor.may(Deed.HANDLE_INCIDENT, region=one.region)
    return {
        "one": one,
        "incident": one.incident,
        "kind": kind,
        "kind_name": kind_name(one.incident.kind, book=room.book, lang=lang),
        "chain": _chain(actor, one.region),
        "station": one.incident.place if len(one.incident.place) == 13 else "",
        "zone": zone_of(actor.scope),
        "at": at,
        "needed": room.book.sources[one.incident.severity],
        "facts": one.incident.facts,
        "happened": HAPPENED,
        "timeline": timeline(one, may_undo=is_handler),
        "playbook": playbook,
        "steps": _steps(one, playbook, actor=actor, lang=lang),
        "lines": _lines(one.watch, room=room),
        "letters": LETTERS,
        "places": region_names({line.region for line in one.notices}),
        "orders": [(each, _signing(each, actor=actor, may=is_handler)) for each in one.orders],
        "may_handle": is_handler,
        "may_report": actor.may(Deed.REPORT_INCIDENT, region=one.region),
        "may_order": [lead for lead in playbook.leads if actor.institution in ORDERS.get(lead, ())]
        if is_handler
        else [],
        "leads": playbook.leads,
        "answers": [
            chain
            for chain in kind.chains
            if is_handler and room.book.chains[chain].institution is actor.institution
        ],
        "severities": [each for each in Severity if each is not one.incident.severity],
        "what": What,
        "media": Media,
        "word": word,
        "fact_word": fact_word,
        "value_word": value_word,
        "source_word": source_word,
        "moment_of": moment_of,
    }


def _chain(actor: Actor, region: RegionCode) -> Sequence[Any]:
    """The regions above, as far as the reader's territory; none for a place that no region is known of."""
    at = max(RegionCode(region[:10]), RegionCode(actor.scope.territory[:10]), key=len)
    return (
        chain(actor.scope, at) if len(actor.scope.territory) <= len(at) and at in region_names([at]) else ()
    )


def timeline(one: IncidentView, *, may_undo: bool = False) -> list[Moment]:
    """What was claimed, done and ordered, the earliest first."""
    claims = [
        Moment(
            at=moment_of(claim.told_ms),
            what=word(claim.entry),
            who=source_word(claim.source.name),
            more=claim.note,
            id=claim.id,
        )
        for claim in one.incident.claims
    ]
    deeds = [
        Moment(
            at=moment_of(each.at_ms),
            what=word(each.deed),
            who=each.by,
            more=" · ".join(
                part for part in (_told(each.deed, each.other), each.reason) if part not in {"", "-"}
            ),
            id=each.id,
            is_undone=each.id in one.undone,
            may_undo=may_undo and each.id not in one.undone and each.deed is not Step.UNDO,
        )
        for each in one.decisions
    ]
    orders = [
        Moment(at=moment_of(each.at_ms), what=word(each.lead), who=each.by, more=each.reason, id=each.id)
        for each in one.orders
    ]
    return sorted([*claims, *deeds, *orders], key=lambda each: each.at)


def _told(deed: Step, other: str) -> str:
    return other[:12] if deed in {Step.JOIN, Step.UNDO} else other


def _steps(
    one: IncidentView, playbook: Playbook, *, actor: Actor, lang: str
) -> list[tuple[int, str, str, bool, bool]]:
    """Number, what, by whom, whether it is done, whether the reader does it."""
    done = one.incident.steps_done
    return [
        (
            number,
            step.do_en if lang == "en" else step.do,
            step.by.value,
            number in done,
            step.by is actor.institution and actor.may(Deed.HANDLE_INCIDENT, region=one.region),
        )
        for number, step in enumerate(playbook.steps, start=1)
    ]


def _lines(watch: Watch | None, *, room: Room) -> list[tuple[str, Mood, datetime | None]]:
    """Whom each chain waits for, and until when."""
    if watch is None or watch.is_closed:
        return []
    return [
        (
            room.book.chains[line.chain].steps[line.step].office,
            line.mood,
            None if line.mood is Mood.SILENT or watch.is_resolved else moment_of(line.due_ms),
        )
        for line in watch.lines
        if line.chain in room.book.chains
    ]


def _signing(each: Order, *, actor: Actor, may: bool) -> tuple[list[str], bool]:
    """Whose signatures are missing, and whether the reader's institution may give one."""
    signed = {one.institution for one in each.signed}
    missing = [one for one in SIGNERS[each.lead] if one not in signed]
    return [one.value for one in missing], may and actor.institution in missing


@require_POST
def act(request: Request, room: Room, code: str) -> HttpResponse:
    """One deed on the incident, by its word."""
    step = request.POST.get("tindakan", "")
    if step not in list(Step):
        raise Http404(step)
    other = request.POST.get("hal", "")
    if step == Step.SETTLE and "=" not in other:
        other = f"{request.POST.get('fakta', '')}={other}"
    decide(
        request.actor,
        now(),
        own=room.own(),
        code=code,
        step=Step(step),
        other=other,
        reason=request.POST.get("alasan", ""),
        book=room.book,
    )
    room.take_in()
    return redirect("incident", code=code)


@require_GET
def helping(request: Request, room: Room, code: str) -> HttpResponse:
    """What is near: units with their way, stores with a reserve, journeys that still go there; and orders."""
    actor, at = request.actor, now()
    one = incident(actor.scope, code, book=room.book)
    actor.needs(Deed.HANDLE_INCIDENT, region=one.region)
    document = plan_document(one.election, place=one.incident.place)
    sees = actor.scope.sees(Secrecy.RESTRICTED)
    found = room.near(document, one.incident.place) if document and sees else None
    looked(
        actor,
        at,
        subject=f"incident:{one.code}:help",
        secrecy=Secrecy.RESTRICTED if found else Secrecy.AGENCIES,
    )
    playbook = room.book.playbooks[room.book.kind_of(one.incident.kind).playbook]
    content = {
        "one": one,
        "incident": one.incident,
        "kind_name": kind_name(one.incident.kind, book=room.book, lang=request.words.lang),
        "units": found.units if found else (),
        "stores": found.stores if found else (),
        "sent": sent_units(one.election),
        "journeys": still_going(
            actor.scope, one.election, place=one.incident.place, now_ms=round(at.timestamp() * 1_000)
        ),
        "has_plan": bool(document),
        "sees": sees,
        "orders": [
            (lead, ASKED[lead]) for lead in playbook.leads if actor.institution in ORDERS.get(lead, ())
        ],
        "usual": _usual(one),
        "word": word,
        "moment_of": moment_of,
        "zone": zone_of(actor.scope),
        "item": Item,
        "lead": Lead,
    }
    return render(request, "incident_help.jinja", content)


def _usual(one: IncidentView) -> dict[Item, str]:
    """What the incident itself says of an order."""
    return {
        Item.BOX: ", ".join(one.incident.boxes),
        Item.STATION: one.incident.place if len(one.incident.place) == 13 else "",
        Item.ESCORT: one.incident.unit,
    }


@require_POST
def ordering(request: Request, room: Room, code: str) -> HttpResponse:
    """Order what the playbook leads to."""
    lead = request.POST.get("perintah", "")
    if lead not in list(Lead):
        raise Http404(lead)
    order(
        request.actor,
        now(),
        own=room.own(),
        code=code,
        lead=Lead(lead),
        items=[(item, request.POST.get(item.value, "")) for item in Item],
        reason=request.POST.get("alasan", ""),
        book=room.book,
    )
    room.take_in()
    return redirect("incident", code=code)


@require_POST
def signing(request: Request, room: Room, code: str) -> HttpResponse:
    """Sign an order."""
    sign_order(
        request.actor,
        now(),
        own=room.own(),
        code=code,
        order_id=request.POST.get("perintah", ""),
        book=room.book,
    )
    room.take_in()
    return redirect("incident", code=code)


@require_GET
def paper(request: Request, room: Room, code: str, number: str) -> HttpResponse:
    """The paper of an order: minutes of inspection, replacement or move, with its signatures."""
    actor = request.actor
    one = incident(actor.scope, code, book=room.book)
    found = next((each for each in one.orders if each.id.startswith(number)), None)
    if found is None or len(number) < 12:
        raise Http404(number)
    shown = found
    content = {
        "one": one,
        "incident": one.incident,
        "kind_name": kind_name(one.incident.kind, book=room.book, lang=request.words.lang),
        "order": shown,
        "form": _form(found, room=room, one=one),
        "items": [
            (item, said)
            for item, said in shown.items
            if item not in MOVING or actor.scope.sees(Secrecy.EMBARGO)
        ],
        "signers": SIGNERS[found.lead],
        "signed": {each.institution: each for each in found.signed},
        "replan": _replan(found),
        "zone": zone_of(actor.scope),
        "names": region_names([RegionCode(one.region[:n]) for n in (4, 6, 10)]),
        "word": word,
        "moment_of": moment_of,
        "lead": Lead,
        "at": now(),
    }
    return render(request, "incident_order.jinja", content)


def _form(found: Order, *, room: Room, one: IncidentView) -> str:
    """The paper that the playbook names for it."""
    forms = room.book.playbooks[room.book.kind_of(one.incident.kind).playbook].forms
    wanted = {Lead.REPLACE: "BA Penggantian", Lead.MOVE: "BA Pemindahan TPS"}.get(found.lead, "")
    return wanted if wanted in forms else ""


def _replan(found: Order) -> str:
    """The command that plans around a closure."""
    if found.lead is not Lead.REPLAN:
        return ""
    closed, starts = found.item(Item.CLOSED), found.item(Item.FROM)
    return f"sampai replan RENCANA --close '{closed}' --at '{starts}' --out RENCANA-BARU"


@require_GET
def picture(request: Request, room: Room, code: str, digest: str) -> HttpResponse:
    """A picture that a claim of the incident names."""
    one = incident(request.actor.scope, code, book=room.book)
    if digest not in {photo for claim in one.incident.claims for photo in claim.photos}:
        raise Http404(digest)
    content = room.picture(digest)
    kind = next((kind for start, kind in PICTURES.items() if content and content.startswith(start)), "")
    if content is None or not kind:
        raise Http404(digest)
    return HttpResponse(content, content_type=kind)
