"""Whatever bytes a file has, reading gives tables or says why not; the ladder then gives a reading."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.tables.made import DATE_STYLES, book, packed, parts, worksheet
from tests.kernel.table.tiny import GOOD, HEADER, TPS

from sampai.engines.tables.limits import Limits
from sampai.engines.tables.reader import read_tables
from sampai.kernel.errors import Unreadable
from sampai.kernel.table.ladder import read_sheet

SMALL = Limits(file_bytes=1 << 20, unpacked_bytes=8 << 20, rows=5_000, cells=100_000, characters=1_000_000)

CELLS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="inlineStr"><is><t>Lokasi</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1704012001</v></c><c r="B2"><f>1+1</f><v>2</v></c>'
    '<c r="C2" t="e"><v>#REF!</v></c></row>'
    '<row r="3"><c r="A3" t="str"><v>17.04.01.2001</v></c><c r="B3"><f>A1</f></c>'
    '<c r="D3" s="1"><v>45623</v></c></row>'
)
SHARED = "<sst><si><t>Kode desa</t></si><si><t>Nomor TPS</t></si></sst>"
MERGES = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
WORKBOOK = book(CELLS, shared=SHARED, styles=DATE_STYLES, after=MERGES)
MEMBERS = parts({"tps": worksheet(CELLS, after=MERGES)}, shared=SHARED, styles=DATE_STYLES)
CSV = "\r\n".join(";".join(map(str, row)) for row in (HEADER, GOOD, GOOD)).encode("utf-8-sig")


def check(content: bytes, *, folder: Path, name: str) -> str:
    """Read bytes as a file; the code of the refusal, or `read`."""
    path = folder / name
    path.write_bytes(content)
    try:
        tables = read_tables(path, limits=SMALL)
    except Unreadable as refused:
        return refused.code
    for grid in tables.grids:
        assert len(grid.rows) <= SMALL.rows
        read_sheet(grid, sheet=TPS)
    return "read"


def mutated(content: bytes, *, chance: np.random.Generator) -> bytes:
    """A few bytes flipped, doubled, dropped, put in or exchanged, or the end cut off."""
    changed = bytearray(content)
    for _ in range(int(chance.choice((1, 1, 2, 4, 16)))):
        place, other = (int(chance.integers(len(changed) or 1)) for _ in range(2))
        match int(chance.integers(6)):
            case 0:
                changed[place : place + 1] = chance.bytes(1)
            case 1:
                changed[place : place + 1] = changed[place : place + 1] * 2
            case 2:
                del changed[place : place + int(chance.integers(1, 20))]
            case 3:
                changed[place:place] = chance.bytes(int(chance.integers(1, 8)))
            case 4:
                here, there = changed[place : place + 8], changed[other : other + 8]
                changed[place : place + 8], changed[other : other + 8] = there, here
            case _:
                del changed[place:]
    return bytes(changed)


def mutated_member(*, chance: np.random.Generator) -> bytes:
    """A sound archive with one part mutated, so that the change reaches the parsers."""
    name = sorted(MEMBERS)[int(chance.integers(len(MEMBERS)))]
    return packed(MEMBERS | {name: mutated(MEMBERS[name], chance=chance)}, level=1)


def fuzzed(seed: int) -> tuple[bytes, str]:
    """Content and file name of one example."""
    chance = np.random.Generator(np.random.PCG64(seed))
    match seed % 4:
        case 0:
            return mutated(WORKBOOK, chance=chance), "a.xlsx"
        case 1 | 2:
            return mutated_member(chance=chance), "a.xlsx"
        case _:
            return mutated(CSV, chance=chance), "a.csv"


def test_the_unharmed_files_are_read(tmp_path: Path) -> None:
    assert check(WORKBOOK, folder=tmp_path, name="a.xlsx") == "read"
    assert check(CSV, folder=tmp_path, name="a.csv") == "read"


def test_files_with_flipped_cut_and_doubled_bytes_never_fail(tmp_path: Path) -> None:
    said = [check(content, folder=tmp_path, name=name) for content, name in map(fuzzed, range(600))]

    assert {"read", "damaged"} <= set(said)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.csv", "a.xlsx", "a.txt"]),
    st.sampled_from([b"", b"PK\x03\x04", b"sep=;\n"]),
)
def test_random_bytes_never_fail(tmp_path: Path, content: bytes, name: str, start: bytes) -> None:
    check(start + content, folder=tmp_path, name=name)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=';,"\t|\n\r\x00ab1.\u00e9=\u20ac', max_size=200),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]),
)
def test_random_texts_never_fail(tmp_path: Path, text: str, encoding: str) -> None:
    check(text.encode(encoding), folder=tmp_path, name="a.csv")


XML_CELLS = st.sampled_from(
    [
        '<c r="A1"><v>1</v></c>',
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="XFD1048576" t="e"/>',
        '<c r="B1" t="s"><v>1</v></c>',
        '<c r="B1" t="s"><v>9</v></c>',
        "<c><v>1</v></c>",
        '<c r="A2"><f>A1</f></c>',
        '<c t="e"><v>#N/A</v></c>',
        '<c r="A1" t="inlineStr"><is><t>x</t></is></c>',
        '<c r="A1" s="1"><v>1e308</v></c>',
        '<c r="A1" s="1"><v>-1</v></c>',
        '<c r="A1" t="d"><v>9999-99-99</v></c>',
        '<c r="A1" t="b"><v>x</v></c>',
        '<c r="A1"><c r="B1"><v>1</v></c></c>',
        "<v>1</v>",
        "<f>1</f>",
        '</row><row r="1">',
        '</row><row r="1048576">',
        '</row><row r="4294967296">',
        "</row><row>",
        '</row><row r="3"/><row r="2">',
        "<!-- <c/> -->",
        "<![CDATA[<c/>]]>",
        "<x:c r='A1' xmlns:x='y'><x:v>1</x:v></x:c>",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(XML_CELLS, max_size=8))
def test_random_worksheets_never_fail(tmp_path: Path, cells: list[str]) -> None:
    content = book(f'<row r="1">{"".join(cells)}</row>', shared=SHARED, styles=DATE_STYLES)

    check(content, folder=tmp_path, name="a.xlsx")


@pytest.mark.soak
def test_ten_thousand_fuzzed_files_never_fail(tmp_path: Path) -> None:
    said = [check(content, folder=tmp_path, name=name) for content, name in map(fuzzed, range(1_000, 11_000))]

    assert said.count("read") > 1_000
    assert said.count("damaged") > 1_000


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(XML_CELLS, max_size=12))
def test_ten_thousand_random_worksheets_never_fail(tmp_path: Path, cells: list[str]) -> None:
    content = book(f'<row r="1">{"".join(cells)}</row>', shared=SHARED, styles=DATE_STYLES)

    check(content, folder=tmp_path, name="a.xlsx")
