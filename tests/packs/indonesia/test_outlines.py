import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.packs.indonesia.outlines import GRID, GridOutline, pack_outlines, unpack_outlines

POINTS = st.tuples(st.integers(-1_200_000, 14_200_000), st.integers(-1_200_000, 700_000))
RINGS = st.lists(POINTS, min_size=3, max_size=12).map(lambda points: np.array(points, dtype=np.int64))
VILLAGES = st.builds(
    GridOutline, st.lists(RINGS, min_size=1, max_size=3).map(tuple), st.sampled_from((1, 10))
)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 999_999), VILLAGES, max_size=6))
def test_packed_outlines_unpack_to_the_same_rings(villages: dict[int, GridOutline]) -> None:
    unpacked = unpack_outlines(pack_outlines(villages))

    assert list(unpacked) == sorted(villages)
    for number, village in villages.items():
        rings = [np.column_stack(ring) * GRID / village.step for ring in unpacked[number].rings()]
        assert [np.rint(ring).astype(int).tolist() for ring in rings] == [
            ring.tolist() for ring in village.rings
        ]


def test_a_neighbour_s_step_does_not_shift_a_village() -> None:
    ring = np.array([[10, 10], [20, 10], [20, 20]])
    villages = {1: GridOutline((ring * 100,), 10), 2: GridOutline((ring,), 1)}

    unpacked = unpack_outlines(pack_outlines(villages))

    assert np.rint(unpacked[2].x * GRID).tolist() == [10, 20, 20]
    assert np.rint(unpacked[1].x * GRID).tolist() == [10_000, 20_000, 20_000]


def test_packing_does_not_depend_on_the_order_of_villages() -> None:
    one, other = (GridOutline((np.array([[i, 1], [i + 1, 1], [i, 2]]),)) for i in (5, 50))

    assert pack_outlines({1: one, 2: other}) == pack_outlines({2: other, 1: one})
