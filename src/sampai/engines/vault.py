"""Sealing with AES-256-GCM by the library `cryptography`: secret, and whoever alters it is found out."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.oversight.ports import Vault

NONCE_BYTES = 12
"""Random for each sealing, as NIST SP 800-38D asks of GCM."""


def vault_of(secret: bytes) -> Vault:
    """A vault whose key is made of a secret."""
    cipher = AESGCM(hashlib.sha256(b"sampai/vault/v1\n" + secret).digest())

    def close(content: bytes, about: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, content, about.encode())

    def opened(sealed: bytes, about: str) -> bytes:
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except InvalidTag:
            raise Refused(
                "sealed",
                say("What was sealed of {what} cannot be opened.", what=about),
                say("Put the key back that the server had when it was written; it lies beside the data."),
            ) from None

    return Vault(close, opened)
