"""An earlier plan as the one to beat: with more vehicles it can still be made, so no plan need be worse."""

from collections.abc import Iterator
from dataclasses import replace

from sampai.election.model import Direction
from sampai.plan.model import Operation, RuleBook
from sampai.transport.model import DeliveryPlan, VehicleGroup
from sampai.transport.rules.score import cost_rp, rides_of, score_of

Rank = tuple[int, int, int, int]
"""Stations without; boxes that do not come back and own goods left; seconds late; rupiah."""


def rank_of(delivery: DeliveryPlan, *, fleet: tuple[VehicleGroup, ...], rules: RuleBook) -> Rank:
    """By what plans of one operation are compared, the way back with them; less is better."""
    score = score_of(
        delivery, election=rules.election, modes=rules.modes, fleet=fleet, objective=rules.objective
    )
    back_rp = cost_rp(
        delivery.back,
        stationed=rides_of(delivery, Direction.BACK),
        modes=rules.modes,
        fleet=fleet,
        shift_rp=rules.objective.shift_rp,
    )
    left = len(delivery.not_back) + len(delivery.own_left)
    return score.unserved, left, score.late_s, score.total_rp + back_rp


def better_of(
    fresh: DeliveryPlan, incumbent: DeliveryPlan, *, fleet: tuple[VehicleGroup, ...], rules: RuleBook
) -> DeliveryPlan:
    """The better of two plans; the incumbent where they are alike, so that nobody is told of a change."""
    return min((incumbent, fresh), key=lambda one: rank_of(one, fleet=fleet, rules=rules))


def what_differs(earlier: Operation, now: Operation) -> Iterator[str]:
    """The sheets in which tables differ so that journeys of the earlier ones may break a rule now.

    A fleet may grow: more vehicles in a group, and further groups.
    """
    was, is_now = (
        (s.election, s.region, s.calendar, s.pack, s.staging) for s in (earlier.settings, now.settings)
    )
    if was != is_now:
        yield "operasi"
    for sheet, one, other in (
        ("tps", earlier.register.stations, now.register.stations),
        ("tempat", earlier.register.places, now.register.places),
        ("lintasan", earlier.register.links, now.register.links),
        ("penutupan", earlier.closures, now.closures),
        ("cuaca", earlier.forecasts, now.forecasts),
        ("wilayah", earlier.regions, now.regions),
    ):
        if one != other:
            yield sheet
    groups = {group.code: group for group in now.fleet}
    if not all(group.code in groups and _grown(group, groups[group.code]) for group in earlier.fleet):
        yield "armada"


def _grown(was: VehicleGroup, now: VehicleGroup) -> bool:
    return replace(now, count=was.count) == was and now.count >= was.count
