"""A full copy of a log (C2SP tlog-mirror): all is verified on the way, and a copy cut short is carried on."""

from dataclasses import dataclass
from pathlib import Path

from sampai.engines.tlog.disk import store
from sampai.engines.tlog.folder import Halted, last_checkpoint, tiles_between
from sampai.engines.tlog.witness import Witness
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import Text, say
from sampai.ledger.model import DIGEST_BYTES, Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import Tree, consistency_proof, leaf_hash, root
from sampai.ledger.rules.notes import (
    Checkpoint,
    Note,
    NoteKey,
    read_checkpoint,
    read_lines,
    read_note,
    signers,
)
from sampai.ledger.rules.tiles import (
    CHECKPOINT,
    WIDTH,
    Fetch,
    bundle_bytes,
    bundle_path,
    read_bundle,
    spans,
    tile_path,
)
from sampai.ledger.rules.witness import Request

SECOND_HISTORY = "second-history"
"""A checkpoint that the log signed and that does not follow the mirror's: proof against the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """What a run did."""

    checkpoint: Checkpoint
    fetched: int
    """Bundles that were fetched; those that lay there already were verified."""


def mirror(
    source: Fetch, folder: Path, *, key: NoteKey, verify: Verify, cosigner: Witness | None = None
) -> Mirrored:
    """Bring a folder up to a log's checkpoint: tiles against the signed root, each bundle against its tile.

    The checkpoint is written last, with the mirror's own cosignature where it has a key. Raises `Unreadable`
    for files that are missing or altered at the source, `Halted` where the log does not contain what the
    mirror holds.
    """
    note = _signed(source, key=key, verify=verify)
    new, old = read_checkpoint(note.text), last_checkpoint(folder)
    tree = _tree(source, size=new.size)
    if root(new.size, hashes=tree) != new.root:
        raise _altered("tile/0")
    if old is not None and not _contains(tree, old):
        raise _second_history(folder, note, new=new, old=old)
    fetched = 0
    for index, width in spans(0, new.size):
        fetched += _copied(source, folder, tree=tree, index=index, width=width)
    store(folder, tiles_between(tree, old.size if old else 0, new.size))
    if cosigner is not None:
        note = _cosigned(note, tree=tree, cosigner=cosigner)
    store(folder, {CHECKPOINT: str(note).encode()})
    return Mirrored(checkpoint=new, fetched=fetched)


def _second_history(folder: Path, note: Note, *, new: Checkpoint, old: Checkpoint) -> Halted:
    store(folder, {SECOND_HISTORY: str(note).encode()})
    return Halted(
        say(
            "The log shows {new} entries that do not contain the {old} entries of the mirror.",
            new=new.size,
            old=old.size,
        )
    )


def _signed(source: Fetch, *, key: NoteKey, verify: Verify) -> Note:
    try:
        note = read_note(source(CHECKPOINT))
        if read_checkpoint(note.text).origin == key.name and signers(note, keys=[key], verify=verify):
            return note
    except OSError as error:
        raise _missing(CHECKPOINT) from error
    except Malformed as error:
        raise _altered(CHECKPOINT) from error
    raise _altered(CHECKPOINT)


def _contains(tree: Tree, old: Checkpoint) -> bool:
    return old.size <= tree.size and root(old.size, hashes=tree) == old.root


def _tree(source: Fetch, *, size: int) -> Tree:
    tree = Tree()
    for index, width in spans(0, size):
        path = tile_path(0, index, width=width)
        raw = _had(source, path, full=tile_path(0, index))[: width * DIGEST_BYTES]
        if len(raw) != width * DIGEST_BYTES:
            raise _altered(path)
        for at in range(0, len(raw), DIGEST_BYTES):
            tree.append(Digest(raw[at : at + DIGEST_BYTES]))
    return tree


def _had(source: Fetch, path: str, *, full: str) -> bytes:
    """A partial file, or the full one that took its place when the log grew."""
    for one in dict.fromkeys((path, full)):
        try:
            return source(one)
        except OSError:
            continue
    raise _missing(path)


def _copied(source: Fetch, folder: Path, *, tree: Tree, index: int, width: int) -> bool:
    """Whether the bundle had to be fetched; one that is stored already is read and verified again."""
    path = bundle_path(index, width=width)
    stored = folder / path
    if stored.exists() and _is_right(stored.read_bytes(), tree=tree, index=index, width=width):
        return False
    raw = _cut(_had(source, path, full=bundle_path(index)), width=width)
    if not _is_right(raw, tree=tree, index=index, width=width):
        raise _altered(path)
    store(folder, {path: raw})
    return True


def _cut(raw: bytes, *, width: int) -> bytes:
    try:
        return bundle_bytes(read_bundle(raw, width=WIDTH)[:width])
    except Malformed:
        return raw


def _is_right(raw: bytes, *, tree: Tree, index: int, width: int) -> bool:
    try:
        entries = read_bundle(raw, width=width)
    except Malformed:
        return False
    return all(leaf_hash(entry) == tree(0, index * WIDTH + at) for at, entry in enumerate(entries))


def _cosigned(note: Note, *, tree: Tree, cosigner: Witness) -> Note:
    """The note with the mirror's cosignature in place of an older one of its own."""
    known = cosigner.seen.get(read_checkpoint(note.text).origin)
    old = known.size if known is not None else 0
    proof = tuple(consistency_proof(old, size=tree.size, hashes=tree)) if old <= tree.size else ()
    status, _, body = cosigner.add_checkpoint(str(Request(old, proof, note)).encode())
    if status != 200:
        raise Halted(say("The mirror's key signed another history of this log."))
    own = [line for line in note.lines if (line.name, line.key_id) != (cosigner.key.name, cosigner.key.id)]
    return Note(note.text, (*own, *read_lines(body)))


def _missing(path: str) -> Unreadable:
    return _bad(say("{path}: missing.", path=path))


def _altered(path: str) -> Unreadable:
    return _bad(say("{path}: altered, or not signed by the log's key.", path=path))


def _bad(sentence: Text) -> Unreadable:
    hint = say("What was verified is kept. Ask the log's operator, then run the command again.")
    return Unreadable("log-file", sentence, hint)
