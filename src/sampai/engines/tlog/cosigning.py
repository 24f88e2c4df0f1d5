"""Asks a policy's witnesses to cosign a log's last checkpoint; one that saw another history stops the log."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sampai.engines.tlog.disk import store
from sampai.engines.tlog.folder import halt, reader
from sampai.engines.tlog.web import Answer, ask
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import Text, say
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import consistency_proof
from sampai.ledger.rules.notes import Line, Note, NoteKey, read_checkpoint, read_note, read_number
from sampai.ledger.rules.policy import Policy, accepted
from sampai.ledger.rules.tiles import CHECKPOINT, hashes_of_tiles
from sampai.ledger.rules.witness import SIZE_TYPE, Request, cosigned_by

Ask = Callable[[bytes], Answer]
"""Hands a body to a witness's `add-checkpoint`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """The note with the witnesses' lines, whether the policy is met, who did not sign and why."""

    note: Note
    accepted: bool
    missing: tuple[tuple[str, Text], ...]


class _Silent(Exception):
    """This witness did not cosign, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


def cosign(folder: Path, *, policy: Policy, verify: Verify) -> Cosigned:
    """Ask every witness with an address, and keep the checkpoint with what they signed.

    To be called when a log is opened, before anything is appended: a folder from an old backup is found out
    before its key signs a second history. Raises `Halted`, now and on every later opening of the log, where a
    witness knows a longer log or another one.
    """
    note = read_note((folder / CHECKPOINT).read_bytes())
    lines = dict.fromkeys(note.lines)
    missing = []
    for name, address in policy.addresses.items():
        try:
            line = _asked(
                folder, note, name=name, key=policy.witnesses[name], ask=_to(address), verify=verify
            )
        except _Silent as silent:
            missing.append((name, silent.why))
            continue
        lines = {known: None for known in lines if (known.name, known.key_id) != (line.name, line.key_id)}
        lines[line] = None
    found = Note(note.text, tuple(lines))
    store(folder, {CHECKPOINT: str(found).encode()})
    enough = accepted(found, policy=policy, verify=verify) is not None
    return Cosigned(note=found, accepted=enough, missing=tuple(missing))


def _to(address: str) -> Ask:
    return lambda body: ask(f"{address.rstrip('/')}/add-checkpoint", body=body)


def _asked(folder: Path, note: Note, *, name: str, key: NoteKey, ask: Ask, verify: Verify) -> Line:
    answer = _sent(folder, note, old=0, ask=ask)
    if answer.status == 409 and answer.content_type == SIZE_TYPE:
        old, size = _size(answer.body), read_checkpoint(note.text).size
        if old > size:
            raise halt(
                folder,
                say(
                    "Witness {name} has seen {old} entries of this log, which has {size}: it is an "
                    "old copy. Fetch the rest from a mirror.",
                    name=name,
                    old=old,
                    size=size,
                ),
            )
        answer = _sent(folder, note, old=old, ask=ask)
    if answer.status in {409, 422} and answer.content_type != SIZE_TYPE:
        raise halt(folder, say("Witness {name} has seen another history of this log.", name=name))
    if answer.status != 200:
        raise _Silent(say("It answered with status {status}.", status=answer.status))
    return _line(answer, note, key=key, verify=verify)


def _sent(folder: Path, note: Note, *, old: int, ask: Ask) -> Answer:
    try:
        return ask(str(Request(old, _proof(folder, note, old=old), note)).encode())
    except Unreadable as error:
        raise _Silent(error.sentence) from error


def _proof(folder: Path, note: Note, *, old: int) -> tuple[Digest, ...]:
    size = read_checkpoint(note.text).size
    return tuple(consistency_proof(old, size=size, hashes=hashes_of_tiles(reader(folder), size=size)))


def _size(body: bytes) -> int:
    try:
        return read_number(body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, Malformed) as error:
        raise _Silent(say("Its answer cannot be read.")) from error


def _line(answer: Answer, note: Note, *, key: NoteKey, verify: Verify) -> Line:
    try:
        line = cosigned_by(answer.body, note=note, key=key, verify=verify)
    except Malformed as error:
        raise _Silent(say("Its signature is wrong.")) from error
    if line is None:
        raise _Silent(say("It signed with another key."))
    return line
