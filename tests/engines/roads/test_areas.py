"""Roads in an area: shut, or slow in the rain."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roads.made import (
    FOOT,
    MOTORBIKE,
    STEP,
    STEP_M,
    TOWN,
    TOWN_WAYS,
    TRUCK,
    graph_of,
    point,
    points_of,
)

from sampai.engines.roads.matrix import RoadMatrix
from sampai.kernel.geo import Outline
from sampai.places.model import Link, Pace, RoadClass
from sampai.places.ports import Cut, Rows
from sampai.places.rules.areas import outline_of

POINTS = points_of(TOWN)
ALL = range(len(POINTS))


@pytest.fixture
def town(tmp_path: Path) -> RoadMatrix:
    return RoadMatrix(graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS))


def square(east: float, north: float, *, half: float = 0.1) -> Outline:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return outline_of((tuple(((east + half * x) * STEP, (north + half * y) * STEP) for x, y in corners),))


def rows(town: RoadMatrix, area: Outline, *, pace: Pace = TRUCK) -> Rows:
    return town.under(Cut(shut=("flood",)), outlines={"flood": area}).rows(POINTS, pace=pace, origins=ALL)


def test_a_flood_over_the_middle_of_a_street_cuts_it_and_nothing_else(town: RoadMatrix) -> None:
    flooded = rows(town, square(0, 0.5))

    assert flooded.distance_m[3, 0] == -1
    assert rows(town, square(0, 0.5), pace=FOOT).distance_m[3, 0] == round(3 * STEP_M)
    assert flooded.distance_m[1, 2] == round(STEP_M)


def test_a_road_that_only_passes_through_an_area_without_a_node_in_it_is_cut(town: RoadMatrix) -> None:
    thin = outline_of((((-0.5 * STEP, 0.49 * STEP), (0.5 * STEP, 0.49 * STEP), (0.0, 0.51 * STEP)),))

    assert rows(town, thin).distance_m[3, 0] == -1


def test_points_before_and_behind_the_flood_are_still_reached(town: RoadMatrix) -> None:
    before, behind, corner = point(0, 0.2, code="a"), point(0, 0.8, code="b"), POINTS[3]
    roads = town.under(Cut(shut=("flood",)), outlines={"flood": square(0, 0.5)})

    found = roads.rows((before, behind, corner), pace=FOOT, origins=[2]).distance_m[0]

    assert found.tolist() == [round(3.2 * STEP_M), round(0.2 * STEP_M), 0]


def test_rain_slows_the_roads_of_its_village_and_no_others(town: RoadMatrix) -> None:
    cut = Cut(slow=(("village", ((RoadClass.URBAN, 150), (RoadClass.TRACK, 300))),))
    wet = town.under(cut, outlines={"village": square(2, 1, half=0.7)})

    dry_s = town.rows(POINTS, pace=MOTORBIKE, origins=ALL).duration_s
    wet_s = wet.rows(POINTS, pace=MOTORBIKE, origins=ALL).duration_s

    assert wet_s[2, 4] == pytest.approx(3 * dry_s[2, 4], abs=1)
    assert wet_s[4, 5] == pytest.approx(1.5 * dry_s[4, 5], abs=1)
    assert wet_s[3, 0] == dry_s[3, 0]


def test_links_are_shut_or_wet_one_by_one(tmp_path: Path) -> None:
    ferries = [
        Link(
            code=code,
            origin="5",
            target="8",
            mode=MOTORBIKE.mode,
            length_m=900,
            minutes_dry=10,
            minutes_wet=20,
        )
        for code in ("A", "B")
    ]
    roads = RoadMatrix(graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS), links=tuple(ferries))

    def seconds(cut: Cut) -> int:
        return int(roads.under(cut, outlines={}).rows(POINTS, pace=MOTORBIKE, origins=[4]).duration_s[0, 7])

    assert seconds(Cut(wet_links=frozenset({"A"}))) == 600
    assert seconds(Cut(links=frozenset({"B"}), wet_links=frozenset({"A"}))) == 1_200
    assert seconds(Cut(links=frozenset({"A", "B"}))) > 1_800


@given(
    east=st.floats(-0.5, 6.5),
    north=st.floats(-0.5, 1.5),
    half=st.floats(0.01, 1),
    percent=st.integers(100, 400),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_area_makes_any_way_quicker(
    town: RoadMatrix, east: float, north: float, half: float, percent: int
) -> None:
    area = square(east, north, half=half)
    slow = Cut(slow=(("a", tuple((road, percent) for road in RoadClass)),))
    dry = town.rows(POINTS, pace=MOTORBIKE, origins=ALL).duration_s

    for cut in (Cut(shut=("a",)), slow):
        now = RoadMatrix(town.graph).under(cut, outlines={"a": area})
        after = now.rows(POINTS, pace=MOTORBIKE, origins=ALL).duration_s
        assert np.all((after < 0) | ((dry >= 0) & (after >= dry)))
