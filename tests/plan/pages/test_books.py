"""The papers of the field: printable, whole, marked, and nothing lost between them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.guarding.model import Officer
from sampai.kernel.ids import UnitCode, VehicleCode
from sampai.kernel.text import PLAIN
from sampai.main.words import words
from sampai.packs.journey_rules import load_journey_rules
from sampai.plan.model import OperationPlan
from sampai.plan.pages.books import Book, Routes, field_files, slug
from sampai.plan.pages.field import field_of
from sampai.plan.rules.make import make_plan

A4 = "9"


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    officers = (
        Officer(service_number="1", name="Budi", rank="Aiptu", unit=UnitCode("POLSEK-2"), phone="0812-1"),
    )
    return make_plan(
        replace(FULL, officers=officers),
        rules=replace(RULES, journeys=load_journey_rules()),
        solver=SavingsSolver(),
        seed=1,
        effort=1,
    )


@pytest.fixture(scope="module")
def books(plan: OperationPlan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every workbook as a spreadsheet program reads it back, by its path."""
    folder = tmp_path_factory.mktemp("books")
    found = {}
    for number, file in enumerate(field_files(field_of(plan, words=PLAIN))):
        if isinstance(file, Book):
            write_workbook(folder / f"{number}.xlsx", sheets=file.sheets, mark="SECRET & marked")
            found[file.path] = openpyxl.load_workbook(folder / f"{number}.xlsx")
    return found


def _cells(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell not in (None, "")]


def _rows(sheet: Any) -> Iterator[dict[str, Any]]:
    """The rows under the header of a table."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[1] is not None)
    yield from (dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :])


def test_shares_of_the_files_are_all_files_and_none_twice(plan: OperationPlan) -> None:
    field = field_of(plan, words=PLAIN)

    shares = [list(field_files(field, share=share, of=3)) for share in range(3)]

    paths = [file.path for share in shares for file in share]
    assert sorted(paths) == sorted(file.path for file in field_files(field))
    assert all(shares)


def test_each_kecamatan_and_each_used_vehicle_has_its_workbook(
    books: dict[str, Any], plan: OperationPlan
) -> None:
    kecamatan = [path for path in books if path.startswith("per-kecamatan/")]
    vehicles = [path for path in books if path.startswith("per-vehicle/")]

    assert kecamatan == ["per-kecamatan/990101-pesisir.xlsx", "per-kecamatan/990102-bukit.xlsx"]
    assert len(vehicles) == plan.figures.vehicles


def test_every_sheet_prints_on_a4_one_page_wide_with_the_mark_above(books: dict[str, Any]) -> None:
    for book in books.values():
        for sheet in book:
            assert str(sheet.page_setup.paperSize) == A4
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert "SECRET" in sheet.oddHeader.center.text


def test_receipts_name_each_station_once_with_all_its_boxes(
    books: dict[str, Any], plan: OperationPlan
) -> None:
    rows = [row for path, book in books.items() if "kecamatan" in path for row in _rows(book["Receipts"])]

    assert [row["Code"] for row in rows] == list(plan.needs.stations)
    assert sum(row["Gubernur"] + row["Bupati"] for row in rows) == plan.needs.carried.total().boxes
    assert all(row["Received by"] is None for row in rows)


def test_manifests_carry_each_box_as_often_as_there_are_stages(
    books: dict[str, Any], plan: OperationPlan
) -> None:
    rows = [row for path, book in books.items() if "vehicle" in path for row in _rows(book["Manifest"])]

    assert sum(row["Gubernur"] + row["Bupati"] for row in rows) == 2 * plan.needs.carried.total().boxes
    assert {row["Beside the boxes"] for row in rows} == {"4 bilik"}


def test_the_driver_sheet_has_the_stops_in_order_of_time_in_large_letters(books: dict[str, Any]) -> None:
    sheet = books["per-vehicle/truk-1.xlsx"]["Driver"]
    stops = [row for row in sheet.iter_rows() if str(row[0].value) in {"1", "2"}]

    assert sheet.page_setup.orientation == "portrait"
    assert [row[2].value.split(":")[0] for row in stops] == ["PPK Pesisir", "PPK Bukit"]
    assert stops[0][1].value < stops[1][1].value
    assert min(row[2].font.sz for row in stops) >= 14
    assert "5 PILGUB, 5 PILBUP" in stops[0][3].value.replace("\u00a0", " ")


def test_every_journey_of_a_driver_begins_on_its_own_page(plan: OperationPlan, tmp_path: Path) -> None:
    journeys = tuple(replace(j, vehicle=VehicleCode("TRUK"), ordinal=1) for j in plan.delivery.journeys)
    alone = replace(plan, delivery=replace(plan.delivery, journeys=journeys))
    [book] = [
        file for file in field_files(field_of(alone, words=PLAIN)) if file.path == "per-vehicle/truk-1.xlsx"
    ]
    assert isinstance(book, Book)

    write_workbook(tmp_path / "x.xlsx", sheets=book.sheets)

    breaks = openpyxl.load_workbook(tmp_path / "x.xlsx")["Driver"].row_breaks.brk
    assert len(breaks) == len(journeys) - 1


def test_the_number_to_call_stands_where_the_tables_have_one_and_a_line_where_not(
    books: dict[str, Any],
) -> None:
    hills, coast = (
        books[f"per-kecamatan/{name}.xlsx"]["Summary"] for name in ("990102-bukit", "990101-pesisir")
    )

    assert "Polsek-2, Aiptu Budi, 0812-1" in _cells(hills)
    assert not any("0812" in str(cell) for cell in _cells(coast))
    assert any("No telephone number" in str(cell) for cell in _cells(coast))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_same_plan_gives_the_same_files(plan: OperationPlan, tmp_path: Path, lang: str) -> None:
    first, again = (list(field_files(field_of(plan, words=words(lang)))) for _ in range(2))

    assert first == again
    book = next(file for file in first if isinstance(file, Book))
    for name in ("a", "b"):
        write_workbook(tmp_path / name, sheets=book.sheets)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_vehicles_whose_codes_look_alike_keep_their_own_files(plan: OperationPlan) -> None:
    twin = {VehicleCode("TRUK"): VehicleCode("truk 1"), VehicleCode("TRUK-1"): VehicleCode("truk-1")}
    fleet = tuple(replace(g, code=twin.get(g.code, g.code)) for g in plan.operation.fleet)
    journeys = tuple(replace(j, vehicle=twin.get(j.vehicle, j.vehicle)) for j in plan.delivery.journeys)
    renamed = replace(
        plan,
        operation=replace(plan.operation, fleet=fleet),
        delivery=replace(plan.delivery, journeys=journeys),
    )

    paths = [file.path for file in field_files(field_of(renamed, words=PLAIN)) if isinstance(file, Routes)]

    assert len(paths) == len(set(paths)) == plan.figures.vehicles


def test_names_of_files_are_plain() -> None:
    assert slug("Kaur Selatan / Bintuhan — Ünite") == "kaur-selatan-bintuhan-unite"
    assert slug("…") == "x"


def test_papers_of_a_kecamatan_are_those_signed_there_and_not_elsewhere(
    books: dict[str, Any], plan: OperationPlan
) -> None:
    copies: dict[str, int] = {}
    for name in ("990101-pesisir", "990102-bukit"):
        for row in books[f"per-kecamatan/{name}.xlsx"]["Summary"].iter_rows(values_only=True):
            if row[0] == "Handover minutes (BAST)":
                copies[name] = int(row[1])

    assert sum(copies.values()) == sum(len(journey.stops) for journey in plan.delivery.journeys)
