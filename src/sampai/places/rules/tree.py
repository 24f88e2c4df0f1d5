"""Interval labels of the region tree: containment becomes a comparison of whole numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.ids import RegionCode
from sampai.places.model import CODE_LENGTH

Whole = NDArray[np.int64]

_LENGTHS = np.array(sorted(CODE_LENGTH.values()), dtype=np.int64)
_FULL = int(_LENGTHS[-1])
_LEAST = np.array([0, *(10 ** (length - 1) for length in _LENGTHS[1:])], dtype=np.int64)
"""The smallest code of each level, as a number; codes have no leading zeros and the nation is 0."""


def label_codes(codes: Whole) -> tuple[Whole, Whole]:
    """Interval labels (first, last) of different codes given as numbers, in any order; 0 is the nation.

    Regions are numbered in tree order (a region before what lies in it) from 0; `last` is the number of the
    last region inside. Region `a` contains `b` when `first[a] <= first[b] <= last[a]`. Missing regions in
    between, such as a village's kecamatan, do no harm.
    """
    width = 10 ** (_FULL - _LENGTHS[np.searchsorted(_LEAST, codes, side="right") - 1])
    start = codes * width
    order = np.lexsort((-width, start))
    first = np.empty(len(codes), dtype=np.int64)
    first[order] = np.arange(len(codes))
    last = np.searchsorted(start[order], start + width, side="left") - 1
    return first, last.astype(np.int64)


def label_regions(codes: Sequence[RegionCode]) -> tuple[tuple[int, int], ...]:
    """Interval labels (first, last) of region codes, in the order given; see `label_codes`."""
    first, last = label_codes(np.array([int(code or 0) for code in codes], dtype=np.int64))
    return tuple(zip(first.tolist(), last.tolist(), strict=True))


def chain_above(code: RegionCode) -> tuple[RegionCode, ...]:
    """The codes of the regions that contain this one, from the nation down."""
    return tuple(RegionCode(code[:length]) for length in _LENGTHS.tolist() if length < len(code))
