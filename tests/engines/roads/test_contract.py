from pathlib import Path

from tests.engines.roads.made import STEP_M, TOWN, TOWN_WAYS, Way, graph_of, street

from sampai.engines.roads.graph import RoadGraph
from sampai.engines.roads.tags import WayKind


def lengths(graph: RoadGraph) -> list[int]:
    return sorted(round(mm / (STEP_M * 1_000)) for mm in graph.length_mm.tolist())


def test_only_junctions_ends_and_changes_of_kind_are_left(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS)

    # 3-4-1-2, the one-way 2-3, the track, the street, the ferry, and the street behind it
    assert lengths(graph) == [1, 1, 1, 1, 2, 3]
    assert (graph.ways, graph.nodes, graph.junctions, len(graph.tail)) == (8, 8, 6, 6)
    assert graph.length_km == round(9 * STEP_M / 1_000, 1)
    assert graph.largest_share == 1.0


def test_a_road_keeps_its_length_through_any_number_of_bends(tmp_path: Path) -> None:
    spots = {i: (i * 0.1, (i % 2) * 0.1) for i in range(20)}

    graph = graph_of(tmp_path, spots=spots, ways=[street(1, *range(20))])

    assert graph.junctions == 2
    assert abs(int(graph.length_mm[0]) - 19 * STEP_M * 1_000 * 0.1 * 2**0.5) < 20
    assert len(graph.x1) == 19


def test_ways_drawn_against_each_other_are_one_road(tmp_path: Path) -> None:
    spots = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (2.0, 0.0)}
    ways = [street(1, 1, 2, oneway="yes"), street(2, 3, 2, oneway="-1")]

    graph = graph_of(tmp_path, spots=spots, ways=ways)

    assert lengths(graph) == [2]
    kind = WayKind(*graph.kinds[graph.kind[0]].tolist())
    assert kind.forth != kind.back
    assert sorted(graph.way.tolist()) == [1, 2]


def test_one_way_streets_that_meet_head_on_are_not_joined(tmp_path: Path) -> None:
    spots = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (2.0, 0.0)}
    ways = [street(1, 1, 2, oneway="yes"), street(2, 3, 2, oneway="yes")]

    assert lengths(graph_of(tmp_path, spots=spots, ways=ways)) == [1, 1]


def test_a_ring_without_a_junction_stays_a_ring(tmp_path: Path) -> None:
    spots = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (1.0, 1.0), 4: (0.0, 1.0)}

    whole = graph_of(tmp_path, spots=spots, ways=[street(1, 1, 2, 3, 4, 1)])
    halves = graph_of(tmp_path, spots=spots, ways=[street(1, 1, 2, 3), street(2, 3, 4, 1)])

    for graph in (whole, halves):
        assert lengths(graph) == [4]
        assert graph.tail.tolist() == graph.head.tolist()


def test_segments_tell_how_far_along_their_edge_they_begin(tmp_path: Path) -> None:
    spots = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (2.0, 0.0), 4: (3.0, 0.0)}

    graph = graph_of(
        tmp_path, spots=spots, ways=[street(1, 1, 2), Way(2, (4, 3, 2), {"highway": "residential"})]
    )

    by_offset = sorted(zip(graph.offset_mm.tolist(), graph.x1.tolist(), graph.x2.tolist(), strict=True))
    east = [x1 for _, x1, _ in by_offset]
    assert east in ([0, 100_000, 200_000], [300_000, 200_000, 100_000])
    assert [round(offset / (STEP_M * 1_000)) for offset, _, _ in by_offset] == [0, 1, 2]


def test_the_same_map_gives_the_same_graph_in_any_order_of_its_ways(tmp_path: Path) -> None:
    one = graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS)
    again = graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS)
    other = graph_of(tmp_path, spots=TOWN, ways=TOWN_WAYS[::-1])

    assert one.digest() == again.digest()
    assert lengths(one) == lengths(other)
