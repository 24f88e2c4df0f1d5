"""Chances of whole random plans: chains of modes, borrowed vehicles, nights on the way."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transport.checker import Case
from tests.transport.random_cases import random_case
from tests.transport.rules.chance.tiny import CALM, ROUGH, book

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, HTime
from sampai.transport.model import Chances, DeliveryPlan, ModeSpread
from sampai.transport.rules.chance import chances_of
from sampai.transport.rules.plan import plan_delivery


def planned(case: Case) -> DeliveryPlan:
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
    )


def chances(case: Case, delivery: DeliveryPlan, spread: ModeSpread, *, wet: float, n: int) -> Chances:
    modes = tuple(replace(spread, mode=rule.mode) for rule in case.modes)
    return chances_of(
        delivery,
        election=case.election,
        modes=case.modes,
        spreads=replace(book(spread, wet=wet, together=0.5), modes=modes),
        scenarios=n,
        seed=1,
        by_daylight=frozenset(link.mode for link in case.register.links if link.daylight_only),
    )


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_a_day_without_disturbance_is_the_plan(seed: int) -> None:
    case = random_case(seed)
    delivery = planned(case)

    found = chances(case, delivery, CALM, wet=0.0, n=2).stations

    assert [chance.p99 for chance in found] == [chance.planned for chance in found]


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_whole_plans_that_begin_earlier_never_lose_a_chance(seed: int) -> None:
    case = random_case(seed)
    delivery = planned(case)
    journeys = tuple(
        replace(
            j,
            loads=HTime(j.loads - HOUR),
            departs=HTime(j.departs - HOUR),
            returns=HTime(j.returns - HOUR),
            stops=tuple(
                replace(s, arrives=HTime(s.arrives - HOUR), departs=HTime(s.departs - HOUR)) for s in j.stops
            ),
        )
        for j in delivery.journeys
    )
    rides = tuple(
        replace(r, since=HTime(r.since - HOUR), until=HTime(r.until - HOUR)) for r in delivery.stationed
    )

    late = chances(case, delivery, ROUGH, wet=0.4, n=100).stations
    early = chances(
        case, replace(delivery, journeys=journeys, stationed=rides), ROUGH, wet=0.4, n=100
    ).stations

    assert all(e.in_time >= x.in_time for e, x in zip(early, late, strict=True))


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_probabilities_quantiles_and_causes_belong_together(seed: int) -> None:
    case = random_case(seed)

    for chance in chances(case, planned(case), ROUGH, wet=0.4, n=100).stations:
        assert chance.p50 <= chance.p90 <= chance.p99
        assert 0 <= chance.in_time <= 1
        assert len(chance.causes) <= 3
        assert sum(share for _, share in chance.causes) <= 1 + 1e-9
        if chance.latest_departure is not None and chance.in_time < 0.99:
            assert chance.latest_departure < chance.departs
        if chance.in_time >= 0.99:
            assert chance.latest_departure is not None
            assert chance.latest_departure >= chance.departs
