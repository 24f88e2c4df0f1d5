"""Wiring of a plan: which solver, how many processes, how progress is shown."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import click

from sampai.engines.solver.pyvrp_solver import PyvrpSolver
from sampai.kernel.text import Words, say
from sampai.main.operations import Loaded
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import Progress, make_plan
from sampai.transport.rules.waves import Mapper


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def plan_operation(loaded: Loaded, *, seed: int, effort: int, jobs: int, words: Words) -> OperationPlan:
    """Plan with the usual solver in `jobs` processes. The number of processes does not change the plan."""
    with mapper(jobs) as spread, progress_bar(words) as progress:
        return make_plan(
            loaded.operation,
            rules=loaded.rules,
            solver=PyvrpSolver(),
            seed=seed,
            effort=effort,
            mapper=spread,
            inputs=loaded.inputs,
            progress=progress,
        )


@contextmanager
def mapper(jobs: int) -> Iterator[Mapper]:
    """`map`, or that of so many processes. They are started fresh: a fork of a threaded parent may hang."""
    if jobs <= 1:
        yield map
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield pool.map


@contextmanager
def progress_bar(words: Words) -> Iterator[Progress | None]:
    """A bar on standard error while a person looks on; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label=words.say(say("Planning")), file=sys.stderr) as bar:

        def show(share: float) -> None:
            bar.update(round(share * 1000) - bar.pos)

        yield show
