"""Who manages whom, how long a locked name waits, what a password must be."""

from datetime import datetime, timedelta

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Role
from sampai.kernel.text import say
from sampai.people.model import Failures, LockRule

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 128
INVITATION = timedelta(days=3)
"""How long a one-time invitation is good."""

_FORBIDDEN = (
    "password",
    "kata sandi",
    "katasandi",
    "pemilu",
    "pilkada",
    "123456",
    "qwerty",
    "rahasia",
    "sampai",
)


def manages(admin: Actor, *, role: Role, territory: RegionCode) -> bool:
    """Whether an administrator may make or change an account of this role in this territory.

    Administrators stay within their institution: nobody of the commission narrows what the supervisor reads.
    """
    return admin.may(Deed.MANAGE_ACCOUNTS, region=territory) and role.institution is admin.institution


def locked_until(failures: Failures | None, *, rule: LockRule) -> datetime | None:
    """Until when no login is tried; None where one may be."""
    if failures is None or failures.count < rule.free:
        return None
    doublings = min(failures.count - rule.free, 16)
    wait: timedelta = min(rule.wait * (1 << doublings), rule.longest)
    return failures.last_at + wait


def check_password(password: str, *, username: str) -> None:
    """Raise `Refused` unless a password is long, not common and not the name (ASVS 5.0, 6.2)."""
    folded = password.casefold()
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise Refused(
            "password-length",
            say("The password has {count} characters.", count=len(password)),
            say("Use at least {least}; three or four words that you can remember.", least=LEAST_CHARACTERS),
        )
    if username.casefold() in folded or any(word in folded for word in _FORBIDDEN) or len(set(folded)) < 5:
        raise Refused(
            "password-easy",
            say("The password is easy to guess."),
            say("Use words that have nothing to do with your name, your work or the election."),
        )
