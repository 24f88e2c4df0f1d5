# ruff: noqa: DTZ001 -- tables know no zones
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.table.escaping import defuse, escape, unescape
from sampai.kernel.table.sheet import Cell
from sampai.kernel.table.units import same_unit
from sampai.kernel.table.writing import column_letter, fold, has_control_characters, shown, tidy, written


def test_case_spaces_dots_and_underscores_do_not_count() -> None:
    assert {
        fold(word) for word in ("Kode_Desa", "kode desa", "KODE  DESA.", "Kode-Desa ", "ＫＯＤＥ desa")
    } == {"kodedesa"}
    assert fold("m³") == "m3"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (1704.0, "1704"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (7, "7"),
        (date(2024, 2, 1), "01-02-2024"),
        (datetime(2024, 2, 1, 7, 5), "01-02-2024 07:05"),
        (time(7, 5), "07:05"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_a_cell_is_shown_as_a_person_writes_it(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_a_long_cell_is_cut_in_messages_and_stays_on_one_line() -> None:
    assert shown("a\nb\x1b[31m") == "a b [31m"
    assert len(shown("x" * 500)) == 81


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_lettered_as_in_a_spreadsheet(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_units_are_known_by_their_spellings() -> None:
    assert same_unit("Kilometer", unit="km") is True
    assert same_unit("m³", unit="m3") is True
    assert same_unit("jiwa", unit="orang") is True
    assert same_unit("m", unit="km") is False
    assert same_unit("SK KPU", unit="km") is None
    assert same_unit("", unit="") is False


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(min_size=1))
def test_a_text_survives_being_escaped_and_defused(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(defuse(escape(text))) == text


@given(
    st.sampled_from(["'", "''", "'=", "'-", "#", "=", "@", "+", "-", "contoh", "Jumlah", "Err:5"]), st.text()
)
def test_texts_that_look_like_something_else_survive_too(start: str, rest: str) -> None:
    assert unescape(defuse(escape(start + rest))) == start + rest


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+1", "-1+1", "\t=1", "\r=1"])
def test_nothing_that_a_spreadsheet_would_run_is_written_bare(text: str) -> None:
    assert defuse(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-4,78", "+5", "Balai Desa", "'Aisyiyah", "0812"])
def test_numbers_and_names_are_written_as_they_are(text: str) -> None:
    assert defuse(text) == text


def test_line_breaks_are_no_control_characters() -> None:
    assert not has_control_characters(tidy("a\r\n\tb"))
    assert has_control_characters(tidy("a\x07b"))
