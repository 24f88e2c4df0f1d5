"""Whether a public key signed a message."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sampai.ledger.model import SIGNATURE_BYTES, Algorithm, DeviceKey

_HALF = SIGNATURE_BYTES // 2


def verify(key: DeviceKey, /, *, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's; false for signatures and keys that are none."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        if key.algorithm is Algorithm.ED25519:
            _ed25519(key.public).verify(signature, message)
        else:
            _point(key.public).verify(_der(signature), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def _ed25519(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


@lru_cache(maxsize=4096)
def _point(public: bytes) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)


def _der(signature: bytes) -> bytes:
    first, second = signature[:_HALF], signature[_HALF:]
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))
