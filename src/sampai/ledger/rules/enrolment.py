"""What a device asks with, how it signs a request, what it gets; layouts of docs/reference/sync.md."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.ledger.model import ID_BYTES, SIGNATURE_BYTES, Algorithm, Data, DeviceId, DeviceKey, Malformed
from sampai.ledger.ports import Sign, Verify
from sampai.ledger.rules.cbor import decode, encode

PROTOCOL = 1
BEFORE = 2
"""So many versions before ours are taken as well."""
MOST_SKEW_MS = 600_000
SECRET_BYTES = 16
MOST_FACTS = 10
MOST_FACT = 100
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O, U."""
_ALIKE = str.maketrans("OIL", "011", "- ")
_ENROL = b"sampai/enrol/v1\n"
_CERTIFICATE = b"sampai/certificate/v1\n"
_BLOB = b"sampai/blob/v1\n"


def accepted(protocol: str, *, own: int = PROTOCOL) -> bool:
    """Whether a request's version is one of ours: the present one or one of the two before."""
    return protocol.isascii() and protocol.isdecimal() and max(1, own - BEFORE) <= int(protocol[:9]) <= own


def request_message(method: str, path: str, *, time_ms: int, body: bytes) -> bytes:
    """What a device signs of a request; `path` with its query, `body` as it travels."""
    lines = ("sampai/request/v1", method, path, str(time_ms), hashlib.sha256(body).hexdigest())
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A device that asks to be enrolled: the one-time secret, its key, what it says of itself."""

    secret: bytes
    key: DeviceKey
    facts: Mapping[str, str]
    signature: bytes

    @property
    def message(self) -> bytes:
        """What the new key signs, to show that the device holds it."""
        return _ENROL + hashlib.sha256(encode(self._signed())).digest()

    def _signed(self) -> dict[int, Data]:
        return {
            1: PROTOCOL,
            2: self.secret,
            3: self.key.algorithm.value,
            4: self.key.public,
            5: dict(self.facts),
        }

    def raw(self) -> bytes:
        """As it travels."""
        return encode(self._signed() | {6: self.signature})


def application(secret: bytes, *, key: DeviceKey, facts: Mapping[str, str], sign: Sign) -> Application:
    """A signed application."""
    unsigned = Application(secret=secret, key=key, facts=facts, signature=b"")
    return Application(secret=secret, key=key, facts=facts, signature=sign(unsigned.message))


def read_application(raw: bytes, *, verify: Verify) -> Application:
    """The application of its bytes, the signature checked. Raises `Malformed`."""
    match decode(raw):
        case {
            1: 1,
            2: bytes(secret),
            3: 1 | 2 as algorithm,
            4: bytes(public),
            5: dict(facts),
            6: bytes(proof),
        }:
            found = Application(
                secret=secret,
                key=DeviceKey(Algorithm(algorithm), public),
                facts=_facts(facts),
                signature=proof,
            )
            if len(secret) == SECRET_BYTES and verify(found.key, message=found.message, signature=proof):
                return found
    raise Malformed("application")


def _facts(facts: Mapping[object, object]) -> Mapping[str, str]:
    plain = {name: text for name, text in facts.items() if isinstance(name, str) and isinstance(text, str)}
    if len(plain) != len(facts) or len(plain) > MOST_FACTS:
        raise Malformed("facts")
    if any(len(text) > MOST_FACT for pair in plain.items() for text in pair):
        raise Malformed("facts")
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a node says of a device that it enrolled, and who may sign in on it."""

    node: str
    device: DeviceId
    name: str
    territory: str
    institution: str
    enrolled_ms: int
    persons: Sequence[tuple[str, str, str, str]]
    """Actor, name, role, territory of each."""

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode(
            {
                1: PROTOCOL,
                2: self.node,
                3: self.device,
                4: self.name,
                5: self.territory,
                6: self.institution,
                7: self.enrolled_ms,
                8: [list(person) for person in self.persons],
            }
        )


def certificate_message(raw: bytes) -> bytes:
    """What a node signs of a certificate."""
    return _CERTIFICATE + hashlib.sha256(raw).digest()


def blob_message(digest: bytes) -> bytes:
    """What a node signs when it holds a blob whole."""
    return _BLOB + digest


def spelled(raw: bytes) -> str:
    """Bytes in Crockford's alphabet, in groups of four, for typing and reading aloud."""
    digits = -(-len(raw) * 8 // 5)
    number = int.from_bytes(raw, "big") << digits * 5 - len(raw) * 8
    text = "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(digits)))
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_spelled(text: str, *, length: int = SECRET_BYTES) -> bytes:
    """The bytes of what somebody typed; look-alikes are taken for what they look like. Raises `Malformed`."""
    plain = text.upper().translate(_ALIKE)
    spare = len(plain) * 5 - length * 8
    if not 0 <= spare < 5 or any(digit not in ALPHABET for digit in plain):
        raise Malformed("code")
    number = 0
    for digit in plain:
        number = number * 32 + ALPHABET.index(digit)
    return (number >> spare).to_bytes(length, "big")


def compared(device: DeviceId) -> str:
    """Six characters that desk and phone read to each other."""
    number = int.from_bytes(hashlib.sha256(device).digest()[:4], "big") >> 2
    return "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(6)))


def is_device(text: str) -> bool:
    """Whether a text is a device's id in hex."""
    return len(text) == 2 * ID_BYTES and all(sign in "0123456789abcdef" for sign in text)


def is_signature(raw: bytes) -> bool:
    """Whether bytes can be a signature."""
    return len(raw) == SIGNATURE_BYTES
