"""Texts that would be read as something else: a formula, an example row, an empty cell.

A leading apostrophe is the spreadsheet's own sign that what follows is text. It is put before such texts when
they are written, and taken off when they are read; before other texts it is a letter of theirs ('Aisyiyah).
"""

import re
from html import escape as html_escape

EXAMPLE_MARKS = ("#", "contoh", "example")
"""How the first cell of a row begins that the template wrote as an example or help."""

TOTALS = ("jumlah", "total", "jumlahtotal", "jumlahseluruhnya", "totalkeseluruhan", "grandtotal")
"""First cells, folded, of rows that sum up the others."""

_TOTALS_SPACED = ("jumlah", "total", r"jumlah\W*total", r"jumlah\W*seluruhnya", r"total\W*keseluruhan")
_MISREAD = re.compile(
    rf"['#]|[-–—]+$|Err:\d|{'|'.join(EXAMPLE_MARKS[1:])}|\W*(?:{'|'.join(_TOTALS_SPACED)}|grand\W*total)\W*$",
    re.IGNORECASE,
)
_RUN = re.compile(r"[=@\t\r]|[+-](?![\d.,]+$)")
_DIGIT_OR_SIGN = re.compile(r"[\d+-]")


def escape(text: str) -> str:
    """The text as it is written, so that it is read back as itself."""
    return f"'{text}" if _MISREAD.match(text) else text


def defuse(text: str) -> str:
    """The text as it is written where a spreadsheet program would run it: in a CSV file."""
    return f"'{text}" if _RUN.match(text) else text


def unescape(text: str) -> str:
    """The text that a written one means."""
    meant = text[1:]
    if text[:1] != "'" or not meant:
        return text
    return meant if _MISREAD.match(meant) or _RUN.match(meant) or _DIGIT_OR_SIGN.match(meant) else text


_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text as it stands in XML 1.0; characters that XML does not know are left out."""
    return html_escape(_NO_XML.sub("", text))
