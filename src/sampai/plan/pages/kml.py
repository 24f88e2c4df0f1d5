"""The plan as KML 2.2: journeys by stage, stations by class, places by kind; for Google Earth and the like.

Journeys are straight from stop to stop, or along the roads of a map; each says so. Schema: http://schemas.opengis.net/kml/2.2.0/ogckml22.xsd,
which prescribes the order of elements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sampai.election.model import Level
from sampai.guarding.model import RiskClass
from sampai.kernel.geo import Position
from sampai.kernel.table.escaping import xml_text
from sampai.kernel.text import say
from sampai.places.model import Place, PlaceKind, Station
from sampai.plan.pages.field import Field
from sampai.plan.pages.labels import RESTRICTED, label
from sampai.plan.pages.map_svg import stages_in_order
from sampai.plan.pages.way_lines import how_drawn, way_line
from sampai.plan.rules.arrivals import arrivals
from sampai.transport.model import Journey

CLASS_COLOUR = {
    RiskClass.LESS: "ff83725f",
    RiskClass.VULNERABLE: "ff008ae5",
    RiskClass.VERY: "ff1f12c1",
    RiskClass.SPECIAL: "ff9a3d6a",
}
"""Alpha, blue, green, red, as KML writes colours; those of the report's map."""

WAY_COLOURS = ("ff794e1f", "ff6c7a1d", "ff135b9a")


def kml(field: Field) -> str:
    """One document with a folder for each stage, class and kind."""
    plan = field.plan
    title = f"{field.say(RESTRICTED)} · {plan.operation.settings.name}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{xml_text(title)}</name>",
        f"<description>{xml_text(plan.digest)}</description>",
        *_styles(),
        *_journeys(field),
        *_stations(field),
        *_places(field),
        "</Document></kml>\n",
    ]
    return "\n".join(lines)


def _styles() -> Iterator[str]:
    for number, colour in enumerate(WAY_COLOURS, start=1):
        yield (
            f'<Style id="way{number}"><LineStyle><color>{colour}</color>'
            f"<width>{4 - number}</width></LineStyle></Style>"
        )
    for risk, colour in CLASS_COLOUR.items():
        yield (
            f'<Style id="{risk.value}"><IconStyle><color>{colour}</color><scale>0.7</scale></IconStyle>'
            "<LabelStyle><scale>0.6</scale></LabelStyle></Style>"
        )


def _folder(name: str, marks: Iterable[str]) -> Iterator[str]:
    yield f"<Folder><name>{xml_text(name)}</name>"
    yield from marks
    yield "</Folder>"


def _journeys(field: Field) -> Iterator[str]:
    by_stage: Mapping[tuple[Level, Level], list[Journey]] = defaultdict(list)
    for journey in field.plan.delivery.journeys:
        by_stage[journey.giver, journey.receiver].append(journey)
    for number, (giver, receiver) in enumerate(stages_in_order(by_stage), start=1):
        name = field.say(
            say("Journeys {giver} to {receiver}", giver=giver.upper(), receiver=receiver.upper())
        )
        style = f"way{min(number, len(WAY_COLOURS))}"
        marks = (_journey(journey, style=style, field=field) for journey in by_stage[giver, receiver])
        yield from _folder(name, marks)


def _journey(journey: Journey, *, style: str, field: Field) -> str:
    known = way_line(journey, positions=field.spots.positions, lines=field.lines)
    shape = f"<LineString><tessellate>1</tessellate><coordinates>{_line(known)}</coordinates></LineString>"
    told = f"{field.span(journey)}. {field.say(how_drawn(journey, lines=field.lines))}"
    return _mark(journey.code, told=told, style=style, shape=shape if len(known) > 1 else "")


def _line(points: Iterable[Position]) -> str:
    return " ".join(f"{at.lon:.6f},{at.lat:.6f}" for at in points)


def _mark(name: str, *, told: str, style: str, shape: str) -> str:
    looks = f"<styleUrl>#{style}</styleUrl>" if style else ""
    return (
        f"<Placemark><name>{xml_text(name)}</name><description>{xml_text(told)}</description>"
        f"{looks}{shape}</Placemark>"
    )


def _stations(field: Field) -> Iterator[str]:
    risks = {risk.station: risk.risk for risk in field.plan.guard.risks}
    reached = arrivals(field.plan.delivery)
    by_class: Mapping[RiskClass, list[str]] = defaultdict(list)
    for station in field.plan.operation.register.stations:
        last = reached.get(station.code, {}).get(Level.STATION)
        when = (
            f"{field.day(last.stop.arrives)} {field.clock(last.stop.arrives)} {field.zone}" if last else "–"
        )
        risk = risks.get(station.code, RiskClass.LESS)
        by_class[risk].append(_station(station, when=when, style=risk.value, field=field))
    for risk in RiskClass:
        if by_class[risk]:
            yield from _folder(f"TPS: {field.say(label(risk))}", by_class[risk])


def _station(station: Station, *, when: str, style: str, field: Field) -> str:
    voters = field.say(say("Voters: {count}", count=station.voters))
    shape = _point(field.spots.positions.get(station.code))
    return _mark(field.name(station.code), told=f"{station.code}. {voters}. {when}", style=style, shape=shape)


def _point(at: Position | None) -> str:
    return f"<Point><coordinates>{_line([at])}</coordinates></Point>" if at else ""


def _places(field: Field) -> Iterator[str]:
    for kind in PlaceKind:
        places = field.plan.operation.register.of_kind(kind)
        if places:
            yield from _folder(kind.value, (_place(place) for place in places))


def _place(place: Place) -> str:
    return _mark(place.name, told=place.code, style="", shape=_point(place.located.position))
