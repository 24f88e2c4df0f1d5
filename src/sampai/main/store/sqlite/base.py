"""SQLite as a server's store: one connection writes and checkpoints, the others only read.

SQLite up to 3.51.2 may lose commits when two connections write or checkpoint a WAL file at once (the
WAL-reset bug). So every thread's alias `default` is a wrapper of one shared connection behind one lock, and
`reader` connections are `query_only` and never checkpoint.
"""

from sqlite3 import Connection
from threading import Lock, RLock
from typing import Any

from django.db.backends.sqlite3 import base

_WRITER = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 1000")
_READER = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA query_only = ON")


class _Shared:
    """The writing connections of this process, by file, each with the lock that guards it."""

    def __init__(self) -> None:
        self.door = Lock()
        self.connections: dict[str, Connection] = {}
        self.locks: dict[str, Any] = {}

    def lock(self, name: str) -> Any:  # noqa: ANN401 -- threading.RLock is a function, not a type
        with self.door:
            return self.locks.setdefault(name, RLock())


_shared = _Shared()


def close_writers() -> None:
    """Close the shared connections: at the end of a process, or between tests."""
    with _shared.door:
        for connection in _shared.connections.values():
            connection.close()
        _shared.connections.clear()


class GuardedCursor(base.SQLiteCursorWrapper):
    """A cursor whose statements wait for the transaction of another thread to end.

    Rows that a writing statement returns are fetched at once: until then it is in progress, and no other
    thread could commit.
    """

    lock: Any
    _returned: list[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:  # noqa: ANN401 -- as Django's
        """Run one statement."""
        with self.lock:
            self._returned = None
            super().execute(query, params)
            if " RETURNING " in query:
                self._returned = super().fetchall()
        return self

    def fetchone(self) -> Any:  # noqa: ANN401 -- see above
        """The next row, or None."""
        if self._returned is None:
            return super().fetchone()
        return self._returned.pop(0) if self._returned else None

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        if self._returned is None:
            return super().fetchall()
        rows, self._returned = self._returned, []
        return rows

    def executemany(self, query: str, param_list: Any) -> Any:  # noqa: ANN401 -- as Django's
        """Run one statement for many rows."""
        with self.lock:
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper with a shared writing connection; `OPTIONS["writes"]` tells which kind it is."""

    holds = 0
    """How often this wrapper's thread has taken the lock for a transaction."""

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, without our own option."""
        found = super().get_connection_params()
        self.writes = bool(found.pop("writes", False))
        self.transaction_mode = "IMMEDIATE"
        return found

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """The shared connection for writers, a new one for readers."""
        if not self.writes:
            return _opened(super().get_new_connection(conn_params), pragmas=_READER)
        name = str(conn_params["database"])
        with _shared.door:
            if name not in _shared.connections:
                fresh = super().get_new_connection(conn_params)
                fresh.isolation_level = None
                _shared.connections[name] = _opened(fresh, pragmas=_WRITER)
            return _shared.connections[name]

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ANN401, ARG002 -- as Django's
        """A cursor; a guarded one on the shared connection."""
        if not self.writes:
            return self.connection.cursor(factory=base.SQLiteCursorWrapper)
        cursor = self.connection.cursor(factory=GuardedCursor)
        cursor.lock = self._lock
        return cursor

    @property
    def _lock(self) -> Any:  # noqa: ANN401 -- see above
        return _shared.lock(str(self.settings_dict["NAME"]))

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Leave the shared connection as it was opened.

        Python commits when `isolation_level` is set to None: that would end another thread's transaction.
        """
        if not self.writes:
            super()._set_autocommit(autocommit)

    def _start_transaction_under_autocommit(self) -> None:
        if self.writes:
            self._lock.acquire()
            self.holds += 1
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self.writes and self.holds:
            self.holds -= 1
            self._lock.release()

    def _close(self) -> None:
        """Leave the shared connection open; the process closes it."""
        if not self.writes:
            super()._close()


def _opened(connection: Connection, *, pragmas: tuple[str, ...]) -> Connection:
    for pragma in pragmas:
        connection.execute(pragma)
    return connection
