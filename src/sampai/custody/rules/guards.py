"""Guards: what must hold before a step. A step against one is stated all the same, with name and reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sampai.custody.model import (
    Approved,
    BoxCode,
    BoxKind,
    BoxRead,
    BoxState,
    Circumstances,
    CustodyRules,
    Departed,
    Guard,
    GuardResult,
    GuardRule,
    Handing,
    Holding,
    Kind,
    Mismatch,
    Override,
    Statement,
    Touch,
)
from sampai.custody.rules.labels import read_label
from sampai.custody.rules.order import read_of
from sampai.custody.rules.seals import Looked, differences, was_read
from sampai.election.model import Direction
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution

Check = Callable[[BoxState, Touch, BoxRead, Circumstances], bool | None]


def guards_at(
    kind: Kind,
    *,
    body: Touch,
    read: BoxRead,
    state: BoxState,
    known: Circumstances,
    rules: CustodyRules,
) -> tuple[GuardResult, ...]:
    """Every guard that the pack asks at a step, in the pack's order, for one box before the step.

    A guard that does not hold, or of which nobody knows whether it does, needs signatures under a reason: in
    the step itself and as approvals that were stated before.
    """
    return tuple(
        _result(rule, body=body, read=read, state=state, known=known)
        for rule in rules.guards
        if kind in rule.steps and _is_asked(rule.guard, state=state, known=known)
    )


def _is_asked(guard: Guard, *, state: BoxState, known: Circumstances) -> bool:
    """Boats have guards of their own, kits no seal; only the way out is held to the need."""
    is_back = state.direction is Direction.BACK
    if guard is Guard.COPIES:
        return is_back and state.box.kind is BoxKind.BALLOT_BOX
    if guard in (Guard.COUNT, Guard.DAPIL):
        return not is_back
    if guard is Guard.SEAL:
        return state.box.kind is not BoxKind.KIT
    return known.by_water or guard not in (Guard.NIGHT_BOAT, Guard.LIFE_VESTS, Guard.PASSENGERS)


def _result(
    rule: GuardRule, *, body: Touch, read: BoxRead, state: BoxState, known: Circumstances
) -> GuardResult:
    holds = CHECKS[rule.guard](state, body, read, known)
    if holds:
        return GuardResult(guard=rule.guard, holding=Holding.HOLDS)
    signed = signatures(rule.guard, overrides=body.overrides, statements=state.statements)
    return GuardResult(
        guard=rule.guard,
        holding=Holding.NOT_KNOWN if holds is None else Holding.AGAINST,
        missing_institutions=max(0, rule.institutions - len(signed)),
    )


def signatures(
    guard: Guard, *, overrides: Iterable[Override], statements: Iterable[Statement]
) -> tuple[Institution, ...]:
    """The institutions that put a name and a reason under a step against a guard, each once.

    Of names that stand in the step itself only the first counts: one phone signs for one person. Others state
    their approval from their own phones.
    """
    named = [one.by.institution for one in overrides if one.guard is guard and one.reason and one.by.name][:1]
    approved = [
        body.by.institution
        for body in (statement.body for statement in statements)
        if isinstance(body, Approved) and body.guard is guard and body.reason and body.by.name
    ]
    return tuple(dict.fromkeys((*named, *approved)))


def unanswered(results: Iterable[GuardResult]) -> tuple[Guard, ...]:
    """The guards against which the step goes without the signatures that it needs."""
    return tuple(one.guard for one in results if one.missing_institutions)


BOATS = ("longboat", "speedboat", "boat", "ferry")
"""Means of transport for which boats' guards are asked, as statements of departure name them."""


@dataclass(frozen=True, slots=True)
class Against:
    """A guard that did not hold at a step that was stated, or of which nobody knew whether it did."""

    statement: Statement
    result: GuardResult


def against_guards(
    looks: Iterable[Looked], *, box: BoxCode, rules: CustodyRules, due_ms: int | None
) -> tuple[Against, ...]:
    """The guards that did not hold at the steps of a chain, in its order. Approvals count whenever they came.

    Steps that a clerk enters later are asked when they are entered.
    """
    chain = tuple(looks)
    whole = tuple(look.statement for look in chain)
    return tuple(
        Against(look.statement, result)
        for look in chain
        for read in [read_of(look.statement, box)]
        if read is not None
        for result in guards_at(
            look.statement.kind,
            body=look.statement.body,
            read=read,
            state=replace(look.before, statements=whole),
            known=circumstances_of(
                look.statement.body,
                known=Circumstances(
                    now_ms=look.statement.at_ms,
                    due_ms=due_ms if look.before.direction is Direction.OUT else None,
                ),
            ),
            rules=rules,
        )
        if result.holding is not Holding.HOLDS
    )


def circumstances_of(body: Touch, *, known: Circumstances) -> Circumstances:
    """What is known already, and what a statement itself tells of the circumstances."""
    if not isinstance(body, Departed):
        return known
    by_water = body.mode in BOATS
    return replace(
        known,
        by_water=by_water,
        is_dark=body.dark,
        is_weather_good=body.weather_go,
        boxes_on_board=len(body.boxes),
        room_for_boxes=body.room_for_boxes if by_water else len(body.boxes),
        people=body.passengers,
        room_for_people=body.room_for_people,
        life_vests=body.life_vests,
    )


def _label(state: BoxState, _body: Touch, read: BoxRead, _known: Circumstances) -> bool | None:
    if not read.label:
        return None
    try:
        label = read_label(read.label)
    except Refused:
        return False
    return (label.box, label.contest) == (state.box.code, state.box.contest.upper())


def _dapil(state: BoxState, _body: Touch, read: BoxRead, _known: Circumstances) -> bool | None:
    if not state.box.dapil:
        return True
    return read.dapil == state.box.dapil if read.dapil else None


def _count(state: BoxState, _body: Touch, read: BoxRead, _known: Circumstances) -> bool | None:
    """All that belongs inside was counted, and is there; a kind that was not counted is not known."""
    counted = {one.item: one.count for one in read.contents}
    need = {one.item: one.count for one in state.box.contents}
    if any(need.get(item, 0) != count for item, count in counted.items()):
        return False
    return True if need.keys() <= counted.keys() else None


def _seal(state: BoxState, _body: Touch, read: BoxRead, _known: Circumstances) -> bool | None:
    """A misread number does not hold either, but is read again before anybody is asked for a reason."""
    if not was_read(read) or not state.seals:
        return None
    unlike = differences(state.seals, read=read, elsewhere={})
    if unlike and all(one.mismatch is Mismatch.MISREAD for one in unlike):
        return None
    return not unlike


def _deadline(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return known.due_ms is None or known.now_ms <= known.due_ms


def _weather(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return known.is_weather_good


def _night_boat(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return None if known.is_dark is None else not known.is_dark


def _load(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return _within(known.boxes_on_board, known.room_for_boxes)


def _passengers(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return _within(known.people, known.room_for_people)


def _life_vests(_state: BoxState, _body: Touch, _read: BoxRead, known: Circumstances) -> bool | None:
    return _within(known.people, known.life_vests)


def _within(amount: int | None, most: int | None) -> bool | None:
    return None if amount is None or most is None else amount <= most


def _copies(state: BoxState, _body: Touch, _read: BoxRead, _known: Circumstances) -> bool | None:
    return state.copied


def _two_persons(_state: BoxState, body: Touch, _read: BoxRead, _known: Circumstances) -> bool | None:
    """Two by name; the other side of a handover is the second."""
    return isinstance(body, Handing) or (body.second is not None and body.second.name != body.by.name)


CHECKS: Mapping[Guard, Check] = {
    Guard.LABEL: _label,
    Guard.DAPIL: _dapil,
    Guard.COUNT: _count,
    Guard.SEAL: _seal,
    Guard.DEADLINE: _deadline,
    Guard.WEATHER: _weather,
    Guard.NIGHT_BOAT: _night_boat,
    Guard.LOAD: _load,
    Guard.PASSENGERS: _passengers,
    Guard.LIFE_VESTS: _life_vests,
    Guard.COPIES: _copies,
    Guard.TWO_PERSONS: _two_persons,
}
