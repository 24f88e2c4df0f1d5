"""One reader per kind of column: a raw cell becomes a value, a value with a remark, or trouble."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import partial

from sampai.kernel.table.choices import read_choice, read_choices, read_yes_no, spellings
from sampai.kernel.table.codes import read_code, read_region
from sampai.kernel.table.custom import UNKNOWN, Custom
from sampai.kernel.table.dates import read_date, read_moment
from sampai.kernel.table.escaping import unescape
from sampai.kernel.table.numbers import read_number, read_whole
from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Cell, Column, Kind
from sampai.kernel.table.writing import LONGEST_CELL, has_control_characters, shown, tidy
from sampai.kernel.text import say

ReadCell = Callable[[Cell], Outcome]

FORMULA_ERRORS = frozenset(
    {
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#GETTING_DATA",
    }
)
_OFFICE_ERROR = re.compile(r"Err:\d{3}")

DASHES = frozenset({"-", "--", "---", "–", "—"})
"""What office tables put into cells that have nothing; in a column of yes and no it is a no."""


def reader(column: Column, *, custom: Custom = UNKNOWN) -> ReadCell:
    """The reader of a column's cells; an empty cell is None or, where one is required, trouble."""
    read_kind = _kind_reader(column, custom=custom)

    def read(cell: Cell) -> Outcome:
        if type(cell) is not str:
            return _missing(column) if cell is None else read_kind(cell)
        if (len(cell) > LONGEST_CELL or not cell.isprintable()) and (unfit := _unfit(cell)):
            return unfit
        return _read_text(tidy(cell), column=column, read_kind=read_kind)

    return read


def _unfit(text: str) -> Trouble | None:
    """Why a text can be no cell of a table, or None."""
    if len(text) > LONGEST_CELL:
        return Trouble(
            "too-long",
            say("The cell has {count} characters; {most} are the most.", count=len(text), most=LONGEST_CELL),
            say("Shorten it, or look for a quotation mark that was not closed in a row above."),
        )
    if has_control_characters(tidy(text)):
        return Trouble(
            "control-character",
            say("The cell holds characters that cannot be seen."),
            say("Delete the cell's content and type it again."),
        )
    return None


def _read_text(text: str, *, column: Column, read_kind: ReadCell) -> Outcome:
    if not text:
        return _missing(column)
    if text[0] in "=#E" and (odd := _formula(text)):
        return odd
    if text in DASHES and column.kind is not Kind.YES_NO:
        return _dash(text, column=column)
    return read_kind(unescape(text) if text[0] == "'" else text)


def _formula(text: str) -> Trouble | None:
    if text in FORMULA_ERRORS or _OFFICE_ERROR.fullmatch(text):
        return Trouble(
            "formula-error",
            say("The formula of this cell has no result: {value}.", value=text),
            say("Repair the formula, or write the value itself."),
        )
    if text.startswith("="):
        return Trouble(
            "formula",
            say("A formula stands here instead of its result: {value}.", value=shown(text)),
            say("Write the value itself, or save the file with a spreadsheet program first."),
        )
    return None


def _missing(column: Column) -> Outcome:
    if not column.required:
        return None
    return Trouble(
        "required",
        say("The cell is empty, but every row needs this."),
        say("Write it, or delete the row."),
    )


def _dash(text: str, *, column: Column) -> Outcome:
    missing = _missing(column)
    if missing is not None:
        return missing
    return Remark(None, "dash", say("“{written}” was read as an empty cell.", written=text))


def _kind_reader(column: Column, *, custom: Custom) -> ReadCell:
    known = spellings(column.choices)
    readers: dict[Kind, ReadCell] = {
        Kind.TEXT: _read_words,
        Kind.WHOLE: partial(read_whole, column=column),
        Kind.NUMBER: partial(read_number, column=column, custom=custom),
        Kind.DATE: partial(read_date, custom=custom),
        Kind.MOMENT: partial(read_moment, custom=custom),
        Kind.REGION: read_region,
        Kind.CODE: read_code,
        Kind.YES_NO: read_yes_no,
        Kind.CHOICE: partial(read_choice, column=column, known=known),
        Kind.CHOICES: partial(read_choices, column=column, known=known),
    }
    return readers[column.kind]


def _read_words(cell: Cell) -> Outcome:
    if isinstance(cell, date | time):
        text = shown(cell)
        return Remark(text, "date-as-text", say("A date was read as the text {read}.", read=text))
    return cell if isinstance(cell, str) else shown(cell)
