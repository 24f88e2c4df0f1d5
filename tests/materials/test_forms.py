from tests.tables import reading_of

from sampai.kernel.ids import PlaceCode
from sampai.materials.forms import read_stock, stock_rows
from sampai.materials.model import StockLine


def test_an_item_is_known_by_its_name_as_well_as_its_key() -> None:
    entries = read_stock(reading_of("stok", {"item": "Kotak Suara", "place": "GUDANG", "good": "1.250"}))

    assert entries.faults == ()
    assert entries.nouns() == (
        StockLine(item="kotak_suara", place=PlaceCode("GUDANG"), good=1250, damaged=0),
    )


def test_stock_is_written_as_it_is_read() -> None:
    lines = (StockLine(item="bilik", place=PlaceCode("GUDANG"), good=4, damaged=1),)

    assert read_stock(reading_of("stok", *stock_rows(lines))).nouns() == lines
