"""In which order batches must be taken in again, so that the public logs grow as they had grown.

A log's entries say what was taken in and when; they hold commitments only, so the events themselves come from
whoever else has them. An event fits an entry when it gives the entry's commitment under the node's salt.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sampai.ledger.model import Digest
from sampai.ledger.rules.leaves import Leaf

ShardOf = Callable[[bytes, int], str]
"""The log that an event taken in at a time goes into."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A batch that somebody brings, with those of its items that the store lacks: bytes and commitment."""

    raw: bytes
    items: tuple[tuple[bytes, Digest], ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A batch to be taken in as if at a time."""

    raw: bytes
    at_ms: int


@dataclass(slots=True)
class _Walk:
    owed: Mapping[str, Sequence[Leaf]]
    shard_of: ShardOf
    at: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taken: set[Digest] = field(default_factory=set)

    def heads(self) -> list[tuple[int, str, Leaf]]:
        """The next entry of each log, the earliest first."""
        found = [
            (leaves[self.at[name]].received_ms, name, leaves[self.at[name]])
            for name, leaves in self.owed.items()
            if self.at[name] < len(leaves)
        ]
        return sorted(found, key=lambda one: one[:2])

    def step(self, piece: Piece, *, at_ms: int) -> bool:
        """Whether the batch, taken in now, gives the next entries of every log that it touches."""
        by_log: dict[str, list[Digest]] = defaultdict(list)
        for raw, commitment in piece.items:
            if commitment not in self.taken:
                by_log[self.shard_of(raw, at_ms)].append(commitment)
        for name, made in by_log.items():
            due = self.owed.get(name, ())[self.at[name] :][: len(made)]
            if [leaf.commitment for leaf in due] != made[: len(due)] or any(
                leaf.received_ms != at_ms for leaf in due
            ):
                return False
        for name, made in by_log.items():
            self.at[name] += len(made)
            self.taken.update(made)
        return bool(by_log)


def order_again(
    owed: Mapping[str, Sequence[Leaf]], pieces: Iterable[Piece], *, shard_of: ShardOf
) -> Sequence[Again]:
    """The batches in the order of the entries that the store owes each log, as far as somebody brought them.

    `owed`: by log, the entries that its signed checkpoint holds and the store does not, in their order.
    """
    having: dict[Digest, list[Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda one: (len(one.items), one.raw)):
        for _, commitment in piece.items:
            having[commitment].append(piece)
    walk, found = _Walk(owed, shard_of), []
    while (again := _next(walk, having)) is not None:
        found.append(again)
    return found


def _next(walk: _Walk, having: Mapping[Digest, Sequence[Piece]]) -> Again | None:
    for at_ms, _, leaf in walk.heads():
        for piece in having.get(leaf.commitment, ()):
            if walk.step(piece, at_ms=at_ms):
                return Again(piece.raw, at_ms)
    return None
