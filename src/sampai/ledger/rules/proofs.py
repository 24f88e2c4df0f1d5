"""A proof that stands alone (C2SP tlog-proof): this entry is in the log that these institutions signed."""

from base64 import b64encode
from dataclasses import dataclass

from sampai.ledger.model import DIGEST_BYTES, Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import is_included, leaf_hash
from sampai.ledger.rules.notes import Checkpoint, Note, read_base64, read_note
from sampai.ledger.rules.policy import Policy, accepted

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
    if number == line or not number.isdecimal() or str(int(number)) != number:
        raise Malformed("index")
    return int(number)


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
