"""Cuts lines to a square, so that a tile holds no more of a line than crosses it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]


def inside(line: Sequence[Point], *, low: float, high: float) -> list[list[Point]]:
    """The pieces of a line within the square from (low, low) to (high, high), in their order."""
    pieces: list[list[Point]] = []
    for start, end in _segments(line, low=low, high=high):
        if pieces and pieces[-1][-1] == start:
            pieces[-1].append(end)
        else:
            pieces.append([start, end])
    return pieces


def _segments(line: Sequence[Point], *, low: float, high: float) -> Iterator[tuple[Point, Point]]:
    for start, end in pairwise(line):
        shares = _shares(start, end, low=low, high=high)
        if shares is not None:
            yield _at(start, end, share=shares[0]), _at(start, end, share=shares[1])


def _shares(start: Point, end: Point, *, low: float, high: float) -> tuple[float, float] | None:
    """From which to which share of its way a segment is inside (Liang and Barsky 1984); None: nowhere."""
    first, last = 0.0, 1.0
    for here, there in zip(start, end, strict=True):
        way = there - here
        if way == 0:
            if not low <= here <= high:
                return None
            continue
        one, other = sorted(((low - here) / way, (high - here) / way))
        first, last = max(first, one), min(last, other)
    return (first, last) if first < last else None


def _at(start: Point, end: Point, *, share: float) -> Point:
    if share in {0.0, 1.0}:
        return end if share else start
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
