"""Reminders at the bell: those of the reader's institution, and how many are new to the reader."""

from collections.abc import Sequence
from datetime import datetime

from sampai.coordination.queries import Reminder, reminders
from sampai.coordination.tables import ReminderReadRow
from sampai.kernel.rights import Actor, Deed


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
    """How many are new. Every page asks."""
    return sum(is_new for _, is_new in at_bell(by, at=at))
