"""Real extracts: what is known of them, and what their README measured."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engines.roads.made import pace

from sampai.engines.roads.graph import GRAIN, RoadGraph
from sampai.engines.roads.matrix import RoadMatrix
from sampai.engines.roads.store import load_graph
from sampai.kernel.geo import Position, distances_m
from sampai.packs.road_table import load_road_table
from sampai.places.model import RoadTable, RoadUser
from sampai.places.ports import Point

WALK, DRIVE = pace(RoadUser.FOOT), pace(RoadUser.CAR)


def level() -> RoadTable:
    """A table by which everybody goes everywhere at one speed, so that the quickest way is the shortest."""
    table = load_road_table()
    everybody = frozenset(RoadUser)
    return replace(
        table, roads=tuple(replace(rule, speed_percent=100, users=everybody) for rule in table.roads)
    )


def points_on(graph: RoadGraph, *, count: int) -> tuple[Point, ...]:
    """So many of the map's nodes."""
    spots = np.unique(np.stack([graph.x1, graph.y1], axis=1), axis=0)
    rng = np.random.Generator(np.random.PCG64(1))
    chosen = spots[rng.permutation(len(spots))[:count]].tolist()
    return tuple(Point(f"{x}/{y}", Position(y / GRAIN, x / GRAIN)) for x, y in chosen)


def straight_m(points: tuple[Point, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    lat = np.array([point.position.lat for point in points])
    lon = np.array([point.position.lon for point in points])
    return distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=float(np.median(lat)))


@pytest.mark.parametrize(("name", "median"), [("roads-jakarta-2012", 1.24), ("roads-maumere-2012", 1.30)])
def test_roads_are_as_much_longer_than_the_straight_line_as_was_measured(
    extracts: Path, name: str, median: float
) -> None:
    graph = load_graph(extracts / f"{name}.osm.pbf", table=level())
    points = points_on(graph, count=250)
    engine = RoadMatrix(graph)

    metres = engine.rows(points, pace=WALK, origins=range(len(points))).distance_m

    straight = straight_m(points)
    near = engine.gaps_m(points, pace=WALK) < 300
    far = (metres > 0) & (straight > 1_500) & near[:, None] & near[None, :]
    assert abs(float(np.median(metres[far] / straight[far])) - median) < 0.03


def test_jakarta_has_the_ways_and_nodes_that_were_put_in(jakarta: RoadGraph) -> None:
    under_construction = 5

    assert jakarta.ways == 18_574 - under_construction
    assert 60_404 - 100 <= jakarta.nodes <= 60_404
    assert abs(jakarta.length_km - 5_685) < 10
    assert abs(jakarta.largest_share - 0.97) < 0.01


def test_maumere_is_in_one_piece(maumere: RoadGraph) -> None:
    assert (maumere.ways, maumere.nodes, maumere.largest_share) == (152, 3_167, 1.0)
    assert abs(maumere.length_km - 139) < 1


def test_junctions_are_fewer_than_nodes_and_nothing_is_lost(
    jakarta: RoadGraph, maumere: RoadGraph, helsinki: RoadGraph
) -> None:
    for graph in (jakarta, maumere, helsinki):
        assert graph.junctions < 0.55 * graph.nodes
        assert np.array_equal(np.union1d(graph.tail, graph.head), np.arange(graph.junctions))
        last = np.flatnonzero(np.diff(graph.edge[np.argsort(graph.edge, kind="stable")], append=-1))
        assert len(last) == len(graph.tail)


def test_one_way_streets_of_helsinki_make_a_difference_for_cars_only(helsinki: RoadGraph) -> None:
    points = points_on(helsinki, count=60)
    engine = RoadMatrix(helsinki)

    drive = engine.rows(points, pace=DRIVE, origins=range(len(points))).distance_m.astype(np.int64)
    walk = engine.rows(points, pace=WALK, origins=range(len(points))).distance_m.astype(np.int64)

    assert (np.abs(drive - drive.T) > 100).any()
    assert (np.abs(walk - walk.T) <= 1).all()
    assert (drive >= 0).all()


def test_tags_of_helsinki_tell_kinds_of_road_apart(helsinki: RoadGraph) -> None:
    assert helsinki.ways == 2_244
    assert len(helsinki.kinds) > 50


def test_closing_a_way_of_jakarta_touches_few_rows_and_shortens_none(jakarta: RoadGraph) -> None:
    points = points_on(jakarta, count=40)
    engine = RoadMatrix(jakarta)
    origins = range(len(points))
    before = engine.rows(points, pace=DRIVE, origins=origins)
    longest = jakarta.way[jakarta.way_start[int(np.argmax(jakarta.length_mm))]]

    after, touched = engine.rows_after(points, before, pace=DRIVE, origins=origins, closed=[f"way/{longest}"])

    fresh = engine.rows(points, pace=DRIVE, origins=origins, closed=[f"way/{longest}"])
    assert after.duration_s.tolist() == fresh.duration_s.tolist()
    assert len(touched) < len(points)
    assert ((after.duration_s < 0) | (after.duration_s >= before.duration_s)).all()
