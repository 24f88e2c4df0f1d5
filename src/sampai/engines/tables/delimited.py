"""Reading delimited text: whatever separator and encoding a spreadsheet program chose."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from sampai.engines.tables import unreadable
from sampai.engines.tables.limits import Limits
from sampai.kernel.faults import Note
from sampai.kernel.table.sheet import Cell, Grid
from sampai.kernel.text import say

DELIMITERS = (";", "\t", ",", "|")
"""In the order of preference when two of them explain a file equally well."""

_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 100_000
_SEP_LINE = re.compile(r'"?sep=([;,|\t])"?\r?\n', re.IGNORECASE)


def read_delimited(data: bytes, *, file: str, sheet: str, limits: Limits) -> tuple[Grid, tuple[Note, ...]]:
    """One grid from the bytes of a CSV or TSV file.

    Raises `Unreadable` when it is no text, when a quotation is left open, or when it is too large.
    """
    text, encoding = _decode(data, file=file)
    delimiter = None
    if sep := _SEP_LINE.match(text):
        delimiter, text = sep[1], text[sep.end() :]
    rows = _rows(text, delimiter=delimiter or _delimiter(text), file=file, sheet=sheet, limits=limits)
    notes = (_guessed(sheet),) if encoding == "cp1252" else ()
    return Grid(sheet=sheet, rows=rows, source=file), notes


def _decode(data: bytes, *, file: str) -> tuple[str, str]:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise unreadable.no_text(file)


def _encodings(data: bytes) -> Sequence[str]:
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in data:
        return _without_mark(data)
    return ("utf-8", "cp1252")


def _without_mark(data: bytes) -> Sequence[str]:
    """UTF-16 without its mark shows by every other byte being zero, as long as the text is Latin."""
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    half = min(len(data), 4096) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return ("utf-16-le",)
    return ("utf-16-be",) if even > 0.7 * half and odd < 0.1 * half else ()


def _delimiter(text: str) -> str:
    """The separator that gives most rows the same number of cells, more than one."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter=delimiter))


def _evenness(text: str, *, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, _SAMPLE_ROWS) if len(row) > 1)
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return rows, width


def _rows(
    text: str, *, delimiter: str, file: str, sheet: str, limits: Limits
) -> tuple[tuple[Cell, ...], ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    try:
        for texts in reader:
            row = _row(texts)
            rows.append(row)
            cells += len(row)
            if len(row) > limits.columns:
                raise unreadable.too_many_columns(file, sheet=sheet, limits=limits)
            if len(rows) > limits.rows:
                raise unreadable.too_many_rows(file, sheet=sheet, limits=limits)
            if cells > limits.cells:
                raise unreadable.too_many_cells(file, sheet=sheet, limits=limits)
    except csv.Error as error:
        raise unreadable.open_quotation(file, line=reader.line_num) from error
    return tuple(rows)


def _row(texts: list[str]) -> tuple[Cell, ...]:
    end = len(texts)
    while end and not texts[end - 1]:
        end -= 1
    return tuple(text or None for text in texts[:end])


def _guessed(sheet: str) -> Note:
    return Note(
        code="encoding",
        sheet=sheet,
        row=None,
        column=None,
        value="",
        said=say("The file is not in UTF-8; it was read as Windows text. Check letters with accents."),
    )
