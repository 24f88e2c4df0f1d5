"""Who has not reported: journeys and stations, expected when, why nothing is heard, whom to call."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.model import Desk
from sampai.command.pages.custody.words import word
from sampai.command.pages.where import chosen
from sampai.command.queries.plans import plans_in_force
from sampai.custody.queries.silence import QUIET, Unheard, unheard
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Secrecy
from sampai.ledger.actions import looked
from sampai.people.model import Contact
from sampai.people.pages import Request
from sampai.people.queries import contacts
from sampai.places.queries import region_names

KECAMATAN = 6


@require_GET
def page(request: Request, desk: Desk) -> HttpResponse:
    """The list for one region, the worst first."""
    actor, at = request.actor, desk.clock()
    actor.needs(Deed.SEE_CUSTODY)
    region = RegionCode(request.GET.get("wilayah", "") or actor.scope.territory)
    if (not region.isdecimal() and region) or not actor.scope.covers(region):
        raise Forbidden(Deed.SEE_CUSTODY)
    if not actor.scope.sees(Secrecy.EMBARGO):
        raise Forbidden(Deed.SEE_CUSTODY)
    election = chosen(actor.scope, request.GET.get("peristiwa", ""))
    plans = [
        one for one in plans_in_force(actor.scope, operations=election.in_region(region)) if one.is_published
    ]
    now_ms = round(at.timestamp() * 1_000)
    found = [
        each
        for plan in plans
        for each in unheard(actor.scope, plan=plan.pk, region=region, now_ms=now_ms, rules=desk.custody)
    ]
    looked(actor, now(), subject=f"silence:{election.event}:{region}", secrecy=Secrecy.EMBARGO)
    calls = _contacts(request, found)
    content = {
        "rows": [
            (each, _moment(each.silence.due_ms), _heard(each), calls.get(each.region[:KECAMATAN], ()))
            for each in found
        ],
        "counts": [(word(one), sum(each.silence.quietness is one for each in found)) for one in QUIET],
        "names": region_names({RegionCode(each.region[:KECAMATAN]) for each in found}),
        "region_name": region_names([region]).get(region, ""),
        "region": region,
        "plans": {one.pk: one for one in plans},
        "plan": plans[0].pk if len(plans) == 1 else None,
        "event": election.event,
        "zone": election.zone,
        "at": at,
        "word": word,
    }
    return render(request, "unheard.jinja", content)


def _contacts(request: Request, found: Sequence[Unheard]) -> Mapping[str, Sequence[Contact]]:
    """Who works in each kecamatan of the list, and may be called."""
    regions = {each.region[:KECAMATAN] for each in found}
    return contacts(request.actor, regions=regions, roles=settings.ROLES())


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _heard(each: Unheard) -> datetime | None:
    return None if each.silence.last_ms is None else _moment(each.silence.last_ms)
