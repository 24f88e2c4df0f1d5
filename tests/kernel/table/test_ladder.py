# ruff: noqa: DTZ001 -- tables know no zones
from datetime import date, datetime

import pytest
from tests.kernel.table.tiny import (
    GOOD,
    HEADER,
    TPS,
    a_column,
    a_grid,
    a_sheet,
    noted,
    reading_of,
    told,
)

from sampai.kernel.table import ladder
from sampai.kernel.table.sheet import Kind, Span

TYPED = {
    "village": "1704012001",
    "number": 1,
    "name": "SDN 1",
    "lat": -4.78,
    "men": 143,
    "women": 139,
    "day": date(2024, 11, 27),
    "way": 1.5,
    "hard": None,
}


def test_a_plain_table_is_read_row_by_row() -> None:
    reading = reading_of(HEADER, GOOD)

    assert (told(reading), noted(reading)) == ([], [])
    assert [(row.sheet, row.number, dict(row.values)) for row in reading.rows] == [("TPS", 2, TYPED)]


def test_a_row_remembers_what_was_written_and_under_which_header() -> None:
    (row,) = reading_of(("KODE_DESA", "No. TPS"), ("17.04.01.2001", 1.0)).rows

    assert dict(row.written) == {"village": "17.04.01.2001", "number": "1"}
    assert dict(row.headers) == {"village": "KODE_DESA", "number": "No. TPS"}


def test_columns_stand_in_any_order_and_any_language() -> None:
    (row,) = reading_of(("Latitude", "STATION NUMBER", "village"), ("-4,78", "1", "1704012001")).rows

    assert (row.values["village"], row.values["number"], row.values["lat"]) == ("1704012001", 1, -4.78)


@pytest.mark.parametrize(
    "header",
    [
        "Jarak",
        "jarak (km)",
        "JARAK [KM]",
        "Jarak.",
        "Jarak  (kilometer)",
        "Distance",
        "Jarak / Distance",
        "way",
        "Jarak\n(km)",
    ],
)
def test_a_header_is_known_by_its_letters(header: str) -> None:
    (row,) = reading_of(("Kode desa", "Nomor TPS *", header), ("1704012001", 1, 2.5)).rows

    assert row.values["way"] == 2.5


def test_a_title_blank_rows_and_a_counting_line_are_passed_over() -> None:
    reading = reading_of(
        ("DAFTAR TPS KABUPATEN KAUR",),
        (None, "Keadaan 20 November 2024"),
        (),
        ("Kode desa", "Nomor TPS", "Lokasi"),
        ("(1)", "(2)", "(3)"),
        (),
        ("1704012001", 1, "SDN 1"),
        ("", " ", None),
        ("1704012001", 2, "SDN 2"),
    )

    assert (told(reading), [row.number for row in reading.rows]) == ([], [7, 9])


def test_a_group_header_over_two_columns_is_joined_with_theirs() -> None:
    merged = reading_of(
        ("Kode desa", "Nomor TPS", "Pemilih", None, "Lokasi"),
        (None, None, "L", "P", None),
        ("1704012001", 1, 143, 139, "SDN 1"),
        spans=(Span(0, 0, 1, 0), Span(0, 1, 1, 1), Span(0, 2, 0, 3), Span(0, 4, 1, 4)),
    )
    flat = reading_of(
        ("Kode desa", "Nomor TPS", "Pemilih", None, "Lokasi"),
        (None, None, "L", "P", None),
        ("1704012001", 1, 143, 139, "SDN 1"),
    )

    for reading in (merged, flat):
        (row,) = reading.rows
        assert told(reading) == []
        assert (row.values["men"], row.values["women"], row.values["name"]) == (143, 139, "SDN 1")
        assert row.headers["women"].endswith("P")


def test_a_unit_line_below_the_header_is_part_of_it() -> None:
    reading = reading_of(("Kode desa", "Nomor TPS", "Jarak"), (None, None, "(km)"), ("1704012001", 1, 2.5))

    assert (told(reading), [row.number for row in reading.rows]) == ([], [3])


def test_a_wrong_unit_in_the_header_is_a_fault_and_never_a_guess() -> None:
    for rows in (
        [("Kode desa", "Nomor TPS", "Jarak (m)")],
        [("Kode desa", "Nomor TPS", "Jarak"), (None, None, "meter")],
    ):
        reading = reading_of(*rows, ("1704012001", 1, 2500))

        assert [(fault.code, fault.value) for fault in reading.faults] == [
            ("wrong-unit", "meter" if len(rows) > 1 else "m")
        ]


def test_an_unknown_word_in_brackets_is_no_unit() -> None:
    assert told(reading_of(("Kode desa (10 angka)", "Nomor TPS (lihat SK)"), ("1704012001", 1))) == []


def test_a_second_header_in_another_language_and_one_on_the_next_page_are_left_out() -> None:
    reading = reading_of(
        ("Kode desa", "Nomor TPS", "Lokasi"),
        ("Village code", "Station number", "Location"),
        ("1704012001", 1, "SDN 1"),
        ("Kode desa", "Nomor TPS", "Lokasi"),
        ("1704012001", 2, "SDN 2"),
    )

    assert (told(reading), [row.number for row in reading.rows]) == ([], [3, 5])
    assert noted(reading) == [("header-again", 2, None)]


def test_example_rows_and_totals_are_left_out_and_counted() -> None:
    reading = reading_of(
        HEADER,
        ("contoh: 1704012001", 1),
        ("# isi mulai baris ini",),
        GOOD,
        ("JUMLAH", None, None, None, 143, 139),
    )

    assert (told(reading), len(reading.rows)) == ([], 1)
    assert [(note.code, note.row, str(note.said)) for note in reading.notes] == [
        ("example-row", 2, "A row that begins with # or “contoh” was left out. Further rows like this: 1."),
        ("total-row", 5, "A row of totals was left out."),
    ]


def test_a_formula_error_in_the_first_cell_is_no_example_row() -> None:
    assert told(reading_of(HEADER, ("#REF!", *GOOD[1:]))) == [("formula-error", 2, "Kode desa")]


def test_every_fault_of_every_row_is_named_at_once() -> None:
    reading = reading_of(
        HEADER,
        GOOD,
        ("704", 0, None, "abc", "1,5", -1, "31/2/2029", "#N/A"),
        ("", 2, "SDN 2"),
        ("1704012001", "=A1", "x" * 2001),
    )

    assert told(reading) == [
        ("bad-code", 3, "Kode desa"),
        ("too-small", 3, "Nomor TPS"),
        ("not-a-number", 3, "Lintang"),
        ("not-whole", 3, "Pemilih laki-laki"),
        ("too-small", 3, "Pemilih perempuan"),
        ("not-a-date", 3, "Tanggal"),
        ("formula-error", 3, "Jarak"),
        ("required", 4, "Kode desa"),
        ("formula", 5, "Nomor TPS"),
        ("too-long", 5, "Lokasi"),
    ]
    assert [row.number for row in reading.rows] == [2]


def test_a_faulty_row_is_kept_beside_with_what_could_be_read() -> None:
    (row,) = reading_of(HEADER, ("1704012001", "x", "SDN 1")).faulty

    assert (row.values["village"], row.values["number"], row.values["name"]) == ("1704012001", None, "SDN 1")


def test_a_missing_column_is_told_once_and_its_rows_are_not_good() -> None:
    reading = reading_of(("Kode desa", "Lokasi"), ("1704012001", "SDN 1"), ("1704012001", "SDN 2"))

    assert told(reading) == [("missing-column", 1, "Nomor TPS")]
    assert (len(reading.rows), len(reading.faulty)) == (0, 2)


def test_the_same_column_twice_is_a_fault() -> None:
    reading = reading_of(("Kode desa", "Nomor TPS", "Lokasi", "Alamat"), ("1704012001", 1, "a", "b"))

    (fault,) = reading.faults
    assert (fault.code, fault.column) == ("duplicate-column", "Alamat")
    assert str(fault.wrong) == "The columns C and D both are “Lokasi”."


def test_a_header_merged_over_two_columns_is_one_column() -> None:
    reading = reading_of(
        ("Kode desa", "Nomor TPS", "Lokasi", None), ("1704012001", 1, "SDN 1"), spans=(Span(0, 2, 0, 3),)
    )

    assert told(reading) == []


def test_unknown_columns_are_kept_and_noted_once_each() -> None:
    reading = reading_of(
        ("Kode desa", "Nomor TPS", "Keterangan", "Keterangan", None),
        ("1704012001", 1, "dekat sungai", "x", "y"),
        ("1704012001", 2, None, "x"),
    )

    assert [dict(row.extras) for row in reading.rows] == [
        {"Keterangan": "dekat sungai", "Keterangan D": "x", "E": "y"},
        {"Keterangan D": "x"},
    ]
    assert noted(reading) == [
        ("unknown-column", 1, "Keterangan"),
        ("unknown-column", 1, "Keterangan D"),
        ("unknown-column", 1, "E"),
    ]


def test_a_correction_is_noted_once_for_a_column_and_counted() -> None:
    rows = [("1704012001", number, None, None, "1.250") for number in range(1, 301)]
    (note,) = reading_of(HEADER, *rows).notes

    assert (note.code, note.row, note.column, note.value) == ("thousands", 2, "Pemilih laki-laki", "1.250")
    assert str(note.said) == "“1.250” was read as 1250. Further rows like this: 299."


def test_trailing_spaces_need_no_note() -> None:
    assert (
        noted(reading_of(HEADER, tuple(f" {cell} " if isinstance(cell, str) else cell for cell in GOOD)))
        == []
    )


def test_a_sheet_without_headers_names_those_it_needs() -> None:
    (fault,) = reading_of(("1704012001", 1, "SDN 1")).faults

    assert (fault.code, fault.row) == ("no-header", None)
    assert str(fault.mend) == "Write the headers into one row, among them: Kode desa, Nomor TPS."


def test_one_header_alone_in_its_row_is_enough() -> None:
    reading = reading_of(
        ("Daftar",), ("Nama",), ("Budi",), sheet=a_sheet(a_column(header_id="Nama"), TPS.columns[0])
    )

    assert [row.number for row in reading.faulty] == [3]
    assert told(reading) == [("missing-column", 2, "Kode desa")]


def test_an_empty_sheet_is_a_fault_only_where_rows_are_needed() -> None:
    optional = a_sheet(a_column(header_id="Nama"), a_column(key="b", header_id="Kode"))

    assert [told(reading_of(*rows)) for rows in ([], [()], [(None, " ")], [HEADER])] == [
        [("no-rows", None, None)]
    ] * 4
    assert (told(reading_of(sheet=optional)), noted(reading_of(sheet=optional))) == (
        [],
        [("empty-sheet", None, None)],
    )
    assert told(reading_of(("Nama", "Kode"), sheet=optional)) == []


def test_a_remark_or_signature_below_the_table_is_one_fault() -> None:
    reading = reading_of(
        HEADER, GOOD, (), (None, None, None, "Bintuhan, 12 Oktober 2024"), (None, None, None, "Ketua")
    )

    assert [(fault.code, fault.row, fault.value) for fault in reading.faults] == [
        ("stray-row", 4, "Bintuhan, 12 Oktober 2024"),
        ("stray-row", 5, "Ketua"),
    ]


def test_a_merged_cell_belongs_to_each_of_its_rows_and_is_noted() -> None:
    reading = reading_of(
        ("Kode desa", "Nomor TPS", "Lokasi"),
        ("1704012001", 1, "SDN 1"),
        (None, 2, "SDN 2"),
        (None, 3, "SDN 3"),
        spans=(Span(1, 0, 3, 0),),
    )

    assert told(reading) == []
    assert [row.values["village"] for row in reading.rows] == ["1704012001"] * 3
    assert [(note.code, note.row) for note in reading.notes] == [("merged-cells", 3)]


def test_a_count_in_merged_cells_is_never_guessed() -> None:
    down = reading_of(HEADER, GOOD, ("1704012001", 2), spans=(Span(1, 4, 2, 4),))
    across = reading_of(HEADER, GOOD, spans=(Span(1, 4, 1, 5),))

    assert told(down) == [
        ("merged-number", 2, "Pemilih laki-laki"),
        ("merged-number", 3, "Pemilih laki-laki"),
    ]
    assert told(across) == [
        ("merged-number", 2, "Pemilih laki-laki"),
        ("merged-number", 2, "Pemilih perempuan"),
    ]


def test_a_row_drawn_taller_by_merging_is_one_row() -> None:
    spans = tuple(Span(1, column, 2, column) for column in range(8))
    reading = reading_of(HEADER, GOOD, (None,) * 8, ("1704012001", 2), spans=spans)

    assert (told(reading), [row.number for row in reading.rows]) == ([], [2, 4])


def test_decimals_are_read_as_the_column_proves() -> None:
    by_point = reading_of(
        HEADER,
        *[("1704012001", n, None, None, None, None, None, way) for n, way in ((1, "1.234"), (2, "2.5"))],
    )
    by_comma = reading_of(
        HEADER,
        *[("1704012001", n, None, None, None, None, None, way) for n, way in ((1, "1.234"), (2, "2,5"))],
    )

    assert [row.values["way"] for row in by_point.rows] == [1.234, 2.5]
    assert [row.values["way"] for row in by_comma.rows] == [1234.0, 2.5]
    assert (noted(by_point), noted(by_comma)) == ([], [("thousands", 2, "Jarak")])


def test_a_column_that_proves_nothing_follows_the_sheets_others() -> None:
    reading = reading_of(HEADER, ("1704012001", 1, None, "-4.7825", None, None, None, "1.234"))

    assert [row.values["way"] for row in reading.rows] == [1.234]


def test_days_are_read_as_the_column_proves() -> None:
    rows = [
        ("1704012001", n, None, None, None, None, day) for n, day in ((1, "01/02/2024"), (2, "11/27/2024"))
    ]
    reading = reading_of(HEADER, *rows)

    assert [row.values["day"] for row in reading.rows] == [date(2024, 1, 2), date(2024, 11, 27)]
    assert noted(reading) == [("month-first", 2, "Tanggal")]


def test_a_sheet_with_too_many_faults_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "MOST_FAULTS", 10)
    reading = reading_of(HEADER, *[("x", "y")] * 100)

    assert len(reading.faults) == 11
    assert (reading.faults[-1].code, reading.faults[-1].row) == ("too-many-faults", 7)


def test_a_row_shorter_or_longer_than_the_header_is_read() -> None:
    reading = reading_of(HEADER, GOOD[:2], (*GOOD, None, None, "x"))

    assert (told(reading), len(reading.rows), noted(reading)) == ([], 2, [("unknown-column", 1, "K")])


def test_a_group_header_alone_names_no_column() -> None:
    total = a_column(Kind.WHOLE, key="all", header_id="Pemilih")
    sheet = a_sheet(*TPS.columns[:2], total)
    reading = reading_of(
        ("Kode desa", "Nomor TPS", "Pemilih", None),
        (None, None, "Disabilitas", "Baru"),
        ("1704012001", 1, 5, 6),
        spans=(Span(0, 2, 0, 3),),
        sheet=sheet,
    )

    assert ("duplicate-column", 1, "Pemilih") in told(reading)


def test_headers_are_searched_only_near_the_top() -> None:
    deep = [("catatan",)] * 70

    assert told(reading_of(*deep, HEADER, GOOD)) == [("no-header", None, None)]
    assert told(reading_of(*deep[:40], HEADER, GOOD)) == []


def test_the_same_grid_is_read_the_same_way() -> None:
    grid = a_grid(HEADER, GOOD, ("x", "y"), ("1704012001", "1.000", None, None, datetime(2024, 1, 1)))

    assert ladder.read_sheet(grid, sheet=TPS) == ladder.read_sheet(grid, sheet=TPS)
