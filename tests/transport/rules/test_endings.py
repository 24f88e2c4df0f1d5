"""Vehicles that go elsewhere after their last journey."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import Case, faults
from tests.transport.random_cases import random_case
from tests.transport.test_plans import plan_of

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import PlaceCode
from sampai.kernel.quantity import Load
from sampai.transport.model import Consignment, DeliveryPlan, VehicleGroup

CASE = Case(
    register=worlds.register(),
    consignments=tuple(
        Consignment(station=s.code, load=Load(20, 2_320, 200_000)) for s in worlds.ROAD_STATIONS
    ),
    election=worlds.ELECTION,
    modes=worlds.MODES,
    fleet=(replace(worlds.FLEET[0], count=1, ends=PlaceCode("PPK-2")), *worlds.FLEET[1:]),
    territory=worlds.TERRITORY,
)


def ended(plan: DeliveryPlan, group: VehicleGroup) -> list[str]:
    """Where the journeys of a group's vehicles end, in order of time."""
    mine = [journey for journey in plan.journeys if journey.vehicle == group.code]
    return [journey.home for journey in sorted(mine, key=lambda journey: journey.loads)]


def test_only_the_last_journey_ends_elsewhere() -> None:
    plan = plan_of(CASE, SavingsSolver())

    homes = ended(plan, CASE.fleet[0])
    assert len(homes) >= 2
    assert set(homes[:-1]) == {"GUDANG"}
    assert homes[-1] == "PPK-2"
    assert faults(CASE, plan) == []


def test_a_place_that_nobody_can_reach_is_no_end() -> None:
    nowhere = replace(CASE, fleet=(replace(CASE.fleet[0], ends=PlaceCode("NOWHERE")), *CASE.fleet[1:]))

    assert set(ended(plan_of(nowhere, SavingsSolver()), CASE.fleet[0])) == {"GUDANG"}


@given(seed=st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_plans_with_other_ends_have_no_fault(seed: int) -> None:
    plain = random_case(seed)
    places = [place.code for place in plain.register.places]
    case = replace(
        plain,
        fleet=tuple(replace(group, ends=places[at % len(places)]) for at, group in enumerate(plain.fleet)),
    )

    plan = plan_of(case, SavingsSolver())

    assert faults(case, plan) == []
    assert plan.unplanned == plan_of(plain, SavingsSolver()).unplanned
