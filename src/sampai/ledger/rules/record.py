"""Checking a node's own rows: against each other, the devices' signatures and the public log.

Every column is either held to another one that a signature or the log covers, or worked out again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sampai.ledger.model import (
    EXERCISE,
    MOST_BATCH_EVENTS,
    NO_ELECTION,
    Algorithm,
    DeviceId,
    DeviceKey,
    Digest,
    Flag,
    Link,
    Malformed,
    Reason,
)
from sampai.ledger.ports import Verify
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.envelope import Header, chain_message, digest_of, header_of
from sampai.ledger.rules.judge import flags_of
from sampai.ledger.rules.leaves import NOBODY, event_leaf, hidden_leaf_bytes, kept_bytes
from sampai.ledger.rules.offices import Card, Stated, StoredDevice, stated


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the table `event`."""

    seq: int
    device: int
    counter: int
    variant: int
    digest: bytes
    previous: bytes
    raw: bytes
    salt: bytes
    signature: int
    flags: str
    received_ms: int


@dataclass(frozen=True, slots=True)
class StoredSignature:
    """A row of the table `signature`."""

    id: int
    device: int
    counter: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the table `quarantine`."""

    seq: int
    digest: str
    reason: str
    device: str
    raw: bytes
    salt: bytes
    signature: bytes
    received_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All rows; events and kept items in the order of their numbers."""

    next: int
    """The first number that is free."""
    devices: Sequence[StoredDevice]
    signatures: Iterable[StoredSignature]
    events: Iterable[StoredEvent]
    kept: Sequence[Kept]
    exercise: bool = False
    """Whether the record says of itself that it is an exercise's."""


LeafAt = Callable[[int], bytes | None]
"""The log's entry of a number of the record; None where it is not in the log yet."""


@dataclass(slots=True)
class _Chain:
    """What the events of a device, taken in their order, make of its row."""

    device: DeviceId
    links: dict[int, list[Link]] = field(default_factory=dict)
    twins: int = 0
    heard_ms: int = 0
    """When the last of them was taken in."""


@dataclass(slots=True)
class _Audit:
    """Gathers what is wrong while rows pass by."""

    signatures: Mapping[int, StoredSignature]
    leaf_at: LeafAt
    chains: Mapping[int, _Chain]
    covered: dict[int, list[tuple[int, int, Digest]]] = field(default_factory=dict)
    """By signature: number, counter and digest of its events."""
    faults: list[Fault] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    offices: list[bytes] = field(default_factory=list)
    """Statements on devices."""
    marks: set[bool] = field(default_factory=set)
    """Whether statements on elections bear the mark of an exercise."""

    def event(self, row: StoredEvent) -> None:
        self.numbers.add(row.seq)
        if not self._agrees(row):
            self.faults.append(Fault(f"event/{row.seq}", Wrong.ALTERED))

    def _agrees(self, row: StoredEvent) -> bool:
        """All columns but the device's signature, which is checked by runs at the end."""
        chain, signature = self.chains.get(row.device), self.signatures.get(row.signature)
        try:
            header = header_of(row.raw)
        except Malformed:
            return False
        if chain is None or signature is None:
            return False
        digest = digest_of(row.raw)
        link = Link(digest, header.previous)
        flags = flags_of(link, counter=row.counter, links=chain.links)
        variant = len(chain.links.setdefault(row.counter, []))
        chain.links[row.counter].append(link)
        chain.twins += variant > 0
        chain.heard_ms = row.received_ms
        if header.kind.startswith("device."):
            self.offices.append(row.raw)
        if header.election != NO_ELECTION:
            self.marks.add(header.election.startswith(EXERCISE))
        self.covered.setdefault(row.signature, []).append((row.seq, row.counter, digest))
        return (
            (header.device, header.counter, header.previous) == (chain.device, row.counter, row.previous)
            and digest == row.digest
            and variant == row.variant
            and row.flags in _flags(flags)
            and signature.device == row.device
            and signature.id <= row.seq
            and self._is_logged(row, header, signature)
        )

    def _is_logged(self, row: StoredEvent, header: Header, signature: StoredSignature) -> bool:
        leaf = self.leaf_at(row.seq)
        shown = event_leaf(
            header,
            raw=row.raw,
            salt=row.salt,
            signature=signature.signature if signature.counter == row.counter else b"",
            received_ms=row.received_ms,
        )
        return (
            leaf is None
            or leaf == shown
            or leaf == hidden_leaf_bytes(row.raw, salt=row.salt, received_ms=row.received_ms)
        )

    def item(self, row: Kept) -> None:
        self.numbers.add(row.seq)
        try:
            raw = kept_bytes(row.raw, reason=Reason(row.reason), device=row.device, signature=row.signature)
        except ValueError:
            raw = b""
        leaf = hidden_leaf_bytes(raw, salt=row.salt, received_ms=row.received_ms)
        if self.leaf_at(row.seq) not in {None, leaf} or row.digest != digest_of(row.raw).hex():
            self.faults.append(Fault(f"quarantine/{row.seq}", Wrong.ALTERED))


def _flags(flags: Sequence[Flag]) -> tuple[str, str]:
    """How a row may say them. Whether the actor was a stranger hangs on what the desk had said by then."""
    said = [flag.value for flag in flags]
    return " ".join(said), " ".join([*said, Flag.STRANGER.value])


def check_record(
    record: Record,
    *,
    leaf_at: LeafAt,
    logged: int,
    verify: Verify,
    own: DeviceId = NOBODY,
) -> list[Fault]:
    """Everything that is wrong with a node's rows; `logged`: how many numbers the logs hold at least.

    What no log holds yet is checked as far as the devices' signatures reach: a salt and a time of arrival are
    then only believed. `own`: this node as a device, which states whom it enrolled and revoked.
    """
    signatures = {row.id: row for row in record.signatures}
    keys, faults = _keys(record.devices)
    audit = _Audit(signatures, leaf_at, {row: _Chain(key.id) for row, key in keys.items()}, faults=faults)
    for event in record.events:
        audit.event(event)
    for item in record.kept:
        audit.item(item)
    audit.faults += _missing(audit.numbers, record.next, logged=logged)
    if audit.marks - {record.exercise}:
        audit.faults.append(Fault("sequence/1", Wrong.ALTERED))
    audit.faults += _devices(record.devices, audit.chains)
    audit.faults += _offices(record.devices, stated(audit.offices, record.devices, own=own), own=own)
    audit.faults += _unproven(audit, keys, aside=_aside(record.kept), verify=verify)
    return list(dict.fromkeys(audit.faults))


def _keys(rows: Sequence[StoredDevice]) -> tuple[dict[int, DeviceKey], list[Fault]]:
    keys, faults = {}, []
    for row in rows:
        try:
            key = DeviceKey(Algorithm(row.algorithm), row.public)
        except ValueError:
            faults.append(Fault(f"device/{row.id}", Wrong.ALTERED))
            continue
        keys[row.id] = key
        if key.id.hex() != row.name:
            faults.append(Fault(f"device/{row.id}", Wrong.ALTERED))
    return keys, faults


def _missing(numbers: set[int], free: int, *, logged: int) -> Iterator[Fault]:
    """Numbers without a row, rows beyond the end, a sequence that stands elsewhere."""
    if free != max(numbers, default=-1) + 1:
        yield Fault("sequence/1", Wrong.ALTERED)
    for number in range(max(free, logged, max(numbers, default=-1) + 1)):
        if number not in numbers:
            yield Fault(f"record/{number}", Wrong.MISSING)


def _devices(rows: Sequence[StoredDevice], chains: Mapping[int, _Chain]) -> Iterator[Fault]:
    for row in rows:
        chain = chains.get(row.id)
        if chain is None:
            continue
        highest = max(chain.links, default=-1)
        heads = b"".join(link.digest for link in chain.links.get(highest, ()))
        found = (_next(chain.links), highest, heads, chain.twins, chain.heard_ms)
        if (row.next, row.highest, row.heads, row.twins, row.heard_ms) != found:
            yield Fault(f"device/{row.id}", Wrong.ALTERED)


def _offices(rows: Sequence[StoredDevice], said: Mapping[str, Stated], *, own: DeviceId) -> Iterator[Fault]:
    """Devices that servers stated otherwise: their name, territory, institution, whether and since when."""
    for row in rows:
        word = said.get(row.name)
        if row.name == own.hex():
            agrees = row.server and (row.territory, row.institution, row.revoked_from) == ("", "", None)
        elif word is None:
            continue
        else:
            shown = Card(row.holder, row.territory, row.institution, server=row.server)
            agrees = (not word.cards or shown in word.cards) and row.revoked_from == word.revoked_from
        if not agrees:
            yield Fault(f"device/{row.id}", Wrong.ALTERED)


def _next(links: Mapping[int, Sequence[Link]]) -> int:
    found = 0
    while found in links:
        found += 1
    return found


def _aside(kept: Sequence[Kept]) -> dict[tuple[DeviceId, int], list[Link]]:
    """Revoked items by device and counter: one of them may be the head that proves events before it."""
    found: dict[tuple[DeviceId, int], list[Link]] = {}
    for row in kept:
        if row.reason == Reason.REVOKED.value:
            try:
                header = header_of(row.raw)
            except Malformed:
                continue
            link = Link(digest_of(row.raw), header.previous)
            found.setdefault((header.device, header.counter), []).append(link)
    return found


def _unproven(
    audit: _Audit,
    keys: Mapping[int, DeviceKey],
    *,
    aside: Mapping[tuple[DeviceId, int], Sequence[Link]],
    verify: Verify,
) -> Iterator[Fault]:
    """Events that no signature covers; signatures that cover nothing or are under another number."""
    for row in audit.signatures.values():
        covered = audit.covered.get(row.id, [])
        if not covered or row.id != min(seq for seq, _, _ in covered) or row.device not in keys:
            yield Fault(f"signature/{row.id}", Wrong.ALTERED)
            continue
        chain, key = audit.chains[row.device], keys[row.device]
        lowest = min(counter for _, counter, _ in covered)
        proven = _run(chain, row, key=key, lowest=lowest, aside=aside, verify=verify)
        if not proven:
            yield Fault(f"signature/{row.id}", Wrong.UNPROVEN)
        for seq, _, digest in covered:
            if proven and digest not in proven:
                yield Fault(f"event/{seq}", Wrong.UNPROVEN)


def _run(
    chain: _Chain,
    row: StoredSignature,
    *,
    key: DeviceKey,
    lowest: int,
    aside: Mapping[tuple[DeviceId, int], Sequence[Link]],
    verify: Verify,
) -> set[Digest]:
    """The digests that a signature covers: its head, and back along the chain down to a counter."""
    heads = [*chain.links.get(row.counter, ()), *aside.get((key.id, row.counter), ())]
    for head in heads:
        if verify(key, message=chain_message(head.digest), signature=row.signature):
            return set(_back(chain, head, counters=range(row.counter - 1, lowest - 2, -1), aside=aside))
    return set()


def _back(
    chain: _Chain, head: Link, *, counters: range, aside: Mapping[tuple[DeviceId, int], Sequence[Link]]
) -> Iterator[Digest]:
    link: Link | None = head
    for before in counters[:MOST_BATCH_EVENTS]:
        if link is None:
            return
        yield link.digest
        known = [*chain.links.get(before, ()), *aside.get((chain.device, before), ())]
        link = next((one for one in known if one.digest == link.previous), None)
