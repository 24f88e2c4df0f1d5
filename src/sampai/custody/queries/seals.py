"""The register of seals of a territory, and every seal that did not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.custody.model import BoxCode, BoxState, Kind, SealFinding, SealLife, SealsMoved
from sampai.custody.queries.boxes import BoxFilter, BoxView, boxes
from sampai.custody.queries.rows import box_of, said_of, statements_on
from sampai.custody.rules.bodies import read_body
from sampai.custody.rules.fold import replay, walk
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import read_of
from sampai.custody.rules.register import SealMove, SealRegister, register_with
from sampai.custody.rules.seals import findings
from sampai.custody.tables import BoxRow, SealMoveRow, SealRow
from sampai.election.queries import OperationView
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.ledger.model import Digest

MOST_MISFITS = 200
"""Boxes whose misfits are listed; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One seal that did not fit, on its box; what the statements tell of when."""

    box: BoxView
    finding: SealFinding
    found_ms: int
    since_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealBook:
    """All seals of an operation as far as a scope reaches."""

    moves: tuple[SealMove, ...]
    register: SealRegister
    lives: Mapping[SealLife, int]
    misfits: tuple[Misfit, ...]


def seal_book(scope: Scope, *, operation: OperationView, region: RegionCode) -> SealBook:
    """Moves, balances and misfits. Raises `Forbidden` for whom custody is not."""
    if Deed.SEE_CUSTODY not in scope.deeds or not scope.sees(Secrecy.AGENCIES) or not scope.covers(region):
        raise Forbidden(Deed.SEE_CUSTODY)
    moves = _moves(operation, region=region)
    put_on = _put_on(operation, region=region)
    register = register_with(moves, put_on=put_on)
    counts = dict.fromkeys(SealLife, 0)
    for life in register.lives.values():
        counts[life] += 1
    return SealBook(
        moves=tuple(moves),
        register=register,
        lives=counts,
        misfits=tuple(_misfits(scope, operation=operation, region=region)),
    )


def _moves(operation: OperationView, *, region: RegionCode) -> list[SealMove]:
    rows = SealMoveRow.objects.filter(
        election__in=(operation.profile, operation.event), place__startswith=region
    )
    return [_move(row) for row in rows.order_by("at_ms", "seq")]


def _move(row: SealMoveRow) -> SealMove:
    body = read_body(Kind(row.kind), version=1, data=row.body)
    assert isinstance(body, SealsMoved)
    return SealMove(kind=Kind(row.kind), at_ms=row.at_ms, digest=bytes(row.digest), body=body)


def _put_on(operation: OperationView, *, region: RegionCode) -> list[tuple[str, BoxCode, SealLife]]:
    rows = SealRow.objects.filter(operation=operation.number)
    if region != operation.region:
        rows = rows.filter(box__startswith=region)
    found = rows.values_list("number", "box", "life")
    return [(number, BoxCode(code), SealLife(life)) for number, code, life in found.iterator()]


def _misfits(scope: Scope, *, operation: OperationView, region: RegionCode) -> list[Misfit]:
    asked = BoxFilter(event=operation.event, region=region, only="misfits")
    views = {one.code: one for one in boxes(scope, asked, most=MOST_MISFITS)}
    rows = BoxRow.objects.select_related("operation").filter(pk__in=[one.number for one in views.values()])
    said = statements_on(views)
    states = [replay(box_of(row), said_of(row.operation, said[row.code])) for row in rows.order_by("code")]
    elsewhere = _owners(operation, states=states)
    found = []
    for state in states:
        at = {one.digest: one.at_ms for one in state.statements}
        others = {number: box for number, box in elsewhere.items() if box != state.box.code}
        for one in findings(state, looks=tuple(walk(state.box, state.statements)), elsewhere=others):
            since = at.get(Digest(one.last_right)) if one.last_right else None
            view = views[state.box.code]
            found.append(Misfit(box=view, finding=one, found_ms=at[Digest(one.found)], since_ms=since))
    return found


def _owners(operation: OperationView, *, states: Sequence[BoxState]) -> Mapping[str, BoxCode]:
    numbers = {
        same_number(number)
        for state in states
        for one in state.statements
        for read in [read_of(one, state.box.code)]
        if read is not None
        for number in (*read.seals, *read.broken)
    }
    rows = SealRow.objects.filter(operation=operation.number, number__in=sorted(numbers))
    return {number: BoxCode(code) for number, code in rows.order_by("-box").values_list("number", "box")}
