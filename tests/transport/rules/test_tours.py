"""What tours cost."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.clock import HOUR
from sampai.kernel.quantity import Load
from sampai.transport.ports import Offer, RoutingAnswer, RoutingProblem, Tour
from sampai.transport.rules.tours import clockwork, tours_cost

MINUTES = np.array([[0, 60, 80], [60, 0, 20], [80, 20, 0]], dtype=np.int64)
"""A depot, a stop after an hour, and one twenty minutes behind it: both ways round take equally long."""

OFFER = Offer(
    count=1,
    room=Load(9, 9_000, 900_000),
    cost_per_km=3_000,
    cost_per_h=50_000,
    profile=0,
    early_s=0,
    late_s=9 * HOUR,
)


def problem(*exposure_rp_h: int) -> RoutingProblem:
    return RoutingProblem(
        loads=(Load(), Load(2, 200, 20_000), Load(2, 200, 20_000)),
        service_s=np.zeros(3, dtype=np.int64),
        early_s=np.zeros(3, dtype=np.int64),
        late_s=np.full(3, 9 * HOUR, dtype=np.int64),
        distance_m=MINUTES[None] * 500,
        duration_s=MINUTES[None] * 60,
        offers=(OFFER,),
        exposure_rp_h=np.array([0, *exposure_rp_h], dtype=np.int64) if exposure_rp_h else None,
    )


NEAR_FIRST, FAR_FIRST = Tour(0, ((1, 2),)), Tour(0, ((2, 1),))


def rupiah(tour: Tour, *exposure_rp_h: int) -> float:
    return tours_cost(clockwork(problem(*exposure_rp_h)), [tour]) / 3_600_000


def test_hours_that_goods_are_on_the_way_cost_what_the_objective_says() -> None:
    plain = rupiah(NEAR_FIRST)

    assert rupiah(FAR_FIRST) == plain
    assert round(rupiah(NEAR_FIRST, 3_000, 6_000) - plain) == 3_000 + 6_000 * 80 // 60
    assert round(rupiah(FAR_FIRST, 3_000, 6_000) - plain) == 6_000 * 80 // 60 + 3_000 * 100 // 60


def test_a_second_trip_counts_from_its_own_departure() -> None:
    apart = Tour(0, ((1,), (2,)))

    assert round(rupiah(apart, 3_000, 6_000) - rupiah(apart)) == 3_000 + 6_000 * 80 // 60


@settings(max_examples=15, deadline=None)
@given(near=st.integers(0, 9_000), far=st.integers(0, 9_000))
def test_a_start_is_never_left_for_a_dearer_answer_with_exposure(near: int, far: int) -> None:
    given_ = problem(near, far)

    for start in (NEAR_FIRST, FAR_FIRST):
        found = RuinSolver().solve(given_, seed=1, effort=1, start=RoutingAnswer((start,), ()))
        works = clockwork(given_)
        assert tours_cost(works, found.tours) <= tours_cost(works, [start])
        assert tours_cost(works, found.tours) >= tours_cost(
            clockwork(replace(given_, exposure_rp_h=None)), found.tours
        )
