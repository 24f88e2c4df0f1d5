"""What clerks and operators state for others, once the others' own phones have spoken.

A statement from paper, SMS or voice counts until the reporter's own comes in; then that one counts, and the
two are held against each other.
"""

from collections.abc import Mapping, Sequence

from sampai.custody.model import BoxCode, BoxRead, Statement
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import read_of
from sampai.ledger.model import Digest

SAME_WITHIN_MS = 6 * 3_600_000
"""Where the report's number is not known, the reporter's own statement lies at most so far away."""


def stated_themselves(whole: Sequence[Statement]) -> Mapping[Digest, Statement]:
    """For each relayed statement, the reporter's own of the same step, where it has come in."""
    own = [one for one in whole if one.body.relayed is None]
    found = ((one.digest, _own_of(one, own)) for one in whole if one.body.relayed is not None)
    return {digest: same for digest, same in found if same is not None}


def _own_of(relayed: Statement, own: Sequence[Statement]) -> Statement | None:
    candidates = [one for one in own if _may_be(one, relayed=relayed)]
    return min(candidates, key=lambda one: (abs(one.at_ms - relayed.at_ms), one.digest), default=None)


def _may_be(one: Statement, *, relayed: Statement) -> bool:
    told = relayed.body.relayed
    assert told is not None
    if one.kind is not relayed.kind or told.reporter not in (one.device.hex(), one.body.by.name):
        return False
    if told.counter is not None:
        return one.counter == told.counter
    return abs(one.at_ms - relayed.at_ms) <= SAME_WITHIN_MS


def differs(relayed: Statement, own: Statement, *, box: BoxCode) -> bool:
    """Whether the phone says something else of the box; what was not told is no matter."""
    one, other = read_of(relayed, box), read_of(own, box)
    if one is None or other is None:
        return True
    return any(mine and mine != theirs for mine, theirs in zip(_said(one), _said(other), strict=True))


def _said(read: BoxRead) -> tuple[list[str], ...]:
    return (
        sorted(map(same_number, read.seals)),
        sorted(map(same_number, read.broken)),
        sorted(read.condition),
        sorted(f"{one.item}={one.count}" for one in read.contents),
    )
