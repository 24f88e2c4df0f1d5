"""`sampai needs` on the whole nation and on the shipped sample of Kaur."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from sampai.main.cli import run

NATION = ["needs", "--nation", "--election"]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


def test_the_nation_of_pemilu_2024_needs_what_the_commission_published(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run([*NATION, "pemilu-2024", "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (answer["stations"], answer["voters"]) == (820_161, 203_056_748)
    assert answer["items"]["kotak_suara"] == answer["boxes"] == 4_164_552
    assert (answer["items"]["bilik"], answer["items"]["tinta"]) == (3_280_644, 1_640_322)
    assert answer["items"]["surat_suara"] == sum(answer["surat_suara_by_contest"].values())
    assert answer["by_level"]["ppk"]["kotak_suara"] == 13 * 7_277 - 2 * 44
    assert "segel" in answer["unverified"]
    assert "kotak_suara" not in answer["unverified"]
    assert 0 < answer["seconds"] < 60


def test_the_table_for_people_names_items_with_thousands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*NATION, "pilkada-2024"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Indonesia, Pilkada 2024: 435,296 TPS, 203,")
    booths = next(line for line in lines if line.startswith("bilik"))
    assert re.split(r" {2,}", booths) == ["bilik", "1,741,184", "0", "1,741,184", "buah"]
    assert any(line.startswith("segel *") for line in lines)


def test_a_number_is_explained_by_item_and_station(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*NATION, "pemilu-2024", "--explain", "kotak_suara", "17.04.01.2001.001"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "kotak_suara: kontes = 5 = 5"
    assert lines[-1] == "Kotak suara (kotak_suara): 5 buah."


def test_an_operation_needs_what_its_stations_and_kecamatan_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["needs", "kaur", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    stations, kecamatan = answer["stations"], 15
    assert (answer["election"], answer["region"]) == ("pilkada-2024", "1704")
    assert answer["items"]["kotak_suara"] == 2 * stations + 2 * kecamatan
    assert answer["items"]["bilik"] == 4 * stations
    assert answer["items"]["surat_suara_psu"] == 4_000
    at_least = 2 * answer["voters"] * 1.025
    assert at_least <= answer["items"]["surat_suara"] < at_least + 2 * stations


def test_the_workbook_has_the_same_totals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "needs.xlsx"

    assert run(["needs", "kaur", "--json", "--xlsx", str(file)]) == 0

    answer = json.loads(capsys.readouterr().out)
    book = openpyxl.load_workbook(file, read_only=True)
    rows = [[cell for cell in row if cell is not None] for row in book["Totals"].iter_rows(values_only=True)]
    boxes = next(row for row in rows if row and row[0] == "Ballot box")
    assert answer["items"]["kotak_suara"] in boxes
    assert len(book.sheetnames) == 5


def test_the_nation_s_workbook_stops_at_the_kecamatan(tmp_path: Path) -> None:
    file = tmp_path / "nation.xlsx"

    assert run([*NATION, "pilkada-2024", "--xlsx", str(file)]) == 0

    assert openpyxl.load_workbook(file, read_only=True).sheetnames == ["Totals", "Kecamatan"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["needs"], "Give either an operation or --nation."),
        (["needs", "kaur", "--nation"], "Give either an operation or --nation."),
        (["needs", "--nation"], "--nation needs --election"),
        (["needs", "kaur", "--election", "pemilu-2024"], "an operation names its own election"),
        ([*NATION, "pilpres-2029"], "There is no election profile “pilpres-2029”."),
        ([*NATION, "pilkada-2024", "--explain", "tinta", "17"], "There is no TPS “17” here."),
        ([*NATION, "pilkada-2024", "--explain", "tinta", "9999999999999"], "There is no TPS"),
        ([*NATION, "pilkada-2024", "--explain", "kopi", "1704012001001"], "There is no item “kopi”."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    args: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == 2

    assert sentence in capsys.readouterr().err
