"""`sampai import`, run as people run it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.processes import ran, sampai

from sampai.engines.solver.savings import SavingsSolver
from sampai.main.operations import load_operation
from sampai.plan.forms import kept
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


def test_a_sample_is_imported_once_and_the_second_time_changes_nothing(tmp_path: Path) -> None:
    data = str(tmp_path / "data")

    first = ran(sampai("import", "sample:kaur", "--data", data, "--json"))
    again = ran(sampai("import", "sample:kaur", "--data", data, "--lang", "en"))

    found = json.loads(first.stdout)
    assert (found["number"], found["new"], found["added"], found["removed"]) == (1, True, 270, 0)
    assert again.stdout == "Register version 1 is there already; nothing was changed.\n"


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


def _folder(plan: OperationPlan, where: Path) -> Path:
    where.mkdir()
    (where / kept.NAME).write_bytes(kept.kept_bytes(plan))
    return where


def test_a_plan_brings_its_tables_and_the_second_time_changes_nothing(
    tmp_path: Path, plan: OperationPlan
) -> None:
    folder, data = str(_folder(plan, tmp_path / "plan")), str(tmp_path / "data")

    first = ran(sampai("import", folder, "--data", data, "--json"))
    again = ran(sampai("import", folder, "--data", data, "--lang", "en"))

    found = json.loads(first.stdout)
    assert (found["number"], found["new"], found["digest"]) == (1, True, plan.digest)
    assert (found["register"], found["register_new"]) == (1, True)
    assert again.stdout.splitlines() == [
        "The plan was made from register version 1, the present one.",
        "Plan version 1 is there already; nothing was changed.",
    ]
    assert "Reading the plan" in again.stderr


def test_a_plan_of_older_tables_leaves_the_newer_ones_in_force(tmp_path: Path, plan: OperationPlan) -> None:
    register = plan.operation.register
    fewer = replace(plan.operation, register=replace(register, stations=register.stations[1:]))
    newer = make_plan(fewer, rules=plan.rules, solver=SavingsSolver(), seed=1, effort=1)
    data = str(tmp_path / "data")
    for number, one in enumerate((plan, newer)):
        ran(sampai("import", str(_folder(one, tmp_path / str(number))), "--data", data))

    third = make_plan(plan.operation, rules=plan.rules, solver=SavingsSolver(), seed=2, effort=1)
    told = ran(sampai("import", str(_folder(third, tmp_path / "3")), "--data", data, "--json"))

    found = json.loads(told.stdout)
    assert (found["number"], found["register"], found["register_present"]) == (3, 1, 2)
    assert not found["register_new"]


def test_a_plan_that_is_not_what_its_digest_says_is_refused(tmp_path: Path, plan: OperationPlan) -> None:
    folder = _folder(replace(plan, digest="sha256:other"), tmp_path / "plan")

    told = ran(sampai("import", str(folder), "--data", str(tmp_path / "data"), "--lang", "en"))

    assert told.returncode == 2
    assert "is another one than its digest sha256:other says" in told.stderr
    assert not (tmp_path / "data").exists()
