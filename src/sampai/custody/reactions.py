"""What statements make of boxes and of the ballots in them: what something new names is folded anew."""

import hashlib
from collections.abc import Sequence

from sampai.custody.actions.ballots import take_ballots
from sampai.custody.actions.fold import digest_of_all, forget_statements, take_statements
from sampai.custody.tables import BoxFigureRow, BoxLinkRow, SealMoveRow, SealRow, WayRow
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.ledger.rules.cbor import encode
from sampai.materials.actions.fold import all_ballots, forget_ballots
from sampai.materials.tables import BallotCameRow, BallotCountRow, BallotOrderRow, BallotPaperRow, BallotRow


class BoxStates:
    """Takes all kinds of custody and seals. Equal events give equal states, in whatever order they come."""

    name = "boxes"
    version = 1
    tables = (BoxLinkRow, WayRow, SealMoveRow, SealRow, BoxFigureRow)

    def take(self, events: Sequence[Stored], /) -> None:
        """Fold the boxes anew that these events name."""
        take_statements(events)

    def forget(self) -> None:
        """Put the boxes back to what the plan has."""
        forget_statements()

    def digest(self) -> Digest:
        """Over all boxes, journeys and seals of which something was stated."""
        return Digest(digest_of_all())


class BallotCounts:
    """Takes all that is stated of ballots, also by those who pack, open, hand over and report on boxes."""

    name = "ballots"
    version = 1
    tables = (BallotCountRow, BallotRow, BallotOrderRow, BallotPaperRow, BallotCameRow)

    def take(self, events: Sequence[Stored], /) -> None:
        """Write down what was counted, and fold the places anew that it touches."""
        take_ballots(events)

    def forget(self) -> None:
        """Empty the tables."""
        forget_ballots()

    def digest(self) -> Digest:
        """Over all counts and what they make of the places."""
        return Digest(hashlib.sha256(encode(all_ballots())).digest())
