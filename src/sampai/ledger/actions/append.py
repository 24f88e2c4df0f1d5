"""Taking events in: nothing lost, nothing doubled, a verdict on each item, a receipt after the commit."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.actions import write_rows
from sampai.ledger.model import (
    DIGEST_BYTES,
    FIRST_PREVIOUS,
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
from sampai.ledger.queries import rows_of
from sampai.ledger.queries.record import is_exercise, key_of
from sampai.ledger.rules.envelope import digest_of, read_batch, receipt_bytes, receipt_message
from sampai.ledger.rules.judge import judge, linked, prove
from sampai.ledger.tables import (
    AuditRow,
    DeviceRow,
    EventRow,
    QuarantineRow,
    SequenceRow,
    ShareRow,
    SignatureRow,
)

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
_NEXT = "SELECT next FROM sequence WHERE id = 1"
_NEXT_LOCKED = "SELECT next FROM sequence WHERE id = 1 FOR UPDATE"
SALT_BYTES = 16
STRANGER = ""
"""Who brings a batch without a signature that we know."""
MOST_ITEMS, MOST_BYTES = 2_000, 8 << 20
"""What one sender may fill of the quarantine."""
STRANGERS = 5
"""So many times as much for all strangers together."""


Persons = Mapping[str, Collection[str]]
"""Who may sign in on a device, by its id in hex; a device of which nobody was named is not in it."""


def nobody_named(_devices: Sequence[str]) -> Persons:
    """Where no desk names persons."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Who takes events in: its name, its key, how it checks signatures, where salts come from."""

    name: str
    sign: Sign
    verify: Verify
    salt: Callable[[int], bytes]
    """So many random bytes."""
    entry_salt: Callable[[Digest], bytes] | None = None
    """The salt of a stored item's entry, by the item's digest and a secret: with both, the entry can be made
    again after a loss. None: random."""
    persons: Callable[[Sequence[str]], Persons] = nobody_named
    """As the desk says now; asked within the transaction."""


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
    sender: str | None


@dataclass(slots=True)
class _Taken:
    """What one transaction adds to the record."""

    next: int
    at_ms: int
    salt: Callable[[Digest], bytes]
    events: list[tuple[object, ...]] = field(default_factory=list)
    signatures: list[tuple[object, ...]] = field(default_factory=list)
    quarantine: list[tuple[object, ...]] = field(default_factory=list)
    kept: set[tuple[str, str, str]] = field(default_factory=set)
    shares: dict[str, ShareRow] = field(default_factory=dict)

    def share(self, sender: str) -> ShareRow:
        """What a sender has filled of the quarantine; asked for only where something goes there."""
        if sender not in self.shares:
            found = ShareRow.objects.filter(sender=sender).first()
            self.shares[sender] = found or ShareRow(sender=sender)
        return self.shares[sender]

    def number(self) -> int:
        self.next += 1
        return self.next - 1


@dataclass(slots=True)
class _Device:
    """A device's row, read by a statement written out by hand: every commit asks for some."""

    id: int
    name: str
    key: DeviceKey
    revoked_from: int | None
    next: int
    highest: int
    heads: bytes
    twins: int


@dataclass(slots=True)
class _Chain:
    """A device's stored chain next to the items that came in."""

    row: _Device | None
    exercise: bool
    persons: Collection[str] | None = None
    links: dict[int, list[Link]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    twins: int = 0

    def state(self) -> DeviceState:
        if self.row is None:
            return DeviceState(key=None, links=self.links)
        row = self.row
        return DeviceState(
            key=row.key,
            revoked_from=row.revoked_from,
            links=self.links,
            persons=self.persons,
            exercise=self.exercise,
        )


def append(
    batches: Sequence[bytes], *, at_ms: int, node: Node, senders: Sequence[str | None] = ()
) -> list[Answer]:
    """Take batches in, in one transaction, and answer each.

    Only when it returns is anything promised. It may be called again with the same bytes after any error:
    what is stored already is told as such. Signatures are checked before the lock is taken. `senders`: who
    brought each batch, a device in hex, or `STRANGER`; None, for this machine's operator, has no bounds.
    """
    parcels = _opened(batches, senders or [None] * len(batches), node=node)
    with transaction.atomic():
        taken = _Taken(record_lock(), at_ms, _entry_salt(node))
        chains = _chains(parcels, persons=node.persons)
        taken.kept = _kept(parcels)
        verdicts = [_take(parcel, chains[parcel.batch.device], taken) for parcel in parcels]
        _write(taken)
        _note((_advanced(chain) for chain in chains.values() if chain.new), at_ms=at_ms)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sequence SET next = %s WHERE id = 1", [taken.next])
    return [
        _answer(parcel, found, at_ms=at_ms, node=node)
        for parcel, found in zip(parcels, verdicts, strict=True)
    ]


def _entry_salt(node: Node) -> Callable[[Digest], bytes]:
    return node.entry_salt or (lambda _: node.salt(SALT_BYTES))


def begin_exercise() -> None:
    """Make a store in which nothing was done yet an exercise's, for good. Raises `Refused` for any other."""
    with transaction.atomic():
        used = record_lock() or AuditRow.objects.exists()
        if used and not is_exercise():
            raise Refused(
                "exercise",
                say("This store holds a real record."),
                say("Give the exercise a folder of its own with --data."),
            )
        SequenceRow.objects.filter(pk=1).update(exercise=True)


def record_lock() -> int:
    """Lock the row that everybody locks who adds to the record or changes what is believed, until the commit.

    Returns the next number of the record.
    """
    locks = connection.vendor == "postgresql"
    while True:
        found = rows_of(_NEXT_LOCKED if locks else _NEXT)
        if found:
            return int(found[0][0])
        SequenceRow.objects.get_or_create(id=1)


def _opened(batches: Sequence[bytes], senders: Sequence[str | None], *, node: Node) -> list[_Parcel]:
    read = [_read(raw) for raw in batches]
    names = {batch.device.hex() for batch in read if batch is not None}
    keys = {name: row.key for name, row in _devices(names).items()}
    return [
        _unreadable(raw, sender)
        if batch is None
        else _Parcel(batch, prove(batch, key=keys.get(batch.device.hex()), verify=node.verify), sender)
        for raw, batch, sender in zip(batches, read, senders, strict=True)
    ]


def _read(raw: bytes) -> Batch | None:
    try:
        return read_batch(raw)
    except Malformed:
        return None


def _unreadable(raw: bytes, sender: str | None) -> _Parcel:
    batch = Batch(device=DeviceId(b""), items=(raw,), signature=b"")
    return _Parcel(batch, [Proven(raw, digest_of(raw), None, Reason.UNREADABLE)], sender)


def _devices(names: Collection[str]) -> dict[str, _Device]:
    """Those of the devices that are enrolled, by name."""
    if not names:
        return {}
    marks = ", ".join(["%s"] * len(names))
    rows = rows_of(
        "SELECT id, name, algorithm, public, revoked_from, next, highest, heads, twins FROM device"  # noqa: S608 -- marks only
        f" WHERE name IN ({marks})",
        *sorted(names),
    )
    return {
        name: _Device(
            pk, name, key_of(algorithm, bytes(public)), revoked, first, highest, bytes(heads), twins
        )
        for pk, name, algorithm, public, revoked, first, highest, heads, twins in rows
    }


def _chains(
    parcels: Sequence[_Parcel], *, persons: Callable[[Sequence[str]], Persons]
) -> dict[DeviceId, _Chain]:
    counters: dict[DeviceId, set[int]] = {}
    for parcel in parcels:
        near = counters.setdefault(parcel.batch.device, set())
        for item in _believable(parcel.items):
            near.update(range(item - 1, item + 2))
    known = _devices({device.hex() for device in counters})
    named = persons(sorted(known)) if known else {}
    found = {}
    exercise = is_exercise()
    for device, near in counters.items():
        name = device.hex()
        found[device] = _chain(known.get(name), near, exercise=exercise)
        found[device].persons = named.get(name)
    return found


def _believable(items: Iterable[Proven]) -> Iterator[int]:
    return (item.event.counter for item in items if item.event is not None and item.reason is None)


def _chain(row: _Device | None, counters: set[int], *, exercise: bool) -> _Chain:
    found = _Chain(row, exercise)
    if row is None or not counters or min(counters) > row.highest:
        return found
    if min(counters) == row.highest:
        found.links[row.highest] = [Link(digest, FIRST_PREVIOUS) for digest in _heads(row)]
    else:
        stored = EventRow.objects.filter(device=row.id, counter__in=sorted(counters)).order_by("seq")
        for counter, digest, previous in stored.values_list("counter", "digest", "previous"):
            found.links.setdefault(counter, []).append(Link(Digest(bytes(digest)), Digest(bytes(previous))))
    return found


def _heads(row: _Device) -> list[Digest]:
    raw = row.heads
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
        if verdict.reason is not None and not _keep(item, verdict.reason, parcel, taken):
            verdict = Verdict(Standing.LATER)
        verdicts.append(verdict)
        if verdict.standing is Standing.STORED and item.event is not None:
            fresh.append((item, verdict, len(chain.links.get(item.event.counter, ()))))
            chain.links.setdefault(item.event.counter, []).append(linked(item.event, digest=item.digest))
    if fresh:
        _add(fresh, parcel, chain, taken)
    return verdicts


def _keep(item: Proven, reason: Reason, parcel: _Parcel, taken: _Taken) -> bool:
    """Put an item into quarantine, where it is not yet; false where the sender's share is full."""
    mark = (item.digest.hex(), reason.value, parcel.batch.device.hex())
    if mark in taken.kept:
        return True
    share = None if parcel.sender is None else taken.share(parcel.sender)
    if share is not None and not _fits(item, share):
        return False
    taken.kept.add(mark)
    salt = taken.salt(item.digest)
    taken.quarantine.append((taken.number(), *mark, item.raw, salt, parcel.batch.signature, taken.at_ms))
    return True


def _fits(item: Proven, share: ShareRow) -> bool:
    times = STRANGERS if share.sender == STRANGER else 1
    if share.items >= MOST_ITEMS * times or share.size + len(item.raw) > MOST_BYTES * times:
        return False
    share.items += 1
    share.size += len(item.raw)
    return True


def _add(fresh: Sequence[tuple[Proven, Verdict, int]], parcel: _Parcel, chain: _Chain, taken: _Taken) -> None:
    assert chain.row is not None, "items of unknown devices are not stored"
    last = max(_believable(parcel.items))
    taken.signatures.append((taken.next, chain.row.id, last, parcel.batch.signature))
    signature = taken.next
    for item, verdict, variant in fresh:
        assert item.event is not None, "stored items are events"
        taken.events.append(
            (
                taken.number(),
                chain.row.id,
                item.event.counter,
                variant,
                item.digest,
                item.event.previous,
                item.raw,
                taken.salt(item.digest),
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
        for share in taken.shares.values():
            share.save()


def _note(rows: Iterable[_Device], *, at_ms: int) -> None:
    changed = [(row.next, row.highest, row.heads, row.twins, at_ms, row.id) for row in rows]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE device SET next = %s, highest = %s, heads = %s, twins = %s, heard_ms = %s"
                " WHERE id = %s",
                changed,
            )


def _advanced(chain: _Chain) -> _Device:
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


def _first_missing(row: _Device) -> int:
    found = row.next
    stored = EventRow.objects.filter(device=row.id, counter__gte=found).order_by("counter")
    for counter in stored.values_list("counter", flat=True).iterator(chunk_size=500):
        if counter > found:
            break
        found = counter + 1
    return found


_IN_RECORD = (Standing.STORED, Standing.ALREADY)


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
                if verdict.standing in _IN_RECORD and item.event is not None
            ),
            quarantined=tuple(
                (item.digest, verdict.reason) for item, verdict in judged if verdict.reason is not None
            ),
        )
    )
    return Answer(tuple(verdicts), receipt, node.sign(receipt_message(receipt)))


def enrol_device(
    key: DeviceKey,
    *,
    holder: str,
    at: datetime,
    territory: str = "",
    institution: str = "",
    server: bool = False,
) -> int:
    """Note a device's key; the same key is noted once. Returns the device's number."""
    row, _ = DeviceRow.objects.get_or_create(
        name=key.id.hex(),
        defaults={
            "algorithm": key.algorithm.value,
            "public": key.public,
            "holder": holder,
            "territory": territory,
            "institution": institution,
            "server": server,
            "enrolled_at": at,
        },
    )
    return row.pk


def revoke_device(device: DeviceId, *, from_counter: int | None = None) -> int:
    """Believe a device's events from a counter on no more; what is stored stays. Returns the counter.

    Without a counter: from the first after the highest that is stored, of which there may be a receipt. The
    record's lock is held meanwhile, so that nothing is appended between the look and the revocation.
    """
    with transaction.atomic():
        record_lock()
        row = DeviceRow.objects.get(name=device.hex())
        counter = row.highest + 1 if from_counter is None else from_counter
        if row.revoked_from is None or counter < row.revoked_from:
            row.revoked_from = counter
            row.save(update_fields=["revoked_from"])
        return row.revoked_from
