import pytest

from sampai.engines.tables.delimited import read_delimited
from sampai.engines.tables.limits import Limits
from sampai.kernel.errors import Unreadable
from sampai.kernel.table.sheet import Cell

TABLE = "Kode desa;Nomor TPS;Lokasi\r\n1704012001;1;Balai Désa\r\n"
READ = (("Kode desa", "Nomor TPS", "Lokasi"), ("1704012001", "1", "Balai Désa"))


def rows_of(data: bytes, *, limits: Limits | None = None) -> tuple[tuple[Cell, ...], ...]:
    grid, _ = read_delimited(data, file="tps.csv", sheet="tps", limits=limits or Limits())
    return grid.rows


def code_of(data: bytes, *, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        rows_of(data, limits=limits)
    assert "tps.csv" in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be-sig", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_every_usual_encoding_is_read(data: bytes) -> None:
    assert rows_of(data) == READ


def test_a_guessed_encoding_is_noted() -> None:
    _, notes = read_delimited(TABLE.encode("cp1252"), file="tps.csv", sheet="tps", limits=Limits())

    assert [(note.code, note.sheet) for note in notes] == [("encoding", "tps")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_usual_separator_is_found(delimiter: str, line_end: str) -> None:
    assert rows_of(TABLE.replace(";", delimiter).replace("\r\n", line_end).encode()) == READ


def test_decimal_commas_do_not_pass_for_separators() -> None:
    data = b"a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n"

    assert rows_of(data) == (("a", "b", "c"), ("1,5", "2,5", "3,5"), ("4,5", "5,5", "6,5"))


def test_a_title_line_does_not_hide_the_separator() -> None:
    assert rows_of(b"Daftar TPS, Kaur\n\na;b\n1;2\n3;4\n")[2:] == (("a", "b"), ("1", "2"), ("3", "4"))


@pytest.mark.parametrize("first", [b"sep=;\r\n", b'"sep=;"\r\n', b"SEP=;\n"])
def test_a_line_that_names_the_separator_is_no_row(first: bytes) -> None:
    assert rows_of(first + b"a,b;c\r\n") == (("a,b", "c"),)


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    assert rows_of(b'a;b\n\n"x\ny";"z;""q"""\n;;\n') == (("a", "b"), (), ("x\ny", 'z;"q"'), ())


def test_a_file_with_one_column_is_read() -> None:
    assert rows_of(b"Kode desa\n1704012001\n") == (("Kode desa",), ("1704012001",))


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 100,
        b"abc\x00def\n",
        "a;b".encode("utf-32"),
        b"\xff\xfea",
        b"a\x81b;\x9d\n",
        b"\xef\xbb\xbf\xff\xff",
        bytes(range(256)),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert code_of(data) == "not-text"


@pytest.mark.parametrize("data", [b'a;"b\nc;d\n', b'a;"b"c\n', b'a;"' + b"x" * 200_000 + b'"\n'])
def test_an_open_or_misplaced_quotation_is_refused_with_its_line(data: bytes) -> None:
    assert code_of(data) == "quotation"


def test_quotation_marks_inside_a_cell_are_letters() -> None:
    assert rows_of(b'TPS "Melati" 1;b\n') == (('TPS "Melati" 1', "b"),)


def test_limits_name_what_is_too_many() -> None:
    few = Limits(rows=3, columns=3, cells=5)

    assert code_of(b"a\n" * 4, limits=few) == "too-many-rows"
    assert code_of(b"a;b;c;d\n", limits=few) == "too-many-columns"
    assert code_of(b"a;b;c\n" * 2, limits=few) == "too-many-cells"
    assert rows_of(b"a;b;;;;;;;;\n" * 2, limits=few) == (("a", "b"), ("a", "b"))


def test_a_column_far_right_without_content_costs_nothing() -> None:
    assert rows_of(b"a;b" + b";" * 16_382 + b"\n") == (("a", "b"),)
