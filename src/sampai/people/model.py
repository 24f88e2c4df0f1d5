"""Nouns of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution, Role, Secrecy, secret

MOST_SUBJECT = 255
"""Letters in a provider's name of a person (OpenID Connect Core 1.0, section 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person with a role in a territory. The telephone number is restricted (R3)."""

    username: str
    name: str
    role: Role
    territory: RegionCode
    territory_name: str
    active: bool
    lang: str = "id"
    factors: tuple[str, ...] = ()
    """Kinds of second factors that are set up."""
    issuers: tuple[str, ...] = ()
    """Addresses of the identity providers whose word lets the person in."""
    last_login: datetime | None = None
    phone: str = secret(Secrecy.RESTRICTED, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who may be called. The telephone number is restricted (R3)."""

    name: str
    role: Role
    phone: str = secret(Secrecy.RESTRICTED, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Somebody who gave the right name and password."""

    number: int
    username: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as an institution's identity provider names them (OpenID Connect Core 1.0, section 2)."""

    issuer: str
    """The provider's address, exactly as it writes it."""
    subject: str
    """What the provider calls the person; never given to another one."""
    institution: Institution
    """Whose provider it is. It vouches for accounts of this institution only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a provider was asked, kept in the session until it answers. Good once."""

    provider: str
    """The provider's code."""
    state: str
    """Comes back unchanged, so that nobody is logged in by somebody else's link."""
    nonce: str
    """Comes back inside the provider's signed word."""
    verifier: str
    """Whose digest the provider got; only who holds it may take the answer up (PKCE, RFC 7636)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey that an account may log in with."""

    factor: int
    credential: bytes
    public_key: bytes
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key for the JSON interface, as its owner sees it. Nobody sees the secret again."""

    number: int
    name: str
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Failed logins in a row of one name or address."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRule:
    """When failed logins make a name wait: `free` attempts, then a wait that doubles up to `longest`."""

    free: int = 5
    wait: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A phone or server as the desk lists it."""

    id: str
    """In hex."""
    name: str
    compared: str
    """Six characters that the phone shows too."""
    territory: RegionCode
    territory_name: str
    server: bool
    persons: tuple[str, ...]
    facts: Mapping[str, str]
    enrolled_at: datetime
    heard_at: datetime | None
    events: int
    """How many of it there are, stored or missing, as far as is known."""
    missing: int
    """The first counter that is missing while later ones are there, or -1."""
    twins: int
    revoked_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRules:
    """What the app on a device keeps to; the PIN never leaves it."""

    pin_digits: int = 6
    pin_tries: int = 10
    lock: timedelta = timedelta(minutes=5)
    """Without use, it asks for the PIN again."""
    keep: timedelta = timedelta(days=30)
    """How long an event stays on the device after its receipt."""
    position: timedelta = timedelta(minutes=5)
    """While on duty, it notes so often where it is."""
