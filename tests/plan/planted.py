"""A sound operation of the tiny world, and mistakes to plant in it, each with what must be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from tests.tables import (
    NEIGHBOURS,
    OUTSIDE_VILLAGE,
    PACK,
    PROVINCE,
    OutlinedGazetteer,
    grids_of,
    moment,
    sheet,
    with_cell,
    with_row,
)
from tests.worlds import BEACH, CENTRES, FULL, PORT, REGIONS, STORE, TERRITORY, VALLEY

from sampai.guarding.model import GuardedPlace, Officer
from sampai.kernel.geo import Outline
from sampai.kernel.ids import RegionCode, UnitCode
from sampai.kernel.table.sheet import Cell, Grid
from sampai.materials.model import StockLine
from sampai.places.model import Claim, Closure, Forecast
from sampai.places.rules.own_regions import RowsGazetteer
from sampai.plan.forms import Pack

FROM, UNTIL = moment("2024-11-25T08:00"), moment("2024-11-27T06:00")
STATION = f"{PORT}001"

SOUND = replace(
    FULL,
    register=replace(
        FULL.register,
        claims=(
            Claim(subject=STATION, field="tps-sulit", value="tidak", source="KPU", accepted=True),
            Claim(subject=STATION, field="tps-sulit", value="ya", source="pers", day=date(2024, 1, 24)),
        ),
    ),
    officers=(Officer(service_number="85010001", name="Ahmad", rank="Bripka", unit=UnitCode("POLRES")),),
    stock=(StockLine(item="kotak_suara", place=STORE.code, good=20),),
    guarded=(GuardedPlace(place=STORE.code, starts=FROM, ends=UNTIL, squad=4, shift_h=8),),
    closures=(Closure(subject="L-PERAHU", starts=FROM, ends=UNTIL, reason="Gelombang"),),
    forecasts=(Forecast(place=VALLEY, at=FROM, rain_tenth_mm=125),),
)


def _square(code: RegionCode, *, half_degrees: float = 0.03) -> Outline:
    centre = CENTRES[code]
    west, east = centre.lon - half_degrees, centre.lon + half_degrees
    south, north = centre.lat - half_degrees, centre.lat + half_degrees
    return Outline(
        x=np.array([west, east, east, west]), y=np.array([south, south, north, north]), ring_end=np.array([4])
    )


OUTLINED = replace(TERRITORY, outlines={code: _square(code) for code in CENTRES})
OUTLINED_PACK: Pack = replace(
    PACK, gazetteer=OutlinedGazetteer(RowsGazetteer((*NEIGHBOURS, *REGIONS)), OUTLINED)
)


@dataclass(slots=True)
class Book:
    """The sound operation's sheets, to be spoilt."""

    grids: dict[str, Grid] = field(default_factory=lambda: grids_of(SOUND))

    def set(self, key: str, row: int, **cells: Cell) -> int:
        """Write cells of a row; returns its number."""
        for column, value in cells.items():
            self.grids[key] = with_cell(self.grids[key], row=row, column=column, value=value)
        return row

    def add(self, key: str, **cells: Cell) -> int:
        """Add a row; returns its number."""
        self.grids[key] = with_row(self.grids[key], cells)
        return len(self.grids[key].rows)

    def row(self, key: str, **cells: Cell) -> int:
        """The number of the row that has these cells."""
        return next(
            number
            for number, row in enumerate(self.grids[key].rows, start=1)
            if all(row[_index(key, column)] == value for column, value in cells.items())
        )


def _index(key: str, column: str) -> int:
    return [one.key for one in sheet(key).columns].index(column)


@dataclass(frozen=True, slots=True)
class Told:
    """What must be said of a planted mistake."""

    code: str
    sheet: str
    row: int | None
    column: str | None


def told(code: str, key: str, row: int | None, column: str) -> Told:
    """The fault of one cell, its column by the Indonesian header."""
    return Told(code, key, row, sheet(key).column(column).header_id)


Planter = Callable[[Book], Told]
PLANTERS: dict[str, Planter] = {}
"""Mistakes that do not hide each other, by name."""

MASKING: dict[str, Planter] = {}
"""Mistakes that leave nothing to compare others with: told alone."""


def plants(planter: Planter) -> Planter:
    """Mark a mistake that can stand beside all others."""
    PLANTERS[planter.__name__] = planter
    return planter


def masks(planter: Planter) -> Planter:
    """Mark a mistake that hides others."""
    MASKING[planter.__name__] = planter
    return planter


_numbers = iter(range(100, 999))


def _station(book: Book, **cells: Cell) -> int:
    """A sound station of its own but for these cells."""
    centre = CENTRES[PORT]
    usual: Mapping[str, Cell] = {
        "village_code": PORT,
        "number": next(_numbers),
        "lat": centre.lat,
        "lon": centre.lon,
        "voters_m": 100,
        "voters_f": 100,
    }
    return book.add("tps", **{**usual, **cells})


def _place(book: Book, code: str, **cells: Cell) -> int:
    centre = CENTRES[PORT]
    usual: Mapping[str, Cell] = {
        "code": code,
        "kind": "pps",
        "name": "PPS",
        "region": PORT,
        "lat": centre.lat,
        "lon": centre.lon,
    }
    return book.add("tempat", **{**usual, **cells})


def _link(book: Book, code: str, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {
        "code": code,
        "origin": "PPK-1",
        "target": PORT,
        "mode": "perahu",
        "length": 5.5,
        "minutes_dry": 30,
        "minutes_wet": 40,
    }
    return book.add("lintasan", **{**usual, **cells})


def _vehicles(book: Book, code: str, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {"code": code, "kind": "Truk", "mode": "truk", "base": "GUDANG", "count": 1}
    full: Mapping[str, Cell] = {"boxes": 60, "volume": 9.5, "weight": 2000, "cost_km": 1, "cost_h": 1}
    return book.add("armada", **{**usual, **full, **cells})


def _unit(book: Book, code: str, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {
        "code": code,
        "name": code,
        "institution": "polri",
        "parent": "POLRES",
        "base": "POLRES",
        "strength": 9,
        "available": 5,
    }
    return book.add("satuan", **{**usual, **cells})


def _risk(book: Book, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {
        "place": STATION,
        "institution": "bawaslu",
        "indicator": "banjir",
        "value": "ya",
    }
    return book.add("kerawanan", **{**usual, **cells})


def _signature(book: Book, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {
        "place": STATION,
        "version": 1,
        "class": "rawan",
        "institution": "polri",
        "who": "Kabag Ops",
        "day": "23-01-2024",
        "reason": "Rakor",
    }
    return book.add("kesepakatan", **{**usual, **cells})


def _pattern(book: Book, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {"class": "rawan", "officers": 1, "stations": 2, "linmas": 4}
    return book.add("pola", **{**usual, **cells})


def _claim(book: Book, **cells: Cell) -> int:
    usual: Mapping[str, Cell] = {"subject": STATION, "field": "catatan", "value": "x", "source": "pers"}
    return book.add("klaim", **{**usual, **cells})


# --- operasi ------------------------------------------------------------------------------------------------


@plants
def unknown_time_zone(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Zona waktu"), value="WIX")
    return told("not-a-choice", "operasi", row, "value")


@plants
def unknown_patterns(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Pola pengamanan"), value="mungill")
    return told("patterns-setting-unknown", "operasi", row, "value")


@plants
def unknown_staging(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Jalur barang"), value="helikopter")
    return told("staging-setting-unknown", "operasi", row, "value")


@plants
def setting_given_twice(book: Book) -> Told:
    row = book.add("operasi", setting="Nama operasi", value="Yang lain")
    return told("setting-twice", "operasi", row, "setting")


@masks
def unknown_election(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Pemilihan"), value="pilkada-mungl")
    return told("election-setting-unknown", "operasi", row, "value")


@masks
def unknown_region_of_the_operation(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Wilayah"), value="9999")
    return told("region-setting-unknown", "operasi", row, "value")


@masks
def no_region_of_the_operation(book: Book) -> Told:
    row = book.set("operasi", book.row("operasi", setting="Wilayah"), value=None)
    return told("required", "operasi", row, "value")


@masks
def voting_day_left_out(book: Book) -> Told:
    rows = book.grids["operasi"].rows
    kept = tuple(row for row in rows if row[0] != "Hari H")
    book.grids["operasi"] = replace(book.grids["operasi"], rows=kept)
    return Told("setting-missing", "operasi", None, None)


@masks
def no_settings_at_all(book: Book) -> Told:
    del book.grids["operasi"]
    return Told("sheet-missing", "operasi", None, None)


@masks
def no_places_at_all(book: Book) -> Told:
    del book.grids["tempat"]
    return Told("sheet-missing", "tempat", None, None)


@masks
def no_headers_above_the_places(book: Book) -> Told:
    grid = book.grids["tempat"]
    book.grids["tempat"] = replace(grid, rows=grid.rows[1:])
    return Told("no-header", "tempat", None, None)


@masks
def stations_without_the_column_of_numbers(book: Book) -> Told:
    index = _index("tps", "number")
    rows = tuple((*row[:index], *row[index + 1 :]) for row in book.grids["tps"].rows)
    book.grids["tps"] = replace(book.grids["tps"], rows=rows)
    return told("missing-column", "tps", 1, "number")


@masks
def two_sheets_of_stations(book: Book) -> Told:
    book.grids["stations"] = replace(book.grids["tps"], sheet="stations")
    return Told("sheet-twice", "stations", None, None)


@masks
def store_turned_into_something_else(book: Book) -> Told:
    book.set("tempat", book.row("tempat", code="GUDANG"), kind="lain")
    return Told("no-store", "tempat", None, None)


# --- wilayah ------------------------------------------------------------------------------------------------


@plants
def own_region_twice(book: Book) -> Told:
    book.add("wilayah", code="9901012011", name="Baru")
    row = book.add("wilayah", code="9901012011", name="Baru Lagi")
    return told("region-twice", "wilayah", row, "code")


@plants
def own_region_in_a_kecamatan_that_nobody_knows(book: Book) -> Told:
    row = book.add("wilayah", code="9901092001", name="Hilang")
    return told("region-orphan", "wilayah", row, "code")


@plants
def own_region_of_another_level_than_its_code(book: Book) -> Told:
    row = book.add("wilayah", code="9901012012", name="Tingkat", level="kecamatan")
    return told("region-level", "wilayah", row, "level")


# --- tps ----------------------------------------------------------------------------------------------------


@plants
def station_in_a_village_that_nobody_knows(book: Book) -> Told:
    return told("region-unknown", "tps", _station(book, village_code="9901012099"), "village_code")


@plants
def station_outside_the_operation(book: Book) -> Told:
    row = _station(book, village_code=OUTSIDE_VILLAGE, lat=None, lon=None)
    return told("outside-operation", "tps", row, "village_code")


@plants
def village_by_a_name_that_nobody_knows(book: Book) -> Told:
    row = _station(book, village_code=None, kecamatan="Pesisir", village_name="Pelabuhann")
    return told("region-name-unknown", "tps", row, "village_name")


@plants
def kecamatan_by_a_name_that_nobody_knows(book: Book) -> Told:
    row = _station(book, village_code=None, kecamatan="Gunung", village_name="Pelabuhan")
    return told("region-name-unknown", "tps", row, "kecamatan")


@plants
def station_without_a_village(book: Book) -> Told:
    return told("region-missing", "tps", _station(book, village_code=None), "village_code")


@plants
def station_with_the_code_of_a_kecamatan(book: Book) -> Told:
    return told("village-code", "tps", _station(book, village_code="990101"), "village_code")


@plants
def station_listed_twice(book: Book) -> Told:
    return told("station-twice", "tps", _station(book, number=1), "number")


@plants
def station_without_a_number(book: Book) -> Told:
    return told("required", "tps", _station(book, village_code=BEACH, number=None), "number")


@plants
def station_number_zero(book: Book) -> Told:
    return told("too-small", "tps", _station(book, village_code=BEACH, number=0), "number")


@plants
def station_number_in_words(book: Book) -> Told:
    return told("not-a-number", "tps", _station(book, village_code=BEACH, number="sebelas"), "number")


@plants
def fewer_than_no_voters(book: Book) -> Told:
    return told("too-small", "tps", _station(book, voters_m=-5), "voters_m")


@plants
def more_voters_than_the_law_allows(book: Book) -> Told:
    return told("voters-over-law", "tps", _station(book, voters_m=500, voters_f=400), "voters_m")


@plants
def voters_that_do_not_add_up(book: Book) -> Told:
    return told("voters-total", "tps", _station(book, voters=250), "voters")


@plants
def voters_given_as_a_total_only(book: Book) -> Told:
    return told("voters-split", "tps", _station(book, voters=250, voters_m=None, voters_f=None), "voters")


@plants
def position_in_another_village(book: Book) -> Told:
    centre = CENTRES[VALLEY]
    return told("position-outside-region", "tps", _station(book, lat=centre.lat, lon=centre.lon), "lat")


@plants
def position_without_its_minus_sign(book: Book) -> Told:
    row = _station(book, lat=-CENTRES[PORT].lat)
    return told("position-outside-territory", "tps", row, "lat")


@plants
def latitude_beyond_the_pole(book: Book) -> Told:
    return told("too-large", "tps", _station(book, lat=103.0), "lat")


@plants
def latitude_without_longitude(book: Book) -> Told:
    return told("position-half", "tps", _station(book, lon=None), "lon")


@plants
def access_by_a_mode_that_nobody_knows(book: Book) -> Told:
    return told("not-a-choice", "tps", _station(book, access="truk, kereta"), "access")


@plants
def signal_that_is_no_grade(book: Book) -> Told:
    return told("not-a-choice", "tps", _station(book, signal="lumayan"), "signal")


@plants
def signal_of_operators_that_cannot_be_read(book: Book) -> Told:
    row = _station(book, signal_operators="Telkomsel bagus sekali")
    return told("signal", "tps", row, "signal_operators")


@plants
def hard_station_neither_yes_nor_no(book: Book) -> Told:
    return told("not-yes-no", "tps", _station(book, hard="mungkin"), "hard")


# --- tempat -------------------------------------------------------------------------------------------------


@plants
def place_listed_twice(book: Book) -> Told:
    return told("place-twice", "tempat", _place(book, "PPK-1"), "code")


@plants
def place_of_an_unknown_kind(book: Book) -> Told:
    return told("not-a-choice", "tempat", _place(book, "PPS-1", kind="warung"), "kind")


@plants
def place_in_a_region_that_nobody_knows(book: Book) -> Told:
    return told("region-unknown", "tempat", _place(book, "PPS-2", region="9901012088"), "region")


@plants
def place_in_an_unknown_region_and_without_position(book: Book) -> Told:
    row = _place(book, "PPS-3", region="9901012089", lat=None, lon=None)
    return told("region-unknown", "tempat", row, "region")


@plants
def place_that_nobody_can_find(book: Book) -> Told:
    row = _place(book, "PPS-4", region=PROVINCE, lat=None, lon=None)
    return told("position-missing", "tempat", row, "lat")


@plants
def place_far_out_at_sea(book: Book) -> Told:
    return told("position-outside-territory", "tempat", _place(book, "PPS-5", lat=-5.9), "lat")


# --- lintasan -----------------------------------------------------------------------------------------------


@plants
def link_to_nowhere(book: Book) -> Told:
    return told("link-to-nowhere", "lintasan", _link(book, "L-1", target="DERMAGA-9"), "target")


@plants
def link_from_nowhere(book: Book) -> Told:
    return told("link-to-nowhere", "lintasan", _link(book, "L-2", origin="9901012077"), "origin")


@plants
def link_that_ends_where_it_begins(book: Book) -> Told:
    return told("link-loop", "lintasan", _link(book, "L-3", target="PPK-1"), "target")


@plants
def link_that_is_faster_when_wet(book: Book) -> Told:
    return told("link-faster-wet", "lintasan", _link(book, "L-4", minutes_wet=20), "minutes_wet")


@plants
def link_by_a_mode_that_nobody_knows(book: Book) -> Told:
    return told("not-a-choice", "lintasan", _link(book, "L-5", mode="kapal selam"), "mode")


@plants
def link_listed_twice(book: Book) -> Told:
    return told("link-twice", "lintasan", _link(book, "L-PERAHU"), "code")


# --- armada -------------------------------------------------------------------------------------------------


@plants
def vehicles_without_a_base(book: Book) -> Told:
    return told("required", "armada", _vehicles(book, "A-1", base=None), "base")


@plants
def vehicles_at_a_base_that_nobody_knows(book: Book) -> Told:
    return told("place-unknown", "armada", _vehicles(book, "A-2", base="GUDANGG"), "base")


@plants
def vehicles_listed_twice(book: Book) -> Told:
    return told("vehicle-twice", "armada", _vehicles(book, "TRUK"), "code")


@plants
def vehicles_that_carry_nothing(book: Book) -> Told:
    return told("fleet", "armada", _vehicles(book, "A-3", boxes=0, volume=0, weight=0), "boxes")


@plants
def vehicles_available_until_before_they_come(book: Book) -> Told:
    row = _vehicles(book, "A-4", available_from="20-11-2024", available_until="19-11-2024")
    return told("ends-before-start", "armada", row, "available_until")


# --- satuan, personel ---------------------------------------------------------------------------------------


@plants
def more_available_than_there_are(book: Book) -> Told:
    return told("available-over-strength", "satuan", _unit(book, "S-1", available=10), "available")


@plants
def negative_strength(book: Book) -> Told:
    return told("too-small", "satuan", _unit(book, "S-2", strength=-9), "strength")


@plants
def parent_that_nobody_knows(book: Book) -> Told:
    return told("parent-unknown", "satuan", _unit(book, "S-3", parent="POLDA"), "parent")


@plants
def parents_in_a_circle(book: Book) -> Told:
    row = _unit(book, "S-4", parent="S-5")
    _unit(book, "S-5", parent="S-6")
    _unit(book, "S-6", parent="S-4")
    return told("parent-circle", "satuan", row, "parent")


@plants
def unit_at_a_base_that_nobody_knows(book: Book) -> Told:
    return told("place-unknown", "satuan", _unit(book, "S-7", base="POLSEK-9"), "base")


@plants
def unit_listed_twice(book: Book) -> Told:
    return told("unit-twice", "satuan", _unit(book, "POLSEK-1"), "code")


@plants
def officer_of_a_unit_that_nobody_knows(book: Book) -> Told:
    row = book.add("personel", service_number="85010002", name="Budi", unit="POLSEK-9")
    return told("unit-unknown", "personel", row, "unit")


@plants
def officer_listed_twice(book: Book) -> Told:
    row = book.add("personel", service_number="85010001", name="Ahmad", unit="POLRES")
    return told("officer-twice", "personel", row, "service_number")


# --- kerawanan, stok, jaga, penutupan, cuaca, klaim ---------------------------------------------------------


@plants
def risk_of_a_station_that_is_not_there(book: Book) -> Told:
    return told("subject-unknown", "kerawanan", _risk(book, place=f"{PORT}099"), "place")


@plants
def class_that_the_police_do_not_have(book: Book) -> Told:
    row = _risk(book, institution="polri", indicator="kelas", value="gawat")
    return told("risk-class", "kerawanan", row, "value")


@plants
def support_told_in_shares_of_votes(book: Book) -> Told:
    row = _risk(book, indicator="keseimbangan-dukungan", value="51 : 49")
    return told("parity-value", "kerawanan", row, "value")


@plants
def agreement_on_a_station_that_is_not_there(book: Book) -> Told:
    return told("subject-unknown", "kesepakatan", _signature(book, place=f"{PORT}098"), "place")


@plants
def version_with_two_classes(book: Book) -> Told:
    _signature(book, place=PORT)
    row = _signature(book, place=PORT, institution="kpu", **{"class": "khusus"})
    return told("version-differs", "kesepakatan", row, "class")


@plants
def version_signed_twice_by_one_institution(book: Book) -> Told:
    _signature(book, place=VALLEY)
    return told("signed-twice", "kesepakatan", _signature(book, place=VALLEY), "institution")


@plants
def version_opened_again_without_a_reason(book: Book) -> Told:
    _signature(book, place=BEACH)
    row = _signature(book, place=BEACH, version=2, reason="")
    return told("version-reason", "kesepakatan", row, "reason")


@masks
def version_without_the_one_before_it(book: Book) -> Told:
    row = _signature(book, place=BEACH, version=3, reason="Laporan baru")
    return told("version-gap", "kesepakatan", row, "version")


@plants
def pattern_for_a_unit_that_is_not_there(book: Book) -> Told:
    return told("subject-unknown", "pola", _pattern(book, where="POLSEK-99"), "where")


@plants
def pattern_for_one_class_given_twice(book: Book) -> Told:
    _pattern(book, where=PORT)
    return told("pattern-twice", "pola", _pattern(book, where=PORT), "class")


@plants
def range_of_a_pattern_that_runs_backwards(book: Book) -> Told:
    return told("pattern", "pola", _pattern(book, where=BEACH, least=9, stations=5), "least")


@plants
def stock_of_an_item_that_nobody_knows(book: Book) -> Told:
    row = book.add("stok", item="meriam", place="GUDANG", good=1)
    return told("not-a-choice", "stok", row, "item")


@plants
def stock_counted_twice(book: Book) -> Told:
    row = book.add("stok", item="kotak_suara", place="GUDANG", good=4)
    return told("stock-twice", "stok", row, "item")


@plants
def stock_at_a_place_that_nobody_knows(book: Book) -> Told:
    row = book.add("stok", item="bilik", place="GUDANG-2", good=4)
    return told("place-unknown", "stok", row, "place")


@plants
def negative_stock(book: Book) -> Told:
    row = book.add("stok", item="bilik", place="PPK-1", good=-4)
    return told("too-small", "stok", row, "good")


@plants
def guard_at_a_place_that_nobody_knows(book: Book) -> Told:
    row = book.add("jaga", place="GUDANG-3", starts=FROM, ends=UNTIL, squad=4, shift=8)
    return told("place-unknown", "jaga", row, "place")


@plants
def guard_that_ends_before_it_begins(book: Book) -> Told:
    row = book.add("jaga", place="POLRES", starts=UNTIL, ends=FROM, squad=4, shift=8)
    return told("ends-before-start", "jaga", row, "ends")


@plants
def closure_of_a_link_that_is_not_there(book: Book) -> Told:
    row = book.add("penutupan", subject="L-99", starts=FROM, ends=UNTIL)
    return told("subject-unknown", "penutupan", row, "subject")


@plants
def forecast_of_a_place_that_is_not_there(book: Book) -> Told:
    row = book.add("cuaca", place="SAMUDRA", at=FROM, rain=3)
    return told("subject-unknown", "cuaca", row, "place")


@plants
def forecast_without_a_date(book: Book) -> Told:
    row = book.add("cuaca", place=VALLEY, at="besok pagi", rain=3)
    return told("not-a-moment", "cuaca", row, "at")


@plants
def claim_on_something_that_is_not_there(book: Book) -> Told:
    return told("subject-unknown", "klaim", _claim(book, subject="TPS-1"), "subject")


@plants
def accepted_claim_that_cannot_be_read(book: Book) -> Told:
    row = _claim(book, field="posisi", value="dekat balai desa", accepted="ya")
    return told("claim-value", "klaim", row, "value")


@plants
def accepted_claim_of_a_mode_that_nobody_knows(book: Book) -> Told:
    row = _claim(book, field="akses", value="motor, kereta", accepted="ya")
    return told("claim-value", "klaim", row, "value")


@plants
def two_accepted_claims_on_one_field(book: Book) -> Told:
    row = _claim(book, field="TPS sulit", value="ya", accepted="ya")
    return told("claim-accepted-twice", "klaim", row, "accepted")


@plants
def more_than_certain(book: Book) -> Told:
    return told("too-large", "klaim", _claim(book, confidence=1.5), "confidence")
