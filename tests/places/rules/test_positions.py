import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.kernel.geo import METRES_PER_DEGREE, Outline, Position, distance_m
from sampai.places.rules.positions import Ground, likely_error_m, main_part, spread

CORNER = Position(-4.8, 103.3)
KM = 1000 / METRES_PER_DEGREE


def at(east_km: float, north_km: float) -> Position:
    return Position(CORNER.lat + north_km * KM, CORNER.lon + east_km * KM)


def outline(*rings: list[tuple[float, float]]) -> Outline:
    points = [at(*point) for ring in rings for point in ring]
    return Outline(
        np.array([p.lon for p in points]),
        np.array([p.lat for p in points]),
        np.cumsum([len(ring) for ring in rings]),
    )


def square(side_km: float, *, east_km: float = 0, north_km: float = 0) -> list[tuple[float, float]]:
    return [
        (east_km, north_km),
        (east_km + side_km, north_km),
        (east_km + side_km, north_km + side_km),
        (east_km, north_km + side_km),
    ]


SMALL = Ground(settlement=at(0.5, 0.5), outline=outline(square(1)), area_km2=1)
LARGE = Ground(
    settlement=at(5, 5),
    outline=outline(square(10)),
    area_km2=100,
    neighbours=(at(15, 5), at(5, -5), at(-5, 5)),
)
"""Neighbours east, south and west: the border is 5 km away each time."""


def gaps_m(positions: tuple[Position, ...]) -> list[int]:
    return [distance_m(a, b) for i, a in enumerate(positions) for b in positions[:i]]


@settings(max_examples=60, deadline=None)
@given(side_km=st.floats(0.2, 30), count=st.integers(1, 40), seed=st.integers(0, 2**40), city=st.booleans())
def test_every_station_lies_in_its_village(side_km: float, count: int, seed: int, city: bool) -> None:  # noqa: FBT001
    ground = Ground(
        settlement=at(side_km * 0.9, side_km * 0.9),
        outline=outline(square(side_km)),
        area_km2=side_km * side_km,
        city=city,
        neighbours=(at(side_km * 2, 0), at(0, side_km * 3)),
    )

    positions = spread(ground, count=count, seed=(seed,))

    assert len(positions) == count
    assert ground.outline is not None
    assert all(ground.outline.covers(position) for position in positions)


def test_same_seed_same_positions_other_seed_others() -> None:
    assert spread(LARGE, count=9, seed=(1704012001, 0)) == spread(LARGE, count=9, seed=(1704012001, 0))
    assert spread(LARGE, count=9, seed=(1704012001, 0)) != spread(LARGE, count=9, seed=(1704012001, 1))


def test_in_a_small_village_stations_keep_apart() -> None:
    positions = spread(SMALL, count=8, seed=(1,))

    assert min(gaps_m(positions)) >= 300


def test_in_a_large_village_the_first_stations_are_at_the_settlement() -> None:
    positions = spread(LARGE, count=4, seed=(1,))

    assert max(distance_m(position, LARGE.settlement) for position in positions) < 1_000


def test_further_hamlets_lie_towards_the_neighbours_up_to_six_tenths_of_the_way_to_the_border() -> None:
    positions = spread(LARGE, count=16, seed=(1,))

    middles = [positions[i : i + 4] for i in (4, 8, 12)]
    hamlets = (at(8, 5), at(5, 2), at(2, 5))
    for stations, hamlet in zip(middles, hamlets, strict=True):
        assert max(distance_m(station, hamlet) for station in stations) < 1_000


def test_stations_keep_off_islets_and_out_of_holes() -> None:
    ground = Ground(
        settlement=at(1, 1),
        outline=outline(square(1.3), square(0.3, east_km=0.5, north_km=0.5), square(0.4, east_km=5)),
        area_km2=1.8,
    )

    positions = spread(ground, count=30, seed=(7,))

    assert ground.outline is not None
    main = main_part(ground.outline, near=ground.settlement)
    assert len(main.ring_end) == 2
    assert all(main.covers(position) for position in positions)
    assert max(position.lon for position in positions) < at(1.4, 0).lon


def test_a_settlement_point_outside_its_village_is_brought_inside() -> None:
    ground = Ground(settlement=at(-0.2, 0.5), outline=outline(square(10)), area_km2=100)

    positions = spread(ground, count=3, seed=(5,))

    assert ground.outline is not None
    assert all(ground.outline.covers(position) for position in positions)


def test_without_an_outline_stations_stay_near_the_settlement() -> None:
    ground = Ground(settlement=at(0, 0))

    positions = spread(ground, count=5, seed=(5,))

    assert max(distance_m(position, ground.settlement) for position in positions) < 3_000
    assert likely_error_m(ground) == 3_000


def test_error_is_half_the_radius_of_a_disc_as_large_capped_at_three_km() -> None:
    assert likely_error_m(SMALL) == 282
    assert likely_error_m(LARGE) == 2_821
    assert likely_error_m(Ground(settlement=at(0, 0), area_km2=4_000)) == 3_000
