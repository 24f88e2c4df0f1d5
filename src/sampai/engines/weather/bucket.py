"""Keeping to a limit of requests in any minute."""

from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = 60
"""BMKG's limit of requests from one address."""

BURST = 10
"""So many at once; the rest of the limit flows in evenly, so that no minute sees more than the limit."""


@dataclass(slots=True)
class TokenBucket:
    """Hands out leave to ask. `clock` gives seconds that never go back, `sleep` waits for some.

    A bucket of `BURST` that fills at `PER_MINUTE - BURST` a minute gives at most `PER_MINUTE` in any minute.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    tokens: float = BURST
    filled_at: float | None = None

    def take(self) -> None:
        """Wait until one more request is allowed."""
        self._fill()
        while self.tokens < 1:
            self.sleep(max(_LEAST_S, (1 - self.tokens) / _PER_SECOND))
            self._fill()
        self.tokens -= 1

    def _fill(self) -> None:
        now = self.clock()
        since = now if self.filled_at is None else self.filled_at
        self.tokens = min(BURST, self.tokens + (now - since) * _PER_SECOND)
        self.filled_at = now


_LEAST_S = 0.01
"""A shorter wait may be lost in the rounding of the clock."""

_PER_SECOND = (PER_MINUTE - BURST) / 60
