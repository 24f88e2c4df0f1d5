from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import (
    ALL_STATIONS,
    BEACH,
    BOAT,
    CART,
    FIELD,
    HARD_STATION,
    ISLAND,
    PATTERNS,
    PORT,
    SUMMIT,
    TERRITORY,
    VALLEY,
    border,
    station,
)

from sampai.guarding.model import RiskClass
from sampai.guarding.rules.ground import areas_of, far_between, graph_of, ground_of, stands_of
from sampai.kernel.ids import RegionCode
from sampai.places.model import Border, Station, Territory

CUT_OFF = frozenset({BOAT, CART})
VILLAGES = (PORT, BEACH, FIELD, VALLEY, SUMMIT, ISLAND)


def _areas(
    stations: Sequence[Station],
    *,
    territory: Territory = TERRITORY,
    risks: Sequence[RiskClass] = (RiskClass.LESS,),
) -> list[tuple[str, ...]]:
    ground = ground_of(territory, stations=stations)
    class_of = {one.code: risks[i % len(risks)] for i, one in enumerate(stations)}
    stands, _ = stands_of(stations, ground=ground, class_of=class_of, patterns=PATTERNS, cut_off=CUT_OFF)
    return [tuple(str(stands.code[row]) for row in rows) for rows in areas_of(stands, ground=ground)]


def test_an_area_ends_at_the_kecamatan_at_water_and_where_the_road_ends() -> None:
    areas = _areas(ALL_STATIONS)

    assert [{code[:10] for code in area} for area in areas] == [
        {PORT, BEACH, FIELD},
        {VALLEY},
        {SUMMIT},
        {ISLAND},
    ]


def test_stations_of_different_classes_lie_in_different_areas() -> None:
    stations = [station(PORT, number) for number in (1, 2, 3, 4)]

    areas = _areas(stations, risks=(RiskClass.LESS, RiskClass.VULNERABLE))

    assert areas == [(f"{PORT}001", f"{PORT}003"), (f"{PORT}002", f"{PORT}004")]


def test_no_stations_have_no_areas() -> None:
    assert _areas(()) == []


Ways = list[tuple[RegionCode, RegionCode]]

pairs = st.lists(
    st.tuples(st.sampled_from(VILLAGES), st.sampled_from(VILLAGES)).filter(lambda pair: pair[0] < pair[1]),
    unique=True,
)
tracks = st.lists(st.booleans(), min_size=6, max_size=6)


@settings(deadline=None)
@given(pairs, tracks)
def test_areas_join_no_places_that_no_way_joins(ways: Ways, track: list[bool]) -> None:
    stations = [
        replace(station(village, 1), access=(CART,) if off else ())
        for village, off in zip(VILLAGES, track, strict=True)
    ]
    territory = replace(TERRITORY, borders=tuple(border(a, b) for a, b in ways))

    areas = _areas(stations, territory=territory)

    assert sorted(code for area in areas for code in area) == sorted(one.code for one in stations)
    for area in areas:
        inside = {RegionCode(code[:10]) for code in area}
        assert inside == _reached(min(inside), within=inside, borders=territory.borders)
        assert len({track[VILLAGES.index(village)] for village in inside}) == 1


def _reached(start: RegionCode, *, within: set[RegionCode], borders: Sequence[Border]) -> set[RegionCode]:
    """Villages reached over borders of one landmass and kecamatan, one step after another."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for one, other in [(b.a, b.b) for b in borders] + [(b.b, b.a) for b in borders]:
            dry = TERRITORY.regions[one].landmass == TERRITORY.regions[other].landmass
            if one == here and other in within - seen and dry and one[:6] == other[:6]:
                seen.add(other)
                waiting.append(other)
    return seen


def test_the_way_between_villages_that_do_not_border_leads_over_those_between() -> None:
    stations = [station(PORT, 1), station(BEACH, 1), station(FIELD, 1)]
    round_the_bay = (border(PORT, BEACH), replace(border(BEACH, FIELD), distance_m=50_000))
    ground = ground_of(replace(TERRITORY, borders=round_the_bay), stations=stations)
    class_of = {one.code: RiskClass.LESS for one in stations}
    stands, _ = stands_of(stations, ground=ground, class_of=class_of, patterns=PATTERNS, cut_off=CUT_OFF)

    far = far_between(stands, rows=np.arange(3), graph=graph_of(ground))

    assert 55_000 < far[0, 2] < 57_000


def test_a_village_that_only_stations_name_is_known_without_a_position() -> None:
    stranger = replace(HARD_STATION, village=RegionCode("9901029999"), located=None)

    assert _areas([stranger]) == [(stranger.code,)]
