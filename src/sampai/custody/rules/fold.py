"""A box folded from its statements: equal for equal statements, whatever the order in which they came in."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sampai.custody.model import (
    Box,
    BoxCode,
    BoxKind,
    BoxRead,
    BoxState,
    Departed,
    Entry,
    Gap,
    GapKind,
    Handing,
    Keeper,
    Kind,
    Loaded,
    Moving,
    OpenTrouble,
    Phase,
    Replaced,
    Resolved,
    Statement,
)
from sampai.custody.rules.handovers import handovers_of
from sampai.custody.rules.life import TO_PHASE, may_follow
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import comes_after, heads, in_order, read_of
from sampai.custody.rules.relayed import differs, stated_themselves
from sampai.custody.rules.seals import Looked
from sampai.custody.rules.troubles import troubles_of
from sampai.election.model import Direction, Level
from sampai.ledger.model import Data, Digest
from sampai.ledger.rules.cbor import encode

BY_TWO = (Kind.PACKED, Kind.SEALED, Kind.OPENED)
"""Steps that two persons do together; a handover has two sides anyway."""
AT_ONCE = (
    Kind.PACKED,
    Kind.SEALED,
    Kind.LOADED,
    Kind.DEPARTED,
    Kind.ARRIVED,
    Kind.GIVEN,
    Kind.TAKEN,
    Kind.STORED,
    Kind.OPENED,
)
"""Steps that only one device can truly have stated after one and the same statement."""
MOVES = (Kind.LOADED, Kind.GIVEN, Kind.TAKEN)
CLOCK_SLACK_MS = 5 * 60_000


def new_box(box: Box) -> BoxState:
    """A box of which nothing is known but the plan. Containers exist for the way back only."""
    back = box.kind is BoxKind.CONTAINER
    return BoxState(box=box, direction=Direction.BACK if back else Direction.OUT)


def fold(state: BoxState, statement: Statement) -> BoxState:
    """The state with one statement more; one that is there already, or of other boxes, changes nothing."""
    known = {one.digest for one in state.statements}
    if statement.digest in known or read_of(statement, state.box.code) is None:
        return state
    return replay(state.box, (*state.statements, statement))


def replay(box: Box, statements: Iterable[Statement]) -> BoxState:
    """The state that some statements make, in any order."""
    return replayed(box, statements)[0]


def replayed(box: Box, statements: Iterable[Statement]) -> tuple[BoxState, tuple[Looked, ...]]:
    """The same, with each statement in order and the states before and after it."""
    whole = in_order(statements, box=box.code)
    looks, themselves = tuple(walk(box, whole)), stated_themselves(whole)
    state = looks[-1].after if looks else new_box(box)
    state = replace(
        state,
        statements=whole,
        handovers=handovers_of([one for one in whole if one.digest not in themselves], box=box.code),
        gaps=_ordered((*state.gaps, *_side_by_side(looks, box=box.code)), whole=whole),
        heads=heads(whole, box=box.code),
    )
    return state, looks


def _ordered(gaps: Iterable[Gap], *, whole: Sequence[Statement]) -> tuple[Gap, ...]:
    place = {statement.digest: number for number, statement in enumerate(whole)}
    return tuple(sorted(gaps, key=lambda gap: (place[gap.at], gap.kind.value)))


def walk(box: Box, whole: Sequence[Statement]) -> Iterator[Looked]:
    """Each statement in order, with the state before and after it."""
    state, at = new_box(box), {one.digest: one.at_ms for one in whole}
    themselves = stated_themselves(whole)
    for statement in whole:
        before, same = state, themselves.get(statement.digest)
        if same is None:
            state = _step(before, statement, at=at)
        elif differs(statement, same, box=box.code):
            state = _with_gap(before, GapKind.MISMATCH, statement)
        yield Looked(statement, before, state)


def _step(before: BoxState, statement: Statement, *, at: Mapping[Digest, int]) -> BoxState:
    """One statement's effect: what it changes, which exceptions it opens, where the chain is not whole."""
    read = read_of(statement, before.box.code)
    assert read is not None
    state = replace(
        before,
        gaps=(
            *before.gaps,
            *(
                Gap(kind=kind, at=statement.digest, phase=before.phase)
                for kind in _oddities(before, statement, at=at)
            ),
        ),
    )
    state = _moved(state, statement)
    state = _sealed(state, statement.kind, read)
    opened = troubles_of(before, statement, read=read)
    there = {one.trouble for one in state.open_troubles}
    new = tuple(OpenTrouble(trouble=one, cause=statement.digest) for one in opened if one not in there)
    return _decided(replace(state, troubles=(*state.troubles, *new)), statement)


def _oddities(before: BoxState, statement: Statement, *, at: Mapping[Digest, int]) -> Iterator[GapKind]:
    if statement.kind not in may_follow(before):
        yield GapKind.UNEXPECTED
    read = read_of(statement, before.box.code)
    own = statement.after if statement.subject == f"box:{before.box.code}" else ()
    named = {*own, *(Digest(digest) for digest in (read.after if read else ()))}
    if not named <= at.keys():
        yield GapKind.UNKNOWN_BEFORE
    earlier = [at[digest] for digest in comes_after(statement, before.box.code) if digest in at]
    if earlier and statement.at_ms < max(earlier) - CLOCK_SLACK_MS:
        yield GapKind.TIME
    if statement.kind in BY_TWO and statement.body.second is None:
        yield GapKind.ONE_PERSON


def _with_gap(state: BoxState, kind: GapKind, statement: Statement) -> BoxState:
    return replace(state, gaps=(*state.gaps, Gap(kind=kind, at=statement.digest, phase=state.phase)))


def _moved(state: BoxState, statement: Statement) -> BoxState:
    """Phase, place, journey and keeper after a statement."""
    kind, body = statement.kind, statement.body
    phase = TO_PHASE.get(kind, state.phase)
    state = replace(state, place=statement.place or state.place)
    if kind is Kind.SEALED:
        return _closed(state)
    if kind in MOVES and _turns(state):
        state = replace(state, direction=Direction.BACK)
    if kind is Kind.TAKEN and isinstance(body, Handing):
        return _taken(state, body)
    if isinstance(body, (Loaded, Departed, Moving)):
        return replace(state, phase=phase, journey=body.journey)
    if kind in (Kind.STOCKED, Kind.PACKED) and state.holder is None:
        return replace(state, phase=phase, holder=body.by)
    return replace(state, phase=phase)


def _closed(state: BoxState) -> BoxState:
    """Sealing at the station after opening turns the box round; sealing anew on the way changes no phase."""
    if _turns(state):
        return replace(state, phase=Phase.RESEALED, direction=Direction.BACK)
    if state.phase is Phase.OPENED and state.direction is Direction.BACK:
        return replace(state, phase=Phase.RETURNED if _is_home(state) else Phase.RESEALED)
    if state.phase in (Phase.PLANNED, Phase.AT_STORE, Phase.ASSEMBLED, Phase.PACKED, Phase.OPENED):
        return replace(state, phase=Phase.SEALED)
    return state


def _is_home(state: BoxState) -> bool:
    return state.holder is not None and state.holder.level is Level.KPU


def _turns(state: BoxState) -> bool:
    """Whether the next move is the first of the way back: the box was opened by its station."""
    opened = state.phase in (Phase.OPENED, Phase.USED)
    return opened and state.holder is not None and state.holder.level is Level.STATION


def _taken(state: BoxState, body: Handing) -> BoxState:
    return replace(state, phase=_phase_after_taking(state, body.by), holder=body.by, journey="")


def _phase_after_taking(state: BoxState, receiver: Keeper) -> Phase:
    if state.direction is Direction.OUT and receiver.level is Level.STATION:
        return Phase.RECEIVED
    if state.direction is Direction.BACK and receiver.level is Level.KPU:
        return Phase.RETURNED
    return Phase.HANDED_OVER


def _sealed(state: BoxState, kind: Kind, read: BoxRead) -> BoxState:
    """The seals that are on the box after a statement."""
    if kind is Kind.SEALED:
        return replace(state, seals=tuple(sorted({*state.seals, *map(same_number, read.seals)})))
    if kind is Kind.OPENED:
        return replace(state, seals=())
    gone = {same_number(number) for number in read.broken}
    return replace(state, seals=tuple(number for number in state.seals if number not in gone))


def _decided(state: BoxState, statement: Statement) -> BoxState:
    """Exceptions that were resolved, another box in place, results photographed."""
    body = statement.body
    if isinstance(body, Resolved):
        return _resolved(state, body, by=statement)
    if isinstance(body, Replaced):
        return replace(state, replaced_by=body.by_box)
    return replace(state, copied=True) if statement.kind is Kind.COPIED else state


def _resolved(state: BoxState, body: Resolved, *, by: Statement) -> BoxState:
    wanted = [one for one in state.open_troubles if (one.trouble, one.cause) == (body.trouble, body.cause)]
    if not wanted:
        return _with_gap(state, GapKind.UNEXPECTED, by)
    return replace(
        state,
        troubles=tuple(
            replace(one, resolved_by=by.digest) if one == wanted[0] else one for one in state.troubles
        ),
    )


def _side_by_side(looks: Sequence[Looked], *, box: BoxCode) -> Iterator[Gap]:
    """Statements that cannot both be true of one chain: twins of one device, forks of two."""
    known = {look.statement.digest for look in looks}
    counters: dict[tuple[bytes, int], Digest] = {}
    steps: dict[tuple[Kind, tuple[Digest, ...]], bytes] = {}
    for look in looks:
        one, phase = look.statement, look.before.phase
        if counters.setdefault((one.device, one.counter), one.digest) != one.digest:
            yield Gap(kind=GapKind.TWINS, at=one.digest, phase=phase)
        after = tuple(digest for digest in comes_after(one, box) if digest in known)
        states_it = one.kind in AT_ONCE and after and one.body.entry is Entry.PHONE
        if states_it and steps.setdefault((one.kind, after), one.device) != one.device:
            yield Gap(kind=GapKind.FORK, at=one.digest, phase=phase)


def state_data(state: BoxState) -> Mapping[str, Data]:
    """What a state says, as plain data in one form: for its digest, and for folds in other languages."""
    holder = state.holder
    return {
        "box": state.box.code,
        "statements": [statement.digest for statement in state.statements],
        "phase": state.phase.value,
        "direction": state.direction.value,
        "holder": [holder.name, holder.institution.value, holder.level.value if holder.level else ""]
        if holder
        else None,
        "place": state.place,
        "journey": state.journey,
        "seals": list(state.seals),
        "troubles": [[one.trouble.value, one.cause, one.resolved_by] for one in state.troubles],
        "handovers": [[one.given, one.taken, list(one.differs)] for one in state.handovers],
        "gaps": [[gap.kind.value, gap.at, gap.phase.value] for gap in state.gaps],
        "heads": list(state.heads),
        "replaced_by": state.replaced_by,
        "copied": state.copied,
        "may_follow": [kind.value for kind in may_follow(state)],
    }


def state_digest(state: BoxState) -> Digest:
    """SHA-256 over the canonical bytes of `state_data`."""
    return Digest(hashlib.sha256(encode(state_data(state))).digest())
