"""Which election, which region, and how far from voting day: what all pages of the desk begin with."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import ZONES
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope

NATION = "nasional"
"""The nation in an address; its code is empty."""
USUAL_ZONE = "WIB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """The election that a page is about, and the operations of it that the reader meets."""

    event: str
    events: tuple[str, ...]
    """All elections that the reader may choose from, the newest first."""
    operations: tuple[OperationView, ...]

    def in_region(self, region: RegionCode) -> tuple[OperationView, ...]:
        """The operations whose territory meets a region."""
        return tuple(
            one for one in self.operations if one.region.startswith(region) or region.startswith(one.region)
        )

    @property
    def zone(self) -> str:
        """The zone that times are told in: that of the one operation, or the usual one."""
        zones = {one.zone for one in self.operations}
        return zones.pop() if len(zones) == 1 else USUAL_ZONE

    @property
    def voting_day(self) -> date | None:
        """The day H; None where there is no election."""
        return self.operations[0].voting_day if self.operations else None

    def h(self, now: datetime) -> int | None:
        """Days since voting day, negative before it, by the calendar of the zone."""
        if self.voting_day is None:
            return None
        return (now.astimezone(ZoneInfo(ZONES[self.zone])).date() - self.voting_day).days


def chosen(scope: Scope, asked: str) -> Election:
    """The election that an address asks for, else the newest."""
    mine = operations(scope)
    events = tuple(dict.fromkeys(one.event for one in mine))
    event = asked if asked in events else next(iter(events), "")
    return Election(event=event, events=events, operations=tuple(one for one in mine if one.event == event))


def h_word(days: int | None) -> str:
    """`H-3`, `H`, `H+1`; empty where there is no voting day."""
    if days is None:
        return ""
    return f"H{days:+d}" if days else "H"
