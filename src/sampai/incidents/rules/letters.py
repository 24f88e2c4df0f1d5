"""When a letter that was not taken is brought again, and which notices go out as letters at all."""

from sampai.incidents.model import What

FIRST_WAIT_MS = 60_000
LONGEST_WAIT_MS = 3_600_000
MOST_TRIES = 12
STALE_MS = 24 * 3_600_000
"""A notice that is older goes out no more: who was to answer has been asked in other ways since."""
SENT = frozenset({What.NOTIFY, What.REMIND, What.ASK, What.DISPATCH, What.CALL_BACK})
"""What is more than a notice in the app."""


def wait_ms(tries: int) -> int | None:
    """How long to wait after so many tries, twice as long each time; None: it is given up."""
    if tries >= MOST_TRIES:
        return None
    return min(FIRST_WAIT_MS << max(tries - 1, 0), LONGEST_WAIT_MS)
