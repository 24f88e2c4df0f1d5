import pytest
from tests.worlds import BEACH, BOAT, CROSSING, FULL_REGISTER, PORT, ROAD_STATIONS, TERRITORY

from sampai.kernel.geo import Position
from sampai.places.model import Mode, Pace, RoadClass
from sampai.places.ports import Point
from sampai.places.rules.network import build_network
from sampai.places.rules.village_matrix import VillageMatrix
from sampai.places.rules.ways import matrix

NETWORK = build_network(FULL_REGISTER, territory=TERRITORY)
TRUCK = Pace(mode=Mode("truk"), speed_kmh=((RoadClass.URBAN, 20), (RoadClass.VILLAGE, 30)))
CODES = tuple(sorted({*NETWORK.nodes, *NETWORK.anchors}))
POINTS = tuple(Point(code, NETWORK.position(code)) for code in CODES)


def test_rows_are_the_matrix_of_the_village_graph() -> None:
    engine = VillageMatrix(NETWORK)

    rows = engine.rows(POINTS, pace=TRUCK, origins=range(len(POINTS)))

    seconds, metres = matrix(engine.ways(TRUCK), CODES)
    assert rows.duration_s.tolist() == seconds.tolist()
    assert rows.distance_m.tolist() == metres.tolist()


def test_points_that_it_does_not_know_have_no_way_but_to_themselves() -> None:
    lost = Point("nowhere", Position(0, 0))

    rows = VillageMatrix(NETWORK).rows((POINTS[0], lost), pace=TRUCK, origins=[0, 1])

    assert rows.distance_m.tolist() == [[0, -1], [-1, 0]]
    assert VillageMatrix(NETWORK).gaps_m((lost,), pace=TRUCK).tolist() == [-1]


def test_gaps_are_how_far_stations_hang_from_their_village() -> None:
    codes = [str(PORT), str(ROAD_STATIONS[0].code)]
    points = [point for code in codes for point in POINTS if point.code == code]

    gaps = VillageMatrix(NETWORK).gaps_m(points, pace=TRUCK)

    assert gaps.tolist() == [0, NETWORK.anchors[codes[1]].length_m]


def test_blocks_do_not_change_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = VillageMatrix(NETWORK).rows(POINTS, pace=TRUCK, origins=range(len(POINTS)))
    monkeypatch.setattr("sampai.places.rules.village_matrix.BLOCK_KEYS", 1)

    found = VillageMatrix(NETWORK).rows(POINTS, pace=TRUCK, origins=range(len(POINTS)))

    assert found.duration_s.tolist() == whole.duration_s.tolist()


def test_links_close_by_code_and_take_longer_in_rain() -> None:
    boat = Pace(mode=BOAT, speed_kmh=())
    ends = tuple(point for point in POINTS if point.code in {CROSSING.origin, CROSSING.target})
    engine = VillageMatrix(NETWORK)

    dry, wet = (
        int(engine.rows(ends, pace=boat, origins=[0], wet=rain).duration_s[0, 1]) for rain in (False, True)
    )

    assert (dry, wet) == (CROSSING.minutes_dry * 60, CROSSING.minutes_wet * 60)
    assert engine.rows(ends, pace=boat, origins=[0], closed=[CROSSING.code]).duration_s[0, 1] == -1


def test_a_closed_village_is_shut_with_all_that_stands_in_it() -> None:
    engine, beach = VillageMatrix(NETWORK), NETWORK.index[str(BEACH)]
    inside = [
        i
        for i, code in enumerate(CODES)
        if beach
        == (
            NETWORK.village_of(NETWORK.index[code])
            if code in NETWORK.index
            else NETWORK.anchors[code].village
        )
    ]

    before, after = (
        engine.rows(POINTS, pace=TRUCK, origins=range(len(POINTS)), closed=closed).duration_s
        for closed in ((), (str(BEACH),))
    )

    port = CODES.index(str(PORT))
    assert (before[port, inside] >= 0).any()
    assert (after[port, inside] == -1).all()


def test_few_graphs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sampai.places.rules.village_matrix.KEPT", 2)
    engine = VillageMatrix(NETWORK)

    for code in CODES[:4]:
        engine.rows(POINTS, pace=TRUCK, origins=[0], closed=[code])

    assert [closed for _, _, closed in engine.known] == [(CODES[2],), (CODES[3],)]
