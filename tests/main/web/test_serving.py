"""How many processes serve a store, and how they end."""

from pathlib import Path
from time import sleep

import pytest
from tests.processes import free_port, running, sampai

from sampai.kernel.errors import Refused
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
