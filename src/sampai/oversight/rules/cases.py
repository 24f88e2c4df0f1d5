"""How a case goes on: who may take which step, what a step makes of it, what runs against it, who sees it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution, Scope, Secrecy, shown
from sampai.kernel.text import Text, say
from sampai.ledger.model import Digest
from sampai.oversight.model import (
    LADDER,
    Case,
    CaseMachine,
    DeadlineRule,
    Door,
    Due,
    Happening,
    Mark,
    Move,
    Office,
    Person,
    PublicState,
    Regime,
    Step,
    StepRule,
    Taken,
    WorkCalendar,
)
from sampai.oversight.rules.days import due


def opened(
    machine: CaseMachine,
    *,
    number: str,
    regime: Regime,
    door: Door,
    holder: Office,
    region: RegionCode,
    subject: str,
    since: datetime,
    at: datetime,
    reporters: tuple[Person, ...] = (),
) -> Case:
    """A case at its door. `since` is when the supervisor found it, or the reporter came to know of it."""
    first = Happening.FOUND if door is Door.FINDING else Happening.KNOWN
    marks = [Mark(what=first, at=since)]
    if door is Door.REPORT:
        marks.append(Mark(what=Happening.RECEIVED, at=at))
    return Case(
        number=number,
        regime=regime,
        door=door,
        state=dict(machine.starts)[door],
        holder=holder,
        region=region,
        subject=subject,
        opened_at=at,
        marks=tuple(marks),
        reporters=reporters,
    )


def may_follow(
    case: Case, *, by: Office, at: datetime, machine: CaseMachine, dues: Sequence[Due] = ()
) -> tuple[StepRule, ...]:
    """The steps that this office may take now; `dues` are the case's open deadlines."""
    return tuple(
        rule
        for rule in machine.steps
        if _fits(case, rule)
        and _is_for(case, rule, by=by)
        and (not rule.after_deadline or _passed(dues, at=at))
        and (rule.moves is None or receivers(case, rule, by=by))
    )


def receivers(case: Case, rule: StepRule, *, by: Office) -> tuple[Office, ...]:
    """To whom this office may move the case by a step that moves it."""
    place = LADDER.index(case.holder)
    match rule.moves:
        case Move.DOWN:
            return LADDER[:place]
        case Move.HANDED_UP:
            return LADDER[place + 1 :]
        case Move.UP:
            return (by,) if by in LADDER[place + 1 :] else ()
        case None:
            return ()


def apply(case: Case, step: Step, at: datetime, *, machine: CaseMachine, dues: Sequence[Due] = ()) -> Case:
    """The case after a step. A late step is taken and noted as late.

    Raises `Refused` for a step that this office may not take here.
    """
    allowed = may_follow(case, by=step.by, at=at, machine=machine, dues=dues)
    rule = next((rule for rule in allowed if rule.key == step.key), None)
    if rule is None:
        raise _refusal(step, say("this office may not take it now"), allowed)
    if rule.asks_kind and step.kind is None:
        raise _refusal(step, say("the kind of violation is missing"), allowed)
    if rule.moves is not None and step.to not in receivers(case, rule, by=step.by):
        raise _refusal(step, say("the case cannot be moved to that office"), allowed)
    state = rule.to or case.state
    late = tuple(one.rule.key for one in dues if at >= one.until and set(one.rule.met_by) & set(rule.marks))
    return replace(
        case,
        state=state,
        holder=step.to if rule.moves and step.to else case.holder,
        kind=step.kind if rule.asks_kind else case.kind,
        marks=(*case.marks, *(Mark(what=what, at=at) for what in rule.marks)),
        history=(*case.history, Taken(step=step, at=at, state=state, late=late)),
    )


def with_evidence(case: Case, digests: Sequence[Digest]) -> Case:
    """The case with more evidence, in whatever state it is: facts are never refused."""
    new = dict.fromkeys((*case.evidence, *digests))
    return replace(case, evidence=tuple(new))


def dues(
    case: Case, *, machine: CaseMachine, rules: Sequence[DeadlineRule], calendar: WorkCalendar
) -> tuple[Due, ...]:
    """The deadlines that run against an open case: begun, not met, not replaced by a longer one."""
    if machine.state(case.state).is_end:
        return ()
    return tuple(one for one in _begun(case, rules=rules, calendar=calendar) if _met_at(case, one) is None)


def met_late(case: Case, *, rules: Sequence[DeadlineRule], calendar: WorkCalendar) -> tuple[Due, ...]:
    """The deadlines that were met when they had passed, such as that of a report that came late."""
    return tuple(
        one
        for one in _begun(case, rules=rules, calendar=calendar)
        if (met := _met_at(case, one)) is not None and met >= one.until
    )


def public_state(case: Case, *, machine: CaseMachine) -> PublicState | None:
    """What the public is told; None for a draft."""
    return machine.state(case.state).public


def case_for(case: Case, *, machine: CaseMachine, institution: Institution, scope: Scope) -> Case | None:
    """The case as somebody may see it; None where it is outside their territory, or the supervisor's draft.

    The reporter's and witnesses' names never leave the supervisor, whatever class of fields a role sees; nor
    do the steps before a case was public, what is written at inner steps, and a reporter's own words.
    """
    own = institution is Institution.BAWASLU
    if not scope.covers(case.region) or not (own or public_state(case, machine=machine)):
        return None
    if not own:
        case = outside(case, machine=machine)
    elif not scope.sees(Secrecy.RESTRICTED):
        case = replace(case, reporters=(), witnesses=(), history=tuple(map(_nameless, case.history)))
    return shown(case, scope=scope)


def outside(case: Case, *, machine: CaseMachine) -> Case:
    """What of a case leaves the supervisor's own space, once it is public."""
    told = {rule.key for rule in machine.steps if rule.told}
    return replace(
        case,
        event=case.event if case.door is Door.FINDING else "",
        reporters=(),
        witnesses=(),
        history=tuple(
            _nameless(taken if taken.step.key in told else replace(taken, step=replace(taken.step, note="")))
            for taken in case.history
            if machine.state(taken.state).public
        ),
    )


def _nameless(taken: Taken) -> Taken:
    """A step of the reporter without name and words; others as they are."""
    if taken.step.by is Office.REPORTER:
        return replace(taken, step=replace(taken.step, name="", note=""))
    return taken


def _fits(case: Case, rule: StepRule) -> bool:
    return (
        case.state in rule.leaves
        and case.door in rule.doors
        and case.regime in rule.regimes
        and (not rule.kinds or case.kind in rule.kinds)
    )


def _is_for(case: Case, rule: StepRule, *, by: Office) -> bool:
    """Offices of the supervisor act on the cases that they hold; to take one over they must stand above."""
    if by not in rule.who:
        return False
    return by not in LADDER or rule.moves is Move.UP or by is case.holder


def _passed(dues: Sequence[Due], *, at: datetime) -> bool:
    return any(at >= one.until for one in dues)


def _begun(case: Case, *, rules: Sequence[DeadlineRule], calendar: WorkCalendar) -> list[Due]:
    begun = [
        due(rule, since=since, calendar=calendar, region=case.region)
        for rule in rules
        if case.regime is rule.regime
        and case.door in rule.doors
        and (since := case.when(rule.since)) is not None
        and (rule.only_after is None or case.when(rule.only_after) is not None)
    ]
    replaced = {one.rule.replaces for one in begun}
    return [one for one in begun if one.rule.key not in replaced]


def _met_at(case: Case, deadline: Due) -> datetime | None:
    return min(
        (mark.at for mark in case.marks if mark.what in deadline.rule.met_by and mark.at >= deadline.since),
        default=None,
    )


def _refusal(step: Step, cause: Text, allowed: Sequence[StepRule]) -> Refused:
    return Refused(
        "case-step",
        say("The step {step} cannot be taken: {cause}.", step=step.key, cause=cause),
        say("Steps that {office} may take: {steps}.", office=step.by.value, steps=_names(allowed))
        if allowed
        else say("{office} has nothing to do in this case now.", office=step.by.value),
    )


def _names(rules: Sequence[StepRule]) -> str:
    return ", ".join(rule.key for rule in rules)
