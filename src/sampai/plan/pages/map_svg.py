"""The map of a plan, drawn as SVG: land, ways, journeys, places, stations.

Everything is drawn in whole units on a sheet whose longer side has 10,000, so that the same plan gives the
same bytes. Sizes of marks and letters follow the style variable `--k`, which the page sets to the zoom.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from sampai.election.model import Level
from sampai.guarding.model import RiskClass
from sampai.kernel.geo import METRES_PER_DEGREE, Outline, Position, shrink
from sampai.kernel.ids import StationCode
from sampai.kernel.text import Text, Words, say
from sampai.places.model import Link, Mode, PlaceKind, Station
from sampai.plan.model import OperationPlan
from sampai.plan.pages.labels import mode_names
from sampai.plan.pages.spots import Spots, kecamatan_of
from sampai.transport.model import Journey

SHEET = 10_000
"""Units of the longer side."""

MARGIN = 350
FOOT = 500
"""Room under the land for the scale bar."""

LETTER = 62
"""Width of a letter of a label, on average."""

LINE = 130
"""Height of a label."""

CLASS_MARK = {
    RiskClass.LESS: "less",
    RiskClass.VULNERABLE: "vuln",
    RiskClass.VERY: "very",
    RiskClass.SPECIAL: "spec",
}

PLACE_MARK = {
    PlaceKind.STORE: "store",
    PlaceKind.PPK: "ppk",
    PlaceKind.POLRES: "police",
    PlaceKind.POLSEK: "police",
    PlaceKind.LANDING: "landing",
    PlaceKind.AIRSTRIP: "landing",
    PlaceKind.TRANSFER: "landing",
}
"""Places that are drawn. Offices and PPS are left out: they stand where the stations stand."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns degrees into units of the sheet; y grows downwards."""

    west: float
    north: float
    units_per_lon: float
    units_per_lat: float
    width: int
    height: int

    def point(self, lon: float, lat: float) -> tuple[int, int]:
        """A position on the sheet."""
        x = MARGIN + (lon - self.west) * self.units_per_lon
        return round(x), round(MARGIN + (self.north - lat) * self.units_per_lat)

    def at(self, position: Position) -> tuple[int, int]:
        """A position on the sheet."""
        return self.point(position.lon, position.lat)

    @property
    def units_per_km(self) -> float:
        """How long a kilometre is."""
        return self.units_per_lat * 1000 / METRES_PER_DEGREE


def frame(lons: list[float], lats: list[float]) -> Frame:
    """The smallest frame that shows all the positions, north up."""
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    squeeze = shrink(round((north + south) / 2, 3))
    span = max((east - west) * squeeze, north - south, 0.01)
    per_lat = round((SHEET - 2 * MARGIN) / span, 6)
    return Frame(
        west=west,
        north=north,
        units_per_lon=per_lat * squeeze,
        units_per_lat=per_lat,
        width=round((east - west) * per_lat * squeeze) + 2 * MARGIN,
        height=round((north - south) * per_lat) + 2 * MARGIN + FOOT,
    )


def map_svg(plan: OperationPlan, *, spots: Spots, words: Words) -> str:
    """The map as one `<svg>` element. Its colours and sizes are in the page's style sheet."""
    sheet = frame_of(plan, spots)
    return "\n".join(
        (
            f'<svg id="map" viewBox="0 0 {sheet.width} {sheet.height}" role="img" aria-labelledby="named">',
            f'<title id="named">{_said(say("Map of the operation"), words)}</title>',
            MARKS,
            *land(plan, spots=spots, sheet=sheet),
            *_links(plan, spots=spots, sheet=sheet, words=words),
            *_journeys(plan, spots=spots, sheet=sheet),
            *_stations(plan, spots=spots, sheet=sheet, words=words),
            *places(plan, sheet=sheet, words=words),
            "</svg>",
        )
    )


MARKS = """<defs>
<g id="m-less"><circle class="mk" r="34"/></g>
<g id="m-vuln"><path class="mk" d="M-42-42h84v84h-84z"/></g>
<g id="m-very"><path class="mk" d="M0-66 62 46H-62z"/></g>
<g id="m-spec"><path class="mk" d="M0-58 58 0 0 58-58 0z"/></g>
<g id="m-hard"><circle class="mk" r="84"/></g>
<g id="m-mute"><path class="mk" d="M-44 78h88"/></g>
<g id="m-none"><path class="mk" d="M-80-80 80 80M-80 80 80-80"/></g>
<g id="m-store"><path class="mk" d="M-120 100v-130L0-130 120-30v130z"/></g>
<g id="m-ppk"><path class="mk" d="M-68-68h136v136h-136z"/></g>
<g id="m-police"><path class="mk" d="M-58-62h116v62q0 52-58 84-58-32-58-84z"/></g>
<g id="m-landing"><path class="mk" d="M-84 0h168l-42 66h-84zM0-14v-84l60 84z"/></g>
</defs>"""


def frame_of(plan: OperationPlan, spots: Spots) -> Frame:
    """The frame that shows an operation with its territory."""
    territory = plan.rules.territory
    shown = [
        spots.positions[code]
        for code in (
            *(s.code for s in plan.operation.register.stations),
            *(v.code for v in territory.villages()),
        )
        if code in spots.positions
    ]
    shown += [place.located.position for place in plan.operation.register.places if place.kind in PLACE_MARK]
    lons, lats = [p.lon for p in shown], [p.lat for p in shown]
    for outline in territory.outlines.values():
        lons += [float(outline.x.min()), float(outline.x.max())]
        lats += [float(outline.y.min()), float(outline.y.max())]
    return frame(lons or [0.0], lats or [0.0])


# --- land ---


def land(plan: OperationPlan, *, spots: Spots, sheet: Frame) -> Iterator[str]:
    """Villages by kecamatan, each drawn twice, first with a thick line, so that its border stays."""
    outlines = plan.rules.territory.outlines
    if not outlines:
        yield from _village_graph(plan, spots=spots, sheet=sheet)
        return
    groups: dict[str, list[str]] = defaultdict(list)
    for code, outline in sorted(outlines.items()):
        title = escape(spots.name(code))
        groups[kecamatan_of(code)].append(
            f'<path d="{_outline(outline, sheet)}"><title>{title}</title></path>'
        )
    yield '<g class="land">'
    for kecamatan, paths in groups.items():
        yield f'<g id="k{kecamatan}">{"".join(paths)}</g>'
        yield f'<use href="#k{kecamatan}" class="inner"/>'
    yield "</g>"


def _outline(outline: Outline, sheet: Frame) -> str:
    rings = (
        [sheet.point(lon, lat) for lon, lat in zip(x.tolist(), y.tolist(), strict=True)]
        for x, y in outline.rings()
    )
    return "".join(drawn_path(ring) + "z" for ring in rings)


def _village_graph(plan: OperationPlan, *, spots: Spots, sheet: Frame) -> Iterator[str]:
    lines = [
        drawn_path([sheet.at(spots.positions[border.a]), sheet.at(spots.positions[border.b])])
        for border in plan.rules.territory.borders
        if border.a in spots.positions and border.b in spots.positions
    ]
    yield f'<path class="graph" d="{"".join(lines)}"/>'


def drawn_path(points: list[tuple[int, int]]) -> str:
    """A line through the points: absolute start, then steps; steps of no length are left out."""
    (x, y), *rest = points
    steps = []
    for to_x, to_y in rest:
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x} {to_y - y}".replace(" -", "-"))
            x, y = to_x, to_y
    start = f"M{points[0][0]} {points[0][1]}"
    return start + ("l" + " ".join(steps) if steps else "h0")


# --- ways ---


def _links(plan: OperationPlan, *, spots: Spots, sheet: Frame, words: Words) -> Iterator[str]:
    names = mode_names(plan.rules.modes, lang=words.lang)
    yield '<g class="links" data-layer="links">'
    for link in plan.operation.register.links:
        if link.origin in spots.positions and link.target in spots.positions:
            ends = [sheet.at(spots.positions[link.origin]), sheet.at(spots.positions[link.target])]
            title = _link_title(link, names, spots, words)
            yield f'<path d="{drawn_path(ends)}"><title>{title}</title></path>'
    yield "</g>"


def _link_title(link: Link, names: dict[Mode, str], spots: Spots, words: Words) -> str:
    return _said(
        say(
            "Link from {origin} to {target}: {mode}, {minutes} minutes when dry",
            origin=spots.name(link.origin),
            target=spots.name(link.target),
            mode=names.get(link.mode, link.mode),
            minutes=link.minutes_dry,
        ),
        words,
    )


def _journeys(plan: OperationPlan, *, spots: Spots, sheet: Frame) -> Iterator[str]:
    """One path per stage, thinner from stage to stage; the later ones below."""
    by_stage: dict[tuple[Level, Level], list[Journey]] = defaultdict(list)
    for journey in plan.delivery.journeys:
        by_stage[journey.giver, journey.receiver].append(journey)
    order = list(stages_in_order(by_stage))
    for number, stage in reversed(list(enumerate(order, start=1))):
        lines = "".join(_way(journey, spots=spots, sheet=sheet) for journey in by_stage[stage])
        yield f'<path class="way s{min(number, 3)}" data-layer="s{number}" d="{lines}"/>'


def stages_in_order(stages: Iterable[tuple[Level, Level]]) -> list[tuple[Level, Level]]:
    """Stages from the store down."""
    levels = list(Level)
    return sorted(stages, key=lambda stage: (levels.index(stage[0]), levels.index(stage[1])))


def _way(journey: Journey, *, spots: Spots, sheet: Frame) -> str:
    codes = (journey.origin, *(stop.place for stop in journey.stops))
    points = [sheet.at(spots.positions[code]) for code in codes if code in spots.positions]
    return drawn_path(points) if points else ""


# --- marks ---


def _stations(plan: OperationPlan, *, spots: Spots, sheet: Frame, words: Words) -> Iterator[str]:
    """Stations by class, the most vulnerable on top; then marks on hard, blankspot and unplanned ones."""
    risk_of = {risk.station: risk.risk for risk in plan.guard.risks}
    stations = [s for s in plan.operation.register.stations if s.code in spots.positions]
    for risk, mark in CLASS_MARK.items():
        yield f'<g class="{mark}" data-layer="{mark}">'
        for station in stations:
            if risk_of.get(station.code, RiskClass.LESS) is risk:
                yield use(
                    mark, sheet.at(spots.positions[station.code]), _station_title(station, spots, words)
                )
        yield "</g>"
    unplanned = {unplanned.station for unplanned in plan.delivery.unplanned}
    yield from _rings("hard", [s.code for s in stations if s.hard], spots=spots, sheet=sheet)
    yield from _rings("mute", [s.code for s in stations if s.is_blankspot], spots=spots, sheet=sheet)
    yield from _rings("none", [s.code for s in stations if s.code in unplanned], spots=spots, sheet=sheet)


def _rings(mark: str, stations: list[StationCode], *, spots: Spots, sheet: Frame) -> Iterator[str]:
    yield f'<g class="{mark}" data-layer="{mark}">'
    yield from (use(mark, sheet.at(spots.positions[code])) for code in stations)
    yield "</g>"


def _station_title(station: Station, spots: Spots, words: Words) -> str:
    return f"{spots.name(station.code)} · {words.number(station.voters)}"


def places(plan: OperationPlan, *, sheet: Frame, words: Words) -> Iterator[str]:
    """Places with their names, and the scale."""
    yield from _places(plan, sheet=sheet)
    yield from _labels(plan, sheet=sheet)
    yield from _scale(sheet, words=words)


def _places(plan: OperationPlan, *, sheet: Frame) -> Iterator[str]:
    """Places by kind, stores on top. Police stand beside a store or PPK of the same position."""
    register = plan.operation.register
    goods = {
        sheet.at(place.located.position)
        for kind in (PlaceKind.STORE, PlaceKind.PPK)
        for place in register.of_kind(kind)
    }
    for kind, mark in reversed(PLACE_MARK.items()):
        yield f'<g class="{mark}" data-layer="{mark}">'
        for place in register.of_kind(kind):
            point = sheet.at(place.located.position)
            is_covered = mark == "police" and point in goods
            yield use(mark, point, place.name, style="beside" if is_covered else "")
        yield "</g>"


def use(mark: str, point: tuple[int, int], title: str = "", *, style: str = "") -> str:
    """A mark at a point of the sheet."""
    where = f'<use href="#m-{mark}" x="{point[0]}" y="{point[1]}"' + (f' class="{style}"' if style else "")
    return f"{where}><title>{escape(title)}</title></use>" if title else f"{where}/>"


# --- labels ---


@dataclass(frozen=True, slots=True)
class _Box:
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, sheet: Frame) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= sheet.width and self.bottom <= sheet.height


def _labels(plan: OperationPlan, *, sheet: Frame) -> Iterator[str]:
    """Names of stores, landing places and kecamatan, each beside its mark where no other name stands."""
    register = plan.operation.register
    wanted = [
        (place.name, sheet.at(place.located.position), PLACE_MARK[place.kind])
        for kind in (PlaceKind.STORE, PlaceKind.LANDING, PlaceKind.AIRSTRIP)
        for place in register.of_kind(kind)
    ]
    seats = {kecamatan_of(place.region): place.located.position for place in register.of_kind(PlaceKind.PPK)}
    for region in plan.rules.territory.kecamatan():
        seat = seats.get(region.code) or region.position
        if seat:
            wanted.append((region.name, sheet.at(seat), "kecamatan"))
    taken = [_mark_box(sheet.at(p.located.position)) for p in register.places if p.kind in PLACE_MARK]
    for name, point, kind in wanted:
        box = _free_box(name, point, taken=taken, sheet=sheet)
        if box is None:
            continue
        taken.append(box)
        middle = (box.left + box.right) // 2
        yield f'<text class="{kind}" x="{middle}" y="{box.bottom - 32}">{escape(name)}</text>'


def _mark_box(point: tuple[int, int]) -> _Box:
    return _Box(point[0] - 75, point[1] - 75, point[0] + 75, point[1] + 75)


def _free_box(name: str, point: tuple[int, int], *, taken: list[_Box], sheet: Frame) -> _Box | None:
    width = LETTER * len(name)
    x, y = point
    tries = (
        (x - width // 2, y + 90),
        (x - width // 2, y - 90 - LINE),
        (x + 110, y - LINE // 2),
        (x - 110 - width, y - LINE // 2),
        (x - width // 2, y + 240),
        (x - width // 2, y - 240 - LINE),
    )
    boxes = (_Box(left, top, left + width, top + LINE) for left, top in tries)
    free = (box for box in boxes if box.inside(sheet) and not any(box.meets(other) for other in taken))
    return next(free, None)


# --- scale ---


def _scale(sheet: Frame, *, words: Words) -> Iterator[str]:
    km = scale_km(sheet.width * 0.25 / sheet.units_per_km)
    length, y = round(km * sheet.units_per_km), sheet.height - 180
    yield '<g class="scale">'
    yield f'<path d="M{MARGIN} {y - 60}v60h{length}v-60"/>'
    yield f'<text x="{MARGIN + length // 2}" y="{y - 90}">{escape(words.number(km))} km</text>'
    yield f'<path class="north" d="M{sheet.width - MARGIN} {y - 330}l90 270-90-60-90 60z"/>'
    yield f'<text x="{sheet.width - MARGIN}" y="{y + 80}">{_said(say("N"), words)}</text>'
    yield "</g>"


def scale_km(most: float) -> float:
    """The longest of 1, 2, 5, 10, 20, 50 ... (or 0.1, 0.2, 0.5) km that is not longer than `most`."""
    lengths = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
    return max((length for length in lengths if length <= most), default=lengths[0])


def _said(text: Text, words: Words) -> str:
    return escape(words.say(text))
