"""GPX 1.1 and KML 2.2: well-formed, elements in the order of their schemas, marked, with every halt."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from sampai.kernel.geo import Position
from sampai.kernel.text import PLAIN
from sampai.plan.model import OperationPlan
from sampai.plan.pages.field import field_of
from sampai.plan.pages.geo import geojson
from sampai.plan.pages.gpx import gpx, halts
from sampai.plan.pages.kml import kml
from sampai.transport.rules.lines import places

GPX: Final = "{http://www.topografix.com/GPX/1/1}"
KML: Final = "{http://www.opengis.net/kml/2.2}"
POINT = ("ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type")
GPX_ORDER = {
    "gpx": ("metadata", "wpt", "rte", "trk"),
    "metadata": ("name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"),
    "wpt": POINT,
    "rtept": POINT,
    "rte": ("name", "cmt", "desc", "src", "link", "number", "type", "rtept"),
    "trkpt": POINT,
    "trkseg": ("trkpt",),
    "trk": ("name", "cmt", "desc", "src", "link", "number", "type", "trkseg"),
}
FEATURE = ("name", "visibility", "open", "description", "styleUrl", "Style")
KML_ORDER = {
    "Document": (*FEATURE, "Folder"),
    "Folder": (*FEATURE, "Placemark"),
    "Placemark": (*FEATURE, "Point", "LineString"),
    "Style": ("IconStyle", "LabelStyle", "LineStyle"),
    "LineString": ("extrude", "tessellate", "altitudeMode", "coordinates"),
    "Point": ("coordinates",),
    "IconStyle": ("color", "scale"),
    "LineStyle": ("color", "width"),
    "LabelStyle": ("color", "scale"),
    "kml": ("Document",),
}


def _read(text: str) -> ET.Element:
    return ET.fromstring(text)


def _check_order(element: ET.Element, *, space: str, order: dict[str, tuple[str, ...]]) -> None:
    """Each element's children are known to the schema and stand in its order."""
    name = element.tag.removeprefix(space)
    children = [child.tag.removeprefix(space) for child in element]
    if not children:
        return
    places = [order[name].index(child) for child in children]
    assert places == sorted(places), name
    for child in element:
        _check_order(child, space=space, order=order)


def test_gpx_keeps_to_the_schema(full_plan: OperationPlan) -> None:
    root = _read(gpx(full_plan.delivery.journeys, name="all", field=field_of(full_plan, words=PLAIN)))

    assert (root.tag, root.get("version"), root.get("creator")) == (f"{GPX}gpx", "1.1", "Sampai")
    _check_order(root, space=GPX, order=GPX_ORDER)
    for point in (*root.iter(f"{GPX}wpt"), *root.iter(f"{GPX}rtept")):
        assert -90 <= float(point.get("lat", "")) <= 90
        assert -180 <= float(point.get("lon", "")) < 180


def test_gpx_has_a_route_per_journey_with_all_halts_and_each_waypoint_once(full_plan: OperationPlan) -> None:
    journeys = full_plan.delivery.journeys
    root = _read(gpx(journeys, name="all", field=field_of(full_plan, words=PLAIN)))

    routes = {r.findtext(f"{GPX}name"): len(r.findall(f"{GPX}rtept")) for r in root.iter(f"{GPX}rte")}
    waypoints = [point.findtext(f"{GPX}cmt") for point in root.iter(f"{GPX}wpt")]
    assert routes == {journey.code: len(halts(journey)) for journey in journeys}
    assert sorted(str(code) for code in waypoints) == sorted({h for j in journeys for h in halts(j)})


def test_kml_keeps_to_the_schema(full_plan: OperationPlan) -> None:
    root = _read(kml(field_of(full_plan, words=PLAIN)))

    _check_order(root, space=KML, order=KML_ORDER)
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    assert {url.text for url in root.iter(f"{KML}styleUrl")} <= styles


def test_kml_has_every_journey_station_and_place(full_plan: OperationPlan) -> None:
    root = _read(kml(field_of(full_plan, words=PLAIN)))
    register = full_plan.operation.register

    lines = len(list(root.iter(f"{KML}LineString")))
    points = len(list(root.iter(f"{KML}Point")))
    assert lines == len(full_plan.delivery.journeys)
    assert points == len(register.stations) + len(register.places)


@pytest.mark.parametrize("form", ["gpx", "kml"])
def test_routes_say_that_they_are_restricted_and_estimated(full_plan: OperationPlan, form: str) -> None:
    field = field_of(full_plan, words=PLAIN)
    text = kml(field) if form == "kml" else gpx(full_plan.delivery.journeys, name="all", field=field)

    names = [element.text or "" for element in _read(text).iter() if element.tag.endswith("}name")]
    assert names[0].startswith("RESTRICTED until the journeys are done")
    assert text.count("straight from stop to stop, not the way itself (estimated)") >= len(
        full_plan.delivery.journeys
    )


def test_names_that_would_break_xml_are_written_as_text(full_plan: OperationPlan) -> None:
    evil = '<b>&\x07 "TPS" ]]>'
    places = tuple(replace(place, name=evil) for place in full_plan.operation.register.places)
    register = replace(full_plan.operation.register, places=places)
    field = field_of(
        replace(full_plan, operation=replace(full_plan.operation, register=register)), words=PLAIN
    )

    for text in (kml(field), gpx(full_plan.delivery.journeys, name=evil, field=field)):
        assert evil.replace("\x07", "") in {element.text for element in _read(text).iter()}


def test_a_journey_on_a_road_map_is_drawn_along_its_roads(full_plan: OperationPlan) -> None:
    first, *others = full_plan.delivery.journeys
    bend = Position(-4.4, 103.05)
    here = field_of(full_plan, words=PLAIN).spots.positions
    halts = places(first)
    drives = tuple((here[a], bend, here[b]) for a, b in pairwise(halts))
    field = field_of(full_plan, words=PLAIN, lines={first.code: drives})

    root = _read(gpx((first, *others), name="all", field=field))
    document = _read(kml(field))

    _check_order(root, space=GPX, order=GPX_ORDER)
    (track,) = root.iter(f"{GPX}trk")
    points = [(point.get("lat"), point.get("lon")) for point in track.iter(f"{GPX}trkpt")]
    assert points.count(("-4.400000", "103.050000")) == len(halts) - 1
    assert len(points) == 2 * len(halts) - 1
    marked = [mark for mark in document.iter(f"{KML}Placemark") if mark.findtext(f"{KML}name") == first.code]
    assert "103.050000,-4.400000" in "".join(marked[0].itertext())
    assert "along the roads of the map" in "".join(marked[0].itertext())
    drawn = json.loads(geojson(full_plan, lines=field.lines))["features"]
    line = next(one for one in drawn if one["id"] == first.code)
    assert [103.05, -4.4] in line["geometry"]["coordinates"]
    assert line["properties"]["line"].startswith("along the roads")
