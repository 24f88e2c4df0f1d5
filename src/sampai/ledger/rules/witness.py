"""What a witness may cosign (C2SP tlog-witness, `add-checkpoint`): a pure decision, and both sides' texts."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sampai.ledger.model import DIGEST_BYTES, Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import EMPTY, is_consistent
from sampai.ledger.rules.notes import (
    Checkpoint,
    Line,
    Note,
    NoteKey,
    read_base64,
    read_checkpoint,
    read_lines,
    read_note,
    read_number,
    signers,
)

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
"""The content type of an answer that tells a size."""


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to cosign, and the proof that the log only grew since `old` entries."""

    old: int
    proof: tuple[Digest, ...]
    note: Note

    def __str__(self) -> str:
        """The body of the call."""
        hashes = "".join(f"{b64encode(found).decode()}\n" for found in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"


def read_request(raw: bytes) -> Request:
    """The request of a body. Raises `Malformed`."""
    head, blank, tail = raw.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("request") from error
    if not blank or not first.startswith("old ") or len(lines) > MOST_HASHES:
        raise Malformed("request")
    proof = tuple(Digest(read_base64(line)) for line in lines)
    if any(len(found) != DIGEST_BYTES for found in proof):
        raise Malformed("hash")
    return Request(read_number(first.removeprefix("old ")), proof, read_note(tail))


@dataclass(frozen=True, slots=True)
class Ruling:
    """The status of the answer; with 200 the checkpoint to remember and cosign, with 409 the size known."""

    status: HTTPStatus
    checkpoint: Checkpoint | None = None
    size: int | None = None


def origin_of(request: Request) -> str:
    """Which log the request is about."""
    return request.note.text.partition("\n")[0]


def rule(request: Request, *, last: Checkpoint | None, keys: Sequence[NoteKey], verify: Verify) -> Ruling:
    """Whether a checkpoint may be cosigned; `last` is the one that this witness cosigned before.

    `keys` are those of the log. Never two roots of one size, never a smaller size after a larger one. Raises
    `Malformed` for a note that is no checkpoint; ours have no extension lines.
    """
    checkpoint = read_checkpoint(request.note.text)
    if not keys:
        return Ruling(HTTPStatus.NOT_FOUND)
    if not _is_signed(request.note, keys=keys, verify=verify):
        return Ruling(HTTPStatus.FORBIDDEN)
    if request.old > checkpoint.size:
        return Ruling(HTTPStatus.BAD_REQUEST)
    known = last or Checkpoint(origin=checkpoint.origin, size=0, root=EMPTY)
    if request.old != known.size:
        return Ruling(HTTPStatus.CONFLICT, size=known.size)
    if checkpoint.size == known.size and checkpoint.root != known.root:
        return Ruling(HTTPStatus.CONFLICT)
    grown = is_consistent(
        old=known.size,
        old_root=known.root,
        size=checkpoint.size,
        tree_root=checkpoint.root,
        proof=request.proof,
    )
    return Ruling(HTTPStatus.OK, checkpoint) if grown else Ruling(HTTPStatus.UNPROCESSABLE_ENTITY)


def _is_signed(note: Note, *, keys: Sequence[NoteKey], verify: Verify) -> bool:
    try:
        return bool(signers(note, keys=keys, verify=verify))
    except Malformed:
        return False


def cosigned_by(answer: bytes, *, note: Note, key: NoteKey, verify: Verify) -> Line | None:
    """A witness's cosignature in its answer with status 200; lines of other keys are left alone.

    Raises `Malformed` for a line that only looks like the witness's.
    """
    for line in read_lines(answer):
        if (line.name, line.key_id) == (key.name, key.id):
            signers(Note(note.text, (line,)), keys=[key], verify=verify)
            return line
    return None
