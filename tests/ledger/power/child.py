"""Runs in a process of its own, above shim.c: child.py KIND FOLDER TRACE OPTION

KIND `store` appends events to a SQLite store, `log` entries to a log folder, `errors` appends while the disk
fails. What was promised goes line by line into FOLDER/acks.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

KIND, HOME, TRACE, OPTION = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
DISK = ctypes.CDLL(None)
COMMITS = 60


def begin() -> int:
    """From here on calls are written down. The file of promises is there already."""
    acks = HOME / "acks"
    acks.touch()
    os.sync()
    assert DISK.disk_start(str(HOME).encode(), TRACE.encode()) >= 0
    return os.open(acks, os.O_WRONLY | os.O_APPEND)


def store() -> None:
    """Commits of one to five events of two phones; the write-ahead log is emptied often."""
    take, phones = opened()
    snapshot()
    acks = begin()
    if OPTION != "FULL":
        pragma(f"PRAGMA synchronous = {OPTION}")
    pragma("PRAGMA wal_autocheckpoint = 12")
    for turn in range(COMMITS):
        phone = phones[turn % 2]
        batch = phone.batch(phone.run(1 + turn % 5))
        take(batch)
        os.write(acks, b"".join(digest(raw) + b"\n" for raw in batch.items))


def errors() -> None:
    """Every commit is tried with a disk that fails at one call, the next at the next; then tried again."""
    from django.db import DatabaseError  # noqa: PLC0415 -- after the settings

    take, phones = opened()
    snapshot()
    acks = begin()
    pragma("PRAGMA wal_autocheckpoint = 12")
    failed = 0
    for turn in range(COMMITS):
        phone = phones[turn % 2]
        batch = phone.batch(phone.run(1 + turn % 5))
        DISK.disk_fail(1 + turn // 2, int(OPTION == "sticky"))
        try:
            take(batch)
        except DatabaseError:
            failed += 1
            DISK.disk_fail(0, 0)
            take(batch)
        DISK.disk_fail(0, 0)
        os.write(acks, b"".join(digest(raw) + b"\n" for raw in batch.items))
    print(failed)  # noqa: T201 -- for the test


def opened() -> tuple[Callable[..., object], list[Any]]:
    os.environ["SAMPAI_DATA"] = str(HOME / "data")  # noqa: TID251 -- a store of its own
    (HOME / "data").mkdir()
    from sampai.main.store.opening import set_up  # noqa: PLC0415 -- after the settings

    set_up()
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from tests.ledger.nodes import enrolled, take  # noqa: PLC0415 -- after the settings

    call_command("migrate", verbosity=0, interactive=False)
    phones = [enrolled(name) for name in "ab"]
    pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    return take, phones


def pragma(text: str) -> None:
    from django.db import connections  # noqa: PLC0415 -- after the settings

    with connections["default"].cursor() as cursor:
        cursor.execute(text)


def digest(raw: bytes) -> bytes:
    from sampai.ledger.rules.envelope import digest_of  # noqa: PLC0415 -- after the settings

    return digest_of(raw).hex().encode()


def log() -> None:
    """Appends to a log; each promise is the size of a checkpoint."""
    from tests.ledger.log import entries, log_key, secret  # noqa: PLC0415 -- after the settings

    from sampai.engines.tlog import LogFolder  # noqa: PLC0415 -- after the settings

    (HOME / "log").mkdir()
    snapshot()
    acks = begin()
    if OPTION == "careless":
        os.fsync = lambda fd: None  # noqa: ARG005 -- a program that does not wait
    writer = LogFolder(HOME / "log", key=log_key(), sign=secret("log"))
    made = entries(700)
    for size in range(20, 700, 40):
        writer.append(made[writer.size : size])
        os.write(acks, b"%d\n" % size)


def snapshot() -> None:
    """What lies on the disk before the first call that counts."""
    import shutil  # noqa: PLC0415 -- after the settings

    (HOME / "acks").touch()
    shutil.copytree(HOME, f"{HOME}.before", ignore=shutil.ignore_patterns("*-shm"))


{"store": store, "errors": errors, "log": log}[KIND]()
