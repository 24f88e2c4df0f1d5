"""One table, written as a dozen offices would write it: it is read as the same stations each time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.kernel.table.tiny import HEADER, TPS, told

from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Cell, Grid, Span, Value

KEYS = ("village", "number", "name", "lat", "men", "women", "day", "way")
STATIONS: list[tuple[Value, ...]] = [
    (
        f"170401{2001 + n // 4}",
        n % 4 + 1,
        f"SDN {n}",
        -4.5 - n / 1000,
        1100 + n,
        90 + n,
        date(2024, 10, 1 + n),
        0.25 * n,
    )
    for n in range(1, 21)
]
PLAIN = Grid("tps", (HEADER, *STATIONS))  # type: ignore[arg-type]  # a typed value is a cell as well

Habit = Callable[[Grid], Grid]


def each_cell(grid: Grid, key: str, change: Callable[[Cell], Cell]) -> Grid:
    place = KEYS.index(key)
    rows = [(*row[:place], change(row[place]), *row[place + 1 :]) for row in grid.rows[1:]]
    return replace(grid, rows=(grid.rows[0], *rows))


def comma(cell: Cell) -> Cell:
    return str(cell).replace(".", ",")


def decimal_commas(grid: Grid) -> Grid:
    return each_cell(each_cell(grid, "lat", comma), "way", comma)


def decimal_points_as_text(grid: Grid) -> Grid:
    return each_cell(each_cell(grid, "lat", str), "way", str)


def thousands_points(grid: Grid) -> Grid:
    return each_cell(grid, "men", lambda cell: f"{cell:,}".replace(",", "."))


def whole_numbers_as_floats(grid: Grid) -> Grid:
    for key in ("number", "men", "women"):
        grid = each_cell(grid, key, lambda cell: float(str(cell)))
    return grid


def codes_as_numbers(grid: Grid) -> Grid:
    return each_cell(grid, "village", lambda cell: float(str(cell)))


def codes_with_dots(grid: Grid) -> Grid:
    return each_cell(
        grid, "village", lambda cell: f"{str(cell)[:2]}.{str(cell)[2:4]}.{str(cell)[4:6]}.{str(cell)[6:]}"
    )


def dates_as_indonesians_write(grid: Grid) -> Grid:
    return each_cell(grid, "day", lambda cell: f"{cell:%d/%m/%Y}")


def dates_with_month_names(grid: Grid) -> Grid:
    return each_cell(grid, "day", lambda cell: f"{cell:%d} Oktober {cell:%Y}")


def dates_with_times(grid: Grid) -> Grid:
    return each_cell(grid, "day", lambda cell: datetime.fromisoformat(str(cell)))


def everything_as_text_with_spaces(grid: Grid) -> Grid:
    for key in KEYS:
        grid = each_cell(grid, key, lambda cell: f" {cell}\u00a0 ")
    return grid


def english_headers_in_another_order(grid: Grid) -> Grid:
    headers = [column.header_en.upper() for column in TPS.columns[: len(KEYS)]]
    return replace(grid, rows=tuple(row[::-1] for row in (tuple(headers), *grid.rows[1:])))


def a_title_and_blank_rows(grid: Grid) -> Grid:
    title: list[tuple[Cell, ...]] = [("KOMISI PEMILIHAN UMUM",), ("KABUPATEN KAUR",), ()]
    rows = [line for row in grid.rows for line in (row, ())]
    return replace(grid, rows=(*title, *rows), spans=(Span(0, 0, 0, 7), Span(1, 0, 1, 7)))


def a_header_over_two_lines_with_numbers(grid: Grid) -> Grid:
    top: tuple[Cell, ...] = (*HEADER[:4], "Pemilih", None, *HEADER[6:])
    below: tuple[Cell, ...] = (None, None, None, None, "Laki-laki", "Perempuan", None, None)
    spans = (*(Span(0, left, 1, left) for left in (0, 1, 2, 3, 6, 7)), Span(0, 4, 0, 5))
    return replace(grid, rows=(top, below, tuple(range(1, 9)), *grid.rows[1:]), spans=spans)


def villages_merged(grid: Grid) -> Grid:
    codes = [row[0] for row in grid.rows]
    first = {code: codes.index(code) for code in codes[1:]}
    rows = [
        row if number == first.get(row[0], number) else (None, *row[1:])
        for number, row in enumerate(grid.rows)
    ]
    spans = (Span(top, 0, top + codes.count(code) - 1, 0) for code, top in first.items())
    return replace(grid, rows=tuple(rows), spans=tuple(spans))


def totals_remarks_and_more_columns(grid: Grid) -> Grid:
    numbered = [(cell, *row) for cell, row in zip(["No.", *range(1, 21)], grid.rows, strict=True)]
    total: tuple[Cell, ...] = ("JUMLAH", None, None, None, None, 22_210, 2_010)
    return replace(grid, rows=(*numbered, total, ("# sumber: SK KPU",)))


HABITS: list[Habit] = [
    decimal_commas,
    decimal_points_as_text,
    thousands_points,
    whole_numbers_as_floats,
    codes_as_numbers,
    codes_with_dots,
    dates_as_indonesians_write,
    dates_with_month_names,
    dates_with_times,
    everything_as_text_with_spaces,
    english_headers_in_another_order,
    a_title_and_blank_rows,
    a_header_over_two_lines_with_numbers,
    villages_merged,
    totals_remarks_and_more_columns,
]


def stations_of(grid: Grid) -> list[tuple[Value, ...]]:
    reading = read_sheet(grid, sheet=TPS)
    assert told(reading) == []
    return [tuple(row.values[key] for key in KEYS) for row in reading.rows]


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_one_habit_changes_nothing(habit: Habit) -> None:
    assert stations_of(habit(PLAIN)) == STATIONS


def test_many_habits_at_once_change_nothing() -> None:
    grid = PLAIN
    for habit in (
        decimal_commas,
        thousands_points,
        codes_with_dots,
        dates_as_indonesians_write,
        villages_merged,
    ):
        grid = habit(grid)
    grid = replace(
        a_header_over_two_lines_with_numbers(grid),
        spans=(*(Span(span.top + 2, 0, span.bottom + 2, 0) for span in grid.spans),),
    )

    assert stations_of(grid) == STATIONS
