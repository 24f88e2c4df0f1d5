"""What oversight needs from outside: a way to seal what it keeps in confidence."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals bytes with a key that the store does not hold. `about` names what they belong to.

    Opening raises `Refused` for bytes that were altered, or sealed with another key or for something else.
    """

    close: Callable[[bytes, str], bytes]
    open: Callable[[bytes, str], bytes]
