import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.errors import Refused
from sampai.kernel.text import PLAIN, say
from sampai.main import results
from sampai.main.results import LISTED, Content, Parcel, file_lines, problem_lines, write_results
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.books import Book, field_files
from sampai.plan.pages.field import field_of
from sampai.plan.pages.spots import spots
from sampai.plan.rules.figures import digest_of
from sampai.plan.rules.make import make_plan
from sampai.transport.rules.lines import NO_LINES


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    return make_plan(FULL, rules=RULES, solver=SavingsSolver(), seed=1, effort=1)


def test_results_go_into_a_folder_that_is_made(plan: OperationPlan, tmp_path: Path) -> None:
    files = write_results(plan, out=tmp_path / "a" / "b", words=PLAIN)

    assert sorted(files) == sorted(path for path in (tmp_path / "a" / "b").rglob("*") if path.is_file())


def test_sheets_of_vehicles_that_the_plan_no_longer_uses_are_removed_and_other_files_kept(
    plan: OperationPlan, tmp_path: Path
) -> None:
    folder = tmp_path / "per-vehicle"
    folder.mkdir()
    for name in ("old-truck-1.xlsx", "old-truck-1.gpx", "truk-1.gpx", "notes.txt"):
        (folder / name).write_text("old")

    write_results(plan, out=tmp_path, words=PLAIN)

    assert not list(folder.glob("old-truck*"))
    assert (folder / "notes.txt").read_text() == "old"
    assert (folder / "truk-1.gpx").read_text(encoding="utf-8").startswith("<?xml")


def test_a_plan_goes_to_another_process_packed_once_and_is_unpacked_once(plan: OperationPlan) -> None:
    parcel = Parcel(Content(plan, NO_LINES, PLAIN))

    first, second = (pickle.loads(pickle.dumps(parcel)) for _ in range(2))

    assert first is second
    assert first.content.plan.digest == plan.digest
    assert digest_of(first.content.plan) == plan.digest


def test_many_files_of_a_folder_are_told_as_one_line(plan: OperationPlan, tmp_path: Path) -> None:
    files = write_results(plan, out=tmp_path, words=PLAIN)

    lines = list(file_lines(files, words=PLAIN))

    assert f"  {tmp_path}/per-kecamatan/*.xlsx (2 files)" in lines
    assert f"  {tmp_path}/per-vehicle/*.gpx (5 files)" in lines
    assert f"  {tmp_path}/plan.kml" in lines


def test_older_results_are_replaced_and_other_files_kept(plan: OperationPlan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")

    write_results(plan, out=tmp_path, words=PLAIN)

    assert (tmp_path / "plan.json").read_text(encoding="utf-8").startswith("{")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_that_cannot_be_finished_leaves_the_older_one_whole(
    plan: OperationPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *, sheets: object, mark: str) -> None:  # noqa: ARG001 -- the writer's signature
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
    short = [
        PlanProblem(
            code="officers-short",
            severity=Severity.WARN,
            subject=subject,
            what=say("{count} officers are missing.", count=count),
            remedy=say("Ask for more."),
        )
        for count, subject in enumerate(("990101", "990102", "990101", "990102", "990101"), start=1)
    ]
    notes = tuple(one for one in plan.problems if one.severity is Severity.NOTE)
    assert notes

    lines = list(problem_lines(replace(plan, problems=(*short, *notes)), words=PLAIN))

    assert lines == [
        "    needs a decision: 5",
        f"    for information: {len(notes)}",
        *(f"  - {spots(plan).name(one.subject)}: {one.what}" for one in short[:LISTED]),
        "    and 2 more like this; see problems.csv.",
    ]


def test_every_file_and_every_sheet_to_print_is_documented(plan: OperationPlan, tmp_path: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    pattern = {"per-kecamatan": "per-kecamatan/CODE-NAME", "per-vehicle": "per-vehicle/VEHICLE-NUMBER"}

    for path in write_results(plan, out=tmp_path, words=PLAIN):
        stem = pattern.get(path.parent.name, path.stem)
        assert f"`{stem}{path.suffix}`" in told, path

    for file in field_files(field_of(plan, words=PLAIN)):
        if isinstance(file, Book):
            assert all(f"| {sheet.name} |" in told for sheet in file.sheets), file.path
