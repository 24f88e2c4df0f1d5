"""The page of a station: everything that is known of it, each with its source and certainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.model import Desk, Kept
from sampai.command.pages.custody.words import word
from sampai.command.pages.incidents import incidents_near
from sampai.command.pages.labels import MEASURE, NOT_KNOWN, STATE, STATE_CLASS, called
from sampai.command.pages.where import NATION, chosen, h_word
from sampai.command.queries.plans import PlanInForce, plans_in_force
from sampai.command.queries.station import (
    StationView,
    arrivals_at,
    audit,
    cluster_of,
    problems_of,
    register_document,
    station,
    versions,
)
from sampai.coordination.pages.papers.catalogue import BY_CODE, LABELS, OF_STATION
from sampai.custody.queries import boxes_of_station
from sampai.guarding.model import Unit
from sampai.kernel.clock import Calendar, HTime, now
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.kernel.rights import Actor, Deed, Scope, Secrecy, secret, shown
from sampai.kernel.text import Text
from sampai.ledger.actions import looked
from sampai.materials.model import Item
from sampai.people.pages import Request
from sampai.places.model import Claim, Station
from sampai.places.queries import MEASURES, chain
from sampai.plan.pages.labels import label


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody of a unit that guards here."""

    unit: str
    name: str = secret(Secrecy.RESTRICTED, default="")
    rank: str = secret(Secrecy.RESTRICTED, default="")
    phone: str = secret(Secrecy.RESTRICTED, default="")


@require_GET
def page(request: Request, desk: Desk, code: str) -> HttpResponse:
    """Everything that is known of a station."""
    actor = request.actor
    scope = actor.scope
    at = now()
    election = chosen(scope, request.GET.get("peristiwa", ""))
    found = station(scope, code, operations=election.operations)
    where = chain(scope, found.village)
    plan = next(iter(plans_in_force(scope, operations=[found.operation])), None)
    kept = desk.kept(register_document(scope, found.operation))
    content = {
        "chain": where,
        "code_of_nation": NATION,
        "one": found,
        "h": h_word(election.h(at)),
        "at": at,
        "zone": found.operation.zone,
        "plan": plan,
        "measures": [
            (MEASURE[name], STATE[state], STATE_CLASS[state])
            for name, state in zip(MEASURES, found.states, strict=True)
        ],
        "called": called,
        "label": label,
        "not_known": NOT_KNOWN,
        "versions": versions(scope, found.operation),
        "papers": _papers(actor),
        "audit": audit(scope, found.code, operation=found.operation),
    }
    content |= _by_plan(actor, found, plan=plan, kecamatan=where[-2].name, at=at)
    content |= _boxes(actor, found)
    content |= incidents_near(request, place=found.code)
    content |= _by_register(actor, found, kept=kept, lang=request.words.lang)
    _note_looks(actor, at, found, content=content)
    return render(request, "station.jinja", content)


def _papers(actor: Actor) -> Sequence[tuple[str, Text]]:
    """Papers of a station that the reader may print."""
    if not (actor.may(Deed.SEE_PLAN) and actor.may(Deed.SEE_CUSTODY)):
        return ()
    codes = [code for code in OF_STATION if code not in LABELS or actor.may(Deed.MANAGE_SEALS)]
    return [(code, BY_CODE[code].title) for code in codes]


def _by_plan(
    actor: Actor, found: StationView, *, plan: PlanInForce | None, kecamatan: str, at: datetime
) -> dict[str, Any]:
    if plan is None:
        return {"journeys": (), "cluster": None, "problems": ()}
    calendar = plan.calendar
    journeys = [
        (one, _local(calendar, one.departs_h), _local(calendar, one.arrives_h))
        for one in arrivals_at(actor.scope, found.code, plan=plan)
    ]
    return {
        "journeys": journeys,
        "cluster": cluster_of(actor.scope, found.code, plan=plan, kecamatan=kecamatan),
        "problems": problems_of(actor.scope, found.code, plan=plan),
        "is_past": all(arrives is None or arrives <= at for _, _, arrives in journeys),
    }


def _boxes(actor: Actor, found: StationView) -> dict[str, Any]:
    """The station's boxes, for whom custody is; and whether the field has said anything."""
    if not actor.may(Deed.SEE_CUSTODY):
        return {"boxes": None, "box_word": word, "is_reported": False}
    boxes = boxes_of_station(actor.scope, found.code, event=found.operation.event)
    return {"boxes": boxes, "box_word": word, "is_reported": any(one.count for one in boxes)}


def _local(calendar: Calendar, at: int | None) -> datetime | None:
    return None if at is None else calendar.instant(HTime(at))


def _by_register(actor: Actor, found: StationView, *, kept: Kept | None, lang: str) -> dict[str, Any]:
    """What only the register's document tells; without it, nothing of this is known."""
    if kept is None:
        nothing: dict[str, Any] = {
            "claims": (),
            "needs": (),
            "contacts": (),
            "register_says": None,
            "load": None,
        }
        return nothing | {"is_read": False, "signals": ()}
    said = next((one for one in kept.operation.register.stations if one.code == found.code), None)
    return {
        "is_read": True,
        "register_says": said,
        "signals": _signals(said),
        "claims": _claims(actor.scope, found, kept=kept),
        "needs": _needs(found, kept=kept, lang=lang),
        "load": _load(found, kept=kept),
        "contacts": _contacts(actor.scope, found, kept=kept),
    }


def _signals(said: Station | None) -> Sequence[tuple[str, Text | str]]:
    return [(one.operator, called("signal", one.grade.value)) for one in said.signal] if said else ()


def _claims(scope: Scope, found: StationView, *, kept: Kept) -> Sequence[tuple[str, Text | str, Claim]]:
    """What sources said of the station and of the regions that it lies in, the nearest first."""
    if not scope.sees(Secrecy.AGENCIES):
        return ()
    subjects = (found.code, *(found.code[:length] for length in (10, 6, 4)))
    claims = [one for one in kept.operation.register.claims if one.subject in subjects]
    claims.sort(key=lambda one: (-len(one.subject), one.field, not one.accepted))
    return [(one.subject, called("field", one.field), one) for one in claims]


def _needs(found: StationView, *, kept: Kept, lang: str) -> Sequence[tuple[Item, str, int]]:
    if found.code not in kept.needs.stations:
        return ()
    pieces = kept.needs.at(StationCode(found.code))
    return [
        (item, item.name_en if lang == "en" else item.name, pieces[item.key])
        for item in kept.kits.items
        if pieces.get(item.key)
    ]


def _load(found: StationView, *, kept: Kept) -> Load | None:
    if found.code not in kept.needs.stations:
        return None
    return kept.needs.load(kept.needs.index(StationCode(found.code)))


def _contacts(scope: Scope, found: StationView, *, kept: Kept) -> Sequence[Contact]:
    """Officers of the units that are based in the station's kecamatan, else of those of its regency."""
    if not scope.sees(Secrecy.AGENCIES):
        return ()
    near = _units(found.code[:6], kept=kept) or _units(found.code[:4], kept=kept)
    people = [
        (unit.name, officer)
        for unit in near
        for officer in kept.operation.officers
        if officer.unit == unit.code
    ]
    if not people:
        return [Contact(unit=unit.name) for unit in near]
    contacts = (Contact(unit=unit, name=one.name, rank=one.rank, phone=one.phone) for unit, one in people)
    return [shown(one, scope=scope) for one in contacts]


def _units(region: str, *, kept: Kept) -> list[Unit]:
    register = kept.operation.register
    bases = {place.code for place in register.places if place.region.startswith(region)}
    return [unit for unit in kept.operation.units if unit.base in bases]


def _note_looks(actor: Actor, at: datetime, found: StationView, *, content: dict[str, Any]) -> None:
    """Note what restricted fields were in fact shown."""
    cluster = content["cluster"]
    seen = [Secrecy.PUBLIC]
    if content["journeys"] and actor.scope.sees(Secrecy.EMBARGO):
        seen.append(Secrecy.EMBARGO)
    if (cluster and cluster.officers is not None) or any(
        one.phone or one.name for one in content["contacts"]
    ):
        seen.append(Secrecy.RESTRICTED)
    looked(actor, at, subject=f"station:{found.code}", secrecy=max(seen))
