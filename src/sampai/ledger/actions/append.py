"""Taking events in: nothing lost, nothing doubled, a verdict on each item, a receipt after the commit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from sampai.ledger.actions import write_rows
from sampai.ledger.model import (
    DIGEST_BYTES,
    FIRST_PREVIOUS,
    Algorithm,
    Batch,
    DeviceId,
    DeviceKey,
    DeviceState,
    Digest,
    Flag,
    Link,
    Malformed,
    Proven,
    Reason,
    Receipt,
    Standing,
    Verdict,
)
from sampai.ledger.ports import Sign, Verify
from sampai.ledger.rules.envelope import digest_of, read_batch, receipt_bytes, receipt_message
from sampai.ledger.rules.judge import judge, linked, prove
from sampai.ledger.tables import DeviceRow, EventRow, QuarantineRow, SequenceRow, SignatureRow

_EVENT = (
    "seq",
    "device",
    "counter",
    "variant",
    "digest",
    "previous",
    "raw",
    "salt",
    "signature",
    "flags",
    "received_ms",
)
_SIGNATURE = ("id", "device", "counter", "signature")
_QUARANTINE = ("seq", "digest", "reason", "device", "raw", "salt", "signature", "received_ms")
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Who takes events in: its name, its key, how it checks signatures, where salts come from."""

    name: str
    sign: Sign
    verify: Verify
    salt: Callable[[int], bytes]
    """So many random bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one batch: a verdict for each item in its order, and the node's signed receipt."""

    verdicts: tuple[Verdict, ...]
    receipt: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One batch on its way in. Bytes that are no batch travel as one item."""

    batch: Batch
    items: Sequence[Proven]


@dataclass(slots=True)
class _Taken:
    """What one transaction adds to the record."""

    next: int
    at_ms: int
    salt: Callable[[int], bytes]
    events: list[tuple[object, ...]] = field(default_factory=list)
    signatures: list[tuple[object, ...]] = field(default_factory=list)
    quarantine: list[tuple[object, ...]] = field(default_factory=list)
    kept: set[tuple[str, str, str]] = field(default_factory=set)

    def number(self) -> int:
        self.next += 1
        return self.next - 1


@dataclass(slots=True)
class _Chain:
    """A device's stored chain next to the items that came in."""

    row: DeviceRow | None
    links: dict[int, list[Link]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    twins: int = 0

    def state(self) -> DeviceState:
        if self.row is None:
            return DeviceState(key=None, links=self.links)
        return DeviceState(key=_key(self.row), revoked_from=self.row.revoked_from, links=self.links)


def append(batches: Sequence[bytes], *, at_ms: int, node: Node) -> list[Answer]:
    """Take batches in, in one transaction, and answer each.

    Only when it returns is anything promised. It may be called again with the same bytes after any error:
    what is stored already is told as such. Signatures are checked before the lock is taken.
    """
    parcels = _opened(batches, node=node)
    with transaction.atomic():
        sequence, _ = SequenceRow.objects.select_for_update().get_or_create(id=1)
        taken = _Taken(sequence.next, at_ms, node.salt)
        chains = _chains(parcels)
        taken.kept = _kept(parcels)
        verdicts = [_take(parcel, chains[parcel.batch.device], taken) for parcel in parcels]
        _write(taken)
        _note(_advanced(chain) for chain in chains.values() if chain.new)
        SequenceRow.objects.filter(id=1).update(next=taken.next)
    return [
        _answer(parcel, found, at_ms=at_ms, node=node)
        for parcel, found in zip(parcels, verdicts, strict=True)
    ]


def _opened(batches: Sequence[bytes], *, node: Node) -> list[_Parcel]:
    read = [_read(raw) for raw in batches]
    names = {batch.device.hex() for batch in read if batch is not None}
    keys = {row.name: _key(row) for row in DeviceRow.objects.filter(name__in=sorted(names))}
    return [
        _unreadable(raw)
        if batch is None
        else _Parcel(batch, prove(batch, key=keys.get(batch.device.hex()), verify=node.verify))
        for raw, batch in zip(batches, read, strict=True)
    ]


def _read(raw: bytes) -> Batch | None:
    try:
        return read_batch(raw)
    except Malformed:
        return None


def _unreadable(raw: bytes) -> _Parcel:
    batch = Batch(device=DeviceId(b""), items=(raw,), signature=b"")
    return _Parcel(batch, [Proven(raw, digest_of(raw), None, Reason.UNREADABLE)])


def _key(row: DeviceRow) -> DeviceKey:
    return DeviceKey(Algorithm(row.algorithm), bytes(row.public))


def _chains(parcels: Sequence[_Parcel]) -> dict[DeviceId, _Chain]:
    counters: dict[DeviceId, set[int]] = {}
    for parcel in parcels:
        near = counters.setdefault(parcel.batch.device, set())
        for item in _believable(parcel.items):
            near.update(range(item - 1, item + 2))
    rows = DeviceRow.objects.filter(name__in=[device.hex() for device in counters])
    known = {row.name: row for row in rows}
    return {device: _chain(known.get(device.hex()), near) for device, near in counters.items()}


def _believable(items: Iterable[Proven]) -> Iterator[int]:
    return (item.event.counter for item in items if item.event is not None and item.reason is None)


def _chain(row: DeviceRow | None, counters: set[int]) -> _Chain:
    found = _Chain(row)
    if row is None or not counters or min(counters) > row.highest:
        return found
    if min(counters) == row.highest:
        found.links[row.highest] = [Link(digest, FIRST_PREVIOUS) for digest in _heads(row)]
    else:
        stored = EventRow.objects.filter(device=row.pk, counter__in=sorted(counters)).order_by("seq")
        for counter, digest, previous in stored.values_list("counter", "digest", "previous"):
            found.links.setdefault(counter, []).append(Link(Digest(bytes(digest)), Digest(bytes(previous))))
    return found


def _heads(row: DeviceRow) -> list[Digest]:
    raw = bytes(row.heads)
    return [Digest(raw[at : at + DIGEST_BYTES]) for at in range(0, len(raw), DIGEST_BYTES)]


def _kept(parcels: Sequence[_Parcel]) -> set[tuple[str, str, str]]:
    """Which of the items lie in quarantine already."""
    digests = [item.digest.hex() for parcel in parcels for item in parcel.items if item.reason is not None]
    if not digests:
        return set()
    rows = QuarantineRow.objects.filter(digest__in=digests)
    return set(rows.values_list("digest", "reason", "device"))


def _take(parcel: _Parcel, chain: _Chain, taken: _Taken) -> list[Verdict]:
    state = chain.state()
    verdicts = []
    fresh = []
    for item in parcel.items:
        verdict = judge(state, item)
        if item.reason is Reason.UNREADABLE:
            verdict = Verdict(Standing.QUARANTINED, Reason.UNREADABLE)
        verdicts.append(verdict)
        if verdict.standing is Standing.STORED and item.event is not None:
            fresh.append((item, verdict, len(chain.links.get(item.event.counter, ()))))
            chain.links.setdefault(item.event.counter, []).append(linked(item.event, digest=item.digest))
        elif verdict.reason is not None:
            _keep(item, verdict.reason, parcel, taken)
    if fresh:
        _add(fresh, parcel, chain, taken)
    return verdicts


def _keep(item: Proven, reason: Reason, parcel: _Parcel, taken: _Taken) -> None:
    mark = (item.digest.hex(), reason.value, parcel.batch.device.hex())
    if mark in taken.kept:
        return
    taken.kept.add(mark)
    salt = taken.salt(SALT_BYTES)
    taken.quarantine.append((taken.number(), *mark, item.raw, salt, parcel.batch.signature, taken.at_ms))


def _add(fresh: Sequence[tuple[Proven, Verdict, int]], parcel: _Parcel, chain: _Chain, taken: _Taken) -> None:
    assert chain.row is not None, "items of unknown devices are not stored"
    last = max(_believable(parcel.items))
    taken.signatures.append((taken.next, chain.row.pk, last, parcel.batch.signature))
    signature = taken.next
    for item, verdict, variant in fresh:
        assert item.event is not None, "stored items are events"
        taken.events.append(
            (
                taken.number(),
                chain.row.pk,
                item.event.counter,
                variant,
                item.digest,
                item.event.previous,
                item.raw,
                taken.salt(SALT_BYTES),
                signature,
                " ".join(flag.value for flag in verdict.flags),
                taken.at_ms,
            )
        )
        chain.new.add(item.event.counter)
        chain.twins += Flag.EQUIVOCATION in verdict.flags


def _write(taken: _Taken) -> None:
    if taken.events:
        write_rows(EventRow, _EVENT, taken.events)
        write_rows(SignatureRow, _SIGNATURE, taken.signatures)
    if taken.quarantine:
        write_rows(QuarantineRow, _QUARANTINE, taken.quarantine)


def _note(rows: Iterable[DeviceRow]) -> None:
    changed = [(row.next, row.highest, bytes(row.heads), row.twins, row.pk) for row in rows]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE device SET next = %s, highest = %s, heads = %s, twins = %s WHERE id = %s", changed
            )


def _advanced(chain: _Chain) -> DeviceRow:
    """The device's row, its first missing counter moved on, past what is stored now."""
    assert chain.row is not None, "items of unknown devices are not stored"
    row = chain.row
    row.highest = max(row.highest, *chain.new)
    while row.next in chain.links:
        row.next += 1
    if row.next <= row.highest:
        row.next = _first_missing(row)
    row.heads = b"".join(link.digest for link in chain.links.get(row.highest, ())) or row.heads
    row.twins += chain.twins
    return row


def _first_missing(row: DeviceRow) -> int:
    found = row.next
    stored = EventRow.objects.filter(device=row.pk, counter__gte=found).order_by("counter")
    for counter in stored.values_list("counter", flat=True).iterator(chunk_size=500):
        if counter > found:
            break
        found = counter + 1
    return found


def _answer(parcel: _Parcel, verdicts: Sequence[Verdict], *, at_ms: int, node: Node) -> Answer:
    judged = list(zip(parcel.items, verdicts, strict=True))
    receipt = receipt_bytes(
        Receipt(
            node=node.name,
            device=parcel.batch.device,
            at_ms=at_ms,
            stored=tuple(
                (item.event.counter, item.digest)
                for item, verdict in judged
                if verdict.reason is None and item.event is not None
            ),
            quarantined=tuple(
                (item.digest, verdict.reason) for item, verdict in judged if verdict.reason is not None
            ),
        )
    )
    return Answer(tuple(verdicts), receipt, node.sign(receipt_message(receipt)))


def enrol_device(key: DeviceKey, *, holder: str, at: datetime) -> int:
    """Note a device's key; the same key is noted once. Returns the device's number."""
    row, _ = DeviceRow.objects.get_or_create(
        name=key.id.hex(),
        defaults={
            "algorithm": key.algorithm.value,
            "public": key.public,
            "holder": holder,
            "enrolled_at": at,
        },
    )
    return row.pk


def revoke_device(device: DeviceId, *, from_counter: int) -> None:
    """Believe a device's events from this counter on no more; what is stored stays."""
    row = DeviceRow.objects.get(name=device.hex())
    if row.revoked_from is None or from_counter < row.revoked_from:
        row.revoked_from = from_counter
        row.save(update_fields=["revoked_from"])
