"""Stock against needs: short, surplus, damaged."""

from tests.worlds import KITS

from sampai.kernel.ids import PlaceCode
from sampai.materials.model import StockBalance, StockLine
from sampai.materials.rules.stock import balances, packs_to_order
from sampai.packs.profiles import load_kits

STORE, SHED = PlaceCode("GUDANG"), PlaceCode("GUDANG-2")
NEEDED = {"kotak_suara": 16, "surat_suara_pilgub": 2_300, "surat_suara_pilbup": 2_300, "bilik": 24}


def balance(*stock: StockLine) -> dict[str, StockBalance]:
    return {found.item: found for found in balances(NEEDED, stock, kits=KITS)}


def test_damaged_pieces_serve_nobody() -> None:
    boxes = balance(StockLine(item="kotak_suara", place=STORE, good=14, damaged=5))["kotak_suara"]

    assert (boxes.needed, boxes.good, boxes.damaged, boxes.short, boxes.surplus) == (16, 14, 5, 2, 0)


def test_stock_of_several_places_adds_up() -> None:
    booths = balance(
        StockLine(item="bilik", place=STORE, good=20), StockLine(item="bilik", place=SHED, good=10, damaged=1)
    )["bilik"]

    assert (booths.good, booths.damaged, booths.short, booths.surplus) == (30, 1, 0, 6)


def test_item_without_a_line_is_short_altogether() -> None:
    assert [found.short for found in balance().values()] == list(NEEDED.values())


def test_line_that_names_a_family_is_held_against_the_whole_family() -> None:
    found = balance(StockLine(item="surat_suara", place=STORE, good=4_000))

    assert list(found) == ["kotak_suara", "bilik", "surat_suara"]
    assert found["surat_suara"].short == 600


def test_member_with_lines_of_its_own_counts_for_itself_and_its_family() -> None:
    found = balance(
        StockLine(item="surat_suara", place=STORE, good=2_000),
        StockLine(item="surat_suara_pilgub", place=STORE, good=2_310),
    )

    assert found["surat_suara_pilgub"].surplus == 10
    assert found["surat_suara"].short == 290
    assert "surat_suara_pilbup" not in found


def test_item_that_no_rule_knows_is_surplus() -> None:
    assert balance(StockLine(item="gembok", place=STORE, good=3))["gembok"].surplus == 3


def test_what_is_short_is_ordered_in_whole_packs() -> None:
    kits = load_kits("pemilu-2024")
    short = StockBalance(item="surat_suara_ppwp", needed=4_001, good=0, damaged=0)

    assert packs_to_order(short, kits=kits) == 3
    assert packs_to_order(StockBalance(item="gembok", needed=3, good=0, damaged=0), kits=kits) == 3
