"""Keeps what was made for the next who asks, up to a size; what nobody asked for longest goes first.

Processes that were begun by one another share a board, where each lays down what it made.
"""

import mmap
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from threading import Lock

PLACE_BYTES, PLACES = 1 << 17, 1 << 11
"""The largest tiles of a nation take 75 kB; one that does not fit is drawn by each process."""
_HEAD, _SUM, _LENGTH = 48, 24, 4


class Board:
    """Memory that a process shares with those that it begins by forking, in places of one size.

    Whoever lays something down takes the place that its key names, whatever was there. Nobody waits: what is
    being written while it is read does not fit its own sum, and counts as not there.
    """

    def __init__(self, *, places: int = PLACES, place_bytes: int = PLACE_BYTES) -> None:
        self._places, self._bytes = places, place_bytes
        self._memory = mmap.mmap(-1, places * place_bytes)  # pages of it that nobody wrote take no room

    def get(self, key: Hashable) -> bytes | None:
        """What lies under a key; None where nothing does."""
        name, start = self._place(key)
        head, start = self._memory[start : start + _HEAD], start + _HEAD
        length = min(int.from_bytes(head[_SUM : _SUM + _LENGTH]), self._bytes - _HEAD)
        content = self._memory[start : start + length]
        return content if head[:_SUM] == _sum(name, content) and length else None

    def keep(self, key: Hashable, content: bytes) -> None:
        """Lay something down, unless it is larger than a place."""
        if 0 < len(content) <= self._bytes - _HEAD:
            name, start = self._place(key)
            head = _sum(name, content) + len(content).to_bytes(_LENGTH)
            whole = head.ljust(_HEAD, b"\0") + content
            self._memory[start : start + len(whole)] = whole

    def _place(self, key: Hashable) -> tuple[bytes, int]:
        name = blake2b(repr(key).encode(), digest_size=16).digest()
        return name, int.from_bytes(name[:8]) % self._places * self._bytes


def _sum(name: bytes, content: bytes) -> bytes:
    return blake2b(content, key=name, digest_size=_SUM).digest()


class Shelf:
    """Bytes by key, shared by all threads. A key, and its `repr`, says everything that the bytes hang on.

    What is not here may lie on the `board`, where another process made it.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.board: Board | None = None
        self.size = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """What is kept under a key; None where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = self.board.get(key) if self.board else None
        if found is not None:
            self._keep(key, found)
        return found

    def keep(self, key: Hashable, content: bytes) -> None:
        """Keep something; what was asked for longest ago makes room."""
        if self.board:
            self.board.keep(key, content)
        self._keep(key, content)

    def _keep(self, key: Hashable, content: bytes) -> None:
        with self._lock:
            self.size += len(content) - len(self._kept.pop(key, b""))
            self._kept[key] = content
            while self.size > self.most_bytes:
                _, gone = self._kept.popitem(last=False)
                self.size -= len(gone)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self.size = 0
