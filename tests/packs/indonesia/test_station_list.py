import numpy as np
import pytest
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.packs.indonesia.station_list import (
    PEMILU,
    PILKADA,
    VotersBasis,
    load_stations,
    national_stations,
)

CUT_TO_LAW = 5_878
"""Voters drawn for 34 villages beyond what their known number of stations may have."""


@pytest.mark.parametrize(
    ("election", "stations", "total"),
    [(PEMILU, 820_161, 203_056_748), (PILKADA, 435_296, 203_056_748 - CUT_TO_LAW)],
)
def test_the_nation_adds_up_to_the_official_totals(election: str, stations: int, total: int) -> None:
    village, number, voters = national_stations(election)

    assert [str(column.dtype) for column in (village, number, voters)] == ["int64", "int16", "int32"]
    assert len(village) == len(number) == len(voters) == stations
    assert int(voters.sum()) == total
    keys = village * 1000 + number
    assert (np.diff(keys) > 0).all()


@pytest.mark.parametrize(
    ("code", "election", "stations", "special"),
    [
        ("1704", PEMILU, 434, 0),
        ("1813", PEMILU, 490, 1),
        ("1801", PEMILU, 3_029, 12),
        ("3375", PEMILU, 881, 2),
        ("1704", PILKADA, 270, 0),
        ("1813", PILKADA, 293, 1),
        ("1801", PILKADA, 1_592, 6),
        ("3375", PILKADA, 430, 2),
        ("18", PEMILU, 25_825, 38),
        ("18", PILKADA, 13_282, 22),
        ("181311", PEMILU, 79, 0),
        ("9999", PEMILU, 0, 0),
    ],
)
def test_published_counts(code: str, election: str, stations: int, special: int) -> None:
    found = load_stations(election, within=RegionCode(code))

    assert (len(found.village), int(found.special.sum())) == (stations, special)


def test_a_part_is_the_same_as_that_part_of_the_whole() -> None:
    whole, part = load_stations(PEMILU), load_stations(PEMILU, within=RegionCode("3201"))

    inside = whole.village // 10**6 == 3201
    for name in ("village", "number", "men", "women", "basis", "special"):
        assert np.array_equal(getattr(whole, name)[inside], getattr(part, name))


def test_the_split_over_the_stations_of_pilkada_keeps_every_village_s_voters() -> None:
    before, after = (load_stations(e, within=RegionCode("1801")) for e in (PEMILU, PILKADA))

    for column in ("men", "women"):
        old, new = (_per_village(s.village, getattr(s, column)) for s in (before, after))
        assert old == new
    total = after.men + after.women
    assert all(np.ptp(total[after.village == village]) <= 1 for village in np.unique(after.village))
    assert set(after.basis.tolist()) == {VotersBasis.SPLIT}


def _per_village(village: NDArray[np.int64], voters: NDArray[np.int64]) -> list[int]:
    _, first = np.unique(village, return_index=True)
    return [int(total) for total in np.add.reduceat(voters, first)]


@pytest.mark.parametrize(("election", "most"), [(PEMILU, 302), (PILKADA, 800)])
def test_no_station_has_more_voters_than_the_law_allows(election: str, most: int) -> None:
    stations = load_stations(election)

    assert int((stations.men + stations.women).max()) == most


def test_an_unknown_election_is_refused() -> None:
    with pytest.raises(Refused, match="pilkada-2030"):
        load_stations("pilkada-2030")
