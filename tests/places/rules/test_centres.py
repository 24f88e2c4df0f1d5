from dataclasses import replace

from tests import worlds

from sampai.places.rules.centres import centres


def test_the_village_nearest_to_where_people_live_stands_for_its_kecamatan() -> None:
    assert centres(worlds.TERRITORY) == {worlds.COAST: worlds.BEACH, worlds.HILLS: worlds.VALLEY}


def test_without_positions_the_first_village_stands_for_it() -> None:
    regions = {code: replace(region, position=None) for code, region in worlds.TERRITORY.regions.items()}

    assert centres(replace(worlds.TERRITORY, regions=regions)) == {
        worlds.COAST: worlds.PORT,
        worlds.HILLS: worlds.VALLEY,
    }
