# ruff: noqa: DTZ001 -- tables know no zones
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.engines.tables.made import DATE_STYLES, book, packed, parts, relations, worksheet

from sampai.engines.tables.limits import Limits
from sampai.engines.tables.reader import read_tables
from sampai.engines.tables.workbook import read_workbook
from sampai.kernel.errors import Unreadable
from sampai.kernel.table.sheet import Cell, Grid, Span

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def grid_of(content: bytes, *, limits: Limits | None = None) -> Grid:
    (grid,) = read_workbook(content, file="tabel.xlsx", limits=limits or Limits())
    return grid


def rows_of(rows: str, *, shared: str = "", styles: str = "", days: str = "") -> tuple[tuple[Cell, ...], ...]:
    return grid_of(book(rows, shared=shared, styles=styles, days=days)).rows


def code_of(content: bytes, *, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_workbook(content, file="tabel.xlsx", limits=limits or Limits())
    assert "tabel.xlsx" in str(caught.value)
    return caught.value.code


def test_cells_keep_their_places_and_types() -> None:
    rows = rows_of(
        '<row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2"><v>1704012001</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>SDN &amp; 1</t></is></c><c r="B4" t="b"><v>1</v></c>'
        '<c r="C4" t="str"><f>A1</f><v>hasil</v></c><c r="D4"><f>1+1</f><v>2</v></c><c r="E4" s="1"/></row>',
        shared="<sst><si><t>nol</t></si>"
        "<si><r><t xml:space='preserve'>Kaur </t></r><r><t>Selatan</t></r></si></sst>",
    )

    assert rows == (
        (),
        (None, "Kaur Selatan", None, 1704012001.0),
        (),
        ("SDN & 1", True, "hasil", 2.0),
    )


def test_dates_times_and_durations_are_told_by_their_format() -> None:
    cells = '<c r="A1" s="1"><v>45623</v></c><c r="B1" s="2"><v>45623.291666666664</v></c>'
    cells += '<c r="C1" s="3"><v>1.5</v></c><c r="D1" s="4"><v>0.5</v></c>'

    assert rows_of(f'<row r="1">{cells}</row>', styles=DATE_STYLES) == (
        (date(2024, 11, 27), datetime(2024, 11, 27, 7), "36:00", time(12)),
    )


def test_a_workbook_that_counts_days_from_1904_is_read_so() -> None:
    row = '<row r="1"><c r="A1" s="1"><v>44161</v></c></row>'

    assert rows_of(row, styles=DATE_STYLES, days='<workbookPr date1904="1"/>') == ((date(2024, 11, 27),),)


def test_formula_errors_arrive_as_texts() -> None:
    cells = '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>A9/0</f><v>#DIV/0!</v></c><c r="C1" t="e"/>'

    assert rows_of(f'<row r="1">{cells}</row>') == (("#REF!", "#DIV/0!"),)


@pytest.mark.parametrize("cell", ['<c r="XFD1048576" t="e"/>', '<c r="XFD1048576" t="e"></c>'])
def test_rewriting_never_puts_a_value_where_none_was_counted(cell: str) -> None:
    assert rows_of(f'{ONE}<row r="1048576">{cell}</row>') == ((1.0,),)


def test_formulas_without_a_result_arrive_as_formulas_and_empty_results_as_empty() -> None:
    cells = (
        '<c r="A1"><f>SUM(B1:C1)&lt;5</f></c><c r="B1"><f>1</f><v></v></c><c r="C1"><f>1</f><v/></c>'
        '<c r="D1" t="str"><f>IF(A1,"","")</f><v></v></c><c r="E1"><f t="shared" si="0"/></c>'
        '<c r="F1"><v>7</v></c>'
    )

    assert rows_of(f'<row r="1">{cells}</row>') == (("=SUM(B1:C1)<5", "=1", "=1", None, "=", 7.0),)


def test_a_text_that_only_looks_like_a_formula_is_marked_as_text() -> None:
    assert rows_of('<row r="1"><c r="A1" t="inlineStr"><is><t>=1+1</t></is></c></row>') == (("'=1+1",),)


def test_prefixes_and_single_quotes_and_missing_references_are_read() -> None:
    prefixed = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        "<x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c><x:c r='B1' t='e'><x:v>#N/A</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )

    assert grid_of(packed(parts({"tps": prefixed}))).rows == ((1.0, "#N/A"),)
    assert rows_of("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>") == (
        (1.0, 2.0),
        (3.0,),
    )


def test_merged_cells_are_told() -> None:
    content = book(ONE, after='<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="B5"/></mergeCells>')

    assert grid_of(content).spans == (Span(0, 0, 1, 2),)


def test_all_worksheets_are_read_hidden_ones_too_and_charts_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(str(path))
    for name in ("tps", "tempat", "Data & 'Grafik' x"):
        made.add_worksheet(name).write(0, 0, name)
    made.get_worksheet_by_name("tempat").hide()
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "=tps!$A$1:$A$1"})
    made.add_chartsheet("grafik").set_chart(chart)
    made.close()

    assert [(grid.sheet, grid.rows) for grid in read_tables(path).grids] == [
        ("tps", (("tps",),)),
        ("tempat", (("tempat",),)),
        ("Data & 'Grafik' x", (("Data & 'Grafik' x",),)),
    ]


def test_what_openpyxl_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["Kode desa", 1704012001, 1.5, True, date(2024, 11, 27), "=A1"])
    page.merge_cells("A2:B3")
    made.save(path)

    (grid,) = read_tables(path).grids
    assert grid.rows == (("Kode desa", 1704012001.0, 1.5, True, date(2024, 11, 27), "=A1"),)
    assert grid.spans == (Span(1, 0, 2, 1),)


def test_formatted_but_empty_cells_far_away_cost_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/><c r="XFD1048576" s="0"></c></row>'

    assert rows_of(ONE + far) == ((1.0,),)


# --- refusals ---


def test_a_filled_cell_too_far_down_or_right_is_refused() -> None:
    assert code_of(book(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == "too-many-rows"
    assert code_of(book('<row r="1"><c r="XFD1"><v>1</v></c></row>')) == "too-many-columns"
    assert code_of(book('<row r="250001"><c r="A250001"><v>1</v></c></row>')) == "too-many-rows"
    assert code_of(book('<row r="99999"><c r="GR99999"><v>1</v></c></row>')) == "too-many-cells"


def test_limits_are_counted_over_all_sheets() -> None:
    rows = '<row r="1000"><c r="J1000"><v>1</v></c></row>'
    content = packed(parts({"a": worksheet(rows), "b": worksheet(rows)}))

    assert code_of(content, limits=Limits(cells=15_000)) == "too-many-cells"
    assert len(read_workbook(content, file="x", limits=Limits(cells=20_000))) == 2


def test_one_sheet_listed_many_times_is_counted_every_time() -> None:
    members = parts({f"s{n}": worksheet(ONE) for n in range(60)})
    members["xl/_rels/workbook.xml.rels"] = relations([("worksheets/sheet1.xml", "worksheet")] * 60).encode()

    assert code_of(packed(members), limits=Limits(cells=59)) == "too-many-cells"
    assert code_of(packed(members), limits=Limits(sheets=59)) == "too-many-sheets"


def test_one_long_text_used_by_many_cells_is_counted_every_time() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001))
    content = book(cells, shared=f"<sst><si><t>{'x' * 10_000}</t></si></sst>")

    assert code_of(content, limits=Limits(characters=9_999_999)) == "too-much-text"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c><c r="B1"><v>1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="1_0"><c r="A10"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="1"><c r="A1"><v>&nope;</v></c></row>',
        "<a>" * 100 + "</a>" * 100,
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_xml_that_no_program_writes_is_damaged(rows: str) -> None:
    assert code_of(book(rows)) == "damaged"


def test_an_entity_bomb_is_refused_in_every_part() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    good = parts({"tps": worksheet(ONE)}, shared="<sst><si><t>a</t></si></sst>", styles=DATE_STYLES)

    for name in (
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "_rels/.rels",
    ):
        content = good[name].replace(b'<?xml version="1.0"?>', b"")
        assert code_of(packed(good | {name: bomb.encode() + content})) == "entities"


def test_parts_that_lie_about_their_size_are_refused() -> None:
    content = bytearray(book(ONE + "<!-- " + "x" * 5000 + " -->"))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true, false = info.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little")

    assert code_of(bytes(content.replace(true, false))) == "damaged"


def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_unpacked() -> None:
    content = book(ONE + " " * 2_000_000)

    assert code_of(content, limits=Limits(unpacked_bytes=1_000_000)) == "unpacks-too-large"


def test_a_part_that_is_packed_too_well_is_refused() -> None:
    content = book(ONE + " " * (17 << 20))

    assert code_of(content) == "unpacks-too-large"


def test_of_two_entries_with_one_name_only_the_checked_one_is_read() -> None:
    members = parts({"tps": worksheet(ONE)})
    page = BytesIO()
    with zipfile.ZipFile(page, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/SHEET1.xml", worksheet('<row r="1"><c r="A1"><v>2</v></c></row>'))

    assert grid_of(page.getvalue()).rows == ((2.0,),)


def test_other_archives_are_told_what_they_are() -> None:
    assert code_of(packed({"a.xlsx": b"x"})) == "packed-files"
    assert code_of(packed({"xl/workbook.bin": b"x"})) == "old-format"
    assert code_of(
        packed({"content.xml": b"<a/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    ) == ("old-format")
    assert code_of(packed({"word/document.xml": b"<a/>"})) == "not-a-table"
    assert code_of(packed({})) == "not-a-table"
    assert code_of(packed(parts({}))) == "empty-file"


def test_a_missing_part_is_damage() -> None:
    good = parts({"tps": worksheet(ONE)})

    assert code_of(packed({k: v for k, v in good.items() if "sheet1" not in k})) == "damaged"
    assert code_of(packed({k: v for k, v in good.items() if "workbook.xml.rels" not in k})) == "damaged"


def test_an_encrypted_entry_asks_for_the_password() -> None:
    content = bytearray(book(ONE))
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4

    assert code_of(bytes(content)) == "password"
