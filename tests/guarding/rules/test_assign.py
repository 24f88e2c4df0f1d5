import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from sampai.guarding.rules.assign import NO_WAY, assign

Whole = NDArray[np.int64]
Case = tuple[Whole, Whole, Whole]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    units, tasks = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    numbers = st.integers(0, 30)
    cost = draw(st.lists(numbers, min_size=units * tasks, max_size=units * tasks))
    supply = draw(st.lists(st.integers(0, 6), min_size=units, max_size=units))
    demand = draw(st.lists(st.integers(0, 3), min_size=tasks, max_size=tasks))
    return np.array(cost, dtype=np.int64).reshape(units, tasks), np.array(supply), np.array(demand)


def _least_cost(cost: Whole, *, supply: Whole, given_out: Whole) -> float:
    """The transport problem as a linear programme, by HiGHS."""
    units, tasks = cost.shape
    each_task = np.kron(np.ones(units), np.eye(tasks))
    each_unit = np.kron(np.eye(units), np.ones(tasks))
    found = linprog(cost.ravel(), A_eq=each_task, b_eq=given_out, A_ub=each_unit, b_ub=supply)
    assert found.status == 0
    assert found.fun is not None
    return float(found.fun)


@settings(deadline=None)
@given(cases())
def test_no_unit_is_over_its_strength_and_nobody_stays_home_while_a_task_is_open(case: Case) -> None:
    cost, supply, demand = case

    sent = assign(cost, supply=supply, demand=demand)

    assert sent.min() >= 0
    assert (sent.sum(axis=1) <= supply).all()
    assert (sent.sum(axis=0) <= demand).all()
    assert sent.sum() == min(supply.sum(), demand.sum())


@settings(deadline=None)
@given(cases())
def test_the_way_is_the_least_that_a_linear_programme_finds(case: Case) -> None:
    cost, supply, demand = case

    sent = assign(cost, supply=supply, demand=demand)

    least = _least_cost(cost, supply=supply, given_out=sent.sum(axis=0))
    assert round(least) == int((sent * cost).sum())


@settings(deadline=None)
@given(cases(), st.integers(0, 4))
def test_one_more_officer_leaves_no_task_with_fewer(case: Case, unit: int) -> None:
    cost, supply, demand = case
    more = supply.copy()
    more[unit % len(supply)] += 1

    before = assign(cost, supply=supply, demand=demand).sum(axis=0)
    after = assign(cost, supply=more, demand=demand).sum(axis=0)

    assert (after >= before).all()


def test_first_tasks_are_filled_first() -> None:
    cost = np.array([[9, 1, 1]])

    sent = assign(cost, supply=np.array([3]), demand=np.array([2, 2, 2]))

    assert sent.tolist() == [[2, 1, 0]]


def test_a_unit_moves_up_when_only_it_can_take_a_task() -> None:
    cost = np.array([[1, 5], [2, NO_WAY]])

    sent = assign(cost, supply=np.array([1, 1]), demand=np.array([1, 1]))

    assert sent.tolist() == [[0, 1], [1, 0]]


def test_a_task_that_nobody_reaches_stays_open() -> None:
    sent = assign(np.array([[NO_WAY, 3]]), supply=np.array([2]), demand=np.array([1, 1]))

    assert sent.tolist() == [[0, 1]]


def test_without_units_nothing_is_filled() -> None:
    sent = assign(
        np.zeros((0, 2), dtype=np.int64), supply=np.zeros(0, dtype=np.int64), demand=np.array([1, 1])
    )

    assert sent.shape == (0, 2)
