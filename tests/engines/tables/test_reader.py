import hashlib
import os
import time
from pathlib import Path

import pytest
from tests.engines.tables.made import book, saved
from tests.kernel.table.tiny import HEADER, TPS

from sampai.engines.tables.limits import Limits
from sampai.engines.tables.reader import Tables, read_tables
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.errors import Unreadable
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value

EXTRAS = tuple(f"Catatan {number}" for number in range(14))
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def code_of(path: Path, *, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_tables(path, limits=limits or Limits())
    assert path.name in str(caught.value)
    assert str(caught.value.hint)
    return caught.value.code


def test_a_folder_of_csv_files_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    saved(tmp_path, b"a;b\n", name="tps.csv")
    saved(tmp_path, b"c,d\n", name="Armada.CSV")
    saved(tmp_path, b"e\tf\n", name="stok.tsv")
    saved(tmp_path, b"x", name=".hidden.csv")
    saved(tmp_path, b"x", name="~$tps.csv")

    tables = read_tables(tmp_path)

    assert [(grid.sheet, grid.source, grid.rows) for grid in tables.grids] == [
        ("Armada", "Armada.CSV", (("c", "d"),)),
        ("stok", "stok.tsv", (("e", "f"),)),
        ("tps", "tps.csv", (("a", "b"),)),
    ]
    assert tables.digest["tps.csv"] == "sha256:" + hashlib.sha256(b"a;b\n").hexdigest()
    assert list(tables.digest) == ["Armada.CSV", "stok.tsv", "tps.csv"]


def test_other_files_in_the_folder_are_noted(tmp_path: Path) -> None:
    saved(tmp_path, b"a;b\n", name="tps.csv")
    saved(tmp_path, b"x", name="tempat.xlsx")
    saved(tmp_path, b"x", name="SUMBER.md")

    assert [(note.code, note.sheet) for note in read_tables(tmp_path).notes] == [
        ("ignored-file", "tempat.xlsx")
    ]


def test_a_folder_with_one_workbook_stands_for_it(tmp_path: Path) -> None:
    saved(tmp_path, book(ONE), name="data.xlsx")
    assert [grid.source for grid in read_tables(tmp_path).grids] == ["data.xlsx"]

    saved(tmp_path, book(ONE), name="lain.xlsx")
    assert code_of(tmp_path) == "several-workbooks"


def test_one_csv_file_is_read_by_itself(tmp_path: Path) -> None:
    tables = read_tables(saved(tmp_path, b"a;b\n", name="tps.txt"))

    assert [(grid.sheet, grid.rows) for grid in tables.grids] == [("tps", (("a", "b"),))]


def test_what_the_bytes_say_goes_before_the_name(tmp_path: Path) -> None:
    assert read_tables(saved(tmp_path, book(ONE), name="data.csv")).grids[0].rows == ((1.0,),)
    assert code_of(saved(tmp_path, b"<html><table>", name="data.xls")) == "not-a-table"
    assert code_of(saved(tmp_path, b" <HTML><table>", name="ekspor.csv")) == "not-a-table"
    assert code_of(saved(tmp_path, b"a;b\n", name="data.xlsx")) == "not-a-table"
    assert code_of(saved(tmp_path, b"%PDF-1.7", name="data.pdf")) == "not-a-table"


def test_old_and_locked_workbooks_are_told_apart(tmp_path: Path) -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

    assert code_of(saved(tmp_path, compound, name="lama.xls")) == "old-format"
    assert (
        code_of(saved(tmp_path, compound + "EncryptedPackage".encode("utf-16-le"), name="a.xlsx"))
        == "password"
    )


def test_what_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nanti.xlsx") == "missing-file"
    assert code_of(tmp_path) == "no-tables"
    assert code_of(saved(tmp_path, b"", name="kosong.xlsx")) == "empty-file"
    assert code_of(tmp_path / "kosong.xlsx" / "x") == "forbidden"
    with pytest.raises(Unreadable):
        read_tables(Path("a\0b"))


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.csv")

    assert code_of(tmp_path / "pipa.csv") == "not-a-table"
    assert code_of(Path(os.devnull)) == "not-a-table"


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    assert (
        code_of(saved(tmp_path, b"a;b\n" * 100, name="tps.csv"), limits=Limits(file_bytes=399)) == "too-large"
    )


def test_too_many_tables_in_a_folder_are_refused(tmp_path: Path) -> None:
    for number in range(3):
        saved(tmp_path, b"a;b\n", name=f"{number}.csv")

    assert code_of(tmp_path, limits=Limits(sheets=2)) == "too-many-sheets"


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    whole = book(ONE)

    with pytest.raises(Unreadable):
        read_tables(saved(tmp_path, whole[: int(len(whole) * share)]))


def test_the_same_files_give_the_same_tables(tmp_path: Path) -> None:
    path = saved(tmp_path, book(ONE))

    assert read_tables(path) == read_tables(path)
    assert isinstance(read_tables(path), Tables)


def test_the_stations_of_the_largest_regency_are_read_in_seconds(tmp_path: Path) -> None:
    codes = (f"17.04.{number % 90 + 10}.{2001 + number % 50}" for number in range(15_228))
    extras: tuple[Value, ...] = ("x",) * 14
    rows = tuple((code, 1, "SDN 1", -4.78, 143, 139, *extras) for code in codes)
    table = TableSheet(name="tps", title="", headers=(*HEADER[:6], *EXTRAS), rows=rows)
    write_workbook(tmp_path / "a.xlsx", sheets=[table])
    started = time.process_time()

    reading = read_sheet(read_tables(tmp_path / "a.xlsx").grids[0], sheet=TPS)

    assert len(reading.rows) == 15_228
    assert time.process_time() - started < 10
