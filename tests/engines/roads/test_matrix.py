from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall
from tests.engines.roads.made import (
    FOOT,
    MOTORBIKE,
    STEP_M,
    TOWN,
    TOWN_WAYS,
    TRUCK,
    Spot,
    Way,
    graph_of,
    pace,
    point,
    points_of,
    street,
)

from sampai.engines.roads.matrix import RoadMatrix
from sampai.kernel.geo import Position
from sampai.places.model import Link, Mode, Pace, RoadUser
from sampai.places.ports import Point

POINTS = points_of(TOWN)
ALL = range(len(POINTS))


@pytest.fixture
def town(tmp_path: Path) -> RoadMatrix:
    return RoadMatrix(graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS))


def metres(engine: RoadMatrix, pace: Pace, one: int, other: int, *, closed: tuple[str, ...] = ()) -> int:
    """From node to node of the town."""
    rows = engine.rows(POINTS, pace=pace, origins=[one - 1], closed=closed)
    return int(rows.distance_m[0, other - 1])


def steps(count: float) -> int:
    return round(count * STEP_M)


def test_a_one_way_street_is_short_one_way_and_long_the_other(town: RoadMatrix) -> None:
    assert metres(town, TRUCK, 2, 3) == steps(1)
    assert metres(town, TRUCK, 3, 2) == steps(3)
    assert metres(town, FOOT, 3, 2) == steps(1)


def test_a_barred_street_is_no_short_cut(town: RoadMatrix) -> None:
    assert metres(town, TRUCK, 1, 3) == steps(2)


def test_only_motorbikes_take_the_track(town: RoadMatrix) -> None:
    assert metres(town, MOTORBIKE, 3, 6) == steps(2)
    assert metres(town, TRUCK, 3, 6) == -1


def test_a_ferry_joins_what_it_joins_and_takes_its_time(town: RoadMatrix) -> None:
    assert metres(town, TRUCK, 5, 8) == steps(4)
    assert metres(town, MOTORBIKE, 1, 8) == steps(7)

    seconds = town.rows(POINTS, pace=TRUCK, origins=[5]).duration_s[0, 6]
    assert 1_800 <= seconds <= 1_801


def test_times_follow_the_speeds_of_each_class(town: RoadMatrix) -> None:
    row = town.rows(POINTS, pace=MOTORBIKE, origins=[2]).duration_s[0]

    assert (row[3], row[4]) == (round(STEP_M * 3.6 / 25), round(STEP_M * 3.6 / 10))


def test_closing_a_way_sends_people_round_or_leaves_them(town: RoadMatrix) -> None:
    assert metres(town, TRUCK, 4, 1, closed=("way/13",)) == -1
    assert metres(town, FOOT, 4, 1, closed=("way/13",)) == steps(3)
    assert metres(town, TRUCK, 2, 3, closed=("way/13",)) == steps(1)


def test_names_of_unknown_ways_close_nothing(town: RoadMatrix) -> None:
    assert metres(town, TRUCK, 3, 2, closed=("way/99", "LINK-1", "way/", "way/x")) == steps(3)


def test_rows_after_a_closure_are_those_of_a_fresh_search_and_few_are_searched(town: RoadMatrix) -> None:
    before = town.rows(POINTS, pace=MOTORBIKE, origins=ALL)

    after, touched = town.rows_after(POINTS, before, pace=MOTORBIKE, origins=ALL, closed=("way/11",))

    fresh = town.rows(POINTS, pace=MOTORBIKE, origins=ALL, closed=("way/11",))
    assert after.distance_m.tolist() == fresh.distance_m.tolist()
    assert after.duration_s.tolist() == fresh.duration_s.tolist()
    assert 0 < len(touched) < len(POINTS)


def test_a_point_beside_the_road_adds_its_straight_gap_and_says_so(town: RoadMatrix) -> None:
    beside = (point(0.5, -0.1, code="beside"), point(1, 0, code="corner"))

    rows = town.rows(beside, pace=TRUCK, origins=[0])

    assert town.gaps_m(beside, pace=TRUCK).tolist() == [111, 0]
    assert rows.distance_m[0].tolist() == [0, round(0.5 * STEP_M + 0.1 * STEP_M)]


def test_points_of_one_street_are_joined_along_it_not_round_by_its_ends(town: RoadMatrix) -> None:
    one_way = (point(1, 0.25), point(1, 0.75))

    found = town.rows(one_way, pace=TRUCK, origins=[0, 1]).distance_m

    assert found.tolist() == [[0, steps(0.5)], [steps(3.5), 0]]


def test_a_mode_that_no_road_knows_goes_nowhere(town: RoadMatrix) -> None:
    boat = Pace(mode=Mode("perahu"), speed_kmh=())

    assert town.gaps_m(POINTS, pace=boat).tolist() == [-1] * len(POINTS)
    assert town.rows(POINTS, pace=boat, origins=[0]).distance_m[0].tolist() == [0] + [-1] * 7


def test_links_of_the_mode_are_ways_too_and_close_by_their_code(tmp_path: Path) -> None:
    track = Link(
        code="BRIDGE",
        origin="3",
        target="5",
        mode=TRUCK.mode,
        length_m=900,
        minutes_dry=10,
        minutes_wet=20,
    )
    engine = RoadMatrix(graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS), links=(track,))

    assert metres(engine, TRUCK, 4, 6) == steps(2) + 900
    assert metres(engine, TRUCK, 4, 6, closed=("BRIDGE",)) == -1
    assert engine.rows(POINTS, pace=TRUCK, origins=[2], wet=True).duration_s[0, 4] == 1_200


def test_rain_slows_dirt_roads_and_wet_speeds_count(tmp_path: Path) -> None:
    ways = [Way(1, (1, 2), {"highway": "unclassified", "surface": "dirt"})]
    engine = RoadMatrix(graph_of(tmp_path, spots={1: (0, 0), 2: (1, 0)}, ways=ways))
    ends = (point(0, 0), point(1, 0))
    plain = pace(RoadUser.TRUCK)
    slower = Pace(mode=plain.mode, speed_kmh=plain.speed_kmh, user=plain.user, wet_kmh=plain.speed_kmh[:2])

    dry, wet = (
        int(engine.rows(ends, pace=slower, origins=[0], wet=rain).duration_s[0, 1]) for rain in (False, True)
    )

    assert dry == round(STEP_M * 3.6 / (20 * 0.65))
    assert wet == round(STEP_M * 3.6 / (20 * 0.40))


def test_blocks_do_not_change_rows(town: RoadMatrix, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = town.rows(POINTS, pace=MOTORBIKE, origins=ALL)
    monkeypatch.setattr("sampai.engines.roads.matrix.BLOCK_KEYS", 1)

    assert town.rows(POINTS, pace=MOTORBIKE, origins=ALL).distance_m.tolist() == whole.distance_m.tolist()


BENDS = 1_000
"""Nodes from this number on only bend a street."""


@st.composite
def maps(draw: st.DrawFn) -> tuple[dict[int, Spot], list[Way]]:
    """Nodes on a bowed line, so that no street passes through another's node; a two-way ring; and streets."""
    count = draw(st.integers(3, 7))
    spots: dict[int, Spot] = {i: (i * 0.5, i * i * 0.05) for i in range(count)}
    pairs = draw(st.lists(st.sampled_from(list(permutations(range(count), 2))), max_size=8, unique=True))
    ways = [street(100 + i, i, (i + 1) % count) for i in range(count)]
    for i, (a, b) in enumerate(pairs):
        ways.append(street(200 + i, a, b, oneway=draw(st.sampled_from(["yes", "no", "-1"]))))
    return spots, _bent(draw, spots, ways)


def _bent(draw: st.DrawFn, spots: dict[int, Spot], ways: list[Way]) -> list[Way]:
    """The same streets with nodes along them, some cut in two ways there, some drawn backwards."""
    found = []
    for way in ways:
        a, b = way.nodes
        if not draw(st.booleans()):
            found.append(way)
            continue
        middle = BENDS + way.code
        spots[middle] = ((spots[a][0] + spots[b][0]) / 2, (spots[a][1] + spots[b][1]) / 2)
        found += draw(
            st.sampled_from(
                [
                    [Way(way.code, (a, middle, b), way.tags)],
                    [Way(way.code, (a, middle), way.tags), Way(way.code + 5_000, (middle, b), way.tags)],
                    [Way(way.code, (b, middle, a), _backwards(way.tags))],
                ]
            )
        )
    return found


def _backwards(tags: object) -> dict[str, str]:
    assert isinstance(tags, dict)
    swapped = {"yes": "-1", "-1": "yes", "no": "no"}
    return {k: swapped[v] if k == "oneway" else v for k, v in tags.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=maps(), seed=st.integers(0, 9))
def test_rows_are_those_of_floyd_and_warshall(
    made: tuple[dict[int, Spot], list[Way]], seed: int, tmp_path: Path
) -> None:
    spots, ways = made
    engine = RoadMatrix(graph_of(tmp_path, spots=spots, ways=ways))
    corners = [point(*spots[node], code=str(node)) for node in sorted(spots) if node < BENDS]
    shut = ways[seed % len(ways)] if seed else None

    found = engine.rows(
        corners,
        pace=TRUCK,
        origins=range(len(corners)),
        closed=[f"way/{shut.code}"] if shut else [],
    ).distance_m

    exact = floyd_warshall(_dense(spots, [way for way in ways if way is not shut]))[: len(corners)]
    exact = exact[:, : len(corners)]
    assert ((found < 0) == np.isinf(exact)).all()
    assert np.abs(found - exact)[found >= 0].max() <= 2


def _dense(spots: dict[int, Spot], ways: list[Way]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    at = {node: i for i, node in enumerate(sorted(spots))}
    found = np.full((len(at), len(at)), np.inf)
    for way in ways:
        for one, other in zip(way.nodes, way.nodes[1:], strict=False):
            length = STEP_M * float(np.hypot(*np.subtract(spots[one], spots[other])))
            a, b, oneway = at[one], at[other], way.tags.get("oneway", "no")
            if oneway != "-1":
                found[a, b] = min(found[a, b], length)
            if oneway != "yes":
                found[b, a] = min(found[b, a], length)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=maps(), pick=st.integers(0, 99))
def test_rows_after_any_closure_equal_a_fresh_search(
    made: tuple[dict[int, Spot], list[Way]], pick: int, tmp_path: Path
) -> None:
    spots, ways = made
    engine = RoadMatrix(graph_of(tmp_path, spots=spots, ways=ways))
    points, closed = points_of(spots), [f"way/{ways[pick % len(ways)].code}"]
    origins = range(len(points))
    before = engine.rows(points, pace=TRUCK, origins=origins)

    after, _ = engine.rows_after(points, before, pace=TRUCK, origins=origins, closed=closed)

    fresh = engine.rows(points, pace=TRUCK, origins=origins, closed=closed)
    assert after.duration_s.tolist() == fresh.duration_s.tolist()


def test_no_points_ask_for_nothing(town: RoadMatrix) -> None:
    assert town.rows((), pace=TRUCK, origins=[]).distance_m.shape == (0, 0)
    assert town.rows((Point("a", Position(0, 0)),), pace=TRUCK, origins=[]).distance_m.shape == (0, 1)
