"""Keeps what was made for the next who asks, up to a size; what nobody asked for longest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Shelf:
    """Bytes by key, shared by all threads. A key says everything that the bytes hang on."""

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """What is kept under a key; None where nothing is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Hashable, content: bytes) -> None:
        """Keep something; what was asked for longest ago makes room."""
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
