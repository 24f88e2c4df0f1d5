"""How many processes serve a store, and how they end."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection
from tests.processes import LIMIT_S, free_port, running, sampai

from sampai.kernel.errors import Refused
from sampai.main.web.chores import BEHIND
from sampai.main.web.serving import MOST_PROCESSES, processes

POSTGRESQL = "postgresql://localhost/sampai"


def test_a_sqlite_file_is_served_by_one_process() -> None:
    assert [processes(asked, database_url="") for asked in (0, 1)] == [1, 1]
    with pytest.raises(Refused, match="by one process, not by 2"):
        processes(2, database_url="")


def test_postgresql_is_served_by_as_many_as_asked_for_or_one_per_core() -> None:
    assert processes(3, database_url=POSTGRESQL) == 3
    assert 1 <= processes(0, database_url=POSTGRESQL) <= MOST_PROCESSES


def test_a_server_that_is_told_to_end_while_it_starts_ends(tmp_path: Path) -> None:
    log = tmp_path / "told.txt"

    with running(sampai("serve", "--data", tmp_path, "--port", free_port()), log=log) as process:
        while process.poll() is None and "Spawning worker" not in log.read_text(encoding="utf-8"):
            sleep(0.001)

    assert "refused" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("any_store", ["postgresql"], indirect=True)
def test_over_postgresql_one_process_beside_does_the_chores_and_is_begun_again_if_it_ends(
    any_store: str, tmp_path: Path
) -> None:
    log = tmp_path / "told.txt"
    line = sampai("serve", "--data", tmp_path, "--port", free_port(), "--workers", 2)
    environment = os.environ | {"SAMPAI_DATABASE_URL": any_store}  # noqa: TID251 -- the server's own process

    with running(line, log=log, env=environment) as process:
        (first,) = _until(lambda: _behind(process.pid), count=1)
        _until(_holders, count=1)
        os.kill(first, signal.SIGKILL)
        (second,) = _until(lambda: [one for one in _behind(process.pid) if one != first], count=1)
        _until(_holders, count=1)

    assert second != first
    assert _until(_holders, count=0) == []


def _behind(server: int) -> list[int]:
    """The processes that a server has begun and that stand behind the others."""
    children = Path(f"/proc/{server}/task").glob("*/children")
    found = [int(one) for file in children for one in file.read_text(encoding="utf-8").split()]
    return [one for one in found if os.getpriority(os.PRIO_PROCESS, one) >= BEHIND]


def _holders() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return [pid for (pid,) in cursor.fetchall()]


def _until(ask: Callable[[], list[int]], *, count: int) -> list[int]:
    until = monotonic() + LIMIT_S
    while len(found := ask()) != count:
        assert monotonic() < until
        sleep(0.1)
    return found
