"""A sketch of one journey for its route card: kecamatan, way, stops in order, north and scale."""

from collections.abc import Iterator
from html import escape

from sampai.kernel.geo import Position
from sampai.kernel.text import say
from sampai.plan.pages.field import Field, served
from sampai.plan.pages.map_svg import Frame, frame, scale_km
from sampai.plan.pages.way_lines import way_line
from sampai.transport.model import Journey

LETTERS = 'font-family="Noto Sans" fill="#222"'
LINE = 'fill="none" stroke="#135b9a" stroke-width="60" stroke-linejoin="round"'


WIDER = 1.7
"""How much wider than high a sketch is, so that names beside the way have room."""


def sketch(journey: Journey, *, field: Field) -> str:
    """The sketch as SVG; empty where a place has no position."""
    points = way_line(journey, positions=field.spots.positions, lines=field.lines)
    marks = [(number, stop.place) for number, stop in enumerate(journey.stops, start=1)]
    if len(points) < 2:
        return ""
    sheet = _sheet(points)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}">',
            *_outlines(journey, sheet=sheet, field=field),
            f'<path d="{_path(points, sheet)}" {LINE}/>',
            *_place(journey.origin, "▲", sheet=sheet, field=field),
            *(
                part
                for number, place in marks
                for part in _place(place, str(number), sheet=sheet, field=field)
            ),
            *_scale(sheet, field=field),
            "</svg>",
        )
    )


def _sheet(points: tuple[Position, ...]) -> Frame:
    lons, lats = [one.lon for one in points], [one.lat for one in points]
    height = max(max(lats) - min(lats), (max(lons) - min(lons)) / WIDER, 0.02)
    room = height * 0.12
    beside = max((height * WIDER - (max(lons) - min(lons))) / 2, room)
    return frame([min(lons) - beside, max(lons) + beside], [min(lats) - room, max(lats) + room])


def _path(points: tuple[Position, ...], sheet: Frame) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in (sheet.at(one) for one in points))


def _outlines(journey: Journey, *, sheet: Frame, field: Field) -> Iterator[str]:
    """Villages of the kecamatan on the way, in a thin line."""
    wanted = served(journey)
    for code, outline in field.plan.rules.territory.outlines.items():
        if any(code.startswith(kecamatan) for kecamatan in wanted):
            for lons, lats in outline.rings():
                corners = zip(lons.tolist(), lats.tolist(), strict=True)
                drawn = "L".join("{} {}".format(*sheet.point(lon, lat)) for lon, lat in corners)
                yield f'<path d="M{drawn}Z" fill="none" stroke="#bbb" stroke-width="14"/>'


def _place(code: str, mark: str, *, sheet: Frame, field: Field) -> Iterator[str]:
    at = field.spots.positions.get(code)
    if at is None:
        return
    x, y = sheet.at(at)
    yield f'<circle cx="{x}" cy="{y}" r="150" fill="#fff" stroke="#135b9a" stroke-width="40"/>'
    if mark.isdecimal():
        yield f'<text x="{x}" y="{y + 70}" font-size="200" text-anchor="middle" {LETTERS}>{mark}</text>'
    else:
        yield f'<path d="M{x - 80} {y + 60}h160l-80-140z" fill="#135b9a"/>'
    yield f'<text x="{x + 210}" y="{y + 70}" font-size="230" {LETTERS}>{escape(field.name(code))}</text>'


def _scale(sheet: Frame, *, field: Field) -> Iterator[str]:
    km = scale_km(0.3 * sheet.width / sheet.units_per_km)
    length, y = round(km * sheet.units_per_km), sheet.height - 150
    yield f'<path d="M200 {y}h{length}" stroke="#222" stroke-width="40"/>'
    told = f"{field.words.number(km)} km"
    yield f'<text x="{220 + length}" y="{y + 60}" font-size="230" {LETTERS}>{told}</text>'
    x = sheet.width - 300
    yield f'<path d="M{x} {y}v-500l-90 180m90-180l90 180" fill="none" stroke="#222" stroke-width="40"/>'
    north = field.say(say("N"))
    yield f'<text x="{x}" y="{y - 560}" font-size="220" text-anchor="middle" {LETTERS}>{north}</text>'
