"""Orders to move ballots between stations, and how many voters have come: what is stated of them."""

from dataclasses import dataclass

from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.text import say
from sampai.materials.model.ballots import MovePaper
from sampai.materials.model.surplus import Part

HANDOVER_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A proposed move that somebody decided on; its number follows from that of its handover."""

    handover: str
    """32 hex digits, as both halves of the handover state them."""
    giver: StationCode
    receiver: StationCode
    parts: tuple[Part, ...]
    leave_by_ms: int
    travel_s: int
    decided_by: str
    """The office that decides, as the pack calls it."""
    officers: int
    papers: tuple[str, ...]
    issued_by: str
    at_ms: int

    def __post_init__(self) -> None:
        """Something goes from one station to another, under a number of its own."""
        if (
            len(self.handover) != HANDOVER_DIGITS
            or self.giver == self.receiver
            or not self.parts
            or min(part.sheets for part in self.parts) < 1
        ):
            raise Refused(
                "move-order",
                say("The order to move ballots is not complete."),
                say("Name two stations and how many sheets of which contest go."),
            )

    @property
    def number(self) -> str:
        """As it stands on the paper."""
        return order_number(self.handover)

    def slips(self, *, checked_by: str) -> tuple[MovePaper, ...]:
        """What the order says of each contest, as the double entry compares it with the counts."""
        return tuple(
            MovePaper(
                number=slip_number(self.handover, contest=part.contest),
                contest=part.contest,
                giver=self.giver,
                receiver=self.receiver,
                sheets=part.sheets,
                issued_by=self.issued_by,
                checked_by=checked_by,
            )
            for part in self.parts
        )


def order_number(handover: str) -> str:
    """The number of the order that a handover belongs to."""
    return f"GS-{handover[:8].upper()}"


def slip_number(handover: str, *, contest: str) -> str:
    """The number under which one contest's sheets of an order are counted."""
    return f"{order_number(handover)}/{contest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Voters at one station: how many came by a time, and whom the list did not have."""

    station: StationCode
    came: int
    by_ms: int
    transferred: int = 0
    """DPTb: voters who moved here."""
    additional: int = 0
    """DPK: voters who are expected with an identity card in the last hour."""

    def __post_init__(self) -> None:
        """Counts are never negative."""
        if min(self.came, self.transferred, self.additional) < 0:
            raise Refused(
                "turnout",
                say("The numbers of voters who came are not complete."),
                say("Write zero or more, and the time of the count."),
            )
