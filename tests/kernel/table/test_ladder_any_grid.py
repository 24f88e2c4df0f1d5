"""Whatever stands in a grid, the ladder gives a reading: rows, faults and notes, never an exception."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.table.tiny import HEADER, TPS, a_column, a_sheet

from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Cell, Grid, Kind, Span

ODD_WORDS = st.sampled_from(
    [
        *(
            "",
            " ",
            "-",
            "#",
            "#REF!",
            "#N/A",
            "=A1",
            "'",
            "''",
            "contoh",
            "Jumlah",
            "(1)",
            "(2)",
            "L",
            "P",
            "a/b",
        ),
        *("1.234", "1,234", "1.234,5", "1,5E+05", "NaN", "inf", "Rp", "Rp1.500,-", "12 km", "km", "Pemilih"),
        *(
            "01/02/2024",
            "13/13/13",
            "31-02-2024",
            "24:00",
            "17.04",
            "17.1",
            "1704012001",
            "4°46'55\" LS",
            "°",
        ),
        *(
            "LS",
            "\ufeff",
            "\u200b",
            "\x00",
            "\ud800",
            "x" * 2001,
            "(" * 50,
            "٣",
            "①",
            "²",
            "İ",
            "ß",
            "\u2212\u2212",
        ),
    ]
)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    ODD_WORDS,
    st.sampled_from([*HEADER, *(column.header_en for column in TPS.columns)]),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
ROWS = st.lists(st.lists(CELLS, max_size=10).map(tuple), max_size=12).map(tuple)
INDEX = st.integers(min_value=-1, max_value=14)
SPANS = st.lists(st.builds(Span, INDEX, INDEX, INDEX, INDEX), max_size=4).map(tuple)
GRIDS = st.builds(Grid, sheet=st.just("TPS"), rows=ROWS, spans=SPANS)
WITH_HEADER = st.builds(Grid, sheet=st.just("TPS"), rows=ROWS.map(lambda rows: (HEADER, *rows)), spans=SPANS)

EVERY_KIND = a_sheet(
    *(
        a_column(
            kind, key=kind.value, header_id=kind.value, header_en=f"{kind}-en", choices={"a": ("b",), "c": ()}
        )
        for kind in Kind
    )
)
EVERY_HEADER = tuple(column.header_id for column in EVERY_KIND.columns)
OF_EVERY_KIND = st.builds(
    Grid, sheet=st.just("x"), rows=ROWS.map(lambda rows: (EVERY_HEADER, *rows)), spans=SPANS
)

TYPES = {
    Kind.TEXT: str,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
    Kind.DATE: date,
    Kind.MOMENT: datetime,
    Kind.REGION: str,
    Kind.CODE: str,
    Kind.YES_NO: bool,
    Kind.CHOICE: str,
    Kind.CHOICES: tuple,
}


def check_stations(grid: Grid) -> None:
    reading = read_sheet(grid, sheet=TPS)

    numbers = [row.number for row in (*reading.rows, *reading.faulty)]
    assert len(set(numbers)) == len(numbers) <= len(grid.rows)
    for row in reading.rows:
        assert row.values["village"] is not None
        assert row.values["number"] is not None
        assert set(row.values) == {column.key for column in TPS.columns}
    for fault in reading.faults:
        assert str(fault.wrong)
        assert str(fault.mend)
        assert fault.row is None or 1 <= fault.row <= len(grid.rows)
    for note in reading.notes:
        assert str(note.said)


def check_kinds(grid: Grid) -> None:
    for row in read_sheet(grid, sheet=EVERY_KIND).rows:
        for column in EVERY_KIND.columns:
            value = row.values[column.key]
            assert value is None or type(value) is TYPES[column.kind]


@settings(max_examples=300, deadline=None)
@given(st.one_of(GRIDS, WITH_HEADER))
def test_any_grid_gives_a_reading(grid: Grid) -> None:
    check_stations(grid)


@settings(max_examples=300, deadline=None)
@given(OF_EVERY_KIND)
def test_a_value_has_the_type_of_its_column(grid: Grid) -> None:
    check_kinds(grid)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(GRIDS, WITH_HEADER))
def test_any_of_ten_thousand_grids_gives_a_reading(grid: Grid) -> None:
    check_stations(grid)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OF_EVERY_KIND)
def test_any_of_ten_thousand_values_has_the_type_of_its_column(grid: Grid) -> None:
    check_kinds(grid)


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 2000,
        "1" * 2000,
        "1." * 1000,
        "1 " * 1000,
        "a " * 1000,
        "-" * 2000,
        "1.000." * 300,
        "°" * 2000,
        "/" * 2000,
    ],
)
def test_no_cell_takes_long(cell: str) -> None:
    grid = Grid("TPS", (HEADER, *[(cell,) * len(HEADER)] * 100))

    check_stations(grid)


def test_merged_blocks_over_everything_fill_only_so_much() -> None:
    whole = Span(0, 0, 1_048_575, 16_383)
    grid = Grid("TPS", (HEADER, *[("1704012001", 1)] * 5000), spans=(whole,) * 1000)

    check_stations(grid)


def test_a_time_is_never_a_number() -> None:
    grid = Grid("TPS", (HEADER, *[(time(7, 5),) * len(HEADER)]))

    assert {fault.code for fault in read_sheet(grid, sheet=TPS).faults} == {
        "bad-code",
        "not-a-number",
        "not-a-date",
    }
