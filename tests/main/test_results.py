from pathlib import Path

import pytest
from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.errors import Refused
from sampai.kernel.text import PLAIN
from sampai.main import results
from sampai.main.results import problem_lines, write_results
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    return make_plan(FULL, rules=RULES, solver=SavingsSolver(), seed=1, effort=1)


def test_results_go_into_a_folder_that_is_made(plan: OperationPlan, tmp_path: Path) -> None:
    files = write_results(plan, out=tmp_path / "a" / "b", words=PLAIN)

    assert sorted(files) == sorted((tmp_path / "a" / "b").iterdir())


def test_older_results_are_replaced_and_other_files_kept(plan: OperationPlan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")

    write_results(plan, out=tmp_path, words=PLAIN)

    assert (tmp_path / "plan.json").read_text(encoding="utf-8").startswith("{")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_that_cannot_be_finished_leaves_the_older_one_whole(
    plan: OperationPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *, sheets: object) -> None:  # noqa: ARG001 -- the writer's signature
        path.write_text("half")
        raise OSError(28, "No space left on device")

    (tmp_path / "needs.xlsx").write_text("older")
    monkeypatch.setattr(results, "write_workbook", fail)

    with pytest.raises(OSError, match="No space"):
        write_results(plan, out=tmp_path, words=PLAIN)

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("needs.xlsx", "older")]


def test_a_file_in_the_place_of_the_folder_is_refused(plan: OperationPlan, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(Refused):
        write_results(plan, out=tmp_path / "out", words=PLAIN)


def test_only_problems_that_ask_for_something_are_printed_and_few_of_each_kind(plan: OperationPlan) -> None:
    lines = list(problem_lines(plan, words=PLAIN))

    assert lines == [
        "    needs a decision: 2",
        "    for information: 4",
        "  - Pesisir: 4 officers are needed here; the units based here can send 3.",
        "  - Bukit: 6 officers are needed here; the units based here can send 2.",
    ]
