"""Lines with fewer corners: D. H. Douglas and T. K. Peucker, Cartographica 10 (1973)."""

from collections.abc import Sequence

import numpy as np

from sampai.kernel.geo import METRES_PER_DEGREE, Position, shrink


def simplified(line: Sequence[Position], *, within_m: float) -> tuple[Position, ...]:
    """The line without corners that lie within so many metres of what is left; its ends stay."""
    if len(line) < 3:
        return tuple(line)
    scale = METRES_PER_DEGREE * shrink(round(line[0].lat, 2))
    x = np.array([at.lon * scale for at in line])
    y = np.array([at.lat * METRES_PER_DEGREE for at in line])
    kept = np.zeros(len(line), dtype=np.bool_)
    kept[[0, -1]] = True
    waiting = [(0, len(line) - 1)]
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        dx, dy = x[b] - x[a], y[b] - y[a]
        px, py = x[a + 1 : b] - x[a], y[a + 1 : b] - y[a]
        square = dx * dx + dy * dy
        share = np.clip((px * dx + py * dy) / (square or 1.0), 0, 1)
        gap = (px - share * dx) ** 2 + (py - share * dy) ** 2
        far = int(gap.argmax())
        if gap[far] > within_m * within_m:
            kept[a + 1 + far] = True
            waiting += [(a, a + 1 + far), (a + 1 + far, b)]
    return tuple(at for at, keep in zip(line, kept.tolist(), strict=True) if keep)
