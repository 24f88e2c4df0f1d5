from tests.worlds import FULL, HARD_STATION

from sampai.coordination.rules.signal import nearest_signal
from sampai.kernel.geo import Position
from sampai.places.model import Station


def positions(stations: tuple[Station, ...]) -> dict[str, Position]:
    return {str(one.code): one.located.position for one in stations if one.located}


def test_a_station_without_signal_is_led_to_the_nearest_one_that_has_it() -> None:
    stations = FULL.register.stations
    where = positions(stations)

    found = nearest_signal(stations, positions=where)

    assert list(found) == [HARD_STATION.code]
    near = found[HARD_STATION.code]
    assert near.at.startswith("9901022001")  # the valley's, the next village down
    assert 5_000 < near.distance_m < 15_000


def test_where_nobody_knows_of_signal_nothing_is_said() -> None:
    assert nearest_signal([HARD_STATION], positions=positions((HARD_STATION,))) == {}
