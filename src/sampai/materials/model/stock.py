"""Stock as it was counted, and how it stands against needs."""

from dataclasses import dataclass

from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """Pieces of one item that lie at one place."""

    item: str
    place: PlaceCode
    good: int
    damaged: int = 0

    def __post_init__(self) -> None:
        """Stock is counted, so never negative."""
        if self.good < 0 or self.damaged < 0:
            raise Refused(
                "stock",
                say("Stock of {item} at {place} is negative.", item=self.item, place=self.place),
                say("Count again."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBalance:
    """One item: needed, lying there good and damaged. Damaged pieces serve nobody."""

    item: str
    needed: int
    good: int
    damaged: int

    @property
    def short(self) -> int:
        """Good pieces that are missing."""
        return max(0, self.needed - self.good)

    @property
    def surplus(self) -> int:
        """Good pieces above the need. Surplus ballots are destroyed, with minutes (UU 1/2015 Art 82)."""
        return max(0, self.good - self.needed)
