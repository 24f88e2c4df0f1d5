"""A number is explained by its rule, with the numbers put in, its basis and its standing."""

from dataclasses import replace

import pytest
from tests.worlds import PRACTICE

from sampai.election.model import Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.materials.model import Formula, NeedRule
from sampai.materials.rules.explain import explain
from sampai.packs.profiles import load_election, load_kits
from sampai.places.model import Station

ELECTION, KITS = load_election("pilkada-2024"), load_kits("pilkada-2024")


def lines(item: str, village: str = "1704012001") -> list[str]:
    station = Station(village=RegionCode(village), number=1, voters_m=180, voters_f=177)
    return [str(line) for line in explain(item, station, election=ELECTION, kits=KITS)]


def test_ballots_are_explained_with_law_and_numbers() -> None:
    assert lines("surat_suara_pilgub") == [
        "TPS 1704012001001 has 357 voters.",
        "surat_suara_pilgub: dpt + ceil(2.5% * dpt) = 357 + ceil(2.5% * 357) = 366",
        "Basis (law): DPT ditambah cadangan 2,5% (UU 1/2015 Pasal 80), dibulatkan ke atas per TPS.",
        "Surat suara Gubernur dan Wakil Gubernur (surat_suara_pilgub): 366 lembar.",
    ]


def test_guess_says_that_it_is_not_verified() -> None:
    assert "Basis (unverified)" in lines("segel")[2]
    assert lines("segel")[1] == "segel: 23 * kotak = 23 * 2 = 46"


def test_family_is_explained_member_by_member_with_its_sum() -> None:
    assert lines("surat_suara")[-1] == "surat_suara in all: 732."
    assert lines("surat_suara", "3171012001")[-1] == "surat_suara in all: 366."
    assert "Surat suara Bupati/Wali Kota dan wakilnya: this contest is not held there." in lines(
        "surat_suara", "3171012001"
    )


def test_what_only_a_place_above_holds_is_said_to_be_there() -> None:
    assert "no rule gives it to a station; a place above holds it." in lines("surat_suara_psu_pilgub")[1]


def test_rule_for_other_regions_is_said_not_to_be_meant() -> None:
    more = NeedRule(
        item="tinta",
        level=Level.STATION,
        formula=Formula("1 per tps"),
        basis=PRACTICE,
        only_in=(RegionCode("31"),),
    )
    kits = replace(KITS, rules=(*KITS.rules, more))
    station = Station(village=RegionCode("1704012001"), number=1, voters_m=357)

    found = [str(line) for line in explain("tinta", station, election=ELECTION, kits=kits)]

    assert "The rule 1 per tps is not meant for this region." in found
    assert found[-1] == "Tinta (tinta): 2 botol."


def test_unknown_item_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="There is no item “kotak”"):
        lines("kotak")
