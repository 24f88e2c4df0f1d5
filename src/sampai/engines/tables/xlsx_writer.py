"""Drawing finished tables as a workbook: title, frozen header, filter, formats, ready to print."""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sampai.engines.tables.book import (
    BOLD,
    BOXED,
    HEADER,
    TITLE,
    WRAPPED,
    Book,
    format_of,
    new_book,
    put,
    set_up_print,
)
from sampai.engines.tables.paper_writer import draw_paper
from sampai.kernel.table.page import Paper, TableSheet, sheet_name
from sampai.kernel.table.sheet import Value

NARROWEST, WIDEST = 8, 60
"""Characters of a column whose width goes by its content."""

FORM_PT, LINE_PT = 34, 15
"""Height of a row that somebody signs in, and of a line of text, in points."""

_MEASURED_ROWS = 500


def write_workbook(out: Path, *, sheets: Sequence[TableSheet | Paper], mark: str = "") -> None:
    """Write tables and papers to one workbook, a sheet each, in order. `mark`: printed above every page.

    Equal sheets give equal bytes. Raises `Refused` when the file cannot be written.
    """
    names: list[str] = []
    with new_book(out) as book:
        for table in sheets:
            names.append(sheet_name(table.name, taken=names))
            page = book.sheet(names[-1])
            if isinstance(table, Paper):
                draw_paper(book, page, paper=table, mark=mark)
            else:
                _draw(book, page, table=table, mark=mark)


def _draw(book: Book, sheet: Worksheet, *, table: TableSheet, mark: str) -> None:
    top = _draw_title(book, sheet, table=table)
    for column, header in enumerate(table.headers):
        put(sheet, top, column, header, book.look(HEADER))
    for row, cells in enumerate(table.rows, start=top + 1):
        _draw_row(book, sheet, row, cells=cells, table=table)
    last = top + len(table.rows)
    if table.total_row is not None:
        _draw_row(book, sheet, last + 1, cells=table.total_row, table=table, total=True)
    for column, width in enumerate(table.widths or _widths(table)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(top + 1, 0)
    if table.headers:
        sheet.autofilter(top, 0, max(last, top + 1), len(table.headers) - 1)
        sheet.print_area(0, 0, last + (table.total_row is not None), len(table.headers) - 1)
    set_up_print(sheet, header=top, mark=mark)


def _draw_title(book: Book, sheet: Worksheet, *, table: TableSheet) -> int:
    """Title and notes; the row of the header is returned."""
    put(sheet, 0, 0, table.title, book.look(TITLE))
    for row, note in enumerate(table.notes, start=1):
        put(sheet, row, 0, note, book.look())
    return len(table.notes) + 2


def _draw_row(
    book: Book, sheet: Worksheet, row: int, *, cells: Sequence[Value], table: TableSheet, total: bool = False
) -> None:
    looks = (BOLD if total else WRAPPED, *([BOXED] if table.is_form else []))
    known: dict[str, Format] = {}
    for column, value in enumerate(cells):
        wanted = (table.formats[column] if table.formats else "") or format_of(value)
        if wanted not in known:
            known[wanted] = book.look(*looks, num_format=wanted)
        put(sheet, row, column, value, known[wanted])
    if table.is_form:
        sheet.set_row(row, _form_height(cells, table=table))


def _form_height(cells: Sequence[Value], *, table: TableSheet) -> float:
    """Room for a name and a signature, or for the longest cell."""
    widths = table.widths or _widths(table)
    lines = max(
        -(-len(str(cell or "")) // max(1, width - 1)) for cell, width in zip(cells, widths, strict=True)
    )
    return max(FORM_PT, LINE_PT * lines)


def _widths(table: TableSheet) -> list[int]:
    shown = [table.headers, *table.rows[:_MEASURED_ROWS]]
    longest = [max(len(str(cells[column] or "")) for cells in shown) for column in range(len(table.headers))]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
