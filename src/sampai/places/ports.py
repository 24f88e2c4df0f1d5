"""What places ask of the outside: a gazetteer, distances over a network of ways, and the weather."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.geo import Outline, Position
from sampai.kernel.ids import RegionCode
from sampai.places.model import Forecast, Pace, Region, RoadClass, Territory


class Gazetteer(Protocol):
    """The country's region tree. Drivers: a pack's compact copy; the rows of a `wilayah` sheet."""

    def region(self, code: RegionCode) -> Region | None:
        """The region with this code, or None."""
        ...

    def find(self, name: str, *, within: RegionCode | None = None) -> tuple[Region, ...]:
        """Regions with this name or alias (case, spaces and dots do not count), in code order."""
        ...

    def territory(self, root: RegionCode) -> Territory:
        """All regions in `root` with borders and outlines, and the chain above it."""
        ...


class WeatherSource(Protocol):
    """Foretells the weather. Drivers: BMKG's public service; a file with rows of the sheet `cuaca`."""

    @property
    def attribution(self) -> str:
        """Whose data it is; shown wherever the data is."""
        ...

    def forecasts(self, region: RegionCode, *, since: datetime, until: datetime) -> tuple[Forecast, ...]:
        """The hours foretold for a village or kecamatan, from `since` on and before `until`, in order.

        Times are local and without a zone, as in the tables. A place of which the source says nothing has
        none. Raises `Unreadable` when the source cannot be asked or understood.
        """
        ...


Metres32 = NDArray[np.int32]
Seconds32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Point:
    """A station, place or village, and where it lies."""

    code: str
    position: Position


@dataclass(frozen=True, slots=True)
class Rows:
    """Metres and seconds of the quickest ways, shape (origins, points) each; -1 where there is no way.

    Whole seconds and metres; an engine says how it rounds.
    """

    distance_m: Metres32
    duration_s: Seconds32


class MatrixEngine(Protocol):
    """How far and how long it is from point to point. Drivers: the village graph; a graph of mapped roads.

    Only the rows asked for are searched, in blocks of bounded memory. From a point to itself it is 0. Closing
    ways never makes anything quicker. No detour is quicker than the way told, up to rounding; over the
    village graph up to a minute, because it joins near points directly but does not chain these short cuts.
    """

    @property
    def name(self) -> str:
        """What distances come from, with version and the attribution that its licence asks for."""
        ...

    def gaps_m(self, points: Sequence[Point], *, pace: Pace) -> Metres32:
        """Metres from each point to the nearest way that the mode can use, -1 where there is none near.

        They are counted in all distances, as a straight line; the larger, the less a distance is worth.
        """
        ...

    def rows(
        self,
        points: Sequence[Point],
        *,
        pace: Pace,
        origins: Sequence[int],
        wet: bool = False,
        closed: Collection[str] = (),
    ) -> Rows:
        """From the points with these indices to all points. `closed`: ways by the engine's own names."""
        ...


@dataclass(frozen=True, slots=True)
class Cut:
    """What one mode meets on mapped roads at one time. Areas are named; their outlines are told beside it.

    Nothing passes the areas in `shut` and the `links`. `wet_links` take their wet time. `slow` is percent of
    the dry time by class of road in an area; where areas overlap the slowest counts.
    """

    shut: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    wet_links: frozenset[str] = frozenset()
    slow: tuple[tuple[str, tuple[tuple[RoadClass, int], ...]], ...] = ()


FREE = Cut()
"""Dry, and nothing is shut."""


@runtime_checkable
class RoadMap(MatrixEngine, Protocol):
    """A matrix engine that knows where its ways lie."""

    def under(self, cut: Cut, *, outlines: Mapping[str, Outline]) -> "RoadMap":
        """The same ways with what is shut or slow. Nothing gets quicker by it."""
        ...

    def lines(
        self, points: Sequence[Point], *, pace: Pace, pairs: Iterable[tuple[int, int]]
    ) -> Mapping[tuple[int, int], tuple[Position, ...]]:
        """Where the quickest ways lie, from point to point by their indices; without those that have none."""
        ...
