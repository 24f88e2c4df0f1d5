"""Areas that somebody drew on a map: the polygons of GeoJSON (RFC 7946)."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from sampai.kernel.geo import Outline, Position
from sampai.places.model import Rings

MOST_CORNERS = 20_000


def rings_of(text: str | bytes) -> Rings:
    """The rings of all polygons in a text. Raises `ValueError` where it is no GeoJSON with a polygon."""
    try:
        rings = tuple(_ring(ring) for ring in _rings(json.loads(text)))
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError from error
    if not rings or sum(map(len, rings)) > MOST_CORNERS:
        raise ValueError
    return rings


def named(text: str) -> str:
    """The name that GeoJSON gives itself; empty where it gives none."""
    return str(json.loads(text).get("name", ""))


def drawn(rings: Rings, *, name: str) -> str:
    """Rings as GeoJSON, from which `rings_of` makes the same again."""
    closed = [[*ring, ring[0]] for ring in rings]
    return json.dumps({"type": "Polygon", "name": name, "coordinates": closed}, ensure_ascii=False)


def outline_of(rings: Rings) -> Outline:
    """Rings as columns."""
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


def _ring(ring: Any) -> tuple[tuple[float, float], ...]:  # noqa: ANN401 -- anything may stand in a file
    """The corners of a ring without its closing one."""
    corners = [(float(corner[0]), float(corner[1])) for corner in ring]
    for lon, lat in corners:
        Position(lat, lon)
    if corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise ValueError(ring)
    return tuple(corners)
