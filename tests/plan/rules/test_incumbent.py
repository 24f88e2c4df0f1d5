"""More vehicles never make a plan worse where the plan without them is known."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import faults
from tests.transport.random_cases import random_case
from tests.transport.test_more_never_later import plan_of, with_one_more

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Closure
from sampai.plan.model import Operation, OperationPlan
from sampai.plan.rules.incumbent import Rank, better_of, rank_of, what_differs
from sampai.plan.rules.make import fleet_of, make_plan
from sampai.transport.model import DeliveryPlan


def with_fleet(*counts: int) -> Operation:
    fleet = tuple(replace(group, count=n) for group, n in zip(worlds.FLEET, counts, strict=True))
    return replace(worlds.FULL, fleet=fleet)


def planned(operation: Operation, *, incumbent: DeliveryPlan | None = None) -> OperationPlan:
    return make_plan(
        operation, rules=worlds.RULES, solver=SavingsSolver(), seed=1, effort=1, incumbent=incumbent
    )


def rank(plan: OperationPlan, operation: Operation) -> Rank:
    return rank_of(plan.delivery, fleet=fleet_of(operation, rules=worlds.RULES), rules=worlds.RULES)


counts = st.lists(st.integers(0, 3), min_size=len(worlds.FLEET), max_size=len(worlds.FLEET))


@given(fewer=counts, more=counts)
@settings(max_examples=25, deadline=None)
def test_with_more_vehicles_no_plan_is_later_or_dearer_than_the_one_to_beat(
    fewer: list[int], more: list[int]
) -> None:
    small = with_fleet(*fewer)
    large = with_fleet(*(a + b for a, b in zip(fewer, more, strict=True)))
    before = planned(small)

    after = planned(large, incumbent=before.delivery)

    assert list(what_differs(small, large)) == []
    assert rank(after, large) <= rank(before, large)


def test_a_fresh_plan_that_one_more_boat_makes_worse_gives_way_to_the_one_before() -> None:
    case = random_case(31)
    more = with_one_more(case, next(one for one in case.fleet if one.code == "perahu-dermaga-9901022003"))
    rules = replace(worlds.RULES, election=case.election, modes=case.modes)
    before, fresh = plan_of(case), plan_of(more)

    taken = better_of(fresh, before, fleet=more.fleet, rules=rules)

    assert len(fresh.unplanned) > len(before.unplanned)
    assert taken == before
    assert faults(more, taken) == []


def test_only_a_fleet_that_has_grown_leaves_journeys_possible() -> None:
    truck = worlds.FLEET[0]
    smaller = replace(truck, room=Load(1, 100, 10_000))
    closed = Closure(subject="L-PERAHU", starts=datetime(2024, 11, 24), ends=datetime(2024, 11, 25))  # noqa: DTZ001 -- local time is meant

    def differs(**changes: Any) -> list[str]:
        return list(what_differs(worlds.FULL, replace(worlds.FULL, **changes)))

    assert differs(fleet=(*worlds.FLEET, replace(truck, code=VehicleCode("TRUK-9")))) == []
    assert differs(units=()) == []
    assert differs(fleet=worlds.FLEET[1:]) == ["armada"]
    assert differs(fleet=(smaller, *worlds.FLEET[1:])) == ["armada"]
    assert differs(closures=(closed,), register=worlds.register()) == ["tps", "lintasan", "penutupan"]
