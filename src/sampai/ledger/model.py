"""What happened, as devices state and sign it; and what a node says when it takes it in."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NewType

Digest = NewType("Digest", bytes)
"""SHA-256, 32 bytes."""

DeviceId = NewType("DeviceId", bytes)
"""The first 16 bytes of the SHA-256 of a device's algorithm and public key: the key names the device."""

Data = None | bool | int | str | bytes | Sequence["Data"] | Mapping[str, "Data"]
"""What a body may hold. No fractions: positions in units of 1e-7 degrees, times in ms."""

DIGEST_BYTES = 32
ID_BYTES = 16
SIGNATURE_BYTES = 64
MOST_INTEGER = 2**53 - 1
"""Every runtime holds whole numbers up to here exactly."""
MOST_EVENT_BYTES = 8_192
MOST_BATCH_EVENTS = 200
EXERCISE = "latihan-"
"""What the election of every statement of an exercise begins with, and the name of its server."""
NO_ELECTION = "-"
"""The election of statements that belong to none."""
FIRST_PREVIOUS = Digest(b"")
"""What stands for the previous digest in a device's first event, counter 0."""


class Malformed(ValueError):
    """Bytes that are not what they should be; the message says in what."""


class Algorithm(IntEnum):
    """How a device signs; phones without Ed25519 in their browser use P-256."""

    ED25519 = 1
    P256 = 2
    """ECDSA on NIST P-256 with SHA-256; signature as r || s, public key as uncompressed point."""


_PUBLIC_BYTES = {Algorithm.ED25519: 32, Algorithm.P256: 65}


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A device's public key."""

    algorithm: Algorithm
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a key of the wrong length."""
        _holds(len(self.public) == _PUBLIC_BYTES[self.algorithm], "public key")

    @property
    def id(self) -> DeviceId:
        """The device's name."""
        return DeviceId(hashlib.sha256(bytes([self.algorithm]) + self.public).digest()[:ID_BYTES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """When it happened, as far as the device knows. Testimony, never used for order."""

    wall_ms: int
    """The device's clock, ms since 1970; may be wrong by years."""
    monotonic_ms: int
    """Since the device started."""
    boot: bytes
    """Random, new at each start, 16 bytes."""
    server_ms: int | None = None
    """The last time that a server told."""
    gps_ms: int | None = None

    def __post_init__(self) -> None:
        """Refuse times that no clock shows."""
        _holds(-MOST_INTEGER <= self.wall_ms <= MOST_INTEGER, "wall_ms")
        _holds(0 <= self.monotonic_ms <= MOST_INTEGER, "monotonic_ms")
        _holds(len(self.boot) == ID_BYTES, "boot")
        for name, value in (("server_ms", self.server_ms), ("gps_ms", self.gps_ms)):
            _holds(value is None or 0 <= value <= MOST_INTEGER, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One signed statement: who saw what, of which subject, where, after which earlier statements."""

    kind: str
    """`room.what_happened`; the part before the dot is its class."""
    version: int
    election: str
    subject: str
    """`kind:code`."""
    place: str
    after: tuple[Digest, ...]
    """The last events on the subject that this device knew, in ascending order."""
    device: DeviceId
    counter: int
    """From 0, one more for each event of the device."""
    previous: Digest
    """The digest of the device's event before this one; empty at counter 0."""
    actor: str
    observed: Observed
    salt: bytes
    """Random, 16 bytes: without it, a digest in the public log would let anybody test guesses."""
    body: Mapping[str, Data]

    def __post_init__(self) -> None:
        """Refuse what breaks the envelope; what the body says is for each kind's fold."""
        for name, text, most in (
            ("kind", self.kind, 60),
            ("election", self.election, 60),
            ("subject", self.subject, 120),
            ("actor", self.actor, 150),
        ):
            _holds(0 < len(text) <= most, name)
        _holds(len(self.place) <= 40, "place")
        _holds(self.version >= 1, "version")
        _holds(0 <= self.counter <= MOST_INTEGER, "counter")
        _holds(len(self.device) == ID_BYTES, "device")
        _holds(len(self.salt) == ID_BYTES, "salt")
        _holds(len(self.previous) == (DIGEST_BYTES if self.counter else 0), "previous")
        if self.after:
            _holds(all(len(digest) == DIGEST_BYTES for digest in self.after), "after")
            _holds(list(self.after) == sorted(set(self.after)), "after")


def _holds(valid: bool, name: str) -> None:  # noqa: FBT001 -- a condition and its name
    if not valid:
        raise Malformed(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive events of one device in canonical bytes; one signature over the last digest covers all."""

    device: DeviceId
    items: tuple[bytes, ...]
    signature: bytes


class Reason(Enum):
    """Why an item is kept in quarantine instead of the record."""

    UNREADABLE = "unreadable"
    """Not even a batch."""
    MALFORMED = "malformed"
    UNKNOWN_DEVICE = "unknown-device"
    OTHER_DEVICE = "other-device"
    UNPROVEN = "unproven"
    """No valid signature covers it."""
    REVOKED = "revoked"
    OTHER_RECORD = "other-record"
    """Stated in an exercise and brought to a real record, or the other way round."""


class Flag(Enum):
    """What is odd about a stored event; shown, never a reason to refuse it."""

    EQUIVOCATION = "equivocation"
    """The device signed another content under the same counter: cloned, or a liar."""
    BROKEN_LINK = "broken-link"
    """The event before or after it, as stored, is not the one that the chain names."""
    STRANGER = "stranger"
    """The actor is none of the persons whom the desk let sign in on this device."""


class Standing(Enum):
    """What became of one item."""

    STORED = "stored"
    ALREADY = "already"
    QUARANTINED = "quarantined"
    LATER = "later"
    """Not kept, because the sender has filled its share of the quarantine; no receipt names it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one item."""

    standing: Standing
    reason: Reason | None = None
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        """A reason stands with quarantine and with nothing else."""
        _holds((self.reason is not None) is (self.standing is Standing.QUARANTINED), "reason")


@dataclass(frozen=True, slots=True)
class Link:
    """A stored event's place in its device's chain."""

    digest: Digest
    previous: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """What a node knows of a device when it judges an event of it."""

    key: DeviceKey | None
    """None where nobody enrolled it."""
    revoked_from: int | None = None
    """The first counter that is not believed any more."""
    links: Mapping[int, Sequence[Link]]
    """Stored events by counter: at least those next to the judged one."""
    persons: Collection[str] | None = None
    """Who may sign in on it; None where nobody was named."""
    exercise: bool = False
    """Whether the record is an exercise's."""


@dataclass(frozen=True, slots=True)
class Proven:
    """One item of a batch after its proof was looked at; `reason` says why it is not to be believed."""

    raw: bytes
    digest: Digest
    event: Event | None
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A node's signed word that it holds these items durably."""

    node: str
    device: DeviceId
    at_ms: int
    stored: tuple[tuple[int, Digest], ...]
    """Counter and digest of every item in the record."""
    quarantined: tuple[tuple[Digest, Reason], ...] = ()
