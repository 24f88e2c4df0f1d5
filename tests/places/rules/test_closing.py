"""What people say is closed: ways between two places, and areas."""

import numpy as np
import pytest
from tests import worlds
from tests.worlds import BEACH, FIELD, PORT, SUMMIT, TRUCK, VALLEY

from sampai.kernel.errors import Refused
from sampai.kernel.geo import Outline, Position
from sampai.places.model import Pace, RoadClass
from sampai.places.rules.closing import closed_ways, joined, pair_of, shut_by_area
from sampai.places.rules.network import build_network
from sampai.places.rules.ways import Conditions, matrix, ways
from sampai.plan.rules.naming import names_of

NETWORK = build_network(worlds.FULL_REGISTER, territory=worlds.TERRITORY)
NAMES = names_of(worlds.FULL_REGISTER, territory=worlds.TERRITORY)
PACE = Pace(mode=TRUCK, speed_kmh=tuple((road, 20) for road in RoadClass))


def closed(text: str) -> tuple[str, ...]:
    return closed_ways(text, network=NETWORK, names=NAMES)


def test_the_way_between_two_villages_is_meant_by_codes_or_names() -> None:
    assert closed(f"{FIELD}-{VALLEY}") == (joined(FIELD, VALLEY),)
    assert closed("Ladang - lembah") == (joined(FIELD, VALLEY),)


def test_a_link_is_meant_by_its_code_although_it_has_a_hyphen() -> None:
    assert closed("L-PERAHU") == ("L-PERAHU",)


def test_codes_with_hyphens_are_told_apart() -> None:
    assert pair_of(f"PPK-1-{BEACH}", network=NETWORK) == (BEACH, "PPK-1")
    assert pair_of("PPK-1", network=NETWORK) is None


def test_places_that_do_not_border_are_refused_with_the_ways_that_lead_from_there() -> None:
    with pytest.raises(Refused, match="directly") as refused:
        closed(f"{PORT}-{SUMMIT}")

    assert "Pantai" in str(refused.value.hint)


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="no link, place or village"):
        closed("Jembatan Merah")


def test_a_shut_way_is_not_passed_nor_gone_round_by_near_stations() -> None:
    shut = Conditions(shut_pairs=frozenset({(min(PORT, BEACH), max(PORT, BEACH))}))
    before, after = (ways(NETWORK, pace=PACE, conditions=one) for one in (Conditions(), shut))

    assert matrix(before, [PORT, BEACH])[0][0, 1] > 0
    assert matrix(after, [PORT, BEACH])[0][0, 1] == -1


def square(at: Position, *, half: float) -> Outline:
    x = np.array([at.lon - half, at.lon + half, at.lon + half, at.lon - half])
    y = np.array([at.lat - half, at.lat - half, at.lat + half, at.lat + half])
    return Outline(x, y, np.array([4]))


def test_an_area_on_a_road_shuts_the_ways_over_it() -> None:
    a, b = NETWORK.position(FIELD), NETWORK.position(VALLEY)
    middle = Position((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)

    assert joined(FIELD, VALLEY) in shut_by_area(square(middle, half=0.002), network=NETWORK)


def test_an_area_far_away_shuts_nothing() -> None:
    assert shut_by_area(square(Position(5.0, 95.0), half=0.01), network=NETWORK) == ()


def test_an_area_over_everything_shuts_every_station() -> None:
    shut = shut_by_area(square(NETWORK.position(FIELD), half=1.0), network=NETWORK)

    assert {station.code for station in worlds.ALL_STATIONS} <= {*shut}
    assert {"L-PERAHU", "L-GEROBAK"} <= {*shut}
