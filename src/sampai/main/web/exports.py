"""Making files of finished tables, for whoever takes a list out of the house."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sampai.engines.tables.csv_writer import DELIMITER, ENCODING, csv_text
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value


def as_csv(table: TableSheet) -> bytes:
    """The table without title and notes, as an Indonesian Excel opens it."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([csv_text(header) for header in table.headers])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return page.getvalue().encode(ENCODING, "replace")


def _cell(value: Value) -> str:
    return csv_text(" ".join(value) if isinstance(value, tuple) else value)


def as_workbook(table: TableSheet) -> bytes:
    """The table as a workbook with title, filter and frozen header."""
    with TemporaryDirectory(prefix="sampai-") as folder:
        out = Path(folder) / "list.xlsx"
        write_workbook(out, sheets=[table])
        return out.read_bytes()


WRITERS: Mapping[str, Callable[[TableSheet], bytes]] = {"csv": as_csv, "xlsx": as_workbook}
"""By ending."""
