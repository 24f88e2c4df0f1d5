"""A nation's plan: `python -m bench.nation [--sample 12] [--compare 100] [--scheduler tcp://...]`.

Plans the gazetteer's regencies with the defaults of `sampai plan nation`, then once more, when nothing has
changed, and after a change in the biggest and in the middle one (their keys are spoilt). Prints wall seconds,
CPU seconds of all processes of this machine, the peak of their memory together, the machine and its load, how
many regencies and stations there were, and the nation's digest.

`--sample N`: only N regencies, evenly spaced in the order of size; CPU seconds are then told for all, too, by
the number of regencies and by that of stations. `--compare P`: how much dearer the journeys are than with P
percent of the usual search.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.whole import cpu_s, memory_watched, processor

from sampai.main.nation.crews import cluster, processes
from sampai.main.nation.jobs import Effort, Job
from sampai.main.nation.keeping import SHORT
from sampai.main.nation.running import SCENARIOS, NationOutcome, plan_nation
from sampai.main.nation.sources import ELECTION, jobs_of
from sampai.main.planning import cores
from sampai.main.words import words


def spaced(jobs: Sequence[Job], *, count: int) -> list[Job]:
    """So many of the jobs, evenly spaced."""
    return [jobs[(2 * at + 1) * len(jobs) // (2 * count)] for at in range(count)]


def planned(asked: argparse.Namespace, *, out: Path, only: Sequence[str], percent: int) -> NationOutcome:
    jobs = asked.jobs or cores()
    return plan_nation(
        f"nation:{asked.election}",
        out=out,
        effort=Effort(election=asked.election, scenarios=SCENARIOS, percent=percent),
        crew=lambda: cluster(asked.scheduler) if asked.scheduler else processes(jobs),
        words=words("en"),
        tell=lambda text: print(text, file=sys.stderr),
        only=only,
    )


def cost(made: NationOutcome) -> int:
    totals = made.nation.total.totals
    return int(totals["cost_rp"] + totals["cost_back_rp"])


def seconds_after_change(asked: argparse.Namespace, *, of: Job, out: Path, only: Sequence[str]) -> float:
    """Wall seconds of one more run, when what was kept of a regency was made from other tables."""
    kept = out / "regencies" / of.code / SHORT
    said = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(
        json.dumps({**said, "head": {**said["head"], "key": "of other tables"}}), encoding="utf-8"
    )
    began = time.perf_counter()
    planned(asked, out=out, only=only, percent=asked.percent)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--election", default=ELECTION)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--scheduler")
    parser.add_argument("--percent", type=int, default=Effort(election="").percent)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--compare", type=int)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        print(json.dumps(measured(asked, folder=Path(folder)), indent=1))


def measured(asked: argparse.Namespace, *, folder: Path) -> dict[str, object]:
    every = jobs_of("nation", out=folder, effort=Effort(election=asked.election))
    some = spaced(every, count=asked.sample) if asked.sample else every
    only = [one.code for one in some] if asked.sample else []
    load, wall, cpu = os.getloadavg()[0], time.perf_counter(), cpu_s()
    with memory_watched() as peak:
        made = planned(asked, out=folder / "first", only=only, percent=asked.percent)
    wall, cpu = time.perf_counter() - wall, cpu_s() - cpu
    again = time.perf_counter()
    same = planned(asked, out=folder / "first", only=only, percent=asked.percent)
    again = time.perf_counter() - again
    changed = {
        one.code: round(seconds_after_change(asked, of=one, out=folder / "first", only=only), 1)
        for one in (some[0], some[len(some) // 2])
    }
    stations, all_stations = sum(one.size for one in some), sum(one.size for one in every)
    found = {
        "regencies": len(some),
        "stations": stations,
        "unplannable": [one.code for one in made.nation.unplannable],
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "cpu_ms_per_station": round(1000 * cpu / stations, 2),
        "peak_gib": round(peak[0] / 2**30, 2),
        "second_run_s": round(again, 1),
        "second_run_s_after_a_change_in": changed,
        "second_run_is_the_same": same.nation == made.nation,
        "search_percent": asked.percent,
        "cost_rp": cost(made),
        "digest": made.nation.digest,
        "kept_mib": round(sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 2**20, 1),
        "load_before_and_after": [round(load, 1), round(os.getloadavg()[0], 1)],
        "machine": f"{processor()}, {cores()} cores, Python {platform.python_version()}",
    }
    if asked.sample:
        found["cpu_s_of_all_by_regencies_and_by_stations"] = [
            round(cpu * len(every) / len(some)),
            round(cpu * all_stations / stations),
        ]
    if asked.compare:
        other = planned(asked, out=folder / "other", only=only, percent=asked.compare)
        found["cost_over_that_of_the_longer_search"] = round(cost(made) / cost(other), 4)
    return found


if __name__ == "__main__":
    main()
