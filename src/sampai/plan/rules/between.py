"""The quickest open ways between stations in some hours, by whatever an officer with a parcel can take."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sampai.kernel.geo import METRES_PER_DEGREE, shrink
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Way
from sampai.transport.rules.diary import Span
from sampai.transport.rules.going import Outlook, going
from sampai.transport.rules.means import Means

Whole = NDArray[np.int64]
NEAR = 4
"""So many times as many givers are looked at, by straight distance, as are asked for by travel time."""
AT_ONCE = 25
"""Receivers whose ways are found together."""


class PlanWays:
    """Ways by the plan's network, without whatever is shut at any time of the hours, slowed by the rain told.

    A parcel of ballots goes by any means that drives over land, and by those of the fleet (boats) where links
    of theirs go.
    """

    def __init__(self, means: Means, *, hours: Span, outlook: Outlook) -> None:
        self._means = going(means, days=[hours], outlook=outlook).passing(())
        present = set(means.present())
        self._modes = [
            mode for mode in sorted(self._means.rules) if self._means.drives(mode) or mode in present
        ]
        self._network = means.network

    @property
    def certainty(self) -> Certainty:
        """Times over a mapped network are estimates."""
        return Certainty.ESTIMATED

    def nearest(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> tuple[Way, ...]:
        """For each receiver the ways from its nearest givers, nearest first."""
        found: list[Way] = []
        takers = [code for code in receivers if self._network.knows(code)]
        sources = [code for code in givers if self._network.knows(code)]
        for start in range(0, len(takers), AT_ONCE):
            found += self._ways(takers[start : start + AT_ONCE], sources, most=most)
        return tuple(found)

    def _ways(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> list[Way]:
        if not givers:
            return []
        near = self._near(receivers, givers, most=most * NEAR)
        places = sorted({*receivers, *(giver for row in near.values() for giver in row)})
        seconds, row = self._seconds(places), {code: number for number, code in enumerate(places)}
        ways = []
        for receiver in receivers:
            timed = [(int(seconds[row[giver], row[receiver]]), giver) for giver in near[receiver]]
            open_ways = sorted((time, giver) for time, giver in timed if time >= 0)
            ways += [Way(giver, receiver, time) for time, giver in open_ways[:most]]
        return ways

    def _near(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> Mapping[StationCode, Sequence[StationCode]]:
        if len(givers) <= most:
            return dict.fromkeys(receivers, givers)
        tree = cKDTree(self._metres(givers))
        _, rows = tree.query(self._metres(receivers), k=most)
        return {
            code: [givers[place] for place in places]
            for code, places in zip(receivers, np.asarray(rows).tolist(), strict=True)
        }

    def _metres(self, codes: Sequence[StationCode]) -> NDArray[np.float64]:
        found_at = [self._network.position(code) for code in codes]
        at = np.array([(one.lat, one.lon) for one in found_at])
        found: NDArray[np.float64] = (
            at * METRES_PER_DEGREE * np.array([1.0, shrink(round(self._network.middle_lat, 1))])
        )
        return found

    def _seconds(self, places: Sequence[str]) -> Whole:
        """The quickest of all means; -1 where none has a way."""
        best = np.full((len(places), len(places)), -1, dtype=np.int64)
        for mode in self._modes:
            seconds, _metres = self._means.matrix(mode, places)
            best = np.where((best < 0) | ((seconds >= 0) & (seconds < best)), seconds, best)
        return best
