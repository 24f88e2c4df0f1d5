"""The plan on the floor (TFG): everybody's people and goods by part and hour, as map, tables and paper.

Goods are embargoed (R4), people restricted (R3): each reader gets the own part, and looks are noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from sampai.command.pages.people_hours import duties_of
from sampai.command.pages.plans import KECAMATAN, head, kecamatan_asked, kecamatan_names
from sampai.command.ports import Opens
from sampai.election.model import Level
from sampai.kernel.clock import DAY, HOUR, HTime, now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope, Secrecy
from sampai.kernel.text import say
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.places.rules.grid import HIGHEST, LOWEST
from sampai.plan.model import OperationPlan
from sampai.plan.pages.dates import DateLine, date_lines
from sampai.plan.pages.labels import RESTRICTED, mode_names
from sampai.plan.pages.map_svg import PLACE_MARK
from sampai.plan.pages.scene import DOING, Floor, Part, within
from sampai.plan.pages.scene_svg import scene_svg
from sampai.plan.queries import PlanView, plan_view
from sampai.plan.rules.duty_checks import DUTY

STEP_S = HOUR // 4
"""The slider goes by quarters of an hour."""
MOST_DAYS = 400
"""A moment is not farther from voting day."""
MOST_ON_PAPER = 12
"""Rows of a table on paper, so that each scene is one sheet."""
LEVELS = (Level.KPU, Level.PPK, Level.PPS, Level.STATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was asked for and may be seen: the version, the floor, a part of it, a moment."""

    view: PlanView
    floor: Floor
    part: Part
    at: HTime
    is_chosen: bool
    """Whether the moment was asked for."""
    kecamatan: str


@require_GET
def page(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """Map and tables of one moment; the map needs JavaScript, the tables do not."""
    shown = _shown(request, plan, opens)
    is_scene = request.GET.get("bagian") == "1"
    return render(request, "plan_tfg_scene.jinja" if is_scene else "plan_tfg.jinja", _content(request, shown))


@require_GET
def data(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """The tracks that the reader may see, for the map of the page."""
    shown = _shown(request, plan, opens)
    answer = JsonResponse(shown.floor.data())
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def paper(request: Request, plan: int, opens: Opens) -> HttpResponse:
    """One sheet for the moment that was asked for; else one for each part, at its busiest moment."""
    shown = _shown(request, plan, opens)
    wanted = [(shown.part, shown.at)] if shown.is_chosen else _busiest(shown, request.GET.get("tahap", ""))
    sheets = [_sheet(request, shown, part, at) for part, at in wanted]
    content = _content(request, shown) | {"sheets": sheets, "most": MOST_ON_PAPER, "mark": RESTRICTED}
    return render(request, "plan_tfg_paper.jinja", content)


def _busiest(shown: Shown, asked: str) -> Sequence[tuple[Part, HTime]]:
    parts = [one for one in shown.floor.parts if not asked or one.code == asked]
    return [(one, shown.floor.busiest(one)) for one in parts]


def _shown(request: Request, plan: int, opens: Opens) -> Shown:
    """What the reader asked for; that they look is noted."""
    scope = request.actor.scope
    view = plan_view(scope, plan)
    opened = opens(view.document).plan
    kecamatan = kecamatan_asked(request, scope) or RegionCode("")
    floor = _floor(opened, scope=scope, kecamatan=kecamatan)
    looked(request.actor, now(), subject=f"plan:{view.pk}:tfg", secrecy=scope.secrecy)
    at = _moment(request.GET.get("jam", ""), opened)
    part = _part(floor.parts, request.GET.get("tahap", ""), at=at)
    return Shown(
        view=view,
        floor=floor,
        part=part,
        at=part.starts if at is None else at,
        is_chosen=at is not None,
        kecamatan=kecamatan,
    )


def _floor(plan: OperationPlan, *, scope: Scope, kecamatan: RegionCode) -> Floor:
    """Journeys for whom the embargo is not, and of them the stops in the territory; people from R3 on."""
    region = max(scope.territory, kecamatan, key=len)
    journeys = (*plan.delivery.journeys, *plan.delivery.back) if scope.sees(Secrecy.EMBARGO) else ()
    duties = duties_of(plan, scope=scope) if scope.sees(Secrecy.RESTRICTED) else ()
    return Floor(plan, tuple(within(journeys, region=region)), duties, kecamatan)


def _moment(asked: str, plan: OperationPlan) -> HTime | None:
    """The moment that was asked for, in local time. Raises `Refused` for what is none."""
    if not asked:
        return None
    try:
        local = datetime.fromisoformat(asked[:32]).replace(tzinfo=None)
    except ValueError:
        local = datetime.min  # noqa: DTZ901 -- local times have no zone here
    at = plan.operation.settings.calendar.h_time(local)
    if abs(at) > MOST_DAYS * DAY:
        raise Refused(
            "moment",
            say("“{value}” is no date and time.", value=asked[:80]),
            say("Write it like 2024-11-26T08:00."),
        )
    return at


def _part(parts: Sequence[Part], asked: str, *, at: HTime | None) -> Part:
    """The part that was asked for, else that of the moment, else the first."""
    named = [one for one in parts if one.code == asked]
    around = [one for one in parts if at is not None and one.starts <= at < one.ends]
    return (named or around or list(parts))[0]


def _content(request: Request, shown: Shown) -> dict[str, Any]:
    scope, floor, plan = request.actor.scope, shown.floor, shown.floor.plan
    scene = floor.scene(shown.at)
    calendar = plan.operation.settings.calendar
    stations = plan.operation.register.stations
    return head(request.actor, shown.view) | {
        "floor": floor,
        "scene": scene,
        "part": shown.part,
        "at": calendar.instant(shown.at),
        "local": f"{calendar.instant(shown.at):%Y-%m-%dT%H:%M}",
        "instant": calendar.instant,
        "people": floor.people_lines(scene.people),
        "rest": floor.rest_lines(scene.resting),
        "levels": LEVELS,
        "dates": _dates(floor, shown.part),
        "region": shown.kecamatan,
        "kecamatan": kecamatan_names({one.village[:KECAMATAN] for one in stations}, scope),
        "doing": DOING,
        "duty": DUTY,
        "units": {str(one.code): one.name for one in plan.operation.units},
        "modes": mode_names(plan.rules.modes, lang=request.words.lang),
        "sees_people": scope.sees(Secrecy.RESTRICTED),
        "config": _config(request, shown),
    }


def _dates(floor: Floor, part: Part) -> list[DateLine]:
    """The milestones of a part, until the next one begins."""
    later = (one.starts for one in floor.parts if one.starts > part.starts)
    until = max(part.ends, min(later, default=part.ends))
    return [one for one in date_lines(floor.plan.rules.election) if part.starts <= one.at <= until]


def _sheet(request: Request, shown: Shown, part: Part, at: HTime) -> dict[str, Any]:
    floor = shown.floor
    scene = floor.scene(at)
    drawn = scene_svg(floor, scene, part=part, words=request.words)
    return {
        "part": part,
        "at": floor.plan.operation.settings.calendar.instant(at),
        "scene": scene,
        "map": Markup(drawn),  # noqa: S704 -- escaped where it is drawn
        "people": floor.people_lines(scene.people),
        "rest": floor.rest_lines(scene.resting),
        "days": floor.days(part),
        "dates": _dates(floor, part),
    }


def _config(request: Request, shown: Shown) -> dict[str, Any]:
    """What the script on the page has to know."""
    floor, words = shown.floor, request.words
    plan = floor.plan
    calendar = plan.operation.settings.calendar
    places = [one for one in plan.operation.register.places if one.kind in PLACE_MARK]
    inside = [one for one in places if one.region.startswith(request.actor.scope.territory)]
    borders = reverse("map_borders", kwargs={"zoom": 0, "column": 0, "row": 0})
    return {
        "at": shown.at,
        "span": [shown.part.starts, shown.part.ends],
        "step": STEP_S,
        "midnight": f"{calendar.voting_day:%Y-%m-%d}",
        "zone": calendar.zone,
        "lang": words.lang,
        "part": shown.part.code,
        "region": shown.kecamatan,
        "here": reverse("plan_tfg", kwargs={"plan": shown.view.pk}),
        "paper": reverse("plan_tfg_paper", kwargs={"plan": shown.view.pk}),
        "data": reverse("plan_tfg_data", kwargs={"plan": shown.view.pk}),
        "borders": borders.removesuffix("0/0/0") + "{z}/{x}/{y}",
        "zooms": [LOWEST, HIGHEST],
        "places": [
            [one.located.position.lon, one.located.position.lat, one.name, PLACE_MARK[one.kind]]
            for one in inside
        ],
        "words": {
            "boxes": words.say(say("boxes")),
            "people": words.say(say("people")),
            "failed": words.say(say("The map cannot be drawn on this machine. The tables show the same.")),
            "play": words.say(say("Let time run")),
            "stop": words.say(say("Stop")),
        },
    }
