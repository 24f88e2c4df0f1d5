from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.table.tiny import a_column, code_of, said_of, value_of

from sampai.kernel.table.sheet import Cell, Kind

REGION = a_column(Kind.REGION)
CODE = a_column(Kind.CODE)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("17", "17"),
        (17, "17"),
        ("1704", "1704"),
        ("17.04", "1704"),
        (1704, "1704"),
        (1704.0, "1704"),
        ("1704.0", "1704"),
        ("'1704", "1704"),
        (17.04, "1704"),
        (31.74, "3174"),
        (170401, "170401"),
        ("17.04.01", "170401"),
        ("17.04.01.2001", "1704012001"),
        ("17.04.01.2001 ", "1704012001"),
        ("17 04 01 2001", "1704012001"),
        ("17-04-01-2001", "1704012001"),
        ("170401.2001", "1704012001"),
        (1704012001.0, "1704012001"),
    ],
)
def test_a_region_code_is_read_however_it_is_written(cell: Cell, code: str) -> None:
    assert (value_of(cell, REGION), code_of(cell, REGION)) == (code, "")


@pytest.mark.parametrize(
    ("cell", "code", "note"),
    [
        ("17.4.1.2001", "1704012001", "lost-zeros"),
        ("17.4.1", "170401", "lost-zeros"),
        (17.1, "1710", "lost-zeros"),
        ("1.704.012.001", "1704012001", "thousands"),
        ("170.401", "170401", "thousands"),
        ("1,704", "1704", "thousands"),
        (time(17, 4), "1704", "code-as-time"),
    ],
)
def test_what_a_spreadsheet_did_to_a_region_code_is_undone_and_noted(
    cell: Cell, code: str, note: str
) -> None:
    assert (value_of(cell, REGION), code_of(cell, REGION)) == (code, note)


@pytest.mark.parametrize(
    "cell",
    [
        "704",
        "1",
        1,
        "0704",
        "17040",
        "17.04.01.201",
        "17040120011",
        17.045,
        -1704,
        True,
        date(2024, 4, 17),
        time(17, 4, 30),
        float("nan"),
        float("inf"),
        "Kaur",
        "17.04.01.20011",
        "１７０４",
    ],
)
def test_what_is_no_region_code_is_named(cell: Cell) -> None:
    assert code_of(cell, REGION) == "bad-code"


def test_a_code_that_lacks_a_digit_names_both_ways_to_complete_it() -> None:
    assert said_of("17.1", REGION) == (
        "“17.1” lacks a digit: it may be 17.01 or 17.10. "
        "Format the column as text and write all digits of the code."
    )


def test_a_shortened_code_has_lost_its_digits() -> None:
    assert [code_of(cell, REGION) for cell in ("1,70401E+09", "1.70401E+09")] == ["shortened", "shortened"]
    assert code_of("1,70401E+12", CODE) == "shortened"
    assert [code_of(2.0**53, CODE), code_of(1e300, REGION)] == ["shortened", "shortened"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("A-01", "A-01"),
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (17.5, "17.5"),
        (" a  b ", "a b"),
        ("'007", "007"),
        ("12E5", "12E5"),
    ],
)
def test_an_owners_code_stays_as_it_is(cell: Cell, code: str) -> None:
    assert (value_of(cell, CODE), code_of(cell, CODE)) == (code, "")


def test_an_owners_code_loses_the_point_and_zero_of_a_number() -> None:
    assert (value_of("12.0", CODE), code_of("12.0", CODE)) == ("12", "point-zero")


@pytest.mark.parametrize(
    ("cell", "code"),
    [("x" * 65, "too-long"), (True, "bad-code"), (date(2024, 2, 1), "bad-code"), (float("nan"), "shortened")],
)
def test_what_can_be_no_code_is_named(cell: Cell, code: str) -> None:
    assert code_of(cell, CODE) == code


@given(st.from_regex(r"[1-9][0-9]{5}[12][0-9]{3}", fullmatch=True))
def test_every_writing_of_a_village_code_is_that_code(code: str) -> None:
    dotted = f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"

    assert [value_of(cell, REGION) for cell in (code, dotted, int(code), float(code), f"'{code}")] == [
        code
    ] * 5


@given(st.from_regex(r"[1-9][0-9]{3}", fullmatch=True).filter(lambda code: code[2:] != "00"))
def test_a_regency_code_survives_being_taken_for_a_number(code: str) -> None:
    assert value_of(float(f"{code[:2]}.{code[2:]}"), REGION) == code
