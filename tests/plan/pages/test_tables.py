import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import PLAIN, say
from sampai.main.words import words
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.tables import BOOKS, PROBLEM_COLUMNS, problems_csv, workbook

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def books(full_plan: OperationPlan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Rows]]:
    """Every sheet of every workbook, as a spreadsheet program reads it back."""
    folder = tmp_path_factory.mktemp("books")
    found = {}
    for name in BOOKS:
        sheets = workbook(name, plan=full_plan, words=PLAIN)
        write_workbook(folder / name, sheets=sheets)
        book = openpyxl.load_workbook(folder / name)
        found[name] = {s.name: list(_rows(book[s.name], sheet=s)) for s in sheets}
    return found


def _rows(page: Any, *, sheet: TableSheet) -> Iterator[dict[str, Any]]:
    """The rows under the header, without the row of sums."""
    values = [row[: len(sheet.headers)] for row in page.iter_rows(values_only=True)]
    head = values.index(sheet.headers)
    for row in values[head + 1 : head + 1 + len(sheet.rows)]:
        yield dict(zip(sheet.headers, row, strict=True))


def test_needs_of_stations_add_up_to_those_of_villages_and_kecamatan(
    books: dict[str, dict[str, Rows]], full_plan: OperationPlan
) -> None:
    book = books["needs.xlsx"]
    at_stations = sum(row["kotak suara"] for row in book["Stations"])
    in_kecamatan = sum(row["kotak suara"] for row in book["Kecamatan"])

    assert len(book["Stations"]) == full_plan.figures.stations
    assert sum(row["Voters"] for row in book["Stations"]) == full_plan.figures.voters
    assert (at_stations, in_kecamatan) == (16, 20)
    assert sum(row["bilik"] for row in book["Villages"]) == 32
    assert sum(row["Volume (m3)"] for row in book["Kecamatan"]) == pytest.approx(full_plan.figures.volume_m3)
    assert {row["Item"]: row["In all"] for row in book["Totals"]}["kotak suara"] == full_plan.figures.boxes


def test_packing_list_puts_each_ballot_into_its_own_box(books: dict[str, dict[str, Rows]]) -> None:
    packed = {(row["Box"], row["Item"]): row["In all"] for row in books["needs.xlsx"]["Boxes"]}

    assert packed == {
        (1, "surat suara pilgub"): 2_503,
        (2, "surat suara pilbup"): 2_503,
        ("outside", "bilik"): 32,
    }


def test_journeys_add_up_to_the_figures(books: dict[str, dict[str, Rows]], full_plan: OperationPlan) -> None:
    journeys = books["journeys.xlsx"]["Journeys"]
    stationed = sum(away.distance_m for away in full_plan.delivery.stationed) / 1000

    assert len(journeys) == full_plan.figures.journeys
    ridden = sum(row["Distance (km)"] * len(row["Vehicles"].split(", ")) for row in journeys)
    assert ridden + stationed == pytest.approx(full_plan.figures.distance_km, abs=0.1 * len(journeys))
    used = {name for row in journeys for name in row["Vehicles"].split(", ")}
    assert len(used) == full_plan.figures.vehicles
    idle = [row for row in books["journeys.xlsx"]["Vehicles"] if row["Journeys"] == 0]
    assert len(books["journeys.xlsx"]["Vehicles"]) - len(idle) == len(used)


def test_every_station_has_a_last_stop_before_its_deadline(
    books: dict[str, dict[str, Rows]], full_plan: OperationPlan
) -> None:
    calendar = full_plan.operation.settings.calendar
    deadline = calendar.instant(full_plan.rules.election.deadlines[0].at).replace(tzinfo=None)
    to_stations = {r["Journey"] for r in books["journeys.xlsx"]["Journeys"] if r["To level"] == "TPS"}
    stops = [row for row in books["journeys.xlsx"]["Stops"] if row["Journey"] in to_stations]

    reached = {code for row in stops for code in row["Codes of the stations"].split(", ")}
    assert reached == set(full_plan.needs.stations)
    assert all(row["Handed over (WIB)"] <= deadline for row in stops)


def test_guard_sheets_add_up_to_the_figures(
    books: dict[str, dict[str, Rows]], full_plan: OperationPlan
) -> None:
    book = books["guard.xlsx"]

    assert sum(row["Officers needed"] for row in book["Kecamatan"]) == full_plan.figures.officers_needed
    assert sum(row["Officers"] for row in book["Groups of TPS"]) == full_plan.figures.officers_needed
    assert sum(row["Stations"] for row in book["Groups of TPS"]) == full_plan.figures.stations
    assert [r["Class"] for r in book["Classes"]].count("sangat-rawan") == 1
    assert sum(row["Counted"] for row in book["Units"]) == full_plan.figures.officers_available


def test_codes_stay_text_and_moments_are_real_dates(books: dict[str, dict[str, Rows]]) -> None:
    station = books["needs.xlsx"]["Stations"][0]
    journey = books["journeys.xlsx"]["Journeys"][0]

    assert station["Code"] == "9901012001001"
    assert journey["Departure (WIB)"].year == 2024


def test_every_workbook_names_its_plan(books: dict[str, dict[str, Rows]], full_plan: OperationPlan) -> None:
    for book in books.values():
        assert {row["What"]: row["Value"] for row in book["About"]}["Digest of the plan"] == full_plan.digest


@pytest.mark.parametrize("lang", ["id", "en"])
def test_same_plan_gives_the_same_bytes_in_each_language(
    full_plan: OperationPlan, tmp_path: Path, lang: str
) -> None:
    for name in BOOKS:
        sheets = workbook(name, plan=full_plan, words=words(lang))
        write_workbook(tmp_path / f"1-{name}", sheets=sheets)
        write_workbook(tmp_path / f"2-{name}", sheets=sheets)
        assert (tmp_path / f"1-{name}").read_bytes() == (tmp_path / f"2-{name}").read_bytes()


def test_problems_are_listed_with_names_and_remedies(full_plan: OperationPlan) -> None:
    rows = list(csv.DictReader(io.StringIO(problems_csv(full_plan, words=PLAIN), newline="")))

    assert len(rows) == len(full_plan.problems)
    assert tuple(rows[0]) == PROBLEM_COLUMNS
    assert all(row["what"] and row["remedy"] for row in rows)
    assert "Pesisir" in {row["name"] for row in rows}


def test_a_cell_that_looks_like_a_formula_stays_text(full_plan: OperationPlan) -> None:
    evil = PlanProblem(
        code="x", severity=Severity.NOTE, subject="=1+1", what=say("{it}", it="@SUM(A1)"), remedy=say("No.")
    )

    row = problems_csv(replace(full_plan, problems=(evil,)), words=PLAIN).splitlines()[1]

    assert row == "note,x,'=1+1,'=1+1,'@SUM(A1),No."
