from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.kernel.geo import METRES_PER_DEGREE, Position, distance_m
from sampai.kernel.ids import PlaceCode, RegionCode
from sampai.kernel.quantity import Certainty
from sampai.places.model import (
    Border,
    Link,
    Located,
    Mode,
    Place,
    PlaceKind,
    Region,
    Register,
    RoadClass,
    Station,
    Territory,
)
from sampai.places.rules.network import Network, build_network
from sampai.places.rules.ways import Pace, matrix, ways

TRUCK, MOTORBIKE, BOAT = Mode("truk"), Mode("motor"), Mode("perahu")
ROADS = frozenset({TRUCK})
BY_TRUCK = Pace(mode=TRUCK, speed_kmh=((RoadClass.URBAN, 20), (RoadClass.VILLAGE, 30)))
BY_MOTORBIKE = Pace(
    mode=MOTORBIKE, speed_kmh=((RoadClass.URBAN, 25), (RoadClass.VILLAGE, 30), (RoadClass.TRACK, 10))
)
BY_BOAT = Pace(mode=BOAT, speed_kmh=(), carries=True)
A, B, C, D = (RegionCode(f"990101200{i}") for i in (1, 2, 3, 4))
CITY_A, CITY_B = RegionCode("9971012001"), RegionCode("9971012002")


def at(east_km: float, north_km: float = 0.0) -> Position:
    return Position(-4.5 + north_km * 1000 / METRES_PER_DEGREE, 103 + east_km * 1000 / METRES_PER_DEGREE)


def located(east_km: float, north_km: float = 0.0) -> Located:
    return Located(at(east_km, north_km), "test", Certainty.MEASURED)


def village(code: RegionCode, east_km: float, *, landmass: int | None = 1, area_km2: float = 10.0) -> Region:
    return Region(
        code=code, name=code, first=0, last=0, position=at(east_km), area_km2=area_km2, landmass=landmass
    )


def territory(
    *villages: Region, borders: tuple[tuple[RegionCode, RegionCode], ...] | None = None
) -> Territory:
    """Villages on one line, each bordering the next unless told otherwise."""
    codes = [v.code for v in villages]
    pairs = list(pairwise(codes)) if borders is None else list(borders)
    regions = {v.code: v for v in villages}
    gaps = tuple(Border(a, b, distance_m(where(regions, a), where(regions, b))) for a, b in pairs)
    return Territory(root=RegionCode("9901"), regions=regions, borders=gaps)


def where(regions: Mapping[RegionCode, Region], code: RegionCode) -> Position:
    position = regions[code].position
    assert position is not None
    return position


def station(code: RegionCode, east_km: float, *access: Mode, number: int = 1, hard: bool = False) -> Station:
    return Station(
        village=code, number=number, located=located(east_km), voters_m=200, access=access, hard=hard
    )


def place(code: str, region: str, east_km: float, kind: PlaceKind = PlaceKind.OTHER) -> Place:
    return Place(
        code=PlaceCode(code), kind=kind, name=code, region=RegionCode(region), located=located(east_km)
    )


def link(code: str, origin: str, target: str, mode: Mode, *, minutes: int = 60, km: int = 10) -> Link:
    return Link(
        code=code,
        origin=origin,
        target=target,
        mode=mode,
        length_m=km * 1000,
        minutes_dry=minutes,
        minutes_wet=minutes,
    )


def trip(network: Network, pace: Pace, origin: str, target: str) -> tuple[int, int]:
    seconds, metres = matrix(ways(network, pace=pace), [origin, target])
    return int(seconds[0, 1]), int(metres[0, 1])


def way_m(from_km: float, to_km: float, *, tenths: int = 12) -> int:
    return -(-distance_m(at(from_km), at(to_km)) * tenths // 10)


AB, BC = way_m(0, 10), way_m(10, 20)
LINE = territory(village(A, 0), village(B, 10), village(C, 20))


def test_neighbours_are_a_fifth_farther_by_road_than_straight() -> None:
    network = build_network(Register(), territory=LINE)

    assert network.source == "village graph (estimated)"
    assert trip(network, BY_TRUCK, A, B)[1] == AB
    assert trip(network, BY_TRUCK, A, C)[1] == AB + BC


def test_in_a_city_ways_are_only_a_tenth_longer() -> None:
    city = territory(village(CITY_A, 0), village(CITY_B, 10))

    assert trip(build_network(Register(), territory=city), BY_TRUCK, CITY_A, CITY_B)[1] == way_m(
        0, 10, tenths=11
    )


def test_time_follows_from_length_and_speed() -> None:
    network = build_network(Register(), territory=LINE)

    seconds, metres = trip(network, BY_TRUCK, A, B)

    assert seconds == -(-metres * 36 // 300)


def test_where_many_vote_on_little_land_ways_are_streets() -> None:
    dense = territory(village(A, 0, area_km2=0.01), village(B, 10, area_km2=0.01))
    register = Register(stations=(station(A, 0), station(B, 10)))

    network = build_network(register, territory=dense)

    assert {edge.road for edge in network.edges} == {RoadClass.URBAN}


def test_without_borders_ways_are_straight_lines_and_a_third() -> None:
    network = build_network(Register(), territory=replace(LINE, borders=()))

    assert network.source == "beeline (estimated)"
    assert trip(network, BY_TRUCK, A, C)[1] == way_m(0, 20, tenths=13)


def test_no_road_leads_over_the_sea() -> None:
    isles = territory(village(A, 0), village(B, 10, landmass=2))

    assert trip(build_network(Register(), territory=isles), BY_TRUCK, A, B) == (-1, -1)


def test_villages_of_one_landmass_that_borders_leave_apart_are_joined() -> None:
    apart = territory(village(A, 0), village(B, 10), village(C, 20), borders=((A, B),))

    network = build_network(Register(), territory=apart)

    assert trip(network, BY_TRUCK, B, C)[1] == BC


def test_a_link_carries_its_own_mode_only_in_its_own_time() -> None:
    isles = territory(village(A, 0), village(B, 10, landmass=2), borders=())
    network = build_network(Register(links=(link("L", A, B, BOAT, minutes=90),)), territory=isles)

    assert trip(network, BY_BOAT, A, B) == (90 * 60, 10_000)
    assert trip(network, BY_TRUCK, A, B) == (-1, -1)


def test_a_boats_crew_carries_from_the_landing_to_the_stations_of_its_village() -> None:
    isles = territory(village(A, 0), village(B, 10, landmass=2))
    register = Register(
        stations=(station(B, 10.5),),
        places=(place("PIER", B, 10.1, PlaceKind.LANDING),),
        links=(link("L", A, "PIER", BOAT, minutes=90),),
    )

    seconds, metres = trip(build_network(register, territory=isles), BY_BOAT, A, f"{B}001")

    walk = way_m(10.1, 10.5)
    assert metres == 10_000 + walk
    assert seconds == 90 * 60 + -(-walk * 36 // 30)


def test_only_motorbikes_reach_a_village_whose_stations_all_lie_behind_a_track() -> None:
    register = Register(stations=(station(A, 0), station(C, 20, MOTORBIKE)))

    network = build_network(register, territory=LINE, road_modes=ROADS)

    assert trip(network, BY_TRUCK, A, C) == (-1, -1)
    assert trip(network, BY_MOTORBIKE, A, C)[1] == AB + BC


def test_a_hard_station_without_an_access_list_lies_behind_a_track_too() -> None:
    network = build_network(Register(stations=(station(C, 20, hard=True),)), territory=LINE, road_modes=ROADS)

    assert trip(network, BY_TRUCK, A, C) == (-1, -1)


def test_the_road_passes_through_a_narrow_village_to_one_that_trucks_reach() -> None:
    register = Register(stations=(station(A, 0), station(B, 10.2, MOTORBIKE), station(C, 20)))

    network = build_network(register, territory=LINE, road_modes=ROADS)

    assert trip(network, BY_TRUCK, A, f"{C}001")[1] == AB + BC + 1
    assert trip(network, BY_TRUCK, A, f"{B}001") == (-1, -1)
    assert trip(network, BY_MOTORBIKE, A, f"{B}001")[0] > 0


def test_a_village_with_an_office_has_a_road_whatever_its_stations_say() -> None:
    register = Register(stations=(station(C, 20, MOTORBIKE),), places=(place("PPK", C, 20, PlaceKind.PPK),))

    assert trip(build_network(register, territory=LINE, road_modes=ROADS), BY_TRUCK, A, "PPK")[1] > 0


def test_a_reported_way_into_a_pocket_replaces_the_guessed_tracks() -> None:
    register = Register(
        stations=(station(B, 10, MOTORBIKE), station(C, 20, MOTORBIKE)),
        places=(place("END", A, 1, PlaceKind.TRANSFER),),
        links=(link("L", "END", B, MOTORBIKE, minutes=360, km=25),),
    )

    network = build_network(register, territory=LINE, road_modes=ROADS)

    seconds, metres = trip(network, BY_MOTORBIKE, "END", B)
    assert (seconds, metres) == (360 * 60, 25_000)
    assert trip(network, BY_MOTORBIKE, "END", C)[1] == 25_000 + BC


def test_the_end_of_the_road_lies_outside_the_pocket_it_opens() -> None:
    register = Register(
        stations=(station(C, 20, MOTORBIKE),),
        places=(place("END", C, 15, PlaceKind.TRANSFER),),
        links=(link("L", "END", C, MOTORBIKE, minutes=360),),
    )

    network = build_network(register, territory=LINE, road_modes=ROADS)

    assert trip(network, BY_TRUCK, A, "END")[1] > 0
    assert trip(network, BY_TRUCK, A, C) == (-1, -1)


def test_places_hang_on_their_village_and_on_places_near_them() -> None:
    register = Register(places=(place("ONE", A, 1), place("TWO", A, 2), place("FAR", B, 9.9)))
    network = build_network(register, territory=LINE)

    assert trip(network, BY_TRUCK, A, "ONE")[1] == way_m(0, 1)
    assert trip(network, BY_TRUCK, "ONE", "TWO")[1] == way_m(1, 2)


def test_a_place_known_only_by_its_kecamatan_hangs_on_the_nearest_village_there() -> None:
    network = build_network(Register(places=(place("ANY", "990101", 12),)), territory=LINE)

    assert network.homes["ANY"] == network.index[B]


def test_stations_near_each_other_are_reached_directly_also_across_a_border() -> None:
    close = territory(village(A, 0), village(B, 10))
    register = Register(stations=(station(A, 4.9), station(B, 5.2)))

    _, metres = trip(build_network(register, territory=close), BY_TRUCK, f"{A}001", f"{B}001")

    assert metres == way_m(4.9, 5.2)


def test_a_station_nobody_placed_stands_at_its_villages_settlement_point() -> None:
    lost = Station(village=B, number=1)

    network = build_network(Register(stations=(lost,)), territory=LINE)

    assert trip(network, BY_TRUCK, A, lost.code)[1] == AB + 1


def test_villages_the_territory_does_not_know_stand_amid_their_stations() -> None:
    bare = Territory(root=RegionCode("9901"), regions={})
    register = Register(stations=(station(A, 0), station(A, 1, number=2), station(B, 10)))

    network = build_network(register, territory=bare)

    assert network.nodes == (A, B)
    assert network.position(A) == at(0.5)


def test_what_nobody_has_placed_is_not_known() -> None:
    network = build_network(Register(stations=(Station(village=D, number=1),)), territory=LINE)

    assert not network.knows(f"{D}001")
    assert network.knows(A)


def test_the_order_of_rows_changes_nothing() -> None:
    stations = (station(A, 0), station(B, 10, MOTORBIKE), station(C, 20))
    register = Register(stations=stations, places=(place("ONE", A, 1), place("TWO", C, 19)))
    turned = Register(stations=stations[::-1], places=register.places[::-1])
    upside_down = replace(
        LINE, regions=dict(reversed(list(LINE.regions.items()))), borders=LINE.borders[::-1]
    )

    assert build_network(register, territory=LINE, road_modes=ROADS) == build_network(
        turned, territory=upside_down, road_modes=ROADS
    )


@given(seed=st.integers(0, 10_000), count=st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_every_village_of_a_landmass_is_reached_and_no_way_is_shorter_than_straight(
    seed: int, count: int
) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    codes = [RegionCode(f"99010120{i:02d}") for i in range(count)]
    spots = [village(code, float(draw.integers(0, 60_000)) / 1000) for code in codes]
    borders = tuple((codes[i], codes[j]) for i in range(count) for j in range(i) if draw.random() < 0.2)
    stations = tuple(station(code, 0, *((MOTORBIKE,) if draw.random() < 0.3 else ())) for code in codes)
    network = build_network(
        Register(stations=tuple(replace(s, located=None) for s in stations)),
        territory=territory(*spots, borders=borders),
        road_modes=ROADS,
    )

    seconds, metres = matrix(ways(network, pace=BY_MOTORBIKE), codes)

    assert (seconds >= 0).all()
    assert (seconds == seconds.T).all()
    for i in range(count):
        for j in range(count):
            straight = distance_m(network.position(codes[i]), network.position(codes[j]))
            assert metres[i, j] >= straight - 2


def test_the_shortest_way_by_scipy_is_the_shortest_by_trying_all() -> None:
    register = Register(links=(link("L", A, C, MOTORBIKE, minutes=20, km=30),))
    network = build_network(register, territory=LINE)

    over_land, by_link = sum(-(-length * 36 // 300) for length in (AB, BC)), 20 * 60
    assert trip(network, BY_MOTORBIKE, A, C) == (min(over_land, by_link), 30_000)
