"""Lines cut to a square."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from sampai.places.rules.clip import inside

POINTS = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def test_a_line_that_leaves_and_comes_back_is_two_pieces() -> None:
    line = [(0.5, 0.5), (2.0, 0.5), (2.0, 0.2), (0.5, 0.2)]

    assert inside(line, low=0, high=1) == [[(0.5, 0.5), (1.0, 0.5)], [(1.0, 0.2), (0.5, 0.2)]]


def test_a_line_inside_stays_as_it_is_and_one_outside_vanishes() -> None:
    assert inside([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9)], low=0, high=1) == [
        [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9)]
    ]
    assert inside([(2.0, 0.0), (2.0, 1.0)], low=0, high=1) == []


@given(st.lists(POINTS, min_size=2, max_size=6))
def test_nothing_is_outside_and_no_length_inside_is_lost(line: list[tuple[float, float]]) -> None:
    pieces = inside(line, low=-1, high=1)

    assert all(abs(number) <= 1 + 1e-9 for piece in pieces for point in piece for number in point)
    sampled = _sampled(line)
    assert abs(sum(_length(piece) for piece in pieces) - sampled) <= 0.02 * len(line) * 6


def _length(line: list[tuple[float, float]]) -> float:
    return sum(math.dist(one, other) for one, other in itertools.pairwise(line))


def _sampled(line: list[tuple[float, float]], *, steps: int = 500) -> float:
    """The length inside, by trying many points of each segment."""
    found = 0.0
    for (x, y), (u, v) in itertools.pairwise(line):
        shares = [(step + 0.5) / steps for step in range(steps)]
        hits = sum(max(abs(x + share * (u - x)), abs(y + share * (v - y))) <= 1 for share in shares)
        found += math.dist((x, y), (u, v)) * hits / steps
    return found
