import json
from pathlib import Path

import pytest
from tests.engines.solver.ruin.test_anneal import SQUARE

from sampai.main.cli import run


def test_a_bench_prints_cost_gap_and_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Square.vrp"
    file.write_text(SQUARE, encoding="utf-8")
    (tmp_path / "index.csv").write_text("instance,bks\nSquare,40\n", encoding="utf-8")

    assert run(["bench", "vrp", str(file), "--seconds", "0.2", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]

    assert (row["instance"], row["cost"], row["gap_percent"]) == ("Square", 42, 5.0)
    assert (row["vehicles"], row["unserved"], row["seed"]) == (2, 0, 1)
    assert row["cpu_s"] >= 0.2


def test_a_bench_for_people_names_the_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Square.vrp"
    file.write_text(SQUARE, encoding="utf-8")

    assert run(["bench", "vrp", str(file), "--seconds", "0.2"]) == 0

    told = capsys.readouterr().out
    assert "Python" in told
    assert "Square" in told
