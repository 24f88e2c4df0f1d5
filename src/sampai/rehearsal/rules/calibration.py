"""What was published of February 2024, and what a rehearsed nation that plans the old way comes to.

The nation is a panel of regencies drawn systematically from the list of stations with chances proportional to
their number of stations; so each regency stands for the same number of stations, and counts the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from sampai.kernel.ids import RegionCode
from sampai.rehearsal.model import Shares

STATIONS_2024, STATIONS_2019 = 820_161, 809_497

PANEL = tuple(map(RegionCode, ("1207", "1611", "3202", "3275", "3324", "3515", "5107", "7205")))
"""The eight of 514 regencies in which rates were fitted: stations 1/32, 5/32 ... of the list lie in them."""

HELD_OUT = tuple(map(RegionCode, ("1371", "3171", "3211", "3309", "3504", "3576", "6112", "8106")))
"""Eight others, with which nothing was fitted."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published number of stations, and the measure of a rehearsal that it is compared with.

    `fitted`: a rate was set so that the panel meets it; others were not looked at when rates were set.
    """

    measure: str
    stations: int
    of: int
    source: str
    fitted: bool = True

    @property
    def share(self) -> float:
        """Of all stations."""
        return self.stations / self.of


PUBLISHED = (
    Published("missing_on_eve", 8_061, STATIONS_2024, "tajukflores; kompas 14 Feb 2024"),
    Published("short_on_eve", 4_594, STATIONS_2024, "tajukflores; kompas 14 Feb 2024"),
    Published("unsealed", 3_441, STATIONS_2024, "tajukflores; kompas 14 Feb 2024"),
    Published("opened_late", 37_466, STATIONS_2024, "belitongekspres; wantimpres"),
    Published("short_on_day", 10_496, STATIONS_2024, "belitongekspres; wantimpres"),
    Published("wrong_on_day", 6_084, STATIONS_2024, "belitongekspres; wantimpres"),
    Published("not_open_by_nine", 3_250, STATIONS_2019, "katadata (Bawaslu 2019)", fitted=False),
    Published("no_vote", 2_249, STATIONS_2019, "kompas 18 Apr 2019"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A published share beside the panel's."""

    published: Published
    rehearsed: float

    @property
    def off(self) -> float:
        """How far the rehearsed share is off, as a part of the published one."""
        return self.rehearsed / self.published.share - 1


def compared(panel: Sequence[Shares]) -> tuple[Compared, ...]:
    """The published shares beside those of a panel, each regency counting the same."""
    return tuple(Compared(one, fmean(getattr(shares, one.measure) for shares in panel)) for one in PUBLISHED)
