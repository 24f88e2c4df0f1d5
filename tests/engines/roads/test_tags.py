import pytest
from tests.engines.roads.made import STEP_M

from sampai.engines.roads.tags import CLASSES, FERRY, TagReader, WayKind, mask
from sampai.packs.road_table import load_road_table
from sampai.places.model import RoadClass, RoadUser

READER = TagReader(load_road_table())
TRUCK, CAR, MOTORBIKE, FOOT = RoadUser
WHEELS = {TRUCK, CAR, MOTORBIKE}


def kind(**tags: str) -> WayKind:
    found = READER.kind({key.replace("__", ":"): value for key, value in tags.items()}, length_mm=1_000_000)
    assert found is not None
    return found


def users(bits: int) -> set[RoadUser]:
    return {user for user in RoadUser if bits & mask(frozenset({user}))}


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ({"highway": "residential"}, set(RoadUser)),
        ({"highway": "motorway"}, {TRUCK, CAR}),
        ({"highway": "path"}, {MOTORBIKE, FOOT}),
        ({"highway": "footway"}, {FOOT}),
        ({"highway": "footway", "motorcycle": "yes"}, {MOTORBIKE, FOOT}),
        ({"highway": "footway", "access": "yes"}, {FOOT}),
        ({"highway": "residential", "motor_vehicle": "no"}, {FOOT}),
        ({"highway": "residential", "hgv": "no"}, {CAR, MOTORBIKE, FOOT}),
        ({"highway": "residential", "vehicle": "private"}, {FOOT}),
        ({"highway": "service", "access": "no", "foot": "yes"}, {FOOT}),
        ({"highway": "residential", "access": "private", "motor_vehicle": "destination"}, WHEELS),
        ({"route": "ferry"}, {MOTORBIKE, FOOT}),
        ({"route": "ferry", "motor_vehicle": "yes"}, set(RoadUser)),
    ],
)
def test_signs_say_who_may_go(tags: dict[str, str], wanted: set[RoadUser]) -> None:
    assert users(kind(**tags).forth) == wanted


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "construction"},
        {"highway": "residential", "access": "no"},
        {"highway": "pedestrian", "area": "yes"},
        {"route": "bus"},
    ],
)
def test_what_nobody_travels_on_is_no_way(tags: dict[str, str]) -> None:
    assert READER.kind(tags, length_mm=1_000) is None


@pytest.mark.parametrize(
    ("tags", "forth", "back"),
    [
        ({"oneway": "no"}, set(RoadUser), set(RoadUser)),
        ({"oneway": "yes"}, set(RoadUser), {FOOT}),
        ({"oneway": "-1"}, {FOOT}, set(RoadUser)),
        ({"junction": "roundabout"}, set(RoadUser), {FOOT}),
        ({"oneway": "yes", "oneway__motorcycle": "no"}, set(RoadUser), {MOTORBIKE, FOOT}),
    ],
)
def test_one_way_streets_go_one_way_but_for_walkers(
    tags: dict[str, str], forth: set[RoadUser], back: set[RoadUser]
) -> None:
    found = kind(highway="residential", **tags)

    assert (users(found.forth), users(found.back)) == (forth, back)


def test_motorways_go_one_way_without_a_sign() -> None:
    assert kind(highway="motorway").back == 0


def test_surface_slows_and_a_graded_track_carries_trucks() -> None:
    dirt, track, graded = (
        kind(highway="unclassified", surface="dirt"),
        kind(highway="track"),
        kind(highway="track", tracktype="grade2"),
    )

    assert (dirt.dry_percent, dirt.wet_percent) == (65, 40)
    assert CLASSES[track.road] is RoadClass.TRACK
    assert (CLASSES[graded.road], graded.dry_percent) == (RoadClass.VILLAGE, 60)


@pytest.mark.parametrize(
    ("sign", "cap"), [("40", 40), ("60 mph", 0), ("none", 0), ("", 0), ("0", 0), ("²", 0)]
)
def test_only_plain_speed_limits_count(sign: str, cap: int) -> None:
    assert kind(highway="primary", maxspeed=sign).cap_kmh == cap


@pytest.mark.parametrize(
    ("duration", "seconds"), [("00:30", 1_800), ("45", 2_700), ("01:00:00", 3_600), ("soon", None)]
)
def test_a_ferry_takes_as_long_as_the_map_says(duration: str, seconds: int | None) -> None:
    length = round(2 * STEP_M * 1_000)

    found = READER.kind({"route": "ferry", "duration": duration}, length_mm=length)

    assert found is not None
    assert found.road == FERRY
    assert found.ferry_mm_s == (length // seconds if seconds else 12_000_000 // 3_600)


def test_turning_a_kind_twice_changes_nothing() -> None:
    one_way = kind(highway="residential", oneway="yes")

    assert one_way.turned() != one_way
    assert one_way.turned().turned() == one_way
