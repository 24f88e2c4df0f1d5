"""Feeding the public logs: each item of the record gets its place once, then its log grows by it.

A place is given in a transaction, so it is the same after a crash. The log is behind the places, never before
them; a checkpoint that was signed when the process died is finished first, with the same entries.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say
from sampai.ledger.actions import write_rows
from sampai.ledger.model import Reason
from sampai.ledger.ports import PublicLog
from sampai.ledger.queries.evidence import LOGS
from sampai.ledger.rules.envelope import header_of
from sampai.ledger.rules.leaves import event_leaf, hidden_leaf_bytes, kept_bytes
from sampai.ledger.rules.shards import QUARANTINE, is_hidden, shard_of
from sampai.ledger.tables import CursorRow, EventRow, LeafRow, QuarantineRow, ShardRow, SignatureRow

MOST = 2_000
"""Items that get their places in one transaction, and entries under one checkpoint."""

PhaseOf = Callable[[str, int], str]
"""The phase of an election at a time in ms; a word for folders."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A log and how many items have a place in it."""

    number: int
    name: str
    size: int


def give_places(*, phase_of: PhaseOf, most: int = MOST) -> int:
    """Give the next items of the record their places in the logs; how many that were."""
    with transaction.atomic():
        cursor, _ = CursorRow.objects.select_for_update().get_or_create(reader=LOGS)
        items = list(_items(cursor.next, most=most, phase_of=phase_of))
        shards = {row.name: row for row in ShardRow.objects.filter(name__in={name for _, name in items})}
        leaves = []
        for position, name in items:
            shard = shards.get(name) or ShardRow.objects.create(name=name)
            shards[name] = shard
            leaves.append((position, shard.pk, shard.size))
            shard.size += 1
        write_rows(LeafRow, ("seq", "shard", "index"), leaves)
        for shard in shards.values():
            shard.save(update_fields=["size"])
        cursor.next += len(items)
        cursor.save(update_fields=["next"])
    return len(items)


def _items(first: int, *, most: int, phase_of: PhaseOf) -> Iterator[tuple[int, str]]:
    """Number and log of the next items, without a gap between them."""
    span = {"seq__range": (first, first + most - 1)}
    found = {
        seq: _shard_name(bytes(raw), received_ms, phase_of=phase_of)
        for seq, raw, received_ms in EventRow.objects.filter(**span).values_list("seq", "raw", "received_ms")
    }
    found |= dict.fromkeys(QuarantineRow.objects.filter(**span).values_list("seq", flat=True), QUARANTINE)
    for position in range(first, first + len(found)):
        if position not in found:
            raise Refused(
                "record-gap",
                say("Item {number} of the record is missing.", number=position),
                say("Delete nothing. Compare the store with older copies and with the servers above."),
            )
        yield position, found[position]


def _shard_name(raw: bytes, received_ms: int, *, phase_of: PhaseOf) -> str:
    header = header_of(raw)
    return shard_of(header, phase=phase_of(header.election, received_ms))


def shards() -> Sequence[Shard]:
    """All logs, by name."""
    return [Shard(row.pk, row.name, row.size) for row in ShardRow.objects.order_by("name")]


def grow(shard: Shard, *, log: PublicLog) -> int:
    """Bring a log up to the items that have a place in it; how many entries were added.

    Raises `Refused` where log and store cannot be of the same history: one was put back from a backup.
    """
    before = log.size
    _same_history(shard, log=log)
    while log.size < shard.size:
        end = log.promised if log.promised > log.size else min(shard.size, log.size + MOST)
        log.append(entries(shard.number, log.size, end))
    return log.size - before


def _same_history(shard: Shard, *, log: PublicLog) -> None:
    if max(log.size, log.promised) > shard.size:
        raise _other(say("The log {name} holds more than the store.", name=shard.name))
    if log.size and log.last != entries(shard.number, log.size - 1, log.size)[0]:
        raise _other(say("The log {name} ends with another entry than the store says.", name=shard.name))


def _other(sentence: Text) -> Refused:
    return Refused(
        "other-history",
        sentence,
        say(
            "The store or the log was put back from an older copy. Sign nothing; fetch what is missing first."
        ),
    )


def entries(shard: int, first: int, end: int) -> Sequence[bytes]:
    """The entries from one index to before another, as the log holds them."""
    places = LeafRow.objects.filter(shard=shard, index__range=(first, end - 1)).order_by("index")
    positions = list(places.values_list("seq", flat=True))
    made = _of_events(positions) | _of_quarantine(positions)
    return [made[position] for position in positions]


def _of_events(positions: Sequence[int]) -> dict[int, bytes]:
    rows = list(EventRow.objects.filter(seq__in=positions))
    numbers = {row.signature for row in rows}
    found = SignatureRow.objects.filter(pk__in=numbers).values_list("pk", "counter", "signature")
    heads = {(pk, counter): bytes(raw) for pk, counter, raw in found}
    return {row.seq: _leaf(row, signature=heads.get((row.signature, row.counter), b"")) for row in rows}


def _leaf(row: EventRow, *, signature: bytes) -> bytes:
    raw, salt = bytes(row.raw), bytes(row.salt)
    header = header_of(raw)
    if is_hidden(header):
        return hidden_leaf_bytes(raw, salt=salt, received_ms=row.received_ms)
    return event_leaf(header, raw=raw, salt=salt, received_ms=row.received_ms, signature=signature)


def _of_quarantine(positions: Sequence[int]) -> dict[int, bytes]:
    rows = QuarantineRow.objects.filter(seq__in=positions)
    return {row.seq: _kept_leaf(row) for row in rows}


def _kept_leaf(row: QuarantineRow) -> bytes:
    signature = bytes(row.signature)
    kept = kept_bytes(bytes(row.raw), reason=Reason(row.reason), device=row.device, signature=signature)
    return hidden_leaf_bytes(kept, salt=bytes(row.salt), received_ms=row.received_ms)
