"""What places ask of the outside: a gazetteer, and the weather."""

from datetime import datetime
from typing import Protocol

from sampai.kernel.ids import RegionCode
from sampai.places.model import Forecast, Region, Territory


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
