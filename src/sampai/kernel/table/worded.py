"""Making a finished table in the words of one language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sampai.kernel.quantity import Certainty
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.text import Text, Words, say

Said = str | int | float | bool | datetime | Text | None
"""A value of a table before it is worded. A moment is local time without its zone."""

WHOLE = "#,##0"
TENTHS = "#,##0.0"
DEGREES = "0.000000"
MOMENT = "dd-mm-yyyy hh:mm"

CERTAINTY: Mapping[Certainty, Text] = {
    Certainty.MEASURED: say("measured"),
    Certainty.REPORTED: say("reported"),
    Certainty.ESTIMATED: say("estimated"),
    Certainty.ASSUMED: say("assumed"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its header, and the spreadsheet format of its values (empty: as they are)."""

    text: Text | str
    look: str = ""
    width: int = 14


def worded(
    words: Words,
    *,
    name: Text,
    title: Text,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Said]],
    notes: Sequence[Text] = (),
    total_row: Sequence[Said] | None = None,
    is_form: bool = False,
) -> TableSheet:
    """A sheet whose name, title, headers, notes and cells are said in one language."""

    def said(value: Said) -> str | int | float | bool | datetime | None:
        return words.say(value) if isinstance(value, Text) else value

    return TableSheet(
        name=sheet_name(words.say(name), taken=()),
        title=words.say(title),
        headers=tuple(str(said(heading.text)) for heading in headings),
        rows=tuple(tuple(said(value) for value in row) for row in rows),
        widths=tuple(heading.width for heading in headings),
        formats=tuple(heading.look for heading in headings),
        notes=tuple(words.say(note) for note in notes),
        total_row=tuple(said(value) for value in total_row) if total_row else None,
        is_form=is_form,
    )
