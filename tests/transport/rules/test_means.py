from datetime import timedelta

import pytest
from tests import worlds
from tests.places.rules.test_distances import PlainRoads
from tests.transport.test_closures import H

from sampai.packs.profiles import load_modes
from sampai.places.model import Closure, RoadClass, RoadUser
from sampai.places.rules.ways import Conditions
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.going import Going, Outlook, going
from sampai.transport.rules.means import Means, means, road_user, under

MEANS = means(worlds.FULL_REGISTER, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.FLEET)
SHIPPED = {rule.mode: rule for rule in load_modes()}


@pytest.mark.parametrize(
    ("mode", "user"),
    [
        ("truk", RoadUser.TRUCK),
        ("truk-boks", RoadUser.TRUCK),
        ("pikap", RoadUser.CAR),
        ("4x4", RoadUser.CAR),
        ("motor", RoadUser.MOTORBIKE),
        ("gerobak-sapi", RoadUser.FOOT),
    ],
)
def test_road_signs_count_modes_as_people_do(mode: str, user: RoadUser) -> None:
    assert {str(code): road_user(rule) for code, rule in SHIPPED.items()}[mode] is user


def test_boats_are_no_road_users() -> None:
    assert MEANS.ways[worlds.BOAT].pace.user is None


def test_a_mode_reaches_a_place_when_it_has_a_ride_there() -> None:
    for target in ("PPK-1", "PPK-2", str(worlds.ISLAND)):
        for mode in (worlds.TRUCK, worlds.BOAT):
            ride = MEANS.ride(mode, origin="GUDANG", target=target)
            assert MEANS.reaches(mode, origin="GUDANG", target=target) == (ride is not None)


MAPPED = means(
    worlds.FULL_REGISTER,
    territory=worlds.TERRITORY,
    modes=worlds.MODES,
    fleet=worlds.FLEET,
    roads_map=PlainRoads(),
)
PLACES = ("GUDANG", "PPK-1", "PPK-2", str(worlds.FIELD), str(worlds.VALLEY))
BY_MAP = {(100, 1_000), (200, 2_000)}


def rides(ways: Means) -> list[tuple[int, int] | None]:
    return [ways.ride(worlds.TRUCK, origin=a, target=b) for a in PLACES for b in PLACES if a != b]


def last_stage(*closures: Closure) -> Going:
    days = working_days(worlds.ELECTION.stages[1], election=worlds.ELECTION)
    return going(MAPPED, days=days, outlook=Outlook(voting_day=H.date(), closures=closures))


def test_a_road_map_tells_the_rides_while_nothing_is_shut() -> None:
    found = last_stage().open

    assert {ride for ride in rides(found) if ride is not None} <= BY_MAP
    assert found.matrix(worlds.TRUCK, PLACES)[1].max() == 2_000


def test_a_road_map_leads_nobody_round_a_closed_village() -> None:
    shut = Closure(subject=str(worlds.FIELD), starts=H - timedelta(days=9), ends=H + timedelta(days=2))

    found = last_stage(shut)

    field = PLACES.index(str(worlds.FIELD))
    assert (worlds.FIELD, "") in found.always
    assert found.open.matrix(worlds.TRUCK, PLACES)[0][0, field] == -1
    plain = under(MEANS, conditions={worlds.TRUCK: found.open.ways[worlds.TRUCK].conditions})
    assert rides(found.open) == rides(plain)


def test_rain_is_not_lost_on_a_road_map() -> None:
    slow = {node: dict.fromkeys(RoadClass, 300) for node in range(len(MAPPED.network.nodes))}
    conditions = {worlds.TRUCK: Conditions(percent=slow)}

    found, plain = (under(ways, conditions=conditions) for ways in (MAPPED, MEANS))

    assert rides(found) == rides(plain)
    assert found.matrix(worlds.TRUCK, PLACES)[0].tolist() == plain.matrix(worlds.TRUCK, PLACES)[0].tolist()


def test_with_a_road_map_a_way_still_waits_only_for_what_lies_on_it() -> None:
    noon = H - timedelta(hours=12)
    shut = Closure(subject=str(worlds.FIELD), starts=noon, ends=noon + timedelta(hours=1))

    now = last_stage(shut)

    assert now.needed([(worlds.TRUCK, "PPK-1", worlds.VALLEY)]) == ((worlds.FIELD, ""),)
    assert now.needed([(worlds.TRUCK, "PPK-2", worlds.VALLEY)]) == ()
