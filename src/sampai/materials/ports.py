"""What materials ask of the outside: open ways between stations, and who shares ballots with whom."""

from collections.abc import Sequence
from typing import Protocol

from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Lot, Shares, Way


class OpenWays(Protocol):
    """Travel times between stations by the ways that are open."""

    @property
    def certainty(self) -> Certainty:
        """How the times were had."""

    def nearest(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> tuple[Way, ...]:
        """For each receiver the ways from its nearest givers, at most so many, nearest first."""


class Balancer(Protocol):
    """Shares out one lot: as many sheets as can be brought, then least cost.

    A way that is used costs its time and `move_cost_s`, however many sheets go over it.
    """

    def __call__(self, lot: Lot, *, move_cost_s: int) -> Shares:
        """Sheets by way."""
