from sampai.election.model import Standing
from sampai.packs.road_table import load_road_table
from sampai.places.model import RoadClass, RoadUser

TABLE = load_road_table()


def test_every_highway_is_said_once_with_users_and_a_speed() -> None:
    names = [rule.highway for rule in TABLE.roads]

    assert len(names) == len(set(names))
    assert all(rule.users and 0 < rule.speed_percent <= 200 for rule in TABLE.roads)


def test_rain_never_makes_a_surface_quicker() -> None:
    assert all(0 < rule.wet_percent <= rule.dry_percent <= 100 for rule in TABLE.surfaces)
    assert len({(rule.tag, rule.value) for rule in TABLE.surfaces}) == len(TABLE.surfaces)


def test_tracks_are_closed_to_four_wheels_by_their_class_not_by_signs() -> None:
    (track,) = (rule for rule in TABLE.roads if rule.highway == "track")

    assert (track.road, track.users) == (RoadClass.TRACK, frozenset(RoadUser))


def test_the_percents_are_marked_as_unverified() -> None:
    assert TABLE.basis.standing is Standing.UNVERIFIED
