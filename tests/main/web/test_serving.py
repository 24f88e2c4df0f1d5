"""How many processes serve a store, and how they end."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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


BEGIN = "from sampai.main.cli import main\nif __name__ == '__main__': main()"


def test_a_server_that_is_told_to_end_while_it_starts_ends(tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    line = [sys.executable, "-c", BEGIN, "serve", "--data", str(tmp_path), "--port", str(port)]

    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        try:
            next(line for line in running.stdout if "Spawning worker" in line)
            running.send_signal(signal.SIGTERM)
            rest, _ = running.communicate(timeout=120)
        except BaseException:
            running.kill()
            raise

    assert "refused" not in rest
    assert running.returncode == 0
