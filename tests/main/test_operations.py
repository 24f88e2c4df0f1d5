"""Operations from the disk: shipped samples are sound, and templates filled with them lose nothing."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sampai.engines.tables import faults, template
from sampai.engines.tables.csv_writer import write_sheets_csv
from sampai.engines.tables.template import write_template
from sampai.kernel.errors import InputFaults, Unreadable
from sampai.kernel.ids import RegionCode, digest
from sampai.main.operations import check_operation, load_operation, operation_path, rows_of, sheets
from sampai.packs.indonesia.sampler import sample_operation, shipped_samples
from sampai.plan.forms.sorting import EXPLAINING
from sampai.plan.model import Operation

BEFORE = date(2024, 10, 1)
PILKADA = "pilkada-2024"


@pytest.fixture(scope="module")
def kaur() -> Operation:
    return load_operation("sample:kaur", today=BEFORE).operation


@pytest.mark.parametrize("name", sorted(shipped_samples()))
def test_a_shipped_sample_is_sound_and_comes_with_its_rules(name: str) -> None:
    loaded = load_operation(f"sample:{name}", today=BEFORE)

    assert {note.code for note in loaded.notes} <= {"ignored-file"}
    assert loaded.rules.election.code == PILKADA
    assert loaded.rules.territory.root == loaded.operation.settings.region
    assert set(loaded.inputs) >= {"operasi.csv", "tps.csv", "tempat.csv"}


def test_a_pemilu_with_its_special_stations_goes_through_the_workbook_unchanged(tmp_path: Path) -> None:
    made = sample_operation(RegionCode("3375"), election_code="pemilu-2024")
    assert any(station.special for station in made.register.stations)

    write_template(sheets(), out=tmp_path / "operasi.xlsx", rows=rows_of(made))

    assert digest(load_operation(tmp_path, today=BEFORE).operation) == digest(made)


def test_write_read_write_gives_the_same_register_digest(kaur: Operation, tmp_path: Path) -> None:
    digests = [digest(kaur.register)]
    operation = kaur
    for turn in ("once", "twice"):
        write_template(sheets(), out=tmp_path / f"{turn}.xlsx", rows=rows_of(operation))
        write_sheets_csv(sheets(), out=tmp_path / turn, rows=rows_of(operation))
        operation = load_operation(tmp_path / f"{turn}.xlsx", today=BEFORE).operation
        digests += [
            digest(operation.register),
            digest(load_operation(tmp_path / turn, today=BEFORE).operation.register),
        ]

    assert len(set(digests)) == 1


def test_stations_are_written_with_the_names_of_kecamatan_and_village(kaur: Operation) -> None:
    rows = rows_of(kaur)["tps"]

    assert all(row["kecamatan"] and row["village_name"] for row in rows)


def test_a_village_may_be_given_by_its_names_alone(kaur: Operation, tmp_path: Path) -> None:
    nameless = {key: [dict(row) for row in rows] for key, rows in rows_of(kaur).items()}
    for row in nameless["tps"]:
        row["village_code"] = None
    write_sheets_csv(sheets(), out=tmp_path, rows=nameless)

    checked = check_operation(tmp_path, today=BEFORE)

    twins = {fault.code for fault in checked.reading.faults}
    assert twins <= {"region-ambiguous"}
    assert len(checked.reading.faults) <= 5


def test_faults_stop_the_loading_and_are_all_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "kaur.xlsx"
    write_template(sheets(), out=path, rows=rows_of(load_operation("sample:kaur", today=BEFORE).operation))
    book = load_workbook(path)
    book["tps"]["A2"] = "1704019999"
    book["operasi"]["B3"] = "pilkada-2042"
    book.save(path)

    with pytest.raises(InputFaults) as caught:
        load_operation(path, today=BEFORE)

    assert [(fault.code, fault.sheet, fault.row) for fault in caught.value.faults] == [
        ("election-setting-unknown", "operasi", 3),
        ("region-unknown", "tps", 2),
    ]
    assert "pilkada-2024" in str(caught.value.faults[0].mend)


def test_a_path_goes_before_a_sample_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert operation_path("kaur") == shipped_samples()["kaur"]

    (tmp_path / "kaur").mkdir()

    assert operation_path("kaur") == Path("kaur")
    assert operation_path("sample:kaur") == shipped_samples()["kaur"]


def test_what_is_not_there_cannot_be_read() -> None:
    with pytest.raises(Unreadable):
        load_operation("sample:atlantis")


def test_sheets_that_sampai_adds_to_its_workbooks_are_not_asked_about() -> None:
    added = {template.GUIDE, template.LISTS, faults.FAULTS, faults.NOTES}

    assert {name.replace(" ", "") for name in added} == EXPLAINING
