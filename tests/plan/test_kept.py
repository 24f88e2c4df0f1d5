"""Plans kept in one file to be planned on."""

import gzip
from dataclasses import replace
from datetime import datetime

import pytest
from tests import worlds

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.errors import Refused, Unreadable
from sampai.places.model import Closure
from sampai.plan.forms.kept import kept_bytes, read_kept
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    return make_plan(worlds.FULL, rules=worlds.RULES, solver=SavingsSolver(), seed=1, effort=1)


def test_a_kept_plan_holds_tables_journeys_and_digest(plan: OperationPlan) -> None:
    kept = read_kept(kept_bytes(plan))

    assert kept.operation == plan.operation
    assert kept.delivery == plan.delivery
    assert (kept.digest, kept.rules) == (plan.digest, plan.rules.digest)
    assert kept.parameters == plan.parameters


def test_a_drawn_area_and_what_grouped_the_stations_are_kept(plan: OperationPlan) -> None:
    flood = Closure(
        subject="banjir",
        starts=datetime(2024, 11, 25),  # noqa: DTZ001 -- local time is meant
        ends=datetime(2024, 11, 27),  # noqa: DTZ001 -- local time is meant
        ways=("L-PERAHU",),
        rings=(((103.0, -4.8), (103.25, -4.8), (103.25, -4.6)),),
    )
    closed = replace(plan, operation=replace(plan.operation, closures=(flood,)))

    kept = read_kept(kept_bytes(closed))

    assert kept.operation.closures == (flood,)
    assert kept.grouping == plan.guard.grouping


def test_the_same_plan_gives_the_same_bytes(plan: OperationPlan) -> None:
    assert kept_bytes(plan) == kept_bytes(plan)


def test_a_changed_byte_is_found(plan: OperationPlan) -> None:
    text = gzip.decompress(kept_bytes(plan))
    changed = gzip.compress(text.replace(b"GUDANG", b"GUDANK", 1))

    with pytest.raises(Unreadable, match="damaged"):
        read_kept(changed)


@pytest.mark.parametrize("cut", [0, 10, 100, -20])
def test_half_a_file_is_refused(plan: OperationPlan, cut: int) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_kept(kept_bytes(plan)[:cut])


def test_another_version_says_so(plan: OperationPlan) -> None:
    text = gzip.decompress(kept_bytes(plan)).replace(b'"format":1', b'"format":9', 1)

    with pytest.raises(Refused, match="another version"):
        read_kept(gzip.compress(text))
