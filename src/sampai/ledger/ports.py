"""What the ledger needs from outside: signatures, and a place for photos and files."""

from collections.abc import Sequence
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


class Blobs(Protocol):
    """Photos and files by their SHA-256, brought piece by piece."""

    def have(self, digest: bytes, /) -> int:
        """How many bytes of it are there."""

    def add(self, digest: bytes, /, *, offset: int, piece: bytes, size: int) -> int:
        """Put a piece on the disk behind the `offset` bytes that are there; how many are there then.

        Nothing is added at another offset. A whole of `size` bytes without this digest is thrown away: 0.
        """

    def read(self, digest: bytes, /, *, first: int, end: int) -> bytes:
        """The bytes from `first` to before `end`."""


class PublicLog(Protocol):
    """One log that others can check, written by this process alone."""

    @property
    def size(self) -> int:
        """How many entries its checkpoint holds."""

    @property
    def promised(self) -> int:
        """The size that its key signed last: the next checkpoint has it, where it is larger than `size`."""

    @property
    def last(self) -> bytes | None:
        """Its last entry."""

    def append(self, entries: Sequence[bytes], /) -> object:
        """Add entries and sign."""
