"""Signed notes, checkpoints, cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sampai.ledger.model import DIGEST_BYTES, SIGNATURE_BYTES, Algorithm, DeviceKey, Digest, Malformed
from sampai.ledger.ports import Sign, Verify

MOST_NOTE_BYTES = 1_000_000
MOST_SIGNATURES = 100
_DASH = "— "
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class Type(IntEnum):
    """The signature types that we verify; lines of others are left alone."""

    LOG = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key with its name: of a log (its origin) or of a witness."""

    name: str
    type: Type
    public: bytes

    def __post_init__(self) -> None:
        """Refuse names and keys that a note cannot carry."""
        if not self.name or "+" in self.name or any(sign.isspace() for sign in self.name):
            raise Malformed("key name")
        if len(self.public) != 32:
            raise Malformed("public key")

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, tell which key signed."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The vkey: `name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.public).decode()}"


def read_vkey(text: str) -> NoteKey:
    """The key of a vkey. Base64 may hold a plus, so the text is split from the left, twice at most."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed("vkey")
    raw = read_base64(parts[2])
    if not raw or raw[0] not in list(Type):
        raise Malformed("type of key")
    key = NoteKey(parts[0], Type(raw[0]), raw[1:])
    if key.id.hex() != parts[1]:
        raise Malformed("key id")
    return key


def read_base64(text: str) -> bytes:
    """The bytes of standard base64 in its one canonical form. Raises `Malformed`."""
    try:
        raw = b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise Malformed("base64") from error
    if b64encode(raw).decode() != text:
        raise Malformed("base64")
    return raw


@dataclass(frozen=True, slots=True)
class Line:
    """One signature line: who, and the bytes after the key's id."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, with signature lines."""

    text: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.lines))


def read_note(raw: bytes) -> Note:
    """The note of its bytes; no signature is verified. Raises `Malformed`."""
    if len(raw) > MOST_NOTE_BYTES:
        raise Malformed("note too long")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Malformed("note") from error
    if any(sign < " " and sign != "\n" for sign in text):
        raise Malformed("control character")
    body, blank, tail = text.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise Malformed("note")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Malformed("signatures")
    return Note(body + "\n", tuple(_line(line) for line in lines))


def read_lines(raw: bytes) -> tuple[Line, ...]:
    """The signature lines of an answer that holds nothing else. Raises `Malformed`."""
    note = read_note(b"\n\n" + raw)
    if note.text != "\n":
        raise Malformed("signature lines")
    return note.lines


def _line(text: str) -> Line:
    name, space, code = text.removeprefix(_DASH).partition(" ")
    if not text.startswith(_DASH) or not space or not name or "+" in name or any(map(str.isspace, name)):
        raise Malformed("signature line")
    raw = read_base64(code)
    if len(raw) < 5:
        raise Malformed("signature line")
    return Line(name, raw[:4], raw[4:])


def signed(text: str, *, key: NoteKey, sign: Sign, at_s: int = 0) -> Line:
    """The line with which a key signs a text; a witness says when (`at_s`, seconds since 1970)."""
    if key.type is Type.LOG:
        return Line(key.name, key.id, sign(text.encode()))
    stamp = at_s.to_bytes(8, "big")
    return Line(key.name, key.id, stamp + sign(_cosigned(text, at_s)))


def _cosigned(text: str, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()


def signers(note: Note, *, keys: Sequence[NoteKey], verify: Verify) -> list[NoteKey]:
    """Those of the keys that signed a note; lines of unknown keys are left alone.

    Raises `Malformed` where a line of a known key is not its signature.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[NoteKey, None] = {}
    for line in note.lines:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not _is_signed(note.text, line, key=key, verify=verify):
            raise Malformed(f"signature of {key.name}")
        found[key] = None
    return list(found)


def cosigned_at(note: Note, *, keys: Sequence[NoteKey], verify: Verify) -> dict[NoteKey, int]:
    """When each witness that signed a note did so, in seconds since 1970. Raises `Malformed` as `signers`."""
    found = signers(note, keys=keys, verify=verify)
    stamps = {(line.name, line.key_id): int.from_bytes(line.signature[:8], "big") for line in note.lines}
    return {key: stamps[key.name, key.id] for key in found}


def _is_signed(text: str, line: Line, *, key: NoteKey, verify: Verify) -> bool:
    public = DeviceKey(Algorithm.ED25519, key.public)
    if key.type is Type.LOG:
        return verify(public, message=text.encode(), signature=line.signature)
    at_s = int.from_bytes(line.signature[:8], "big")
    if len(line.signature) != 8 + SIGNATURE_BYTES or at_s >= 2**63:
        return False
    return verify(public, message=_cosigned(text, at_s), signature=line.signature[8:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself: so many entries, this root. No further lines."""

    origin: str
    size: int
    root: Digest

    def __post_init__(self) -> None:
        """Refuse what a checkpoint cannot say."""
        if not self.origin or "\n" in self.origin or len(self.root) != DIGEST_BYTES or self.size < 0:
            raise Malformed("checkpoint")

    def __str__(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text. Raises `Malformed`; also for further lines, which we do not use."""
    parts = text.split("\n")
    if len(parts) != 4 or parts[3]:
        raise Malformed("checkpoint")
    return Checkpoint(origin=parts[0], size=read_number(parts[1]), root=Digest(read_base64(parts[2])))


def read_number(text: str) -> int:
    """A whole number in its one decimal form. Raises `Malformed`."""
    if not _NUMBER.fullmatch(text):
        raise Malformed("number")
    return int(text)
