"""A log as static files (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries, where each lies."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sampai.ledger.model import DIGEST_BYTES, Digest, Malformed
from sampai.ledger.rules.merkle import EMPTY, Hashes, leaf_hash, node_hash

WIDTH = 256
HEIGHT = 8
MOST_ENTRY_BYTES = 65_535

CHECKPOINT = "checkpoint"
_PATH = re.compile(r"tile/(entries|[0-5]?[0-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")

Fetch = Callable[[str], bytes]
"""The content of a file of the log, by its path."""


def tile_path(level: int, index: int, *, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067`, with `.p/<width>` where the tile is not full."""
    return f"tile/{level}/{_path(index)}{_partial(width)}"


def bundle_path(index: int, *, width: int = WIDTH) -> str:
    """`tile/entries/x001/x234/067`, with `.p/<width>` where the bundle is not full."""
    return f"tile/entries/{_path(index)}{_partial(width)}"


def _path(index: int) -> str:
    last = f"{index % 1000:03d}"
    while index := index // 1000:
        last = f"x{index % 1000:03d}/{last}"
    return last


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def placed(path: str) -> tuple[int, int, int] | None:
    """Level, index and width of a tile by its path, level -1 for a bundle; None for any other path."""
    parts = _PATH.fullmatch(path)
    if parts is None:
        return None
    level = -1 if parts[1] == "entries" else int(parts[1])
    return level, int(re.sub(r"[x/]", "", parts[2])), int(parts[3] or WIDTH)


def spans(old: int, size: int, *, level: int = 0) -> Iterator[tuple[int, int]]:
    """Index and width of each tile of a level that a tree grown from `old` to `size` leaves has new."""
    before, now = old >> HEIGHT * level, size >> HEIGHT * level
    for first in range(before - before % WIDTH, now, WIDTH):
        width = min(WIDTH, now - first)
        if first + width > before:
            yield first // WIDTH, width


def levels(size: int) -> range:
    """The levels of tiles that a tree of this size has."""
    return range(max(1, -(-max(size.bit_length(), 1) // HEIGHT)))


def tile_bytes(level: int, index: int, *, width: int, hashes: Hashes) -> bytes:
    """A tile's content: hashes one after the other."""
    first = index * WIDTH
    return b"".join(hashes(level * HEIGHT, first + at) for at in range(width))


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """A bundle's content: each entry after its length in 16 bits. Raises `Malformed` if one is too long."""
    if any(len(entry) > MOST_ENTRY_BYTES for entry in entries):
        raise Malformed("entry too long")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(raw: bytes, *, width: int) -> list[bytes]:
    """The entries of a bundle. Raises `Malformed` unless there are exactly `width`."""
    found = []
    at = 0
    while at < len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        if end > len(raw):
            raise Malformed("bundle cut off")
        found.append(raw[at + 2 : end])
        at = end
    if len(found) != width:
        raise Malformed("number of entries")
    return found


def needed(size: int, *, old: int = 0) -> Iterator[str]:
    """The files that a log of this size has and one of `old` entries has not: bundles, then tiles."""
    for index, width in spans(old, size):
        yield bundle_path(index, width=width)
    for level in levels(size):
        for index, width in spans(old, size, level=level):
            yield tile_path(level, index, width=width)


def hashes_of_tiles(fetch: Fetch, *, size: int) -> Hashes:
    """Subtree hashes read from a log's tiles, as good as these: compare the root with a checkpoint.

    Raises `Malformed` for a tile of another length.
    """

    def hashes(level: int, index: int) -> Digest:
        above = level % HEIGHT
        tile, first = divmod(index << above, WIDTH)
        width = min(WIDTH, (size >> level - above) - tile * WIDTH)
        raw = fetch(tile_path(level // HEIGHT, tile, width=width))
        if len(raw) != width * DIGEST_BYTES:
            raise Malformed("length of a tile")
        begin, end = first * DIGEST_BYTES, (first + (1 << above)) * DIGEST_BYTES
        return _top([Digest(raw[at : at + DIGEST_BYTES]) for at in range(begin, end, DIGEST_BYTES)])

    return hashes


def _top(row: Sequence[Digest]) -> Digest:
    while len(row) > 1:
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def entry_at(index: int, *, fetch: Fetch, size: int) -> bytes:
    """One entry of a log of this size. Raises `IndexError` beyond its end."""
    if not 0 <= index < size:
        raise IndexError(index)
    bundle, at = divmod(index, WIDTH)
    width = min(WIDTH, size - bundle * WIDTH)
    return read_bundle(fetch(bundle_path(bundle, width=width)), width=width)[at]


def entries_of(fetch: Fetch, *, size: int) -> Iterator[bytes]:
    """All entries of a log of this size, from its bundles."""
    for index, width in spans(0, size):
        yield from read_bundle(fetch(bundle_path(index, width=width)), width=width)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The subtrees into which the first full bundles of a log fall, by height, largest first."""

    bundles: int = 0
    stack: tuple[tuple[int, Digest], ...] = ()


def peaks_of(size: int, *, hashes: Hashes) -> Peaks:
    """Those of a log whose hashes are known, as good as these."""
    bundles = size // WIDTH
    heights = [height for height in reversed(range(bundles.bit_length())) if bundles >> height & 1]
    return Peaks(
        bundles,
        tuple((HEIGHT + height, hashes(HEIGHT + height, (bundles >> height) - 1)) for height in heights),
    )


def root_of_bundles(fetch: Fetch, *, size: int, known: Peaks = Peaks()) -> tuple[Digest, Peaks]:
    """The root from stored entries alone, and the peaks of all full bundles; those of `known` are not read.

    A second way beside `merkle.root`, for comparing: a stack of subtrees, equal heights joined as they meet.
    """
    stack, full = list(known.stack), known
    for index, width in spans(known.bundles * WIDTH, size):
        for entry in read_bundle(fetch(bundle_path(index, width=width)), width=width):
            _push(stack, 0, leaf_hash(entry))
        if width == WIDTH:
            full = Peaks(index + 1, tuple(stack))
    return _joined(stack), full


def _push(stack: list[tuple[int, Digest]], height: int, found: Digest) -> None:
    while stack and stack[-1][0] == height:
        height, found = height + 1, node_hash(stack.pop()[1], found)
    stack.append((height, found))


def _joined(stack: list[tuple[int, Digest]]) -> Digest:
    if not stack:
        return EMPTY
    found = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        found = node_hash(left, found)
    return found
