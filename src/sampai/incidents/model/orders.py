"""What is ordered because of an incident, who signs it, and who says that they are safe."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.incidents.model.book import Lead
from sampai.incidents.model.claims import ItemId
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.kernel.text import say


class Item(StrEnum):
    """What an order names."""

    BOX = "box"
    STATION = "station"
    STORE = "store"
    """The place whose reserve the replacement comes from."""
    JOURNEY = "journey"
    """The planned journey that takes it along; `-`: one of its own."""
    ESCORT = "escort"
    CLOSED = "closed"
    """A way or place as the sheet `penutupan` names it."""
    FROM = "from"
    UNTIL = "until"
    OLD_PLACE = "old-place"
    NEW_PLACE = "new-place"
    VOTERS_TOLD = "voters-told"
    """How the voters are told, and by whom."""
    WITNESS = "witness"


ASKED: dict[Lead, tuple[Item, ...]] = {
    Lead.INSPECT: (Item.BOX, Item.WITNESS),
    Lead.REPLACE: (Item.BOX, Item.STORE, Item.JOURNEY, Item.ESCORT),
    Lead.REPLAN: (Item.CLOSED, Item.FROM, Item.UNTIL),
    Lead.MOVE: (Item.STATION, Item.OLD_PLACE, Item.NEW_PLACE, Item.VOTERS_TOLD),
}
"""What each order must say. Other leads go on in other rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One institution's word that it agrees."""

    institution: Institution
    by: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order because of an incident. Never changed; another one takes its place."""

    id: ItemId
    lead: Lead
    claim: ItemId
    place: str
    at_ms: int
    by: str
    institution: Institution | None
    items: tuple[tuple[Item, str], ...]
    reason: str = ""
    signed: tuple[Signature, ...] = ()

    def __post_init__(self) -> None:
        """Everything that such an order must say is said."""
        missing = [one for one in ASKED.get(self.lead, ()) if not dict(self.items).get(one)]
        if self.lead not in ASKED or missing:
            raise Refused(
                "order",
                say("The order does not say everything: {item}.", item=missing[0] if missing else self.lead),
                say("Fill in all fields."),
            )

    def item(self, name: Item) -> str:
        """What it says of something; empty where it says nothing."""
        return dict(self.items).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """Somebody's word that they are safe."""

    id: ItemId
    place: str
    at_ms: int
    by: str
    note: str = ""
