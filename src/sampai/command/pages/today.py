"""Today: the stage, what is late or silent, what needs a decision, and the five measures by level."""

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, assert_never

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET
from markupsafe import Markup

from sampai import __version__
from sampai.command.model import Desk, Filter
from sampai.command.pages.bars import bar
from sampai.command.pages.labels import MEASURE, NOT_KNOWN, STATE, STATE_CLASS
from sampai.command.pages.stages import stage_days
from sampai.command.pages.where import NATION, Election, chosen, h_word
from sampai.command.queries.lists import Asked, station_lines
from sampai.command.queries.plans import Decision, Wait, decisions, plans_in_force, troubles
from sampai.command.queries.progress import progress
from sampai.command.rules.shelf import Shelf
from sampai.custody.queries.figures import BoxFigures, box_figures
from sampai.custody.reactions import BoxStates
from sampai.incidents.queries.listing import Sums, sums
from sampai.incidents.reactions import Incidents
from sampai.kernel.clock import Calendar
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed
from sampai.kernel.text import Text, say
from sampai.ledger.queries import latest_change
from sampai.ledger.queries.record import reacted
from sampai.people.pages import Request
from sampai.places.model import LEVEL_OF_LENGTH, RegionLevel
from sampai.places.queries import MEASURES, chain, figures_with_children
from sampai.plan.pages.labels import RISK

FRESH_S = 300
"""For how long a page is fresh though nothing was written: what should have happened moves with the clock."""
SHELF = Shelf(most_bytes=64_000_000)
MOST_STATIONS = 300
"""Stations listed on a village's page; no village has more."""
NEAR = (RegionLevel.REGENCY, RegionLevel.KECAMATAN, RegionLevel.VILLAGE)
"""Levels at which the plan's times are followed."""


@require_GET
def home(_request: Request) -> HttpResponse:
    """The first page is today's."""
    return redirect("today")


@require_GET
def today(request: Request, desk: Desk) -> HttpResponse:
    """Today in the reader's own territory."""
    return _page(request, desk, code=request.actor.scope.territory)


@require_GET
def region(request: Request, desk: Desk, code: str) -> HttpResponse:
    """Today in one region."""
    return _page(request, desk, code=_code(code))


@require_GET
def figures_now(request: Request, desk: Desk, code: str) -> HttpResponse:
    """The part of the page that changes, for a page that looks again by itself."""
    return _page(request, desk, code=_code(code), whole=False)


def _code(word: str) -> RegionCode:
    return RegionCode("" if word == NATION else word)


def _page(request: Request, desk: Desk, *, code: RegionCode, whole: bool = True) -> HttpResponse:
    """A region's page, or what of it changes. That is drawn once for all who may see the same."""
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    at = desk.clock()
    where = chain(actor.scope, code)
    election = chosen(actor.scope, request.GET.get("peristiwa", ""))
    mark = _mark(request, code=code, election=election, at=at)
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    live = _live(request, desk, code=code, election=election, at=at, mark=mark)
    if not whole:
        return HttpResponse(live, headers={"ETag": mark})
    content = {"live": live, "chain": where, "h": h_word(election.h(at)), "code": code or NATION}
    content |= {"event": election.event, "events": election.events}
    response = render(request, "today.jinja", content)
    response.headers["ETag"] = mark
    return response


def _mark(request: Request, *, code: RegionCode, election: Election, at: datetime) -> str:
    """What changes whenever the page may: a deed was done, time went on, or somebody else's rights count."""
    actor = request.actor
    reader = (actor.role.code, actor.scope.territory, int(actor.scope.secrecy), sorted(actor.scope.deeds))
    shown = (code, election.event, election.events, request.words.lang)
    parts = (
        __version__,
        latest_change(),
        reacted(BoxStates.name, Incidents.name),
        int(at.timestamp()) // FRESH_S,
        *shown,
        *reader,
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _live(
    request: Request, desk: Desk, *, code: RegionCode, election: Election, at: datetime, mark: str
) -> Markup:
    """The part that changes: drawn, unless it lies on the shelf under the same mark."""
    kept = SHELF.get(mark)
    if kept is None:
        content = _content(request.actor, code, desk=desk, election=election, at=at)
        content |= {"mark": mark, "bar": partial(bar, words=request.words)}
        kept = zlib.compress(render_to_string("today_live.jinja", content, request=request).encode(), level=1)
        SHELF.keep(mark, kept)
    return Markup(zlib.decompress(kept).decode())  # noqa: S704 -- a template drew it


def _content(
    actor: Actor, code: RegionCode, *, desk: Desk, election: Election, at: datetime
) -> dict[str, Any]:
    scope = actor.scope
    here = election.in_region(code)
    plans = plans_in_force(scope, operations=here)
    level = LEVEL_OF_LENGTH[len(code)]
    figures, children = figures_with_children(scope, event=election.event, region=code)
    custody, arrivals = _custody(actor, code, election=election)
    return {
        "code": code or NATION,
        "event": election.event,
        "events": election.events,
        "zone": here[0].zone if len(here) == 1 else election.zone,
        "at": at,
        "voting_day": election.voting_day,
        "stages": _stages(desk, election, at=at),
        "figures": figures,
        "children": children,
        "stations": _stations(actor, code, election=election) if level is RegionLevel.VILLAGE else (),
        "plans": plans,
        "published": sum(one.is_published for one in plans),
        "troubles": troubles(scope, plans=plans, region=code),
        "progress": progress(scope, plans=plans, region=code, now=at) if level in NEAR else None,
        "custody": custody,
        "arrivals": arrivals,
        "incidents": _incidents(actor, code, election=election),
        "decisions": [
            (one.wait.value, _told(one)) for one in decisions(actor, operations=here, signers=desk.signers)
        ],
        "measures": [(name, MEASURE[name]) for name in MEASURES],
        "states": [*zip(STATE, STATE_CLASS, strict=True)],
        "risks": {str(risk): text for risk, text in RISK.items()},
        "not_known": NOT_KNOWN,
        "level": level.value,
    }


def _custody(
    actor: Actor, code: RegionCode, *, election: Election
) -> tuple[BoxFigures | None, Mapping[RegionCode, BoxFigures]]:
    """The boxes of a region and of those below in figures; none for whom they are not."""
    if not actor.may(Deed.SEE_CUSTODY) or not actor.scope.covers(code):
        return None, {}
    operations = [one.number for one in election.in_region(code)]
    return box_figures(actor.scope, event=election.event, operations=operations, region=code)


def _incidents(actor: Actor, code: RegionCode, *, election: Election) -> Sums | None:
    """The open incidents of a region in figures; None for whom they are not."""
    if not actor.may(Deed.SEE_INCIDENTS) or not actor.scope.covers(code):
        return None
    return sums(actor.scope, region=code, election=election.event)


def _stages(desk: Desk, election: Election, *, at: datetime) -> Any:  # noqa: ANN401 -- a sequence for a template
    if not election.operations:
        return ()
    first = election.operations[0]
    calendar = Calendar(first.voting_day, election.zone)
    return stage_days(desk.election(first.profile), calendar=calendar, now=at)


def _stations(actor: Actor, code: RegionCode, *, election: Election) -> Any:  # noqa: ANN401 -- see above
    asked = Asked(wanted=Filter(region=code), operations=election.in_region(code))
    return station_lines(actor.scope, asked, most=MOST_STATIONS)


def _told(one: Decision) -> Text:
    told: dict[str, Any] = {"number": one.number, "operation": one.operation.name}
    match one.wait:
        case Wait.CHECK:
            return say("Check version {number} of the plan of {operation}.", **told)
        case Wait.SIGN:
            return say("Sign version {number} of the plan of {operation} for your institution.", **told)
        case Wait.PUBLISH:
            return say("Publish version {number} of the plan of {operation}; all have signed it.", **told)
        case Wait.REGISTER:
            return say("Accept or refuse version {number} of the register of {operation}.", **told)
        case _:
            assert_never(one.wait)
