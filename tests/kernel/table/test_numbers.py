import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.table.tiny import a_column, code_of, said_of, value_of

from sampai.kernel.table.custom import Custom
from sampai.kernel.table.sheet import Cell, Kind

WHOLE = a_column(Kind.WHOLE)
PEOPLE = a_column(Kind.WHOLE, unit="orang", least=0, most=2000)
NUMBER = a_column(Kind.NUMBER)
LAT = a_column(Kind.NUMBER, least=-11, most=6)
KM = a_column(Kind.NUMBER, unit="km", least=0)
RUPIAH = a_column(Kind.WHOLE, unit="Rp")

POINT = Custom(point_decimal=True)
COMMA = Custom(comma_decimal=True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1250, 1250),
        (1250.0, 1250),
        ("1250", 1250),
        (" 1250 ", 1250),
        ("1250\u00a0", 1250),
        ("'1250", 1250),
        ("+5", 5),
        ("-5", -5),
        ("\u22125", -5),
        ("1250.0", 1250),
        ("1250,00", 1250),
        ("1250,", 1250),
        ("007", 7),
    ],
)
def test_a_whole_number_is_read_without_a_word(cell: Cell, value: int) -> None:
    assert (value_of(cell, WHOLE), code_of(cell, WHOLE)) == (value, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.250", 1250),
        ("1,250", 1250),
        ("1 250", 1250),
        ("1.250.000", 1250000),
        ("1.250,00", 1250),
        ("-1.250", -1250),
    ],
)
def test_marks_between_thousands_are_noted(cell: Cell, value: int) -> None:
    assert (value_of(cell, WHOLE), code_of(cell, WHOLE)) == (value, "thousands")


def test_the_note_shows_both_readings() -> None:
    assert said_of("1.250", WHOLE) == "“1.250” was read as 1250."


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.5", "not-whole"),
        (12.5, "not-whole"),
        ("1.2345", "not-whole"),
        ("12a", "not-a-number"),
        ("a", "not-a-number"),
        ("1-2", "not-a-number"),
        ("1,2,3", "not-a-number"),
        ("1.25.000", "not-a-number"),
        ("٣", "not-a-number"),
        (True, "not-a-number"),
        (math.nan, "not-a-number"),
        (math.inf, "not-a-number"),
        ("nan", "not-a-number"),
        ("inf", "not-a-number"),
        ("1" * 61, "not-a-number"),
        ("1" * 60, "too-large"),
        (1e300, "too-large"),
        (-1e300, "too-small"),
        ("1,2E+05", "shortened"),
    ],
)
def test_what_is_no_whole_number_is_named(cell: Cell, code: str) -> None:
    assert code_of(cell, WHOLE) == code


def test_limits_of_the_column_are_kept() -> None:
    assert [code_of(cell, PEOPLE) for cell in (-1, 0, 2000, 2001, "2.001")] == [
        "too-small",
        "",
        "",
        "too-large",
        "too-large",
    ]
    assert (
        said_of(2001, PEOPLE)
        == "2001 is more than 2000. Correct the number; the most that this column takes is 2000."
    )


@pytest.mark.parametrize(
    ("cell", "value"), [("286 orang", 286), ("286 jiwa", 286), ("1.286 ORANG", 1286), ("286 org.", 286)]
)
def test_the_columns_own_unit_is_left_out_with_a_note(cell: Cell, value: int) -> None:
    assert (value_of(cell, PEOPLE), code_of(cell, PEOPLE)) == (value, "unit-left-out")


@pytest.mark.parametrize("cell", ["Rp1.500.000,-", "Rp 1.500.000", "Rp. 1.500.000,00", "1.500.000 rupiah"])
def test_rupiah_is_read_as_offices_write_it(cell: str) -> None:
    assert value_of(cell, RUPIAH) == 1_500_000


def test_another_unit_is_a_fault_and_an_unknown_word_is_no_number() -> None:
    assert [code_of(cell, KM) for cell in ("12 km", "12 m", "12 mil", "12 buku", "12 km 5 m")] == [
        "unit-left-out",
        "wrong-unit",
        "wrong-unit",
        "not-a-number",
        "not-a-number",
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("-4,782", -4.782),
        (".5", 0.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("12.3456", 12.3456),
        ("1e-3", 0.001),
        ("1,5E+2", 150.0),
        ("12345.678", 12345.678),
        (3, 3.0),
    ],
)
def test_a_number_that_can_mean_one_thing_only_is_read_without_a_word(cell: Cell, value: float) -> None:
    column = LAT if value < 0 else NUMBER

    assert (value_of(cell, column), code_of(cell, column)) == (value, "")
    assert type(value_of(cell, column)) is float


def test_limits_tell_decimals_from_thousands() -> None:
    assert [(value_of(cell, LAT), code_of(cell, LAT)) for cell in ("-4.782", "-4,782", "4.782")] == [
        (-4.782, ""),
        (-4.782, ""),
        (4.782, ""),
    ]


def test_limits_that_both_readings_keep_tell_nothing() -> None:
    column = a_column(Kind.NUMBER, least=0, most=5000)

    assert (value_of("1.234", column), code_of("1.234", column)) == (1234.0, "thousands")


def test_other_cells_of_the_column_tell_decimals_from_thousands() -> None:
    assert value_of("1.234", NUMBER, custom=POINT) == 1.234
    assert code_of("1.234", NUMBER, custom=POINT) == ""
    assert value_of("1,234", NUMBER, custom=POINT) == 1234.0
    assert code_of("1,234", NUMBER, custom=POINT) == "thousands"
    assert value_of("1.234", NUMBER, custom=COMMA) == 1234.0
    assert value_of("1,234", NUMBER, custom=COMMA) == 1.234


def test_without_other_evidence_indonesian_custom_decides_and_is_noted() -> None:
    assert (value_of("1.234", NUMBER), code_of("1.234", NUMBER)) == (1234.0, "thousands")
    assert (value_of("1,234", NUMBER), code_of("1,234", NUMBER)) == (1.234, "decimals")
    assert (value_of("1.234,5", NUMBER), code_of("1.234,5", NUMBER)) == (1234.5, "thousands")


def test_a_column_that_uses_both_signs_for_decimals_decides_nothing() -> None:
    both = Custom(point_decimal=True, comma_decimal=True)

    assert code_of("1.234", NUMBER, custom=both) == "ambiguous-number"
    assert value_of("1.5", NUMBER, custom=both) == 1.5


@pytest.mark.parametrize(
    "cell", [math.nan, math.inf, -math.inf, "NaN", "1e999", "12..5", "1.2.3", ".", "-", "−"]
)
def test_what_is_no_number_never_becomes_one(cell: Cell) -> None:
    assert code_of(cell, NUMBER) in {"not-a-number", "dash"}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4°46'55\" LS", -4.7819444),
        ("4° 46′ 55″ LS", -4.7819444),
        ("4,78 LS", -4.78),
        ("4,78° LU", 4.78),
        ("-4.5°", -4.5),
    ],
)
def test_degrees_are_read_with_a_note(cell: str, value: float) -> None:
    assert (value_of(cell, LAT), code_of(cell, LAT)) == (value, "degrees")


@pytest.mark.parametrize("cell", ["4°61'00\" LS", "-4° LS", "°", "LS", "4°46 LS x"])
def test_impossible_degrees_are_no_number(cell: str) -> None:
    assert code_of(cell, LAT) == "not-a-number"


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_grouped_or_not_a_whole_number_is_the_same(number: int) -> None:
    grouped = f"{number:,}"

    assert (
        value_of(grouped, WHOLE)
        == value_of(grouped.replace(",", "."), WHOLE)
        == value_of(str(number), WHOLE)
        == number
    )


@given(st.decimals(min_value=-10, max_value=5, places=6, allow_nan=False))
def test_comma_and_point_give_the_same_position(number: object) -> None:
    text = f"{number:f}"

    assert value_of(text, LAT) == value_of(text.replace(".", ","), LAT) == float(text)
