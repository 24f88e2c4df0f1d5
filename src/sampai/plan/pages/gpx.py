"""Journeys as GPX 1.1, for navigation programs on telephones: a route and waypoints per journey.

Routes are straight from stop to stop; their description says so. With a road map there is also a track along
its roads. Schema:
http://www.topografix.com/GPX/1/1/gpx.xsd, which prescribes the order of elements.
"""

from collections.abc import Iterable, Iterator

from sampai.kernel.geo import Position
from sampai.kernel.table.escaping import xml_text
from sampai.kernel.text import say
from sampai.plan.pages.field import Field
from sampai.plan.pages.labels import RESTRICTED
from sampai.plan.pages.way_lines import ALONG, STRAIGHT, way_line
from sampai.transport.model import Journey, Stop


def gpx(journeys: Iterable[Journey], *, name: str, field: Field) -> str:
    """The journeys' halts as waypoints, each once, and one route for each journey."""
    going = list(journeys)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="Sampai" xmlns="http://www.topografix.com/GPX/1/1">',
        f"<metadata><name>{xml_text(_title(name, field=field))}</name>",
        f"<desc>{xml_text(field.say(STRAIGHT))}. {xml_text(field.plan.digest)}</desc>",
        "<keywords>terbatas, restricted</keywords></metadata>",
        *_waypoints(going, field=field),
        *(line for journey in going for line in _route(journey, field=field)),
        *(line for journey in going for line in _track(journey, field=field)),
        "</gpx>\n",
    ]
    return "\n".join(lines)


def _title(name: str, *, field: Field) -> str:
    return f"{field.say(RESTRICTED)} · {name}"


def _waypoints(journeys: Iterable[Journey], *, field: Field) -> Iterator[str]:
    codes = dict.fromkeys(code for journey in journeys for code in halts(journey))
    for code in codes:
        at = field.spots.positions.get(code)
        if at:
            yield f"<wpt {_at(at)}><name>{xml_text(field.name(code))}</name><cmt>{xml_text(code)}</cmt></wpt>"


def halts(journey: Journey) -> tuple[str, ...]:
    """The codes of all halts of a journey in order, with the place that it leaves and comes home to."""
    return (journey.origin, *(stop.place for stop in journey.stops), journey.origin)


def _route(journey: Journey, *, field: Field) -> Iterator[str]:
    yield f"<rte><name>{xml_text(journey.code)}</name>"
    yield f"<cmt>{xml_text(field.span(journey))}</cmt>"
    yield f"<desc>{xml_text(field.say(STRAIGHT))}</desc>"
    yield f"<type>{xml_text(field.modes.get(journey.mode, journey.mode))}</type>"
    yield from _point(journey.origin, told=field.clock(journey.departs), field=field)
    for stop in journey.stops:
        yield from _point(stop.place, told=_told(stop, field=field), field=field)
    yield from _point(journey.origin, told=field.clock(journey.returns), field=field)
    yield "</rte>"


def _track(journey: Journey, *, field: Field) -> Iterator[str]:
    if journey.code not in field.lines:
        return
    yield f"<trk><name>{xml_text(journey.code)}</name>"
    yield f"<desc>{xml_text(field.say(ALONG))}</desc><trkseg>"
    for at in way_line(journey, positions=field.spots.positions, lines=field.lines):
        yield f"<trkpt {_at(at)}/>"
    yield "</trkseg></trk>"


def _told(stop: Stop, *, field: Field) -> str:
    boxes = field.say(say("{boxes} boxes", boxes=stop.load.boxes))
    return f"{field.clock(stop.arrives)} · {boxes}"


def _point(code: str, *, told: str, field: Field) -> Iterator[str]:
    at = field.spots.positions.get(code)
    if at:
        name = xml_text(field.name(code))
        yield f"<rtept {_at(at)}><name>{name}</name><cmt>{xml_text(told)}</cmt></rtept>"


def _at(at: Position) -> str:
    return f'lat="{at.lat:.6f}" lon="{at.lon:.6f}"'
