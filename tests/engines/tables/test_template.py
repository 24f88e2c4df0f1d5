from pathlib import Path

import openpyxl
import pytest
from tests.kernel.table.tiny import GOOD, TPS, a_column, a_sheet

from sampai.engines.tables.reader import read_tables
from sampai.engines.tables.template import GUIDE, LISTS, example_of, write_template
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Kind, Sheet, Value

MANY = {f"pilihan-{number:03d}": () for number in range(100)}
ITEM = a_column(Kind.CHOICE, key="item", header_id="Barang", header_en="Item", choices=MANY)
KIND = a_column(
    Kind.CHOICE, key="kind", header_id="Jenis", header_en="Kind", choices={"gudang": (), "ppk": ()}
)
STOCK = Sheet(key="stok", columns=(ITEM, KIND), help_id="Persediaan", help_en="Stock")


def written(folder: Path, *sheets: Sheet) -> openpyxl.Workbook:
    write_template(sheets, out=folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_a_fresh_template_has_no_rows_and_no_faults_but_that(tmp_path: Path) -> None:
    written(tmp_path, TPS, STOCK)
    by_name = {grid.sheet: grid for grid in read_tables(tmp_path / "a.xlsx").grids}

    reading = read_sheet(by_name["tps"], sheet=TPS)

    assert list(by_name) == [GUIDE, "tps", "stok", LISTS]
    assert ([fault.code for fault in reading.faults], [note.code for note in reading.notes]) == (
        ["no-rows"],
        ["example-row"],
    )


def test_the_example_row_shows_how_to_write_each_column(tmp_path: Path) -> None:
    page = written(tmp_path, TPS)["tps"]

    assert [page.cell(2, column).value for column in (1, 2, 3, 4)] == ["contoh: 1704012001", 1, None, -4.78]


def test_a_sheet_with_rows_has_no_example(tmp_path: Path) -> None:
    keys = (column.key for column in TPS.columns)
    row: dict[str, Value] = {**dict(zip(keys, GOOD, strict=False)), "day": None}
    write_template([TPS], out=tmp_path / "a.xlsx", rows={"tps": [row]})
    grid = read_tables(tmp_path / "a.xlsx").grids[1]

    assert [note.code for note in read_sheet(grid, sheet=TPS).notes] == []
    assert len(grid.rows) == 2


def test_headers_have_units_marks_and_explanations(tmp_path: Path) -> None:
    page = written(tmp_path, TPS)["tps"]

    assert [page.cell(1, column).value for column in (1, 2, 4, 8)] == [
        "Kode desa *",
        "Nomor TPS *",
        "Lintang (derajat)",
        "Jarak (km)",
    ]
    comment = page.cell(1, 4).comment
    assert comment is not None
    assert comment.text == "Bantuan\n\nLatitude: Help"
    assert page.freeze_panes == "A2"


def test_choices_and_yes_no_have_drop_downs(tmp_path: Path) -> None:
    book = written(tmp_path, TPS, STOCK)

    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in book["stok"].data_validations.dataValidation}
    assert lists == {"A2": f"'{LISTS}'!$A$1:$A$100", "B2": '"gudang,ppk"'}
    assert [v.formula1 for v in book["tps"].data_validations.dataValidation] == ['"ya,tidak"']
    assert book[LISTS].sheet_state == "hidden"
    assert [book[LISTS].cell(row, 1).value for row in (1, 100)] == ["pilihan-000", "pilihan-099"]


def test_the_guide_explains_every_sheet_and_column_in_both_languages(tmp_path: Path) -> None:
    page = written(tmp_path, TPS, STOCK)[GUIDE]
    rows = [tuple(cell.value or "" for cell in row) for row in page.iter_rows()]

    assert rows[0][0] == "Petunjuk pengisian / How to fill in"
    explained = [(row[0], row[1], row[2]) for row in rows if row[0] in {"tps", "stok"}]
    assert len(explained) == 2 + len(TPS.columns) + len(STOCK.columns)
    assert ("tps", "Kode desa", "Village code") in explained
    assert ("stok", "", "") in explained


def test_codes_are_kept_as_text(tmp_path: Path) -> None:
    page = written(tmp_path, TPS)["tps"]

    assert page.column_dimensions["A"].width > 10
    assert page.cell(2, 1).number_format == "@"


def test_the_same_sheets_give_the_same_bytes(tmp_path: Path) -> None:
    write_template([TPS, STOCK], out=tmp_path / "a.xlsx")
    write_template([TPS, STOCK], out=tmp_path / "b.xlsx")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_example_that_its_own_column_refuses_is_a_mistake_of_the_declaration() -> None:
    with pytest.raises(ValueError):
        example_of(a_column(Kind.WHOLE, example="satu"))


def test_a_sheet_without_examples_has_none(tmp_path: Path) -> None:
    write_template([a_sheet(a_column())], out=tmp_path / "a.xlsx")

    assert read_tables(tmp_path / "a.xlsx").grids[1].rows == (("Kolom",),)
