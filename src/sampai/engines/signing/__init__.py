"""Signatures by the library `cryptography`: devices' Ed25519 and P-256, the nodes' and logs' own keys."""

from sampai.engines.signing.keys import SecretKey, new_key, read_key
from sampai.engines.signing.verify import verify

__all__ = ["SecretKey", "new_key", "read_key", "verify"]
