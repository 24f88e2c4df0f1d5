"""The plan of the fullest tiny world, made once."""

import pytest
from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="session")
def full_plan() -> OperationPlan:
    """The plan of eight stations: road, track, boat, and one very vulnerable."""
    return make_plan(FULL, rules=RULES, solver=SavingsSolver(), seed=1, effort=1)
