"""The tables given back as a workbook: every faulty cell marked, and a first sheet that lists all faults."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from sampai.engines.tables.book import (
    FAULTY,
    HEADER,
    TITLE,
    WRAPPED,
    Book,
    format_of,
    new_book,
    put,
    set_up_print,
)
from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.locate import Place, finder
from sampai.kernel.table.page import sheet_name
from sampai.kernel.table.sheet import Cell, Grid
from sampai.kernel.table.writing import column_letter
from sampai.kernel.text import Text, Words, say

FAULTS, NOTES = "kesalahan", "catatan"
"""Names of the two sheets that are put before the tables."""

MOST_COMMENTS = 2_000
"""Cells with a comment; a spreadsheet program slows down with more. All faulty cells are coloured."""

_PLAIN_FORMATS = {"#,##0": "0", "#,##0.00": "General"}

_FAULT_HEADERS = (
    say("No."),
    say("Sheet"),
    say("Cell"),
    say("Row"),
    say("Column"),
    say("Value"),
    say("What is wrong"),
    say("How to mend it"),
)
_NOTE_HEADERS = (
    say("No."),
    say("Sheet"),
    say("Row"),
    say("Column"),
    say("Value"),
    say("What was noted"),
)

MOST_LINKS = 20_000
"""Faults with a link to their cell; a sheet can hold 65,530."""

Located = tuple[Fault, Place | None]
"""A fault and the row and column index of its cell."""


def write_faults(
    faults: Sequence[Fault], notes: Sequence[Note], *, grids: Sequence[Grid], out: Path, words: Words
) -> None:
    """Write the grids again, faulty cells coloured and commented, after a list of faults and one of notes.

    Cells keep their rows and columns, so that the workbook can be mended and read again. Raises `Refused`
    when the file cannot be written.
    """
    names = _names(grids)
    located = list(_located(faults, grids=grids))
    with new_book(out) as book:
        _draw_list(book, book.sheet(FAULTS), located=located, names=names, words=words)
        if notes:
            _draw_notes(book, book.sheet(NOTES), notes=notes, words=words)
        for grid in grids:
            page = book.sheet(names[grid.sheet])
            _draw_grid(book, page, grid=grid, marked=_marked(located, sheet=grid.sheet), words=words)


def _names(grids: Sequence[Grid]) -> dict[str, str]:
    """The name in the workbook of each grid, by the grid's own."""
    names: dict[str, str] = {}
    for grid in grids:
        names[grid.sheet] = sheet_name(grid.sheet, taken=[FAULTS, NOTES, *names.values()])
    return names


def _located(faults: Sequence[Fault], *, grids: Sequence[Grid]) -> Iterator[Located]:
    find = {grid.sheet: finder(grid) for grid in grids}
    for fault in faults:
        yield fault, find[fault.sheet](fault) if fault.sheet in find else None


def _marked(located: Sequence[Located], *, sheet: str) -> Mapping[Place, Sequence[Fault]]:
    """The faults of each cell of one sheet."""
    marked: dict[Place, list[Fault]] = defaultdict(list)
    for fault, place in located:
        if fault.sheet == sheet and place is not None:
            marked[place].append(fault)
    return marked


def _draw_list(
    book: Book, page: Worksheet, *, located: Sequence[Located], names: Mapping[str, str], words: Words
) -> None:
    title = say("Faults: {count}", count=len(located))
    top = _draw_head(book, page, title=title, headers=_FAULT_HEADERS, words=words)
    for number, (fault, place) in enumerate(located, start=1):
        sentences = (words.say(fault.wrong), words.say(fault.mend))
        cells = (number, fault.sheet, "", fault.row, fault.column, fault.value, *sentences)
        _draw_line(book, page, top + number, cells=cells)
        if place is not None and number <= MOST_LINKS:
            _link(page, top + number, sheet=names[fault.sheet], place=place)
    _finish(page, top=top, count=len(located), widths=(6, 14, 8, 7, 22, 24, 60, 60))


def _draw_notes(book: Book, page: Worksheet, *, notes: Sequence[Note], words: Words) -> None:
    title = say("Notes: {count}", count=len(notes))
    top = _draw_head(book, page, title=title, headers=_NOTE_HEADERS, words=words)
    for number, note in enumerate(notes, start=1):
        cells = (number, note.sheet, note.row, note.column, note.value, words.say(note.said))
        _draw_line(book, page, top + number, cells=cells)
    _finish(page, top=top, count=len(notes), widths=(6, 14, 7, 22, 24, 90))


def _draw_head(book: Book, page: Worksheet, *, title: Text, headers: Sequence[Text], words: Words) -> int:
    put(page, 0, 0, words.say(title), book.look(TITLE))
    for index, header in enumerate(headers):
        put(page, 2, index, words.say(header), book.look(HEADER))
    return 2


def _draw_line(book: Book, page: Worksheet, row: int, *, cells: Sequence[Cell]) -> None:
    for index, cell in enumerate(cells):
        put(page, row, index, cell, book.look(WRAPPED))


def _finish(page: Worksheet, *, top: int, count: int, widths: Sequence[int]) -> None:
    for index, width in enumerate(widths):
        page.set_column(index, index, width)
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + max(count, 1), len(widths) - 1)
    set_up_print(page, header=top)


def _link(page: Worksheet, row: int, *, sheet: str, place: Place) -> None:
    cell = f"{column_letter(place[1])}{place[0] + 1}"
    quoted = sheet.replace("'", "''")
    page.write_url(row, 2, f"internal:'{quoted}'!{cell}", string=cell)


def _draw_grid(
    book: Book,
    page: Worksheet,
    *,
    grid: Grid,
    marked: Mapping[Place, Sequence[Fault]],
    words: Words,
) -> None:
    for row, cells in enumerate(grid.rows):
        for index, cell in enumerate(cells):
            if cell is not None and (row, index) not in marked:
                put(page, row, index, cell, book.look(num_format=_raw_format(cell)))
    for number, ((row, index), faults) in enumerate(sorted(marked.items())):
        cell = grid.rows[row][index] if index < len(grid.rows[row]) else None
        put(page, row, index, cell, book.look(FAULTY, num_format=_raw_format(cell)))
        if number < MOST_COMMENTS:
            sentences = [f"{words.say(fault.wrong)} {words.say(fault.mend)}" for fault in faults]
            page.write_comment(row, index, "\n\n".join(sentences), {"x_scale": 2})
    page.set_column(0, max(map(len, grid.rows), default=1), 14)


def _raw_format(cell: Cell) -> str:
    """Numbers as they are, without marks between thousands."""
    known = format_of(cell)
    return _PLAIN_FORMATS.get(known, known)
