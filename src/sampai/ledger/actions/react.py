"""Reactions: readers of the record, each with its own cursor, that keep tables up to date.

A reaction may be forgotten and run again from the first event; its tables then are the same. It must not
depend on the order of events: the same events in any order give the same digest.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import transaction

from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored, stored_from
from sampai.ledger.tables import CursorRow

MOST = 1_000
"""Events in one transaction."""


class Reaction(Protocol):
    """One reader of the record."""

    name: str
    version: int
    """A higher one than the cursor's makes it begin anew."""

    def take(self, events: Sequence[Stored], /) -> None:
        """Bring the tables up to date with these events. Runs in the transaction that moves the cursor."""

    def forget(self) -> None:
        """Empty the tables."""

    def digest(self) -> Digest:
        """Of what the tables hold: equal for the same events in any order."""


def catch_up(reaction: Reaction) -> int:
    """Run a reaction over all events that it has not seen; how many those were."""
    total = 0
    while count := _step(reaction):
        total += count
    return total


def _step(reaction: Reaction) -> int:
    with transaction.atomic():
        cursor, made = CursorRow.objects.select_for_update().get_or_create(
            reader=f"reaction:{reaction.name}", defaults={"version": reaction.version}
        )
        if not made and cursor.version != reaction.version:
            reaction.forget()
            cursor.version, cursor.next = reaction.version, 0
        events = stored_from(cursor.next, most=MOST)
        if events:
            reaction.take(events)
            cursor.next = events[-1].position + 1
        cursor.save()
    return len(events)


def rebuild(reaction: Reaction) -> int:
    """Forget what a reaction made and make it anew; how many events it went through."""
    with transaction.atomic():
        reaction.forget()
        CursorRow.objects.update_or_create(
            reader=f"reaction:{reaction.name}", defaults={"version": reaction.version, "next": 0}
        )
    return catch_up(reaction)


def of_class(events: Iterable[Stored], kind_class: str) -> list[Stored]:
    """The events of one class of kinds."""
    return [one for one in events if one.event.kind.startswith(f"{kind_class}.")]
