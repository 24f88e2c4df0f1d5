"""From draft to published: read, signed by both, published; what is refused on the way."""

import pytest
from tests.store import as_role

from sampai.engines.solver.savings import SavingsSolver
from sampai.guarding.queries import clusters
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.ledger.queries import audit_lines
from sampai.main.operations import load_operation
from sampai.main.web.wiring import rights
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.model import OperationPlan
from sampai.plan.queries import plan_view, plans, problems
from sampai.plan.rules.make import make_plan
from sampai.transport.queries import calls_at, calls_of, journeys

KAUR = RegionCode("1704")
ELSEWHERE = RegionCode("1703")
CLERK = as_role("kpu-logistik", territory=KAUR)
POLICE = as_role("kabag-ops", territory=KAUR)
SUPERVISOR = as_role("bawaslu", territory=KAUR)


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


@pytest.fixture
def draft(any_store: str, plan: OperationPlan) -> int:  # noqa: ARG001 -- the store is open meanwhile
    import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    return import_plan(CLERK, now(), plan=plan, document=b"plan")


def test_every_journey_stop_and_problem_of_a_plan_is_in_the_store(draft: int, plan: OperationPlan) -> None:
    found = journeys(CLERK.scope, plan=draft)

    assert [one.code for one in found] == [
        one.code for one in sorted(plan.delivery.journeys, key=lambda one: (one.loads, one.code))
    ]
    assert sum(one.boxes for one in found) == sum(one.load.boxes for one in plan.delivery.journeys)
    assert sum(len(calls_of(CLERK.scope, journey=one.pk)) for one in found) == sum(
        len(stop.stations) for one in plan.delivery.journeys for stop in one.stops
    )
    assert list(problems(CLERK.scope, plan=draft)) == list(plan.problems)
    assert sum(one.officers or 0 for one in clusters(CLERK.scope, plan=draft)) == plan.figures.officers_needed


def test_routes_and_times_are_hidden_from_whom_the_embargo_is_for(draft: int, plan: OperationPlan) -> None:
    station = plan.operation.register.stations[0].code

    seen = journeys(SUPERVISOR.scope, plan=draft)[0]
    brought = calls_at(SUPERVISOR.scope, plan=draft, station=station)

    assert (seen.vehicle, seen.departs_h, seen.origin) == ("", None, "")
    assert {(one.arrives_h, one.place, one.code) for one in brought} == {(None, "", "")}
    assert calls_at(CLERK.scope, plan=draft, station=station)[0].arrives_h is not None


def test_a_plan_is_published_after_commission_and_police_have_signed_the_same_version(draft: int) -> None:
    check_plan(CLERK, now(), plan=draft, note="read")
    sign_plan(CLERK, now(), plan=draft)
    with pytest.raises(Refused) as caught:
        publish_plan(CLERK, now(), plan=draft, signers=rights().signers)
    assert caught.value.code == "not-signed"

    sign_plan(POLICE, now(), plan=draft)
    publish_plan(CLERK, now(), plan=draft, signers=rights().signers)

    found = plan_view(SUPERVISOR.scope, draft)
    assert (found.status, {one.institution for one in found.signoffs}) == ("published", {"kpu", "polri"})
    chief = as_role("kpu-pimpinan", territory=KAUR)
    assert [line.deed for line in audit_lines(chief.scope, institution="kpu")][:2] == [
        "plan.publish",
        "plan.sign",
    ]


def test_nobody_signs_twice_or_before_the_plan_was_read(draft: int) -> None:
    with pytest.raises(Refused) as early:
        sign_plan(POLICE, now(), plan=draft)
    check_plan(CLERK, now(), plan=draft, note="read")
    sign_plan(POLICE, now(), plan=draft)

    with pytest.raises(Refused) as twice:
        sign_plan(POLICE, now(), plan=draft)

    assert (early.value.code, twice.value.code) == ("plan-status", "signed")


def test_another_regency_neither_sees_nor_signs_it(draft: int) -> None:
    stranger = as_role("kabag-ops", territory=ELSEWHERE)
    check_plan(CLERK, now(), plan=draft, note="read")

    with pytest.raises(Forbidden):
        sign_plan(stranger, now(), plan=draft)
    with pytest.raises(Forbidden):
        plan_view(stranger.scope, draft)
    assert journeys(stranger.scope, plan=draft) == []


def test_the_same_plan_again_is_the_version_that_is_there(draft: int, plan: OperationPlan) -> None:
    assert import_plan(CLERK, now(), plan=plan, document=b"plan") == draft
    assert [one.number for one in plans(CLERK.scope, operation=1)] == [1]
