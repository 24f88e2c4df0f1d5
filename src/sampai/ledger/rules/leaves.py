"""What the public log holds of an event: a salted commitment, never the event itself.

Erase event and salt, and the leaf says nothing of the content any more while the tree stays valid.
"""

import hashlib

from sampai.ledger.model import Digest, Event
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.envelope import class_of

LEAF = 1


def commitment(raw: bytes, *, salt: bytes) -> Digest:
    """SHA-256 over salt and event bytes."""
    return Digest(hashlib.sha256(salt + raw).digest())


def leaf_bytes(event: Event, *, raw: bytes, salt: bytes, signature: bytes = b"") -> bytes:
    """An event's entry in the log; the signature where the event is the head of its batch."""
    return encode(
        {
            1: LEAF,
            2: class_of(event.kind),
            3: event.device,
            4: event.counter,
            5: event.previous,
            6: commitment(raw, salt=salt),
            7: signature,
        }
    )


def hidden_leaf_bytes(raw: bytes, *, salt: bytes) -> bytes:
    """The entry of an event under embargo, or in quarantine: nothing but the commitment."""
    return encode({1: LEAF, 6: commitment(raw, salt=salt)})
