"""Logs in memory and on disk for tests."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from sampai.engines.signing import SecretKey, read_key
from sampai.ledger.model import Digest
from sampai.ledger.rules.merkle import Tree, root
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, Type, signed
from sampai.ledger.rules.tiles import WIDTH, bundle_bytes, bundle_path, levels, spans, tile_bytes, tile_path

ORIGIN = "log.kpu.example/pilkada-2024/17/delivery"


def secret(name: str) -> SecretKey:
    return read_key(name.encode().ljust(32, b"."))


def log_key() -> NoteKey:
    return NoteKey(ORIGIN, Type.LOG, secret("log").key.public)


def witness_key(name: str) -> NoteKey:
    return NoteKey(f"witness.{name}.example", Type.COSIGNATURE, secret(name).key.public)


def checkpoint_of(tree: Tree) -> Checkpoint:
    return Checkpoint(origin=ORIGIN, size=tree.size, root=root(tree.size, hashes=tree))


def cosigned(checkpoint: Checkpoint, *, by: Sequence[str]) -> Note:
    text = str(checkpoint)
    lines = [signed(text, key=log_key(), sign=secret("log"))]
    lines += [signed(text, key=witness_key(name), sign=secret(name), at_s=1_732_665_600) for name in by]
    return Note(text, tuple(lines))


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % number * (number % 5) for number in range(count)]


def files(made: Sequence[bytes], *, sizes: Sequence[int]) -> Mapping[str, bytes]:
    """All files of a log that grew through these sizes."""
    found: dict[str, bytes] = {}
    tree = Tree(made)
    for old, size in zip((0, *sizes), sizes, strict=False):
        for index, width in spans(old, size):
            part = made[index * WIDTH : index * WIDTH + width]
            found[bundle_path(index, width=width)] = bundle_bytes(part)
        for level in levels(size):
            for index, width in spans(old, size, level=level):
                found[tile_path(level, index, width=width)] = tile_bytes(
                    level, index, width=width, hashes=tree
                )
    text = cosigned(
        Checkpoint(origin=ORIGIN, size=sizes[-1], root=root(sizes[-1], hashes=tree)), by=["bawaslu"]
    )
    return {**found, "checkpoint": str(text).encode()}


def write(found: Mapping[str, bytes], *, folder: Path) -> None:
    for name, content in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def plain_root(made: Sequence[bytes]) -> Digest:
    """The definition of RFC 9162 section 2.1.1, word by word."""

    if not made:
        return Digest(hashlib.sha256(b"").digest())
    if len(made) == 1:
        return Digest(hashlib.sha256(b"\x00" + made[0]).digest())
    half = 1
    while half * 2 < len(made):
        half *= 2
    return Digest(hashlib.sha256(b"\x01" + plain_root(made[:half]) + plain_root(made[half:])).digest())
