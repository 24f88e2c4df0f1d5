"""One regency's work: read or make its tables, plan it, keep it. Runs in any process, on any machine."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.errors import SampaiError
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.main.grouping import shorter
from sampai.main.operations import indonesia, load_operation, rules_of
from sampai.main.results import write_results
from sampai.main.words import words
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampler import sample_operation
from sampai.plan.forms.kept import kept_bytes
from sampai.plan.model import Operation
from sampai.plan.rules.make import make_plan
from sampai.plan.rules.nation.tally import Tally, Unplannable, tally_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How a regency is planned: the bounded effort that is printed with the nation's figures."""

    election: str
    seed: int = 1
    effort: int = 1
    scenarios: int = 0
    percent: int = 2
    """Of the search of a plan of one regency, for journeys and for groups of stations."""
    files: bool = False
    """Whether to write all files of each regency, too."""
    lang: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One regency to plan. `tables`: its folder; None: a sample is made from the gazetteer."""

    code: RegionCode
    name: str
    size: int
    """For the order: stations, or bytes of tables."""
    key: str
    """Digest of everything that its plan depends on."""
    tables: Path | None
    folder: Path
    """Where its files go, if all are asked for; the machine that plans must reach it."""
    effort: Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a job: the plan in short and as it is kept, or why there is none."""

    code: RegionCode
    tally: Tally | None = None
    state: bytes = b""
    trouble: Unplannable | None = None


def work(job: Job) -> Done:
    """Plan one regency. Never raises: one regency's trouble stops no other."""
    try:
        with sweeping_later():
            return planned(job)
    except SampaiError as error:
        what = Unplannable(code=job.code, name=job.name, what=error.sentence, remedy=error.hint)
    except Exception as error:  # noqa: BLE001 -- see above
        what = Unplannable(
            code=job.code,
            name=job.name,
            what=say("Planning ended in an error of the program: {error}", error=repr(error)),
            remedy=say("Plan this regency alone with sampai -v plan, and report what it prints."),
        )
    return Done(code=job.code, trouble=what)


@contextmanager
def sweeping_later() -> Iterator[None]:
    """Look for garbage once at the end: while a plan is made hardly any arises, and looking takes a tenth."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def planned(job: Job) -> Done:
    """The plan of a job. Raises what planning raises."""
    asked = job.effort
    operation = operation_of(job)
    plan = make_plan(
        operation,
        rules=rules_of(operation),
        solver=RuinSolver(percent=asked.percent),
        seed=asked.seed,
        effort=asked.effort,
        scenarios=asked.scenarios,
        grouper=shorter(asked.percent),
        reliefs=False,
        parameters={"search_percent": asked.percent},
    )
    if asked.files:
        write_results(plan, out=job.folder, words=words(asked.lang))
    return Done(code=job.code, tally=tally_of(plan), state=kept_bytes(plan))


def operation_of(job: Job) -> Operation:
    """A job's tables."""
    if job.tables is not None:
        return load_operation(job.tables).operation
    return sample_operation(job.code, election_code=job.effort.election, gazetteer=gazetteer())


def gazetteer() -> IndonesiaGazetteer:
    """The pack's, read once per process."""
    found = indonesia().gazetteer
    assert isinstance(found, IndonesiaGazetteer)
    return found


Work = Callable[[Job], Done]
