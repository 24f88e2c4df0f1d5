"""Whole delivery plans, checked by the independent checker."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.transport.checker import Case, faults
from tests.transport.random_cases import random_case

from sampai.engines.solver.pyvrp_solver import PyvrpSolver
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import digest
from sampai.places.model import Register
from sampai.transport.model import DeliveryPlan
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.plan import plan_delivery


def plan_of(case: Case, solver: RoutingSolver, *, seed: int = 1, **options: Any) -> DeliveryPlan:
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=solver,
        seed=seed,
        effort=1,
        **options,
    )


@given(seed=st.integers(0, 100_000))
@settings(max_examples=150, deadline=None)
def test_plans_of_random_operations_have_no_fault(seed: int) -> None:
    case = random_case(seed)

    assert faults(case, plan_of(case, SavingsSolver())) == []


@given(seed=st.integers(0, 100_000))
@example(seed=930)
@settings(max_examples=8, deadline=None)
def test_plans_by_the_better_solver_have_no_fault(seed: int) -> None:
    case = random_case(seed)

    assert faults(case, plan_of(case, PyvrpSolver())) == []


@given(seed=st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    case = random_case(seed)

    assert digest(plan_of(case, SavingsSolver())) == digest(plan_of(shuffled(case, seed), SavingsSolver()))


@pytest.mark.parametrize("seed", [3, 14])
def test_one_process_and_two_make_the_same_plan(seed: int) -> None:
    case = random_case(seed)

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        spread = plan_of(case, PyvrpSolver(), map=pool.map)

    assert digest(spread) == digest(plan_of(case, PyvrpSolver()))


def shuffled(case: Case, seed: int) -> Case:
    """The same tables with their rows in another order."""
    draw = np.random.Generator(np.random.PCG64(seed))

    def mix(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(rows[i] for i in draw.permutation(len(rows)))

    register = case.register
    regions = mix(tuple(case.territory.regions.items()))
    return replace(
        case,
        register=Register(
            stations=mix(register.stations), places=mix(register.places), links=mix(register.links)
        ),
        consignments=mix(case.consignments),
        modes=mix(case.modes),
        fleet=mix(case.fleet),
        territory=replace(case.territory, regions=dict(regions), borders=mix(case.territory.borders)),
    )
