"""The delivery of a plan: journeys as a list and as bars over time. Routes and times are embargoed (R4)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from sampai.command.pages.custody.words import word
from sampai.command.pages.incidents import incidents_near
from sampai.command.pages.plans import KECAMATAN, head, kecamatan_asked, kecamatan_names
from sampai.command.ports import Opens
from sampai.coordination.pages.papers.catalogue import BY_CODE, OF_JOURNEY
from sampai.custody.queries.journeys import journey_boxes
from sampai.election.model import Level
from sampai.kernel.clock import MINUTE, HTime, now
from sampai.kernel.rights import Actor, Deed, Forbidden, Scope, Secrecy
from sampai.kernel.text import Words
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.model import OperationPlan
from sampai.plan.pages.gantt_svg import gantt_svg
from sampai.plan.pages.journeys import StageGroups, stage_groups
from sampai.plan.pages.map_svg import stages_in_order
from sampai.plan.pages.spots import Spots, spots
from sampai.plan.queries import PlanView, plan_view
from sampai.transport.model import Journey
from sampai.transport.queries import JourneyView, journey_view, journeys


@require_GET
def delivery(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """The journeys of a version: how many for all, which and when for whom the embargo is not."""
    actor = request.actor
    view = plan_view(actor.scope, plan)
    asked = kecamatan_asked(request, actor.scope)
    scope = actor.scope if asked is None else replace(actor.scope, territory=asked)
    found = journeys(scope, plan=plan)
    content = head(actor, view) | {"sums": _sums(found), "region": asked or "", "stages": []}
    if scope.sees(Secrecy.EMBARGO):
        opened = _opened(actor, view, opens)
        register = opened.operation.register
        content |= {
            "stages": _stages(opened, scope=scope, codes={one.code for one in found}, words=request.words),
            "moment_h": _teller(opened, request.words),
            "kecamatan": kecamatan_names({s.village[:KECAMATAN] for s in register.stations}, actor.scope),
        }
    return render(request, "plan_delivery.jinja", content)


@require_GET
def journey(request: Request, plan: int, code: str, opens: Opens) -> HttpResponse:
    """One journey with its stops, for whom the embargo is not."""
    actor = request.actor
    view = plan_view(actor.scope, plan)
    if not actor.scope.sees(Secrecy.EMBARGO):
        raise Forbidden(Deed.SEE_PLAN)
    one = journey_view(actor.scope, plan=plan, code=code)
    opened = _opened(actor, view, opens)
    groups = stage_groups(_only(opened, scope=actor.scope, codes={one.code}), spots=spots(opened))
    content = head(actor, view) | {
        "line": groups[0].groups[0].lines[0],
        "stage": groups[0],
        "moment_h": _teller(opened, request.words),
        "papers": [(code, BY_CODE[code].title) for code in OF_JOURNEY],
    }
    content |= incidents_near(request, journey=one.code)
    content |= _carried(actor, view, code, planned=_stations_of(opened, one.code))
    return render(request, "plan_journey.jinja", content)


def _stations_of(plan: OperationPlan, code: str) -> frozenset[str]:
    """The stations whose goods a journey carries."""
    found = (one for one in plan.delivery.journeys if one.code == code)
    return frozenset(station for one in found for stop in one.stops for station in stop.stations)


def _carried(actor: Actor, view: PlanView, code: str, *, planned: frozenset[str]) -> dict[str, object]:
    """What was loaded and what arrived, against what the plan puts on the journey."""
    if not actor.may(Deed.SEE_CUSTODY):
        return {"carried": None}
    said = journey_boxes(actor.scope, code, operation=view.operation, stations=planned)
    return {"carried": said, "box_word": word, "heard": [(at, word(kind)) for at, kind in said.heard]}


def _opened(actor: Actor, view: PlanView, opens: Opens) -> OperationPlan:
    """The plan with its routes; the look is noted."""
    looked(actor, now(), subject=f"plan:{view.pk}", secrecy=Secrecy.EMBARGO)
    return opens(view.document).plan


def _sums(found: Sequence[JourneyView]) -> list[tuple[Level, Level, int, int]]:
    """Journeys and boxes by stage, from the store down."""
    journeys, boxes = Counter[tuple[Level, Level]](), Counter[tuple[Level, Level]]()
    for one in found:
        stage = Level(one.giver), Level(one.receiver)
        journeys[stage] += 1
        boxes[stage] += one.boxes
    return [(*stage, journeys[stage], boxes[stage]) for stage in stages_in_order(journeys)]


def _stages(
    plan: OperationPlan, *, scope: Scope, codes: set[str], words: Words
) -> list[tuple[StageGroups, Markup]]:
    where = spots(plan)
    groups = stage_groups(_only(plan, scope=scope, codes=codes), spots=where)
    return [(one, _gantt(plan, one.journeys, where=where, words=words)) for one in groups]


def _gantt(plan: OperationPlan, journeys: list[Journey], *, where: Spots, words: Words) -> Markup:
    drawn = gantt_svg(
        journeys,
        names={group.code: f"{group.kind}, {where.name(group.base)}" for group in plan.operation.fleet},
        election=plan.rules.election,
        calendar=plan.operation.settings.calendar,
        words=words,
    )
    return Markup(drawn)  # noqa: S704 -- escaped where it is drawn


def _only(plan: OperationPlan, *, scope: Scope, codes: set[str]) -> OperationPlan:
    """The plan with these journeys alone, and of them the stops in the territory."""
    kept = tuple(_inside(one, scope=scope) for one in plan.delivery.journeys if one.code in codes)
    return replace(plan, delivery=replace(plan.delivery, journeys=kept))


def _inside(journey: Journey, *, scope: Scope) -> Journey:
    stops = tuple(stop for stop in journey.stops if any(scope.covers(code) for code in stop.stations))
    return replace(journey, stops=stops)


def _teller(plan: OperationPlan, words: Words) -> Callable[[int], str]:
    """Local day and clock of an election time."""
    calendar = plan.operation.settings.calendar
    return lambda at: words.short_moment(calendar.instant(HTime(-(-at // MINUTE) * MINUTE)))
