from dataclasses import replace

from tests.worlds import (
    BOAT,
    CART,
    CROSSING,
    FIELD,
    FULL_REGISTER,
    HARD_STATION,
    ISLAND_STATION,
    SENDING,
    TERRITORY,
    UNITS,
    VERY_VULNERABLE,
)

from sampai.guarding.rules.field import field_of
from sampai.guarding.rules.travel import travel
from sampai.kernel.ids import PlaceCode, StationCode
from sampai.places.model import Register

CUT_OFF = frozenset({BOAT, CART})


def _way(station: str, *, places: Register = FULL_REGISTER, base: str = "POLRES") -> tuple[int, int]:
    field = field_of(places, units=UNITS, territory=TERRITORY, cut_off=CUT_OFF, sending=SENDING)
    seconds, metres = travel(
        field.roads, bases=field.places([PlaceCode(base)]), to=field.points([StationCode(station)])
    )
    return int(seconds[0, 0]), int(metres[0, 0])


def test_a_way_goes_from_village_to_village_and_is_longer_than_a_straight_line() -> None:
    seconds, metres = _way(VERY_VULNERABLE)

    assert 1.15 * 11_500 < metres < 1.3 * 12_500
    assert abs(seconds - metres * 3.6 / SENDING.ride_kmh) < 5


def test_behind_a_track_people_walk() -> None:
    places = replace(FULL_REGISTER, links=())

    seconds, metres = _way(HARD_STATION.code, places=places, base="POLSEK-2")

    assert 0.95 < seconds / (metres * 3.6 / SENDING.walk_kmh) <= 1.01


def test_over_water_the_known_link_counts() -> None:
    with_link, _ = _way(ISLAND_STATION.code, base="POLSEK-2")
    without, _ = _way(ISLAND_STATION.code, base="POLSEK-2", places=replace(FULL_REGISTER, links=()))

    assert CROSSING.minutes_dry * 60 <= with_link < CROSSING.minutes_dry * 60 + 600
    assert without > 5 * 3_600


def test_a_base_that_nobody_knows_costs_no_time_and_breaks_nothing() -> None:
    assert _way(f"{FIELD}001", base="TIDAK-ADA") == (0, 0)
