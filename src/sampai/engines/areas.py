"""Reads an area that somebody drew on a map: a GeoJSON file (RFC 7946) with polygons."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.geo import Outline, Position
from sampai.kernel.text import say

MOST_BYTES = 20_000_000
MOST_CORNERS = 20_000

Corner = tuple[float, float]


def read_area(path: Path) -> Outline:
    """All polygons of a file as one outline. Raises `Unreadable` where there is none."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable(
            "area-missing",
            say("There is no file {path}.", path=str(path)),
            say("Check the name and the folder."),
        ) from error
    if size > MOST_BYTES:
        raise _no_area(path)
    try:
        rings = [_ring(ring) for ring in _rings(json.loads(path.read_bytes()))]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, Refused) as error:
        raise _no_area(path) from error
    if not rings or sum(map(len, rings)) > MOST_CORNERS:
        raise _no_area(path)
    corners = np.array([corner for ring in rings for corner in ring])
    return Outline(corners[:, 0], corners[:, 1], np.cumsum([len(ring) for ring in rings]).astype(np.int64))


def _rings(shape: Any) -> Iterator[Any]:  # noqa: ANN401 -- anything may stand in a file
    match shape["type"]:
        case "FeatureCollection":
            for feature in shape["features"]:
                yield from _rings(feature)
        case "Feature":
            yield from _rings(shape["geometry"])
        case "GeometryCollection":
            for part in shape["geometries"]:
                yield from _rings(part)
        case "Polygon":
            yield from shape["coordinates"]
        case "MultiPolygon":
            for polygon in shape["coordinates"]:
                yield from polygon
        case _:
            return


def _ring(ring: Any) -> list[Corner]:  # noqa: ANN401 -- anything may stand in a file
    """The corners of a ring without its closing one."""
    corners = [(float(corner[0]), float(corner[1])) for corner in ring]
    for lon, lat in corners:
        Position(lat, lon)
    if corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise ValueError(ring)
    return corners


def _no_area(path: Path) -> Unreadable:
    return Unreadable(
        "area-unreadable",
        say("{path} holds no area: no GeoJSON with a polygon in degrees.", path=str(path)),
        say("Draw the area on a map, for example with QGIS or geojson.io, and save it as GeoJSON."),
    )
