"""What the public log holds of an event: a salted commitment, never the event itself.

Erase event and salt, and the leaf says nothing of the content any more while the tree stays valid.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from sampai.ledger.model import (
    DIGEST_BYTES,
    FIRST_PREVIOUS,
    ID_BYTES,
    MOST_INTEGER,
    SIGNATURE_BYTES,
    DeviceId,
    Digest,
    Event,
    Malformed,
    Reason,
)
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.rules.envelope import Header, class_of

LEAF = 1
NOBODY = DeviceId(b"")
"""Whose a hidden entry is, as far as it says."""


def commitment(raw: bytes, *, salt: bytes) -> Digest:
    """SHA-256 over salt and event bytes."""
    return Digest(hashlib.sha256(salt + raw).digest())


def leaf_bytes(event: Event, *, raw: bytes, salt: bytes, received_ms: int, signature: bytes = b"") -> bytes:
    """An event's entry in the log; the signature where the event is the head of its batch.

    With the time at which the node took it in: nobody moves it afterwards.
    """
    header = Header(event.kind, event.device, event.counter, event.previous, event.election, event.place)
    return event_leaf(header, raw=raw, salt=salt, received_ms=received_ms, signature=signature)


def event_leaf(header: Header, *, raw: bytes, salt: bytes, received_ms: int, signature: bytes) -> bytes:
    """As `leaf_bytes`, for whoever has read no more of the event than its header."""
    # As `encode` would write the map, at a fifth of its cost: an audit makes millions of them.
    return b"".join(
        (
            b"\xa8\x01\x01\x02",
            encode(class_of(header.kind)),
            b"\x03\x50",
            header.device,
            b"\x04",
            encode(header.counter),
            b"\x05\x58\x20" if header.counter else b"\x05\x40",
            header.previous,
            b"\x06\x58\x20",
            commitment(raw, salt=salt),
            b"\x07\x58\x40" if signature else b"\x07\x40",
            signature,
            b"\x08",
            encode(received_ms),
        )
    )


def hidden_leaf_bytes(raw: bytes, *, salt: bytes, received_ms: int) -> bytes:
    """The entry of an event under embargo, or of `kept_bytes`: a commitment, and when it was taken in."""
    return encode({1: LEAF, 6: commitment(raw, salt=salt), 8: received_ms})


def kept_bytes(raw: bytes, *, reason: Reason, device: str, signature: bytes) -> bytes:
    """What the entry of an item in quarantine commits to: all that is kept of it."""
    return encode([reason.value, device, signature, raw])


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An entry as anybody reads it; of a hidden one only the commitment and the time."""

    commitment: Digest
    received_ms: int
    kind_class: str = ""
    device: DeviceId = NOBODY
    counter: int = 0
    previous: Digest = FIRST_PREVIOUS
    signature: bytes = b""

    @property
    def hidden(self) -> bool:
        """Whether it says nothing of its event."""
        return not self.device


def read_leaf(raw: bytes) -> Leaf:
    """The leaf of an entry. Raises `Malformed`."""
    match decode(raw):
        case {1: 1, 6: bytes(known), 8: int(received_ms), **rest} if _fits(known, received_ms):
            return _read(rest, commitment=Digest(known), received_ms=received_ms)
    raise Malformed("leaf")


def _fits(known: bytes, received_ms: int) -> bool:
    return len(known) == DIGEST_BYTES and 0 <= received_ms <= MOST_INTEGER


def _read(rest: dict[Any, Any], *, commitment: Digest, received_ms: int) -> Leaf:
    match rest:
        case {2: str(kind), 3: bytes(device), 4: int(counter), 5: bytes(previous), 7: bytes(signature)} if (
            len(rest) == 5
            and len(device) == ID_BYTES
            and counter >= 0
            and len(previous) == (DIGEST_BYTES if counter else 0)
            and len(signature) in {0, SIGNATURE_BYTES}
        ):
            return Leaf(
                commitment=commitment,
                received_ms=received_ms,
                kind_class=kind,
                device=DeviceId(device),
                counter=counter,
                previous=Digest(previous),
                signature=signature,
            )
    if rest:
        raise Malformed("leaf")
    return Leaf(commitment=commitment, received_ms=received_ms)
