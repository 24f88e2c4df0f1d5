# ruff: noqa: DTZ001 -- tables know no zones
"""What is written is read back as the same typed values, as a workbook and as CSV, whatever the kind."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.table.tiny import a_column, outcome_of

from sampai.engines.tables.csv_writer import write_folder, write_sheets_csv
from sampai.engines.tables.reader import read_tables
from sampai.engines.tables.template import GUIDE, LISTS, write_template
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.outcome import Remark
from sampai.kernel.table.sheet import Column, Grid, Kind, Reading, Sheet, Value

CHOICE_WORDS = {"gudang": ("store",), "kantor-kpu": (), "ppk": ()}
KEY = a_column(Kind.CODE, key="key", header_id="Kunci", header_en="Key", required=True)


def column_of(kind: Kind) -> Column:
    return a_column(
        kind,
        key=kind.value,
        header_id=f"Kolom {kind.value}",
        header_en=f"Column {kind.value}",
        unit="km" if kind is Kind.NUMBER else "",
        choices=CHOICE_WORDS if kind in {Kind.CHOICE, Kind.CHOICES} else {},
    )


SHEET = Sheet(
    key="semua", columns=(KEY, *map(column_of, Kind)), help_id="Semua", help_en="All", required=True
)
POSITION = a_column(Kind.NUMBER, key="lat", header_id="Lintang", header_en="Latitude", least=-11, most=6)


def as_read(text: str, *, kind: Kind) -> Value:
    """A text as a reading would give it; None when it cannot be a value of this kind."""
    outcome = outcome_of(f"'{text}" if text[:1] in "=#'-–—" else text, column_of(kind))
    value = outcome.value if isinstance(outcome, Remark) else outcome
    return value if isinstance(value, str) else None


PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])
ODD_TEXTS = (
    *(
        "=1+1",
        "@x",
        "+62812",
        "-5",
        "-",
        "'x",
        "''",
        "#1",
        "contoh",
        "Jumlah",
        "Err:502",
        "0012",
        "ya",
        "1,5",
    ),
    *(
        "_x0041_",
        "a;b",
        'a"b',
        "a,b",
        "a\tb",
        "1e5",
        "TRUE",
        "27-11-2024",
        "Bà",
        "'Aisyiyah",
        "#REF!",
        "a\nb",
    ),
)
TEXTS = st.one_of(st.text(PLAIN, max_size=40), st.sampled_from(ODD_TEXTS))
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.TEXT: TEXTS.map(lambda text: as_read(text, kind=Kind.TEXT)),
    Kind.WHOLE: st.integers(min_value=-(10**15), max_value=10**15),
    Kind.NUMBER: st.floats(min_value=-1e15, max_value=1e15).map(lambda number: float(f"{number:.9g}")),
    Kind.DATE: st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 12, 31)),
    Kind.MOMENT: st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(2100, 12, 31)).map(
        lambda at: at.replace(microsecond=0)
    ),
    Kind.REGION: st.from_regex(r"[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?", fullmatch=True),
    Kind.CODE: TEXTS.map(lambda text: as_read(text, kind=Kind.CODE)),
    Kind.YES_NO: st.booleans(),
    Kind.CHOICE: st.sampled_from(sorted(CHOICE_WORDS)),
    Kind.CHOICES: st.lists(st.sampled_from(sorted(CHOICE_WORDS)), min_size=1, unique=True).map(tuple),
}
ROWS = st.lists(
    st.fixed_dictionaries(
        {"key": st.from_regex(r"[A-Z]{1,3}-[0-9]{1,4}", fullmatch=True)},
        optional={kind.value: st.one_of(st.none(), values) for kind, values in VALUES.items()},
    ),
    min_size=1,
    max_size=6,
)


def expected(rows: list[Mapping[str, Value]], *, sheet: Sheet = SHEET) -> list[dict[str, Value]]:
    return [{column.key: row.get(column.key) for column in sheet.columns} for row in rows]


def values_of(reading: Reading) -> list[dict[str, Value]]:
    assert [str(fault.wrong) for fault in reading.faults] == []
    return [dict(row.values) for row in reading.rows]


def through_workbook(rows: list[Mapping[str, Value]], *, folder: Path, sheet: Sheet = SHEET) -> Reading:
    write_template([sheet], out=folder / "a.xlsx", rows={sheet.key: rows})
    (grid,) = (g for g in read_tables(folder / "a.xlsx").grids if g.sheet not in {GUIDE, LISTS})
    return read_sheet(grid, sheet=sheet)


def through_csv(rows: list[Mapping[str, Value]], *, folder: Path, sheet: Sheet = SHEET) -> Reading:
    (path,) = write_sheets_csv([sheet], out=folder / "csv", rows={sheet.key: rows})
    (grid,) = read_tables(path).grids
    return read_sheet(grid, sheet=sheet)


def check(rows: list[Mapping[str, Value]], *, folder: Path) -> None:
    assert values_of(through_workbook(rows, folder=folder)) == expected(rows)
    assert values_of(through_csv(rows, folder=folder)) == expected(rows)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS)
def test_every_kind_of_value_survives_writing_and_reading(
    tmp_path: Path, rows: list[Mapping[str, Value]]
) -> None:
    check(rows, folder=tmp_path)


@pytest.mark.soak
@settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS)
def test_thousands_of_tables_survive_writing_and_reading(
    tmp_path: Path, rows: list[Mapping[str, Value]]
) -> None:
    check(rows, folder=tmp_path)


@pytest.mark.parametrize("number", [1.234, -4.782, 103.333, 0.001, 1e-7, 1234.0, 999.999, -0.0])
def test_three_decimals_are_never_taken_for_thousands(tmp_path: Path, number: float) -> None:
    reading = through_csv([{"key": "A-1", "number": number}], folder=tmp_path)

    assert [row["number"] for row in values_of(reading)] == [number]
    assert reading.notes == ()


def test_first_cells_that_look_like_help_or_totals_survive(tmp_path: Path) -> None:
    name = a_column(Kind.TEXT, key="name", header_id="Nama", header_en="Name", required=True)
    sheet = Sheet(key="nama", columns=(name, POSITION), help_id="", help_en="")
    rows: list[Mapping[str, Value]] = [
        {"name": text, "lat": -4.782} for text in ("contoh", "Jumlah", "# 1", "Total")
    ]

    assert values_of(through_workbook(rows, folder=tmp_path, sheet=sheet)) == rows
    assert values_of(through_csv(rows, folder=tmp_path, sheet=sheet)) == rows


def test_writing_what_was_read_gives_the_same_bytes(tmp_path: Path) -> None:
    rows: list[Mapping[str, Value]] = [
        {"key": "A-1", "number": 1.5, "date": date(2024, 11, 27), "moment": datetime(2024, 11, 27, 7, 5)}
    ]
    once = through_csv(rows, folder=tmp_path)
    first = (tmp_path / "csv" / "semua.csv").read_bytes()

    through_csv([row.values for row in once.rows], folder=tmp_path)

    assert (tmp_path / "csv" / "semua.csv").read_bytes() == first


def test_csv_is_what_an_indonesian_excel_expects(tmp_path: Path) -> None:
    rows: list[Mapping[str, Value]] = [
        {"key": "A-1", "number": 1234.5, "yes-no": True, "date": date(2024, 11, 27), "text": "=HYPERLINK(1)"}
    ]
    through_csv(rows, folder=tmp_path)

    assert (tmp_path / "csv" / "semua.csv").read_bytes() == (
        b"\xef\xbb\xbfKunci;Kolom text;Kolom number (km);Kolom date;Kolom yes-no\r\n"
        b"A-1;'=HYPERLINK(1);1234,5;27-11-2024;ya\r\n"
    )


def test_raw_grids_are_written_as_they_are(tmp_path: Path) -> None:
    grid = Grid("Kab/Kota", ((None, "a"), (), (1.0, True, "=1+1", "-4,78", "x\ny")))

    (path,) = write_folder([grid], out=tmp_path)

    assert path.name == "Kab Kota.csv"
    assert path.read_bytes() == b'\xef\xbb\xbf;a\r\n\r\n1;ya;\'=1+1;-4,78;"x\ny"\r\n'
