"""Writes tests/vectors/events.json: examples of canonical bytes, for every language that reads events."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sampai.engines.signing import read_key
from sampai.ledger.model import (
    FIRST_PREVIOUS,
    MOST_INTEGER,
    Algorithm,
    Digest,
    Event,
    Malformed,
    Observed,
)
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.rules.envelope import (
    batch_bytes,
    chain_message,
    digest_of,
    event_bytes,
    following,
    readable,
    readable_event,
    seal,
)

VECTORS = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "events.json"
SEED = bytes(range(32))

VALUES: tuple[Any, ...] = (
    0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    4_294_967_296,
    MOST_INTEGER,
    -1,
    -24,
    -25,
    -MOST_INTEGER,
    "",
    "Ketahun",
    "é–𝄞",
    b"",
    b"\x00\xff",
    True,
    False,
    None,
    [],
    [1, [2, "a"]],
    {},
    {"b": 1, "a": 2, "aa": 3, "": 4},
    {"seals": ["A1", None], "photo": b"\x01\x02"},
)
REFUSED = (
    "1801",
    "5f4101ff",
    "a2016101016102",
    "a202f401f4",
    "a120f4",
    "c11a514b67b0",
    "f97e00",
    "f7",
    "61ff",
    "0000",
    "8181",
    "1b0020000000000000",
)


def first_event(algorithm: Algorithm) -> Event:
    """A device's enrolment."""
    return Event(
        kind="device.enrolled",
        version=1,
        election="pilkada-2024",
        subject="device:hp-17",
        place="",
        after=(),
        device=read_key(SEED, algorithm=algorithm).key.id,
        counter=0,
        previous=FIRST_PREVIOUS,
        actor="ketua-kpps-17",
        observed=Observed(wall_ms=1_732_658_400_000, monotonic_ms=5_000, boot=bytes(16)),
        salt=bytes(range(16)),
        body={},
    )


def second_event(first: Event, digest: Digest) -> Event:
    """A handover with all that an event may carry."""
    return following(
        first,
        digest=digest,
        salt=bytes(range(16, 32)),
        kind="handover.received",
        subject="box:1704012003001-PPWP",
        place="1704012003001",
        after=(Digest(bytes([1]) * 32), Digest(bytes([2]) * 32)),
        observed=Observed(
            wall_ms=-86_400_000,
            monotonic_ms=65_536,
            boot=bytes([255]) * 16,
            server_ms=1_732_658_300_000,
            gps_ms=1_732_658_401_000,
        ),
        body={"seals": ["KPU-0017", "KPU-0018"], "lat_e7": -48_123_456, "whole": True, "note": "hujan é"},
    )


def case(event: Event, algorithm: Algorithm, *, signature: bytes) -> Mapping[str, Any]:
    """One event with everything that another language must arrive at."""
    raw = event_bytes(event)
    return {
        "algorithm": algorithm.value,
        "public_key": read_key(SEED, algorithm=algorithm).key.public.hex(),
        "json": readable_event(event),
        "cbor": raw.hex(),
        "digest": digest_of(raw).hex(),
        "signed_message": chain_message(digest_of(raw)).hex(),
        "signature": signature.hex(),
    }


P256_SIGNATURE = (
    "7134f71da4770bbb92044d5acc310e69eb9fb9360f45a9e3ec4685e4f05433c7"
    "275a3d2489a04ed51733b9b31d963794ff703f876998ed54bab473ce69bc780f"
)
"""ECDSA signatures hold randomness; this one was made once."""


def vectors() -> Mapping[str, Any]:
    """All examples."""
    first = first_event(Algorithm.ED25519)
    second = second_event(first, digest_of(event_bytes(first)))
    secret = read_key(SEED)
    old = first_event(Algorithm.P256)
    return {
        "secret_key": SEED.hex(),
        "values": [{"json": readable(value), "cbor": encode(value).hex()} for value in VALUES],
        "refused": [raw for raw in REFUSED if _is_refused(raw)],
        "events": [
            *(
                case(event, Algorithm.ED25519, signature=secret(chain_message(digest_of(event_bytes(event)))))
                for event in (first, second)
            ),
            case(old, Algorithm.P256, signature=bytes.fromhex(P256_SIGNATURE)),
        ],
        "batch": {"cbor": batch_bytes(seal([first, second], sign=secret)).hex()},
    }


def _is_refused(raw: str) -> bool:
    try:
        decode(bytes.fromhex(raw))
    except Malformed:
        return True
    return False


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
