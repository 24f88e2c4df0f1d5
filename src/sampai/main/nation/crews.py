"""Who works on the regencies: processes of this machine, or a Dask cluster. Both are executors."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say
from sampai.main.nation.jobs import Done, Job, Work, work
from sampai.plan.rules.nation.tally import Unplannable

MOST_LOST = 3
"""How often a regency's process may be lost before it is named as unplannable."""


@dataclass(frozen=True, slots=True)
class Crew:
    """An executor to be started, and how many jobs it is given at once."""

    start: Callable[[], AbstractContextManager[Executor]]
    at_once: int


def processes(jobs: int) -> Crew:
    """So many processes of this machine."""

    def start() -> AbstractContextManager[Executor]:
        return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))

    return Crew(start, jobs)


def cluster(scheduler: str, *, wait_s: float = 30) -> Crew:
    """The workers of a Dask scheduler, such as `tcp://10.0.0.5:8786`; what a lost one had runs elsewhere.

    Two regencies lie ready for each thread of the cluster. Raises `Refused` where Dask is not
    installed or no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 -- an extra that few need
    except ImportError as error:
        raise Refused(
            "dask",
            say("A cluster needs Dask, which is not installed."),
            say("Install Sampai with its extra: pip install 'sampai[cluster]'."),
        ) from error
    try:
        client = Client(scheduler, timeout=wait_s)  # type: ignore[no-untyped-call]  # Dask's types are few
    except (OSError, ValueError) as error:
        raise Refused(
            "scheduler",
            say("No Dask scheduler answers at {address}.", address=scheduler),
            say("Start one with dask scheduler, and give its address, such as tcp://10.0.0.5:8786."),
        ) from error

    @contextmanager
    def start() -> Iterator[Executor]:
        with client, client.get_executor(pure=False) as executor:  # type: ignore[no-untyped-call]
            yield executor

    threads = client.nthreads()  # type: ignore[no-untyped-call]
    return Crew(start, 2 * max(1, sum(threads.values())))


def run_jobs(jobs: Iterable[Job], *, crew: Crew, do: Work = work) -> Iterator[Done]:
    """What comes of each job, in the order in which they end. What a lost process had is done again."""
    waiting, lost = deque(jobs), Counter[str]()
    while waiting:
        with crew.start() as executor:
            for job, done in _until_lost(waiting, executor=executor, at_once=crew.at_once, do=do):
                if done is not None:
                    yield done
                    continue
                lost[job.code] += 1
                if lost[job.code] < MOST_LOST:
                    waiting.append(job)
                else:
                    yield _given_up(job, why=say("Its process was lost {count} times.", count=MOST_LOST))


def _until_lost(
    waiting: deque[Job], *, executor: Executor, at_once: int, do: Work
) -> Iterator[tuple[Job, Done | None]]:
    """Work off the queue until it is empty or the executor breaks; None for the jobs that break with it."""
    under_way: dict[Future[Done], Job] = {}
    is_broken = False
    while under_way or (waiting and not is_broken):
        while waiting and not is_broken and len(under_way) < at_once:
            try:
                under_way[executor.submit(do, waiting[0])] = waiting[0]
                waiting.popleft()
            except BrokenExecutor:
                is_broken = True
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            job, trouble = under_way.pop(future), future.exception()
            is_broken |= isinstance(trouble, BrokenExecutor)
            if trouble is None:
                yield job, future.result()
            elif isinstance(trouble, BrokenExecutor):
                yield job, None
            else:
                why = say("Planning ended in an error of the program: {error}", error=repr(trouble))
                yield job, _given_up(job, why=why)


def _given_up(job: Job, *, why: Text) -> Done:
    remedy = say("Plan this regency alone with sampai plan; it may need more memory than each process has.")
    return Done(code=job.code, trouble=Unplannable(code=job.code, name=job.name, what=why, remedy=remedy))
