from pathlib import Path

import openpyxl
from tests.kernel.table.tiny import GOOD, HEADER, TPS, a_grid

from sampai.engines.tables.faults import FAULTS, NOTES, write_faults
from sampai.engines.tables.reader import read_tables
from sampai.kernel.faults import Fault
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Grid
from sampai.kernel.text import PLAIN, Words, say

GRID = a_grid(("DAFTAR TPS",), HEADER, GOOD, ("704", 0, "=x", None, "1.250"), ("1704012001", "x"))
READING = read_sheet(GRID, sheet=TPS)


def written(folder: Path, *, grids: tuple[Grid, ...] = (GRID,), words: Words = PLAIN) -> openpyxl.Workbook:
    write_faults(READING.faults, READING.notes, grids=grids, out=folder / "a.xlsx", words=words)
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_the_first_sheet_lists_every_fault_with_its_remedy(tmp_path: Path) -> None:
    page = written(tmp_path)[FAULTS]

    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    assert [row[1:6] for row in rows] == [
        ["TPS", "A4", 4, "Kode desa", "704"],
        ["TPS", "B4", 4, "Nomor TPS", "0"],
        ["TPS", "C4", 4, "Lokasi", "=x"],
        ["TPS", "B5", 5, "Nomor TPS", "x"],
    ]
    assert rows[1][6:] == ["0 is less than 1.", "Correct the number; the least that this column takes is 1."]
    link = page["C4"].hyperlink
    assert link is not None
    assert link.location == "'TPS'!A4"


def test_faulty_cells_are_coloured_and_say_why(tmp_path: Path) -> None:
    page = written(tmp_path)["TPS"]

    marked = {
        cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"
    }
    assert marked == {"A4", "B4", "C4", "B5"}
    comment = page["B5"].comment
    assert comment is not None
    assert comment.text == "“x” is not a number. Write the number with digits only, such as 1250 or 12,5."


def test_the_tables_keep_their_cells_and_can_be_mended_and_read_again(tmp_path: Path) -> None:
    book = written(tmp_path)
    page = book["TPS"]
    for cell, value in (("A4", "1704012001"), ("B4", 2), ("C4", "SDN 2"), ("B5", 3)):
        page[cell].value = value
    book.save(tmp_path / "b.xlsx")

    grid = next(grid for grid in read_tables(tmp_path / "b.xlsx").grids if grid.sheet == "TPS")
    again = read_sheet(grid, sheet=TPS)

    assert again.faults == ()
    assert [row.number for row in again.rows] == [3, 4, 5]


def test_notes_are_listed_on_their_own_sheet(tmp_path: Path) -> None:
    page = written(tmp_path)[NOTES]

    assert [cell.value for cell in page[4]][1:] == [
        "TPS",
        4,
        "Pemilih laki-laki",
        "1.250",
        "“1.250” was read as 1250.",
    ]


def test_sentences_are_said_in_the_language_asked_for(tmp_path: Path) -> None:
    words = Words("id", {"{value} is less than {least}.": "{value} kurang dari {least}.", "Sheet": "Lembar"})
    page = written(tmp_path, words=words)[FAULTS]

    assert page["B3"].value == "Lembar"
    assert page["G5"].value == "0 kurang dari 1."


def test_a_fault_of_a_sheet_that_is_not_there_is_listed_alone(tmp_path: Path) -> None:
    fault = Fault(
        code="sheet-missing",
        sheet="tempat",
        row=None,
        column=None,
        value="",
        wrong=say("Gone."),
        mend=say("Add it."),
    )
    write_faults([fault], [], grids=[GRID], out=tmp_path / "a.xlsx", words=PLAIN)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")

    assert book.sheetnames == [FAULTS, "TPS"]
    assert [cell.value for cell in book[FAULTS][4]] == [
        1,
        "tempat",
        None,
        None,
        None,
        None,
        "Gone.",
        "Add it.",
    ]


def test_sheet_names_that_no_workbook_takes_are_mended(tmp_path: Path) -> None:
    grids = (Grid("Kesalahan", (("a",),)), Grid("a/b", (("b",),)), GRID)

    assert written(tmp_path, grids=grids).sheetnames == [FAULTS, NOTES, "Kesalahan 2", "a b", "TPS"]


def test_the_same_faults_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_faults(READING.faults, READING.notes, grids=[GRID], out=tmp_path / f"{name}.xlsx", words=PLAIN)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
