"""The real server in a process of its own on the loopback, and phones that talk to it over HTTP."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.ledger.calls import headers
from tests.ledger.worlds import Phone
from tests.processes import free_port

from sampai.ledger.rules.cbor import decode

_BEGIN = "from sampai.main.cli import main; main()"
SOON_S = 60


class RealServer:
    """`sampai serve` on a folder; `url` is a PostgreSQL address, or empty; `more` are options of it."""

    def __init__(self, data: Path, *, url: str = "", more: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.data = data
        words = ["serve", "--data", str(data), "--port", str(self.port), *more]
        self._command = [sys.executable, "-c", _BEGIN, *words]
        self._environment = os.environ | {  # noqa: TID251 -- the server's own process
            "SAMPAI_DATA": str(data),
            "SAMPAI_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, env=self._environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        until = monotonic() + SOON_S
        while monotonic() < until:
            if self._answers():
                return
            assert self._process.poll() is None, "the server ended"
            sleep(0.1)
        raise AssertionError("the server did not begin to answer")

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SOON_S)
        try:
            connection.request("GET", "/sync/changes")
            return connection.getresponse().status > 0
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def cpu_s(self) -> float:
        """CPU seconds of the server's processes so far (Linux)."""
        ticks = sum(int(fields[11]) + int(fields[12]) for fields in self._stats())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mib(self) -> int:
        """What the server's processes hold in memory (Linux); what they share counts for each."""
        return sum(int(fields[21]) for fields in self._stats()) * os.sysconf("SC_PAGE_SIZE") >> 20

    def _stats(self) -> Iterator[Sequence[str]]:
        """The fields of `/proc/PID/stat` behind the name, of each process."""
        assert self._process is not None
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self._process.pid:
                yield fields

    def kill(self) -> None:
        """As a power cut to the process: nothing of it goes on."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(SOON_S)
            self._process = None


@contextmanager
def serving(data: Path, *, url: str = "") -> Iterator[RealServer]:
    server = RealServer(data, url=url)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def sent(port: int, raw: bytes, *, phone: Phone | None = None) -> dict[int, Any] | None:
    """The answer to a batch; None where there was none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        signed = headers(phone, "POST", "/sync/events", body=raw)
        connection.request("POST", "/sync/events", raw, signed | {"Content-Type": "application/cbor"})
        answer = connection.getresponse()
        content = answer.read()
        found = decode(content) if answer.status == 200 else None
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) else None
