from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from sampai.guarding.rules.path import cut, short_path

Spots = list[tuple[int, int]]
spots = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 9_999)), min_size=1, max_size=7)


def _costs(at: Spots) -> list[list[int]]:
    return [[abs(a - c) + abs(b - d) for c, d in at] for a, b in at]


def _length(path: list[int] | tuple[int, ...], *, costs: list[list[int]]) -> int:
    return sum(costs[a][b] for a, b in pairwise(path))


@given(spots)
def test_path_visits_every_point_once_from_the_first(at: Spots) -> None:
    path = short_path(_costs(at), first=len(at) // 2)

    assert path[0] == len(at) // 2
    assert sorted(path) == list(range(len(at)))


@given(spots)
def test_path_is_within_half_of_the_shortest_one(at: Spots) -> None:
    costs = _costs(at)
    shortest = min(_length((0, *rest), costs=costs) for rest in permutations(range(1, len(at))))

    assert _length(short_path(costs, first=0), costs=costs) <= 1.5 * shortest


def test_points_on_a_road_are_walked_along_it() -> None:
    at = [(x, 0) for x in (0, 500, 100, 400, 200, 300)]

    assert short_path(_costs(at), first=0) == [0, 2, 4, 5, 3, 1]


def test_path_is_cut_at_its_longest_legs() -> None:
    assert cut([1, 1, 90, 1, 80, 1], most=3) == [3, 5, 7]


@given(st.lists(st.integers(0, 99), max_size=12), st.integers(1, 6))
def test_cuts_make_as_few_pieces_as_possible_and_none_too_large(legs: list[int], most: int) -> None:
    ends = cut(legs, most=most)

    sizes = [b - a for a, b in pairwise([0, *ends])]
    assert sum(sizes) == len(legs) + 1
    assert max(sizes) <= most
    assert len(sizes) == -(-(len(legs) + 1) // most)
