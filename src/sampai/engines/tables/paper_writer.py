"""Drawing a paper: lines of large and small letters, boxes for tables and signatures, on A4."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from sampai.engines.tables.book import Book, Look, put, set_up_print
from sampai.kernel.table.page import Line, LineStyle, Paper

BLANK_PT = 44
"""Height of a box for a signature."""

LINE_SHARE = 1.32
"""Height of a line of text over that of its letters."""

_BASE = 11
_LOOKS: dict[LineStyle, Look] = {
    LineStyle.TITLE: (("bold", True),),
    LineStyle.HEADING: (("bold", True), ("bg_color", "#D9D9D9"), ("border", 1)),
    LineStyle.TEXT: (),
    LineStyle.STRONG: (("bold", True),),
    LineStyle.HEADER: (("bold", True), ("border", 1), ("bg_color", "#EDEDED")),
    LineStyle.CELLS: (("border", 1),),
    LineStyle.BLANK: (("border", 1), ("font_color", "#595959")),
}


def draw_paper(book: Book, sheet: Worksheet, *, paper: Paper, mark: str) -> None:
    """Draw the lines one under the other, each as high as its text needs."""
    for column, width in enumerate(paper.widths):
        sheet.set_column(column, column, width)
    for row, line in enumerate(paper.lines):
        _draw_line(book, sheet, row, line=line, widths=paper.widths)
    breaks = [row for row, line in enumerate(paper.lines) if line.begins_page and row]
    if breaks:
        sheet.set_h_pagebreaks(breaks)
    sheet.hide_gridlines(2)
    set_up_print(sheet, is_landscape=paper.is_landscape, mark=mark)


def _draw_line(book: Book, sheet: Worksheet, row: int, *, line: Line, widths: Sequence[int]) -> None:
    spans = len(line.cells) == 1
    look = book.look((("text_wrap", True), ("valign", "top"), ("font_size", line.size)), _LOOKS[line.style])
    if spans and len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", look)
    for column, text in enumerate(line.cells):
        put(sheet, row, column, text, look)
    sheet.set_row(row, height_pt(line, widths=(sum(widths),) if spans else widths))


def height_pt(line: Line, *, widths: Sequence[int]) -> float:
    """How high a line must be for its longest cell."""
    rows = max(
        _rows(text, width=width, size=line.size) for text, width in zip(line.cells, widths, strict=True)
    )
    text = round(rows * line.size * LINE_SHARE + 3, 1)
    return max(text, BLANK_PT) if line.style is LineStyle.BLANK else text


def _rows(text: str, *, width: int, size: int) -> int:
    """Lines that a text takes in a column; large letters take more room."""
    letters = max(1, int(width * _BASE / size) - 1)
    return sum(max(1, -(-len(part) // letters)) for part in text.split("\n"))
