"""Ways between stations: by a table of travel times, or straight over the ground where there is none."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sampai.kernel.geo import METRES_PER_DEGREE, Position, shrink
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Way


class TimedWays:
    """Ways by a table of seconds from row to column, as a routing matrix has it; below zero: no open way."""

    def __init__(
        self, codes: Sequence[StationCode], travel_s: NDArray[np.int64], *, certainty: Certainty
    ) -> None:
        self.certainty = certainty
        self._row = {code: row for row, code in enumerate(codes)}
        self._travel_s = travel_s

    def nearest(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> tuple[Way, ...]:
        """For each receiver the ways from its nearest givers, nearest first."""
        rows = [self._row[giver] for giver in givers]
        ways = []
        for receiver in receivers:
            column = self._travel_s[rows, self._row[receiver]]
            order = np.lexsort((np.arange(column.size), column))
            chosen = order[column[order] >= 0][:most]
            ways += [Way(givers[place], receiver, int(column[place])) for place in chosen.tolist()]
        return tuple(ways)


class StraightWays:
    """Straight distance with a detour, at one speed. Always assumed; knows no closures and no water."""

    certainty = Certainty.ASSUMED

    def __init__(
        self, positions: Mapping[StationCode, Position], *, speed_kmh: float, detour: float = 1.4
    ) -> None:
        self._positions = positions
        self._s_per_m = detour * 3.6 / speed_kmh

    def nearest(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> tuple[Way, ...]:
        """For each receiver the ways from its nearest givers, nearest first."""
        if not receivers or not givers:
            return ()
        count = min(most, len(givers))
        tree = cKDTree(self._metres(givers))
        metres, places = tree.query(self._metres(receivers), k=np.arange(1, count + 1))
        seconds = np.ceil(np.round(metres * self._s_per_m, 3)).astype(np.int64)
        return tuple(
            Way(givers[place], receiver, travel_s)
            for receiver, row, times in zip(receivers, np.asarray(places), seconds, strict=True)
            for place, travel_s in zip(row.tolist(), times.tolist(), strict=True)
        )

    def _metres(self, codes: Sequence[StationCode]) -> NDArray[np.float64]:
        at = np.array([(self._positions[code].lat, self._positions[code].lon) for code in codes])
        middle = shrink(round(min(one.lat for one in self._positions.values()), 1))
        metres: NDArray[np.float64] = at * METRES_PER_DEGREE * np.array([1.0, middle])
        return metres
