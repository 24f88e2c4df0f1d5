"""The order in which statements on a box happened, as far as that can be known; equal for equal statements.

First by what is sure: a statement comes after those that it names, and after earlier ones of its own device.
What these leave open is told by the devices' times, and at last by the digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

from sampai.custody.model import BoxCode, BoxRead, Statement
from sampai.ledger.model import Digest

Key = tuple[int, bytes, int, bytes]


def read_of(statement: Statement, box: BoxCode) -> BoxRead | None:
    """What a statement says of one box; None where it does not name it."""
    return next((read for read in statement.body.boxes if read.box == box), None)


def comes_after(statement: Statement, box: BoxCode) -> tuple[Digest, ...]:
    """The digests that a statement says it comes after, for one box."""
    read = read_of(statement, box)
    own = tuple(Digest(digest) for digest in read.after) if read else ()
    return tuple(sorted({*statement.after, *own}))


def in_order(statements: Iterable[Statement], *, box: BoxCode) -> tuple[Statement, ...]:
    """The statements in their one order."""
    known = {statement.digest: statement for statement in statements}
    before = _links(known, box=box)
    following: dict[Digest, list[Digest]] = {digest: [] for digest in known}
    for digest, earlier in before.items():
        for one in earlier:
            following[one].append(digest)
    return tuple(known[digest] for digest in _unrolled(known, before=before, following=following))


def _links(known: Mapping[Digest, Statement], *, box: BoxCode) -> Mapping[Digest, set[Digest]]:
    """For each statement, those that are surely before it."""
    before = {
        digest: {one for one in comes_after(statement, box) if one in known and one != digest}
        for digest, statement in known.items()
    }
    chained = sorted(known.values(), key=lambda one: (one.device, one.counter, one.digest))
    for one, other in pairwise(chained):
        if one.device == other.device and one.counter < other.counter:
            before[other.digest].add(one.digest)
    return before


def _key(statement: Statement) -> Key:
    return (statement.at_ms, statement.device, statement.counter, statement.digest)


def _unrolled(
    known: Mapping[Digest, Statement],
    *,
    before: Mapping[Digest, set[Digest]],
    following: Mapping[Digest, Sequence[Digest]],
) -> Iterable[Digest]:
    """Each digest once all before it are out; a circle, which only a cloned device makes, is cut."""
    waiting = {digest: len(earlier) for digest, earlier in before.items()}
    ready = [_key(known[digest]) for digest, count in waiting.items() if not count]
    heapify(ready)
    while waiting:
        if not ready:
            heappush(ready, min(_key(known[digest]) for digest in waiting))
        digest = Digest(heappop(ready)[3])
        if waiting.pop(digest, None) is None:
            continue
        yield digest
        for later in following[digest]:
            if later in waiting:
                waiting[later] -= 1
                if not waiting[later]:
                    heappush(ready, _key(known[later]))


def heads(statements: Sequence[Statement], *, box: BoxCode) -> tuple[Digest, ...]:
    """The statements that none of the others comes after, ascending: what the next one names."""
    links = _links({statement.digest: statement for statement in statements}, box=box)
    named = set().union(*links.values()) if links else set()
    return tuple(sorted(digest for digest in links if digest not in named))
