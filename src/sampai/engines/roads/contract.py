"""From ways as mapped to edges between junctions: stretches of one kind without a turning are joined."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.engines.roads.graph import RoadGraph, Short, Whole, lengths_mm
from sampai.engines.roads.read import RawWays
from sampai.engines.roads.tags import WayKind


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Ways cut at every node that several ways share: columns of pieces, and of the segments in them."""

    tail: Whole
    head: Whole
    kind: Whole
    way: Whole
    length: Whole
    segment_piece: Whole
    segment_offset: Whole
    segment_length: Whole
    segment_ends: tuple[Whole, Whole, Whole, Whole]


def contract(raw: RawWays, *, source: str, attribution: str) -> RoadGraph:
    """The road graph of ways. Nothing is lost but the nodes that only bend a road."""
    pieces, nodes = _cut(raw)
    kinds, turned = _kinds_both_ways(raw.kinds)
    chains = _chains(pieces, turned=turned, count=nodes)
    piece = np.array([p for chain in chains for p, _ in chain], dtype=np.int64)
    flip = np.array([f for chain in chains for _, f in chain], dtype=np.bool_)
    chain_of = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    starts = np.concatenate([[0], np.cumsum([len(chain) for chain in chains])]).astype(np.int64)
    first, last = starts[:-1], starts[1:] - 1
    tail = np.where(flip, pieces.head[piece], pieces.tail[piece])
    head = np.where(flip, pieces.tail[piece], pieces.head[piece])
    kind = np.where(flip, turned[pieces.kind[piece]], pieces.kind[piece])
    length = pieces.length[piece]
    before = np.cumsum(length) - length
    base = before - before[first][chain_of]
    names, ends = np.unique(np.concatenate([tail[first], head[last]]), return_inverse=True)
    place = np.empty(len(piece), dtype=np.int64)
    place[piece] = np.arange(len(piece))
    at = place[pieces.segment_piece]
    return RoadGraph(
        tail=ends[: len(chains)].astype(np.int32),
        head=ends[len(chains) :].astype(np.int32),
        length_mm=np.add.reduceat(length, first) if len(first) else length,
        kind=kind[first].astype(np.int32),
        kinds=kinds,
        **_segments(pieces, at=at, flip=flip, chain_of=chain_of),
        offset_mm=_offsets(pieces, at=at, flip=flip, base=base),
        way=pieces.way[piece],
        way_start=starts,
        way_offset_mm=base,
        counts=np.array([len(raw.end), nodes, len(names)], dtype=np.int64),
        source=source,
        attribution=attribution,
    )


def _cut(raw: RawWays) -> tuple[_Pieces, int]:
    """Cut ways at shared nodes and at their own ends; also the number of different nodes."""
    refs, node = np.unique(raw.ref, return_inverse=True)
    way = np.repeat(np.arange(len(raw.end)), np.diff(raw.end, prepend=0))
    uses = np.bincount(node, minlength=len(refs))
    begins = np.concatenate([[True], way[1:] != way[:-1]])
    inner = way[1:] == way[:-1]
    at = np.flatnonzero(inner)
    cut = (begins | (uses[node] > 1))[at]
    piece = np.cumsum(cut) - 1
    ends = raw.x[at], raw.y[at], raw.x[at + 1], raw.y[at + 1]
    length = lengths_mm(ends[0], ends[1], x2=ends[2], y2=ends[3])
    first = np.flatnonzero(cut)
    last = np.concatenate([first[1:], [len(at)]]) - 1
    before = np.cumsum(length) - length
    pieces = _Pieces(
        tail=node[at[first]],
        head=node[at[last] + 1],
        kind=raw.kind[way[at[first]]].astype(np.int64),
        way=raw.way[way[at[first]]],
        length=np.add.reduceat(length, first),
        segment_piece=piece,
        segment_offset=before - before[first][piece],
        segment_length=length,
        segment_ends=ends,
    )
    return pieces, len(refs)


def _kinds_both_ways(kinds: Sequence[WayKind]) -> tuple[Short, Whole]:
    """The kinds and those that they are when seen from the other end, and for each the row of its sister."""
    rows = {kind: i for i, kind in enumerate(kinds)}
    for kind in kinds:
        rows.setdefault(kind.turned(), len(rows))
    turned = np.array([rows[kind.turned()] for kind in rows], dtype=np.int64)
    return np.array([astuple(kind) for kind in rows], dtype=np.int32), turned


Chain = list[tuple[int, bool]]
"""Pieces in order, each with whether it is passed against its direction."""


def _chains(pieces: _Pieces, *, turned: Whole, count: int) -> list[Chain]:
    """Pieces joined over nodes where exactly two meet that are alike; in order of their first piece."""
    through = _through(pieces, turned=turned, count=count)
    tail, head = pieces.tail.tolist(), pieces.head.tolist()
    chains: list[Chain] = []
    seen = np.zeros(len(tail), dtype=np.bool_)
    for piece in range(len(tail)):
        if not seen[piece]:
            chain = _from_its_start(piece, tail=tail, head=head, through=through)
            seen[[p for p, _ in chain]] = True
            chains.append(chain)
    return chains


def _through(pieces: _Pieces, *, turned: Whole, count: int) -> dict[int, tuple[int, int]]:
    """For each node that only bends a road, the two pieces that meet there."""
    size = len(pieces.tail)
    node = np.concatenate([pieces.tail, pieces.head])
    order = np.argsort(node, kind="stable")
    degree = np.bincount(node, minlength=count)
    first = np.cumsum(degree) - degree
    bends = np.flatnonzero(degree == 2)
    one, other = order[first[bends]], order[first[bends] + 1]
    came = _seen_from(one, kind=pieces.kind, turned=turned, size=size, arriving=True)
    goes = _seen_from(other, kind=pieces.kind, turned=turned, size=size, arriving=False)
    alike = (came == goes) & (one % size != other % size)
    return {
        n: (a, b)
        for n, a, b in zip(
            bends[alike].tolist(), (one[alike] % size).tolist(), (other[alike] % size).tolist(), strict=True
        )
    }


def _seen_from(end: Whole, *, kind: Whole, turned: Whole, size: int, arriving: bool) -> NDArray[np.int64]:
    """Kinds of pieces as passed when arriving at, or leaving from, one of their ends (heads from `size`)."""
    own, at_head = kind[end % size], end >= size
    return np.where(at_head == arriving, own, turned[own])


def _from_its_start(
    piece: int, *, tail: list[int], head: list[int], through: dict[int, tuple[int, int]]
) -> Chain:
    """The whole chain that a piece is in; a ring begins with this piece."""
    back = _walk(piece, backwards=True, tail=tail, head=head, through=through)
    if back[-1][0] == piece and len(back) > 1:
        return back[:-1]
    start, flipped = back[-1]
    return _walk(start, backwards=not flipped, tail=tail, head=head, through=through)


def _walk(
    piece: int, *, backwards: bool, tail: list[int], head: list[int], through: dict[int, tuple[int, int]]
) -> Chain:
    """From a piece on over bends to the end; in a ring it ends with the first piece again."""
    chain: Chain = [(piece, backwards)]
    node = tail[piece] if backwards else head[piece]
    while node in through:
        one, other = through[node]
        here = other if one == chain[-1][0] else one
        flipped = head[here] == node
        chain.append((here, flipped))
        if here == piece:
            break
        node = tail[here] if flipped else head[here]
    return chain


def _segments(pieces: _Pieces, *, at: Whole, flip: NDArray[np.bool_], chain_of: Whole) -> dict[str, Short]:
    """Columns of segments, drawn in their edge's direction; `at` is each segment's place among the pieces."""
    turned = flip[at]
    x1, y1, x2, y2 = pieces.segment_ends
    return {
        "x1": np.where(turned, x2, x1).astype(np.int32),
        "y1": np.where(turned, y2, y1).astype(np.int32),
        "x2": np.where(turned, x1, x2).astype(np.int32),
        "y2": np.where(turned, y1, y2).astype(np.int32),
        "edge": chain_of[at].astype(np.int32),
    }


def _offsets(pieces: _Pieces, *, at: Whole, flip: NDArray[np.bool_], base: Whole) -> Whole:
    """How far from its edge's tail each segment begins, millimetres."""
    away = pieces.length[pieces.segment_piece] - pieces.segment_offset - pieces.segment_length
    return np.asarray(base[at] + np.where(flip[at], away, pieces.segment_offset))
