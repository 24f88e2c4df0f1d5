"""So many at a time, in the order in which they came."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Lets a number of threads work at a time.

    A semaphore of Python's lets whoever comes go before those that wait, so that some wait very long: the
    slowest hundredth of pages took four times as long with one.
    """

    def __init__(self, count: int) -> None:
        """Nobody works or waits."""
        self._free = count
        self._waiting = deque[Lock]()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and give it to the next who waits afterwards."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
