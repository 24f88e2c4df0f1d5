"""Writes a log: entries, tiles, checkpoint, each on the disk before the next; never two roots of one size.

Layout: C2SP tlog-tiles. `signed` is our own file: the last size and root that the key signed. A folder that
was put back from an old backup shows itself by it, if it was kept, and in any case to the witnesses.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sampai.kernel.errors import SampaiError
from sampai.kernel.text import Text, say
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.ports import Sign
from sampai.ledger.rules.audit import CHECKPOINT
from sampai.ledger.rules.merkle import Tree, leaf_hash, root
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, read_checkpoint, read_note, signed
from sampai.ledger.rules.tiles import (
    WIDTH,
    Fetch,
    bundle_bytes,
    bundle_path,
    entries_of,
    levels,
    read_bundle,
    root_of_bundles,
    spans,
    tile_bytes,
    tile_path,
)

SIGNED = "signed"


class Halted(SampaiError):
    """The log must not be signed: what is stored and what was signed do not agree."""

    def __init__(self, sentence: Text) -> None:
        """All of them need a person, and nothing may be deleted."""
        hint = say("Delete nothing. Compare the folder with a mirror and run: sampai ledger verify")
        super().__init__("log-halted", sentence, hint)


def reader(folder: Path) -> Fetch:
    """Reads files of a log by their paths."""
    return lambda path: (folder / path).read_bytes()


def files_of(folder: Path) -> Iterator[str]:
    """The paths of a log's files."""
    yield from (CHECKPOINT,) if (folder / CHECKPOINT).exists() else ()
    for path in sorted((folder / "tile").rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


class LogFolder:
    """One log, written by one process."""

    def __init__(self, folder: Path, *, key: NoteKey, sign: Sign) -> None:
        """Open the log, or begin one. Raises `Halted` where files and last checkpoint do not agree."""
        self._folder = folder
        self._key = key
        self._sign = sign
        self._fetch = reader(folder)
        last = _last(folder)
        self._size = last.size if last else 0
        self._tree, self._full = self._checked(last) if last else (Tree(), ())
        self._edge = _edge(self._fetch, size=self._size)

    @property
    def size(self) -> int:
        """How many entries the last checkpoint holds."""
        return self._size

    def append(self, entries: Sequence[bytes]) -> Note:
        """Add entries; the signed checkpoint that holds them. Raises `Halted` instead of signing a doubt."""
        if self._tree.size != self._size:
            raise Halted(say("Writing to the log was cut short; open it again."))
        size = self._size + len(entries)
        _store(self._folder, self._bundles(entries))
        for entry in entries:
            self._tree.append(leaf_hash(entry))
        tiles = _tiles(self._tree, self._size, size)
        _store(self._folder, tiles)
        checkpoint = Checkpoint(origin=self._key.name, size=size, root=root(size, hashes=self._tree))
        full = self._agrees(checkpoint, tiles=tiles, full=self._full)
        note = self._publish(checkpoint)
        self._size, self._full = size, full
        self._edge = [*self._edge, *entries][-(size % WIDTH) :] if size % WIDTH else []
        return note

    def _bundles(self, entries: Sequence[bytes]) -> dict[str, bytes]:
        first = self._size - self._size % WIDTH
        made = [*self._edge, *entries]
        return {
            bundle_path(index, width=width): bundle_bytes(
                made[index * WIDTH - first : index * WIDTH - first + width]
            )
            for index, width in spans(self._size, self._size + len(entries))
        }

    def _checked(self, last: Checkpoint) -> tuple[Tree, Sequence[Digest]]:
        """The tree of a log that is opened; every entry is hashed and every tile looked at."""
        with _damage():
            tree = Tree(entries_of(self._fetch, size=last.size))
        return tree, self._agrees(last, tiles=_tiles(tree, 0, last.size), full=())

    def _agrees(
        self, checkpoint: Checkpoint, *, tiles: dict[str, bytes], full: Sequence[Digest]
    ) -> Sequence[Digest]:
        """Compare with the entries as stored, hashed another way, and with the stored tiles."""
        with _damage():
            found, full = root_of_bundles(self._fetch, size=checkpoint.size, full=full)
            same = all(self._fetch(path) == content for path, content in tiles.items())
        if found != checkpoint.root or not same:
            raise Halted(say("The stored entries do not give the root of the log's checkpoint."))
        return full

    def _publish(self, checkpoint: Checkpoint) -> Note:
        before = _signed(self._folder)
        if before is not None and _forks(before, checkpoint):
            raise Halted(say("The log's key signed another history, up to entry {size}.", size=before.size))
        text = str(checkpoint)
        _store(self._folder, {SIGNED: text.encode()})
        note = Note(text, (signed(text, key=self._key, sign=self._sign),))
        _store(self._folder, {CHECKPOINT: str(note).encode()})
        return note


def _tiles(tree: Tree, old: int, size: int) -> dict[str, bytes]:
    """The tiles that a tree grown from `old` to `size` leaves has new."""
    return {
        tile_path(level, index, width=width): tile_bytes(level, index, width=width, hashes=tree)
        for level in levels(size)
        for index, width in spans(old, size, level=level)
    }


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (OSError, Malformed) as error:
        raise Halted(say("A file of the log is missing or damaged: {what}.", what=str(error))) from error


def _forks(before: Checkpoint, checkpoint: Checkpoint) -> bool:
    return before.size > checkpoint.size or (
        before.size == checkpoint.size and before.root != checkpoint.root
    )


def _signed(folder: Path) -> Checkpoint | None:
    path = folder / SIGNED
    return read_checkpoint(path.read_text(encoding="utf-8")) if path.exists() else None


def _last(folder: Path) -> Checkpoint | None:
    path = folder / CHECKPOINT
    return read_checkpoint(read_note(path.read_bytes()).text) if path.exists() else None


def _edge(fetch: Fetch, *, size: int) -> list[bytes]:
    """The entries of the last bundle, if it is not full."""
    width = size % WIDTH
    return read_bundle(fetch(bundle_path(size // WIDTH, width=width)), width=width) if width else []


def _store(folder: Path, files: dict[str, bytes]) -> None:
    """Write files so that each is whole or not there; all are on the disk when this returns.

    An error of the disk is passed on, never tried again: the system may have thrown the data away.
    """
    folders: dict[Path, None] = {}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folders |= dict.fromkeys([path.parent, *path.parent.relative_to(folder).parents])
    for place in folders:
        _sync_folder(folder / place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
