"""Private keys of nodes and logs, and of devices in tests."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sampai.ledger.model import Algorithm, DeviceKey


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A private key that signs; its public half names it."""

    key: DeviceKey
    _private: Ed25519PrivateKey | EllipticCurvePrivateKey

    def __call__(self, message: bytes, /) -> bytes:
        """The signature of a message, 64 bytes."""
        if isinstance(self._private, Ed25519PrivateKey):
            return self._private.sign(message)
        first, second = decode_dss_signature(self._private.sign(message, ECDSA(SHA256())))
        return first.to_bytes(32, "big") + second.to_bytes(32, "big")


def read_key(seed: bytes, *, algorithm: Algorithm = Algorithm.ED25519) -> SecretKey:
    """The key of 32 secret bytes."""
    if algorithm is Algorithm.ED25519:
        private = Ed25519PrivateKey.from_private_bytes(seed)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return SecretKey(DeviceKey(algorithm, public), private)
    point = derive_private_key(int.from_bytes(seed, "big"), SECP256R1())
    encoded = point.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return SecretKey(DeviceKey(algorithm, encoded), point)


def new_key() -> tuple[SecretKey, bytes]:
    """A fresh Ed25519 key of the machine's randomness, and its 32 secret bytes."""
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    return read_key(seed), seed
