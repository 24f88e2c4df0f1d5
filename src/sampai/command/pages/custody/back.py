"""The way back: where ballot boxes are after counting, what is missing, whether results were photographed."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.model import Desk
from sampai.command.pages.custody.words import word
from sampai.command.pages.where import NATION, Election, chosen
from sampai.custody.queries import counts_by_region
from sampai.custody.queries.back import Stage, back_counts, critical_items, not_home
from sampai.custody.rules.indicators import Indicator
from sampai.election.model import Level
from sampai.kernel.clock import Calendar, now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden
from sampai.kernel.text import Text, say
from sampai.people.pages import Request
from sampai.places.model import CODE_LENGTH
from sampai.places.queries import chain, region_names

ITEMS: Mapping[str, Text] = {
    "boxes": say("ballot boxes that are not back"),
    "copies": say("ballot boxes without photographed results"),
    "containers": say("containers of forms and copies that are not back"),
}


@require_GET
def page(request: Request, desk: Desk) -> HttpResponse:
    """One region as a whole and by the regions in it, the boxes that are not back, what is proven."""
    actor, at = request.actor, now()
    scope = actor.scope
    actor.needs(Deed.SEE_CUSTODY)
    region = RegionCode(request.GET.get("wilayah", "") or scope.territory)
    if not scope.covers(region) or len(region) not in CODE_LENGTH.values():
        raise Forbidden(Deed.SEE_CUSTODY)
    election = chosen(scope, request.GET.get("peristiwa", ""))
    digits = next((length for length in sorted(CODE_LENGTH.values()) if length > len(region)), 13)
    parts = back_counts(scope, event=election.event, region=region, digits=digits)
    whole = next(iter(back_counts(scope, event=election.event, region=region)), None)
    proven = next(iter(counts_by_region(scope, event=election.event, region=region)), None)
    content = {
        "chain": chain(scope, region),
        "code_of_nation": NATION,
        "region": region,
        "digits": digits,
        "event": election.event,
        "stages": [(stage, word(stage)) for stage in Stage],
        "whole": whole,
        "parts": parts,
        "names": region_names([one.region for one in parts]),
        "missing": not_home(scope, event=election.event, region=region, most=LISTED + 1),
        "listed": LISTED,
        "critical": [
            (one, ITEMS[one.item]) for one in critical_items(scope, event=election.event, region=region)
        ],
        "due": _due(election, desk, at=at),
        "proven": [(word(one), *proven.proven[one]) for one in Indicator if proven and one in proven.proven],
        "zone": election.zone,
        "at": at,
        "word": word,
    }
    return render(request, "back.jinja", content)


def _due(election: Election, desk: Desk, *, at: datetime) -> list[tuple[Level, datetime, bool]]:
    """By when boxes must be back at each level, and whether that is past, where the profile says so."""
    operation = next(iter(election.operations), None)
    profile = desk.election(operation.profile) if operation else None
    if operation is None or profile is None:
        return []
    calendar = Calendar(operation.voting_day, operation.zone)
    due = [(one.level, calendar.instant(one.at)) for one in profile.returning().deadlines]
    return [(level, moment, moment < at) for level, moment in sorted(due, key=lambda one: one[1])]


LISTED = 100
"""Boxes that are not back, listed."""
