from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.worlds import FIELD, FULL_REGISTER, ISLAND, PORT, SUMMIT, TERRITORY, VALLEY, register

from sampai.places.model import Mode, Pace, RoadClass, RoadUser
from sampai.places.ports import Metres32, Point, Rows
from sampai.places.rules.distances import ROAD_REACH_M, Cover, distances, road_cover
from sampai.places.rules.network import build_network
from sampai.places.rules.ways import matrix

NETWORK = build_network(FULL_REGISTER, territory=TERRITORY, road_modes=frozenset({Mode("truk")}))
SPEEDS = ((RoadClass.URBAN, 20), (RoadClass.VILLAGE, 30))
TRUCK = Pace(mode=Mode("truk"), speed_kmh=SPEEDS, user=RoadUser.TRUCK)
CODES = (str(PORT), str(FIELD), str(VALLEY))


@dataclass(frozen=True)
class PlainRoads:
    """Roads by which everything west of a meridian is 1 km and 100 s away, 2 km and 200 s eastwards."""

    east_of: float = 180.0
    gap_m: int = 0
    asked: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "plain roads"

    def gaps_m(self, points: Sequence[Point], *, pace: Pace) -> Metres32:
        del pace
        there = [point.position.lon < self.east_of for point in points]
        return np.where(there, self.gap_m, -1).astype(np.int32)

    def rows(
        self,
        points: Sequence[Point],
        *,
        pace: Pace,
        origins: Sequence[int],
        wet: bool = False,
        closed: Collection[str] = (),
    ) -> Rows:
        del pace, wet, closed
        self.asked.append(tuple(origins))
        lon = np.array([point.position.lon for point in points])
        eastwards = lon[list(origins)][:, None] < lon[None, :]
        metres = np.where(eastwards, 2_000, 1_000).astype(np.int32)
        return Rows(metres, metres // 10)


def test_without_a_road_map_they_are_the_village_graphs() -> None:
    found = distances(NETWORK)

    seconds, metres = found.between(CODES, pace=TRUCK)

    plain = matrix(found.village.ways(TRUCK), CODES)
    assert (seconds.tolist(), metres.tolist()) == (plain[0].tolist(), plain[1].tolist())


def test_mapped_roads_count_where_they_reach_and_the_village_graph_elsewhere() -> None:
    east_of_field = NETWORK.position(FIELD).lon + 0.001
    found = distances(NETWORK, roads=PlainRoads(east_of=east_of_field))

    seconds, metres = found.between(CODES, pace=TRUCK)

    plain_seconds, plain_metres = matrix(found.village.ways(TRUCK), CODES)
    assert metres[:2, :2].tolist() == [[1_000, 2_000], [1_000, 1_000]]
    assert seconds[:2, :2].tolist() == [[100, 200], [100, 100]]
    assert metres[2].tolist() == plain_metres[2].tolist()
    assert seconds[:, 2].tolist() == plain_seconds[:, 2].tolist()


def test_a_place_far_from_any_mapped_road_is_not_on_the_map() -> None:
    near, far = (
        distances(NETWORK, roads=PlainRoads(gap_m=gap)).between(CODES, pace=TRUCK)[1]
        for gap in (ROAD_REACH_M, ROAD_REACH_M + 1)
    )

    assert near[0, 1] == 2_000
    assert far[0, 1] != 2_000


def test_a_road_map_opens_no_way_that_the_village_graph_and_the_reports_deny() -> None:
    seconds, _ = distances(NETWORK, roads=PlainRoads()).between((PORT, ISLAND, SUMMIT), pace=TRUCK)

    assert seconds[0].tolist() == [100, -1, -1]


def test_boats_have_nothing_to_do_with_roads() -> None:
    roads = PlainRoads()
    boat = Pace(mode=Mode("perahu"), speed_kmh=(), carries=True)

    distances(NETWORK, roads=roads).between(CODES, pace=boat)

    assert roads.asked == []


def test_rows_are_asked_for_once_and_shared_by_modes_that_move_alike() -> None:
    roads = PlainRoads()
    found = distances(NETWORK, roads=roads)

    found.between(CODES[:2], pace=TRUCK)
    found.between(CODES, pace=Pace(mode=Mode("truk-boks"), speed_kmh=SPEEDS, user=RoadUser.TRUCK))

    assert [len(rows) for rows in roads.asked] == [2, 1]


def test_few_rows_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sampai.places.rules.distances.KEPT_BYTES", 1)
    found = distances(NETWORK, roads=PlainRoads())

    found.between(CODES, pace=TRUCK)

    assert len(found.rows) == 1
    assert found.between(CODES, pace=TRUCK)[1].tolist()[0] == [1_000, 2_000, 2_000]


def test_the_worse_direction_is_told_of_an_empty_ride() -> None:
    found = distances(NETWORK, roads=PlainRoads())

    assert found.worse_way(PORT, FIELD, pace=TRUCK) == (200, 2_000)
    assert found.worse_way(FIELD, PORT, pace=TRUCK) == (200, 2_000)


def test_cover_counts_stations_and_places_near_a_mapped_road() -> None:
    places = register()
    located = len(places.places) + sum(station.located is not None for station in places.stations)
    west = sum(
        where.position.lon < NETWORK.position(FIELD).lon
        for where in (*(p.located for p in places.places), *(s.located for s in places.stations))
        if where is not None
    )

    assert road_cover(places, roads=PlainRoads()) == Cover(located, located)
    assert road_cover(places, roads=PlainRoads(gap_m=ROAD_REACH_M + 1)) == Cover(0, located)
    some = road_cover(places, roads=PlainRoads(east_of=NETWORK.position(FIELD).lon))
    assert some == Cover(west, located)
    assert some.percent == 100 * west // located
