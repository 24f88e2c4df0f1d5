"""What would close a shortage: reinforcement from where, or another pattern set, computed anew."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from sampai.guarding.model import (
    GuardPlan,
    GuardRules,
    Loan,
    OtherPattern,
    PatternSet,
    Unit,
)
from sampai.guarding.rules.clusters import fewest
from sampai.guarding.rules.field import Field
from sampai.guarding.rules.travel import travel
from sampai.kernel.geo import Position, distance_m
from sampai.places.model import Mode, Station, Territory
from sampai.places.rules.network import BEELINE

ARMY = "tni"
"""Soldiers stand at stations only as reinforcement that somebody asked for."""


def with_ways_out(
    plan: GuardPlan,
    *,
    field: Field,
    units: Sequence[Unit],
    sets: Iterable[PatternSet],
    cut_off: frozenset[Mode],
    sending: GuardRules,
) -> GuardPlan:
    """The plan with reinforcements and cheaper pattern sets for its shortage; as it is without one."""
    if not plan.shortage.missing:
        return plan
    loans = sorted(
        (*_soldiers(plan, field=field, units=units), *_neighbours(plan, field=field, sending=sending)),
        key=lambda loan: (loan.travel_s, loan.lender),
    )
    cheaper = sorted(
        _cheaper(
            plan,
            stations=field.register.stations,
            sets=sets,
            territory=field.territory,
            cut_off=cut_off,
        ),
        key=lambda other: (-other.officers, other.code),
    )
    return replace(plan, shortage=replace(plan.shortage, loans=tuple(loans), patterns=tuple(cheaper)))


def _soldiers(plan: GuardPlan, *, field: Field, units: Sequence[Unit]) -> Iterator[Loan]:
    """Army units of the tables: as many as they can send and are missing."""
    army = [u for u in units if u.institution.strip().lower() == ARMY and u.available]
    if not army:
        return
    posts = [one.stations[0] for one in plan.shortage.unguarded]
    seconds, metres = travel(
        field.roads, bases=field.places([unit.base for unit in army]), to=field.points(posts)
    )
    for row, unit in enumerate(army):
        yield Loan(
            lender=unit.code,
            name=unit.name,
            officers=min(unit.available, plan.shortage.missing),
            known=True,
            distance_m=round(metres[row].mean()),
            travel_s=round(seconds[row].mean()),
        )


def _neighbours(plan: GuardPlan, *, field: Field, sending: GuardRules) -> Iterator[Loan]:
    """Neighbouring regencies, whose strength the tables do not tell: all that is missing is asked for."""
    middle = _middle(plan, field=field)
    for region in field.territory.neighbours:
        if region.position and middle:
            metres = -(-distance_m(region.position, middle) * BEELINE // 10)
            yield Loan(
                lender=region.code,
                name=region.name,
                officers=plan.shortage.missing,
                known=False,
                distance_m=metres,
                travel_s=-(-metres * 18 // (5 * sending.ride_kmh)),
            )


def _middle(plan: GuardPlan, *, field: Field) -> Position | None:
    points = field.points([station for one in plan.shortage.unguarded for station in one.stations])
    known = ~np.isnan(points.lat)
    if not known.any():
        return None
    return Position(float(points.lat[known].mean()), float(points.lon[known].mean()))


def _cheaper(
    plan: GuardPlan,
    *,
    stations: Sequence[Station],
    sets: Iterable[PatternSet],
    territory: Territory,
    cut_off: frozenset[Mode],
) -> Iterator[OtherPattern]:
    """Sets that ask for fewer officers, with what would still be missing after the same reserve."""
    class_of = {risk.station: risk.risk for risk in plan.risks}
    inside = [station for station in stations if station.code in class_of]
    left = plan.officers_available - plan.shortage.reserve
    for patterns in sets:
        officers = fewest(inside, class_of=class_of, patterns=patterns, territory=territory, cut_off=cut_off)
        if officers < plan.officers_needed:
            yield OtherPattern(
                code=patterns.code,
                name=patterns.name,
                officers=officers,
                missing=max(0, officers - left),
            )
