from collections.abc import Callable, Iterable
from typing import Any

from tests import worlds
from tests.transport.rules.test_schedule import ROAD, piece, ready

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.quantity import Load
from sampai.transport.model import Consignment
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.waves import Task, job_seed, solve_task


def test_a_jobs_seed_comes_from_its_key_not_from_its_turn() -> None:
    one, other = ready(piece(ROAD[0])).job, ready(piece(ROAD[1])).job

    assert job_seed(one, seed=1) == job_seed(other, seed=1)
    assert job_seed(one, seed=1) != job_seed(one, seed=2)


def test_a_task_is_solved_as_the_solver_would() -> None:
    problem = ready(piece(ROAD[0])).problem

    answer = solve_task(Task(problem, 7), solver=SavingsSolver(), effort=1)

    assert answer == SavingsSolver().solve(problem, seed=7, effort=1)


def test_jobs_of_different_places_are_handed_out_in_one_batch() -> None:
    batches = list[int]()

    def counting(work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterable[Any]:
        found = list(tasks)
        batches.append(len(found))
        return map(work, found)

    plan_delivery(
        worlds.FULL_REGISTER,
        consignments=[Consignment(station=s.code, load=Load(2)) for s in worlds.ALL_STATIONS],
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
        territory=worlds.TERRITORY,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        map=counting,
    )

    assert batches == [1, 2, 1, 1, 1]
