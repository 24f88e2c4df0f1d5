"""What is wrong in a table, and what was put right, row by row."""

from dataclasses import dataclass

from sampai.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing in a table that a person must mend.

    `row` is counted as a spreadsheet shows it (the first row is 1) and is None when the fault concerns the
    whole sheet; `column` is the header as the person wrote it. `code` is stable, for tests and translations.
    """

    code: str
    sheet: str
    row: int | None
    column: str | None
    value: str
    wrong: Text
    mend: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something read differently from how it was written, or worth knowing. Needs no action."""

    code: str
    sheet: str
    row: int | None
    column: str | None
    value: str
    said: Text
