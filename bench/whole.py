"""How long a whole plan takes and how much memory: `python bench/whole.py 3201 [--election pilkada-2024]`.

Makes the sample of a regency, plans it with the defaults of `sampai plan`, writes all files. Prints wall
seconds, CPU seconds of all processes, the peak of their memory together (a page that two share counts once),
the machine and its load, and the seconds of each part. CPU seconds of parts are those of the first process;
with `--jobs 1` there is no other.
"""

import argparse
import json
import os
import platform
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sampai.main import planning
from sampai.main.cli import run
from sampai.main.words import words
from sampai.plan.rules import make
from sampai.transport.rules import plan as delivery
from sampai.transport.rules import waves

PARTS: dict[str, tuple[Any, str]] = {
    "reading": (planning, "load_operation"),
    "needs": (make, "needs_of"),
    "ways": (make, "means_of"),
    "delivery out": (delivery, "_way_out"),
    "way back": (delivery, "_way_back"),
    "of both: routing problems": (waves, "_solve"),
    "guard clusters, assignment": (make, "_guard"),
    "escorts, rosters, crewing": (make, "plan_manning"),
    "chance of arrival": (make, "_chances"),
    "reliefs": (make, "find_reliefs"),
    "checks": (make, "check"),
    "digests": (make, "digest_of"),
    "files written": (planning, "write_results"),
}


class Stopwatch:
    """Wall and CPU seconds by part."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[float, float]] = {}

    def around(self, part: str, do: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time added to a part."""

        def timed(*args: object, **named: object) -> object:
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                return do(*args, **named)
            finally:
                before = self.found.get(part, (0.0, 0.0))
                spent = time.perf_counter() - wall, time.process_time() - cpu
                self.found[part] = before[0] + spent[0], before[1] + spent[1]

        return timed


@contextmanager
def parts_timed() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    with ExitStack() as stack:
        for part, (place, name) in PARTS.items():
            stack.enter_context(patch.object(place, name, watch.around(part, getattr(place, name))))
        yield watch


@contextmanager
def memory_watched(every_s: float = 0.5) -> Iterator[list[int]]:
    """The peak of the memory of this process and its children, in bytes, where `/proc` tells it."""
    peak, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(every_s):
            peak[0] = max(peak[0], sum(map(_held, _family(os.getpid()))))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        found += [one for child in children for one in _family(int(child))]
    return found


def _held(pid: int) -> int:
    """A process's share of the memory (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def cpu_s() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def measured(tables: Path, *, out: Path, jobs: int | None) -> dict[str, object]:
    load, wall, cpu = os.getloadavg()[0], time.perf_counter(), cpu_s()
    with memory_watched() as peak, parts_timed() as watch:
        made = planning.plan_to_folder(tables, out=out, seed=1, effort=1, jobs=jobs, words=words("en"))
    figures = made.plan.figures
    return {
        "stations": figures.stations,
        "journeys": figures.journeys + figures.journeys_back,
        "wall_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(cpu_s() - cpu, 1),
        "peak_gib": round(peak[0] / 2**30, 2),
        "load_before_and_after": [round(load, 1), round(os.getloadavg()[0], 1)],
        "machine": f"{processor()}, {planning.cores()} cores, Python {platform.python_version()}",
        "jobs": jobs or planning.cores(),
        "wall_and_cpu_s_of_parts": {part: [round(s, 1) for s in both] for part, both in watch.found.items()},
        "score": {
            "unplanned": figures.unplanned,
            "late_h": figures.late_h,
            "cost_rp": figures.cost_rp,
            "cost_back_rp": figures.cost_back_rp,
            "exposure_h": figures.exposure_h,
        },
        "files": len(made.files),
        "digest": made.plan.digest,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regency")
    parser.add_argument("--election", default="pemilu-2024")
    parser.add_argument("--jobs", type=int)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        tables = Path(folder, "tables")
        with redirect_stdout(sys.stderr):
            if run(["sample", asked.regency, "--election", asked.election, "--out", str(tables)]):
                raise SystemExit(1)
        found = measured(tables, out=Path(folder, "plan"), jobs=asked.jobs)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
