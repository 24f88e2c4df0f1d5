"""What the ledger needs from outside: signatures."""

from typing import Protocol

from sampai.ledger.model import DeviceKey


class Verify(Protocol):
    """Tells whether a key signed a message."""

    def __call__(self, key: DeviceKey, /, *, message: bytes, signature: bytes) -> bool:
        """False for anything that is not a valid signature; never an error."""


class Sign(Protocol):
    """Signs with one private key, wherever it is kept."""

    def __call__(self, message: bytes, /) -> bytes:
        """The signature, 64 bytes."""
