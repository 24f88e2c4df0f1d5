from tests.worlds import COAST, FULL_REGISTER, TERRITORY, VERY_VULNERABLE

from sampai.plan.rules.naming import names_of


def test_regions_stations_and_places_have_the_names_that_people_use() -> None:
    names = names_of(FULL_REGISTER, territory=TERRITORY)

    assert (names[COAST], names[VERY_VULNERABLE], names["PPK-2"]) == (
        "Pesisir",
        "TPS 002 Ladang",
        "PPK Bukit",
    )
