"""Tiles as others read them: by a reader of our own from the specification, and by Mapbox's library."""

from dataclasses import replace
from typing import Any

import mapbox_vector_tile
from hypothesis import given
from hypothesis import strategies as st
from tests.mvt_reader import read_tile

from sampai.places.rules.mvt import Feature, Layer, Shape, tile

STEPS = st.tuples(st.integers(-8192, 8192), st.integers(-8192, 8192))
VALUES = st.text(max_size=20) | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.booleans()
PROPERTIES = st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=4)
POINTS = st.builds(Feature, st.just(Shape.POINT), STEPS.map(lambda at: [[at]]), PROPERTIES)
LINES = st.builds(
    Feature,
    st.just(Shape.LINE),
    st.lists(st.lists(STEPS, min_size=2, max_size=5), min_size=1, max_size=3),
    PROPERTIES,
)
FEATURES = st.lists(POINTS | LINES, min_size=1, max_size=5)


@given(FEATURES)
def test_what_is_written_is_what_is_read(features: list[Feature]) -> None:
    read = read_tile(tile([Layer("tps", features)]))["tps"]

    assert [one["parts"] for one in read] == [[[*part] for part in one.parts] for one in features]
    assert [one["properties"] for one in read] == [one.properties for one in features]
    assert [{key: type(value) for key, value in one["properties"].items()} for one in read] == [
        {key: type(value) for key, value in one.properties.items()} for one in features
    ]


@given(FEATURES, PROPERTIES, PROPERTIES)
def test_what_features_have_in_common_is_read_as_their_own(
    features: list[Feature], one: dict[str, Any], other: dict[str, Any]
) -> None:
    sharing = [replace(each, shared=(one, other)[at % 2]) for at, each in enumerate(features)]

    read = read_tile(tile([Layer("tps", sharing)]))["tps"]

    assert [each["properties"] for each in read] == [{**each.properties, **each.shared} for each in sharing]


@given(FEATURES)
def test_mapboxs_library_reads_the_same(features: list[Feature]) -> None:
    read = mapbox_vector_tile.decode(tile([Layer("tps", features)]), default_options={"y_coord_down": True})[
        "tps"
    ]

    assert (read["extent"], read["version"]) == (4096, 2)
    assert [one["properties"] for one in read["features"]] == [one.properties for one in features]
    assert [_parts(one["geometry"]) for one in read["features"]] == [
        [[*part] for part in one.parts] for one in features
    ]


def _parts(geometry: dict[str, Any]) -> list[list[tuple[int, int]]]:
    places = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [[tuple(places)]]
        case "LineString":
            return [[tuple(one) for one in places]]
    return [[tuple(one) for one in part] for part in places]


def test_one_and_true_and_a_half_are_told_apart() -> None:
    told = {"number": 1, "yes": True, "half": 0.5, "no": False, "none": 0}

    (read,) = read_tile(tile([Layer("x", [Feature(Shape.POINT, [[(0, 0)]], told)])]))["x"]

    assert [type(value) for value in read["properties"].values()] == [int, bool, float, bool, int]


def test_a_layer_without_features_is_left_out() -> None:
    assert tile([Layer("empty", [])]) == b""
