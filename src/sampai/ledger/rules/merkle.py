"""The Merkle tree of RFC 6962 and 9162: roots, proofs that an entry is in it, proofs that it only grew."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from sampai.ledger.model import Digest

Hashes = Callable[[int, int], Digest]
"""`hashes(level, index)`: the hash of the complete subtree of the 2**level leaves from index << level on."""

EMPTY = Digest(hashlib.sha256(b"").digest())


def leaf_hash(entry: bytes) -> Digest:
    """RFC 9162 section 2.1.1."""
    return Digest(hashlib.sha256(b"\x00" + entry).digest())


def node_hash(left: bytes, right: bytes) -> Digest:
    """RFC 9162 section 2.1.1."""
    return Digest(hashlib.sha256(b"\x01" + left + right).digest())


class Tree:
    """All hashes of complete subtrees in memory, by level."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        """A tree of these entries."""
        self.levels: list[list[Digest]] = [[]]
        for entry in entries:
            self.append(leaf_hash(entry))

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self.levels[0])

    def append(self, leaf: Digest) -> None:
        """Add a leaf's hash, and every hash above that is complete with it."""
        level = 0
        self.levels[0].append(leaf)
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            left, right = self.levels[level][-2:]
            self.levels[level + 1].append(node_hash(left, right))
            level += 1

    def __call__(self, level: int, index: int) -> Digest:
        """The hash of a complete subtree."""
        return self.levels[level][index]


class Growth:
    """A tree that goes on growing; the hashes of what it was before are read from elsewhere."""

    def __init__(self, size: int, *, before: Hashes) -> None:
        """A tree of this size, of which `before` knows all hashes of complete subtrees."""
        self.size = size
        self._before = before
        self._new: dict[tuple[int, int], Digest] = {}

    def append(self, leaf: Digest) -> None:
        """Add a leaf's hash, and every hash above that is complete with it."""
        level, index, found = 0, self.size, leaf
        self._new[level, index] = found
        while index % 2:
            found = node_hash(self(level, index - 1), found)
            level, index = level + 1, index // 2
            self._new[level, index] = found
        self.size += 1

    def __call__(self, level: int, index: int) -> Digest:
        """The hash of a complete subtree."""
        return self._new.get((level, index)) or self._before(level, index)


def root(size: int, *, hashes: Hashes) -> Digest:
    """The root of the first `size` leaves."""
    return _over(0, size, hashes) if size else EMPTY


def _over(first: int, end: int, hashes: Hashes) -> Digest:
    count = end - first
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return hashes(level, first >> level)
    middle = first + _left(count)
    return node_hash(_over(first, middle, hashes), _over(middle, end, hashes))


def _left(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_proof(index: int, *, size: int, hashes: Hashes) -> list[Digest]:
    """RFC 9162 section 2.1.3.1: hashes from the leaf's sibling up to below the root."""
    if not 0 <= index < size:
        raise IndexError(index)
    first, end = 0, size
    found = []
    while end - first > 1:
        middle = first + _left(end - first)
        if index < middle:
            found.append(_over(middle, end, hashes))
            end = middle
        else:
            found.append(_over(first, middle, hashes))
            first = middle
    return found[::-1]


def is_included(leaf: Digest, index: int, *, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    found = leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == tree_root


def consistency_proof(old: int, *, size: int, hashes: Hashes) -> list[Digest]:
    """RFC 9162 section 2.1.4.1; empty from nothing or to the same size."""
    if not 0 <= old <= size:
        raise IndexError(old)
    if old in {0, size}:
        return []
    first, end, whole = 0, size, True
    found = []
    while old != end:
        middle = first + _left(end - first)
        if old <= middle:
            found.append(_over(middle, end, hashes))
            end = middle
        else:
            found.append(_over(first, middle, hashes))
            first, whole = middle, False
    if not whole:
        found.append(_over(first, end, hashes))
    return found[::-1]


def is_consistent(*, old: int, old_root: bytes, size: int, tree_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2."""
    if old == size:
        return not proof and old_root == tree_root
    if old == 0:
        return not proof and old_root == EMPTY
    if not 0 < old < size or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = Digest(path[0])
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == tree_root
