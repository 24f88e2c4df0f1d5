"""The sheets of places, row by row."""

from datetime import datetime

import pytest
from tests.tables import GAZETTEER, OUTSIDE, reading_of
from tests.worlds import BEACH, CENTRES, COAST, PORT, REGENCY

from sampai.kernel.geo import Position
from sampai.kernel.quantity import Certainty
from sampai.kernel.table.entry import Entries
from sampai.kernel.table.sheet import Value
from sampai.places.forms.claims import read_claims
from sampai.places.forms.links import read_links
from sampai.places.forms.places import read_places
from sampai.places.forms.regions import Where, read_regions
from sampai.places.forms.stations import read_stations, signals, station_rows
from sampai.places.forms.weather import closure_rows, no_files, read_closures, read_forecasts
from sampai.places.model import Closure, Located, Rings, Signal, SignalGrade, SpecialKind, Station

WHERE = Where(GAZETTEER, GAZETTEER.territory(REGENCY))
NOWHERE = Where(GAZETTEER, None)


def stations(*rows: dict[str, Value], where: Where = WHERE) -> Entries[Station]:
    return read_stations(reading_of("tps", *rows), where=where)


def codes(entries: Entries[Station]) -> list[str]:
    return [fault.code for fault in entries.faults]


# --- tps ----------------------------------------------------------------------------------------------------


def test_a_station_is_read_from_what_an_office_writes() -> None:
    entries = stations(
        {
            "village_code": "99.01.01.2001",
            "number": "7",
            "name": "  Balai   Desa ",
            "lat": "-4,5",
            "lon": "103,0001",
            "position_certainty": "diukur",
            "error_m": "25",
            "voters_m": "1.043",
            "voters_f": 2,
            "special": "Lembaga Pemasyarakatan",
            "access": "motor/truk",
            "hard": "Ya",
            "signal": "blankspot",
            "power": "tidak",
        }
    )

    assert entries.faults == ()
    assert entries.nouns() == (
        Station(
            village=PORT,
            number=7,
            name="Balai Desa",
            located=Located(Position(-4.5, 103.0001), "", Certainty.MEASURED, 25),
            voters_m=1043,
            voters_f=2,
            special=SpecialKind.PRISON,
            access=entries.nouns()[0].access,
            hard=True,
            signal=(Signal("", SignalGrade.NONE),),
            power=False,
        ),
    )
    assert entries.nouns()[0].access == ("motor", "truk")


@pytest.mark.parametrize(
    ("kecamatan", "village"),
    [("Pesisir", "Pantai"), ("Kec. PESISIR", "Desa pantai"), (None, "Pantai"), ("pesisir ", "Kel. Pan Tai")],
)
def test_a_village_without_a_code_is_found_by_its_name(kecamatan: str | None, village: str) -> None:
    entries = stations({"kecamatan": kecamatan, "village_name": village, "number": 1})

    assert entries.faults == ()
    assert [station.village for station in entries.nouns()] == [BEACH]


def test_the_code_goes_before_the_name() -> None:
    entries = stations({"village_code": PORT, "village_name": "Pantai", "number": 1})

    assert [station.village for station in entries.nouns()] == [PORT]


def test_a_village_name_is_sought_in_the_kecamatan_that_is_named() -> None:
    entries = stations({"kecamatan": "Bukit", "village_name": "Pantai", "number": 1})

    assert codes(entries) == ["region-name-unknown"]
    assert entries.faults[0].column == "Desa"


def test_without_the_operations_region_names_are_neither_found_nor_faulted() -> None:
    entries = stations({"kecamatan": "Pesisir", "village_name": "Pantai", "number": 1}, where=NOWHERE)

    assert (entries.nouns(), entries.faults, len(entries.broken)) == ((), (), 1)


def test_a_faulty_row_is_known_by_the_name_of_its_village_too() -> None:
    entries = stations({"village_name": "Pantai", "number": 1, "voters_m": "banyak"})

    assert codes(entries) == ["not-a-number"]
    assert [row.values["village_code"] for row in entries.broken] == [BEACH]


def test_a_row_with_three_mistakes_has_three_faults() -> None:
    entries = stations(
        {"village_code": COAST, "number": 1, "lat": -4.5, "voters_m": 1, "voters_f": 1, "voters": 3}
    )

    assert codes(entries) == ["position-half", "village-code", "voters-total"]


def test_a_total_that_agrees_is_no_fault() -> None:
    entries = stations({"village_code": PORT, "number": 1, "voters_m": 120, "voters_f": 130, "voters": 250})

    assert entries.nouns()[0].voters == 250


def test_signals_of_operators_are_read_as_people_separate_them() -> None:
    expected = (Signal("Telkomsel", SignalGrade.GOOD), Signal("XL", SignalGrade.VOICE))

    assert signals("Telkomsel = baik; XL = sms-suara") == expected
    assert signals("Telkomsel: Baik, XL: SMS") == expected
    assert signals("") == ()
    assert signals("Telkomsel") is None


def test_stations_are_written_with_the_names_of_their_village() -> None:
    (row,) = station_rows([Station(village=PORT, number=1)], names={PORT: ("Pesisir", "Pelabuhan")})

    assert (row["kecamatan"], row["village_name"]) == ("Pesisir", "Pelabuhan")


# --- tempat, wilayah ----------------------------------------------------------------------------------------


def test_a_place_without_position_stands_in_the_middle_of_its_region_and_this_is_noted() -> None:
    entries = read_places(
        reading_of("tempat", {"code": "ppk", "kind": "PPK", "name": "PPK Pesisir", "kecamatan": "Pesisir"}),
        where=WHERE,
    )

    (place,) = entries.nouns()
    assert place.region == COAST
    assert place.located.certainty is Certainty.ESTIMATED
    assert [note.code for note in entries.notes] == ["position-from-region"]


def test_a_place_needs_a_region() -> None:
    entries = read_places(
        reading_of(
            "tempat", {"code": "a", "kind": "lain", "name": "A", "region": None, "lat": -4, "lon": 103}
        ),
        where=WHERE,
    )

    assert [fault.code for fault in entries.faults] == ["region-missing"]


def test_a_region_keeps_its_other_names() -> None:
    entries = read_regions(
        reading_of("wilayah", {"code": PORT, "name": "Pelabuhan", "aliases": "Dermaga; Pelabuhan Lama"})
    )

    assert entries.nouns()[0].aliases == ("Dermaga", "Pelabuhan Lama")


def test_a_city_is_a_region_of_the_level_of_a_regency() -> None:
    rows = ({"code": OUTSIDE, "name": "Kota Seberang", "level": "Kota"},)

    assert read_regions(reading_of("wilayah", *rows)).faults == ()


# --- lintasan, penutupan, cuaca, klaim ----------------------------------------------------------------------


def test_a_link_without_a_code_is_named_by_its_ends_and_mode() -> None:
    entries = read_links(
        reading_of(
            "lintasan",
            {
                "origin": "PPK-2",
                "target": "99.01.02.2003",
                "mode": "Perahu",
                "length": "19,25",
                "minutes_dry": 90,
                "minutes_wet": 120,
                "max_wave": "1,2",
            },
        )
    )

    (link,) = entries.nouns()
    assert (link.code, link.target) == ("PPK-2-9901022003-perahu", "9901022003")
    assert (link.length_m, link.max_wave_dm) == (19_250, 12)


def test_a_closure_names_a_station_as_offices_write_it() -> None:
    entries = read_closures(
        reading_of(
            "penutupan",
            {"subject": "99.01.01.2001-003", "starts": "25/11/2024 06:00", "ends": "26/11/2024 18.30"},
        )
    )

    (closure,) = entries.nouns()
    assert closure.subject == f"{PORT}003"
    assert closure.ends == datetime(2024, 11, 26, 18, 30)  # noqa: DTZ001 -- local time is meant


def test_a_forecast_is_kept_in_tenths() -> None:
    entries = read_forecasts(
        reading_of("cuaca", {"place": PORT, "at": "25-11-2024 06:00", "rain": "12,5", "wave": "1,5"})
    )

    (forecast,) = entries.nouns()
    assert (forecast.rain_tenth_mm, forecast.wave_dm, forecast.wind_kmh) == (125, 15, None)


def test_a_claim_is_not_accepted_unless_it_says_so() -> None:
    rows = {"subject": f"{PORT}001", "field": "lokasi", "value": "Balai desa"}

    assert not read_claims(reading_of("klaim", rows)).nouns()[0].accepted


def test_positions_survive_to_the_sixth_decimal() -> None:
    spot = CENTRES[BEACH]
    entries = stations({"village_code": BEACH, "number": 1, "lat": spot.lat, "lon": spot.lon})

    located = entries.nouns()[0].located
    assert located is not None
    assert located.position == spot


# --- penutupan: areas ---------------------------------------------------------------------------------------

TRIANGLE = (((103.0, -4.8), (103.2, -4.8), (103.2, -4.6)),)


def closures_of(*rows: dict[str, Value]) -> Entries[Closure]:
    def area(name: str) -> Rings:
        return TRIANGLE if name == "banjir.geojson" else no_files(name)

    times: dict[str, Value] = {"starts": "26-11-2024 05:00", "ends": "26-11-2024 15:00"}
    return read_closures(reading_of("penutupan", *(times | row for row in rows)), area=area)


def test_an_area_is_named_by_codes_or_by_a_file_beside_links_or_alone() -> None:
    entries = closures_of(
        {"area": "99.01.01.2001, 990102"},
        {"subject": "L-PERAHU", "area": "990102"},
        {"area": "banjir.geojson"},
        {"subject": "L-PERAHU", "area": "banjir.geojson"},
    )

    assert entries.faults == ()
    assert [(one.subject, one.ways, one.rings) for one in entries.nouns()] == [
        (f"{PORT}, 990102", (str(PORT), "990102"), ()),
        ("L-PERAHU", ("L-PERAHU", "990102"), ()),
        ("banjir", (), TRIANGLE),
        ("L-PERAHU", ("L-PERAHU",), TRIANGLE),
    ]


def test_a_closure_of_nothing_and_an_area_that_cannot_be_read_are_faults() -> None:
    entries = closures_of({"reason": "?"}, {"area": "longsor.geojson"}, {"area": "{}"})

    assert [fault.code for fault in entries.faults] == [
        "closure-of-nothing",
        "area-unreadable",
        "area-unreadable",
    ]


def test_a_drawn_area_survives_its_row() -> None:
    before = closures_of({"area": "banjir.geojson"}, {"subject": "L-1", "area": "990102"}).nouns()

    rows = [{key: value for key, value in row.items() if value} for row in closure_rows(before)]

    assert read_closures(reading_of("penutupan", *rows)).nouns() == before
