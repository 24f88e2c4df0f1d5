"""Sums of stations by region, for all levels at once, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode
from sampai.places.model import CODE_LENGTH

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RegionSums:
    """Sums of one region, by the column's name."""

    region: RegionCode
    sums: Mapping[str, int]


def region_sums(labels: Whole, *, columns: Mapping[str, Whole], root: RegionCode) -> Sequence[RegionSums]:
    """The sums of each column in every region that has stations, from `root` down to villages, in code order.

    `labels`: the village of each station, shape (n,); each column has the same shape.
    """
    found = [
        one
        for length in sorted(CODE_LENGTH.values())
        if length >= len(root)
        for one in _level(labels, columns=columns, length=length)
    ]
    return sorted(found, key=lambda one: one.region)


def _level(labels: Whole, *, columns: Mapping[str, Whole], length: int) -> Sequence[RegionSums]:
    codes, row = np.unique(labels // 10 ** (VILLAGE_DIGITS - length), return_inverse=True)
    sums = {
        name: np.bincount(row, weights=column, minlength=len(codes)).astype(np.int64).tolist()
        for name, column in columns.items()
    }
    return [
        RegionSums(RegionCode(str(code) if length else ""), {name: sums[name][i] for name in sums})
        for i, code in enumerate(codes.tolist())
    ]
