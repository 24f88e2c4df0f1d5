"""The sheet `stok`: what lies where."""

from collections.abc import Iterable, Mapping

from sampai.kernel.ids import PlaceCode
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import must, text, whole
from sampai.materials.model import StockLine

SHEET = Sheet(
    key="stok",
    aliases=("stock", "persediaan"),
    help_id="Satu baris = persediaan satu jenis barang di satu tempat, menurut hitungan terakhir.",
    help_en="One row = the stock of one item at one place, as last counted.",
    columns=(
        Column(
            key="item",
            header_id="Barang",
            header_en="Item",
            kind=Kind.CHOICE,
            help_id="Jenis barang menurut profil pemilihan, misalnya kotak_suara.",
            help_en="The item, by its key in the election profile, such as kotak_suara.",
            aliases=("jenis barang", "jenis logistik", "perlengkapan"),
            required=True,
            example="kotak_suara",
        ),
        Column(
            key="place",
            header_id="Tempat",
            header_en="Place",
            kind=Kind.CODE,
            help_id="Kode tempat penyimpanan dari lembar tempat.",
            help_en="Code of the place where it lies, from the sheet tempat.",
            aliases=("kode tempat", "gudang", "lokasi"),
            required=True,
            example="gudang-1",
        ),
        Column(
            key="good",
            header_id="Baik",
            header_en="Good",
            kind=Kind.WHOLE,
            help_id="Jumlah dalam keadaan baik.",
            help_en="Pieces in good condition.",
            aliases=("jumlah baik", "kondisi baik", "jumlah"),
            required=True,
            least=0,
            example="540",
        ),
        Column(
            key="damaged",
            header_id="Rusak",
            header_en="Damaged",
            kind=Kind.WHOLE,
            help_id="Jumlah yang rusak. Kosong berarti tidak ada.",
            help_en="Damaged pieces. Empty: none.",
            aliases=("jumlah rusak", "kondisi rusak"),
            least=0,
            example="3",
        ),
    ),
)


def read_stock(reading: Reading) -> Entries[StockLine]:
    """Stock of the sheet."""
    return to_entries(reading, noun=_line, anchor="good")


def stock_rows(stock: Iterable[StockLine]) -> list[Mapping[str, Value]]:
    """The stock as rows of the sheet."""
    return [
        {"item": line.item, "place": line.place, "good": line.good, "damaged": line.damaged} for line in stock
    ]


def _line(row: Row) -> StockLine:
    return StockLine(
        item=text(row, "item"),
        place=PlaceCode(text(row, "place")),
        good=must(whole(row, "good")),
        damaged=whole(row, "damaged") or 0,
    )
