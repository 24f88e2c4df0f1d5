"""`sampai bench`: measures the engines on published problems, with the machine described."""

import json
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.planning import cores
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.engines.solver.vrplib_file import Published


@click.group(
    "bench",
    help=str(say("Measures the engines on published problems.")),
    epilog=str(say("Example: sampai bench vrp X-n1001-k43.vrp --seconds 10")),
)
def command() -> None:
    """Benches, each a command of its own."""


@command.command(
    "vrp",
    help=str(say("Solves routing problems (VRPLIB files) and prints cost, gap to the best known, time.")),
    epilog=str(say("Example: sampai bench vrp X-n1001-k43.vrp --seconds 10")),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 86_400),
    default=10.0,
    help=str(say("Seconds for each problem: of the processor, or by the clock with several jobs.")),
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, help=str(say("Seed of the search.")))
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    help=str(say("How many zones of a large problem are searched at the same time.")),
)
@options.as_json
def vrp(files: tuple[Path, ...], *, seconds: float, seed: int, jobs: int, as_json: bool) -> None:
    """Read, warm up, solve, tell."""
    # Compiled code is slow to import, and `--help` does without.
    from sampai.engines.solver.vrplib_file import read_published  # noqa: PLC0415 -- see above

    rows = [_solved(read_published(path), seconds=seconds, seed=seed, jobs=jobs) for path in files]
    machine = f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}"
    if as_json:
        click.echo(json.dumps({"machine": machine, "results": rows}, indent=1))
        return
    click.echo(machine)
    for row in rows:
        gap = "-" if row["gap_percent"] is None else session().words.number(float(str(row["gap_percent"])))
        click.echo(
            f"{row['instance']:<14} {row['cost']:>14} {gap:>7} %  {row['vehicles']:>5}"
            f"  {row['wall_s']:>7} s  {row['cpu_s']:>7} s CPU  seed {row['seed']}"
        )


def _solved(problem: "Published", *, seconds: float, seed: int, jobs: int) -> dict[str, object]:
    from sampai.engines.solver.genetic.run import compile_for, find  # noqa: PLC0415 -- compiled code
    from sampai.engines.solver.ruin.run import trips_of  # noqa: PLC0415 -- compiled code

    compile_for(problem.world, vehicles=problem.vehicles)
    wall, cpu = time.perf_counter(), time.process_time()

    def used() -> float:
        return time.process_time() - cpu if jobs == 1 else time.perf_counter() - wall

    found = find(
        problem.world,
        vehicles=problem.vehicles,
        seed=seed,
        iterations=500,
        is_over=lambda: used() / seconds,
        threads=jobs,
    )
    cost = found.cost / problem.units
    best = problem.best_known
    return {
        "instance": problem.name,
        "group": problem.group,
        "cost": round(cost, 2),
        "best_known": best,
        "gap_percent": None if best is None else round((cost / best - 1) * 100, 3),
        "vehicles": len(trips_of(found.state)),
        "unserved": int(found.state.missing[0]),
        "iterations": found.iterations,
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "seed": seed,
    }
