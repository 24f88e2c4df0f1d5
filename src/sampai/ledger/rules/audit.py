"""Checking a log from its files alone: every tile, bundle and note; what is wrong is named by its path."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from sampai.ledger.model import DIGEST_BYTES, Digest, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import Tree, leaf_hash, root
from sampai.ledger.rules.notes import Checkpoint, NoteKey, read_checkpoint, read_note, signers
from sampai.ledger.rules.tiles import (
    CHECKPOINT,
    HEIGHT,
    WIDTH,
    Fetch,
    entries_of,
    needed,
    placed,
    read_bundle,
    spans,
    tile_bytes,
    tile_path,
)


class Wrong(Enum):
    """What is wrong with a file of a log, a row of the record, a part of a bundle."""

    MISSING = "missing"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    ROOT = "root"
    """The entries have another root than the checkpoint says."""
    STRANGE = "strange"
    """No file of a log of this size."""
    UNPROVEN = "unproven"
    """No signature of the device covers it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not what it should be; rows are named `table/number`."""

    path: str
    wrong: Wrong


def audit(paths: Iterable[str], *, fetch: Fetch, key: NoteKey, verify: Verify) -> list[Fault]:
    """Everything that is wrong with a log; `fetch` raises `OSError` or `KeyError` for a file that is missing.

    Entries or level-0 tiles that give the signed root are the truth to which all other files are held.
    """
    checkpoint = _signed(fetch, key=key, verify=verify)
    if isinstance(checkpoint, Fault):
        return [checkpoint]
    named = dict.fromkeys(sorted(paths))
    missing = [Fault(path, Wrong.MISSING) for path in needed(checkpoint.size) if path not in named]
    trees = [tree for read in (_by_entries, _by_tiles) if (tree := read(fetch, checkpoint.size)) is not None]
    true = [tree for tree in trees if root(tree.size, hashes=tree) == checkpoint.root]
    if true:
        return [*missing, *_unlike(named, tree=true[0], fetch=fetch)]
    against = [fault for tree in trees for fault in _unlike(named, tree=tree, fetch=fetch)]
    return list(dict.fromkeys([Fault(CHECKPOINT, Wrong.ROOT), *missing, *against]))


def _signed(fetch: Fetch, *, key: NoteKey, verify: Verify) -> Checkpoint | Fault:
    try:
        note = read_note(fetch(CHECKPOINT))
        checkpoint = read_checkpoint(note.text)
        if checkpoint.origin == key.name and signers(note, keys=[key], verify=verify):
            return checkpoint
    except (OSError, KeyError):
        return Fault(CHECKPOINT, Wrong.MISSING)
    except Malformed:
        pass
    return Fault(CHECKPOINT, Wrong.UNSIGNED)


def _by_entries(fetch: Fetch, size: int) -> Tree | None:
    try:
        return Tree(entries_of(fetch, size=size))
    except (OSError, KeyError, Malformed):
        return None


def _by_tiles(fetch: Fetch, size: int) -> Tree | None:
    tree = Tree()
    try:
        for index, width in spans(0, size):
            raw = fetch(tile_path(0, index, width=width))
            if len(raw) != width * DIGEST_BYTES:
                return None
            for at in range(0, len(raw), DIGEST_BYTES):
                tree.append(Digest(raw[at : at + DIGEST_BYTES]))
    except (OSError, KeyError):
        return None
    return tree


def _unlike(paths: Iterable[str], *, tree: Tree, fetch: Fetch) -> Iterator[Fault]:
    """Each file that a tree does not call for, or not with this content; partial ones of before, too."""
    for path in paths:
        if path == CHECKPOINT:
            continue
        place = placed(path)
        if place is None:
            yield Fault(path, Wrong.STRANGE)
            continue
        level, index, width = place
        if index * WIDTH + width > tree.size >> HEIGHT * max(level, 0):
            yield Fault(path, Wrong.STRANGE)
        elif not _is_right(fetch(path), tree, level=level, index=index, width=width):
            yield Fault(path, Wrong.ALTERED)


def _is_right(raw: bytes, tree: Tree, *, level: int, index: int, width: int) -> bool:
    """Level -1 stands for entries."""
    if level >= 0:
        return raw == tile_bytes(level, index, width=width, hashes=tree)
    try:
        entries = read_bundle(raw, width=width)
    except Malformed:
        return False
    return all(leaf_hash(entry) == tree(0, index * WIDTH + at) for at, entry in enumerate(entries))
