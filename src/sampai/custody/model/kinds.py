"""Every kind of statement about boxes and seals: its name in the ledger, its body, who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sampai.custody.model import bodies, seals
from sampai.kernel.rights import Secrecy


class Kind(StrEnum):
    """Names as they stand in events: class, dot, what happened."""

    STOCKED = "custody.stocked"
    ASSEMBLED = "custody.assembled"
    PACKED = "custody.packed"
    SEALED = "custody.sealed"
    READIED = "custody.readied"
    LOADED = "custody.loaded"
    DEPARTED = "custody.departed"
    PASSED = "custody.passed"
    DIVERTED = "custody.diverted"
    ARRIVED = "custody.arrived"
    GIVEN = "custody.given"
    TAKEN = "custody.taken"
    STORED = "custody.stored"
    CHECKED = "custody.checked"
    OPENED = "custody.opened"
    USED = "custody.used"
    COPIED = "custody.copied"
    ARCHIVED = "custody.archived"
    DISPUTED = "custody.disputed"
    DISPOSED = "custody.disposed"
    EXCEPTED = "custody.excepted"
    RESOLVED = "custody.resolved"
    REPLACED = "custody.replaced"
    APPROVED = "custody.approved"
    QUIET = "custody.quiet"
    SEALS_RECEIVED = "seal.received"
    SEALS_ISSUED = "seal.issued"
    SEALS_RETURNED = "seal.returned"
    SEALS_SPOILED = "seal.spoiled"
    SEALS_COUNTED = "seal.counted"
    SEALS_DESTROYED = "seal.destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may read statements of a kind.

    No body goes to a field device, whatever the class: bodies name seals, and numbers are read blind. Devices
    get what `rules.phone` makes of a box.
    """

    secrecy: Secrecy
    until_arrival: bool = False
    """The class falls to R2 when the journey has arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """One kind: the version and noun of its body, and its audience."""

    version: int = 1
    body: type[bodies.Touch] | type[seals.SealsMoved]
    audience: Audience


_AGENCIES = Audience(secrecy=Secrecy.AGENCIES)
_EMBARGO = Audience(secrecy=Secrecy.EMBARGO, until_arrival=True)
_SEALS = KindRule(body=seals.SealsMoved, audience=_AGENCIES)

KINDS: Mapping[Kind, KindRule] = {
    Kind.STOCKED: KindRule(body=bodies.Stocked, audience=_AGENCIES),
    Kind.ASSEMBLED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.PACKED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.SEALED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.READIED: KindRule(body=bodies.Readied, audience=_AGENCIES),
    Kind.LOADED: KindRule(body=bodies.Loaded, audience=_EMBARGO),
    Kind.DEPARTED: KindRule(body=bodies.Departed, audience=_EMBARGO),
    Kind.PASSED: KindRule(body=bodies.Moving, audience=_EMBARGO),
    Kind.DIVERTED: KindRule(body=bodies.Diverted, audience=_EMBARGO),
    Kind.ARRIVED: KindRule(body=bodies.Moving, audience=_AGENCIES),
    Kind.GIVEN: KindRule(body=bodies.Handing, audience=_AGENCIES),
    Kind.TAKEN: KindRule(body=bodies.Handing, audience=_AGENCIES),
    Kind.STORED: KindRule(body=bodies.Stored, audience=_AGENCIES),
    Kind.CHECKED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.OPENED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.USED: KindRule(body=bodies.Touch, audience=_AGENCIES),
    Kind.COPIED: KindRule(body=bodies.Copied, audience=_AGENCIES),
    Kind.ARCHIVED: KindRule(body=bodies.Kept, audience=_AGENCIES),
    Kind.DISPUTED: KindRule(body=bodies.Kept, audience=_AGENCIES),
    Kind.DISPOSED: KindRule(body=bodies.Kept, audience=_AGENCIES),
    Kind.EXCEPTED: KindRule(body=bodies.Excepted, audience=_AGENCIES),
    Kind.RESOLVED: KindRule(body=bodies.Resolved, audience=_AGENCIES),
    Kind.REPLACED: KindRule(body=bodies.Replaced, audience=_AGENCIES),
    Kind.APPROVED: KindRule(body=bodies.Approved, audience=_AGENCIES),
    Kind.QUIET: KindRule(body=bodies.Quiet, audience=_EMBARGO),
    Kind.SEALS_RECEIVED: _SEALS,
    Kind.SEALS_ISSUED: _SEALS,
    Kind.SEALS_RETURNED: _SEALS,
    Kind.SEALS_SPOILED: _SEALS,
    Kind.SEALS_COUNTED: _SEALS,
    Kind.SEALS_DESTROYED: _SEALS,
}
