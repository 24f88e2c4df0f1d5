# ruff: noqa: DTZ001 -- tables know no zones
import time
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sampai.engines.tables.reader import read_tables
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.errors import Refused
from sampai.kernel.table.page import TableSheet

TABLE = TableSheet(
    name="Perjalanan",
    title="Perjalanan H-1",
    headers=("Kode", "Kotak", "Jarak (km)", "Berangkat", "Hari", "Catatan"),
    rows=(
        ("J-01", 1240, 12.5, datetime(2024, 11, 26, 7, 30), date(2024, 11, 26), "=1+1"),
        ("J-02", 3, 0.25, None, None, "@x"),
    ),
    notes=("Perkiraan.", "Waktu setempat."),
    formats=("", "", "#,##0.0", "", "", ""),
    total_row=("Jumlah", 1243, 12.75, None, None, None),
)


def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def test_title_notes_header_rows_and_total_stand_in_order(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TABLE])

    (grid,) = read_tables(tmp_path / "a.xlsx").grids
    assert grid.sheet == "Perjalanan"
    assert grid.rows == (
        ("Perjalanan H-1",),
        ("Perkiraan.",),
        ("Waktu setempat.",),
        (),
        TABLE.headers,
        ("J-01", 1240.0, 12.5, datetime(2024, 11, 26, 7, 30), date(2024, 11, 26), "'=1+1"),
        ("J-02", 3.0, 0.25, None, None, "@x"),
        ("Jumlah", 1243.0, 12.75),
    )


def test_nothing_is_written_as_a_formula(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TABLE])
    page = opened(tmp_path / "a.xlsx").active
    assert page is not None

    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_sheet_is_ready_to_read_and_to_print(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TABLE])
    page = opened(tmp_path / "a.xlsx")["Perjalanan"]

    assert page.freeze_panes == "A6"
    assert page.auto_filter.ref == "A5:F7"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$5:$5"
    assert [page.cell(6, column).number_format for column in (2, 3, 4, 5)] == [
        "#,##0",
        "#,##0.0",
        "dd\\-mm\\-yyyy\\ hh:mm" if "\\" in page.cell(6, 4).number_format else "dd-mm-yyyy hh:mm",
        "dd-mm-yyyy",
    ]
    assert page.column_dimensions["F"].width > 8


def test_equal_tables_are_equal_bytes(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TABLE, TABLE])
    time.sleep(1.1)
    write_workbook(tmp_path / "b.xlsx", sheets=[TABLE, TABLE])

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TABLE, TABLE])

    assert opened(tmp_path / "a.xlsx").sheetnames == ["Perjalanan", "Perjalanan 2"]


def test_an_empty_table_is_written(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", sheets=[TableSheet(name="a", title="b", headers=("c",), rows=())])

    assert read_tables(tmp_path / "a.xlsx").grids[0].rows == (("b",), (), ("c",))


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        write_workbook(tmp_path / "tidak-ada" / "a.xlsx", sheets=[TABLE])

    assert caught.value.code == "cannot-write"
