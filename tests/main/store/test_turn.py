"""Of several server processes one at a time does the chores; another goes on where it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
import pytest
from django.db import connection
from tests.processes import LIMIT_S, comes_true

from sampai.main.store.turn import LOCK, keep_turn

SOON_S = 0.05
ON_POSTGRESQL = pytest.mark.parametrize("any_store", ["postgresql"], indirect=True)


@contextmanager
def _asking() -> Iterator[tuple[Event, Event]]:
    """A thread that asks for its turn as a process does, over a connection of its own."""
    mine, ended = Event(), Event()
    thread = Thread(target=keep_turn, args=(mine,), kwargs={"ended": ended, "every_s": SOON_S})
    thread.start()
    try:
        yield mine, ended
    finally:
        ended.set()
        thread.join(LIMIT_S)
        assert not thread.is_alive()


def _holders() -> list[int]:
    """Processes of PostgreSQL that hold the lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
            " AND (l.classid::bigint << 32 | l.objid::bigint) = %s",
            [LOCK],
        )
        return [pid for (pid,) in cursor.fetchall()]


@pytest.mark.usefixtures("sqlite_store")
def test_the_one_process_of_a_sqlite_file_always_has_its_turn() -> None:
    with _asking() as (mine, _):
        assert mine.wait(LIMIT_S)


@ON_POSTGRESQL
def test_one_at_a_time_and_another_when_that_one_ends(any_store: str) -> None:
    with psycopg.connect(any_store, autocommit=True) as other:
        assert other.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() == (True,)
        with _asking() as (mine, _):
            assert not mine.wait(10 * SOON_S)
            other.close()
            assert mine.wait(LIMIT_S)
            assert len(_holders()) == 1
    assert comes_true(lambda: not _holders())


@ON_POSTGRESQL
def test_whoever_loses_its_connection_loses_its_turn_until_it_has_a_new_one(any_store: str) -> None:
    with _asking() as (mine, _), psycopg.connect(any_store, autocommit=True) as other:
        assert mine.wait(LIMIT_S)
        (holder,) = _holders()
        other.execute("SELECT pg_terminate_backend(%s, 60000)", [holder])
        if other.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() == (True,):
            while mine.is_set():
                Event().wait(SOON_S)
            other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        assert mine.wait(LIMIT_S)
        assert _holders() != [holder]
