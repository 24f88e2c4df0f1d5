"""Reads of the whole record for its check, and of what proves events on one subject."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model

from sampai.ledger.model import Algorithm, DeviceKey, Reason
from sampai.ledger.queries.record import is_exercise
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.envelope import digest_of, header_of, read_event
from sampai.ledger.rules.evidence import Testimony, concerns
from sampai.ledger.rules.offices import StoredDevice
from sampai.ledger.rules.record import Kept, Record, StoredEvent, StoredSignature
from sampai.ledger.tables import (
    CursorRow,
    DeviceRow,
    EventRow,
    LeafRow,
    QuarantineRow,
    SequenceRow,
    ShardRow,
    SignatureRow,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LOGS = "log"
"""The reader of the record that gives places in the public logs."""


def stored_record() -> Record:
    """All rows of the record, as they stand, for its check. Events are read as they are asked for."""
    return Record(
        next=SequenceRow.objects.values_list("next", flat=True).first() or 0,
        devices=[StoredDevice(*row) for row in _plain(DeviceRow, StoredDevice)],
        signatures=(StoredSignature(*row) for row in _plain(SignatureRow, StoredSignature)),
        events=(StoredEvent(*row) for row in _plain(EventRow, StoredEvent)),
        kept=[Kept(*row) for row in _plain(QuarantineRow, Kept)],
        exercise=is_exercise(),
    )


def _plain(table: type[Model], noun: "type[DataclassInstance]") -> Iterator[list[Any]]:
    """The columns that a noun names, bytes as bytes, in the order of the first."""
    names = [field.name for field in fields(noun)]
    rows = table._default_manager.order_by(names[0]).values_list(*names)  # noqa: SLF001 -- Django's public name for any table's rows
    for row in rows.iterator(chunk_size=5_000):
        yield [bytes(value) if isinstance(value, memoryview) else value for value in row]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item of the record stands in the public logs."""

    log: str
    index: int


def places(numbers: Sequence[int]) -> Mapping[int, Place]:
    """The place of each of these items that has one."""
    names = dict(ShardRow.objects.values_list("pk", "name"))
    rows = LeafRow.objects.filter(seq__in=numbers).values_list("seq", "shard", "index")
    return {seq: Place(names[shard], index) for seq, shard, index in rows if shard in names}


def numbers_of(device: str, counter: int) -> Sequence[int]:
    """The record's numbers of what a device (in hex) stated under a counter; more than one of a clone."""
    rows = DeviceRow.objects.filter(name=device).values_list("pk", flat=True)
    found = EventRow.objects.filter(device__in=list(rows), counter=counter).order_by("seq")
    return list(found.values_list("seq", flat=True))


def stored_places() -> tuple[Mapping[int, Place], list[Fault]]:
    """Where every item stands, and the rows that say so wrongly.

    Places were given in the order of the record, in each log without a gap: a row is right if it says what
    counting says.
    """
    shards = {row.pk: row for row in ShardRow.objects.all()}
    sizes = dict.fromkeys(shards, 0)
    found, faults, expected = {}, [], 0
    for seq, shard, index in LeafRow.objects.order_by("seq").values_list("seq", "shard", "index").iterator():
        if seq != expected or sizes.get(shard) != index:
            faults.append(Fault(f"leaf/{seq}", Wrong.ALTERED))
        faults += [Fault(f"leaf/{number}", Wrong.MISSING) for number in range(expected, seq)]
        expected = seq + 1
        if shard in shards:
            sizes[shard] = index + 1
            found[seq] = Place(shards[shard].name, index)
    given = CursorRow.objects.filter(reader=LOGS).values_list("next", flat=True).first() or 0
    if given != expected:
        faults.append(Fault(f"cursor/{LOGS}", Wrong.ALTERED))
    faults += [
        Fault(f"shard/{number}", Wrong.ALTERED) for number, row in shards.items() if row.size != sizes[number]
    ]
    return found, faults


def testimonies(subject: str) -> Sequence[tuple[int, Testimony]]:
    """Every stored event that concerns a subject (`kind:code`), with what proves it, in the record's order.

    Looks through all events, in the store: no index serves it, so that taking events in stays quick.
    """
    found = []
    for row in _holding([subject, subject.partition(":")[2] or subject]):
        raw = bytes(row.raw)
        if concerns(read_event(raw), subject):
            found.append((row.seq, _testimony(row)))
    return found


def testimonies_at(positions: Sequence[int]) -> Sequence[tuple[int, Testimony]]:
    """The same for events that are known by their number in the record."""
    rows = EventRow.objects.filter(seq__in=sorted(positions)).order_by("seq")
    return [(row.seq, _testimony(row)) for row in rows]


def _holding(texts: Sequence[str]) -> Iterator[EventRow]:
    """Events whose bytes hold one of the texts as CBOR writes it."""
    place = "position(%s in raw) > 0" if connection.vendor == "postgresql" else "instr(raw, %s) > 0"
    rows = EventRow.objects.extra(  # noqa: S610 -- the words are ours, the texts are parameters
        where=[" OR ".join([place] * len(texts))], params=[encode(text) for text in texts]
    )
    return rows.order_by("seq").iterator()


def _testimony(row: EventRow) -> Testimony:
    device = DeviceRow.objects.get(pk=row.device)
    signature = SignatureRow.objects.get(pk=row.signature)
    return Testimony(
        raw=bytes(row.raw),
        salt=bytes(row.salt),
        received_ms=row.received_ms,
        key=DeviceKey(Algorithm(device.algorithm), bytes(device.public)),
        run=tuple(_run_after(row, device, until=signature.counter)),
        signature=bytes(signature.signature),
    )


def _run_after(row: EventRow, device: DeviceRow, *, until: int) -> list[bytes]:
    """The events that follow on from one, along its chain; a head that was revoked lies in quarantine."""
    later = EventRow.objects.filter(device=row.device, counter__gt=row.counter, counter__lte=until)
    # Of a cloned phone's twins, the one that came under the same signature stands in the run.
    twins = sorted(later, key=lambda one: one.signature == row.signature)
    known = {bytes(one.previous): bytes(one.raw) for one in twins}
    revoked = QuarantineRow.objects.filter(device=device.name, reason=Reason.REVOKED.value)
    aside = [bytes(raw) for raw in revoked.values_list("raw", flat=True)] if device.revoked_from else []
    known = {**{bytes(header_of(raw).previous): raw for raw in aside}, **known}
    found: list[bytes] = []
    digest = bytes(row.digest)
    while digest in known and row.counter + len(found) < until:
        found.append(known[digest])
        digest = digest_of(known[digest])
    return found
