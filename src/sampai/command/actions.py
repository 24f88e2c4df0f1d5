"""Deeds at the desk: taking a list out of the house, and keeping filters."""

from datetime import datetime

from django.db import transaction

from sampai.command.model import Filter
from sampai.command.tables import SavedFilterRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed

MOST_FILTERS = 50
LONGEST_NAME = 80


@deed(Deed.EXPORT)
def export_list(by: Actor, at: datetime, *, listing: str, ending: str, wanted: Filter) -> Done[None]:
    """Note that a list leaves the house as a file. It is made afterwards, so that nobody waits for it."""
    by.needs(Deed.EXPORT, region=wanted.region)
    detail = {"as": ending, "filter": dict(wanted.said()), "at": at.isoformat()}
    return Done(None, f"list:{listing}", detail)


def keep_filter(by: Actor, *, name: str, listing: str, query: str) -> None:
    """Keep a filter under a name of the person's own; the same name again means the new one."""
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise Refused(
            "filter-name",
            say("A saved filter needs a name of at most {most} characters.", most=LONGEST_NAME),
            say("Write a short name."),
        )
    with transaction.atomic():
        mine = SavedFilterRow.objects.filter(account=by.account)
        if mine.exclude(name=tidy).count() >= MOST_FILTERS:
            raise Refused(
                "filter-many",
                say("You have {most} saved filters already.", most=MOST_FILTERS),
                say("Delete one that you do not need."),
            )
        known = {"listing": listing, "query": query}
        SavedFilterRow.objects.update_or_create(account=by.account, name=tidy, defaults=known)


def drop_filter(by: Actor, *, number: int) -> None:
    """Forget one of the person's own filters."""
    with transaction.atomic():
        SavedFilterRow.objects.filter(account=by.account, pk=number).delete()
