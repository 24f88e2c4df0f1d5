"""An event, a batch, a receipt as canonical bytes and back; digests, and what is signed.

The layout is written down in docs/reference/event.md; tests/vectors/events.json holds examples.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sampai.ledger.model import (
    DIGEST_BYTES,
    FIRST_PREVIOUS,
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
from sampai.ledger.rules.cbor import decode, decode_part, encode

ENVELOPE = 1
"""Version of the layout."""
CHAIN = b"sampai/chain/v1\n"
_BEGINS = b"\xae\x01\x01"
"""A map of 14 keys; key 1, the envelope's version, 1."""
_ONE_BYTE = frozenset({*range(24), 0x80})
"""Small numbers and the empty array."""
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


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of an event that its chain and its entry in the log need."""

    kind: str
    device: DeviceId
    counter: int
    previous: Digest
    election: str
    place: str


def header_of(raw: bytes) -> Header:
    """The header of an event's canonical bytes, without reading the rest: many times as fast as `read_event`.

    Raises `Malformed` where the bytes up to the previous digest are no event's.
    """
    try:
        return _header(raw)
    except IndexError as error:
        raise Malformed("cut off") from error


def _header(raw: bytes) -> Header:
    _expect(raw, 0, _BEGINS)
    kind, at = _short_text(raw, len(_BEGINS), 2)
    at = _past(raw, at, 3)
    election, at = _short_text(raw, at, 4)
    _, at = _short_text(raw, at, 5)
    place, at = _short_text(raw, at, 6)
    at = _past(raw, at, 7)
    _expect(raw, at, b"\x08\x50")
    device = raw[at + 2 : at + 18]
    counter, at = decode_part(raw, _expect(raw, at + 18, b"\x09"))
    if raw.startswith(b"\x0a\x40\x0b", at):
        previous = FIRST_PREVIOUS
    else:
        at = _expect(raw, at, b"\x0a\x58\x20")
        previous = Digest(raw[at : at + DIGEST_BYTES])
        _expect(raw, at + DIGEST_BYTES, b"\x0b")
    return Header(_text(kind), DeviceId(device), _whole(counter), previous, _text(election), _text(place))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _expect(raw: bytes, at: int, head: bytes) -> int:
    if not raw.startswith(head, at):
        raise Malformed("envelope")
    return at + len(head)


def _short_text(raw: bytes, at: int, name: int) -> tuple[bytes, int]:
    """The text under a key, of at most 255 bytes, and where it ends; longer ones the slow way."""
    head = raw[at + 1]
    if raw[at] != name or head >> 5 != 3:
        raise Malformed("envelope")
    if head < 0x78:
        start, length = at + 2, head - 0x60
    elif head == 0x78 and raw[at + 2] >= 24:
        start, length = at + 3, raw[at + 2]
    else:
        text, end = decode_part(raw, at + 1)
        return text.encode(), end
    return raw[start : start + length], start + length


def _past(raw: bytes, at: int, name: int) -> int:
    """Where the value under a key ends."""
    if raw[at] != name:
        raise Malformed("envelope")
    return at + 2 if raw[at + 1] in _ONE_BYTE else decode_part(raw, at + 1)[1]


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


_NESTED = (dict, list)


def _only_texts(value: object) -> None:
    """Within a body all keys are texts; only the envelope saves bytes by numbers."""
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise Malformed("body")
            if type(item) in _NESTED:
                _only_texts(item)
    elif isinstance(value, list):
        for item in value:
            if type(item) in _NESTED:
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
