"""The workbook that an office fills in: drop-downs, units in headers, an example row, a sheet that explains.

It is in Indonesian and English at once, whatever language the command line speaks, because it is handed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from sampai.engines.tables import book as drawing
from sampai.engines.tables.book import EXAMPLE, HEADER, TITLE, WRAPPED, Book, new_book, put, set_up_print
from sampai.engines.tables.typed import header_of, to_cell
from sampai.kernel.table.cells import reader
from sampai.kernel.table.outcome import Remark, Trouble
from sampai.kernel.table.page import sheet_name
from sampai.kernel.table.sheet import Column, Kind, Sheet, Value
from sampai.kernel.table.writing import column_letter

GUIDE, LISTS = "petunjuk", "daftar pilihan"
"""Sheets of the template that hold no rows."""

EXAMPLE_MARK = "contoh: "
"""Begins the first cell of the example row, which is left out when the workbook is read."""

OPEN_ROWS = 2_000
"""Rows below the given ones that have formats and drop-downs."""

_LONGEST_LIST = 255
"""Characters of a drop-down that is not taken from cells."""

_FORMATS = {
    Kind.TEXT: drawing.TEXT,
    Kind.WHOLE: drawing.PLAIN_WHOLE,
    Kind.NUMBER: drawing.PLAIN_NUMBER,
    Kind.DATE: drawing.DATE,
    Kind.MOMENT: drawing.MOMENT,
    Kind.REGION: drawing.TEXT,
    Kind.CODE: drawing.TEXT,
    Kind.YES_NO: "",
    Kind.CHOICE: drawing.TEXT,
    Kind.CHOICES: drawing.TEXT,
}

_WRITTEN_AS = {
    Kind.TEXT: "teks / text",
    Kind.WHOLE: "bilangan bulat / whole number",
    Kind.NUMBER: "bilangan / number",
    Kind.DATE: "tanggal hh-bb-tttt / date dd-mm-yyyy",
    Kind.MOMENT: "tanggal dan jam / date and time: 27-11-2024 07:00",
    Kind.REGION: "kode Kemendagri / Kemendagri code: 2, 4, 6, 10",
    Kind.CODE: "kode / code",
    Kind.YES_NO: "ya atau tidak / yes or no",
    Kind.CHOICE: "satu pilihan / one choice",
    Kind.CHOICES: "beberapa pilihan, dipisahkan koma / several choices, separated by commas",
}

_GUIDE_LINES = (
    "Isi setiap lembar; satu baris = satu hal. Lembar yang tidak diperlukan boleh kosong.",
    "Fill in each sheet; one row = one thing. Sheets that are not needed may stay empty.",
    "Baris yang diawali # atau “contoh” tidak dibaca. Urutan kolom bebas; kolom tambahan disimpan.",
    "Rows that begin with # or “contoh” are not read. Columns may stand in any order; further ones are kept.",
    "Hanya jumlah: jangan menulis nama pemilih. / Counts only: never write the names of voters.",
)
_GUIDE_HEADERS = (
    "Lembar / Sheet",
    "Kolom",
    "Column",
    "Satuan / Unit",
    "Wajib / Required",
    "Isi / Content",
    "Pilihan / Choices",
    "Penjelasan",
    "Explanation",
    "Contoh / Example",
)
_GUIDE_WIDTHS = (16, 26, 26, 12, 12, 28, 36, 60, 60, 24)

_WIDEST = 60
"""Widest column, in characters."""


def write_template(
    sheets: Sequence[Sheet], *, out: Path, rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None
) -> None:
    """Write the declared sheets as a workbook to fill in, with a guide first.

    `rows` are typed rows by sheet key; a sheet without rows gets its example row instead, which the ladder
    leaves out. Reading the workbook gives the same typed values. Raises `Refused` when the file cannot be
    written.
    """
    with new_book(out) as book:
        _draw_guide(book, book.sheet(GUIDE), sheets=sheets)
        names: list[str] = [GUIDE, LISTS]
        lists: dict[tuple[str, ...], str] = {}
        for sheet in sheets:
            names.append(sheet_name(sheet.key, taken=names))
            _draw_sheet(
                book, book.sheet(names[-1]), sheet=sheet, rows=(rows or {}).get(sheet.key, ()), lists=lists
            )
        _draw_lists(book, lists=lists)


def _draw_sheet(
    book: Book,
    page: Worksheet,
    *,
    sheet: Sheet,
    rows: Sequence[Mapping[str, Value]],
    lists: dict[tuple[str, ...], str],
) -> None:
    last = max(len(rows), 1) + OPEN_ROWS
    for index, column in enumerate(sheet.columns):
        look = book.look(num_format=_FORMATS[column.kind])
        page.set_column(index, index, _width(column), look)
        put(page, 0, index, header_of(column) + (" *" if column.required else ""), book.look(HEADER))
        page.write_comment(0, index, _comment(column), {"x_scale": 2.5, "y_scale": 2})
        if source := _list_source(column, lists=lists):
            page.data_validation(1, index, last, index, _drop_down(column, source=source))
        for row, values in enumerate(rows, start=1):
            put(page, row, index, to_cell(values.get(column.key), column=column), look)
    if not rows:
        _draw_example(book, page, sheet=sheet)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)
    set_up_print(page, header=0)


def _draw_example(book: Book, page: Worksheet, *, sheet: Sheet) -> None:
    """One row that shows how to fill in the sheet, marked so that it is left out when read."""
    if not any(column.example for column in sheet.columns):
        return
    for index, column in enumerate(sheet.columns):
        value = to_cell(example_of(column), column=column)
        look = book.look(EXAMPLE, num_format=_FORMATS[column.kind])
        put(page, 1, index, EXAMPLE_MARK + column.example if index == 0 else value, look)


def example_of(column: Column) -> Value:
    """The column's example as a typed value; None without one. Raises `ValueError` when it cannot be read."""
    outcome = reader(column)(column.example) if column.example else None
    if isinstance(outcome, Trouble):
        raise ValueError(column.key, column.example)  # noqa: TRY004 -- the declaration is wrong, not a type
    return outcome.value if isinstance(outcome, Remark) else outcome


def _width(column: Column) -> int:
    longest = max(len(header_of(column)) // 2 + 4, len(column.example), *map(len, column.choices), 10)
    return min(longest + 3, _WIDEST)


def _comment(column: Column) -> str:
    lines = [column.help_id, "", f"{column.header_en}: {column.help_en}"]
    if column.choices:
        lines += ["", "Pilihan / Choices: " + ", ".join(column.choices)]
    return "\n".join(lines)


def _list_source(column: Column, *, lists: dict[tuple[str, ...], str]) -> list[str] | str | None:
    """What a cell's drop-down offers: the words themselves, or the cells of the list sheet that hold them."""
    if column.kind is Kind.YES_NO:
        return [drawing.YES, drawing.NO]
    if column.kind is not Kind.CHOICE or not column.choices:
        return None
    words = tuple(column.choices)
    if len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words):
        return list(words)
    letter = lists.setdefault(words, column_letter(len(lists)))
    return f"='{LISTS}'!${letter}$1:${letter}${len(words)}"


def _drop_down(column: Column, *, source: list[str] | str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": column.header_id[:32],
        "error_message": "Pilih dari daftar. / Choose from the list.",
    }


def _draw_lists(book: Book, *, lists: Mapping[tuple[str, ...], str]) -> None:
    if not lists:
        return
    page = book.sheet(LISTS)
    for index, words in enumerate(lists):
        for row, word in enumerate(words):
            put(page, row, index, word, book.look())
    page.hide()


def _draw_guide(book: Book, page: Worksheet, *, sheets: Sequence[Sheet]) -> None:
    put(page, 0, 0, "Petunjuk pengisian / How to fill in", book.look(TITLE))
    for row, line in enumerate(_GUIDE_LINES, start=1):
        put(page, row, 0, line, book.look())
    top = len(_GUIDE_LINES) + 2
    for index, (header, width) in enumerate(zip(_GUIDE_HEADERS, _GUIDE_WIDTHS, strict=True)):
        put(page, top, index, header, book.look(HEADER))
        page.set_column(index, index, width)
    lines = [line for sheet in sheets for line in _guide_rows(sheet)]
    for row, cells in enumerate(lines, start=top + 1):
        for index, cell in enumerate(cells):
            put(page, row, index, cell, book.look(WRAPPED))
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + max(len(lines), 1), len(_GUIDE_HEADERS) - 1)
    set_up_print(page, header=top)


def _guide_rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    needed = "wajib / required" if sheet.required else ""
    yield (sheet.key, "", "", "", needed, "", "", sheet.help_id, sheet.help_en, "")
    for column in sheet.columns:
        yield (
            sheet.key,
            column.header_id,
            column.header_en,
            column.unit,
            "wajib / required" if column.required else "",
            _WRITTEN_AS[column.kind],
            ", ".join(column.choices),
            column.help_id,
            column.help_en,
            column.example,
        )
