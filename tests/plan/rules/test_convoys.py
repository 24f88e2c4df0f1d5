from collections.abc import Iterable
from dataclasses import replace

from tests.worlds import at

from sampai.election.model import Level
from sampai.guarding.model import Duty, DutyKind
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import UnitCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.packs.escorts import load_escorts
from sampai.places.model import Mode
from sampai.plan.model import Convoy
from sampai.plan.rules.convoys import convoys_of
from sampai.transport.model import DeliveryPlan, Journey, Stop

RULES = load_escorts()
STORE = "GUDANG"
POSITIONS: dict[str, Position] = {
    STORE: at(0, 0),
    "EAST": at(20, 1),
    "NEAR-EAST": at(20, 6),
    "WEST": at(-20, 0),
    "NORTH": at(-1, 20),
    "NORTH-TOO": at(1, 20),
}


def journey(
    code: str,
    to: str,
    *,
    departs_h: float = 8,
    mode: str = "truk",
    giver: Level = Level.KPU,
    receiver: Level = Level.PPK,
    convoy: tuple[int, ...] = (),
) -> Journey:
    departs = HTime(round(departs_h * HOUR))
    there = HTime(departs + HOUR)
    return Journey(
        code=code,
        vehicle=VehicleCode(code),
        ordinal=1,
        mode=Mode(mode),
        giver=giver,
        receiver=receiver,
        origin=STORE,
        loads=HTime(departs - HOUR // 2),
        departs=departs,
        returns=HTime(departs + 2 * HOUR),
        stops=(Stop(place=to, arrives=there, departs=there, stations=(), load=Load(1, 1, 1)),),
        load=Load(1, 1, 1),
        distance_m=40_000,
        convoy=convoy,
    )


def convoys(*journeys: Journey, stations: Iterable[Duty] = (), soldiers: bool = False) -> list[Convoy]:
    plan = DeliveryPlan(journeys=journeys, unplanned=(), engine="", network="", seed=1, effort=1)
    return list(
        convoys_of(plan, rules=RULES, positions=POSITIONS, stations=tuple(stations), soldiers=soldiers)
    )


def walk(journeys: tuple[str, ...], officers: int) -> Duty:
    return Duty(
        kind=DutyKind.STATIONS,
        subject="K-1",
        unit=UnitCode("POLRES"),
        officers=officers,
        starts=HTime(0),
        ends=HTime(HOUR),
        journeys=journeys,
    )


def test_journeys_of_one_hour_and_direction_share_outriders() -> None:
    found = convoys(journey("J1", "EAST"), journey("J2", "NEAR-EAST", departs_h=8.9))

    assert [(c.journeys, c.officers, c.outriders) for c in found] == [(("J1", "J2"), 2, 2)]


def test_another_hour_or_direction_is_another_convoy() -> None:
    found = convoys(journey("J1", "EAST"), journey("J2", "WEST"), journey("J3", "EAST", departs_h=9.0))

    assert [convoy.journeys for convoy in found] == [("J1",), ("J2",), ("J3",)]
    assert sum(convoy.outriders for convoy in found) == 6


def test_directions_on_both_sides_of_north_are_near() -> None:
    assert [c.journeys for c in convoys(journey("J1", "NORTH"), journey("J2", "NORTH-TOO"))] == [("J1", "J2")]


def test_escorts_gather_before_loading_and_stay_until_the_last_vehicle_is_back() -> None:
    convoy = convoys(journey("J1", "EAST"), journey("J2", "EAST", departs_h=8.5))[0]

    assert convoy.starts == 7 * HOUR  # loading begins at 07:30
    assert convoy.ends == 10.5 * HOUR


def test_officers_who_walk_with_their_own_boxes_are_not_asked_for_again() -> None:
    last = journey("J1", "EAST", giver=Level.PPK, receiver=Level.STATION, convoy=(2, 3))

    found = convoys(last, stations=[walk(("J1",), 2)])

    assert [(c.officers, c.with_boxes, c.outriders) for c in found] == [(1, 2, 0)]


def test_motorbikes_have_one_officer_for_five() -> None:
    ride = journey(
        "J1", "EAST", mode="motor", giver=Level.PPK, receiver=Level.STATION, convoy=tuple(range(2, 7))
    )

    assert convoys(ride)[0].officers == 2


def test_the_armys_share_is_of_all_escorts_together() -> None:
    many = [journey(f"J{n}", "EAST", departs_h=8 + n) for n in range(10)]

    found = convoys(*many, soldiers=True)

    assert sum(convoy.needed for convoy in found) == 30
    assert sum(convoy.soldiers for convoy in found) == 30 * 14 // 100
    assert sum(convoy.soldiers for convoy in convoys(*many)) == 0


def test_the_way_back_has_convoys_and_officers_of_stations_count_once_each_way() -> None:
    out = journey("A-OUT", "EAST", giver=Level.PPK, receiver=Level.STATION)
    home = journey("B-HOME", "EAST", departs_h=40, giver=Level.STATION, receiver=Level.PPK)
    store = journey("C-STORE", "EAST", departs_h=60, giver=Level.PPK, receiver=Level.KPU)
    home = replace(home, handed_over=HTime(home.returns + HOUR))
    plan = DeliveryPlan(
        journeys=(out,), back=(home, store), unplanned=(), engine="", network="", seed=1, effort=1
    )

    found = convoys_of(
        plan, rules=RULES, positions=POSITIONS, stations=(walk((out.code, home.code), 1),), soldiers=False
    )

    assert [(one.officers, one.outriders, one.with_boxes) for one in found] == [
        (0, 0, 1),
        (0, 0, 1),
        (1, 2, 0),
    ]
    assert found[1].ends == home.returns + HOUR
