"""Tiny declarations: one column, one sheet, one grid."""

from collections.abc import Mapping, Sequence

from sampai.kernel.table.cells import reader
from sampai.kernel.table.custom import UNKNOWN, Custom
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Cell, Column, Grid, Kind, Reading, Sheet, Span, Value


def a_column(
    kind: Kind = Kind.TEXT,
    *,
    key: str = "it",
    header_id: str = "Kolom",
    header_en: str = "Column",
    unit: str = "",
    aliases: tuple[str, ...] = (),
    required: bool = False,
    choices: Mapping[str, tuple[str, ...]] | None = None,
    least: float | None = None,
    most: float | None = None,
    example: str = "",
) -> Column:
    return Column(
        key=key,
        header_id=header_id,
        header_en=header_en,
        kind=kind,
        help_id="Bantuan",
        help_en="Help",
        unit=unit,
        aliases=aliases,
        required=required,
        choices=choices or {},
        least=least,
        most=most,
        example=example,
    )


def outcome_of(cell: Cell, column: Column, *, custom: Custom = UNKNOWN) -> Outcome:
    return reader(column, custom=custom)(cell)


def value_of(cell: Cell, column: Column, *, custom: Custom = UNKNOWN) -> Value:
    outcome = outcome_of(cell, column, custom=custom)
    assert not isinstance(outcome, Trouble), outcome
    return outcome.value if isinstance(outcome, Remark) else outcome


def code_of(cell: Cell, column: Column, *, custom: Custom = UNKNOWN) -> str:
    """The code of the trouble or remark; empty for a plain value."""
    outcome = outcome_of(cell, column, custom=custom)
    return outcome.code if isinstance(outcome, Trouble | Remark) else ""


def said_of(cell: Cell, column: Column) -> str:
    outcome = outcome_of(cell, column)
    if isinstance(outcome, Remark):
        return str(outcome.said)
    assert isinstance(outcome, Trouble)
    return f"{outcome.wrong} {outcome.mend}"


VILLAGE = a_column(
    Kind.REGION,
    key="village",
    header_id="Kode desa",
    header_en="Village code",
    required=True,
    example="1704012001",
)
NUMBER = a_column(
    Kind.WHOLE,
    key="number",
    header_id="Nomor TPS",
    header_en="Station number",
    aliases=("no tps",),
    required=True,
    least=1,
    most=999,
    example="1",
)
NAME = a_column(Kind.TEXT, key="name", header_id="Lokasi", header_en="Location", aliases=("alamat",))
LAT = a_column(
    Kind.NUMBER,
    key="lat",
    header_id="Lintang",
    header_en="Latitude",
    unit="derajat",
    least=-11,
    most=6,
    example="-4,78",
)
MEN = a_column(
    Kind.WHOLE,
    key="men",
    header_id="Pemilih laki-laki",
    header_en="Men",
    unit="orang",
    aliases=("pemilih l", "l"),
    least=0,
)
WOMEN = a_column(
    Kind.WHOLE,
    key="women",
    header_id="Pemilih perempuan",
    header_en="Women",
    unit="orang",
    aliases=("pemilih p", "p"),
    least=0,
)
DAY = a_column(Kind.DATE, key="day", header_id="Tanggal", header_en="Date")
WAY = a_column(Kind.NUMBER, key="way", header_id="Jarak", header_en="Distance", unit="km")
HARD = a_column(Kind.YES_NO, key="hard", header_id="TPS sulit", header_en="Hard")

TPS = Sheet(
    key="tps",
    columns=(VILLAGE, NUMBER, NAME, LAT, MEN, WOMEN, DAY, WAY, HARD),
    help_id="Satu baris = satu TPS.",
    help_en="One row = one station.",
    required=True,
)

HEADER = (
    "Kode desa",
    "Nomor TPS",
    "Lokasi",
    "Lintang",
    "Pemilih laki-laki",
    "Pemilih perempuan",
    "Tanggal",
    "Jarak",
)
GOOD = ("1704012001", 1, "SDN 1", -4.78, 143, 139, "27-11-2024", 1.5)


def a_sheet(*columns: Column, required: bool = False) -> Sheet:
    return Sheet(key="lembar", columns=columns, help_id="Bantuan", help_en="Help", required=required)


def a_grid(*rows: Sequence[Cell], spans: tuple[Span, ...] = ()) -> Grid:
    return Grid(sheet="TPS", rows=tuple(map(tuple, rows)), spans=spans)


def reading_of(*rows: Sequence[Cell], spans: tuple[Span, ...] = (), sheet: Sheet = TPS) -> Reading:
    return read_sheet(a_grid(*rows, spans=spans), sheet=sheet)


def told(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every fault."""
    return [(fault.code, fault.row, fault.column) for fault in reading.faults]


def noted(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every note."""
    return [(note.code, note.row, note.column) for note in reading.notes]
