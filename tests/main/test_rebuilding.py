"""A plan made again from its kept form is the same plan, or is refused."""

from dataclasses import replace

import pytest

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.errors import Refused
from sampai.main.operations import load_operation
from sampai.main.rebuilding import drawn, rebuilt
from sampai.plan.forms.kept import KeptPlan, kept_bytes, read_kept
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(
        loaded.operation,
        rules=loaded.rules,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        inputs=loaded.inputs,
        scenarios=20,
    )


@pytest.fixture
def kept(plan: OperationPlan) -> KeptPlan:
    return read_kept(kept_bytes(plan))


def test_guards_chances_checks_and_digest_are_those_of_the_plan(kept: KeptPlan, plan: OperationPlan) -> None:
    again = rebuilt(kept)

    assert (again.digest, again.figures, again.guard) == (plan.digest, plan.figures, plan.guard)
    assert (again.problems, again.chances) == (plan.problems, plan.chances)


def test_a_journey_that_somebody_changed_is_seen(kept: KeptPlan) -> None:
    first, *others = kept.delivery.journeys
    moved = replace(first, distance_m=first.distance_m + 1)

    with pytest.raises(Refused) as caught:
        rebuilt(replace(kept, delivery=replace(kept.delivery, journeys=(moved, *others))))

    assert caught.value.code == "plan-digest"


def test_other_rules_of_the_pack_are_told_as_such(kept: KeptPlan) -> None:
    with pytest.raises(Refused) as caught:
        rebuilt(replace(kept, rules="sha256:other", digest="sha256:other"))

    assert caught.value.code == "plan-rules"


def test_a_plan_with_a_road_map_needs_it(kept: KeptPlan) -> None:
    with pytest.raises(Refused) as caught:
        rebuilt(replace(kept, roads="bengkulu.osm.pbf"))

    assert caught.value.code == "roads-needed"


def test_a_plan_is_drawn_under_the_digest_that_it_had(kept: KeptPlan, plan: OperationPlan) -> None:
    found = drawn(replace(kept, roads="bengkulu.osm.pbf"))

    assert (found.digest, found.delivery) == (plan.digest, plan.delivery)
