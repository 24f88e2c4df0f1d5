"""What was said and heard in short reports: each statement on one, found by device and number."""

import hashlib
from collections.abc import Sequence

from sampai.fieldwork.actions import all_tellings, forget_tellings, keep_tellings
from sampai.fieldwork.rules.evidence import HEARD, SAID
from sampai.fieldwork.tables import TellingRow
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.ledger.rules.cbor import encode


class ShortReports:
    """Takes `report.said` and `report.heard`; the phone's own event makes certain what was only heard."""

    name = "reports"
    version = 1
    tables = (TellingRow,)

    def take(self, events: Sequence[Stored], /) -> None:
        """Write down what was said and heard."""
        keep_tellings([one for one in events if one.event.kind in (SAID, HEARD)])

    def forget(self) -> None:
        """Empty the table."""
        forget_tellings()

    def digest(self) -> Digest:
        """Over all statements on short reports."""
        return Digest(hashlib.sha256(encode(all_tellings())).digest())
