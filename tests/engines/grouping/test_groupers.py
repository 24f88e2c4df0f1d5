import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.engines.grouping.anneal import AnnealGrouper
from sampai.engines.grouping.exact import ExactGrouper, NotProven
from sampai.guarding.ports import Grouper, Metres32, Whole
from sampai.guarding.rules.clusters import middle_of
from sampai.guarding.rules.path import PathGrouper

ALL = [PathGrouper(), AnnealGrouper(200), ExactGrouper()]
DRIVERS = pytest.mark.parametrize("grouper", ALL, ids=lambda one: type(one).__name__)


def _far(points: list[tuple[int, int]]) -> Metres32:
    at = np.array(points, dtype=np.float64).reshape(-1, 2)
    gap = at[:, None] - at[None, :]
    return np.asarray(np.rint(np.sqrt((gap * gap).sum(axis=2))), dtype=np.int32)


def _town(seed: int, *, count: int) -> Metres32:
    chance = np.random.Generator(np.random.PCG64(seed))
    return _far([tuple(point) for point in chance.integers(0, 8_000, (count, 2)).tolist()])


def _way_m(far: Metres32, label: Whole) -> int:
    groups = [far[np.ix_(label == group, label == group)] for group in range(int(label.max()) + 1)]
    return sum(int(inside[middle_of(inside)].sum()) for inside in groups)


@DRIVERS
@settings(deadline=None, max_examples=25)
@given(
    points=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=9),
    most=st.integers(1, 5),
)
def test_every_station_is_in_one_of_the_fewest_groups(
    grouper: Grouper, points: list[tuple[int, int]], most: int
) -> None:
    far = _far(points)

    label = grouper.group(far, most=most)

    size = np.bincount(label)
    assert len(label) == len(points)
    assert len(size) == -(-len(points) // most)
    assert 1 <= size.min() <= size.max() <= most


@DRIVERS
def test_two_hamlets_are_two_groups(grouper: Grouper) -> None:
    far = _far([(0, 0), (9_000, 0), (100, 0), (9_100, 0), (0, 100), (9_000, 100)])

    label = grouper.group(far, most=3)

    assert [label[i] == label[0] for i in range(6)] == [True, False, True, False, True, False]


@DRIVERS
def test_the_same_distances_give_the_same_groups(grouper: Grouper) -> None:
    far = _town(7, count=24)

    assert grouper.group(far, most=5).tolist() == grouper.group(far.copy(), most=5).tolist()


@pytest.mark.parametrize("seed", range(6))
def test_the_search_comes_within_two_percent_of_the_proof(seed: int) -> None:
    far = _town(seed, count=18 + seed)

    found, best = (one.group(far, most=4) for one in (AnnealGrouper(), ExactGrouper()))

    assert _way_m(far, best) <= _way_m(far, found) <= 1.02 * _way_m(far, best)


def test_the_search_is_shorter_than_the_path_where_there_is_much_to_choose() -> None:
    far = _town(3, count=150)

    found, path = (_way_m(far, one.group(far, most=5)) for one in (AnnealGrouper(500), PathGrouper()))

    assert found < 0.9 * path


def test_a_proof_that_takes_too_long_is_not_told_as_one() -> None:
    with pytest.raises(NotProven):
        ExactGrouper(seconds=0.01).group(_town(1, count=60), most=7)
