from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import (
    ALL_STATIONS,
    BEACH,
    BOAT,
    CART,
    COAST,
    FIELD,
    HARD_STATION,
    HILLS,
    ISLAND_STATION,
    PATTERNS,
    PORT,
    PRACTICE,
    ROAD_STATIONS,
    TERRITORY,
    VALLEY,
    VERY_VULNERABLE,
    border,
    police_claim,
    station,
)

from sampai.guarding.model import Cluster, Pattern, PatternOverride, PatternSet, RiskClaim, RiskClass
from sampai.guarding.rules.clusters import levelled, make_clusters
from sampai.guarding.rules.risk import station_risks
from sampai.kernel.ids import RegionCode
from sampai.places.model import Station

CUT_OFF = frozenset({BOAT, CART})


def _clusters(
    stations: Sequence[Station] = ALL_STATIONS,
    *,
    claims: Sequence[RiskClaim] = (),
    patterns: PatternSet = PATTERNS,
) -> tuple[Cluster, ...]:
    risks, _ = station_risks(stations, claims=claims)
    return make_clusters(stations, risks=risks, patterns=patterns, territory=TERRITORY, cut_off=CUT_OFF)


def _less(officers: int, stations: int, linmas: int) -> PatternSet:
    less = Pattern(risk=RiskClass.LESS, officers=officers, stations=stations, linmas=linmas)
    return PatternSet(code="x", name="x", patterns=(less, *PATTERNS.patterns[1:]), basis=PRACTICE)


def test_five_stations_on_one_road_are_one_cluster() -> None:
    coast = [cluster for cluster in _clusters(ROAD_STATIONS) if cluster.kecamatan == COAST]

    assert [(len(cluster.stations), cluster.officers, cluster.linmas) for cluster in coast] == [(5, 2, 10)]
    assert 11_000 < coast[0].reach_m < 12_500


def test_clusters_cross_neither_water_nor_a_track() -> None:
    hills = [cluster.stations for cluster in _clusters() if cluster.kecamatan == HILLS]

    assert hills == [(f"{VALLEY}001",), (HARD_STATION.code,), (ISLAND_STATION.code,)]


def test_stations_that_one_track_reaches_stay_together() -> None:
    two = (HARD_STATION, replace(HARD_STATION, number=2))

    assert [cluster.stations for cluster in _clusters(two)] == [tuple(s.code for s in two)]


def test_very_vulnerable_station_stands_alone_with_two_officers() -> None:
    clusters = _clusters(claims=[police_claim(VERY_VULNERABLE, "sangat-rawan")])

    alone = [cluster for cluster in clusters if cluster.risk is RiskClass.VERY]
    assert [(c.stations, c.officers, c.reach_m) for c in alone] == [((VERY_VULNERABLE,), 2, 0)]


def test_villages_without_a_common_border_are_not_joined() -> None:
    ends = (station(PORT, 1), station(FIELD, 1))

    assert [cluster.stations for cluster in _clusters(ends)] == [(f"{PORT}001",), (f"{FIELD}001",)]


def test_villages_stay_whole_where_that_costs_no_cluster() -> None:
    stations = (station(PORT, 1), station(PORT, 2), station(BEACH, 1), station(BEACH, 2))

    clusters = _clusters(stations, patterns=_less(2, 3, 6))

    assert [cluster.stations for cluster in clusters] == [
        (f"{PORT}001", f"{PORT}002"),
        (f"{BEACH}001", f"{BEACH}002"),
    ]


def test_leftovers_of_bordering_villages_share_a_cluster_and_linmas_follow_the_stations() -> None:
    stations = (station(PORT, 1), station(PORT, 2), station(BEACH, 1))

    clusters = _clusters(stations, patterns=_less(2, 4, 8))

    assert [(len(cluster.stations), cluster.officers, cluster.linmas) for cluster in clusters] == [(3, 2, 6)]


def test_a_border_between_landmasses_joins_nothing() -> None:
    bridge = replace(
        TERRITORY, borders=(*TERRITORY.borders, border(VALLEY, RegionCode(ISLAND_STATION.village)))
    )
    on_road = replace(ISLAND_STATION, access=())
    stations = (station(VALLEY, 1), on_road)
    risks, _ = station_risks(stations, claims=())

    clusters = make_clusters(stations, risks=risks, patterns=PATTERNS, territory=bridge)

    assert len(clusters) == 2


def test_stations_without_a_position_are_seen_at_their_village() -> None:
    lost = replace(ROAD_STATIONS[0], located=None)

    clusters = _clusters((lost, ROAD_STATIONS[2]))

    assert 5_500 < clusters[0].reach_m < 6_500


Rows = list[tuple[RegionCode, int, float]]

spread = st.lists(
    st.tuples(st.sampled_from([PORT, BEACH, FIELD, VALLEY]), st.integers(1, 30), st.floats(-2, 2)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


@given(spread, st.integers(1, 7))
def test_every_station_is_in_one_cluster_and_order_of_rows_changes_nothing(rows: Rows, size: int) -> None:
    stations = _stations(rows)
    shuffled = sorted(stations, key=lambda s: (s.number * 7919) % 31)

    clusters = _clusters(stations, patterns=_less(2, size, 2 * size))

    counted = Counter(code for cluster in clusters for code in cluster.stations)
    assert counted == Counter(s.code for s in stations)
    assert max(len(cluster.stations) for cluster in clusters) <= size
    assert clusters == _clusters(shuffled, patterns=_less(2, size, 2 * size))


@given(spread, st.integers(1, 7))
def test_clusters_are_the_fewest_that_each_connected_area_allows(rows: Rows, size: int) -> None:
    stations = _stations(rows)
    per_village = Counter(s.village for s in stations)

    clusters = _clusters(stations, patterns=_less(2, size, 2 * size))

    runs = _runs([per_village[v] for v in (PORT, BEACH, FIELD)]) + _runs([per_village[VALLEY]])
    assert len(clusters) == sum(-(-n // size) for n in runs)


def _stations(rows: Rows) -> list[Station]:
    return [station(village, number, shift_km=shift) for village, number, shift in rows]


def _runs(counts: Sequence[int]) -> list[int]:
    """Stations per unbroken run of villages along the coast road."""
    runs = [0]
    for count in counts:
        if count:
            runs[-1] += count
        else:
            runs.append(0)
    return [n for n in runs if n]


@given(spread, st.integers(1, 7))
def test_one_more_station_in_a_village_never_lowers_the_number_of_officers(rows: Rows, size: int) -> None:
    patterns = _less(2, size, 2 * size)
    one_more = station(rows[0][0], 31)

    fewer = sum(cluster.officers for cluster in _clusters(_stations(rows), patterns=patterns))
    more = sum(cluster.officers for cluster in _clusters([*_stations(rows), one_more], patterns=patterns))

    assert fewer <= more <= fewer + 2


@given(spread, st.integers(1, 6))
def test_larger_groups_never_need_more_officers(rows: Rows, size: int) -> None:
    small = _clusters(_stations(rows), patterns=_less(2, size, 2 * size))
    large = _clusters(_stations(rows), patterns=_less(2, size + 1, 2 * size + 2))

    assert len(large) <= len(small)


def test_a_part_of_the_territory_keeps_its_own_pattern() -> None:
    alone = Pattern(risk=RiskClass.LESS, officers=1, stations=1, linmas=2)
    patterns = replace(PATTERNS, overrides=(PatternOverride(pattern=alone, within=FIELD),))

    clusters = [cluster for cluster in _clusters(patterns=patterns) if cluster.kecamatan == COAST]

    assert sorted((len(cluster.stations), cluster.officers) for cluster in clusters) == [
        (1, 1),
        (1, 1),
        (3, 2),
    ]


def test_remote_stations_have_the_remote_variant() -> None:
    three = Pattern(risk=RiskClass.LESS, officers=3, stations=1, linmas=2)
    patterns = replace(PATTERNS, overrides=(PatternOverride(pattern=three, remote=True),))

    officers = {str(cluster.stations[0]): cluster.officers for cluster in _clusters(patterns=patterns)}

    assert (officers[HARD_STATION.code], officers[ISLAND_STATION.code]) == (3, 3)
    assert officers[f"{VALLEY}001"] == 2


@pytest.mark.parametrize(("stations", "sizes"), [(9, [4, 5]), (7, [3, 4]), (11, [3, 3, 5])])
def test_groups_keep_to_the_lower_end_of_the_range(stations: int, sizes: list[int]) -> None:
    # A hamlet far off would be a group of its own; the range 3-5 sends neighbours along.
    row = np.array([*range(stations - 1), 1000], dtype=np.int32)
    far = np.abs(row[:, None] - row[None, :]).astype(np.int32)
    start = np.minimum(np.arange(stations) // 5, (stations - 2) // 5)
    start[-1] = start.max() + (len(sizes) > start.max() + 1)

    label = levelled(start, far=far, least=3)

    assert sorted(np.bincount(label).tolist()) == sizes


def test_where_a_smaller_group_is_unavoidable_it_is_as_even_as_it_goes_and_says_so() -> None:
    # 6 stations for groups of 4 to 5: two groups, and no way to have 4 in both.
    stations = [station(PORT, number, shift_km=number / 10) for number in range(1, 7)]
    less = Pattern(risk=RiskClass.LESS, officers=2, stations=5, linmas=10, least_stations=4)
    patterns = replace(PATTERNS, patterns=(less, *PATTERNS.patterns[1:]))

    clusters = _clusters(stations, patterns=patterns)

    assert [len(cluster.stations) for cluster in clusters] == [3, 3]
    assert all(cluster.is_below_range for cluster in clusters)
    assert not any(cluster.is_below_range for cluster in _clusters(stations))
