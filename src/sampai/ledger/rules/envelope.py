"""An event, a batch, a receipt as canonical bytes and back; digests, and what is signed.

The layout is written down in docs/reference/event.md; tests/vectors/events.json holds examples.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sampai.ledger.model import (
    MOST_BATCH_EVENTS,
    MOST_EVENT_BYTES,
    SIGNATURE_BYTES,
    Batch,
    Data,
    DeviceId,
    Digest,
    Event,
    Malformed,
    Observed,
    Reason,
    Receipt,
)
from sampai.ledger.ports import Sign
from sampai.ledger.rules.cbor import decode, encode

ENVELOPE = 1
"""Version of the layout."""
CHAIN = b"sampai/chain/v1\n"
RECEIPT = b"sampai/receipt/v1\n"
"""What stands before a digest when it is signed, so that no signature can be passed off as another kind."""


def event_bytes(event: Event) -> bytes:
    """The canonical bytes. Raises `Malformed` for a body of other types or an event that is too large."""
    seen = event.observed
    raw = encode(
        {
            1: ENVELOPE,
            2: event.kind,
            3: event.version,
            4: event.election,
            5: event.subject,
            6: event.place,
            7: event.after,
            8: event.device,
            9: event.counter,
            10: event.previous,
            11: event.actor,
            12: (seen.wall_ms, seen.monotonic_ms, seen.boot, seen.server_ms, seen.gps_ms),
            13: event.salt,
            14: event.body,
        }
    )
    if len(raw) > MOST_EVENT_BYTES:
        raise Malformed("too large")
    return raw


def read_event(raw: bytes) -> Event:
    """The event of canonical bytes. Raises `Malformed`."""
    if len(raw) > MOST_EVENT_BYTES:
        raise Malformed("too large")
    match decode(raw):
        case {
            1: int(envelope),
            2: str(kind),
            3: int(version),
            4: str(election),
            5: str(subject),
            6: str(place),
            7: list(after),
            8: bytes(device),
            9: int(counter),
            10: bytes(previous),
            11: str(actor),
            12: list(observed),
            13: bytes(salt),
            14: dict(body),
            **rest,
        } if not rest and _whole(envelope) == ENVELOPE:
            return Event(
                kind=kind,
                version=_whole(version),
                election=election,
                subject=subject,
                place=place,
                after=tuple(_digests(after)),
                device=DeviceId(device),
                counter=_whole(counter),
                previous=Digest(previous),
                actor=actor,
                observed=_observed(observed),
                salt=salt,
                body=_texts(body),
            )
    raise Malformed("envelope")


def _whole(number: int) -> int:
    if isinstance(number, bool):
        raise Malformed("number")
    return number


def _digests(after: Sequence[object]) -> list[Digest]:
    if not all(isinstance(digest, bytes) for digest in after):
        raise Malformed("after")
    return [Digest(bytes(digest)) for digest in after if isinstance(digest, bytes)]


def _observed(values: Sequence[Any]) -> Observed:
    match values:
        case [int(wall), int(monotonic), bytes(boot), int() | None as server, int() | None as gps] if not any(
            isinstance(value, bool) for value in values
        ):
            return Observed(wall_ms=wall, monotonic_ms=monotonic, boot=boot, server_ms=server, gps_ms=gps)
    raise Malformed("observed")


def _texts(body: Mapping[Any, Any]) -> Mapping[str, Data]:
    _only_texts(body)
    return body


def _only_texts(value: object) -> None:
    """Within a body all keys are texts; only the envelope saves bytes by numbers."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise Malformed("body")
        _only_texts(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            _only_texts(item)


def digest_of(raw: bytes) -> Digest:
    """The digest of an event's canonical bytes; the signature is no part of it."""
    return Digest(hashlib.sha256(raw).digest())


def name_of(event: Event, *, digest: Digest) -> str:
    """How people and links name an event: device, counter, and enough of the digest to tell twins apart."""
    return f"{event.device.hex()}-{event.counter}-{digest.hex()[:12]}"


def class_of(kind: str) -> str:
    """The part of a kind that the public log shows."""
    return kind.partition(".")[0]


def chain_message(head: Digest) -> bytes:
    """What a device signs: the digest of the last event of a run; it covers every event before."""
    return CHAIN + head


def seal(events: Sequence[Event], *, sign: Sign) -> Batch:
    """A run of one device's events under one signature."""
    items = tuple(event_bytes(event) for event in events)
    return Batch(device=events[0].device, items=items, signature=sign(chain_message(digest_of(items[-1]))))


def batch_bytes(batch: Batch) -> bytes:
    """A batch as it travels: over the network, in a file, in a loop of QR codes."""
    return encode({1: ENVELOPE, 2: batch.device, 3: batch.items, 4: batch.signature})


def read_batch(raw: bytes) -> Batch:
    """The batch of its bytes; its items are not looked at. Raises `Malformed`."""
    match decode(raw):
        case {1: 1, 2: bytes(device), 3: list(items), 4: bytes(signature), **rest} if not rest:
            if not 0 < len(items) <= MOST_BATCH_EVENTS or not all(isinstance(item, bytes) for item in items):
                raise Malformed("items")
            if len(signature) != SIGNATURE_BYTES:
                raise Malformed("signature")
            return Batch(device=DeviceId(device), items=tuple(items), signature=signature)
    raise Malformed("batch")


def receipt_bytes(receipt: Receipt) -> bytes:
    """The canonical bytes of a receipt."""
    return encode(
        {
            1: ENVELOPE,
            2: receipt.node,
            3: receipt.device,
            4: receipt.at_ms,
            5: receipt.stored,
            6: [(digest, reason.value) for digest, reason in receipt.quarantined],
        }
    )


def read_receipt(raw: bytes) -> Receipt:
    """The receipt of its bytes. Raises `Malformed`."""
    match decode(raw):
        case {
            1: 1,
            2: str(node),
            3: bytes(device),
            4: int(at_ms),
            5: list(stored),
            6: list(kept),
            **rest,
        } if not rest:
            try:
                return Receipt(
                    node=node,
                    device=DeviceId(device),
                    at_ms=at_ms,
                    stored=tuple((_whole(counter), Digest(bytes(digest))) for counter, digest in stored),
                    quarantined=tuple((Digest(bytes(digest)), Reason(reason)) for digest, reason in kept),
                )
            except (TypeError, ValueError) as error:
                raise Malformed("receipt") from error
    raise Malformed("receipt")


def receipt_message(raw: bytes) -> bytes:
    """What a node signs of a receipt's bytes."""
    return RECEIPT + hashlib.sha256(raw).digest()


def following(event: Event, *, digest: Digest, salt: bytes, **changes: Any) -> Event:  # noqa: ANN401 -- as `dataclasses.replace` is typed
    """The next event of the same device: one counter on, linked to the one before."""
    return replace(event, counter=event.counter + 1, previous=digest, salt=salt, **changes)


def readable(value: Any) -> Any:  # noqa: ANN401 -- any value of the canonical form
    """JSON data for reading: bytes as `{"$hex": "…"}`, keys as texts."""
    match value:
        case bytes():
            return {"$hex": value.hex()}
        case Mapping():
            return {str(key): readable(item) for key, item in value.items()}
        case str() | None | bool() | int():
            return value
        case Sequence():
            return [readable(item) for item in value]
    raise Malformed(f"type {type(value).__name__}")


FIELDS = (
    "envelope",
    "kind",
    "version",
    "election",
    "subject",
    "place",
    "after",
    "device",
    "counter",
    "previous",
    "actor",
    "observed",
    "salt",
    "body",
)
"""Names of the keys 1 to 14, for reading."""


def readable_event(event: Event) -> Mapping[str, Any]:
    """An event as JSON data with names, for people and for checks in other languages."""
    plain = decode(event_bytes(event))
    return {name: readable(plain[key]) for key, name in enumerate(FIELDS, start=1)}
