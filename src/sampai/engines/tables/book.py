"""A workbook that is being written: same cells, same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sampai.kernel.errors import Refused
from sampai.kernel.table.page import MOST_CHARACTERS
from sampai.kernel.table.sheet import Cell
from sampai.kernel.text import say

MADE = datetime(2024, 1, 1)  # noqa: DTZ001 -- a fixed property of every workbook, so that equal tables are equal bytes

WHOLE, NUMBER, DATE, MOMENT, CLOCK, TEXT = "#,##0", "#,##0.00", "dd-mm-yyyy", "dd-mm-yyyy hh:mm", "hh:mm", "@"
"""Number formats; the program that opens the file shows them in its user's way."""

PLAIN_WHOLE, PLAIN_NUMBER = "0", "General"

YES, NO = "ya", "tidak"

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_A4 = 9
_LONGEST_HEADER = 240

Look = tuple[tuple[str, str | int | bool], ...]
"""Properties of a cell's format."""

HEADER: Look = (
    ("bold", True),
    ("bg_color", "#DCE6F1"),
    ("border", 1),
    ("text_wrap", True),
    ("valign", "top"),
)
TITLE: Look = (("bold", True), ("font_size", 14))
BOLD: Look = (("bold", True), ("top", 1))
WRAPPED: Look = (("text_wrap", True), ("valign", "top"))
BOXED: Look = (("border", 1),)
FAULTY: Look = (("bg_color", "#FFC7CE"), ("font_color", "#9C0006"))
EXAMPLE: Look = (("italic", True), ("font_color", "#7F7F7F"))


@dataclass(slots=True)
class Book:
    """A workbook being written, with one format object per look."""

    workbook: xlsxwriter.Workbook
    looks: dict[Look, Format] = field(default_factory=dict)

    def sheet(self, name: str) -> Worksheet:
        """A new sheet."""
        return self.workbook.add_worksheet(name)

    def look(self, *parts: Look, num_format: str = "") -> Format:
        """The format with these properties."""
        wanted = sum(parts, ()) + ((("num_format", num_format),) if num_format else ())
        if wanted not in self.looks:
            self.looks[wanted] = self.workbook.add_format(dict(wanted))
        return self.looks[wanted]


@contextmanager
def new_book(out: Path) -> Iterator[Book]:
    """A workbook that is saved to `out` at the end. Raises `Refused` when it cannot be saved there."""
    workbook = xlsxwriter.Workbook(str(out), _OPTIONS)
    workbook.set_properties({"created": MADE, "comments": "Sampai"})
    book = Book(workbook)
    yield book
    try:
        workbook.close()
    except (OSError, XlsxWriterException) as error:
        raise Refused(
            "cannot-write",
            say("{file} cannot be written.", file=str(out)),
            say("Close it in other programs, and check the folder and the space left on the disk."),
        ) from error


def put(sheet: Worksheet, row: int, column: int, value: Cell | tuple[str, ...], look: Format) -> None:
    """Write one value by its type. A text is always text, whatever it begins with."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, look)
        case bool():
            sheet.write_string(row, column, YES if value else NO, look)
        case int() | float():
            sheet.write_number(row, column, value, look)
        case date() | time():
            sheet.write_datetime(row, column, value, look)
        case tuple():
            sheet.write_string(row, column, ", ".join(value)[:MOST_CHARACTERS], look)
        case str():
            sheet.write_string(row, column, value[:MOST_CHARACTERS], look)


def format_of(value: Cell | tuple[str, ...]) -> str:
    """The number format of a value whose column prescribes none."""
    match value:
        case bool():
            return ""
        case int():
            return WHOLE
        case float():
            return NUMBER
        case datetime():
            return MOMENT
        case date():
            return DATE
        case time():
            return CLOCK
        case _:
            return ""


def set_up_print(
    sheet: Worksheet, *, header: int | None = None, is_landscape: bool = True, mark: str = ""
) -> None:
    """A4, one page wide, the header on every page, page numbers below; `mark` stands above every page."""
    if is_landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)
    if mark:
        sheet.set_header(f"&C&B{mark.replace('&', '&&')[:_LONGEST_HEADER]}")
    sheet.set_footer("&L&A&R&P / &N")
    sheet.set_margins(left=0.4, right=0.4, top=0.7 if mark else 0.5, bottom=0.6)
