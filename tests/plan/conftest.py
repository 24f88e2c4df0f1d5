"""The plan of the fullest tiny world, made once, without and with chances."""

from dataclasses import replace

import pytest
from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.packs.spreads import load_spreads
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="session")
def full_plan() -> OperationPlan:
    """The plan of eight stations: road, track, boat, and one very vulnerable."""
    return make_plan(FULL, rules=RULES, solver=SavingsSolver(), seed=1, effort=1)


@pytest.fixture(scope="session")
def chance_plan() -> OperationPlan:
    """The same with chances of arrival from 200 scenarios."""
    rules = replace(RULES, spreads=load_spreads())
    return make_plan(FULL, rules=rules, solver=SavingsSolver(), seed=1, effort=1, scenarios=200)
