"""What an instructor's event does to the rest of a day: it comes later or never; what was before stays."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rehearsal.days import plan

from sampai.kernel.clock import HOUR, HTime
from sampai.packs.rehearsals import load_world
from sampai.plan.pages.spots import spots
from sampai.rehearsal.model import Event, EventKind
from sampai.rehearsal.model.training import Injection, Mishap
from sampai.rehearsal.rules.bending import bent, journeys_held
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.rehearse import stage_of
from sampai.rehearsal.rules.under_way import position_at, ways_of


@cache
def day() -> tuple[Event, ...]:
    return events_of(stage_of(plan(), world=load_world("calm")), day=0, runs=1, seed=2)


def region() -> str:
    return str(plan().operation.settings.region)


def happens(
    mishap: Mishap, *, at: int, lasts_min: int = 120, place: str = "", journey: str = ""
) -> Injection:
    return Injection(
        mishap=mishap, at=HTime(at), place=place or region(), journey=journey, lasts_min=lasts_min
    )


def came(events: tuple[Event, ...]) -> dict[str, int]:
    """When each station has its goods."""
    return {
        one.place: one.at
        for one in events
        if one.kind is EventKind.HANDED_OVER and one.stations == (one.place,)
    }


def before_all() -> int:
    return day()[0].at - 1


def test_a_cut_bridge_makes_every_journey_to_the_region_late_by_its_hours() -> None:
    late = bent(day(), happens(Mishap.BRIDGE_CUT, at=before_all()))

    assert {late_at - came(day())[code] for code, late_at in came(late).items()} == {2 * HOUR}


def test_a_bridge_elsewhere_makes_nobody_late() -> None:
    assert bent(day(), happens(Mishap.BRIDGE_CUT, at=before_all(), place="9999")) == day()


def test_what_happened_before_stays_as_it_was() -> None:
    middle = day()[len(day()) // 2].at

    for mishap in Mishap:
        after = bent(day(), happens(mishap, at=middle))
        assert [one for one in after if one.at < middle] == [one for one in day() if one.at < middle]


def test_a_station_with_late_goods_opens_after_they_came() -> None:
    late = bent(day(), happens(Mishap.FLOOD, at=before_all(), lasts_min=72 * 60))
    opened = {one.place: one.at for one in late if one.kind is EventKind.OPENED}

    assert opened
    assert all(opened[code] > at for code, at in came(late).items() if code in opened)


def test_a_lost_vehicle_falls_silent_and_its_stations_get_nothing() -> None:
    journey = next(one.journey for one in day() if one.kind is EventKind.HANDED_OVER)
    stations = {
        code
        for one in day()
        if one.journey == journey and one.kind is EventKind.HANDED_OVER
        for code in one.stations
    }

    after = bent(day(), happens(Mishap.VEHICLE_LOST, at=before_all(), lasts_min=0, journey=journey))

    assert all(one.journey != journey for one in after)
    assert not stations & {one.place for one in after if one.kind is EventKind.OPENED}


def test_a_boat_in_trouble_holds_up_one_journey_and_what_its_vehicle_does_next() -> None:
    journey = day()[0].journey
    after = bent(day(), happens(Mishap.BOAT, at=before_all(), journey=journey))
    moved = {one.journey for one in set(after) - set(day()) if one.journey}
    vehicles = {one.device for one in day() if one.journey == journey}

    assert journey in moved
    assert {one.device for one in day() if one.journey in moved} == vehicles


def test_without_a_journey_the_next_one_to_the_place_is_meant() -> None:
    held = journeys_held(day(), happens(Mishap.VEHICLE_LOST, at=before_all()))
    first = next(one for one in day() if one.kind is EventKind.HANDED_OVER)

    assert held == {first.journey}


def test_while_the_server_is_down_nothing_is_heard_but_everything_happens() -> None:
    at = before_all()
    after = bent(day(), happens(Mishap.SERVER_DOWN, at=at, lasts_min=600))

    assert [one.at for one in after] == [one.at for one in day()]
    assert min(one.received for one in after) >= at + 10 * HOUR


def test_a_rumour_changes_nothing() -> None:
    assert bent(day(), happens(Mishap.RUMOUR, at=before_all())) == day()


@settings(max_examples=60, deadline=None)
@given(
    mishap=st.sampled_from([one for one in Mishap if one is not Mishap.VEHICLE_LOST]),
    share=st.floats(0, 1),
    lasts_min=st.integers(0, 2_000),
)
def test_nothing_but_a_lost_vehicle_takes_anything_away_and_nothing_comes_earlier(
    mishap: Mishap, share: float, lasts_min: int
) -> None:
    at = int(day()[0].at + share * (day()[-1].at - day()[0].at))

    after = bent(day(), happens(mishap, at=at, lasts_min=lasts_min))

    def by_name(events: tuple[Event, ...]) -> dict[tuple[str, ...], int]:
        return {(one.kind, one.device, one.place, one.journey): one.at for one in events}

    usual, later = by_name(day()), by_name(after)
    assert usual.keys() == later.keys()
    assert all(later[name] >= usual[name] for name in usual)
    assert list(after) == sorted(after, key=lambda one: one.at)


def test_a_vehicle_under_way_is_between_its_places() -> None:
    places = spots(plan()).positions
    leaves = next(one for one in day() if one.kind is EventKind.DEPARTED)
    comes = next(one for one in day() if one.kind is EventKind.ARRIVED and one.journey == leaves.journey)
    middle = HTime((leaves.at + comes.at) // 2)

    way = ways_of(day(), now=middle)[leaves.device]
    found = position_at(way, now=middle, places=places)

    assert (way.leaves.place, way.leaves.at, way.comes) == (leaves.place, leaves.at, comes)
    assert found is not None
    start, goal = places[leaves.place], places[comes.place]
    assert min(start.lat, goal.lat) <= found.lat <= max(start.lat, goal.lat)
    assert min(start.lon, goal.lon) <= found.lon <= max(start.lon, goal.lon)
