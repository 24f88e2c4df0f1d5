"""The old way: the list from the top, vehicle after vehicle, on the last day, with nothing in hand."""

from dataclasses import replace
from itertools import chain

import numpy as np
from tests.worlds import ELECTION

from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.quantity import Load
from sampai.rehearsal.rules.by_hand import ByHand, without_slack
from sampai.transport.ports import Offer, RoutingProblem
from sampai.transport.rules.diary import IN_HAND_S
from sampai.transport.rules.tours import clockwork, holds

FIRST, SECOND = (0, 10 * HOUR), (DAY, DAY + 10 * HOUR)


def problem(*days: tuple[int, int], stops: int = 7, count: int = 2, room: int = 4) -> RoutingProblem:
    """Stops a quarter of an hour from each other, two boxes each."""
    between = np.full((1, stops + 1, stops + 1), 900) * (1 - np.eye(stops + 1, dtype=np.int64))
    nothing = np.zeros(stops + 1, dtype=np.int64)
    return RoutingProblem(
        loads=(Load(), *[Load(2)] * stops),
        service_s=nothing + 600,
        early_s=nothing,
        late_s=nothing + 10**9,
        distance_m=between * 10,
        duration_s=between,
        offers=tuple(
            Offer(
                count=count,
                room=Load(room, 100, 100),
                cost_per_km=1,
                cost_per_h=1,
                profile=0,
                early_s=early,
                late_s=late,
            )
            for early, late in days
        ),
    )


def test_vehicles_are_filled_down_the_list_in_turn() -> None:
    answer = ByHand().solve(problem(FIRST), seed=1, effort=1)

    assert [tour.trips for tour in answer.tours] == [((1, 2), (5, 6)), ((3, 4), (7,))]
    assert answer.unserved == ()


def test_goods_leave_on_the_last_day_and_earlier_only_what_has_no_place_then() -> None:
    enough = ByHand().solve(problem(FIRST, SECOND), seed=1, effort=1)
    tight = ByHand().solve(problem(FIRST, (DAY, DAY + HOUR), stops=7), seed=1, effort=1)

    assert {tour.offer for tour in enough.tours} == {1}
    assert {tour.offer for tour in tight.tours} == {0, 1}


def test_every_stop_is_served_once_within_the_rules_or_named() -> None:
    for stops, late in ((7, 10 * HOUR), (20, 2 * HOUR), (3, 600)):
        one = problem((0, late), stops=stops)

        answer = ByHand().solve(one, seed=1, effort=1)

        served = sorted(chain(*(trip for tour in answer.tours for trip in tour.trips), answer.unserved))
        assert served == list(range(1, stops + 1))
        assert all(holds(clockwork(one), tour) for tour in answer.tours)


def test_nothing_is_kept_in_hand() -> None:
    hurried = without_slack(ELECTION)

    assert [s.latest for s in hurried.stages] == [s.latest + IN_HAND_S for s in ELECTION.stages]
    assert replace(hurried, stages=ELECTION.stages, deadlines=ELECTION.deadlines) == ELECTION
