"""Files that would eat the machine: read in a process with little memory, they are refused in time."""

import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from tests.engines.tables.made import DATE_STYLES, book, packed, parts, relations, saved, worksheet

MEMORY_BYTES = 1_500_000_000
SECONDS = 60

READ = """
import sys
from pathlib import Path
from sampai.engines.tables.reader import read_tables
from sampai.kernel.errors import Unreadable
try:
    tables = read_tables(Path(sys.argv[1]))
    print("read", sum(len(grid.rows) for grid in tables.grids))
except Unreadable as refused:
    print(refused.code)
"""

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def outcome(path: Path) -> tuple[str, float]:
    """What a process with little memory says of a file, and how many seconds it took."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not done.stderr
    return done.stdout.strip(), time.monotonic() - started


def far_cell() -> bytes:
    return book(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def wide_and_long() -> bytes:
    return book('<row r="250000"><c r="GR250000"><v>1</v></c></row>')


def blank_megabytes() -> bytes:
    return book(ONE + " " * 300_000_000)


def many_entries() -> bytes:
    return packed({f"{number}.xml": b"" for number in range(6_000)})


def nested_zip() -> bytes:
    content = b"\0" * 10_000_000
    for level in range(6):
        content = packed({f"{number}.zip": content for number in range(3 if level else 1)})
    return content


def nested_in_a_workbook() -> bytes:
    return packed(parts({"tps": worksheet(ONE)}) | {"xl/embeddings/bomb.zip": nested_zip()})


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
    sheet = worksheet('<row r="1"><c r="A1"><v>&l11;</v></c></row>').replace(
        "<worksheet", f"{head}<worksheet"
    )
    return packed(parts({"tps": sheet}))


def deep_elements() -> bytes:
    return book("<a>" * 10_000_000)


def shared_text_everywhere() -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    return book(cells, shared=f"<sst><si><t>{'x' * 30_000}</t></si></sst>")


def one_sheet_a_hundred_times() -> bytes:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="GR{n}"><v>1</v></c></row>' for n in range(1, 2_001)
    )
    members = parts({f"s{n}": worksheet("") for n in range(100)})
    members["xl/worksheets/sheet1.xml"] = worksheet(cells).encode()
    members["xl/_rels/workbook.xml.rels"] = relations([("worksheets/sheet1.xml", "worksheet")] * 100).encode()
    return packed(members)


def merged_everywhere() -> bytes:
    blocks = '<mergeCell ref="A1:XFD1048576"/>' * 100_000
    return book(ONE, after=f"<mergeCells>{blocks}</mergeCells>")


def endless_styles() -> bytes:
    return book(ONE, styles=DATE_STYLES.replace("<cellXfs>", "<cellXfs>" + '<xf numFmtId="14"/>' * 500_000))


def lying_size() -> bytes:
    content = book(ONE + "<!--" + "x" * 60_000_000 + "-->")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (200).to_bytes(4, "little"))


def one_endless_csv_line() -> bytes:
    return b"a;" * 20_000_000


def csv_of_nothing() -> bytes:
    return b"\n" * 60_000_000


def csv_open_quotation() -> bytes:
    return b'a;b\n"' + b"x;y\n" * 10_000_000


BOMBS: list[tuple[Callable[[], bytes], str, set[str]]] = [
    (far_cell, "a.xlsx", {"too-many-rows"}),
    (wide_and_long, "a.xlsx", {"too-many-cells"}),
    (blank_megabytes, "a.xlsx", {"unpacks-too-large"}),
    (many_entries, "a.xlsx", {"unpacks-too-large"}),
    (nested_zip, "a.xlsx", {"packed-files"}),
    (nested_in_a_workbook, "a.xlsx", {"read 1"}),
    (billion_laughs, "a.xlsx", {"entities"}),
    (deep_elements, "a.xlsx", {"damaged", "unpacks-too-large"}),
    (shared_text_everywhere, "a.xlsx", {"too-much-text"}),
    (one_sheet_a_hundred_times, "a.xlsx", {"too-many-cells"}),
    (merged_everywhere, "a.xlsx", {"read 1"}),
    (endless_styles, "a.xlsx", {"read 1"}),
    (lying_size, "a.xlsx", {"damaged", "unpacks-too-large"}),
    (one_endless_csv_line, "a.csv", {"too-many-columns", "not-text", "quotation"}),
    (csv_of_nothing, "a.csv", {"too-many-rows"}),
    (csv_open_quotation, "a.csv", {"quotation"}),
]


@pytest.mark.parametrize(("make", "name", "codes"), BOMBS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_bomb_is_defused(tmp_path: Path, make: Callable[[], bytes], name: str, codes: set[str]) -> None:
    said, seconds = outcome(saved(tmp_path, make(), name=name))

    assert said in codes
    assert seconds < SECONDS


def long_csv() -> bytes:
    row = ";".join(
        ["1704012001", "1", "Balai Desa", "-4,78", "103,33", "143", "139", "27-11-2024", "ya", "truk"] * 2
    )
    return ("\r\n".join([row] * 200_000) + "\r\n").encode()


def long_workbook() -> bytes:
    cells = "".join(f'<c r="{letter}{{n}}"><v>{{n}}</v></c>' for letter in "ABCDEFGH")
    rows = "".join(f'<row r="{n}">{cells.format(n=n)}</row>' for n in range(1, 200_001))
    return book(rows)


@pytest.mark.parametrize(("make", "name"), [(long_csv, "a.csv"), (long_workbook, "a.xlsx")])
def test_two_hundred_thousand_rows_are_read(tmp_path: Path, make: Callable[[], bytes], name: str) -> None:
    said, seconds = outcome(saved(tmp_path, make(), name=name))

    assert said == "read 200000"
    assert seconds < SECONDS
