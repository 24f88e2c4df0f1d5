"""Getting in by an identity provider's word: linked to an account that exists, never making one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Role
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed, note
from sampai.people.actions.accounts import managed, use_invitation
from sampai.people.model import Entrant, Identity
from sampai.people.queries import actor_of
from sampai.people.tables import AccountRow, IdentityRow

DEED = "identity"
"""How the audit names that a person linked their own identity by an invitation."""


@deed(Deed.MANAGE_ACCOUNTS)
def link_identity(
    by: Actor, at: datetime, *, username: str, identity: Identity, roles: Mapping[str, Role]
) -> Done[None]:
    """Let a provider's person log in as an account. One person of a provider is one account."""
    row = managed(by, username=username, roles=roles)
    _link(row, identity, at=at, roles=roles)
    return Done(None, f"account:{username}", {"issuer": identity.issuer, "linked": True})


@deed(Deed.MANAGE_ACCOUNTS)
def forget_identities(by: Actor, at: datetime, *, username: str, roles: Mapping[str, Role]) -> Done[None]:
    """No provider's word lets anybody in as this account any more."""
    row = managed(by, username=username, roles=roles)
    gone, _ = IdentityRow.objects.filter(account=row).delete()
    return Done(None, f"account:{username}", {"identities": gone, "at": at.isoformat()})


def accept_invitation_as(
    identity: Identity, *, secret: str, at: datetime, roles: Mapping[str, Role]
) -> Entrant:
    """Link the person who came back from a provider to the account of an invitation. It is good once."""
    with transaction.atomic():
        row = use_invitation(secret, at=at)
        _link(row, identity, at=at, roles=roles)
        by = actor_of(row, roles=roles)
        note(by, at, DEED, subject=f"account:{row.username}", detail={"issuer": identity.issuer})
    return log_in_as(identity, roles=roles)


def log_in_as(identity: Identity, *, roles: Mapping[str, Role]) -> Entrant:
    """The account that is linked; whether it is in depends on its second factor, as after a password.

    Raises `Refused` for a person of whom nobody here knows: no account is made for them.
    """
    found = IdentityRow.objects.select_related("account").filter(
        issuer=identity.issuer, subject=identity.subject, account__is_active=True
    )
    row = next((one.account for one in found if _vouches(identity, one.account, roles=roles)), None)
    if row is None:
        raise Refused(
            "identity-unknown",
            say("You are known there, but no account here is linked to you."),
            say(
                "Ask your administrator for an invitation, or to link this identifier: {subject}",
                subject=identity.subject,
            ),
        )
    return Entrant(number=row.pk, username=row.username, lang=row.lang)


def _link(row: AccountRow, identity: Identity, *, at: datetime, roles: Mapping[str, Role]) -> None:
    if not _vouches(identity, row, roles=roles):
        raise Refused(
            "identity-institution",
            say("This provider vouches for people of another institution."),
            say("Log in with name and password, or with the provider of your institution."),
        )
    kept, _ = IdentityRow.objects.get_or_create(
        issuer=identity.issuer, subject=identity.subject, defaults={"account": row, "made_at": at}
    )
    if kept.account_id != row.pk:
        raise Refused(
            "identity-taken",
            say("This identifier is linked to another account."),
            say("Take that link away first."),
        )


def _vouches(identity: Identity, row: AccountRow, *, roles: Mapping[str, Role]) -> bool:
    return roles[row.role].institution is identity.institution
