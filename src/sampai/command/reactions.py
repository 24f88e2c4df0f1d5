"""What was proposed and decided of stations' voting after incidents."""

import hashlib
from collections.abc import Sequence

from sampai.command.actions import all_postponements, forget_postponements, take_postponements
from sampai.command.tables import PostponementRow
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.ledger.rules.cbor import encode


class Postponements:
    """Takes `voting.proposed` and `voting.decided`."""

    name = "postponements"
    version = 1
    tables = (PostponementRow,)

    def take(self, events: Sequence[Stored], /) -> None:
        """Write down what was proposed and decided."""
        take_postponements(events)

    def forget(self) -> None:
        """Empty the table."""
        forget_postponements()

    def digest(self) -> Digest:
        """Over all proposals and decisions."""
        return Digest(hashlib.sha256(encode(all_postponements())).digest())
