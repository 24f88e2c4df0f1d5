import json
from dataclasses import replace
from pathlib import Path

import pytest
from scripts.vectors import VECTORS, vectors
from tests.ledger.worlds import Phone, altered

from sampai.engines.signing import verify
from sampai.ledger.model import Algorithm, DeviceKey, Malformed, Reason, Receipt
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.rules.envelope import (
    batch_bytes,
    chain_message,
    digest_of,
    event_bytes,
    name_of,
    read_batch,
    read_event,
    read_receipt,
    readable_event,
    receipt_bytes,
)


def test_an_event_comes_back_from_its_bytes() -> None:
    event = Phone("a").says()

    assert read_event(event_bytes(event)) == replace(event, body={"seals": ["A1", "A2"]})


def test_every_changed_byte_is_another_event_or_none() -> None:
    raw = event_bytes(Phone("a").says())

    for other in altered(raw):
        try:
            event = read_event(other)
        except Malformed:
            continue
        assert event_bytes(event) == other


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1, 2),
        (1, True),
        (2, ""),
        (3, True),
        (7, [b"short"]),
        (7, [b"b" * 32, b"a" * 32]),
        (9, -1),
        (10, b"x" * 32),
        (12, [1, -1, b"0" * 16, None, None]),
        (12, [1, 1, b"0" * 16, None]),
        (13, b""),
        (14, {1: "number as key"}),
        (14, {"list": [{"deep": [{2: 3}]}]}),
        (15, "one field more"),
    ],
)
def test_a_field_that_breaks_the_envelope_is_named_malformed(key: int, value: object) -> None:
    fields = decode(event_bytes(Phone("a").says()))

    with pytest.raises(Malformed):
        read_event(encode({**fields, key: value}))


def test_an_event_of_more_than_8_kib_is_none() -> None:
    with pytest.raises(Malformed, match="too large"):
        event_bytes(Phone("a").says(body={"text": "x" * 8_192}))


def test_batch_and_receipt_come_back_from_their_bytes() -> None:
    phone = Phone("a")
    batch = phone.batch(phone.run(3))
    receipt = Receipt(
        node="post-1704",
        device=phone.key.id,
        at_ms=7,
        stored=((0, digest_of(batch.items[0])),),
        quarantined=((digest_of(batch.items[1]), Reason.MALFORMED),),
    )

    assert read_batch(batch_bytes(batch)) == batch
    assert read_receipt(receipt_bytes(receipt)) == receipt


def test_the_name_of_an_event_tells_twins_apart() -> None:
    one, two = Phone("a").says(), Phone("a").says(body={"seals": []})

    names = {name_of(event, digest=digest_of(event_bytes(event))) for event in (one, two)}

    assert len(names) == 2


def test_the_vectors_are_what_the_code_makes() -> None:
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == vectors()


def test_the_vectors_hold_together_by_their_bytes_alone() -> None:
    for case in json.loads(Path(VECTORS).read_text(encoding="utf-8"))["events"]:
        raw = bytes.fromhex(case["cbor"])
        key = DeviceKey(Algorithm(case["algorithm"]), bytes.fromhex(case["public_key"]))

        assert digest_of(raw).hex() == case["digest"]
        assert readable_event(read_event(raw)) == case["json"]
        assert read_event(raw).device == key.id
        assert verify(key, message=chain_message(digest_of(raw)), signature=bytes.fromhex(case["signature"]))
