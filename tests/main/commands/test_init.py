"""`sampai init`: tables that explain themselves and never take the place of others."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sampai.engines.tables.reader import read_tables
from sampai.main.cli import run
from sampai.main.operations import check_operation
from sampai.plan.forms import SHEETS

KAUR = ["--election", "pilkada-2024", "--region", "17.04"]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


def test_the_workbook_has_every_sheet_and_explains_every_column(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "kaur"), *KAUR]) == 0

    book = load_workbook(tmp_path / "kaur" / "operasi.xlsx")
    guide = {(row[0], row[1]) for row in book["petunjuk"].iter_rows(values_only=True)}
    assert set(book.sheetnames) >= {sheet.key for sheet in SHEETS}
    assert guide >= {(sheet.key, column.header_id) for sheet in SHEETS for column in sheet.columns}


def test_what_the_pack_knows_is_filled_in(tmp_path: Path) -> None:
    run(["init", str(tmp_path), *KAUR])

    rows = load_workbook(tmp_path / "operasi.xlsx")["operasi"].iter_rows(values_only=True)
    filled = {row[0]: row[1] for row in rows}
    assert filled["Nama operasi"] == "Pilkada 2024 Kabupaten Kaur"
    assert (filled["Pemilihan"], filled["Wilayah"]) == ("pilkada-2024", "1704")
    assert (filled["Hari H"], filled["Zona waktu"]) == ("27-11-2024", "WIB")


@pytest.mark.parametrize("form", [[], ["--csv"]])
def test_only_the_rows_are_missing(form: list[str], tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), *KAUR, *form]) == 0

    faults = check_operation(tmp_path).reading.faults
    assert [(fault.code, fault.sheet) for fault in faults] == [("no-rows", "tps"), ("no-rows", "tempat")]


def test_without_a_region_it_is_asked_for(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--election", "pemilu-2024"]) == 0

    faults = check_operation(tmp_path).reading.faults
    assert [(fault.code, fault.sheet, fault.row) for fault in faults if fault.sheet == "operasi"] == [
        ("required", "operasi", 2),
        ("required", "operasi", 4),
        ("required", "operasi", 6),
    ]


def test_csv_files_have_units_in_their_headers_and_a_guide(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), *KAUR, "--csv"]) == 0

    grids = {grid.sheet: grid for grid in read_tables(tmp_path).grids}
    assert set(grids) == {*(sheet.key for sheet in SHEETS), "petunjuk"}
    assert "Panjang (km)" in grids["lintasan"].rows[0]


@pytest.mark.parametrize("form", [[], ["--csv"]])
def test_nothing_is_overwritten(form: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path), *KAUR, *form]) == 0
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    assert run(["init", str(tmp_path), "--election", "pemilu-2024", *form]) == 2

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--election", "pilkada-2042"], "pilkada-2042"),
        (["--election", "pilkada-2024", "--region", "9999"], "9999"),
    ],
)
def test_what_nobody_knows_is_refused_and_nothing_is_written(
    arguments: list[str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "x"), *arguments]) == 2

    assert named in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
