"""Keys for the JSON interface: made and ended by their own account."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor
from sampai.kernel.text import say
from sampai.ledger.actions import note
from sampai.people.tables import AccountRow, KeyRow

LONGEST_DAYS = 366
MOST_KEYS = 10
"""Of one account at a time."""
DEED = "key"
"""How the audit names it. No right is needed: a key may do no more than its account."""


def make_key(by: Actor, at: datetime, *, name: str, secret: str, days: int) -> datetime:
    """Let a secret act for the own account; returns until when. Only its digest is kept.

    Raises `Refused` for a time or a number of keys that is too large.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            "key-days",
            say("A key cannot last {days} days.", days=days),
            say("Choose from 1 to {most} days.", most=LONGEST_DAYS),
        )
    ends_at = at + timedelta(days=days)
    with transaction.atomic():
        account = AccountRow.objects.get(username=by.account)
        KeyRow.objects.filter(account=account, ends_at__lte=at).delete()
        if KeyRow.objects.filter(account=account).count() >= MOST_KEYS:
            raise Refused(
                "key-many",
                say("You have {count} keys.", count=MOST_KEYS),
                say("End one that nobody uses any more."),
            )
        row = KeyRow.objects.create(
            account=account, name=name[:80], digest=key_digest(secret), made_at=at, ends_at=ends_at
        )
        note(by, at, DEED, subject=f"account:{by.account}", detail={"key": row.pk, "days": days})
    return ends_at


def end_key(by: Actor, at: datetime, *, key: int) -> None:
    """End a key of the own account at once. One that is not there is ended already."""
    with transaction.atomic():
        KeyRow.objects.filter(pk=key, account__username=by.account).delete()
        note(by, at, DEED, subject=f"account:{by.account}", detail={"key": key, "ended": True})


def key_digest(secret: str) -> str:
    """What is kept of a key. Its 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
