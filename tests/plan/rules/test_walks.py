from dataclasses import replace

from tests.plan.pages.test_report import PLAN
from tests.worlds import CLAIMS, FULL_REGISTER, RULES, UNITS

from sampai.election.model import Level
from sampai.guarding.model import DutyKind, GuardPlan
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.sending import send_out
from sampai.kernel.clock import HTime
from sampai.plan.rules.walks import last_legs, with_walks

DELIVERY = PLAN.delivery


def _guard() -> GuardPlan:
    assert RULES.sending is not None
    plan = plan_guard(
        FULL_REGISTER, claims=CLAIMS, units=UNITS, patterns=RULES.patterns, territory=RULES.territory
    )
    return send_out(
        plan, register=FULL_REGISTER, units=UNITS, territory=RULES.territory, sending=RULES.sending
    )


def test_officers_walk_with_the_boxes_of_their_own_stations_and_no_others() -> None:
    guard = with_walks(_guard(), delivery=DELIVERY)

    legs = last_legs(DELIVERY)
    stations_of = {cluster.code: cluster.stations for cluster in guard.clusters}
    assert any(duty.journeys for duty in guard.duties)
    for duty in guard.duties:
        own = stations_of.get(duty.subject, ())
        assert duty.journeys == tuple(sorted({legs[station].code for station in own if station in legs}))


def test_the_reserve_walks_with_nobody() -> None:
    guard = with_walks(_guard(), delivery=DELIVERY)

    assert all(not duty.journeys for duty in guard.duties if duty.kind is DutyKind.RESERVE)


def test_a_duty_begins_with_the_loading_of_its_boxes() -> None:
    early = tuple(replace(journey, loads=HTime(-200_000)) for journey in DELIVERY.journeys)

    guard = with_walks(_guard(), delivery=replace(DELIVERY, journeys=early))

    assert {duty.starts for duty in guard.duties if duty.journeys} == {-200_000}


def test_of_a_chain_of_modes_only_the_last_leg_is_walked() -> None:
    journey = next(one for one in DELIVERY.journeys if one.receiver is Level.STATION)
    further = replace(journey, code="J-2", leg=2)

    legs = last_legs(replace(DELIVERY, journeys=(further, journey)))

    assert {one.code for one in legs.values()} == {"J-2"}
