"""Making files of finished tables, for whoever takes a list out of the house."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from sampai.engines.tables.csv_writer import DELIMITER, ENCODING, csv_text
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value

EXERCISE = "LATIHAN (EXERCISE)"
"""In lists of an exercise: the first line of a CSV file, before a workbook's title and above its pages."""


def as_csv(table: TableSheet) -> bytes:
    """The table without title and notes, as an Indonesian Excel opens it."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=DELIMITER, lineterminator="\r\n")
    if settings.OPTIONS.exercise:
        writer.writerow([EXERCISE])
    writer.writerow([csv_text(header) for header in table.headers])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return page.getvalue().encode(ENCODING, "replace")


def _cell(value: Value) -> str:
    return csv_text(" ".join(value) if isinstance(value, tuple) else value)


def as_workbook(table: TableSheet) -> bytes:
    """The table as a workbook with title, filter and frozen header."""
    mark = EXERCISE if settings.OPTIONS.exercise else ""
    if mark:
        table = replace(table, title=f"{mark}: {table.title}")
    with TemporaryDirectory(prefix="sampai-") as folder:
        out = Path(folder) / "list.xlsx"
        write_workbook(out, sheets=[table], mark=mark)
        return out.read_bytes()


WRITERS: Mapping[str, Callable[[TableSheet], bytes]] = {"csv": as_csv, "xlsx": as_workbook}
"""By ending."""
