"""All checks of a draft plan. What they find is sorted: what stops the plan first."""

from collections.abc import Iterator

from sampai.election.model import Level
from sampai.guarding.model import GuardPlan
from sampai.kernel.quantity import Load
from sampai.materials.model import Needs
from sampai.places.rules.distances import Cover
from sampai.plan.model import Manning, Operation, PlanProblem, RuleBook, Severity
from sampai.plan.rules import (
    back_checks,
    duty_checks,
    goods_checks,
    guard_checks,
    journey_checks,
    source_checks,
)
from sampai.plan.rules.naming import names_of
from sampai.plan.rules.stores import store_days
from sampai.transport.model import Chances, DeliveryPlan

NOT_SAMPLED = Chances()
NOBODY = Manning()


def check(
    operation: Operation,
    *,
    rules: RuleBook,
    needs: Needs,
    delivery: DeliveryPlan,
    guard: GuardPlan,
    manning: Manning = NOBODY,
    chances: Chances = NOT_SAMPLED,
    cover: Cover | None = None,
) -> tuple[PlanProblem, ...]:
    """What a person must know, decide or mend before this plan is published.

    `cover`: how much of the register a road map covers, if one was used.
    """
    found = [
        *_of_goods(operation, rules=rules, needs=needs, delivery=delivery),
        *_of_journeys(operation, rules=rules, delivery=delivery),
        *journey_checks.chances(chances),
        *_of_way_back(operation, rules=rules, needs=needs, delivery=delivery),
        *_of_guards(operation, rules=rules, guard=guard, manning=manning),
        *_of_duties(operation, rules=rules, delivery=delivery, manning=manning),
        *_of_sources(operation, rules=rules, needs=needs, delivery=delivery, cover=cover),
    ]
    return tuple(sorted(found, key=_urgency))


def _urgency(problem: PlanProblem) -> tuple[int, str, str, str]:
    return list(Severity).index(problem.severity), problem.code, problem.subject, str(problem.what)


def _of_goods(
    operation: Operation, *, rules: RuleBook, needs: Needs, delivery: DeliveryPlan
) -> Iterator[PlanProblem]:
    register = operation.register
    yield from goods_checks.voters(register, election=rules.election)
    yield from goods_checks.rooms(needs, register=register)
    days = store_days(delivery, needs=needs, register=register)
    yield from goods_checks.overfull(days, register=register)
    yield from goods_checks.rooms_unknown(register)
    yield from goods_checks.stock(needs, lines=operation.stock, kits=rules.kits)


def _of_journeys(operation: Operation, *, rules: RuleBook, delivery: DeliveryPlan) -> Iterator[PlanProblem]:
    register, fleet = operation.register, operation.fleet
    yield from journey_checks.unplanned(delivery)
    names = names_of(register, territory=rules.territory)
    yield from journey_checks.deadlines(delivery, election=rules.election, names=names)
    yield from journey_checks.overloads(delivery, fleet=fleet)
    yield from journey_checks.double_duties(delivery, fleet=fleet)
    yield from journey_checks.coverage(delivery, register=register, election=rules.election)
    yield from journey_checks.access(register, fleet=fleet)


def _of_way_back(
    operation: Operation, *, rules: RuleBook, needs: Needs, delivery: DeliveryPlan
) -> Iterator[PlanProblem]:
    register, election = operation.register, rules.election
    yield from back_checks.not_back(delivery)
    own = {p.level: len(p.regions) for p in needs.places if needs.total_load(level=p.level) != Load()}
    own = {level: count for level, count in own.items() if level is not Level.KPU}
    yield from back_checks.own_left(delivery, election=election, own=own)
    yield from back_checks.deadlines(delivery, election=election)
    yield from back_checks.loads(delivery, fleet=operation.fleet)
    yield from back_checks.twice(delivery)
    yield from back_checks.coverage(delivery, register=register, election=election)
    yield from back_checks.tides(register)
    yield from back_checks.unguarded_stays(delivery, modes=rules.modes, guarded=operation.guarded)
    yield from back_checks.assumed(delivery, election=election)


def _of_guards(
    operation: Operation, *, rules: RuleBook, guard: GuardPlan, manning: Manning
) -> Iterator[PlanProblem]:
    yield from guard_checks.officers(guard, territory=rules.territory)
    yield from guard_checks.unguarded(guard)
    yield from guard_checks.responses(guard)
    if manning.duties:
        yield from guard_checks.lent(guard)
    yield from guard_checks.doubts(guard)
    yield from guard_checks.proposals(guard)
    yield from guard_checks.agreements(guard)
    yield from guard_checks.disagreements(guard)
    yield from guard_checks.unknown_classes(operation.risks)
    yield from guard_checks.unknown_indicators(operation.risks, book=rules.risks)
    yield from guard_checks.signals(guard, register=operation.register)
    yield from guard_checks.reaches(guard)
    yield from guard_checks.ranges(guard)


def _of_duties(
    operation: Operation, *, rules: RuleBook, delivery: DeliveryPlan, manning: Manning
) -> Iterator[PlanProblem]:
    yield from duty_checks.promised_twice(manning, units=operation.units)
    yield from duty_checks.unfilled(manning)
    yield from duty_checks.escorts(manning)
    if rules.rosters is not None:
        yield from duty_checks.long_shifts(operation.guarded, rest=rules.rosters.rest)
        yield from duty_checks.assumed(manning)
    if rules.escorts is not None:
        yield from duty_checks.seats(delivery, operation=operation, modes=rules.modes, rules=rules.escorts)
        yield from duty_checks.full_boats(manning, delivery=delivery, modes=rules.modes, rules=rules.escorts)


def _of_sources(
    operation: Operation, *, rules: RuleBook, needs: Needs, delivery: DeliveryPlan, cover: Cover | None
) -> Iterator[PlanProblem]:
    yield from source_checks.positions(operation.register, territory=rules.territory)
    yield from source_checks.estimates(operation.register)
    yield from source_checks.assumptions(operation)
    yield from source_checks.distances(delivery, cover=cover)
    yield from source_checks.unverified(rules, needs=needs, fleet=operation.fleet)
    yield from source_checks.closures(operation)
    yield from source_checks.weather(operation, rules=rules)
