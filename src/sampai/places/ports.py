"""What places ask of the outside: a gazetteer."""

from typing import Protocol

from sampai.kernel.ids import RegionCode
from sampai.places.model import Region, Territory


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
