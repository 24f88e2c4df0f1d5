"""The report: one page that opens from the disk, without a server, a network or JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sampai.election.model import Direction
from sampai.kernel.clock import DAY, HOUR, MINUTE, HTime
from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan, Severity
from sampai.plan.pages.chances import chance_part
from sampai.plan.pages.dates import date_lines
from sampai.plan.pages.doubts import doubt_lines, is_surveyed, position_sources, voter_sources
from sampai.plan.pages.field import Field
from sampai.plan.pages.gantt_svg import gantt_svg
from sampai.plan.pages.goods import item_groups
from sampai.plan.pages.guards import class_lines
from sampai.plan.pages.journeys import stage_groups
from sampai.plan.pages.kecamatan import KecamatanRow, kecamatan_rows
from sampai.plan.pages.labels import label
from sampai.plan.pages.map_svg import map_svg
from sampai.plan.pages.people import people_part
from sampai.plan.pages.people_svg import timeline
from sampai.plan.pages.remote import remote_lines
from sampai.plan.pages.spots import Spots, spots
from sampai.plan.pages.statements import disagreements
from sampai.plan.pages.stays import stay_lines
from sampai.plan.pages.stores_svg import store_part
from sampai.plan.pages.troubles import lost_groups, problem_groups
from sampai.plan.pages.vulnerability import basis_lines, costly_first, indicator_lines
from sampai.plan.pages.way_sheets import plain
from sampai.plan.rules.route_map import route_map
from sampai.transport.model import Journey


def render(plan: OperationPlan, *, words: Words) -> str:
    """The whole report as HTML. The same plan and words give the same bytes."""
    where = spots(plan)
    template = _environment(plan, where=where, words=words).get_template("report.html.jinja")
    return template.render(_content(plan, where=where, words=words))


def _environment(plan: OperationPlan, *, where: Spots, words: Words) -> Environment:
    environment = Environment(
        loader=PackageLoader("sampai.plan", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_voice(plan, where=where, words=words))
    return environment


def _voice(plan: OperationPlan, *, where: Spots, words: Words) -> dict[str, Callable[..., str]]:
    """What templates say things with.

    `t`: a sentence by its key; `w`: a ready `Text`, with names for codes; `plain`: a `Text`, or an office's
    own words; `label`: an enum's value;
    `n`: a number; `day`, `moment`, `short_moment`, `clock`: local times; `by`: the end of a span, 24.00 where
    it is midnight; `h_day`, `h_day_by`: H-1; `hours`: seconds as hours.
    """

    def local(at: HTime) -> datetime:
        return plan.operation.settings.calendar.instant(HTime(-(-at // MINUTE) * MINUTE))

    return {
        "t": lambda key, **data: words.say(say(key, **data)),
        "w": lambda text: words.say(where.named(text)),
        "label": lambda value: words.say(label(value)),
        "plain": lambda what: plain(what, words=words),
        "n": lambda value, digits=0: words.number(round(value, digits) if digits else round(value)),
        "day": lambda at: words.day(local(at).date()),
        "moment": lambda at: words.moment(local(at)),
        "by": lambda at: _by(at, plan=plan, words=words) if at % DAY == 0 else words.moment(local(at)),
        "short_moment": lambda at: words.short_moment(local(at)),
        "clock": lambda at: words.clock(local(at)),
        "h_day": h_day,
        "h_day_by": lambda at: h_day(HTime(at - MINUTE)),
        "hours": lambda seconds: words.number(round(seconds / HOUR, 1 if abs(seconds) < 10 * HOUR else None)),
    }


def _by(midnight: HTime, *, plan: OperationPlan, words: Words) -> str:
    """The end of a day: `Selasa, 26 November 2024 24.00 WIB`."""
    calendar = plan.operation.settings.calendar
    clock = words.clock(calendar.instant(midnight)).replace("00", "24", 1)
    return f"{words.day(calendar.day(HTime(midnight - MINUTE)))} {clock} {calendar.zone}"


def h_day(at: HTime) -> str:
    """The day of a moment, counted from voting day: `H-1`."""
    days = -(-at // MINUTE) * MINUTE // DAY
    return f"H{days:+d}" if days else "H"


def _content(plan: OperationPlan, *, where: Spots, words: Words) -> dict[str, Any]:
    rows = kecamatan_rows(plan, spots=where)
    register = plan.operation.register
    field = Field(plan=plan, spots=where, words=words)
    stores = store_part(field)
    return {
        "field": field,
        "stores": stores,
        "stores_svg": Markup(stores.svg) if stores else "",  # noqa: S704 -- escaped where it is drawn
        "routes": route_map(plan),
        "plan": plan,
        "lang": words.lang,
        "spots": where,
        "territory": where.name(plan.operation.settings.region),
        "tiles": tiles(plan),
        "verdict": verdict(plan, rows=rows),
        "problems": problem_groups(p for p in plan.problems if p.severity is not Severity.NOTE),
        "notes": problem_groups(p for p in plan.problems if p.severity is Severity.NOTE),
        "lost": lost_groups(plan),
        "dates": date_lines(plan.rules.election),
        "kecamatan": rows,
        "stages": stage_groups(plan, spots=where),
        "stays": stay_lines(plan, spots=where),
        "gantt": partial(_gantt, plan, where=where, words=words),
        "chances": chance_part(plan, spots=where, words=words),
        "remote": remote_lines(plan, spots=where, lang=words.lang),
        "statements": disagreements(plan),
        "items": item_groups(plan),
        "classes": class_lines(plan),
        "risk_bases": basis_lines(plan),
        "disagreeing": costly_first(plan),
        "indicators": indicator_lines(plan, lang=words.lang),
        "people": people_part(plan, spots=where),
        "timeline": Markup(timeline(plan, words=words)),  # noqa: S704 -- escaped where it is drawn
        "doubts": doubt_lines(plan),
        "unsurveyed": sum(not is_surveyed(station) for station in register.stations),
        "position_sources": position_sources(register),
        "voter_sources": voter_sources(register),
        "used_modes": {journey.mode for journey in plan.delivery.journeys},
        "map": Markup(map_svg(plan, spots=where, words=words)),  # noqa: S704 -- escaped where it is drawn
    }


def _gantt(plan: OperationPlan, journeys: list[Journey], *, where: Spots, words: Words) -> Markup:
    names = {group.code: f"{group.kind}, {where.name(group.base)}" for group in plan.operation.fleet}
    calendar = plan.operation.settings.calendar
    election = plan.rules.election
    if journeys[0].direction is Direction.BACK:
        election = election.returning()
    drawn = gantt_svg(journeys, names=names, election=election, calendar=calendar, words=words)
    return Markup(drawn)  # noqa: S704 -- escaped where it is drawn


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with what it counts. `is_alarm`: it asks for attention."""

    name: Text
    value: float
    unit: str = ""
    is_alarm: bool = False


def tiles(plan: OperationPlan) -> list[Tile]:
    """The figures of the plan, for reading at a glance."""
    figures = plan.figures
    missing = sum(need.missing for need in plan.guard.needs)
    return [
        Tile(say("Stations"), figures.stations),
        Tile(say("Voters"), figures.voters),
        Tile(say("Ballot boxes"), figures.boxes),
        Tile(say("Volume"), round(figures.volume_m3), "m³"),
        Tile(say("Journeys"), figures.journeys),
        Tile(say("Distance"), round(figures.distance_km), "km"),
        Tile(say("Vehicles used"), figures.vehicles),
        Tile(say("Officers needed"), figures.officers_needed),
        Tile(say("Officers available"), figures.officers_available),
        Tile(say("Officers missing in their kecamatan"), missing, is_alarm=missing > 0),
        Tile(say("Stations not planned"), figures.unplanned, is_alarm=figures.unplanned > 0),
        *_risk_tile(figures.stations_at_risk),
        Tile(say("Hours late in the plan"), figures.late_h, "h", is_alarm=figures.late_h > 0),
        Tile(say("Cost of the journeys"), figures.cost_rp, "Rp"),
        Tile(say("Hours that goods are on the way"), round(figures.exposure_h), "h"),
        Tile(say("Problems found"), figures.problems),
    ]


def _risk_tile(at_risk: int | None) -> list[Tile]:
    """Stations at risk, where chances were sampled."""
    return [] if at_risk is None else [Tile(say("Stations at risk"), at_risk, is_alarm=at_risk > 0)]


def verdict(plan: OperationPlan, *, rows: list[KecamatanRow]) -> list[Text]:
    """The plan in a few sentences: are all served, in time, guarded, and what is to be decided."""
    return [
        _who_is_served(plan),
        *_how_early(rows),
        _who_guards(plan),
        _what_to_decide(plan),
    ]


def _who_is_served(plan: OperationPlan) -> Text:
    if plan.figures.unplanned:
        return say(
            "{unplanned} of {stations} stations could not be planned; the reasons are listed below.",
            unplanned=plan.figures.unplanned,
            stations=plan.figures.stations,
        )
    return say("All {stations} stations are planned.", stations=plan.figures.stations)


def _how_early(rows: list[KecamatanRow]) -> list[Text]:
    slack = [
        row.at_stations.slack_s for row in rows if row.at_stations and row.at_stations.slack_s is not None
    ]
    if not slack:
        return []
    hours = round(min(slack) / HOUR, 1)
    if hours < 0:
        return [say("The last station is reached {hours} hours after the earliest deadline.", hours=-hours)]
    return [say("The last station is reached {hours} hours before the earliest deadline.", hours=hours)]


def _who_guards(plan: OperationPlan) -> Text:
    short = [need for need in plan.guard.needs if need.missing]
    if short:
        return say(
            "In {kecamatan} kecamatan the units based there are short of {missing} officers in all.",
            kecamatan=len(short),
            missing=sum(need.missing for need in short),
        )
    return say("In every kecamatan the units based there have enough officers.")


def _what_to_decide(plan: OperationPlan) -> Text:
    stops = sum(problem.severity is Severity.STOP for problem in plan.problems)
    warns = sum(problem.severity is Severity.WARN for problem in plan.problems)
    if not stops and not warns:
        return say("The checks found nothing that needs a decision.")
    return say(
        "Problems that must be solved: {stops}; that need a decision: {warns}.", stops=stops, warns=warns
    )
