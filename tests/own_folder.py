"""The folder of this run of the tests. Imported first: what starts below reads the variables set here.

Whoever starts the run makes one folder and says its name in a variable; the processes of the run, their
servers and browsers have it, too. When the run ends, however it ends, what still bears the name is ended and
the folder deleted; what a run that was killed left behind, the next one does this for.
"""

import atexit
import fcntl
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

NAMED = "SAMPAI_TESTS"
PREFIX = "sampai-tests-"
ENOUGH_BYTES = 4_000_000_000
"""A full disk makes servers hang rather than fail; a run needs less than 3 GB."""
GRACE_S = 10


@cache
def run_folder() -> Path:
    """The folder that all processes of this run share."""
    if name := os.environ.get(NAMED):  # noqa: TID251 -- this is the tests' main
        return Path(name)
    return _begun()


@cache
def own_folder() -> Path:
    """A folder that is this process's alone, named to the settings and to the PostgreSQL wheel."""
    folder = Path(tempfile.mkdtemp(dir=run_folder()))
    # The wheel keeps its lock in this folder if it is there, else for all runs of the machine together.
    (folder / "python_PostgresServer").mkdir()
    os.environ["SAMPAI_DATA"] = str(folder / "data")  # noqa: TID251 -- this is the tests' main
    # The browser's driver keeps an event loop in the main thread; no store is used from within it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # noqa: TID251 -- see above
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # noqa: TID251 -- see above
    return folder


def _begun() -> Path:
    above = Path(tempfile.gettempdir())
    for former in above.glob(f"{PREFIX}*"):
        _sweep(former)
    free = shutil.disk_usage(above).free
    assert free > ENOUGH_BYTES, f"{above} has {free} bytes left; the tests need {ENOUGH_BYTES}."
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
    held = (folder / "beginning").open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    (folder / "beginning").rename(folder / "owner")
    os.environ[NAMED] = str(folder)  # noqa: TID251 -- the run's other processes read it
    atexit.register(_end_own, folder, held)
    return folder


def _end_own(folder: Path, held: TextIO) -> None:
    with held:
        _end(folder)


def _sweep(former: Path) -> None:
    """Delete what a run left whose owner is gone."""
    with suppress(OSError), (former / "owner").open("r+") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _end(former)


def _end(folder: Path) -> None:
    until = monotonic() + GRACE_S
    for number in _bearers(folder):
        _tell(number, signal.SIGTERM)
    while _bearers(folder) and monotonic() < until:
        sleep(0.05)
    for number in _bearers(folder):
        _tell(number, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _tell(number: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, what)


def _bearers(folder: Path) -> list[int]:
    """Processes that were started with the folder's name (Linux)."""
    mark = f"{NAMED}={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                found.append(int(process.name))
    return found


own_folder()
