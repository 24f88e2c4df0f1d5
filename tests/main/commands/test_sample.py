from datetime import date
from pathlib import Path

import pytest

from sampai.kernel.ids import digest
from sampai.main.cli import run
from sampai.main.operations import check_operation


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


def test_tables_of_an_island_regency_are_written_and_read_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, book = tmp_path / "seribu", tmp_path / "seribu.xlsx"

    code = run(["sample", "31.01", "--election", "pemilu-2024", "--out", str(out), "--xlsx", str(book)])

    told = capsys.readouterr().out
    assert code == 0
    assert "88 stations with 22,036 voters" in told
    assert str(book) in told
    readings = [check_operation(path, today=date(2024, 1, 1)).reading for path in (out, book)]
    assert [reading.faults for reading in readings] == [(), ()]
    assert digest(readings[0].operation) == digest(readings[1].operation)
    assert "31" in (out / "SUMBER.md").read_text(encoding="utf-8")


def test_an_unknown_regency_is_refused_with_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["sample", "9999", "--election", "pilkada-2024", "--out", str(tmp_path / "x")])

    assert code == 2
    assert "no code of a regency" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sample", "--help"]) == 0

    assert "sampai sample 1704" in capsys.readouterr().out
