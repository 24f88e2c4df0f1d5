"""Other programs that tests run. What does not end in time is killed, and told as a fault."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import HTTPServer
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from time import monotonic, sleep

LIMIT_S = 120
"""Long enough for a slow machine with other work."""


def sampai(*words: object) -> list[str]:
    """The command line of `sampai` in this environment."""
    begin = "from sampai.main.cli import main\nif __name__ == '__main__': main()"
    return [sys.executable, "-c", begin, *map(str, words)]


def ran(
    line: Sequence[object],
    *,
    within_s: float = LIMIT_S,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What a program said, after its end. Through files: a pipe is open as long as any child holds it."""
    words = [str(word) for word in line]
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        process = subprocess.Popen(words, stdout=out, stderr=err, cwd=cwd, env=env, start_new_session=True)
        try:
            code = process.wait(within_s)
        finally:
            _kill(process)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, code, out.read(), err.read())


@contextmanager
def running(
    line: Sequence[object], *, log: Path, code: int = 0, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until it is told to end, with this code; what it says goes into the file."""
    with log.open("wb") as told:
        words = [*map(str, line)]
        process = subprocess.Popen(words, stdout=told, stderr=told, env=env, start_new_session=True)
    try:
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT_S) == code, log.read_text(encoding="utf-8")
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The program and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(LIMIT_S)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def comes_true(so: Callable[[], bool]) -> bool:
    """Whether something comes about in time; for what another process does a moment later."""
    until = monotonic() + LIMIT_S
    while not so() and monotonic() < until:
        sleep(0.05)
    return so()


def wait_for(port: int, *, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody answers there; who only listens as yet would not hear that it shall end."""
    until = monotonic() + LIMIT_S
    while monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as asked:
                asked.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                asked.recv(1)
        except OSError:
            sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def answering(server: HTTPServer) -> Iterator[str]:
    """The address of a server in a thread of this process, which outlives no fault of it."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(LIMIT_S)
