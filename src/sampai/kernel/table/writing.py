"""How words in tables are compared, cleaned and shown."""

import re
import unicodedata
from datetime import date, datetime, time

from sampai.kernel.table.sheet import Cell

LONGEST_CELL = 2_000
"""Characters; a longer cell is a broken quotation or a pasted document, not a table's cell."""

SHOWN = 80
"""Characters of a cell that a message repeats."""

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTHING_TO_SEE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile("[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def fold(word: str) -> str:
    """The letters and digits of a word, small: `Kode_Desa `, `kode desa` and `KODE DESA.` are one word."""
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


def without_brackets(word: str) -> str:
    """The word without what stands in brackets, such as a unit."""
    return _IN_BRACKETS.sub(" ", word)


def in_brackets(word: str) -> tuple[str, ...]:
    """What stands in brackets, brackets taken off."""
    return tuple(found[1:-1].strip() for found in _IN_BRACKETS.findall(word))


def tidy(text: str) -> str:
    """The text with every run of spaces, tabs and line breaks as one space, invisible marks taken out."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _NOTHING_TO_SEE.sub("", text)).strip(" ")


def has_control_characters(text: str) -> bool:
    """Whether a tidied text still holds characters that no keyboard types."""
    return not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs"} for c in text)


def written(cell: Cell) -> str:
    """A cell as a person would have written it."""
    if type(cell) is str:
        return cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…"
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell.day:02d}-{cell.month:02d}-{cell.year:04d} {cell.hour:02d}:{cell.minute:02d}"
    if isinstance(cell, date):
        return f"{cell.day:02d}-{cell.month:02d}-{cell.year:04d}"
    if isinstance(cell, time):
        return f"{cell.hour:02d}:{cell.minute:02d}"
    return str(cell)


def shown(cell: Cell) -> str:
    """A cell short enough for a message, on one line, without characters that upset a terminal."""
    text = written(cell)
    line = "".join(c if c.isprintable() else " " for c in text[: SHOWN + 1])
    return line if len(text) <= SHOWN else line[:SHOWN] + "…"


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in a cell."""
    return cell is None or (type(cell) is str and not tidy(cell))


def column_letter(index: int) -> str:
    """The letter of a column as a spreadsheet shows it; 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
