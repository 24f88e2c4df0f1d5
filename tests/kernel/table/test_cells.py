from datetime import date, time

import pytest
from tests.kernel.table.tiny import a_column, code_of, outcome_of, said_of, value_of

from sampai.kernel.table.sheet import Cell, Kind
from sampai.kernel.table.writing import LONGEST_CELL

TEXT = a_column(Kind.TEXT)
NEEDED = a_column(Kind.TEXT, required=True)
EVERY_KIND = [a_column(kind, choices={"a": ()} if "choice" in kind else {}) for kind in Kind]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Balai Desa", "Balai Desa"),
        ("  Balai \t Desa\u00a0", "Balai Desa"),
        ("Balai\nDesa", "Balai Desa"),
        ("\ufeffBalai\u200b Desa", "Balai Desa"),
        ("Bà l'ai", "Bà l'ai"),
        (812.0, "812"),
        (1.5, "1.5"),
        (True, "TRUE"),
        ("'=1+1", "=1+1"),
        ("'-", "-"),
        ("'Aisyiyah", "'Aisyiyah"),
        ("+62 812", "+62 812"),
    ],
)
def test_text_is_kept_but_for_its_spaces(cell: Cell, text: str) -> None:
    assert (value_of(cell, TEXT), code_of(cell, TEXT)) == (text, "")


def test_a_date_in_a_text_column_is_noted() -> None:
    assert (value_of(date(2024, 11, 27), TEXT), code_of(date(2024, 11, 27), TEXT)) == (
        "27-11-2024",
        "date-as-text",
    )
    assert value_of(time(7, 5), TEXT) == "07:05"


@pytest.mark.parametrize("column", EVERY_KIND, ids=lambda column: column.kind)
@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", "\u200b", "\t\n"])
def test_a_blank_cell_is_empty_in_every_kind(column: object, cell: Cell) -> None:
    assert outcome_of(cell, column) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", [None, "", " ", "-"])
def test_a_blank_cell_is_a_fault_where_one_is_required(cell: Cell) -> None:
    assert code_of(cell, NEEDED) == "required"


@pytest.mark.parametrize(
    "column", [c for c in EVERY_KIND if c.kind is not Kind.YES_NO], ids=lambda column: column.kind
)
@pytest.mark.parametrize("cell", ["-", " – ", "--"])
def test_a_dash_is_an_empty_cell_and_noted(column: object, cell: Cell) -> None:
    assert value_of(cell, column) is None  # type: ignore[arg-type]
    assert code_of(cell, column) == "dash"  # type: ignore[arg-type]


@pytest.mark.parametrize("column", EVERY_KIND, ids=lambda column: column.kind)
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#REF!", "formula-error"),
        ("#N/A", "formula-error"),
        (" #VALUE! ", "formula-error"),
        ("#DIV/0!", "formula-error"),
        ("Err:502", "formula-error"),
        ("=A1+B1", "formula"),
        ("=SUM(A1:A3)", "formula"),
        ("a\x00b", "control-character"),
        ("a\x1bb", "control-character"),
        ("a\x0bb", "control-character"),
        ("a\ud800", "control-character"),
        ("x" * (LONGEST_CELL + 1), "too-long"),
    ],
)
def test_what_is_no_content_is_a_fault_in_every_kind(column: object, cell: Cell, code: str) -> None:
    assert code_of(cell, column) == code  # type: ignore[arg-type]


def test_a_number_sign_alone_is_no_formula_error() -> None:
    assert value_of("#12", TEXT) == "#12"
    assert value_of("Errand", TEXT) == "Errand"


def test_sentences_name_the_value_and_the_remedy() -> None:
    assert said_of("=A1", TEXT) == (
        "A formula stands here instead of its result: =A1. "
        "Write the value itself, or save the file with a spreadsheet program first."
    )
    assert (
        said_of(None, NEEDED) == "The cell is empty, but every row needs this. Write it, or delete the row."
    )
