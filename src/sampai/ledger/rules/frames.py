"""Bytes as a loop of QR codes: any few more frames than blocks bring them back, in any order.

A frame is 4 bytes of the content's SHA-256, its length, the frame's number (4 bytes each, most significant
first), one block. The first `k` frames are the blocks themselves; each later one is the XOR of those that
`_mixed` picks by the frame's number, so sender and receiver agree without saying more (a random linear code,
after Luby's LT codes).
"""

import hashlib
from collections.abc import Iterator, Sequence

from sampai.ledger.model import Malformed

HEAD_BYTES = 12
MOST_CONTENT = 1 << 20
MOST_BLOCKS = 4_096
BLOCK_BYTES = 300
"""What a cheap camera reads from a cheap screen in one code."""


def frames(content: bytes, *, block_bytes: int = BLOCK_BYTES) -> Iterator[bytes]:
    """All frames of a content, without an end; a sender shows them one after the other."""
    if not 0 < len(content) <= min(MOST_CONTENT, block_bytes * MOST_BLOCKS):
        raise Malformed("content for frames")
    blocks = _blocks(content, block_bytes)
    head = _name(content) + len(content).to_bytes(4, "big")
    number = 0
    while number < 1 << 32:
        yield head + number.to_bytes(4, "big") + _xor([blocks[at] for at in _mixed(number, len(blocks))])
        number += 1


def _blocks(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size].ljust(size, b"\0") for at in range(0, len(content), size)]


def _name(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:4]


def _xor(blocks: Sequence[bytes]) -> bytes:
    found = int.from_bytes(blocks[0], "big")
    for block in blocks[1:]:
        found ^= int.from_bytes(block, "big")
    return found.to_bytes(len(blocks[0]), "big")


def _mixed(number: int, count: int) -> list[int]:
    """Which blocks a frame holds: itself at first; later each with even chance, by bits of SHA-256.

    Bit `i` of SHA-256(number || chunk), most significant first, says whether block `256 * chunk + i` is in.
    """
    if number < count:
        return [number]
    seed = number.to_bytes(4, "big")
    found = []
    for chunk in range(-(-count // 256)):
        bits = hashlib.sha256(seed + chunk.to_bytes(4, "big")).digest()
        here = range(min(256, count - chunk * 256))
        found += [chunk * 256 + at for at in here if bits[at // 8] >> 7 - at % 8 & 1]
    return found or [number % count]


class Gathering:
    """Frames as they are seen, until the content is there."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._head = b""
        self._size = 0
        self._count = 0
        self._rows: dict[int, tuple[int, int]] = {}
        """By its lowest block: which blocks a combination holds, as bits, and their XOR."""

    @property
    def progress(self) -> tuple[int, int]:
        """How many independent frames are there, and how many are needed."""
        return len(self._rows), self._count

    def add(self, frame: bytes) -> bytes | None:
        """See one more frame; the content, once it is whole. Raises `Malformed` for frames of nothing.

        A frame of another content begins anew: somebody holds up another loop.
        """
        head, number, block = frame[:8], int.from_bytes(frame[8:HEAD_BYTES], "big"), frame[HEAD_BYTES:]
        self._begin(head, block)
        mask = sum(1 << at for at in _mixed(number, self._count))
        self._reduce(mask, int.from_bytes(block, "big"))
        return self._whole() if len(self._rows) == self._count else None

    def _begin(self, head: bytes, block: bytes) -> None:
        length = int.from_bytes(head[4:], "big")
        count = -(-length // len(block)) if block else 0
        if len(head) != 8 or not 0 < length <= MOST_CONTENT or not 0 < count <= MOST_BLOCKS:
            raise Malformed("frame")
        if (head, len(block)) != (self._head, self._size):
            self._head, self._size, self._count, self._rows = head, len(block), count, {}

    def _reduce(self, mask: int, value: int) -> None:
        while mask:
            lowest = (mask & -mask).bit_length() - 1
            if lowest not in self._rows:
                self._rows[lowest] = mask, value
                return
            other, its = self._rows[lowest]
            mask, value = mask ^ other, value ^ its

    def _whole(self) -> bytes | None:
        """Solve from the highest block down. None, and all forgotten, where a frame was damaged."""
        solved: dict[int, int] = {}
        for lowest in sorted(self._rows, reverse=True):
            mask, value = self._rows[lowest]
            mask ^= 1 << lowest
            while mask:
                at = (mask & -mask).bit_length() - 1
                value, mask = value ^ solved[at], mask ^ 1 << at
            solved[lowest] = value
        raw = b"".join(solved[at].to_bytes(self._size, "big") for at in range(self._count))
        content = raw[: int.from_bytes(self._head[4:], "big")]
        if _name(content) != self._head[:4]:
            self._rows = {}
            return None
        return content
