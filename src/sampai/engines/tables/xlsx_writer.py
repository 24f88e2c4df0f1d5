"""Drawing finished tables as a workbook: title, frozen header, filter, formats, ready to print."""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from sampai.engines.tables.book import (
    BOLD,
    HEADER,
    TITLE,
    WRAPPED,
    Book,
    format_of,
    new_book,
    put,
    set_up_print,
)
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.table.sheet import Value

NARROWEST, WIDEST = 8, 60
"""Characters of a column whose width goes by its content."""

_MEASURED_ROWS = 500


def write_workbook(out: Path, *, sheets: Sequence[TableSheet]) -> None:
    """Write the tables to one workbook, a sheet each, in order.

    Equal tables give equal bytes. Raises `Refused` when the file cannot be written.
    """
    names: list[str] = []
    with new_book(out) as book:
        for table in sheets:
            names.append(sheet_name(table.name, taken=names))
            _draw(book, book.sheet(names[-1]), table=table)


def _draw(book: Book, sheet: Worksheet, *, table: TableSheet) -> None:
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
    set_up_print(sheet, header=top)


def _draw_title(book: Book, sheet: Worksheet, *, table: TableSheet) -> int:
    """Title and notes; the row of the header is returned."""
    put(sheet, 0, 0, table.title, book.look(TITLE))
    for row, note in enumerate(table.notes, start=1):
        put(sheet, row, 0, note, book.look())
    return len(table.notes) + 2


def _draw_row(
    book: Book, sheet: Worksheet, row: int, *, cells: Sequence[Value], table: TableSheet, total: bool = False
) -> None:
    for column, value in enumerate(cells):
        given = table.formats[column] if table.formats else ""
        look = book.look(BOLD if total else WRAPPED, num_format=given or format_of(value))
        put(sheet, row, column, value, look)


def _widths(table: TableSheet) -> list[int]:
    shown = [table.headers, *table.rows[:_MEASURED_ROWS]]
    longest = [max(len(str(cells[column] or "")) for cells in shown) for column in range(len(table.headers))]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
