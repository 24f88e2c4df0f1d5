"""Writes a log: entries, tiles, checkpoint, each on the disk before the next; never two roots of one size.

Layout: C2SP tlog-tiles. `signed` is our own file: the last size and root that the key signed. A folder that
was put back from an old backup shows itself by it, if it was kept, and in any case to the witnesses.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sampai.engines.tlog.disk import NEW, store
from sampai.kernel.errors import SampaiError
from sampai.kernel.text import Text, say
from sampai.ledger.model import Malformed
from sampai.ledger.ports import Sign
from sampai.ledger.rules.merkle import Growth, Hashes, leaf_hash, root
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, read_checkpoint, read_note, signed
from sampai.ledger.rules.tiles import (
    CHECKPOINT,
    WIDTH,
    Fetch,
    Peaks,
    bundle_bytes,
    bundle_path,
    hashes_of_tiles,
    levels,
    peaks_of,
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
    """The paths of a log's files, without what a cut left half-written."""
    yield from (CHECKPOINT,) if (folder / CHECKPOINT).exists() else ()
    for path in sorted((folder / "tile").rglob("*")):
        if path.is_file() and not path.name.endswith(NEW):
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
        self._tree = self._grown(self._size)
        self._full = self._checked(last) if last else Peaks()
        self._edge = _edge(self._fetch, size=self._size)

    @property
    def size(self) -> int:
        """How many entries the last checkpoint holds."""
        return self._size

    @property
    def promised(self) -> int:
        """The size that the key signed last; more than `size` where writing was cut short after signing."""
        before = _signed(self._folder)
        return max(self._size, before.size if before else 0)

    @property
    def last(self) -> bytes | None:
        """The last entry; None where there is none."""
        width = (self._size - 1) % WIDTH + 1
        if not self._size:
            return None
        path = bundle_path((self._size - 1) // WIDTH, width=width)
        return read_bundle(self._fetch(path), width=width)[-1]

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
        self._size, self._full, self._tree = size, full, self._grown(size)
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

    def _grown(self, size: int) -> Growth:
        """The tree that grows on from a size; its older hashes are read from tiles, each once."""
        return Growth(size, before=hashes_of_tiles(cache(self._fetch), size=size))

    def _checked(self, last: Checkpoint) -> Peaks:
        """What is needed to go on from a checkpoint: the tiles up the right edge, and the last entries.

        They must give the signed root. Everything older is looked at by `audit`, not on every opening.
        """
        with _damage():
            peaks = peaks_of(last.size, hashes=self._tree)
            tiles = tiles_between(self._tree, last.size - 1, last.size)
        return self._agrees(last, tiles=tiles, full=peaks)

    def _agrees(self, checkpoint: Checkpoint, *, tiles: dict[str, bytes], full: Peaks) -> Peaks:
        """Compare with the entries as stored, hashed another way, and with the stored tiles."""
        with _damage():
            found, full = root_of_bundles(self._fetch, size=checkpoint.size, known=full)
            same = all(self._fetch(path) == content for path, content in tiles.items())
            said = root(checkpoint.size, hashes=self._tree)
        if not found == said == checkpoint.root or not same:
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


def tiles_between(tree: Hashes, old: int, size: int) -> dict[str, bytes]:
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
