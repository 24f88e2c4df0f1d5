from tests.tables import region
from tests.worlds import BEACH, COAST, HILLS, REGENCY, REGIONS

from sampai.kernel.ids import RegionCode
from sampai.places.model import Region, RegionLevel
from sampai.places.rules.lookup import Miss, look_up, near_regions
from sampai.places.rules.own_regions import RowsGazetteer

TWINS = (region(f"{COAST}2008", "Kembar"), region(f"{HILLS}2008", "Kembar"))
GAZETTEER = RowsGazetteer((*REGIONS, *TWINS, region(f"{HILLS}2009", "Desa Baru")))


def village(name: str, *, within: RegionCode = REGENCY) -> Region | Miss:
    return look_up(
        name, level=RegionLevel.VILLAGE, within=within, gazetteer=GAZETTEER, neighbours=GAZETTEER.regions
    )


def code_of(found: Region | Miss) -> str:
    assert isinstance(found, Region)
    return found.code


def test_a_title_before_the_name_does_not_matter() -> None:
    assert {code_of(village(name)) for name in ("Pantai", "desa Pantai", "Kel. PANTAI", "Pekon Pantai")} == {
        BEACH
    }


def test_a_name_that_begins_like_a_title_is_tried_as_it_stands() -> None:
    assert code_of(village("Desa Baru")) == f"{HILLS}2009"


def test_twins_are_told_apart_by_their_kecamatan() -> None:
    both = village("Kembar")

    assert both == Miss(several=TWINS)
    assert code_of(village("Kembar", within=HILLS)) == f"{HILLS}2008"


def test_a_kecamatan_is_not_a_village() -> None:
    assert village("Pesisir") == Miss()


def test_near_names_are_offered_the_likeliest_first() -> None:
    missed = village("Pantei")

    assert isinstance(missed, Miss)
    assert [one.code for one in missed.near] == [BEACH]


def test_nothing_is_offered_for_what_is_like_nothing() -> None:
    assert near_regions("Xyzzy", among=REGIONS) == ()
