"""Handovers: two statements, the giver's and the receiver's, paired box by box; lone halves are an alarm."""

from collections.abc import Iterable, Sequence
from itertools import product

from sampai.custody.model import BoxCode, BoxRead, Handing, Handover, Keeper, Kind, Side, Statement
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import comes_after, read_of
from sampai.ledger.model import Digest

PAIR_WINDOW_MS = 6 * 3_600_000
"""Halves whose phones did not meet are paired when their times lie at most so far apart."""


def handovers_of(statements: Sequence[Statement], *, box: BoxCode) -> tuple[Handover, ...]:
    """All handovers of a box, in the order of their first half; each half is in one of them."""
    given = [one for one in statements if one.kind is Kind.GIVEN]
    taken = [one for one in statements if one.kind is Kind.TAKEN]
    pairs = _pairs(given, taken, box=box)
    paired = {half.digest for pair in pairs for half in pair}
    found = [_handover(first, second, box=box) for first, second in pairs]
    found += [Handover(given=one.digest, taken=None) for one in given if one.digest not in paired]
    found += [Handover(given=None, taken=one.digest) for one in taken if one.digest not in paired]
    place = {statement.digest: number for number, statement in enumerate(statements)}
    return tuple(sorted(found, key=lambda one: min(place[half] for half in (one.given, one.taken) if half)))


def _pairs(
    given: Sequence[Statement], taken: Sequence[Statement], *, box: BoxCode
) -> list[tuple[Statement, Statement]]:
    """Each half in at most one pair, the surest pairs first."""
    pairs: list[tuple[Statement, Statement]] = []
    used: set[Digest] = set()
    for first, second in sorted(product(given, taken), key=lambda pair: _rank(*pair, box=box)):
        is_free = not used & {first.digest, second.digest}
        if is_free and (_nearness(first, second, box=box) < 2 or _could_be_one(first, second)):
            used |= {first.digest, second.digest}
            pairs.append((first, second))
    return pairs


def _rank(first: Statement, second: Statement, *, box: BoxCode) -> tuple[int, bool, int, Digest, Digest]:
    """How sure two halves are one handover: the smaller, the surer; no two pairs are equally sure."""
    return (
        _nearness(first, second, box=box),
        not _name_each_other(first, second),
        abs(first.at_ms - second.at_ms),
        first.digest,
        second.digest,
    )


def _nearness(first: Statement, second: Statement, *, box: BoxCode) -> int:
    """0 for the same handover, 1 where the receiver names the giver's half, 2 where only the time tells."""
    if _handing(first).handover and _handing(first).handover == _handing(second).handover:
        return 0
    return 1 if first.digest in comes_after(second, box) else 2


def _could_be_one(first: Statement, second: Statement) -> bool:
    """Whether halves without a shared number may be one: near in time, and nothing contradicts it."""
    one, other = _handing(first), _handing(second)
    sure = (one.handover, other.handover), (one.journey, other.journey), (first.place, second.place)
    is_near = abs(first.at_ms - second.at_ms) <= PAIR_WINDOW_MS
    return is_near and first.device != second.device and not any(a and b and a != b for a, b in sure)


def _handing(statement: Statement) -> Handing:
    assert isinstance(statement.body, Handing)
    return statement.body


def _handover(first: Statement, second: Statement, *, box: BoxCode) -> Handover:
    return Handover(
        given=first.digest, taken=second.digest, differs=tuple(_differences(first, second, box=box))
    )


def _differences(first: Statement, second: Statement, *, box: BoxCode) -> Iterable[str]:
    """In what two halves disagree. What one side did not state is no disagreement, but missing evidence."""
    one, other = read_of(first, box), read_of(second, box)
    assert one is not None
    assert other is not None
    if _numbers(one) != _numbers(other):
        yield "seals"
    if sorted(one.condition) != sorted(other.condition):
        yield "condition"
    if one.contents and other.contents and _counts(one) != _counts(other):
        yield "contents"
    if one.envelopes is not None and other.envelopes is not None and one.envelopes != other.envelopes:
        yield "envelopes"
    if not _name_each_other(first, second):
        yield "keepers"
    if _loose(_handing(first)) != _loose(_handing(second)):
        yield "goods"


def _numbers(read: BoxRead) -> tuple[list[str], list[str], int]:
    return (
        sorted(map(same_number, read.seals)),
        sorted(map(same_number, read.broken)),
        read.no_seal,
    )


def _counts(read: BoxRead) -> list[tuple[str, int]]:
    return sorted((one.item, one.count) for one in read.contents)


def _loose(body: Handing) -> list[tuple[str, int]]:
    return sorted((one.item, one.count) for one in body.goods)


def _name_each_other(first: Statement, second: Statement) -> bool:
    mine, theirs = _handing(first), _handing(second)
    return _is_named(mine.by, by=theirs.other) and _is_named(theirs.by, by=mine.other)


def _is_named(keeper: Keeper, *, by: Keeper) -> bool:
    """Whether the other side means this person: institution and level; names are spelt in many ways."""
    return (keeper.institution, keeper.level) == (by.institution, by.level)


def lone_halves(
    handovers: Sequence[Handover],
    *,
    statements: Sequence[Statement],
    now_ms: int,
    after_ms: int,
) -> tuple[tuple[Handover, Side], ...]:
    """Handovers of which one side has not spoken for more than `after_ms`, with the side that is missing."""
    at = {statement.digest: statement.at_ms for statement in statements}
    found = []
    for handover in handovers:
        half = handover.taken or handover.given
        if (handover.given is None or handover.taken is None) and half and now_ms - at[half] > after_ms:
            found.append((handover, Side.RECEIVER if handover.taken is None else Side.GIVER))
    return tuple(found)


def manifest_differences(
    given: Iterable[Statement], taken: Iterable[Statement]
) -> tuple[tuple[BoxCode, ...], tuple[BoxCode, ...]]:
    """Boxes that only the giver lists, and those that only the receiver does, over all parts."""
    ours = {read.box for part in given for read in part.body.boxes}
    theirs = {read.box for part in taken for read in part.body.boxes}
    return tuple(sorted(ours - theirs)), tuple(sorted(theirs - ours))


def missing_parts(parts: Iterable[Statement]) -> tuple[int, ...]:
    """Which parts of one side's list have not come in."""
    bodies = [_handing(part) for part in parts]
    there = {body.part for body in bodies}
    return tuple(
        number
        for number in range(1, max((body.parts for body in bodies), default=0) + 1)
        if number not in there
    )
