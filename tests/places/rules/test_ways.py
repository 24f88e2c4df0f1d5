"""Ways under conditions: what is shut is not passed, and rain makes them longer."""

from itertools import pairwise

import numpy as np
import pytest
from tests import worlds

from sampai.places.model import RoadClass
from sampai.places.rules.network import build_network
from sampai.places.rules.ways import OPEN, Conditions, Pace, Whole, matrix, ways

NETWORK = build_network(worlds.FULL_REGISTER, territory=worlds.TERRITORY)
TRUCK = Pace(mode=worlds.TRUCK, speed_kmh=((RoadClass.URBAN, 30), (RoadClass.VILLAGE, 25)))
BOAT = Pace(mode=worlds.BOAT, speed_kmh=(), carries=True)
POINTS = (worlds.PORT, worlds.BEACH, worlds.FIELD, worlds.VALLEY, *(s.code for s in worlds.ROAD_STATIONS))


def seconds(conditions: Conditions, *, pace: Pace = TRUCK, points: tuple[str, ...] = POINTS) -> Whole:
    return matrix(ways(NETWORK, pace=pace, conditions=conditions), points)[0]


def nodes(*codes: str) -> frozenset[int]:
    return frozenset(NETWORK.index[code] for code in codes)


def test_a_shut_village_is_not_passed_entered_or_moved_about_in() -> None:
    found = seconds(Conditions(shut_nodes=nodes(worlds.BEACH, "PPK-1", "POLSEK-1")))

    inside = [i for i, code in enumerate(POINTS) if code.startswith(worlds.BEACH)]
    port = [i for i, code in enumerate(POINTS) if code.startswith(worlds.PORT)]
    beyond = [i for i in range(len(POINTS)) if i not in (*inside, *port)]
    assert all(found[i, j] == -1 for i in inside for j in range(len(POINTS)) if i != j)
    assert (found[np.ix_(port, beyond)] == -1).all()
    assert (found[np.ix_(port, port)] >= 0).all()
    assert (found[np.ix_(beyond, beyond)] >= 0).all()


def test_a_shut_station_keeps_only_itself() -> None:
    shut = worlds.ROAD_STATIONS[0].code
    found = seconds(Conditions(shut_points=frozenset({shut})))

    at = POINTS.index(shut)
    others = [i for i in range(len(POINTS)) if i != at]
    assert (found[at, others] == -1).all()
    assert (found[np.ix_(others, others)] == seconds(OPEN)[np.ix_(others, others)]).all()


def test_a_shut_link_is_not_passed_and_a_wet_one_takes_its_wet_time() -> None:
    ends = ("PPK-2", str(worlds.ISLAND))

    assert seconds(OPEN, pace=BOAT, points=ends)[0, 1] == 90 * 60
    assert seconds(Conditions(wet_links=frozenset({"L-PERAHU"})), pace=BOAT, points=ends)[0, 1] == 120 * 60
    assert seconds(Conditions(shut_links=frozenset({"L-PERAHU"})), pace=BOAT, points=ends)[0, 1] == -1


@pytest.mark.parametrize("share", [100, 101, 150, 200])
def test_rain_everywhere_stretches_every_way_by_its_percent(share: int) -> None:
    everywhere = dict.fromkeys(range(len(NETWORK.nodes)), dict.fromkeys(RoadClass, share))

    dry, wet = seconds(OPEN), seconds(Conditions(percent=everywhere))

    assert (wet * 100 >= dry * share).all()
    assert (wet * 100 <= dry * share + 100 * len(NETWORK.nodes)).all()


def test_more_rain_in_any_village_is_never_faster_anywhere() -> None:
    for node, (light, heavy) in ((n, pair) for n in range(6) for pair in pairwise((100, 120, 300))):
        shares = [Conditions(percent={node: dict.fromkeys(RoadClass, share)}) for share in (light, heavy)]
        assert (seconds(shares[0]) <= seconds(shares[1])).all()
