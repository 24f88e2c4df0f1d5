"""Nouns of materials."""

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


# KitBook, Needs and the rest of the materials nouns follow.
class KitBook:
    """Items and need rules of one election."""


class Needs:
    """What every place must get."""
