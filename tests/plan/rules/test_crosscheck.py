"""Checks across sheets: no mistake is told twice, notes ask for nothing, and hints name what was meant."""

from dataclasses import replace
from datetime import date

import pytest
from tests.plan.planted import FROM, OUTLINED_PACK, UNTIL, Book
from tests.tables import NEIGHBOURS, OUTSIDE_VILLAGE, PACK, read, region
from tests.worlds import BEACH, CENTRES, PORT, REGIONS

from sampai.kernel.faults import Fault
from sampai.kernel.geo import METRES_PER_DEGREE, shrink
from sampai.kernel.ids import UnitCode
from sampai.places.rules.own_regions import RowsGazetteer
from sampai.plan.rules.crosscheck.units import circle_above


def faults(book: Book) -> list[tuple[str, str, int | None]]:
    """Code, sheet and row of each fault."""
    return [(fault.code, fault.sheet, fault.row) for fault in read(book.grids, pack=OUTLINED_PACK).faults]


def only_fault(book: Book) -> Fault:
    """The one fault of a book."""
    (fault,) = read(book.grids, pack=OUTLINED_PACK).faults
    return fault


def notes(book: Book, *, today: date = date(2024, 10, 1)) -> dict[str, tuple[str, int | None]]:
    """Sheet and row of each note, by its code."""
    return {
        note.code: (note.sheet, note.row) for note in read(book.grids, pack=OUTLINED_PACK, today=today).notes
    }


# --- one mistake, one fault ---------------------------------------------------------------------------------


def test_a_faulty_place_still_serves_as_a_base() -> None:
    book = Book()
    row = book.set("tempat", book.row("tempat", code="PPK-2"), kind="warung")

    assert faults(book) == [("not-a-choice", "tempat", row)]


def test_a_faulty_station_still_serves_as_the_place_of_a_risk() -> None:
    book = Book()
    row = book.set("tps", 2, signal="lumayan")
    book.add("kerawanan", place=f"{PORT}001", institution="bawaslu", indicator="banjir", value="ya")

    assert faults(book) == [("not-a-choice", "tps", row)]


def test_a_faulty_unit_still_serves_as_a_parent() -> None:
    book = Book()
    row = book.set("satuan", book.row("satuan", code="POLRES"), available=99)

    assert faults(book) == [("available-over-strength", "satuan", row)]


def test_a_faulty_store_is_still_a_store() -> None:
    book = Book()
    row = book.set("tempat", book.row("tempat", code="GUDANG"), lat=None)

    assert faults(book) == [("position-half", "tempat", row)]


def test_a_place_without_a_code_may_be_any_that_others_name() -> None:
    book = Book()
    row = book.set("tempat", book.row("tempat", code="PPK-2"), code=None)

    assert faults(book) == [("required", "tempat", row)]


def test_a_station_without_a_number_may_be_any_of_its_village_but_none_of_another() -> None:
    book = Book()
    row = book.set("tps", 2, number=None)
    book.add("kerawanan", place=f"{PORT}077", institution="bawaslu", indicator="banjir", value="ya")
    unknown = book.add(
        "kerawanan", place=f"{BEACH}077", institution="bawaslu", indicator="banjir", value="ya"
    )

    assert faults(book) == [("required", "tps", row), ("subject-unknown", "kerawanan", unknown)]


def test_a_station_in_a_village_whose_own_row_is_faulty_is_not_told_too() -> None:
    book = Book()
    row = book.add("wilayah", code="9901012011", name="Baru", level="kecamatan")
    book.add("tps", village_code="9901012011", number=1, voters_m=10, voters_f=10)

    assert faults(book) == [("region-level", "wilayah", row)]


def test_stations_are_not_judged_by_a_region_that_nobody_knows() -> None:
    book = Book()
    row = book.set("operasi", book.row("operasi", setting="Wilayah"), value="9999")

    assert faults(book) == [("region-setting-unknown", "operasi", row)]


def test_a_third_station_of_the_same_number_is_a_second_fault() -> None:
    book = Book()
    rows = [book.add("tps", village_code=PORT, number=1, voters_m=1, voters_f=1) for _ in range(2)]

    assert faults(book) == [("station-twice", "tps", row) for row in rows]


# --- positions ----------------------------------------------------------------------------------------------

EDGE = CENTRES[PORT].lon - 0.03
"""The western edge of the port's outline, which is also the territory's."""


def west_of_the_port(metres: float) -> float:
    """A longitude so many metres outside the port."""
    return round(EDGE - metres / (METRES_PER_DEGREE * shrink(CENTRES[PORT].lat)), 6)


@pytest.mark.parametrize(
    ("metres", "error_m", "expected"),
    [
        (450, None, []),
        (550, None, ["position-outside-territory"]),
        (550, 100, ["position-outside-territory"]),
        (900, 1_000, []),
        (1_100, 1_000, ["position-outside-territory"]),
    ],
)
def test_a_position_may_err_by_half_a_kilometre_or_as_much_as_it_says(
    metres: float, error_m: int | None, expected: list[str]
) -> None:
    book = Book()
    book.set("tps", 2, lon=west_of_the_port(metres), error_m=error_m)

    assert [code for code, _, _ in faults(book)] == expected


def test_a_missing_minus_sign_is_recognised() -> None:
    book = Book()
    book.set("tps", 2, lat=-CENTRES[PORT].lat)

    assert str(only_fault(book).mend).startswith("The latitude seems to lack its minus sign")


def test_without_outlines_only_what_is_far_away_is_told() -> None:
    near, far = Book(), Book()
    near.set("tps", 2, lat=CENTRES[PORT].lat - 0.1)
    far.set("tps", 2, lat=CENTRES[PORT].lat - 0.5)

    assert read(near.grids).faults == ()
    assert [fault.code for fault in read(far.grids).faults] == ["position-outside-territory"]


# --- hints --------------------------------------------------------------------------------------------------


def test_a_mistyped_village_is_offered_by_its_name_and_code() -> None:
    book = Book()
    book.add("tps", kecamatan="Pesisir", village_name="Desa Pantay", number=9, voters_m=1, voters_f=1)

    assert "Pantai (9901012002)" in str(only_fault(book).mend)


def test_a_mistyped_base_is_offered_by_its_code() -> None:
    book = Book()
    book.set("armada", book.row("armada", code="PERAHU"), base="PPK2")

    assert "PPK-2" in str(only_fault(book).mend)


def test_a_village_that_has_another_code_here_is_offered_by_that_code() -> None:
    renumbered = replace(region(OUTSIDE_VILLAGE, "Pantai"))
    gazetteer = RowsGazetteer(
        (*(one for one in NEIGHBOURS if one.code != OUTSIDE_VILLAGE), renumbered, *REGIONS)
    )
    book = Book()
    book.add("tps", village_code=OUTSIDE_VILLAGE, number=1, voters_m=1, voters_f=1)

    (fault,) = read(book.grids, pack=replace(PACK, gazetteer=gazetteer)).faults

    assert fault.code == "outside-operation"
    assert f"Pantai ({BEACH})" in str(fault.mend)


# --- notes --------------------------------------------------------------------------------------------------


def test_a_sound_book_has_nothing_to_note() -> None:
    assert notes(Book()) == {}


def test_a_voting_day_in_the_past_is_noted() -> None:
    row = Book().row("operasi", setting="Hari H")

    assert notes(Book(), today=date(2024, 11, 27)) == {}
    assert notes(Book(), today=date(2024, 11, 28)) == {"voting-day-past": ("operasi", row)}


def test_a_voting_day_that_is_not_the_profiles_is_noted() -> None:
    book = Book()
    row = book.set("operasi", book.row("operasi", setting="Hari H"), value="28-11-2024")

    assert notes(book) == {"voting-day-differs": ("operasi", row)}


def test_a_station_without_voters_is_noted() -> None:
    book = Book()
    row = book.set("tps", 2, voters_m=0, voters_f=0)

    assert notes(book) == {"no-voters": ("tps", row)}


def test_more_voters_than_the_commission_wants_are_noted_and_allowed() -> None:
    book = Book()
    row = book.set("tps", 2, voters_m=400, voters_f=400)

    assert faults(book) == []
    assert notes(book) == {"voters-over-rule": ("tps", row)}


def test_a_kecamatan_with_stations_but_without_ppk_is_noted() -> None:
    book = Book()
    book.set("tempat", book.row("tempat", code="PPK-1"), kind="pps")

    assert notes(book) == {"no-ppk": ("tempat", None)}


def test_a_mistyped_village_does_not_ask_for_another_ppk() -> None:
    book = Book()
    book.add("tps", village_code="9809012001", number=1, voters_m=1, voters_f=1)

    assert notes(book) == {}


def test_a_village_of_another_name_than_its_code_is_noted() -> None:
    book = Book()
    row = book.set("tps", 2, village_name="Dermaga")

    assert notes(book) == {"village-name-differs": ("tps", row)}


def test_a_place_in_the_neighbouring_regency_is_noted() -> None:
    book = Book()
    row = book.add(
        "tempat", code="BANDARA", kind="bandara", name="Bandara", region=OUTSIDE_VILLAGE, lat=-5, lon=104
    )

    assert notes(book) == {"place-outside-operation": ("tempat", row)}


def test_an_accepted_claim_that_changes_the_register_is_noted() -> None:
    book = Book()
    row = book.set("klaim", book.row("klaim", source="KPU"), value="ya")

    reading = read(book.grids, pack=OUTLINED_PACK)

    assert notes(book) == {"claim-used": ("klaim", row)}
    assert reading.operation is not None
    assert reading.operation.register.stations[0].hard


# --- circles ------------------------------------------------------------------------------------------------


def unit_parents(**parents: str | None) -> dict[UnitCode, UnitCode | None]:
    """Parents by unit."""
    return {UnitCode(unit): UnitCode(parent) if parent else None for unit, parent in parents.items()}


def test_a_unit_below_a_circle_is_not_part_of_it() -> None:
    parents = unit_parents(a="b", b="c", c="b", d=None)

    circles = {unit: circle_above(unit, parents=parents) for unit in parents}

    assert circles == {"a": (), "b": ("b", "c"), "c": ("c", "b"), "d": ()}


def test_a_unit_above_itself_is_a_circle() -> None:
    assert circle_above(UnitCode("a"), parents=unit_parents(a="a")) == ("a",)


# --- closures -----------------------------------------------------------------------------------------------


def test_the_way_between_two_villages_can_be_closed() -> None:
    book = Book()
    book.add("penutupan", subject=f"{PORT}-{BEACH}", starts=FROM, ends=UNTIL)

    assert faults(book) == []


def test_the_way_to_a_village_that_nobody_knows_is_a_fault() -> None:
    book = Book()
    row = book.add("penutupan", subject=f"{PORT}-desa-hilang", starts=FROM, ends=UNTIL)

    assert faults(book) == [("subject-unknown", "penutupan", row)]
