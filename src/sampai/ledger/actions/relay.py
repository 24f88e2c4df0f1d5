"""Handing the record on: batches with the devices' own signatures, and how far another server has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampai.ledger.model import Algorithm, Batch, DeviceKey, Digest
from sampai.ledger.ports import Verify
from sampai.ledger.rules.envelope import batch_bytes, chain_message, digest_of
from sampai.ledger.tables import CursorRow, DeviceRow, EventRow, QuarantineRow, SignatureRow

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Run:
    """A batch of the record, and the number after its last event."""

    raw: bytes
    events: int
    next: int


def runs_from(position: int, *, verify: Verify) -> Iterator[Run]:
    """The record from a number on, as batches that anybody can check with the devices' keys."""
    while rows := list(EventRow.objects.filter(seq__gte=position).order_by("seq")[:MOST]):
        for group in _groups(rows, whole=len(rows) < MOST):
            yield _run(group, verify=verify)
            position = group[-1].seq + 1


def _groups(rows: Sequence[EventRow], *, whole: bool) -> Iterator[Sequence[EventRow]]:
    """Events that came under one signature; the last ones only where all of them are there."""
    groups: dict[int, list[EventRow]] = {}
    for row in rows:
        groups.setdefault(row.signature, []).append(row)
    found = list(groups.values())
    yield from found if whole or len(found) == 1 else found[:-1]


def _run(group: Sequence[EventRow], *, verify: Verify) -> Run:
    signed = SignatureRow.objects.get(pk=group[0].signature)
    device = DeviceRow.objects.get(pk=group[0].device)
    key = DeviceKey(Algorithm(device.algorithm), bytes(device.public))
    signature = bytes(signed.signature)
    items = _chain(group, head=signed.counter)
    if not verify(key, message=chain_message(digest_of(items[-1])), signature=signature):
        # The signed head itself lies in quarantine: believed to be the device's, but not readable.
        kept = QuarantineRow.objects.filter(device=device.name, signature=signature).order_by("seq")
        items += [bytes(row.raw) for row in kept]
    batch = Batch(device=key.id, items=tuple(items), signature=signature)
    return Run(batch_bytes(batch), len(group), group[-1].seq + 1)


def _chain(group: Sequence[EventRow], *, head: int) -> list[bytes]:
    """The events from the first of a group up to the signed one, those between that came before too."""
    if len(group) == head - group[0].counter + 1:
        return [bytes(row.raw) for row in group]
    rows = EventRow.objects.filter(device=group[0].device, counter__range=(group[0].counter, head))
    known: Mapping[Digest, EventRow] = {Digest(bytes(row.digest)): row for row in rows}
    own = {bytes(row.digest) for row in group}
    ends = [digest for digest, row in known.items() if row.counter == head]
    chains = [_back(known, end) for end in ends]
    best = max(chains, key=lambda chain: len(own & {bytes(row.digest) for row in chain}))
    return [bytes(row.raw) for row in best]


def _back(known: Mapping[Digest, EventRow], end: Digest) -> list[EventRow]:
    found = []
    at: Digest | None = end
    while at is not None and at in known:
        found.append(known[at])
        at = Digest(bytes(known[at].previous)) or None
    return found[::-1]


def cursor_at(reader: str) -> int:
    """How far a reader of the record has come."""
    return CursorRow.objects.filter(reader=reader).values_list("next", flat=True).first() or 0


def move_cursor(reader: str, *, to: int) -> None:
    """Remember how far it has come."""
    CursorRow.objects.update_or_create(reader=reader, defaults={"next": to})
