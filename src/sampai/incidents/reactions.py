"""What events make of incidents: claims, decisions and orders, gathered anew where something comes in."""

from collections.abc import Sequence

from sampai.incidents.actions.fold import TABLES, digest_of_all, forget_all, take_events
from sampai.incidents.model import IncidentBook
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored


class Incidents:
    """Takes `incident.…`, `person.safe` and short reports. Equal events give equal incidents in any order."""

    name = "incidents"
    version = 1
    tables = TABLES

    def __init__(self, book: IncidentBook) -> None:
        self.book = book

    def take(self, events: Sequence[Stored], /) -> None:
        """Write down what is said, and gather anew what it touches."""
        take_events(events, book=self.book)

    def forget(self) -> None:
        """Empty the tables."""
        forget_all()

    def digest(self) -> Digest:
        """Over everything that was said, and what it makes."""
        return Digest(digest_of_all())
