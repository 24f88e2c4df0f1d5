"""The compact form of village outlines: one block per regency, points as steps on a grid.

All numbers of a block are stored as planes of bytes (every number's first byte, then every number's second
...), because steps are small and such planes deflate well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.geo import Outline

Whole = NDArray[np.int64]

GRID = 100_000
"""Points per degree of the finest grid: 1e-5 degree, about 1.1 m."""

_SECTIONS = 6
"""Village numbers; grid of each; rings of each; points of each ring; x; y."""


@dataclass(frozen=True, slots=True)
class GridOutline:
    """A village's rings as (x, y) in multiples of `step` on the finest grid, without closing points."""

    rings: tuple[Whole, ...]
    step: int = 1


def pack_outlines(outlines: Mapping[int, GridOutline]) -> bytes:
    """A block of outlines, by whole number (a village's code without its regency's digits)."""
    villages = [outlines[number] for number in sorted(outlines)]
    rings = [ring for village in villages for ring in village.rings]
    points = np.concatenate([*rings, np.empty((0, 2), dtype=np.int64)])
    sections = (
        np.diff(np.array(sorted(outlines), dtype=np.int64), prepend=0),
        [village.step for village in villages],
        [len(village.rings) for village in villages],
        [len(ring) for ring in rings],
        np.diff(points[:, 0], prepend=0),
        np.diff(points[:, 1], prepend=0),
    )
    packed = [np.asarray(section, dtype=np.int64) for section in sections]
    head = np.array([len(section) for section in packed], dtype="<u4").tobytes()
    return head + b"".join(_planes(section) for section in packed)


def unpack_outlines(block: bytes) -> dict[int, Outline]:
    """The outlines of a block, in degrees."""
    number_steps, steps, ring_counts, lengths, dx, dy = _sections(block)
    x, y, ends = np.cumsum(dx), np.cumsum(dy), np.cumsum(lengths)
    outlines = {}
    ring = point = 0
    for number, step, count in zip(np.cumsum(number_steps).tolist(), steps, ring_counts, strict=True):
        its = ends[ring : ring + count]
        run = slice(point, int(its[-1]))
        outlines[number] = Outline(_degrees(x[run] * step), _degrees(y[run] * step), its - point)
        ring, point = ring + int(count), run.stop
    return outlines


def _degrees(steps: Whole) -> NDArray[np.float64]:
    return np.asarray(steps / GRID, dtype=np.float64)


def _planes(values: Whole) -> bytes:
    folded = ((values << 1) ^ (values >> 63)).astype("<u4")
    return folded.view(np.uint8).reshape(-1, 4).T.tobytes()


def _sections(block: bytes) -> Iterator[Whole]:
    head: Sequence[int] = np.frombuffer(block, dtype="<u4", count=_SECTIONS).tolist()
    at = 4 * _SECTIONS
    for count in head:
        planes = np.frombuffer(block, dtype=np.uint8, count=4 * count, offset=at).reshape(4, count)
        folded = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
        yield (folded >> 1) ^ -(folded & 1)
        at += 4 * count
