"""The three measures of a plan, counted by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.transport.rules.chance.tiny import MODES, MORNING, TRUCK, A, B, election, journey, plan

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.transport.model import (
    USUAL,
    DeliveryPlan,
    Objective,
    Score,
    Stationed,
    Unplanned,
    VehicleGroup,
)
from sampai.transport.rules.score import score_of

FLEET = (
    VehicleGroup(
        code=VehicleCode(TRUCK),
        kind="truk",
        base=PlaceCode("PPK-1"),
        count=2,
        room=Load(100),
        mode=TRUCK,
        cost_rp_km=6_000,
        cost_rp_h=75_000,
    ),
)


def scored(made: DeliveryPlan, *, by: int = 0) -> Score:
    return score_of(made, election=election(by=by), modes=MODES, fleet=FLEET, objective=USUAL)


def test_money_is_kilometres_hours_and_one_outing() -> None:
    score = scored(plan(journey("J", (A,), (B,))))

    assert score.cost_rp == 1 * 6_000 + 3 * 75_000 + USUAL.shift_rp


def test_two_journeys_of_a_day_are_one_outing_and_a_convoy_costs_twice() -> None:
    one, two = journey("J", (A,)), journey("K", (B,), loads=MORNING + 3 * HOUR)

    both = scored(plan(one, two)).cost_rp
    convoy = scored(plan(replace(one, convoy=(2,)))).cost_rp

    assert both == 2 * (6_000 + 2 * 75_000) + USUAL.shift_rp
    assert convoy == 2 * (6_000 + 2 * 75_000 + USUAL.shift_rp)


def test_empty_rides_cost_their_kilometres() -> None:
    made = plan(journey("J", (A,)))
    ride = Stationed(
        vehicle=VehicleCode(TRUCK),
        ordinal=1,
        base=PlaceCode("PPK-1"),
        at="X",
        since=made.journeys[0].loads,
        until=made.journeys[0].returns,
        distance_m=5_000,
    )

    assert scored(replace(made, stationed=(ride,))).cost_rp - scored(made).cost_rp == 30_000


def test_lateness_adds_up_over_stations() -> None:
    made = plan(journey("J", (A, B)))

    assert scored(made, by=MORNING + HOUR).late_s == 0
    assert scored(made, by=MORNING + HOUR // 2).late_s == 2 * (HOUR // 2)


def test_exposure_counts_both_echelons_but_not_the_nights_in_an_office() -> None:
    first = journey("S", (A,), giver=Level.KPU, loads=MORNING - DAY, drive_h=2)
    last = journey("P", (A,), drive_h=1)

    assert scored(plan(first, last)).exposure_s == 3 * HOUR


def test_a_night_at_a_landing_counts() -> None:
    truck = journey("L1", (A,), loads=MORNING - DAY)
    boat = journey("L2", (A,), leg=2)

    assert scored(plan(truck, boat)).exposure_s == DAY + HOUR


def test_a_station_without_weighs_more_than_all_else() -> None:
    made = plan(journey("J", (A,)))
    left = Unplanned(
        station=B, giver=Level.PPK, receiver=Level.STATION, reason=say("No."), remedy=say("Yes.")
    )

    late, without = scored(made, by=MORNING - DAY), scored(replace(made, unplanned=(left,)))

    assert without.total_rp > late.total_rp > scored(made).total_rp


@given(late=st.integers(0, 10_000), out=st.integers(0, 10_000))
def test_an_hour_late_weighs_more_than_an_hour_on_the_way(late: int, out: int) -> None:
    def total(late_s: int, exposure_s: int) -> int:
        return Score(unserved=0, late_s=late_s, cost_rp=0, exposure_s=exposure_s, objective=USUAL).total_rp

    assert total(late + HOUR, out) > total(late, out + HOUR) >= total(late, out)


def test_impossible_weights_are_refused() -> None:
    with pytest.raises(Refused):
        Objective(late_rp_h=1, exposure_rp_h=2)
    with pytest.raises(Refused):
        Objective(hire_h=-1)
