"""Wiring of a plan: which solver, how many processes, how progress is shown."""

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType

import click

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.text import Text, Words, say
from sampai.main.drawing import road_lines
from sampai.main.grouping import USUAL
from sampai.main.incumbents import to_beat
from sampai.main.operations import Loaded, load_operation
from sampai.main.results import check_folder, write_results
from sampai.places.ports import MatrixEngine
from sampai.plan.forms.kept import KeptPlan
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import Progress, make_plan
from sampai.plan.rules.strengths import with_strengths
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.waves import Mapper

AS_WRITTEN: Mapping[str, int] = MappingProxyType({})

PLANNING = say("Planning")

SCENARIOS = 500
"""For the chance of arrival, unless asked for more, fewer or none."""


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with the tables that it was made from and the files that hold it."""

    loaded: Loaded
    plan: OperationPlan
    files: list[Path]


def plan_to_folder(
    source: str | Path,
    *,
    out: Path,
    seed: int,
    effort: int,
    jobs: int | None,
    words: Words,
    roads: Path | None = None,
    scenarios: int = SCENARIOS,
    strengths: Mapping[str, int] = AS_WRITTEN,
    better_than: Path | None = None,
) -> Outcome:
    """Read an operation, plan it, write the results. `jobs`: None for as many as there are cores.

    `roads`: an OpenStreetMap extract, if distances are to come from one. `strengths`: other strengths of
    units than the tables say, by their codes. `better_than`: the folder of a plan of the same tables with no
    more vehicles; the plan is no worse than that.
    """
    check_folder(out)
    loaded = load_operation(source)
    loaded = replace(loaded, operation=with_strengths(loaded.operation, available=strengths))
    mapped = None if roads is None else _road_map(loaded, extract=roads)
    beaten = None if better_than is None else to_beat(better_than, loaded=loaded, roads=mapped)
    map_name = "" if mapped is None else mapped.name
    jobs = jobs or cores()
    with mapper(jobs) as spread:
        plan = plan_operation(
            loaded,
            seed=seed,
            effort=effort,
            solver=RuinSolver(threads=jobs),
            words=words,
            roads=mapped,
            scenarios=scenarios,
            spread=spread,
            beaten=beaten,
        )
        lines = road_lines(plan, roads=mapped)
        files = write_results(plan, out=out, words=words, roads=map_name, lines=lines, run=spread)
    return Outcome(loaded, plan, files)


def _road_map(loaded: Loaded, *, extract: Path) -> MatrixEngine:
    # Only plans with a road map need the library that reads one.
    from sampai.main.road_map import roads_for  # noqa: PLC0415 -- see above

    return roads_for(loaded.operation, extract=extract)


def plan_operation(
    loaded: Loaded,
    *,
    seed: int,
    effort: int,
    solver: RoutingSolver,
    words: Words,
    spread: Mapper,
    roads: MatrixEngine | None = None,
    scenarios: int = SCENARIOS,
    beaten: KeptPlan | None = None,
) -> OperationPlan:
    """Plan with the usual engines, over the processes of `spread`. Their number does not change the plan."""
    with progress_bar(words) as progress:
        return make_plan(
            loaded.operation,
            rules=loaded.rules,
            solver=solver,
            seed=seed,
            effort=effort,
            roads=roads,
            mapper=spread,
            inputs=loaded.inputs,
            progress=progress,
            scenarios=scenarios,
            grouper=USUAL,
            incumbent=None if beaten is None else beaten.delivery,
            parameters={} if beaten is None else {"better_than": beaten.digest},
        )


@contextmanager
def mapper(jobs: int) -> Iterator[Mapper]:
    """`map`, or that of so many processes. They are started fresh: a fork of a threaded parent may hang."""
    if jobs <= 1:
        yield map
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for _ in range(jobs):
            pool.submit(cores)  # so that they read their modules while this process makes the first problems
        yield pool.map


@contextmanager
def progress_bar(words: Words, *, label: Text = PLANNING) -> Iterator[Progress | None]:
    """A bar on standard error while a person looks on; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label=words.say(label), file=sys.stderr) as bar:

        def show(share: float) -> None:
            bar.update(round(share * 1000) - bar.pos)

        yield show
