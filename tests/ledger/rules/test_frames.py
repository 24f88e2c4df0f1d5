import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.ledger.model import Malformed
from sampai.ledger.rules.frames import Gathering, frames

VECTORS = Path(__file__).parents[2] / "vectors" / "frames.json"


def _seen(content: bytes, order: list[int], *, block_bytes: int = 300) -> int | None:
    """How many frames of a loop, in this order, were needed."""
    shown = list(islice(frames(content, block_bytes=block_bytes), max(order) + 1))
    gathering = Gathering()
    for count, number in enumerate(order, start=1):
        found = gathering.add(shown[number])
        if found is not None:
            assert found == content
            return count
    return None


@given(st.binary(min_size=1, max_size=3_000), st.integers(0, 2**32 - 1))
def test_any_few_more_frames_than_blocks_suffice_in_any_order(content: bytes, seed: int) -> None:
    blocks = -(-len(content) // 100)
    chance = np.random.Generator(np.random.PCG64(seed))
    order = [int(number) for number in chance.permutation(3 * blocks + 40)]

    needed = _seen(content, order, block_bytes=100)

    assert needed is not None
    assert blocks <= needed <= blocks + 30


def test_a_batch_of_200_events_needs_hardly_more_frames_than_it_has_blocks() -> None:
    content = bytes(np.random.Generator(np.random.PCG64(1)).bytes(9_460))
    chance = np.random.Generator(np.random.PCG64(2))
    needed = [_seen(content, [int(one) for one in chance.permutation(92)]) for _ in range(50)]

    assert all(count is not None and count <= 32 + 14 for count in needed)
    assert sum(count or 0 for count in needed) / 50 < 35


def test_frames_seen_twice_tell_nothing_new() -> None:
    gathering = Gathering()
    first = next(frames(b"x" * 1_000))
    gathering.add(first)
    gathering.add(first)

    assert gathering.progress == (1, 4)


def test_another_loop_begins_anew() -> None:
    gathering = Gathering()
    gathering.add(next(frames(b"x" * 1_000)))

    assert gathering.add(next(frames(b"short"))) == b"short"


def test_a_frame_that_was_damaged_gives_no_false_content() -> None:
    shown = list(islice(frames(b"x" * 900), 4))
    gathering = Gathering()
    gathering.add(shown[0][:-1] + b"?")

    assert [gathering.add(frame) for frame in shown[1:3]] == [None, None]
    assert [gathering.add(frame) for frame in shown[:3]][-1] == b"x" * 900


@pytest.mark.parametrize("raw", [b"", b"short", bytes(12), bytes(4) + b"\xff" * 8 + b"block"])
def test_what_is_no_frame_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        Gathering().add(raw)


def test_no_content_has_no_frames() -> None:
    with pytest.raises(Malformed):
        next(frames(b""))


def test_frames_are_those_of_the_vectors() -> None:
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        content = bytes.fromhex(vector["content"])
        made = islice(frames(content, block_bytes=vector["block_bytes"]), len(vector["frames"]))
        assert [frame.hex() for frame in made] == vector["frames"]
