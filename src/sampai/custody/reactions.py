"""What statements make of the boxes: each box that something new names is folded anew from all it has."""

from collections.abc import Sequence

from sampai.custody.actions.fold import digest_of_all, forget_statements, take_statements
from sampai.custody.tables import BoxLinkRow, SealMoveRow, SealRow, WayRow
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored


class BoxStates:
    """Takes all kinds of custody and seals. Equal events give equal states, in whatever order they come."""

    name = "boxes"
    version = 1
    tables = (BoxLinkRow, WayRow, SealMoveRow, SealRow)

    def take(self, events: Sequence[Stored], /) -> None:
        """Fold the boxes anew that these events name."""
        take_statements(events)

    def forget(self) -> None:
        """Put the boxes back to what the plan has."""
        forget_statements()

    def digest(self) -> Digest:
        """Over all boxes, journeys and seals of which something was stated."""
        return Digest(digest_of_all())
