"""Reads an area that somebody drew on a map: a GeoJSON file (RFC 7946) with polygons."""

from pathlib import Path

from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.text import say
from sampai.places.model import Rings
from sampai.places.rules.areas import rings_of

MOST_BYTES = 20_000_000


def read_area(path: Path) -> Rings:
    """The rings of all polygons of a file. Raises `Unreadable` where there is none."""
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
        return rings_of(path.read_bytes())
    except (ValueError, OSError, Refused) as error:
        raise _no_area(path) from error


def _no_area(path: Path) -> Unreadable:
    return Unreadable(
        "area-unreadable",
        say("{path} holds no area: no GeoJSON with a polygon in degrees.", path=str(path)),
        say("Draw the area on a map, for example with QGIS or geojson.io, and save it as GeoJSON."),
    )
