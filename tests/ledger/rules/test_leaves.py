from dataclasses import replace
from typing import Any

import pytest
from tests.ledger.worlds import Phone

from sampai.ledger.model import DeviceId, Digest, Malformed
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.envelope import Header, event_bytes, header_of
from sampai.ledger.rules.leaves import (
    Leaf,
    commitment,
    event_leaf,
    hidden_leaf_bytes,
    leaf_bytes,
    read_leaf,
)

SALT = b"1" * 16
DIGEST = Digest(b"d" * 32)


def test_a_leaf_shows_chain_time_and_commitment_but_nothing_of_the_content() -> None:
    event = Phone("a").says(subject="box:secret")
    raw = event_bytes(event)

    leaf = leaf_bytes(event, raw=raw, salt=SALT, received_ms=5, signature=b"s" * 64)

    assert read_leaf(leaf) == Leaf(
        commitment=commitment(raw, salt=SALT),
        received_ms=5,
        kind_class="box",
        device=event.device,
        counter=event.counter,
        previous=event.previous,
        signature=b"s" * 64,
    )
    assert commitment(raw, salt=SALT) != commitment(raw, salt=b"2" * 16)
    for hidden in (b"secret", b"A1", event.actor.encode(), event.place.encode()):
        assert hidden not in leaf
    assert len(leaf) < 220


def test_a_hidden_leaf_shows_only_commitment_and_time() -> None:
    raw = event_bytes(Phone("a").says())

    leaf = read_leaf(hidden_leaf_bytes(raw, salt=SALT, received_ms=5))

    assert leaf == Leaf(commitment=commitment(raw, salt=SALT), received_ms=5)
    assert leaf.hidden


@pytest.mark.parametrize(
    "fields",
    [
        {1: 1},
        {1: 1, 6: bytes(31), 8: 1},
        {1: 1, 6: bytes(32), 8: -1},
        {1: 2, 6: bytes(32), 8: 1},
        {1: 1, 6: bytes(32), 8: 1, 9: 1},
        {1: 1, 2: "box", 6: bytes(32), 8: 1},
        {1: 1, 2: "box", 3: bytes(16), 4: 1, 5: b"", 6: bytes(32), 7: b"", 8: 1},
        {1: 1, 2: "box", 3: bytes(15), 4: 0, 5: b"", 6: bytes(32), 7: b"", 8: 1},
        {1: 1, 2: "box", 3: bytes(16), 4: 0, 5: b"", 6: bytes(32), 7: b"s", 8: 1},
    ],
)
def test_no_leaf(fields: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        read_leaf(encode(fields))


def test_a_header_is_what_the_whole_event_says() -> None:
    phone = Phone("a")
    for event in phone.run(30):
        for changes in (
            dict[str, Any](),
            {"subject": "s" * 120, "actor": "é" * 20},
            {"place": "", "after": (DIGEST,)},
        ):
            whole = replace(event, **changes)
            header = header_of(event_bytes(whole))
            assert (header.kind, header.device) == (event.kind, event.device)
            assert (header.counter, header.previous) == (event.counter, event.previous)


def test_a_header_is_read_only_from_what_begins_like_an_event() -> None:
    raw = event_bytes(Phone("a").run(2)[1])
    for end in range(raw.index(b"\x0b")):
        with pytest.raises(Malformed):
            header_of(raw[:end])


@pytest.mark.parametrize("raw", [b"", b"\xae\x01\x01", b"\xae\x01\x01\x03\x01", encode([1]), encode({1: 1})])
def test_no_header(raw: bytes) -> None:
    with pytest.raises(Malformed):
        header_of(raw)


@pytest.mark.parametrize("counter", [0, 1, 23, 24, 300, 70_000, 2**40])
@pytest.mark.parametrize("signature", [b"", b"s" * 64])
def test_a_leaf_is_the_map_that_the_reference_says(counter: int, signature: bytes) -> None:
    previous = Digest(b"p" * 32 if counter else b"")
    header = Header("box.arrived", DeviceId(b"d" * 16), counter, previous, "pilkada-2024", "17")

    leaf = event_leaf(header, raw=b"raw", salt=SALT, received_ms=1_732_665_600_000, signature=signature)

    assert leaf == encode(
        {
            1: 1,
            2: "box",
            3: header.device,
            4: counter,
            5: header.previous,
            6: commitment(b"raw", salt=SALT),
            7: signature,
            8: 1_732_665_600_000,
        }
    )
