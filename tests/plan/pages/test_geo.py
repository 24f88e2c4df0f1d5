import json
from datetime import datetime
from typing import Any

import pytest
from tests.worlds import FULL, HARD_STATION, PLACES, VERY_VULNERABLE

from sampai.election.model import Level
from sampai.plan.model import OperationPlan
from sampai.plan.pages.geo import geojson
from sampai.plan.rules.arrivals import arrivals


@pytest.fixture
def features(full_plan: OperationPlan) -> list[dict[str, Any]]:
    collection = json.loads(geojson(full_plan))
    assert collection["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = collection["features"]
    return found


def _of_kind(features: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {f["id"]: f for f in features if f["properties"]["kind"] == kind}


def test_every_station_place_and_journey_is_one_feature(
    features: list[dict[str, Any]], full_plan: OperationPlan
) -> None:
    assert set(_of_kind(features, "station")) == {s.code for s in FULL.register.stations}
    assert set(_of_kind(features, "place")) == {p.code for p in PLACES}
    assert set(_of_kind(features, "journey")) == {j.code for j in full_plan.delivery.journeys}


def test_features_follow_rfc_7946(features: list[dict[str, Any]]) -> None:
    for feature in features:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        geometry = feature["geometry"]
        is_point = geometry["type"] == "Point"
        points = [geometry["coordinates"]] if is_point else geometry["coordinates"]
        assert is_point or len(points) >= 2
        assert all(102 < lon < 104 and -6 < lat < -4 for lon, lat in points)


def test_a_station_tells_its_class_load_and_when_its_goods_are_there(
    features: list[dict[str, Any]], full_plan: OperationPlan
) -> None:
    told = _of_kind(features, "station")[VERY_VULNERABLE]["properties"]

    stop = arrivals(full_plan.delivery)[VERY_VULNERABLE][Level.STATION].stop
    assert told["class"] == "sangat-rawan"
    assert (told["boxes"], told["voters"], told["village"], told["kecamatan"]) == (
        2,
        222,
        "Ladang",
        "Pesisir",
    )
    assert datetime.fromisoformat(told["at_tps"]).utcoffset() is not None
    assert datetime.fromisoformat(told["at_tps"]) == FULL.settings.calendar.instant(stop.departs)


def test_hard_station_keeps_its_access_and_signal(features: list[dict[str, Any]]) -> None:
    told = _of_kind(features, "station")[HARD_STATION.code]["properties"]

    assert (told["hard"], told["access"], told["signal"]) == (True, ["gerobak-sapi"], ["tidak-ada"])


def test_journeys_say_that_their_lines_are_estimates(features: list[dict[str, Any]]) -> None:
    journeys = _of_kind(features, "journey").values()

    assert {f["properties"]["certainty"] for f in journeys} == {"estimated"}
    assert all("straight" in f["properties"]["line"] for f in journeys)
    assert all(f["geometry"]["coordinates"][0] == f["geometry"]["coordinates"][-1] for f in journeys)
