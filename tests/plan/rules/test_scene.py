"""Where everybody is at a moment."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import VehicleCode
from sampai.kernel.quantity import Load
from sampai.main.operations import load_operation
from sampai.places.model import Mode
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan
from sampai.plan.rules.scene import Doing, goods_tracks, people_tracks, present, resting, scene
from sampai.transport.model import Journey, Stop

A, B, C = "gudang", "1704012001", "1704012002"
POSITIONS = {
    A: Position(lon=103.0, lat=-4.0),
    B: Position(lon=103.2, lat=-4.2),
    C: Position(lon=103.2, lat=-4.6),
}


def _stop(place: str, arrives: int, departs: int, boxes: int) -> Stop:
    load = Load(boxes=boxes)
    return Stop(place=place, arrives=HTime(arrives), departs=HTime(departs), stations=(), load=load)


def _journey(*stops: Stop, giver: Level = Level.KPU, receiver: Level = Level.PPS, **more: int) -> Journey:
    return Journey(
        code="J",
        vehicle=VehicleCode("T"),
        ordinal=1,
        mode=Mode("truk"),
        giver=giver,
        receiver=receiver,
        origin=A,
        loads=HTime(0),
        departs=HTime(100),
        returns=HTime(1000),
        stops=stops,
        load=Load(),
        distance_m=0,
        handed_over=HTime(more["handed_over"]) if more else None,
    )


OUT = _journey(_stop(B, 300, 400, 6), _stop(C, 600, 700, 4))
BACK = _journey(
    _stop(B, 300, 400, 6), _stop(C, 600, 700, 4), giver=Level.PPS, receiver=Level.KPU, handed_over=1200
)


@pytest.mark.parametrize(
    ("at", "doing", "place", "boxes"),
    [
        (50, Doing.READY, A, 0),
        (200, Doing.UNDER_WAY, B, 10),
        (350, Doing.THERE, B, 10),
        (500, Doing.UNDER_WAY, C, 4),
        (800, Doing.HOME, A, 0),
    ],
)
def test_a_journey_out_gives_its_boxes_away_stop_by_stop(
    at: int, doing: Doing, place: str, boxes: int
) -> None:
    (track,) = goods_tracks([OUT])

    found = present(track, at=HTime(at), positions=POSITIONS)

    assert (found.doing, found.place, found.boxes) == (doing, place, boxes)


def test_a_journey_back_holds_its_boxes_until_they_are_handed_over() -> None:
    (track,) = goods_tracks([BACK])

    boxes = [present(track, at=HTime(at), positions=POSITIONS).boxes for at in (200, 500, 800, 1100)]

    assert boxes == [0, 6, 10, 10]
    assert resting([track], at=HTime(1200)) == {A: 10}


def test_half_way_in_time_is_half_way_on_the_map_and_marked_estimated() -> None:
    (track,) = goods_tracks([OUT])

    under_way = present(track, at=HTime(200), positions=POSITIONS)
    there = present(track, at=HTime(300), positions=POSITIONS)

    assert (under_way.position, under_way.is_estimated) == (Position(lon=103.1, lat=-4.1), True)
    assert (there.position, there.is_estimated) == (POSITIONS[B], False)


def test_a_place_that_nobody_knows_leaves_the_vehicle_where_it_was_last() -> None:
    (track,) = goods_tracks([OUT])

    found = present(track, at=HTime(200), positions={A: POSITIONS[A]})

    assert found.position == POSITIONS[A]


def test_a_journey_is_shown_from_loading_to_its_end_only() -> None:
    tracks = goods_tracks([OUT])

    shown = [bool(scene(HTime(at), goods=tracks, people=(), positions={}).goods) for at in (-1, 0, 999, 1000)]

    assert shown == [False, True, True, False]


@cache
def _kaur() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(
        loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1, scenarios=0
    )


@settings(max_examples=40, deadline=None)
@given(quarter=st.integers(min_value=-8 * 96, max_value=8 * 96))
def test_no_box_is_lost_or_made_at_any_hour_of_the_plan(quarter: int) -> None:
    delivery = _kaur().delivery
    at = HTime(quarter * HOUR // 4)

    for journeys in (delivery.journeys, delivery.back):
        tracks = goods_tracks(journeys)
        first = sum(resting(tracks, at=HTime(-90 * DAY)).values())
        found = scene(at, goods=tracks, people=(), positions={})
        assert found.under_way + sum(found.resting.values()) == first


def test_every_station_has_its_boxes_in_the_end_and_the_store_has_none() -> None:
    plan = _kaur()

    lying = resting(goods_tracks(plan.delivery.journeys), at=HTime(0))

    assert not any(code.startswith("gudang") for code in lying)
    assert all(one.code in lying for one in plan.operation.register.stations)


def test_escorts_are_where_the_goods_of_their_convoy_are() -> None:
    plan = _kaur()
    convoy = next(iter(plan.manning.escorts.convoys))
    led = next(one for one in goods_tracks(plan.delivery.journeys) if one.code == convoy.journeys[0])
    duty = next(one for one in plan.manning.duties if one.subject == convoy.code)
    (escort,) = people_tracks(plan, [duty])
    at = HTime((led.halts[1].at + led.halts[2].at) // 2)

    with_goods = present(led, at=at, positions=POSITIONS)
    with_people = present(escort, at=at, positions=POSITIONS)

    assert with_people.place == with_goods.place
    assert with_people.doing is Doing.UNDER_WAY


def test_officers_of_stations_stand_at_their_post() -> None:
    plan = _kaur()
    cluster = plan.guard.clusters[0]
    duty = next(one for one in plan.manning.duties if one.subject == cluster.code)
    (track,) = people_tracks(plan, [duty])

    assert present(track, at=duty.starts, positions={}).place == cluster.post
