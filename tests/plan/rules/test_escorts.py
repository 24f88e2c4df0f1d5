from dataclasses import replace

from tests.plan.manned import ENOUGH, MANNED, MANNED_RULES, WITH_ARMY, manned_plan
from tests.worlds import FLEET, FULL, MODES

from sampai.guarding.model import DutyKind
from sampai.kernel.ids import UnitCode
from sampai.kernel.quantity import Load
from sampai.packs.escorts import load_escorts
from sampai.plan.model import EscortRules, Manning, OperationPlan
from sampai.plan.rules.duty_checks import full_boats, seats
from sampai.plan.rules.escorts import fleet_with_seats

RULES = load_escorts()


def crowded(officers: int) -> EscortRules:
    """Boats and trucks with so many escorts in each."""
    vehicles = tuple(replace(rule, officers=officers, per_vehicles=1) for rule in RULES.vehicles)
    return replace(RULES, vehicles=vehicles)


def escort_people(plan: OperationPlan) -> int:
    return sum(duty.officers for duty in plan.manning.escorts.duties)


def test_escorts_with_a_seat_take_no_room_and_others_do() -> None:
    room = {str(group.code): group.room for group in fleet_with_seats(FLEET, modes=MODES, rules=crowded(1))}
    less = {str(group.code): group.room for group in fleet_with_seats(FLEET, modes=MODES, rules=crowded(3))}

    assert room == {str(group.code): group.room for group in FLEET}
    assert less["PERAHU"] == Load(20 - 4, 2_500 - 800, 800_000 - 180_000)
    assert less["GEROBAK"] == room["GEROBAK"]  # escorts walk beside it


def test_a_vehicle_full_of_escorts_keeps_its_room_and_is_named() -> None:
    rules = crowded(30)

    kept = fleet_with_seats(FLEET, modes=MODES, rules=rules)
    found = list(seats(manned_plan().delivery, operation=FULL, modes=MODES, rules=rules))

    assert {str(group.code): group.room for group in kept}["PERAHU"] == Load(20, 2_500, 800_000)
    assert ("escort-without-seat", "PPK-2") in {(p.code, p.subject) for p in found}


def test_seats_count_when_journeys_are_planned() -> None:
    vehicles = tuple(replace(rule, officers=8) for rule in RULES.vehicles)
    rules = replace(RULES, vehicles=vehicles, person=replace(RULES.person, boxes=7))

    usual, tight = manned_plan(), manned_plan(rules=replace(MANNED_RULES, escorts=rules))

    assert len(tight.delivery.journeys) > len(usual.delivery.journeys)


def test_every_convoy_has_its_people_and_they_come_from_the_nearest_unit() -> None:
    plan = manned_plan()
    escorts = plan.manning.escorts

    assert escorts.missing == ()
    assert escort_people(plan) == sum(convoy.needed for convoy in escorts.convoys)
    from_store = {d.unit for d in escorts.duties if d.journeys[0].startswith("KPU-")}
    assert from_store == {"POLRES"}


def test_the_army_takes_its_share_where_it_has_a_unit() -> None:
    half = replace(MANNED_RULES, escorts=replace(RULES, soldiers_percent=50))
    plan = manned_plan(WITH_ARMY, rules=half)
    soldiers = sum(convoy.soldiers for convoy in plan.manning.escorts.convoys)

    assert soldiers > 0
    assert sum(d.officers for d in plan.manning.escorts.duties if d.unit == UnitCode("KODIM")) == soldiers


def test_convoys_without_people_are_named_with_why() -> None:
    few = tuple(replace(unit, available=0) for unit in ENOUGH)
    plan = manned_plan(replace(MANNED, units=few))

    short = plan.manning.escorts.missing

    assert {gap.convoy for gap in short} == {c.code for c in plan.manning.escorts.convoys if c.needed}
    assert str(short[0].why) == "No unit with a known base can send anybody."
    assert "escort-short" in {problem.code for problem in plan.problems}


def test_a_boat_with_more_people_than_seats_is_named() -> None:
    plan = manned_plan()
    sea = next(j for j in plan.delivery.journeys if j.mode == "perahu")
    crowd = [
        replace(convoy, with_boxes=convoy.with_boxes + 9 * (sea.code in convoy.journeys))
        for convoy in plan.manning.escorts.convoys
    ]
    escorts = replace(plan.manning.escorts, convoys=tuple(crowd))

    def found(manning: Manning) -> list[str]:
        checked = full_boats(manning, delivery=plan.delivery, modes=MODES, rules=RULES)
        return [problem.code for problem in checked]

    assert found(plan.manning) == []
    assert found(replace(plan.manning, escorts=escorts)) == ["boat-without-seats"]


def test_officers_of_stations_are_escorts_of_their_own_boxes() -> None:
    plan = manned_plan()
    walking = [duty for duty in plan.guard.duties if duty.kind is DutyKind.STATIONS and duty.journeys]

    assert walking
    assert sum(convoy.with_boxes for convoy in plan.manning.escorts.convoys) == sum(
        duty.officers for duty in walking
    )
