import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.ids import RegionCode
from sampai.places.rules.tree import chain_above, label_codes, label_regions

PARTS = st.tuples(*(st.integers(10, 12),) * 3, st.integers(1001, 1003))


@st.composite
def trees(draw: st.DrawFn) -> list[RegionCode]:
    """Different codes of all levels in any order, sometimes without the levels in between."""
    codes = set()
    for parts in draw(st.lists(PARTS, max_size=12)):
        full = "".join(str(part) for part in parts)
        codes |= {full[:length] for length in draw(st.sets(st.sampled_from((0, 2, 4, 6, 10))))}
    return [RegionCode(code) for code in draw(st.permutations(sorted(codes)))]


def test_a_small_tree_is_numbered_in_tree_order() -> None:
    codes = [RegionCode(code) for code in ("18", "1704", "17", "1704012001", "170401", "1704012002", "")]

    labels = dict(zip(codes, label_regions(codes), strict=True))

    assert labels == {
        "": (0, 6),
        "17": (1, 5),
        "1704": (2, 5),
        "170401": (3, 5),
        "1704012001": (4, 4),
        "1704012002": (5, 5),
        "18": (6, 6),
    }


@given(trees())
def test_containment_by_labels_is_containment_by_codes(codes: list[RegionCode]) -> None:
    labels = dict(zip(codes, label_regions(codes), strict=True))

    for outer in codes:
        for inner in codes:
            first, last = labels[outer]
            assert (first <= labels[inner][0] <= last) == inner.startswith(outer)


@given(trees())
def test_the_order_of_rows_changes_no_label(codes: list[RegionCode]) -> None:
    assert sorted(zip(codes, label_regions(codes), strict=True)) == list(
        zip(sorted(codes), label_regions(sorted(codes)), strict=True)
    )


def test_columns_and_codes_are_labelled_alike() -> None:
    first, last = label_codes(np.array([17, 1704, 170401, 1704012001, 18, 0]))

    assert first.tolist() == [1, 2, 3, 4, 5, 0]
    assert last.tolist() == [4, 4, 4, 4, 5, 5]


def test_the_chain_above_begins_with_the_nation() -> None:
    assert chain_above(RegionCode("1704012001")) == ("", "17", "1704", "170401")
    assert chain_above(RegionCode("")) == ()
