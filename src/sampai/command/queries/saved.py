"""Reads of what a person keeps at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.command.tables import SavedFilterRow
from sampai.kernel.rights import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A filter under a person's own name for it."""

    number: int
    name: str
    listing: str
    query: str


def saved_filters(by: Actor) -> Sequence[SavedFilter]:
    """The person's own filters, by name."""
    rows = SavedFilterRow.objects.filter(account=by.account).order_by("name")
    return [SavedFilter(number=row.pk, name=row.name, listing=row.listing, query=row.query) for row in rows]
