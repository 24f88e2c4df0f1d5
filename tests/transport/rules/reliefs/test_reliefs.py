"""Reliefs: what is planned anew is a right plan, and what is told of it is true."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import Case, faults
from tests.transport.random_cases import random_case
from tests.transport.rules.chance.tiny import ALWAYS, CALM, either

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR
from sampai.kernel.ids import PlaceCode, digest
from sampai.kernel.quantity import Load
from sampai.places.model import PlaceKind, Register
from sampai.transport.model import (
    SAFE,
    Chances,
    Consignment,
    DeliveryPlan,
    ModeSpread,
    Objective,
    Relief,
    ReliefKind,
    SpreadBook,
)
from sampai.transport.rules.chance import chances_of
from sampai.transport.rules.chance.shares import Days, shares_in_time
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import means
from sampai.transport.rules.offices import offices
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.reliefs import MOST_STATIONS, Planner, find_reliefs, judged, plan_anew
from sampai.transport.rules.reliefs.changes import Change, Setting, changes_for
from sampai.transport.rules.reliefs.troubles import Trouble, reach_of, troubles_of

ISLANDERS = tuple(
    replace(worlds.station(worlds.ISLAND, number, voters=80), access=(worlds.BOAT,), hard=False)
    for number in range(1, 5)
)
SMALL_CROSSING = replace(worlds.CROSSING, boxes_per_trip=4)
"""Two stations' goods a trip, so that one boat must go twice."""

ISLAND_CASE = Case(
    register=Register(stations=ISLANDERS, places=worlds.PLACES, links=(SMALL_CROSSING,)),
    consignments=tuple(Consignment(station=s.code, load=Load(2, 232, 20_000)) for s in ISLANDERS),
    election=worlds.ELECTION,
    modes=worlds.MODES,
    fleet=worlds.FLEET,
    territory=worlds.TERRITORY,
)


def book(spread: ModeSpread) -> SpreadBook:
    return SpreadBook(
        modes=tuple(replace(spread, mode=rule.mode) for rule in worlds.MODES),
        wet_days=(0.0,) * 12,
        rain_together=1.0,
        rain_basis=worlds.PRACTICE,
        last_start_s=21 * HOUR,
        hours_basis=worlds.PRACTICE,
    )


BREAKS = replace(CALM, travel=ALWAYS, loading_s=either(0.2, value=5 * HOUR))
"""On every fifth day loading takes five hours longer."""


def planned(case: Case) -> DeliveryPlan:
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
    )


def setting_of(case: Case) -> Setting:
    ways = means(case.register, territory=case.territory, modes=case.modes, fleet=case.fleet)
    return Setting(
        register=case.register, election=case.election, fleet=case.fleet, ways=ways, objective=Objective()
    )


def planner_of(case: Case, *, days: Days | None = None) -> Planner:
    return Planner(
        loads={one.station: one.load for one in case.consignments},
        territory=case.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        outlook=Outlook(voting_day=case.election.voting_day),
        days=days,
    )


def some_days(spread: ModeSpread = BREAKS) -> Days:
    return Days(modes=worlds.MODES, spreads=book(spread), scenarios=500, seed=3)


def sampled(case: Case, plan: DeliveryPlan, days: Days) -> Chances:
    return chances_of(
        plan,
        election=case.election,
        modes=case.modes,
        spreads=days.spreads,
        scenarios=days.scenarios,
        seed=days.seed,
    )


def helped(case: Case, days: Days | None) -> Chances:
    plan = planned(case)
    chances = Chances() if days is None else sampled(case, plan, days)
    return find_reliefs(plan, chances=chances, setting=setting_of(case), planner=planner_of(case, days=days))


def changed(case: Case, change: Change) -> Case:
    """The case with the hours and vehicles of a change; its ways are the same."""
    return replace(case, election=change.setting.election, fleet=change.setting.fleet)


def the(reliefs: tuple[Relief, ...], kind: ReliefKind) -> Relief:
    return next(relief for relief in reliefs if relief.kind is kind)


def troubles(case: Case, plan: DeliveryPlan, chances: Chances) -> tuple[Trouble, ...]:
    return troubles_of(plan, chances=chances, election=case.election, offices=offices(case.register))


# --- the tiny world -----------------------------------------------------------------------------------------


def test_without_a_boat_the_relief_is_a_boat() -> None:
    dry = replace(ISLAND_CASE, fleet=tuple(g for g in worlds.FLEET if g.mode != worlds.BOAT))

    chances = helped(dry, None)

    best = chances.reliefs[0]
    assert (best.kind, best.at, best.mode, best.failing, best.saved) == (
        ReliefKind.VEHICLE,
        "PPK-2",
        worlds.BOAT,
        4,
        4,
    )
    assert best.saves_all
    boat = worlds.vehicles("P", mode=worlds.BOAT, base="PPK-2", count=1, room=worlds.MODES[3].room)
    assert planned(replace(dry, fleet=(*dry.fleet, boat))).unplanned == ()


def test_the_second_trip_of_one_boat_is_saved_by_a_second_boat() -> None:
    days = some_days()
    before = sampled(ISLAND_CASE, planned(ISLAND_CASE), days)

    more = the(helped(ISLAND_CASE, days).reliefs, ReliefKind.VEHICLE)

    assert len(before.at_risk) >= 2
    assert (more.mode, more.at, more.saved) == (worlds.BOAT, "PPK-2", more.failing)
    assert more.cost_rp > 0


def test_a_plan_without_trouble_is_left_alone() -> None:
    calm = helped(ISLAND_CASE, some_days(CALM))

    assert (calm.tried, calm.reliefs) == (0, ())


def test_the_same_input_gives_the_same_reliefs() -> None:
    turned = replace(ISLAND_CASE, consignments=ISLAND_CASE.consignments[::-1], fleet=ISLAND_CASE.fleet[::-1])

    assert digest(helped(ISLAND_CASE, some_days())) == digest(helped(turned, some_days()))


def test_what_saves_most_for_the_money_comes_first() -> None:
    reliefs = helped(ISLAND_CASE, some_days()).reliefs

    per_rp = [relief.saved / max(1, relief.cost_rp) for relief in reliefs if relief.saved > 0]
    assert per_rp == sorted(per_rp, reverse=True)
    assert all(relief.saved <= 0 for relief in reliefs[len(per_rp) :])


# --- what is told is true -----------------------------------------------------------------------------------


def every_retry(case: Case, days: Days | None) -> list[tuple[Change, Trouble, DeliveryPlan, DeliveryPlan]]:
    plan = planned(case)
    chances = Chances() if days is None else sampled(case, plan, days)
    found = []
    for trouble in troubles(case, plan, chances)[:2]:
        for change in changes_for(trouble, setting=setting_of(case)):
            reach = reach_of(plan, trouble, election=case.election, first=change.first, most=MOST_STATIONS)
            assert reach is not None
            for hurry in change.hurries:
                again = plan_anew(
                    change, reach, hurry=hurry, delivery=plan, planner=planner_of(case, days=days)
                )
                found.append((change, trouble, plan, again))
    return found


@pytest.mark.parametrize("kind", list(ReliefKind))
def test_each_kind_of_change_is_tried_on_the_island(kind: ReliefKind) -> None:
    post = replace(
        worlds.PLACES[2], code=PlaceCode("PPS-PULAU"), region=worlds.ISLAND, located=worlds.located(20, -12)
    )
    case = replace(
        ISLAND_CASE,
        register=Register(
            stations=(*ISLANDERS, *worlds.ROAD_STATIONS),
            places=(*worlds.PLACES, replace(post, kind=PlaceKind.PPS)),
            links=(SMALL_CROSSING,),
        ),
    )
    trouble = Trouble(
        giver=Level.PPK,
        receiver=Level.STATION,
        stage=1,
        at="PPK-2",
        stations=(worlds.ROAD_STATIONS[-1].code,),
        boards=(("PPK-2", worlds.TRUCK),),
        near=(worlds.ROAD_STATIONS[-1].code,),
        planned=None,
    )
    island = replace(trouble, stations=tuple(s.code for s in ISLANDERS), boards=(("PPK-2", worlds.BOAT),))

    kinds = {c.relief.kind for one in (trouble, island) for c in changes_for(one, setting=setting_of(case))}

    assert kind in kinds


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_what_is_planned_anew_is_a_plan_without_fault(seed: int) -> None:
    case = random_case(seed)

    for change, _, _, again in every_retry(case, None)[:6]:
        if change.relief.kind in {ReliefKind.EARLIER, ReliefKind.VEHICLE}:
            assert faults(changed(case, change), again) == []


def test_journeys_that_are_not_concerned_stand() -> None:
    case = replace(
        ISLAND_CASE,
        register=replace(ISLAND_CASE.register, stations=(*ISLANDERS, *worlds.ROAD_STATIONS)),
        consignments=tuple(
            Consignment(station=s.code, load=Load(2, 232, 20_000))
            for s in (*ISLANDERS, *worlds.ROAD_STATIONS)
        ),
    )

    for change, _, plan, again in every_retry(case, some_days()):
        standing = [j for j in again.journeys if not j.code.endswith("+")]
        assert set(standing) <= set(plan.journeys)
        assert change.first == 0 or {j.code for j in standing} >= {
            j.code for j in plan.journeys if j.giver is Level.KPU
        }


def test_saved_and_gained_are_those_of_the_changed_plan_played_whole() -> None:
    days = some_days()
    plan = planned(ISLAND_CASE)
    before = {one.station: one.in_time for one in sampled(ISLAND_CASE, plan, days).stations}
    told = [r for r in helped(ISLAND_CASE, days).reliefs if r.kind is ReliefKind.VEHICLE]

    outcomes = []
    for change, _, _, again in every_retry(ISLAND_CASE, days):
        after = {
            one.station: one.in_time for one in sampled(changed(ISLAND_CASE, change), again, days).stations
        }
        saved = sum((after.get(s, 0) >= SAFE) - (p >= SAFE) for s, p in before.items())
        gain = sum(after.get(s, 0) - p for s, p in before.items())
        outcomes.append((change.relief.mode, saved, round(gain, 6)))

    assert all((relief.mode, relief.saved, relief.gain) in outcomes for relief in told)


def test_stations_that_a_change_harms_are_taken_off() -> None:
    days, plan = some_days(), planned(ISLAND_CASE)
    chances = sampled(ISLAND_CASE, plan, days)
    [trouble] = troubles(ISLAND_CASE, plan, chances)
    change = next(iter(changes_for(trouble, setting=setting_of(ISLAND_CASE))))
    landlocked = tuple(group for group in worlds.FLEET if group.mode != worlds.BOAT)
    harm = replace(
        change,
        setting=replace(
            setting_of(ISLAND_CASE),
            fleet=landlocked,
            ways=setting_of(ISLAND_CASE).ways.with_fleet(landlocked),
        ),
    )
    reach = reach_of(plan, trouble, election=ISLAND_CASE.election, first=1, most=MOST_STATIONS)
    assert reach is not None

    relief = judged(
        harm,
        reach,
        hurry={},
        delivery=plan,
        setting=setting_of(ISLAND_CASE),
        planner=planner_of(ISLAND_CASE, days=days),
    )

    assert relief.saved == len(chances.at_risk) - len(ISLANDERS) < 0
    assert not relief.saves_all


def test_shares_of_some_stations_are_those_of_the_whole_plan() -> None:
    days = some_days()
    plan = planned(ISLAND_CASE)
    whole = {one.station: one.in_time for one in sampled(ISLAND_CASE, plan, days).stations}

    one = ISLANDERS[3].code

    assert shares_in_time(plan, stations=[one], election=worlds.ELECTION, days=days) == {one: whole[one]}
