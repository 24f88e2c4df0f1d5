"""What decisions make of an operation's tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sampai.coordination.model import Agreed, Decision, Effect, Promise, PromiseState
from sampai.guarding.model import Acceptance, RiskClass
from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say
from sampai.places.model import Closure
from sampai.plan.model import Operation
from sampai.plan.rules.strengths import with_strengths

CHANGES_PLAN = frozenset({Agreed.CLASS, Agreed.STAGING, Agreed.REINFORCEMENT, Agreed.CLOSURE})
MOVES_GOODS = frozenset({Agreed.STAGING, Agreed.CLOSURE})
"""After these the journeys are planned anew; after the others they stay as they are."""


def whole(agreed: Agreed, effect: Effect) -> Effect:
    """The effect of a decision, complete. Raises `Refused` for what is missing."""
    if agreed is Agreed.CLASS and not (effect.place and effect.risk in {*RiskClass} and effect.signers):
        raise _missing(say("Name the place, its class, and the institutions that agree to it."))
    if agreed is Agreed.STAGING and not effect.staging:
        raise _missing(say("Choose how the goods go."))
    if agreed is Agreed.REINFORCEMENT and not (effect.unit and effect.officers > 0):
        raise _missing(say("Name the unit, and how many officers more are asked for."))
    if agreed is Agreed.CLOSURE and not (effect.place and effect.starts and effect.ends):
        raise _missing(say("Name what is closed, from when and until when."))
    if effect.starts and effect.ends and effect.ends <= effect.starts:
        raise _missing(say("The closure must end after it begins."))
    return effect


def _missing(hint: Text) -> Refused:
    return Refused("decision", say("The decision does not say all that the plan needs."), hint)


def ready(decisions: Sequence[Decision], *, promises: Sequence[Promise]) -> tuple[Decision, ...]:
    """Those that can go into a version now: reinforcement counts only when its promise is kept."""
    kept = {one.number for one in promises if one.state is PromiseState.KEPT}
    return tuple(
        one
        for one in decisions
        if one.agreed in CHANGES_PLAN
        and not one.deed
        and (one.agreed is not Agreed.REINFORCEMENT or one.effect.promise in kept)
    )


def lacking(
    operation: Operation, *, carried: Sequence[tuple[Decision, Operation]], now: datetime
) -> tuple[Decision, ...]:
    """Decisions that tables do not have, though an earlier version was made with them.

    `carried`: each, in order of time, with the tables of the version that was made with it. Of several ways
    for the goods to go the last one counts; a closure that is over by `now` (local time) is missed by nobody.
    """
    last = [one for one, _ in carried if one.agreed is Agreed.STAGING][-1:]
    counted = [(one, made) for one, made in carried if one.agreed is not Agreed.STAGING or one in last]
    return tuple(one for one, made in counted if not _is_in(one, operation, made=made, now=now))


def _is_in(one: Decision, operation: Operation, *, made: Operation, now: datetime) -> bool:
    effect = one.effect
    match one.agreed:
        case Agreed.CLASS:
            signed = {(each.place, each.risk.value, each.institution) for each in operation.acceptances}
            return all((effect.place, effect.risk, signer) in signed for signer in effect.signers)
        case Agreed.STAGING:
            return operation.settings.staging == effect.staging
        case Agreed.REINFORCEMENT:
            return _strength(operation, effect.unit) >= _strength(made, effect.unit)
        case Agreed.CLOSURE:
            wanted = effect.place, effect.starts, effect.ends
            is_over = effect.ends is not None and effect.ends < now
            return is_over or any((c.subject, c.starts, c.ends) == wanted for c in operation.closures)
        case _:
            return True


def _strength(operation: Operation, unit: str) -> int:
    return next((one.available or 0 for one in operation.units if one.code == unit), 0)


def decided(operation: Operation, *, decisions: Sequence[Decision], source: str, day: date) -> Operation:
    """The operation as the decisions want it; `source` names the meeting in its tables.

    Raises `Refused` for a unit or class that there is not.
    """
    for one in decisions:
        operation = _with(operation, one, source=source, day=day)
    return operation


def _with(operation: Operation, one: Decision, *, source: str, day: date) -> Operation:
    effect = one.effect
    match one.agreed:
        case Agreed.CLASS:
            signed = _acceptances(operation, effect, reason=f"{source}: {one.text}", day=day)
            return replace(operation, acceptances=(*operation.acceptances, *signed))
        case Agreed.STAGING:
            return replace(operation, settings=replace(operation.settings, staging=effect.staging))
        case Agreed.REINFORCEMENT:
            now = next((unit.available for unit in operation.units if unit.code == effect.unit), 0)
            return with_strengths(operation, available={effect.unit: (now or 0) + effect.officers})
        case Agreed.CLOSURE:
            return replace(operation, closures=(*operation.closures, _closure(effect, source=source)))
        case _:
            return operation


def _acceptances(operation: Operation, effect: Effect, *, reason: str, day: date) -> Iterator[Acceptance]:
    """One signature each under the next version of the place's class."""
    former = [one.version for one in operation.acceptances if one.place == effect.place]
    for institution in effect.signers:
        yield Acceptance(
            place=effect.place,
            version=max(former, default=0) + 1,
            risk=RiskClass(effect.risk),
            institution=institution,
            who=institution.upper(),
            day=day,
            reason=reason,
        )


def _closure(effect: Effect, *, source: str) -> Closure:
    assert effect.starts is not None
    assert effect.ends is not None
    return Closure(
        subject=effect.place, starts=effect.starts, ends=effect.ends, reason=effect.reason, source=source
    )
