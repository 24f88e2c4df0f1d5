from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import (
    BEACH,
    COAST,
    FULL_REGISTER,
    HILLS,
    PATTERNS,
    PORT,
    REGENCY,
    UNITS,
    VALLEY,
)

from sampai.guarding.model import Pattern, PatternOverride, PatternSet, RiskClass, StationRisk
from sampai.guarding.rules.clusters import make_clusters
from sampai.guarding.rules.patterns import (
    groups_between,
    groups_by_strength,
    officers_counted,
    with_overrides,
)
from sampai.guarding.rules.register import vulnerability_register
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.text import say
from sampai.main.operations import load_operation, rules_of
from sampai.packs.indonesia.sampler import sample_operation
from sampai.packs.profiles import load_patterns
from sampai.packs.risk_book import load_risk_book
from sampai.plan.model import Operation
from sampai.plan.rules.make import off_road

LESS = RiskClass.LESS


def _less(officers: int, stations: int, least: int = 0) -> Pattern:
    return Pattern(risk=LESS, officers=officers, stations=stations, linmas=2 * stations, least_stations=least)


def _set(less: Pattern, *overrides: PatternOverride) -> PatternSet:
    return replace(PATTERNS, patterns=(less, *PATTERNS.patterns[1:]), overrides=overrides)


def _risks(counts: dict[str, int]) -> tuple[StationRisk, ...]:
    return tuple(
        StationRisk(station=StationCode(f"{kecamatan}2001{number:03d}"), risk=LESS, why=say("so"))
        for kecamatan, count in counts.items()
        for number in range(1, count + 1)
    )


def test_a_range_is_written_with_both_ends() -> None:
    assert _less(2, 20, least=12).shape == "2 : 12-20 : 40"
    assert _less(2, 5).shape == "2 : 5 : 10"


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Refused):
        _less(2, 10, least=14)


def test_the_smallest_region_and_in_it_the_remote_variant_count() -> None:
    patterns = _set(
        _less(2, 5),
        PatternOverride(pattern=_less(2, 4), remote=True),
        PatternOverride(pattern=_less(2, 3), within=COAST),
        PatternOverride(pattern=_less(2, 2), within=PORT, remote=True),
    )

    def size(place: str, *, remote: bool) -> int:
        return patterns.pattern_at(LESS, place=place, remote=remote).stations

    assert [size(VALLEY, remote=False), size(VALLEY, remote=True)] == [5, 4]
    assert [size(PORT, remote=False), size(PORT, remote=True)] == [3, 2]
    assert [size(BEACH, remote=False), size(BEACH, remote=True)] == [3, 3]


def test_a_unit_s_pattern_holds_in_the_kecamatan_of_its_base() -> None:
    overrides = [
        PatternOverride(pattern=_less(1, 1), within="POLSEK-2"),
        PatternOverride(pattern=_less(1, 2), within="POLRES"),
    ]

    patterns = with_overrides(PATTERNS, overrides=overrides, units=UNITS, register=FULL_REGISTER)

    assert [one.within for one in patterns.overrides] == [HILLS, REGENCY]
    assert patterns.pattern_at(LESS, place=f"{VALLEY}001").stations == 1
    assert patterns.pattern_at(LESS, place=f"{PORT}001").stations == 2


@given(st.integers(1, 5_000), st.integers(1, 40), st.integers(0, 40))
def test_groups_of_a_range_are_neither_too_large_nor_too_small(stations: int, size: int, least: int) -> None:
    fewest, most = groups_between(stations, pattern=_less(2, size, least=min(size, least)))

    assert fewest <= most
    assert (fewest - 1) * size < stations <= fewest * size
    assert most == fewest or most * least <= stations


counts = st.dictionaries(st.integers(990101, 990199).map(str), st.integers(1, 60), min_size=1, max_size=5)


@given(counts, st.integers(0, 200), st.integers(0, 20))
def test_more_officers_never_make_groups_larger(found: dict[str, int], officers: int, more: int) -> None:
    patterns = _set(_less(2, 12, least=5))

    few = groups_by_strength(_risks(found), patterns=patterns, officers=officers)
    many = groups_by_strength(_risks(found), patterns=patterns, officers=officers + more)

    assert max(one.largest for one in many) <= max(one.largest for one in few)
    needed = sum(one.fewest * one.pattern.officers for one in few)
    assert sum(one.officers for one in few) <= max(needed, officers)
    assert all(one.fewest <= one.groups <= one.most for one in few)


def test_kaur_has_two_officers_at_each_very_vulnerable_station_two_for_five_and_one_for_one_elsewhere() -> (
    None
):
    kaur = load_operation("sample:kaur").operation
    register = vulnerability_register(
        kaur.register.stations, claims=kaur.risks, book=load_risk_book("pilkada-2024")
    )

    clusters = make_clusters(
        kaur.register.stations,
        risks=register.risks,
        patterns=load_patterns(kaur.settings.patterns),
        territory=rules_of(kaur).territory,
    )

    very = [cluster for cluster in clusters if cluster.risk is RiskClass.VERY]
    assert [(cluster.kecamatan, len(cluster.stations), cluster.officers) for cluster in very] == [
        ("170402", 1, 2),
        ("170402", 1, 2),
        ("170404", 1, 2),
    ]
    others = [cluster for cluster in clusters if cluster.risk is RiskClass.VULNERABLE]
    assert {(len(cluster.stations), cluster.officers) for cluster in others} == {(1, 1)}
    less = [cluster for cluster in clusters if cluster.risk is LESS]
    assert {cluster.officers for cluster in less} == {2}
    assert max(len(cluster.stations) for cluster in less) == 5


@given(counts, st.integers(0, 200))
def test_no_other_sharing_of_the_officers_makes_the_largest_group_smaller(
    found: dict[str, int], officers: int
) -> None:
    shared = groups_by_strength(_risks(found), patterns=_set(_less(2, 12, least=5)), officers=officers)

    smaller = max(one.largest for one in shared) - 1
    needed = [max(one.fewest, -(-one.stations // max(1, smaller))) for one in shared]
    too_many = 2 * sum(needed) > max(officers, sum(2 * one.fewest for one in shared))
    too_small = any(groups > one.most for groups, one in zip(needed, shared, strict=True))
    assert smaller == 0 or too_many or too_small


# Lampung Selatan, Pemilu 2024: 2,961 less vulnerable / 472 officers, 56 vulnerable / 56, 12 special / 24.


@pytest.fixture(scope="module")
def south_lampung() -> Operation:
    return sample_operation(RegionCode("1801"), election_code="pemilu-2024")


@pytest.fixture(scope="module")
def south_lampung_risks(south_lampung: Operation) -> tuple[StationRisk, ...]:
    book = load_risk_book("pemilu-2024")
    stations = south_lampung.register.stations
    return vulnerability_register(stations, claims=south_lampung.risks, book=book).risks


def _clustered(
    operation: Operation, *, risks: Sequence[StationRisk], patterns: PatternSet
) -> Counter[RiskClass]:
    rules = rules_of(operation)
    officers: Counter[RiskClass] = Counter()
    for cluster in make_clusters(
        operation.register.stations,
        risks=risks,
        patterns=patterns,
        territory=rules.territory,
        cut_off=off_road(rules.modes),
    ):
        officers[cluster.risk] += cluster.officers
    return officers


def test_lampung_selatan_has_the_classes_that_its_police_told(
    south_lampung_risks: tuple[StationRisk, ...],
) -> None:
    assert Counter(risk.risk for risk in south_lampung_risks) == {
        RiskClass.LESS: 2_961,
        RiskClass.VULNERABLE: 56,
        RiskClass.SPECIAL: 12,
    }


def test_the_552_officers_of_lampung_selatan_follow_from_the_range_of_its_pattern(
    south_lampung_risks: tuple[StationRisk, ...],
) -> None:
    patterns = load_patterns("lampung-selatan-2024")

    counts = groups_by_strength(south_lampung_risks, patterns=patterns, officers=552)

    officers: Counter[RiskClass] = Counter()
    for one in counts:
        officers[one.pattern.risk] += one.officers
    assert officers == {RiskClass.LESS: 472, RiskClass.VULNERABLE: 56, RiskClass.SPECIAL: 24}
    less = [one for one in counts if one.pattern.risk is LESS]
    assert len(less) == 17
    assert {one.largest for one in less} == {12, 13, 14}
    assert min(one.stations // one.groups for one in less) == 12


def test_counting_by_kecamatan_bounds_the_officers_and_villages_alone_cannot_do_with_them(
    south_lampung_risks: tuple[StationRisk, ...],
) -> None:
    patterns = load_patterns("lampung-selatan-2024")

    of = {
        digits: officers_counted(south_lampung_risks, patterns=patterns, digits=digits)
        for digits in (4, 6, 10)
    }

    assert [of[digits][LESS] for digits in (4, 6, 10)] == [(298, 492), (312, 476), (570, 582)]
    assert of[6][RiskClass.VULNERABLE] == (56, 56)
    assert of[6][RiskClass.SPECIAL] == (24, 24)


def test_groups_of_at_most_thirteen_neighbours_come_within_four_officers_of_the_press(
    south_lampung: Operation, south_lampung_risks: tuple[StationRisk, ...]
) -> None:
    patterns = load_patterns("lampung-selatan-2024")
    thirteen = replace(
        patterns,
        patterns=tuple(replace(p, stations=13) if p.risk is LESS else p for p in patterns.patterns),
    )

    counted = officers_counted(south_lampung_risks, patterns=thirteen, digits=6)[LESS][0]
    clustered = _clustered(south_lampung, risks=south_lampung_risks, patterns=thirteen)

    # Neighbours that no road joins cannot share a group, so ways and water cost one pair more.
    assert (counted, clustered[LESS]) == (474, 476)
    assert (clustered[RiskClass.VULNERABLE], clustered[RiskClass.SPECIAL]) == (56, 24)
