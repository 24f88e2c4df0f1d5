"""Batches in a file, as they are carried by hand; the same bytes that go through a network."""

from collections.abc import Iterable, Iterator

from sampai.ledger.model import Malformed

HEAD = b"sampai/carry/v1\n"
MOST_BATCH_BYTES = 2 << 20


def carried(batches: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file that holds these batches."""
    yield HEAD
    for raw in batches:
        yield len(raw).to_bytes(4, "big") + raw


def unpacked(content: bytes) -> Iterator[bytes]:
    """The batches of a file. Raises `Malformed` where it is another file, or was cut off."""
    if not content.startswith(HEAD):
        raise Malformed("carried file")
    at = len(HEAD)
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        raw = content[at + 4 : at + 4 + size]
        if size > MOST_BATCH_BYTES or len(raw) != size or at + 4 > len(content):
            raise Malformed("cut off")
        yield raw
        at += 4 + size
