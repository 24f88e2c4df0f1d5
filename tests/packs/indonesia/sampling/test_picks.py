from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.ids import RegionCode
from sampai.packs.indonesia.sampling.picks import share_out

A, B, C, D = (RegionCode(f"170406200{i}") for i in range(1, 5))
COUNTS = {A: 3, B: 1, C: 4, D: 2}
FAR_M = {A: 9_000, B: 8_000, C: 1_000, D: 5_000}

VILLAGES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9_000)), min_size=1, max_size=7)


def test_the_farthest_whole_villages_that_fit_both_counts_are_taken() -> None:
    assert share_out(COUNTS, far_m=FAR_M, stations=4, villages=2) == {A: 3, B: 1}
    assert share_out(COUNTS, far_m=FAR_M, stations=5, villages=2) == {A: 3, D: 2}


def test_where_no_whole_villages_fit_each_of_the_farthest_has_some() -> None:
    assert share_out(COUNTS, far_m=FAR_M, stations=5, villages=3) == {A: 3, B: 1, D: 1}
    assert share_out(COUNTS, far_m=FAR_M, stations=4, villages=4) == {A: 1, B: 1, D: 1, C: 1}


def test_more_villages_than_stations_is_taken_as_no_number_of_villages() -> None:
    assert share_out(COUNTS, far_m=FAR_M, stations=1, villages=4) == {A: 1}


def test_without_a_number_of_villages_the_farthest_are_filled_up() -> None:
    assert share_out(COUNTS, far_m=FAR_M, stations=5, villages=None) == {A: 3, B: 1, D: 1}


@given(VILLAGES, st.integers(1, 4), st.integers(1, 15))
def test_counts_are_met_where_they_can_be_and_no_other_whole_villages_are_farther(
    villages: list[tuple[int, int]], count: int, stations: int
) -> None:
    codes = [RegionCode(f"17040620{i:02d}") for i in range(len(villages))]
    counts = {code: n for code, (n, _) in zip(codes, villages, strict=True)}
    far_m = {code: m for code, (_, m) in zip(codes, villages, strict=True)}
    sums = [
        sum(far_m[code] for code in some)
        for some in combinations(codes, count)
        if sum(counts[code] for code in some) == stations
    ]

    shares = share_out(counts, far_m=far_m, stations=stations, villages=count)

    assert all(0 < share <= counts[code] for code, share in shares.items())
    assert sum(shares.values()) <= stations
    if sums:
        assert (len(shares), sum(shares.values())) == (count, stations)
        assert sum(far_m[code] for code in shares) == max(sums)
