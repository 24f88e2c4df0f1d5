"""The SQLite store: one writer, readers that cannot write, transactions of threads one after the other."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connections, transaction

from sampai.kernel.errors import Refused
from sampai.ledger.tables import AuditRow, DocumentRow
from sampai.main.store.lock import take_lock

AT = datetime(2024, 2, 14, tzinfo=UTC)


def _write(subject: str) -> None:
    AuditRow.objects.create(at=AT, account="a", institution="kpu", role="r", deed="d", subject=subject)


@transaction.atomic
def _write_and_fail() -> None:
    _write("x")
    raise ZeroDivisionError


def _pragma(alias: str, name: str) -> object:
    with connections[alias].cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.usefixtures("sqlite_store")
def test_the_writer_syncs_every_commit_and_only_it_checkpoints() -> None:
    assert _pragma("default", "journal_mode") == "wal"
    assert _pragma("default", "synchronous") == 2
    assert _pragma("default", "wal_autocheckpoint") == 1000
    assert _pragma("reader", "wal_autocheckpoint") == 0


@pytest.mark.usefixtures("sqlite_store")
def test_a_reader_cannot_write() -> None:
    with pytest.raises(DatabaseError, match="readonly"), connections["reader"].cursor() as cursor:
        cursor.execute("DELETE FROM audit")


@pytest.mark.usefixtures("sqlite_store")
def test_what_a_transaction_wrote_it_reads_and_others_see_after_its_end() -> None:
    with transaction.atomic():
        _write("x")
        assert AuditRow.objects.count() == 1
        assert AuditRow.objects.using("reader").count() == 0

    assert AuditRow.objects.count() == 1


@pytest.mark.usefixtures("sqlite_store")
def test_rows_that_a_statement_returns_hold_up_no_other_threads_commit() -> None:
    for subject in "xyz":
        _write(subject)

    def work() -> None:
        with transaction.atomic():
            _write("of another thread")
        connections.close_all()

    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM audit RETURNING subject")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(work).result(timeout=60)
        assert cursor.fetchone() == ("x",)
        assert cursor.fetchall() == [("y",), ("z",)]

    assert AuditRow.objects.get().subject == "of another thread"


@pytest.mark.usefixtures("sqlite_store")
def test_threads_write_one_after_the_other_and_nothing_is_lost() -> None:
    start = Barrier(8, timeout=60)

    def work(thread: int) -> None:
        start.wait()
        for i in range(25):
            with transaction.atomic():
                before = AuditRow.objects.filter(subject__startswith=f"{thread}:").count()
                _write(f"{thread}:{before}")
                assert before == i
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert AuditRow.objects.count() == 200
    assert len({*AuditRow.objects.values_list("subject", flat=True)}) == 200


@pytest.mark.usefixtures("sqlite_store")
def test_a_transaction_that_fails_lets_the_next_one_go_on() -> None:
    with pytest.raises(ZeroDivisionError):
        _write_and_fail()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(_write, "y").result(timeout=10)

    assert [*AuditRow.objects.values_list("subject", flat=True)] == ["y"]


def test_a_second_process_is_refused_as_long_as_the_first_holds_the_file(tmp_path: Path) -> None:
    held = take_lock(tmp_path / "s.sqlite3")

    with pytest.raises(Refused) as caught:
        take_lock(tmp_path / "s.sqlite3")

    assert caught.value.code == "store-in-use"
    held.close()
    take_lock(tmp_path / "s.sqlite3").close()


def test_a_thread_that_connects_ends_no_transaction_of_another(sqlite_store: Path) -> None:
    assert sqlite_store.exists()

    def connect() -> None:
        connections["default"].ensure_connection()
        connections.close_all()

    newcomer = Thread(target=connect, daemon=True)
    with suppress(ZeroDivisionError), transaction.atomic():
        DocumentRow.objects.create(digest="x", kind="x", size=1, body=b"x")
        newcomer.start()
        newcomer.join(1)
        raise ZeroDivisionError
    newcomer.join()

    assert not DocumentRow.objects.using("default").exists()
