"""`sampai check` as a person at the command line sees it."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sampai.engines.tables.csv_writer import write_sheets_csv
from sampai.main.cli import run
from sampai.main.operations import load_operation, rows_of, sheets


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Kaur with an unknown village, a negative number of voters and vehicles without a base."""
    kaur = rows_of(load_operation("kaur").operation)
    rows = {key: [dict(row) for row in found] for key, found in kaur.items()}
    rows["tps"][0]["village_code"] = "1704019999"
    rows["tps"][1]["voters_m"] = -1
    rows["armada"][0]["base"] = None
    write_sheets_csv(sheets(), out=tmp_path / "kaur", rows=rows)
    return tmp_path / "kaur"


def test_a_sound_sample_is_told_in_figures(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["check", "sample:kaur"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[-2].startswith("No faults.")
    assert lines[-1].startswith("Pilkada 2024 Kabupaten Kaur: 270 stations with ")


def test_faults_are_listed_by_sheet_with_their_cells(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["check", str(faulty)])

    out = capsys.readouterr().out
    assert code == 1
    assert "tps (2)\n" in out
    assert "  row 2, column “Kode desa”, “1704019999”: No region has the code 1704019999." in out
    assert "  row 3, column “Pemilih laki-laki (orang)”, “-1”: " in out
    assert "armada (1)\n" in out
    assert "Faults: 3." in out


def test_faults_are_told_in_indonesian_unless_asked_otherwise(
    faulty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SAMPAI_LANG")

    assert run(["check", str(faulty)]) == 1

    assert "Tidak ada wilayah dengan kode 1704019999." in capsys.readouterr().out


def test_the_json_has_every_fault_and_note(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(faulty), "--json"]) == 1

    answer = json.loads(capsys.readouterr().out)
    assert answer["fault_count"] == 3
    assert [(fault["sheet"], fault["row"], fault["column"]) for fault in answer["faults"]] == [
        ("tps", 2, "Kode desa"),
        ("tps", 3, "Pemilih laki-laki (orang)"),
        ("armada", 2, "Pangkalan"),
    ]
    assert {"code", "value", "wrong", "mend"} <= set(answer["faults"][0])
    assert "digest" not in answer


def test_the_json_of_a_sound_operation_has_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "kaur", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["stations"], answer["region"], answer["fault_count"]) == (270, "1704", 0)
    assert answer["digest"].startswith("sha256:")


def test_the_marked_workbook_points_at_each_faulty_cell(faulty: Path, tmp_path: Path) -> None:
    marked = tmp_path / "kesalahan.xlsx"

    assert run(["check", str(faulty), "--faults", str(marked)]) == 1

    book = load_workbook(marked)
    assert book["tps"]["A2"].comment is not None
    assert book["tps"]["A4"].comment is None


def test_a_note_on_many_rows_is_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path), "--election", "pilkada-2024", "--region", "1704"]) == 0

    assert run(["check", str(tmp_path)]) == 1

    out = capsys.readouterr().out
    assert out.count("was left out") == 1
    assert "tps (1)\n  The sheet has no rows." in out


def test_an_operation_that_is_not_there_is_no_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "atlantis"]) == 1

    assert "atlantis" in capsys.readouterr().err
