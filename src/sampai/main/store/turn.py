"""Which of several server processes over one PostgreSQL does what one alone should do."""

import hashlib
import logging
from threading import Event

from django.db import DatabaseError, connection

LOCK = int.from_bytes(hashlib.sha256(b"sampai/chores").digest()[:8], "big", signed=True)
"""Of this database; another program would have to draw the same 64 bits."""
_log = logging.getLogger("sampai")


def keep_turn(mine: Event, *, ended: Event, every_s: float) -> None:
    """Set `mine` while it is this process's turn, until `ended`: always on SQLite, which one process holds.

    On PostgreSQL an advisory lock of this thread's connection says so. It is free as soon as that process or
    its connection has ended, and another that asks gets it. For a moment two may believe that it is theirs;
    so what they do must be safe side by side, too.
    """
    while True:
        _ask(mine)
        if ended.wait(every_s):
            connection.close()
            return


def _ask(mine: Event) -> None:
    try:
        has = _has_turn()
    except DatabaseError as error:
        _log.error("chores: %s", error)
        connection.close()  # the lock, if it was held, is gone with it
        has = False
    if has:
        mine.set()
    else:
        mine.clear()


def _has_turn() -> bool:
    """Whoever has the lock already is given it once more, and so learns that the connection still stands."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
