"""All routing solvers on the same published problems: `python -m bench.routing FOLDER --out rows.jsonl`.

FOLDER holds the problems (gzip of VRPLIB) and an `index.csv` with the best known costs. Each search runs in a
process of its own with one thread and a bound on memory and time. Every answer is scored by
`bench.published`, not by its solver. Rows that the output holds already, of the same version, are not
measured again, so a run can be broken off; the tables show the last row of each.
`python -m bench.routing --table rows.jsonl --into PAGE` writes the tables between the marks of a page.
`python -m bench.routing FOLDER --minutes 28 --out rows.jsonl --into PAGE` does both: it measures what the
rows lack of the selection below, two searches side by side, the most telling first, starts none that would
end later, and writes the tables.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from bench.opponents import SOLVERS, Clock, NoAnswer
from bench.published import cost_of, read

from sampai.engines import solver as searches

MEMORY = 8 * 2**30
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Row = dict[str, Any]


class Run(NamedTuple):
    """One search of the whole selection."""

    solver: str
    instance: str
    seconds: float
    seed: int


def _runs(solvers: str, instances: str, seconds: float, *, folder: str, seed: int = 1) -> list[Run]:
    return [
        Run(solver, f"{folder}/{name}", seconds, seed)
        for name in instances.split()
        for solver in solvers.split("+")
    ]


CLOSE = "X-n200-k36 X-n308-k13 X-n429-k61 X-n502-k39 X-n561-k42"
"""Where searches are so close that one seed says little."""
SIZES = f"{CLOSE} X-n701-k44 X-n783-k48 X-n856-k95 X-n979-k58 X-n1001-k43"
OURS, ALONE = "sampai", "sampai, 2 threads"
SELECTION = (
    *_runs(OURS, SIZES, 30, folder="CVRP"),
    *_runs("pyvrp+hygese", SIZES, 30, folder="CVRP"),
    *_runs("sampai+pyvrp+hygese", CLOSE, 30, folder="CVRP", seed=2),
    *_runs("sampai+pyvrp+hygese", CLOSE, 30, folder="CVRP", seed=3),
    *_runs("sampai+pyvrp", "R1_10_1 C2_10_1", 60, folder="VRPTW"),
    *_runs("sampai+pyvrp", "PR11A PR22A", 60, folder="MDVRPTW"),
    *_runs("sampai+pyvrp", "X200-HD X502-FSMFD", 60, folder="HFVRP"),
    *_runs("sampai+pyvrp", "C201R0.25 RC201R0.25", 60, folder="MTVRPTWR"),
    *_runs(OURS, "X-n1001-k43", 10, folder="CVRP"),
    *_runs(OURS, "X-n1001-k43 XXL/Brussels1", 60, folder="CVRP"),
    *_runs(ALONE, "XXL/Brussels1", 300, folder="CVRP"),
    *_runs("vroom+ortools", SIZES, 30, folder="CVRP"),
    *_runs("sampai+pyvrp", "C1_10_1 R2_10_1 RC1_10_1 RC2_10_1", 60, folder="VRPTW"),
    *_runs("sampai+pyvrp", "PR14A PR20A", 60, folder="MDVRPTW"),
    *_runs("sampai+pyvrp", "X101-FSMFD X401-FSMFD X627-HVRP X1001-FSMF", 60, folder="HFVRP"),
    *_runs("sampai+pyvrp", "C201R0.5", 60, folder="MTVRPTWR"),
)
"""What the tables shall hold, the most telling first."""

BESIDE_S = 8
"""Seconds that reading, compiled code and distance tables take around a search."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, default=Path("routing.jsonl"))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--solvers", default="sampai+pyvrp+vroom+ortools+hygese", help="names joined by +")
    parser.add_argument("--instances", default="CVRP/*", help="patterns of GROUP/NAME, with commas")
    parser.add_argument("--least", type=int, default=0, help="leave smaller problems out")
    parser.add_argument("--seed", type=int, default=1, help="but the selection has its own")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--minutes", type=float, help="what the rows lack of the selection, and the tables")
    parser.add_argument(
        "--shorter", type=float, default=1.0, help="to try it: so many times shorter searches"
    )
    args = parser.parse_args()
    if args.table:
        write_tables(args.table, page=args.into)
        return
    if args.minutes:
        measure_selection(args)
        write_tables(args.out, page=args.into)
        return
    for solver, file in _wanted(args):
        row = measured(solver, file, seconds=args.seconds, seed=args.seed)
        with args.out.open("a", encoding="utf-8") as rows:
            rows.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)


def measure_selection(args: argparse.Namespace) -> None:
    """Measure what the rows lack, two searches at a time; one that has two threads has nobody beside it."""
    ends, lock = time.monotonic() + 60 * args.minutes, Lock()

    def measure(run: Run) -> None:
        if time.monotonic() + run.seconds + BESIDE_S > ends:
            return
        file = args.folder / f"{run.instance}.vrp.gz"
        row = measured(run.solver, file, seconds=run.seconds, seed=run.seed)
        with lock:
            with args.out.open("a", encoding="utf-8") as rows:
                rows.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)

    missing = _missing(args)
    for run in missing:
        if run.solver == ALONE:
            measure(run)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(measure, (run for run in missing if run.solver != ALONE)))


def _missing(args: argparse.Namespace) -> list[Run]:
    done = {(*_key(row), row["version"]) for row in rows_of(args.out)} if args.out.is_file() else set()
    wanted = [run._replace(seconds=run.seconds / args.shorter) for run in SELECTION]
    return [
        run
        for run in wanted
        if (run.solver, run.instance.split("/")[-1], run.seconds, run.seed, _version(run.solver)) not in done
    ]


def _wanted(args: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    done = {(*_key(row), row["version"]) for row in rows_of(args.out)} if args.out.is_file() else set()
    versions = {solver: _version(solver) for solver in args.solvers.split("+")}
    patterns = args.instances.split(",")
    for file in sorted(args.folder.rglob("*.vrp.gz")):
        name = str(file.relative_to(args.folder)).removesuffix(".vrp.gz")
        if not any(fnmatch(name, pattern) for pattern in patterns):
            continue
        if args.least and len(read(file).points) < args.least:
            continue
        for solver, number in versions.items():
            key = solver, name.split("/")[-1], args.seconds, args.seed, number
            if key not in done:
                yield solver, file


def _key(row: Row) -> tuple[str, str, float, int]:
    return row["solver"], row["instance"], row["seconds"], row["seed"]


def rows_of(file: Path) -> list[Row]:
    """All rows of a JSON-lines file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def measured(solver: str, file: Path, *, seconds: float, seed: int) -> Row:
    """One search in a process of its own; what goes wrong stands in the row."""
    problem = read(file)
    row: Row = {
        "solver": solver,
        "instance": problem.name,
        "group": problem.group,
        "nodes": len(problem.points),
        "best_known": problem.best_known,
        "seconds": seconds,
        "seed": seed,
        "version": _version(solver),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    patience = 3 * seconds + 180
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(
        target=_search, args=(there, solver, file, seconds, seed)
    )
    process.start()
    there.close()
    try:
        row |= here.recv() if here.poll(patience) else {"trouble": f"no answer after {patience:g} s"}
    except EOFError:
        row["trouble"] = "ended without an answer"
    process.kill()
    process.join()
    return row


def _version(solver: str) -> str:
    package = SOLVERS[solver][1]
    try:
        number = version(package) if package else ""
    except PackageNotFoundError:
        return "not installed"
    return f"{number} ({_searches_digest()})" if package == "sampai" else number


def _searches_digest() -> str:
    """First digits of the digest of our searches: rows of an older search are measured again."""
    files = sorted(
        file for name in ("genetic", "ruin") for file in (Path(searches.__file__).parent / name).glob("*.py")
    )
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def _search(answer: Connection, solver: str, file: Path, seconds: float, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"  # noqa: TID251 -- of this process only
    clock = Clock(seconds)
    try:
        problem = read(file)
        days = SOLVERS[solver][0](problem, file, clock, seed)
        cost = cost_of(problem, days)
    except ImportError:
        answer.send({"trouble": "not installed"})
    except MemoryError:
        answer.send({"trouble": f"needs more than {MEMORY >> 30} GiB"})
    except NoAnswer as gap:
        answer.send({"trouble": str(gap)})
    except ValueError as broken:
        answer.send({"trouble": f"answer is not allowed: {broken}", **_times(clock)})
    else:
        gap_percent = round((cost / problem.best_known - 1) * 100, 3)
        found = {"cost": round(cost, 2), "gap_percent": gap_percent, "vehicles": len(days)}
        answer.send(found | _times(clock))


def _times(clock: Clock) -> Row:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"wall_s": round(clock.wall_s, 1), "cpu_s": round(clock.cpu_s, 1), "peak_mb": peak_mb}


def write_tables(file: Path, *, page: Path | None) -> None:
    """Print the tables, or put them between the marks of a page."""
    latest = {_key(row): row for row in rows_of(file)}
    text = "\n".join(_tables(list(latest.values())))
    if page is None:
        print(text)
        return
    whole = page.read_text(encoding="utf-8")
    before, after = whole.split(BEGIN)[0], whole.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _tables(rows: Sequence[Row]) -> Iterator[str]:
    machines = sorted({row["machine"] for row in rows})
    versions = sorted({f"{row['solver']} {row['version']}" for row in rows if row["solver"] in SOLVERS})
    yield f"Machine: {'; '.join(machines)}. Solvers: {', '.join(versions)}."
    for group in ("CVRP", "VRPTW", "MDVRPTW", "HFVRP", "MTVRPTWR"):
        for seconds in sorted({row["seconds"] for row in rows if row["group"] == group}):
            some = [row for row in rows if row["group"] == group and row["seconds"] == seconds]
            yield from ("", f"### {group}, {seconds:g} seconds", "")
            yield from _table(some)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    solvers = [name for name in SOLVERS if any(row["solver"] == name for row in rows)]
    yield f"| problem | nodes | {' | '.join(solvers)} |"
    yield f"| --- | ---: |{' ---: |' * len(solvers)}"
    names = sorted({(row["nodes"], row["instance"]) for row in rows})
    for nodes, name in names:
        cells = [[row for row in rows if (row["instance"], row["solver"]) == (name, one)] for one in solvers]
        gaps = [gap for gap in map(_gap, cells) if gap is not None]
        best = min(gaps) if len(gaps) > 1 else -1e9
        yield f"| {name} | {nodes:,} | {' | '.join(_cell(cell, best=best) for cell in cells)} |"
    means = (_mean(rows, solver, problems=len(names)) for solver in solvers)
    yield f"| mean | | {' | '.join(means)} |"


def _gap(runs: Sequence[Row]) -> float | None:
    """The mean over the seeds, if each had an answer."""
    if not runs or any("gap_percent" not in row for row in runs):
        return None
    return float(sum(row["gap_percent"] for row in runs) / len(runs))


def _cell(runs: Sequence[Row], *, best: float) -> str:
    if not runs:
        return ""
    gap = _gap(runs)
    if gap is None:
        return next(str(row["trouble"]) for row in runs if "trouble" in row)
    text = f"**{gap:.2f} %**" if gap <= best else f"{gap:.2f} %"
    cpu_s, wall_s = (sum(row[key] for row in runs) / len(runs) for key in ("cpu_s", "wall_s"))
    seeds = f", {len(runs)} seeds: {_span(runs)}" if len(runs) > 1 else ""
    return f"{text} ({cpu_s:.0f}/{wall_s:.0f} s{seeds})"


def _span(runs: Sequence[Row]) -> str:
    gaps = [row["gap_percent"] for row in runs]
    return f"{min(gaps):.2f} to {max(gaps):.2f}"


def _mean(rows: Sequence[Row], solver: str, *, problems: int) -> str:
    runs = [row for row in rows if row["solver"] == solver]
    by_problem = (
        _gap([row for row in runs if row["instance"] == name]) for name in {r["instance"] for r in runs}
    )
    gaps = [gap for gap in by_problem if gap is not None]
    if not gaps:
        return "-"
    return f"{sum(gaps) / len(gaps):.2f} %" + (f" of {len(gaps)}" if len(gaps) < problems else "")


if __name__ == "__main__":
    main()
