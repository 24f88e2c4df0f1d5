"""Areas that somebody drew on a map."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sampai.engines.areas import read_area
from sampai.kernel.errors import Unreadable
from sampai.places.rules.areas import outline_of

RING = [[103.0, -4.8], [103.2, -4.8], [103.2, -4.6], [103.0, -4.6], [103.0, -4.8]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
FEATURE = {"type": "Feature", "properties": {"name": "banjir"}, "geometry": POLYGON}


def written(folder: Path, shape: Any) -> Path:
    path = folder / "area.geojson"
    path.write_text(shape if isinstance(shape, str) else json.dumps(shape), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "shape",
    [
        POLYGON,
        FEATURE,
        {"type": "FeatureCollection", "features": [FEATURE]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "GeometryCollection", "geometries": [POLYGON]},
    ],
)
def test_every_form_of_a_polygon_is_read(tmp_path: Path, shape: Any) -> None:
    area = outline_of(read_area(written(tmp_path, shape)))

    assert area.contains(np.array([103.1, 103.3]), np.array([-4.7, -4.7])).tolist() == [True, False]


@pytest.mark.parametrize(
    "shape",
    [
        "",
        "banjir",
        "[]",
        "null",
        {"type": "Point", "coordinates": [103, -4]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"]]]},
        "[" * 100_000,
    ],
)
def test_what_is_no_area_says_so(tmp_path: Path, shape: Any) -> None:
    with pytest.raises(Unreadable, match="holds no area"):
        read_area(written(tmp_path, shape))


def test_swapped_axes_off_the_globe_are_no_area(tmp_path: Path) -> None:
    swapped = {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in RING]]}

    with pytest.raises(Unreadable, match="holds no area"):
        read_area(written(tmp_path, swapped))
