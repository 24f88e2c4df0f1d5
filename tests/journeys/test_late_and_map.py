"""Finding what is late, and the map: each role as far as it may."""

from tests.journeys.conftest import CUT_OFF, PICTURES, People
from tests.journeys.person import Person

STATION = f"{CUT_OFF}001"
LATE = "terlambat atau tanpa perjalanan"
NOTHING_YET = ("kejadian", "posisi")
"""Layers of what the demonstration knows nothing of."""


def _finds_the_late_station(person: Person) -> Person:
    """From Today by what is late to its list, and from there to the station."""
    person.goes(LATE).reads("Gedung Wani")
    assert person.page.locator("table.listing tbody tr").count() == 1
    return person.goes(STATION).reads("TPS 1 Gedung Wani").reads("salah")


def test_the_commissions_clerk_finds_what_is_late_and_the_journeys_with_its_goods(people: People) -> None:
    clerk = _finds_the_late_station(people.as_kpu_logistics())
    clerk.reads("ditutup sepanjang jam kerja")

    clerk.look("/hari-ini").goes(LATE).goes("Perjalanan").reads("truk-")


def test_police_find_the_same_by_the_same_way(people: People) -> None:
    chief = _finds_the_late_station(people.as_kabag_ops())

    chief.look("/hari-ini").goes(LATE).goes("Perjalanan").reads("truk-")


def test_the_supervisor_finds_it_without_the_routes(people: People) -> None:
    supervisor = _finds_the_late_station(people.as_bawaslu())

    supervisor.look("/hari-ini").goes(LATE).goes("Perjalanan").reads("KPU → PPK").misses("truk-")


def test_a_head_of_a_police_station_finds_it_in_the_own_kecamatan(people: People) -> None:
    _finds_the_late_station(people.as_kapolsek()).misses("truk-")


def test_the_public_finds_it_and_no_journeys(people: People) -> None:
    anybody = _finds_the_late_station(people.as_public())

    anybody.look(f"/tps/{STATION}").misses("truk-").misses("ditutup sepanjang")
    anybody.look("/daftar/perjalanan", status=403)


def test_everybody_opens_the_map_with_the_layers_that_are_theirs(people: People) -> None:
    bases, ground = ["tempat", "batas"], ["penutupan", "cuaca"]
    agencies = [*bases, "kejadian", *ground, "klaster", "pos"]
    mine = {
        people.as_kpu_logistics: [*agencies, "perjalanan", "posisi"],
        people.as_kabag_ops: [*agencies, "perjalanan", "posisi"],
        people.as_bawaslu: agencies,
        people.as_kapolsek: [*agencies, "posisi"],
        people.as_public: [*bases, *ground],
    }

    for come, layers in mine.items():
        person = come().opens_the_map()

        assert person.layers() == layers, person.username
        for layer in layers[2:]:
            if layer not in NOTHING_YET:
                person.draws(layer)
        if come == people.as_kpu_logistics:
            person.pictures(PICTURES / "map-kaur.png")
        person.page.context.close()
