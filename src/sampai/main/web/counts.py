"""What each process of the server has answered, and how its chores went; added up for whoever asks."""

import json
import os
import resource
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from time import perf_counter, process_time, sleep, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FOLDER = "angka"
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
EVERY_S = 10.0


class Counts:
    """What this process has answered, written down for the others that answer scrapes on this machine."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = Lock()
        self.status = Counter[str]()
        self.buckets = [0] * (len(BUCKETS_S) + 1)
        self.seconds = 0.0
        self.turned: dict[str, float] = {}
        self.failed = Counter[str]()

    def answered(self, status: int, *, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self.status[f"{status // 100}xx"] += 1
            self.buckets[bisect_left(BUCKETS_S, seconds)] += 1
            self.seconds += seconds

    def turn(self, chore: str, *, went_well: bool) -> None:
        """Note a turn of a chore."""
        with self._lock:
            if went_well:
                self.turned[chore] = time()
            self.failed[chore] += not went_well

    def write(self) -> None:
        """Write them down under this process's number."""
        with self._lock:
            told = {
                "status": self.status,
                "buckets": self.buckets,
                "seconds": self.seconds,
                "turned": self.turned,
                "failed": self.failed,
                "cpu": process_time(),
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
            text = json.dumps(told)
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{os.getpid()}.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(folder / str(os.getpid()))


COUNTS = Counts()


def keep_counts() -> None:
    """Write this process's counts down again and again, for whichever process is asked for them."""
    Thread(target=_keep, name="counts", daemon=True).start()


def _keep() -> None:
    while True:
        with suppress(OSError):  # a full disk must not end it
            COUNTS.write()
        sleep(EVERY_S)


def _folder() -> Path:
    found: Path = settings.OPTIONS.data / FOLDER
    return found


class Counted:
    """Around everything: counts answers and how long they took."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        begun = perf_counter()
        response = self.answer(request)
        COUNTS.answered(response.status_code, seconds=perf_counter() - begun)
        return response


def written() -> Iterator[dict[str, Any]]:
    """What each process that still runs wrote down; what others left goes."""
    for file in sorted(_folder().glob("[0-9]*")):
        if not file.name.isdigit() or not _runs(int(file.name)):
            file.unlink(missing_ok=True)
            continue
        with suppress(OSError, ValueError):
            yield json.loads(file.read_bytes())


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
