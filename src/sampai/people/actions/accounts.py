"""Deeds of accounts: making, inviting, locking, setting passwords; and logging in."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.hashers import check_password as is_password
from django.contrib.auth.hashers import make_password
from django.db import transaction

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Role
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.people.model import Entrant, LockRule
from sampai.people.queries import failures_of
from sampai.people.rules import INVITATION, check_password, locked_until, manages
from sampai.people.tables import AccountRow, FactorRow, FailureRow, InvitationRow

LOCK = LockRule()


@deed(Deed.MANAGE_ACCOUNTS)
def make_account(
    by: Actor,
    at: datetime,
    *,
    username: str,
    name: str,
    role: Role,
    territory: RegionCode,
    phone: str = "",
    email: str = "",
    lang: str = "id",
) -> Done[int]:
    """Make an account without a password; an invitation sets it. Returns its number.

    Raises `Forbidden` outside the administrator's institution and territory, `Refused` for a name in use.
    """
    _may_manage(by, role=role, territory=territory)
    if AccountRow.objects.filter(username=username).exists():
        raise Refused(
            "username",
            say("The name {name} is in use.", name=username),
            say("Choose another."),
        )
    row = AccountRow.objects.create(
        username=username,
        name=name,
        role=role.code,
        territory=territory,
        phone=phone,
        email=email,
        lang=lang,
        made_at=at,
        made_by=by.account,
        password=make_password(None),
    )
    return Done(row.pk, f"account:{username}", {"role": role.code, "territory": territory})


@deed(Deed.MANAGE_ACCOUNTS)
def invite(
    by: Actor, at: datetime, *, username: str, secret: str, roles: Mapping[str, Role]
) -> Done[datetime]:
    """Let a person set a new password once, with this secret. Returns until when; earlier invitations end."""
    row = managed(by, username=username, roles=roles)
    InvitationRow.objects.filter(account=row, used_at=None).delete()
    ends_at = at + INVITATION
    InvitationRow.objects.create(account=row, digest=_digest(secret), made_at=at, ends_at=ends_at)
    return Done(ends_at, f"account:{username}", {"invited": True})


@deed(Deed.MANAGE_ACCOUNTS)
def set_active(
    by: Actor, at: datetime, *, username: str, active: bool, roles: Mapping[str, Role]
) -> Done[None]:
    """Lock an account out at once, or let it in again."""
    row = managed(by, username=username, roles=roles)
    row.is_active = active
    row.save(update_fields=["is_active"])
    return Done(None, f"account:{username}", {"active": active, "at": at.isoformat()})


@deed(Deed.MANAGE_ACCOUNTS)
def forget_factors(by: Actor, at: datetime, *, username: str, roles: Mapping[str, Role]) -> Done[None]:
    """Take an account's second factors away, when its holder has lost them; an invitation should follow."""
    row = managed(by, username=username, roles=roles)
    lost, _ = FactorRow.objects.filter(account=row).delete()
    return Done(None, f"account:{username}", {"factors": lost, "at": at.isoformat()})


def accept_invitation(*, secret: str, password: str, at: datetime) -> str:
    """Set the password that an invitation allows; returns the account's name. An invitation is good once."""
    with transaction.atomic():
        account = use_invitation(secret, at=at)
        check_password(password, username=account.username)
        account.password = make_password(password)
        account.save(update_fields=["password"])
    return account.username


def use_invitation(secret: str, *, at: datetime) -> AccountRow:
    """The account that an invitation is for; the invitation is used up, if the transaction stands."""
    found = (
        InvitationRow.objects.select_related("account")
        .filter(digest=_digest(secret), used_at=None, ends_at__gt=at)
        .first()
    )
    if found is None:
        raise Refused(
            "invitation",
            say("This invitation is used, too old or not known."),
            say("Ask the administrator of your institution for a new one."),
        )
    found.used_at = at
    found.save(update_fields=["used_at"])
    return found.account


def log_in(*, username: str, password: str, address: str, at: datetime) -> Entrant:
    """The account with this name and password; whether it is in depends on its second factor.

    Raises `Refused` without telling which of the two is wrong, and makes name and address wait after several
    failures (ASVS 5.0, 6.3.1).
    """
    keys = (f"name:{username.casefold()[:150]}", f"address:{address[:60]}")
    for key in keys:
        refuse_locked(key, at=at)
    row = AccountRow.objects.filter(username=username, is_active=True).first()
    # A password is hashed for unknown names too, so that the time tells nothing.
    if not is_password(password, row.password if row else make_password("-")) or row is None:
        for key in keys:
            count_failure(key, at=at)
        raise Refused(
            "login",
            say("Name or password is wrong."),
            say("Try again, or ask your administrator for a new invitation."),
        )
    FailureRow.objects.filter(key=keys[0]).delete()
    return Entrant(number=row.pk, username=row.username, lang=row.lang)


def refuse_locked(key: str, *, at: datetime) -> None:
    """Raise `Refused` while a name, address or factor waits after wrong tries."""
    until = locked_until(failures_of(key), rule=LOCK)
    if until is not None and at < until:
        raise Refused(
            "locked",
            say("Too many wrong logins."),
            say("Wait {minutes} minutes and try again.", minutes=-(-int((until - at).total_seconds()) // 60)),
        )


def count_failure(key: str, *, at: datetime) -> None:
    """Count a wrong try of a name, address or factor."""
    with transaction.atomic():
        row, made = FailureRow.objects.get_or_create(key=key, defaults={"count": 1, "last_at": at})
        if not made:
            row.count += 1
            row.last_at = at
            row.save()


def managed(by: Actor, *, username: str, roles: Mapping[str, Role]) -> AccountRow:
    """The row of an account that this administrator may change. Raises `Forbidden` for any other."""
    row = AccountRow.objects.filter(username=username).first()
    if row is None:
        raise Forbidden(Deed.MANAGE_ACCOUNTS)
    _may_manage(by, role=roles[row.role], territory=RegionCode(row.territory))
    return row


def _may_manage(by: Actor, *, role: Role, territory: RegionCode) -> None:
    if not manages(by, role=role, territory=territory):
        raise Forbidden(Deed.MANAGE_ACCOUNTS)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
