"""Writes a log: entries, tiles, checkpoint, each on the disk before the next; never two roots of one size.

Layout: C2SP tlog-tiles. `signed` is our own file: the last size and root that the key signed. A folder that
was put back from an old backup shows itself by it, if it was kept, and in any case to the witnesses.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sampai.engines.tlog.disk import store
from sampai.kernel.errors import SampaiError
from sampai.kernel.text import Text, say
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.ports import Sign
from sampai.ledger.rules.merkle import Tree, leaf_hash, root
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, read_checkpoint, read_note, signed
from sampai.ledger.rules.tiles import (
    CHECKPOINT,
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
HALTED = "halted"
"""Our own file, too: why this log must not be signed any more. Only a person takes it away."""


class Halted(SampaiError):
    """The log must not be signed: what is stored and what was signed do not agree."""

    def __init__(self, sentence: Text) -> None:
        """All of them need a person, and nothing may be deleted."""
        hint = say("Delete nothing. Compare the folder with a mirror and run: sampai ledger verify")
        super().__init__("log-halted", sentence, hint)


def halt(folder: Path, sentence: Text) -> Halted:
    """Note for good that this log must not be signed; the error to raise."""
    store(folder, {HALTED: f"{sentence}\n".encode()})
    return Halted(sentence)


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
        if (folder / HALTED).exists():
            raise Halted(say("The log was stopped: {why}", why=(folder / HALTED).read_text("utf-8").strip()))
        self._folder = folder
        self._key = key
        self._sign = sign
        self._fetch = reader(folder)
        last = last_checkpoint(folder)
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
        store(self._folder, self._bundles(entries))
        for entry in entries:
            self._tree.append(leaf_hash(entry))
        tiles = tiles_between(self._tree, self._size, size)
        store(self._folder, tiles)
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
        return tree, self._agrees(last, tiles=tiles_between(tree, 0, last.size), full=())

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
        store(self._folder, {SIGNED: text.encode()})
        note = Note(text, (signed(text, key=self._key, sign=self._sign),))
        store(self._folder, {CHECKPOINT: str(note).encode()})
        return note


def tiles_between(tree: Tree, old: int, size: int) -> dict[str, bytes]:
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
    except (OSError, Malformed, UnicodeDecodeError) as error:
        raise Halted(say("A file of the log is missing or damaged: {what}.", what=str(error))) from error


def _forks(before: Checkpoint, checkpoint: Checkpoint) -> bool:
    return before.size > checkpoint.size or (
        before.size == checkpoint.size and before.root != checkpoint.root
    )


def _signed(folder: Path) -> Checkpoint | None:
    path = folder / SIGNED
    with _damage():
        return read_checkpoint(path.read_text(encoding="utf-8")) if path.exists() else None


def last_checkpoint(folder: Path) -> Checkpoint | None:
    """The checkpoint that a log ends with, signatures not looked at. Raises `Halted` for a damaged one."""
    path = folder / CHECKPOINT
    with _damage():
        return read_checkpoint(read_note(path.read_bytes()).text) if path.exists() else None


def _edge(fetch: Fetch, *, size: int) -> list[bytes]:
    """The entries of the last bundle, if it is not full."""
    width = size % WIDTH
    return read_bundle(fetch(bundle_path(size // WIDTH, width=width)), width=width) if width else []
