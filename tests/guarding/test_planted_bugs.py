"""Bugs planted in the rules: each is found by the checker that does not know how a plan is made."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.guarding.checker import faults
from tests.plan.manned import ENOUGH, MANNED_RULES
from tests.worlds import FULL, FULL_REGISTER, ISLAND, TERRITORY, UNITS, VALLEY, border, station, unit

from sampai.engines.solver.savings import SavingsSolver
from sampai.guarding.model import Unit
from sampai.guarding.rules import clusters, crewing, ground, roster, sending
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.sending import send_out
from sampai.kernel.clock import HTime
from sampai.plan.model import Operation, OperationPlan, RuleBook
from sampai.plan.rules.make import make_plan

ALONE = (unit("POLRES", base="POLRES", available=4),)
FEW = tuple(replace(one, available=9, strength=9) for one in UNITS)
LINKED = replace(TERRITORY, borders=(*TERRITORY.borders, border(VALLEY, ISLAND)))
ON_BOTH_SIDES = replace(
    FULL, register=replace(FULL_REGISTER, stations=(station(VALLEY, 1), station(ISLAND, 1)))
)


def planned(operation: Operation, *, rules: RuleBook = MANNED_RULES) -> OperationPlan:
    return make_plan(operation, rules=rules, solver=SavingsSolver(), seed=1, effort=1)


def found(plan: OperationPlan) -> list[str]:
    rosters = plan.rules.rosters
    assert rosters is not None
    return faults(
        plan.guard,
        duties=plan.manning.duties,
        stations=[one.code for one in plan.operation.register.stations],
        units=plan.operation.units,
        territory=plan.rules.territory,
        rest=rosters.rest,
    )


def missing(polres: int) -> int:
    """The shortage of the full world with so many officers at the Polres and nobody elsewhere."""
    units = tuple(replace(u, available=polres if u.code == "POLRES" else 0, strength=99) for u in UNITS)
    plan = plan_guard(
        FULL_REGISTER, claims=(), units=units, patterns=MANNED_RULES.patterns, territory=TERRITORY
    )
    assert MANNED_RULES.sending is not None
    sent = send_out(
        plan, register=FULL_REGISTER, units=units, territory=TERRITORY, sending=MANNED_RULES.sending
    )
    return sent.shortage.missing


def shortages() -> list[int]:
    return [missing(polres) for polres in range(0, 16, 3)]


@pytest.mark.parametrize("units", [UNITS, FEW, ENOUGH])
def test_the_checker_finds_nothing_wrong_with_plans_of_the_rules(units: tuple[Unit, ...]) -> None:
    assert found(planned(replace(FULL, units=units))) == []


def test_more_officers_never_make_the_shortage_larger() -> None:
    assert shortages() == sorted(shortages(), reverse=True)
    assert shortages()[0] > shortages()[-1] == 0


def test_a_station_in_two_groups_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(*args: Any, **names: Any) -> Iterator[Any]:
        first, *others = groups_of(*args, **names)
        return iter([first, first, *others])

    groups_of = clusters.groups_of
    monkeypatch.setattr(clusters, "groups_of", twice)

    assert any(fault.endswith("is in 2 groups") for fault in found(planned(FULL)))


def test_a_unit_over_its_strength_at_one_hour_is_found_and_stops_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Who is busy with other duties is forgotten when shifts are filled.
    ledger = crewing._ledger
    monkeypatch.setattr(crewing, "_ledger", lambda spans, **names: ledger(spans, **{**names, "busy": ()}))

    plan = planned(FULL)

    assert any("over its strength" in fault for fault in found(plan))
    assert "unit-promised-twice" in {problem.code for problem in plan.problems}


def test_a_group_that_joins_an_island_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = replace(MANNED_RULES, territory=LINKED)
    assert found(planned(ON_BOTH_SIDES, rules=rules)) == []

    monkeypatch.setattr(ground, "_on_one_landmass", lambda *_, **__: True)

    assert any(
        "joins places that no way joins" in fault for fault in found(planned(ON_BOTH_SIDES, rules=rules))
    )


def test_a_shortage_that_grows_with_more_officers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # Large units are kept back whole.
    def all_of_large_ones(field: Any, *, percent: int) -> Any:  # noqa: ARG001 -- the rule's signature
        return np.array([unit.available * (unit.available > 6) for unit in field.units], dtype=np.int64)

    monkeypatch.setattr(sending, "kept_back", all_of_large_ones)

    assert shortages() != sorted(shortages(), reverse=True)


def test_a_roster_without_rest_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = replace(FULL, register=replace(FULL_REGISTER, stations=()), units=ALONE)
    assert found(planned(operation)) == []

    monkeypatch.setattr(roster, "rested", _at_once)

    assert any("should rest" in fault for fault in found(planned(operation)))


def _at_once(ends: HTime, *, off_s: int, travel_s: int) -> HTime:  # noqa: ARG001 -- the rule's signature
    return HTime(ends + travel_s)
