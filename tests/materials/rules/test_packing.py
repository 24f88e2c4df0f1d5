"""Every piece that a station gets is on its packing list once, in the right box."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import PRACTICE

from sampai.election.model import Level
from sampai.kernel.ids import RegionCode
from sampai.materials.model import Formula, KitBook, NeedRule
from sampai.materials.rules.needs import needs_of
from sampai.materials.rules.packing import PackedItem, PackingList, packing_list
from sampai.packs.profiles import load_election, load_kits
from sampai.places.model import Station

ELECTIONS = {code: (load_election(code), load_kits(code)) for code in ("pemilu-2024", "pilkada-2024")}


def packed(
    code: str, village: str = "1704012001", *, voters: int = 300, kits: KitBook | None = None
) -> PackingList:
    election, book = ELECTIONS[code]
    station = Station(village=RegionCode(village), number=1, voters_m=voters)
    needs = needs_of((station,), election=election, kits=kits or book)
    return packing_list(station.code, needs=needs, election=election, kits=kits or book)


def test_each_ballot_lies_in_the_box_of_its_contest() -> None:
    packing = packed("pemilu-2024")

    assert [box.contest for box in packing.boxes] == ["ppwp", "dpr", "dpd", "dprd_prov", "dprd_kab"]
    for box in packing.boxes:
        ballots = [line for line in box.contents if line.item.startswith("surat_suara_")]
        assert ballots == [PackedItem(f"surat_suara_{box.contest}", 306)]


def test_booths_travel_outside_and_ink_in_the_first_box() -> None:
    packing = packed("pilkada-2024", voters=600)

    assert packing.outside == (PackedItem("bilik", 4),)
    assert PackedItem("tinta", 2) in packing.boxes[0].contents
    assert PackedItem("surat_suara_pilgub", 615) in packing.boxes[0].contents
    assert packing.load.boxes == len(packing.boxes) == 2


def test_where_there_is_no_pilgub_the_first_box_is_that_of_the_regent() -> None:
    packing = packed("pilkada-2024", "3401012001")

    assert [box.contest for box in packing.boxes] == ["pilbup"]
    assert PackedItem("tinta", 2) in packing.boxes[0].contents


def test_box_that_a_profile_forgets_leaves_nothing_behind() -> None:
    _, kits = ELECTIONS["pilkada-2024"]
    for boxes in (0, 1, 3):
        rules = tuple(
            replace(rule, formula=Formula(str(boxes)))
            if (rule.item, rule.level) == ("kotak_suara", Level.STATION)
            else rule
            for rule in kits.rules
        )

        packing = packed("pilkada-2024", kits=replace(kits, rules=rules))

        assert len(packing.boxes) == boxes
        assert [box.contest for box in packing.boxes[2:]] == [""] * max(0, boxes - 2)
        lines = [line.item for box in packing.boxes for line in box.contents]
        everything = [*lines, *(line.item for line in packing.outside)]
        assert {"surat_suara_pilgub", "surat_suara_pilbup", "tinta", "bilik"} <= set(everything)
        assert len(everything) == len(set(everything))


def test_overfull_box_is_seen() -> None:
    election, kits = ELECTIONS["pilkada-2024"]
    heavy = NeedRule(item="sampul", level=Level.STATION, formula=Formula("5000"), basis=PRACTICE)

    packing = packed("pilkada-2024", kits=replace(kits, rules=(*kits.rules, heavy)))

    assert [box.is_overfull for box in packing.boxes] == [True, False]
    assert election.code == "pilkada-2024"


@pytest.mark.parametrize("code", list(ELECTIONS))
def test_shipped_profiles_overfill_no_box_at_the_most_voters_of_the_law(code: str) -> None:
    election, _ = ELECTIONS[code]

    packing = packed(code, voters=election.most_voters_law)

    assert not any(box.is_overfull for box in packing.boxes)


@given(
    st.sampled_from(list(ELECTIONS)),
    st.sampled_from(["1704012001", "3171012001", "3401012001"]),
    st.integers(0, 800),
)
def test_packing_list_holds_exactly_what_the_station_needs(code: str, village: str, voters: int) -> None:
    election, kits = ELECTIONS[code]
    station = Station(village=RegionCode(village), number=7, voters_f=voters)
    needs = needs_of((station,), election=election, kits=kits)

    packing = packing_list(station.code, needs=needs, election=election, kits=kits)

    lines = [*packing.outside, *(line for box in packing.boxes for line in box.contents)]
    counted = {line.item: line.count for line in lines} | {"kotak_suara": len(packing.boxes)}
    assert counted == {item: count for item, count in needs.at(station.code).items() if count}
    assert len(lines) == len(counted) - 1
    outside_mg = sum(kits.item(line.item).weight_mg * line.count for line in packing.outside)
    by_box_g = sum(box.weight_g for box in packing.boxes) + outside_mg / 1_000
    assert 0 <= by_box_g + 1 - packing.load.weight_g <= len(packing.boxes) + 1
