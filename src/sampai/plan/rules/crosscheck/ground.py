"""Where the territory and its villages lie, for checking positions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.faults import Fault
from sampai.kernel.geo import METRES_PER_DEGREE, Outline, Position, distance_m
from sampai.kernel.table.sheet import Row
from sampai.kernel.text import Text, say
from sampai.places.model import Located, Region, Territory

LEAST_TOLERANCE_M = 500
"""Outlines are simplified by some 80 m, and stations stand at borders."""

FAR_M = 30_000
"""Where a village has no outline, a position farther than this from its settlement point is not in it: 99 of
100 villages lie within 27 km of their kecamatan's centre (METHODS of the data, section 2)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A territory's outlines with their boxes, and the points of villages that have no outline.

    `boxes` has shape (n, 4): west, south, east, north in degrees.
    """

    outlines: tuple[Outline, ...]
    boxes: NDArray[np.float64]
    points: tuple[Position, ...]
    territory: Territory

    @classmethod
    def of(cls, territory: Territory) -> "Ground":
        """The ground of a territory."""
        outlines = tuple(outline for _, outline in sorted(territory.outlines.items()))
        points = tuple(
            village.position
            for village in territory.villages()
            if village.position is not None and village.code not in territory.outlines
        )
        boxes = np.array([_box(outline) for outline in outlines], dtype=np.float64).reshape(-1, 4)
        return cls(outlines, boxes, points, territory)

    def covers(self, position: Position, *, margin_m: float) -> bool:
        """Whether a position is in the territory, or nearly; always when nothing is known of it."""
        if not self.outlines and not self.points:
            return True
        near = self._boxes_near(position, margin_m=margin_m)
        return any(self.outlines[i].covers(position, margin_m=margin_m) for i in near) or any(
            distance_m(position, point) <= FAR_M for point in self.points
        )

    def _boxes_near(self, position: Position, *, margin_m: float) -> list[int]:
        # A degree of longitude is at least 0.98 of one of latitude as far from the equator as Indonesia lies.
        margin = margin_m / (METRES_PER_DEGREE * 0.98)
        west, south, east, north = self.boxes.T
        inside = (west - margin <= position.lon) & (position.lon <= east + margin)
        inside &= (south - margin <= position.lat) & (position.lat <= north + margin)
        return [int(i) for i in np.flatnonzero(inside)]


def tolerance_m(located: Located) -> int:
    """How far outside a position may lie: its own likely error, and at least what the outlines lack."""
    return max(LEAST_TOLERANCE_M, located.error_m or 0)


def misplaced(
    row: Row, position: Position, *, ground: Ground, region: Region, margin_m: float
) -> Iterator[Fault]:
    """A fault when a position lies outside the territory, or its region, where that is known."""
    if not ground.covers(position, margin_m=margin_m):
        yield row.fault(
            "lat",
            code="position-outside-territory",
            wrong=say(
                "The position {lat}, {lon} lies outside the operation's territory.", **_degrees(position)
            ),
            mend=_hint(position, ground=ground, margin_m=margin_m),
        )
        return
    outline = ground.territory.outlines.get(region.code)
    if outline is None or outline.covers(position, margin_m=margin_m):
        return
    yield row.fault(
        "lat",
        code="position-outside-region",
        wrong=say(
            "The position {lat}, {lon} lies {gap} m outside {region}.",
            gap=round(outline.gap_m(position)),
            region=region.name,
            **_degrees(position),
        ),
        mend=say("Correct the position or the region, or give the position's likely error."),
    )


def _degrees(position: Position) -> dict[str, str]:
    return {"lat": f"{position.lat:.5f}", "lon": f"{position.lon:.5f}"}


def _hint(position: Position, *, ground: Ground, margin_m: float) -> Text:
    if ground.covers(Position(-position.lat, position.lon), margin_m=margin_m):
        return say("The latitude seems to lack its minus sign: south of the equator it is negative.")
    return say("Correct the position; latitude and longitude are in degrees.")


def _box(outline: Outline) -> tuple[float, float, float, float]:
    return float(outline.x.min()), float(outline.y.min()), float(outline.x.max()), float(outline.y.max())
