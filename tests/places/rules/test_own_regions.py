"""Regions of an operation's own tables, alone and over a pack's."""

import pytest
from tests.tables import GAZETTEER, region
from tests.worlds import BEACH, CENTRES, COAST, HILLS, PORT, REGENCY, REGIONS

from sampai.kernel.ids import RegionCode
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.places.model import Region
from sampai.places.ports import Gazetteer
from sampai.places.rules.own_regions import RowsGazetteer, label, over

KAUR = RegionCode("1704")


@pytest.fixture(scope="module")
def indonesia() -> IndonesiaGazetteer:
    return IndonesiaGazetteer()


@pytest.fixture(scope="module")
def rows_of_kaur(indonesia: IndonesiaGazetteer) -> RowsGazetteer:
    return RowsGazetteer(tuple(indonesia.territory(KAUR).regions.values()))


# --- the port's contract ------------------------------------------------------------------------------------


@pytest.fixture(params=["pack", "rows", "rows over pack"])
def gazetteer(
    request: pytest.FixtureRequest, indonesia: IndonesiaGazetteer, rows_of_kaur: RowsGazetteer
) -> Gazetteer:
    drivers: dict[str, Gazetteer] = {
        "pack": indonesia,
        "rows": rows_of_kaur,
        "rows over pack": RowsGazetteer(rows_of_kaur.regions, indonesia),
    }
    return drivers[request.param]


def test_a_region_is_known_by_its_code(gazetteer: Gazetteer) -> None:
    kaur = gazetteer.region(KAUR)

    assert kaur is not None
    assert kaur.code == KAUR
    assert gazetteer.region(RegionCode("9999")) is None


def test_a_region_is_found_by_its_name_however_written(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("kaur  SELATAN.", within=KAUR)

    assert [one.code for one in found] == sorted(one.code for one in found)
    assert {one.name.casefold() for one in found} == {"kaur selatan"}


def test_a_name_is_sought_only_within(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Kaur Selatan", within=RegionCode("170402")) == ()


def test_a_territory_has_all_that_lies_in_it_and_the_chain_above(gazetteer: Gazetteer) -> None:
    territory = gazetteer.territory(KAUR)
    kaur = territory.regions[KAUR]

    inside = [one for one in territory.regions.values() if one.code.startswith(KAUR)]
    above = [one for one in territory.regions.values() if not one.code.startswith(KAUR)]

    assert len(list(territory.villages())) == 195
    assert all(kaur.contains(one) for one in inside)
    assert all(one.contains(kaur) for one in above)
    assert {one.code for one in above} == {"", "17"}


# --- rows ---------------------------------------------------------------------------------------------------


def test_labels_tell_what_lies_in_what() -> None:
    of = {one.code: one for one in label(reversed(REGIONS))}

    assert of[REGENCY].contains(of[PORT])
    assert of[COAST].contains(of[BEACH])
    assert not of[HILLS].contains(of[BEACH])
    assert not of[BEACH].contains(of[COAST])


def test_a_row_renames_a_region_and_the_old_name_still_finds_it() -> None:
    own = RowsGazetteer((region(PORT, "Dermaga"),), GAZETTEER)

    known = own.region(PORT)

    assert known is not None
    assert (known.name, known.aliases, known.position) == ("Dermaga", ("Pelabuhan",), CENTRES[PORT])
    assert [one.code for one in own.find("Pelabuhan", within=REGENCY)] == [PORT]
    assert [one.code for one in own.find("dermaga", within=REGENCY)] == [PORT]


def test_a_new_village_belongs_to_the_territory() -> None:
    new = Region(code=RegionCode(f"{COAST}2009"), name="Baru", first=0, last=0, position=None)

    territory = over((new,), base=GAZETTEER).territory(REGENCY)

    assert territory.regions[COAST].contains(territory.regions[new.code])
    assert not territory.regions[HILLS].contains(territory.regions[new.code])


def test_without_rows_the_pack_is_asked_itself() -> None:
    assert over((), base=GAZETTEER) is GAZETTEER
