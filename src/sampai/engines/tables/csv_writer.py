"""Writing tables as CSV that an Indonesian Excel opens right and that the ladder reads back.

UTF-8 with its mark, semicolons, decimal commas, day-month-year and Windows line ends: what Excel expects
where the comma is the decimal sign. A number with exactly three decimals gets a fourth, so that `1,2340` is
not taken for 1234. A text that a spreadsheet program would run as a formula is written with an apostrophe
before it.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from sampai.engines.tables.book import NO, YES
from sampai.engines.tables.typed import columns_of, header_of, to_cell
from sampai.kernel.errors import Refused
from sampai.kernel.table.escaping import defuse
from sampai.kernel.table.sheet import Cell, Grid, Sheet, Value
from sampai.kernel.text import say

DELIMITER = ";"
ENCODING = "utf-8-sig"

_SMALLEST, _LARGEST = 1e-15, 1e16
"""Numbers outside are written with an exponent; no table of an operation has one."""

_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def write_folder(grids: Sequence[Grid], *, out: Path) -> tuple[Path, ...]:
    """Write each grid as it is to a CSV file of its sheet's name; returns the files, in order.

    Raises `Refused` when they cannot be written.
    """
    return tuple(_write(out, name=grid.sheet, rows=grid.rows) for grid in grids)


def write_sheets_csv(
    sheets: Sequence[Sheet], *, out: Path, rows: Mapping[str, Sequence[Mapping[str, Value]]]
) -> tuple[Path, ...]:
    """Write the rows of each declared sheet that has some to a CSV file with Indonesian headers.

    Columns that are empty in every row are left out unless they are required. Reading the files gives the
    same typed values. Raises `Refused` when they cannot be written.
    """
    return tuple(
        _write(out, name=sheet.key, rows=_lines(sheet, rows=rows[sheet.key]))
        for sheet in sheets
        if rows.get(sheet.key)
    )


def write_sheet_csv(sheet: Sheet, *, out: Path, rows: Sequence[Mapping[str, Value]]) -> Path:
    """Write one declared sheet to a CSV file of this name, as `write_sheets_csv` does."""
    return _write(out.parent, name=out.stem, rows=_lines(sheet, rows=rows))


def _lines(sheet: Sheet, *, rows: Sequence[Mapping[str, Value]]) -> Iterable[Sequence[Cell]]:
    columns = columns_of(sheet, rows=rows)
    yield [header_of(column) for column in columns]
    for row in rows:
        yield [to_cell(row.get(column.key), column=column) for column in columns]


def _write(out: Path, *, name: str, rows: Iterable[Sequence[Cell]]) -> Path:
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=DELIMITER, lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_text(cell) for cell in row])
    path = out / f"{_NO_FILE_NAME.sub(' ', name).strip(' .') or '-'}.csv"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.getvalue().encode(ENCODING, "replace"))
    except OSError as error:
        raise Refused(
            "cannot-write",
            say("{file} cannot be written.", file=str(path)),
            say("Close it in other programs, and check the folder and the space left on the disk."),
        ) from error
    return path


def csv_text(cell: Cell) -> str:
    """A cell as it stands in the file."""
    match cell:
        case None:
            return ""
        case bool():
            return YES if cell else NO
        case float():
            return _decimal(cell)
        case datetime():
            return f"{cell:%d-%m-%Y %H:%M:%S}" if cell.second else f"{cell:%d-%m-%Y %H:%M}"
        case date():
            return f"{cell:%d-%m-%Y}"
        case time():
            return f"{cell:%H:%M}"
        case int():
            return str(cell)
        case str():
            return defuse(cell)


def _decimal(number: float) -> str:
    """All digits of a number, no more, with a decimal comma; whole numbers without one."""
    if number.is_integer() and abs(number) < _LARGEST:
        return str(int(number))
    if not _SMALLEST < abs(number) < _LARGEST:
        return repr(number).replace(".", ",")
    whole, _, part = f"{Decimal(repr(number)):f}".partition(".")
    return f"{whole},{part}{'0' if len(part) == 3 else ''}"
