"""Lines with fewer corners."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.geo import METRES_PER_DEGREE, Position
from sampai.places.rules.simplify import simplified


def at(east_m: float, north_m: float) -> Position:
    return Position(north_m / METRES_PER_DEGREE, east_m / METRES_PER_DEGREE)


def test_corners_near_the_line_go_and_real_bends_stay() -> None:
    line = [at(0, 0), at(500, 10), at(1_000, 0), at(1_000, 900)]

    assert simplified(line, within_m=20) == (line[0], line[2], line[3])


@given(st.lists(st.tuples(st.integers(-2_000, 2_000), st.integers(-2_000, 2_000)), min_size=2, max_size=30))
def test_every_corner_that_went_lies_near_what_is_left(corners: list[tuple[int, int]]) -> None:
    line = [at(x, y) for x, y in corners]

    left = simplified(line, within_m=20)

    assert (left[0], left[-1]) == (line[0], line[-1])
    assert all(min(_gap(p, a, b) for a, b in pairwise(left)) <= 20.5 for p in line)


def _gap(p: Position, a: Position, b: Position) -> float:
    px, py, bx, by = (
        (one - other) * METRES_PER_DEGREE
        for one, other in ((p.lon, a.lon), (p.lat, a.lat), (b.lon, a.lon), (b.lat, a.lat))
    )
    share = max(0.0, min(1.0, (px * bx + py * by) / (bx * bx + by * by or 1.0)))
    return float(((px - share * bx) ** 2 + (py - share * by) ** 2) ** 0.5)
