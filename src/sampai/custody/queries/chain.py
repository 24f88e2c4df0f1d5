"""One box with everything that was stated of it, in order, its gaps, handovers and seals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.custody.model import KINDS, BoxCode, BoxState, SealFinding, Statement
from sampai.custody.queries.boxes import BoxView, box
from sampai.custody.queries.rows import Said, box_of, said_of, statements_on
from sampai.custody.rules.fold import replay, walk
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import read_of
from sampai.custody.rules.seals import Looked, findings
from sampai.custody.tables import BoxRow, SealRow
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who held a box, from the statement that says so until the next; None where it is still so."""

    name: str
    institution: str
    level: str
    from_ms: int
    to_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxChain:
    """One box: how it stands, the state with all statements, and the event behind each."""

    view: BoxView
    state: BoxState
    looks: tuple[Looked, ...]
    events: Mapping[Digest, Stored]
    findings: tuple[SealFinding, ...]
    held: tuple[Held, ...]
    closed: int
    """Statements on the journey that it is on, which are not for this reader before it arrives."""


def chain(scope: Scope, code: str, *, event: str = "") -> BoxChain:
    """A box of the newest election that has it. Raises `Forbidden` outside the scope."""
    view = box(scope, code, event=event)
    if not scope.sees(Secrecy.AGENCIES):
        raise Forbidden(Deed.SEE_CUSTODY)
    row = BoxRow.objects.select_related("operation").get(pk=view.number)
    said = statements_on([code])[code] if row.count else ()
    state = replay(box_of(row), said_of(row.operation, said))
    hidden = _closed(state, view=view, scope=scope)
    looks = tuple(one for one in walk(state.box, state.statements) if one.statement.digest not in hidden)
    elsewhere = _elsewhere(row, state.statements)
    return BoxChain(
        view=view,
        state=_without(state, hidden),
        looks=looks,
        events=_events(said),
        findings=findings(state, looks=tuple(walk(state.box, state.statements)), elsewhere=elsewhere),
        held=_held(looks),
        closed=len(hidden),
    )


def _events(said: Sequence[Said]) -> Mapping[Digest, Stored]:
    return {one.statement.digest: one.stored for one in said}


def _closed(state: BoxState, *, view: BoxView, scope: Scope) -> frozenset[Digest]:
    """Statements of the journey that is not done yet, for whom the embargo is."""
    if scope.sees(Secrecy.EMBARGO) or not view.is_on_the_way:
        return frozenset()
    return frozenset(
        one.digest
        for one in state.statements
        if KINDS[one.kind].audience.until_arrival and getattr(one.body, "journey", "") == state.journey
    )


def _without(state: BoxState, hidden: frozenset[Digest]) -> BoxState:
    if not hidden:
        return state
    return replace(
        state,
        statements=tuple(one for one in state.statements if one.digest not in hidden),
        gaps=tuple(gap for gap in state.gaps if gap.at not in hidden),
        troubles=tuple(one for one in state.troubles if one.cause not in hidden),
        journey="",
        place="",
    )


def _elsewhere(row: BoxRow, statements: Sequence[Statement]) -> Mapping[str, BoxCode]:
    """On which other box the numbers were applied that were read on this one."""
    numbers = {
        same_number(number)
        for one in statements
        for read in [read_of(one, BoxCode(row.code))]
        if read is not None
        for number in (*read.seals, *read.broken)
    }
    return other_boxes(row.operation_id, numbers=numbers, than=row.code)


def other_boxes(operation: int, *, numbers: set[str], than: str) -> Mapping[str, BoxCode]:
    """The box on which each of some numbers was applied, this one left out."""
    rows = SealRow.objects.filter(operation=operation, number__in=sorted(numbers)).exclude(box=than)
    return {number: BoxCode(code) for number, code in rows.order_by("-box").values_list("number", "box")}


def _held(looks: Sequence[Looked]) -> tuple[Held, ...]:
    """Who held the box from when to when, as receivers stated it."""
    turns = [look for look in looks if look.after.holder and look.after.holder != look.before.holder]
    ends = [look.statement.at_ms for look in turns[1:]]
    return tuple(
        Held(
            name=look.after.holder.name,
            institution=look.after.holder.institution.value,
            level=look.after.holder.level.value if look.after.holder.level else "",
            from_ms=look.statement.at_ms,
            to_ms=end,
        )
        for look, end in zip(turns, [*ends, None], strict=False)
        if look.after.holder
    )
