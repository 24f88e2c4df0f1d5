"""What comes back after counting."""

from tests import worlds

from sampai.election.model import Level
from sampai.kernel.quantity import Load
from sampai.materials.rules.needs import needs_of
from sampai.materials.rules.returns import returning

NEEDS = needs_of(worlds.ROAD_STATIONS, election=worlds.ELECTION, kits=worlds.KITS)


def test_all_boxes_come_back_and_only_the_items_that_are_named() -> None:
    boxes_only = returning(NEEDS, kits=worlds.KITS, families=["kotak_suara"])

    assert boxes_only.stations.at(0) == Load(2, 192, 4_000)


def test_what_all_comes_back_is_as_heavy_as_on_the_way_out() -> None:
    families = {item.family for item in worlds.KITS.items}

    everything = returning(NEEDS, kits=worlds.KITS, families=families)

    assert [everything.stations.at(row) for row in range(6)] == [NEEDS.load(row) for row in range(6)]


def test_committees_send_their_own_boxes_back() -> None:
    found = returning(NEEDS, kits=worlds.KITS, families=["kotak_suara"]).committees

    assert [(level, region) for level, region, _ in found] == [
        (Level.PPK, worlds.COAST),
        (Level.PPK, worlds.HILLS),
    ]
    assert {load.boxes for _, _, load in found} == {2}
