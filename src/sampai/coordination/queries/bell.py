"""Reminders at the bell: those of the reader's institution, and how many are new to the reader."""

from collections.abc import Sequence
from datetime import datetime

from sampai.coordination.queries import Reminder, reminders
from sampai.coordination.tables import ReminderReadRow
from sampai.kernel.rights import Actor, Deed
from sampai.ledger.queries import rows_of


def at_bell(by: Actor, *, at: datetime) -> Sequence[tuple[Reminder, bool]]:
    """What is still ahead or open, the newest first, and whether it is new to the reader.

    Nothing for whom meetings are not.
    """
    if not by.may(Deed.SEE_MEETINGS):
        return []
    found = reminders(by, at=at)
    if not found:
        return []
    read = ReminderReadRow.objects.filter(account=by.account).values_list("upto", flat=True).first() or 0
    return [(one, one.number > read) for one in found]


def unread_reminders(by: Actor, *, at: datetime) -> int:
    """How many are new. Every page asks, so first by hand whether there is any."""
    if not by.may(Deed.SEE_MEETINGS) or not _has_new(by):
        return 0
    return sum(is_new for _, is_new in at_bell(by, at=at))


def _has_new(by: Actor) -> bool:
    first, last = by.scope.span
    found = rows_of(
        "SELECT 1 FROM meeting_reminder r JOIN meeting m ON m.id = r.meeting_id"
        " JOIN operation o ON o.id = m.operation_id WHERE r.institution = %s"
        " AND o.first <= %s AND o.last >= %s"
        " AND r.id > coalesce((SELECT upto FROM meeting_reminder_read WHERE account = %s), 0) LIMIT 1",
        by.institution.value,
        last,
        first,
        by.account,
    )
    return bool(found)
