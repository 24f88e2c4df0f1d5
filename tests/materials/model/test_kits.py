"""A kit book that exists is valid."""

from dataclasses import replace

import pytest
from tests.worlds import KITS, PRACTICE

from sampai.election.model import Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.materials.model import Formula, Item, KitBook, NeedRule, Packing

BOX, BALLOT, BOOTH = KITS.items[0], KITS.items[1], KITS.items[3]


def rule(item: Item, formula: str, *, level: Level = Level.STATION, provincial: bool = False) -> NeedRule:
    return NeedRule(
        item=item.key, level=level, formula=Formula(formula), basis=PRACTICE, provincial=provincial
    )


def test_rule_without_its_item_is_refused() -> None:
    with pytest.raises(Refused, match="There is a rule for bilik, but no such item"):
        KitBook(election="x", items=(BOX,), rules=(rule(BOOTH, "4 per tps"),))


def test_item_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Refused, match="The item kotak_suara is there twice"):
        KitBook(election="x", items=(BOX, BOX), rules=())


@pytest.mark.parametrize(("item", "formula"), [(BOX, "kotak"), (BOX, "bilik"), (BOOTH, "2 * bilik")])
def test_number_made_from_itself_is_refused(item: Item, formula: str) -> None:
    with pytest.raises(Refused, match="is made from itself"):
        KitBook(election="x", items=(item,), rules=(rule(item, formula),))


def test_booths_may_be_counted_by_boxes() -> None:
    kits = KitBook(election="x", items=(BOX, BOOTH), rules=(rule(BOOTH, "2 * kotak"),))

    assert next(kits.rules_for("bilik")).formula.text == "2 * kotak"


def test_unknown_item_names_the_known_ones() -> None:
    with pytest.raises(Refused, match="Choose one of: kotak_suara, surat_suara_pilgub"):
        KITS.item("kotak")


def test_family_gathers_its_members_and_a_key_stands_for_itself() -> None:
    assert [item.key for item in KITS.family("surat_suara")] == ["surat_suara_pilgub", "surat_suara_pilbup"]
    assert [item.key for item in KITS.family("surat_suara_pilbup")] == ["surat_suara_pilbup"]
    assert KITS.families() == ("kotak_suara", "surat_suara", "bilik")


def test_ballot_without_a_contest_has_no_own_box() -> None:
    with pytest.raises(Refused, match="has no contest"):
        replace(BALLOT, contest="")


def test_item_that_weighs_less_than_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="impossible weight"):
        replace(BOOTH, weight_mg=-1)
    with pytest.raises(Refused, match="impossible weight"):
        replace(BOOTH, weight_mg=10**30)
    with pytest.raises(Refused, match="impossible weight"):
        replace(BOOTH, packing=Packing.OUTSIDE, pack_size=0)


def test_only_the_kpu_has_a_provincial_level() -> None:
    assert rule(BALLOT, "2000", level=Level.KPU, provincial=True).digits == 2
    with pytest.raises(Refused, match="its level is ppk"):
        rule(BALLOT, "2000", level=Level.PPK, provincial=True)


def test_rule_holds_in_the_regions_named_and_nowhere_else() -> None:
    jakarta = replace(rule(BOX, "11", level=Level.PPK), only_in=(RegionCode("31"),))
    elsewhere = replace(rule(BOX, "13", level=Level.PPK), not_in=(RegionCode("31"),))

    assert [jakarta.holds_in(code) for code in ("31", "3171010001", "1704")] == [True, True, False]
    assert [elsewhere.holds_in(code) for code in ("31", "3171010001", "1704")] == [False, False, True]
