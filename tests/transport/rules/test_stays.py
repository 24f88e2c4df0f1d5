"""Where boxes and vehicles stay on the way."""

from dataclasses import replace

from tests import worlds
from tests.transport.test_way_back import plan_of, tidal

from sampai.kernel.clock import HOUR, HTime, format_h_time
from sampai.transport.model import StayKind
from sampai.transport.rules.stays import stays


def test_a_boat_that_waits_for_the_next_tide_is_shown_with_its_place() -> None:
    made = plan_of(tidal("06.30-10.00; 14.00-17.00"))

    out = [stay for stay in stays(made, modes=worlds.MODES) if not stay.boxes]

    assert {stay.kind for stay in out} == {StayKind.WAIT}
    assert [format_h_time(stay.until)[-5:] for stay in out] == ["14:00"]
    assert out[0].place == worlds.ISLAND_STATION.code


def test_on_the_way_back_the_boxes_wait_with_the_boat() -> None:
    made = plan_of(tidal("07.00-10.00; 14.00-17.00"))

    back = [stay for stay in stays(made, modes=worlds.MODES) if stay.boxes]

    assert [(stay.stations, stay.boxes) for stay in back] == [((worlds.ISLAND_STATION.code,), 2)]


def test_boxes_between_two_legs_stay_where_they_were_unloaded() -> None:
    made = plan_of(tidal(""))
    [boat] = [j for j in made.journeys if j.mode == worlds.BOAT]
    stop = boat.stops[0]
    before = replace(
        boat,
        code="TO-THE-LANDING",
        leg=1,
        loads=HTime(boat.loads - 20 * HOUR),
        stops=(
            replace(
                stop,
                place=boat.origin,
                arrives=HTime(boat.loads - 16 * HOUR),
                departs=HTime(boat.loads - 15 * HOUR),
            ),
        ),
    )
    two = replace(made, journeys=(before, replace(boat, leg=2)), back=())

    lying = [stay for stay in stays(two, modes=worlds.MODES) if stay.stations]

    assert [(s.place, s.kind, s.journey, s.boxes) for s in lying] == [
        (boat.origin, StayKind.NIGHT, boat.code, stop.load.boxes)
    ]
