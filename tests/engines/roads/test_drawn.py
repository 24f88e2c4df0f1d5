"""Lines along mapped roads."""

from itertools import pairwise
from pathlib import Path

import pytest
from tests.engines.roads.made import FOOT, MOTORBIKE, STEP, TOWN, TOWN_WAYS, TRUCK, graph_of, point, points_of
from tests.engines.roads.test_areas import square

from sampai.engines.roads.matrix import RoadMatrix
from sampai.kernel.geo import Position, distance_m
from sampai.places.model import Pace
from sampai.places.ports import Cut

POINTS = points_of(TOWN)
EVERY = [(a, b) for a in range(len(POINTS)) for b in range(len(POINTS)) if a != b]


@pytest.fixture
def town(tmp_path: Path) -> RoadMatrix:
    return RoadMatrix(graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS))


def steps(line: tuple[Position, ...]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at in line:
        spot = round(at.lon / STEP), round(at.lat / STEP)
        if not found or found[-1] != spot:
            found.append(spot)
    return found


def test_a_line_bends_with_the_streets_and_keeps_to_one_way_signs(town: RoadMatrix) -> None:
    lines = town.lines(POINTS, pace=TRUCK, pairs=[(1, 2), (2, 1)])

    assert steps(lines[1, 2]) == [(1, 0), (1, 1)]
    assert steps(lines[2, 1]) == [(1, 1), (0, 1), (0, 0), (1, 0)]


@pytest.mark.parametrize("pace", [TRUCK, MOTORBIKE, FOOT])
def test_a_line_is_as_long_as_its_way(town: RoadMatrix, pace: Pace) -> None:
    found = town.rows(POINTS, pace=pace, origins=range(len(POINTS))).distance_m

    lines = town.lines(POINTS, pace=pace, pairs=EVERY)

    assert set(lines) == {(a, b) for a, b in EVERY if found[a, b] >= 0}
    for (a, b), line in lines.items():
        assert sum(distance_m(p, q) for p, q in pairwise(line)) == pytest.approx(found[a, b], abs=8)


def test_points_on_one_street_are_joined_along_it(town: RoadMatrix) -> None:
    one, other = point(1, 0.75, code="a"), point(1, 0.25, code="b")

    lines = town.lines((one, other), pace=FOOT, pairs=[(0, 1)])

    assert lines[0, 1] == (one.position, other.position) or len(set(lines[0, 1])) == 2


def test_what_is_shut_is_not_drawn_through(town: RoadMatrix) -> None:
    roads = town.under(Cut(shut=("flood",)), outlines={"flood": square(0, 0.5)})

    lines = roads.lines(POINTS, pace=FOOT, pairs=[(3, 0)])

    assert steps(lines[3, 0]) == [(0, 1), (1, 1), (1, 0), (0, 0)]
