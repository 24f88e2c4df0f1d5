"""Papers: lines as high as their text, one cell over the whole width, pages that begin where they should."""

from pathlib import Path

import openpyxl
import pytest

from sampai.engines.tables.paper_writer import BLANK_PT, height_pt
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.table.page import Line, LineStyle, Paper


def test_a_line_is_as_high_as_its_longest_cell_needs() -> None:
    line = Line(cells=("a", "word " * 20), size=11)

    one, many = height_pt(Line(cells=("a", "b"), size=11), widths=(5, 20)), height_pt(line, widths=(5, 20))

    assert many > 5 * (one - 3)
    assert height_pt(line, widths=(5, 200)) == one


def test_large_letters_take_more_lines_in_the_same_width() -> None:
    small, large = (Line(cells=("word " * 10,), size=size) for size in (11, 22))

    assert height_pt(large, widths=(30,)) > 3 * height_pt(small, widths=(30,))


def test_a_box_to_sign_in_has_room_for_a_hand() -> None:
    assert height_pt(Line(cells=("",), style=LineStyle.BLANK), widths=(40,)) == BLANK_PT


def test_a_single_cell_runs_over_the_whole_width_and_a_new_page_begins(tmp_path: Path) -> None:
    lines = (
        Line(cells=("Title",), style=LineStyle.TITLE, size=18),
        Line(cells=("1", "2"), style=LineStyle.CELLS),
        Line(cells=("=1+1",), begins_page=True),
    )

    write_workbook(tmp_path / "x.xlsx", sheets=[Paper(name="P", widths=(10, 20), lines=lines)], mark="A & B")

    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["P"]
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == ["A1:B1", "A3:B3"]
    assert [one.id for one in sheet.row_breaks.brk] == [2]
    assert sheet["A3"].value == "=1+1"
    assert sheet["A3"].data_type == "s"


def test_a_line_with_another_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="a"):
        Paper(name="P", widths=(1, 2, 3), lines=(Line(cells=("a", "b")),))
