"""What statements from the field make of checklists."""

from collections.abc import Sequence

from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.oversight.actions.checklists import digest_of_checklists, forget_checklists, keep_checklists
from sampai.oversight.tables import ChecklistRow


class FilledChecklists:
    """Takes `oversight.filled`; each statement is one filled checklist."""

    name = "checklists"
    version = 1
    tables = (ChecklistRow,)

    def take(self, events: Sequence[Stored], /) -> None:
        """Keep what was filled in."""
        keep_checklists(events)

    def forget(self) -> None:
        """Empty the table."""
        forget_checklists()

    def digest(self) -> Digest:
        """Over all checklists."""
        return digest_of_checklists()
