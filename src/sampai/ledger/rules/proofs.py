"""A proof that stands alone (C2SP tlog-proof): this entry is in the log that these institutions signed."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from sampai.ledger.model import DIGEST_BYTES, DeviceId, Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.leaves import read_leaf
from sampai.ledger.rules.merkle import inclusion_proof, is_included, leaf_hash
from sampai.ledger.rules.notes import (
    Checkpoint,
    Note,
    read_base64,
    read_checkpoint,
    read_note,
    read_number,
)
from sampai.ledger.rules.policy import Policy, accepted
from sampai.ledger.rules.tiles import Fetch, entries_of, entry_at, hashes_of_tiles

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, the hashes up to the root, and the signed checkpoint; extra data proves nothing."""

    index: int
    hashes: tuple[Digest, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        """The text of a `.tlog-proof` file."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra).decode()}"]
        hashes = [b64encode(found).decode() for found in self.hashes]
        return "\n".join([HEADER, *extra, f"index {self.index}", *hashes, "", str(self.checkpoint)])


def read_proof(raw: bytes) -> Proof:
    """The proof of a file's bytes. Raises `Malformed`."""
    head, blank, tail = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("proof") from error
    if not blank or lines[0] != HEADER:
        raise Malformed("proof")
    has_extra = len(lines) > 1 and lines[1].startswith("extra ")
    extra = read_base64(lines[1][6:]) if has_extra else None
    rest = lines[2 if has_extra else 1 :]
    if not rest or len(rest) > MOST_HASHES + 1:
        raise Malformed("proof")
    hashes = tuple(Digest(read_base64(line)) for line in rest[1:])
    if any(len(found) != DIGEST_BYTES for found in hashes):
        raise Malformed("hash")
    return Proof(_index(rest[0]), hashes, read_note(tail), extra)


def _index(line: str) -> int:
    number = line.removeprefix("index ")
    if number == line:
        raise Malformed("index")
    return read_number(number)


def prove(index: int, *, note: Note, fetch: Fetch) -> Proof:
    """The proof of an entry, which is its extra data. Raises `IndexError`, `Malformed`, `OSError`."""
    size = read_checkpoint(note.text).size
    hashes = tuple(inclusion_proof(index, size=size, hashes=hashes_of_tiles(fetch, size=size)))
    return Proof(index, hashes, note, extra=entry_at(index, fetch=fetch, size=size))


def entries_by(device: DeviceId, counter: int, *, fetch: Fetch, size: int) -> Iterator[int]:
    """The indices of a device's entries with this counter; more than one where the device was cloned.

    Hidden entries are not found: they do not say whose they are.
    """
    needle = b"".join(encode(part) for part in (3, device, 4, counter))
    for index, entry in enumerate(entries_of(fetch, size=size)):
        if needle in entry and (leaf := read_leaf(entry)).device == device and leaf.counter == counter:
            yield index


def proven_by(proof: Proof, *, entry: bytes, policy: Policy, verify: Verify) -> Checkpoint | None:
    """The checkpoint that proves an entry under a policy; None where it does not.

    Raises `Malformed` as `accepted` does.
    """
    checkpoint = accepted(proof.checkpoint, policy=policy, verify=verify)
    if checkpoint is None:
        return None
    included = is_included(
        leaf_hash(entry),
        proof.index,
        size=checkpoint.size,
        proof=proof.hashes,
        tree_root=checkpoint.root,
    )
    return checkpoint if included else None
