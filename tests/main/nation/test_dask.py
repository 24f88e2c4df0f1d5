"""A real cluster on this machine: a scheduler and two workers, each a process of its own."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import LocalCluster

from sampai.kernel.errors import Refused
from sampai.kernel.text import PLAIN
from sampai.main.nation.crews import Crew, cluster, processes
from sampai.main.nation.jobs import Effort
from sampai.main.nation.running import NationOutcome, plan_nation

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

EFFORT = Effort(election="pilkada-2024", scenarios=5, percent=1)
SMALL = ("3101", "9119", "6504", "1172")


@pytest.fixture
def two_workers() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        memory_limit=0,
        silence_logs=50,
    ) as found:
        yield found


def planned(out: Path, *, crew: Crew) -> NationOutcome:
    return plan_nation(
        "nation:pilkada-2024",
        out=out,
        effort=EFFORT,
        crew=lambda: crew,
        words=PLAIN,
        tell=lambda _: None,
        only=SMALL,
    )


def test_a_cluster_says_what_processes_say_even_when_a_worker_is_killed(
    tmp_path: Path, two_workers: LocalCluster
) -> None:
    alone = planned(tmp_path / "alone", crew=processes(1)).nation
    crew = cluster(two_workers.scheduler_address)

    together = planned(tmp_path / "together", crew=_losing_one(crew, of=two_workers)).nation

    assert together == alone
    assert together.unplannable == ()


def _losing_one(crew: Crew, *, of: LocalCluster) -> Crew:
    """The same crew, one of whose workers is killed when the second job is handed in."""

    @contextmanager
    def start() -> Iterator[Executor]:
        with crew.start() as executor:
            yield _Losing(executor, pid=of.workers[0].pid)

    return replace(crew, start=start)


class _Losing(Executor):
    def __init__(self, executor: Executor, *, pid: int) -> None:
        self.executor, self.pid, self.handed = executor, pid, 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        self.handed += 1
        future = self.executor.submit(fn, *args, **kwargs)
        if self.handed == 2:
            os.kill(self.pid, signal.SIGKILL)
        return future


def test_no_scheduler_is_a_sentence() -> None:
    with pytest.raises(Refused, match="No Dask scheduler answers"):
        cluster("tcp://127.0.0.1:9", wait_s=1)
