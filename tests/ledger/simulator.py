"""Phones, a bad network and a node that crashes, in virtual time: one seed, one schedule.

The rules are the product's own: envelope, chain, outbox, verdicts, receipts. Clock, network, disk and keys
are made here. `Bug` plants one fault at a time; a checker that misses one is worth nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from heapq import heappop, heappush

import numpy as np

from sampai.ledger.model import (
    FIRST_PREVIOUS,
    Algorithm,
    Batch,
    DeviceId,
    DeviceKey,
    DeviceState,
    Digest,
    Event,
    Flag,
    Link,
    Malformed,
    Observed,
    Reason,
    Receipt,
    Standing,
)
from sampai.ledger.rules.envelope import (
    batch_bytes,
    chain_message,
    digest_of,
    event_bytes,
    read_batch,
    receipt_bytes,
    receipt_message,
)
from sampai.ledger.rules.judge import judge, linked, oddities, prove
from sampai.ledger.rules.outbox import Outbox, Waiting, open_receipt
from sampai.ledger.rules.state import state_digest

YEAR_MS = 365 * 86_400_000
END_MS = 60_000
HEALED_MS = END_MS * 20


class Bug(Enum):
    """A fault planted in the simulated phone or node."""

    NO_DEDUP = auto()
    DELETE_BEFORE_RECEIPT = auto()
    ACK_BEFORE_COMMIT = auto()
    SIGNED_TWICE = auto()


class Chance:
    """All chance of a schedule, from its seed."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))
        self._drawn: list[float] = []

    def __call__(self) -> float:
        if not self._drawn:
            self._drawn = self._generator.random(256).tolist()
        return self._drawn.pop()

    def below(self, most: int) -> int:
        return int(self() * most)


def key_of(name: str) -> DeviceKey:
    return DeviceKey(Algorithm.ED25519, hashlib.sha256(name.encode()).digest())


def keyed(key: DeviceKey, message: bytes) -> bytes:
    """A signature as far as this world goes: nobody in it computes another's."""
    return hashlib.sha512(b"secret of" + key.public + message).digest()


def verify(key: DeviceKey, /, *, message: bytes, signature: bytes) -> bool:
    return keyed(key, message) == signature


@dataclass(slots=True)
class Phone:
    """A phone whose disk keeps counter, chain and outbox; what it does between two writes, a crash undoes."""

    name: str
    key: DeviceKey
    skew_ms: int
    bug: Bug | None
    counter: int = 0
    previous: Digest = FIRST_PREVIOUS
    outbox: Outbox = field(default_factory=Outbox)

    def state(self, *, now_ms: int, chance: Chance, crashes: bool) -> bytes | None:
        """Make one event durable; a crash before the write leaves nothing of it."""
        event = Event(
            kind="box.arrived",
            version=1,
            election="e",
            subject=f"box:{chance.below(5)}",
            place="",
            after=(),
            device=self.key.id,
            counter=self.counter,
            previous=self.previous,
            actor=self.name,
            observed=Observed(wall_ms=now_ms + self.skew_ms, monotonic_ms=now_ms, boot=bytes(16)),
            salt=chance.below(2**48).to_bytes(16, "big"),
            body={},
        )
        raw = event_bytes(event)
        if crashes and self.bug is not Bug.SIGNED_TWICE:
            return None
        digest = digest_of(raw)
        self.outbox = self.outbox.holding(Waiting(self.counter, digest, raw))
        if crashes:
            return raw
        self.counter, self.previous = self.counter + 1, digest
        return raw

    def send(self, *, most: int) -> bytes | None:
        run = self.outbox.run(most=most)
        if not run:
            return None
        if self.bug is Bug.DELETE_BEFORE_RECEIPT:
            named = tuple((item.counter, item.digest) for item in run)
            self.outbox = self.outbox.after(Receipt(node="", device=self.key.id, at_ms=0, stored=named))
        signature = keyed(self.key, chain_message(run[-1].digest))
        return batch_bytes(
            Batch(device=self.key.id, items=tuple(item.raw for item in run), signature=signature)
        )

    def hear(self, raw: bytes, signature: bytes, *, node: DeviceKey) -> None:
        receipt = open_receipt(raw, signature, key=node, verify=verify)
        if receipt is not None and receipt.device == self.key.id:
            self.outbox = self.outbox.after(receipt)


Chains = dict[DeviceId, dict[int, list[Link]]]


class Node:
    """Judges by the product's rules; its disk keeps what was committed, a crash loses the rest."""

    def __init__(self, keys: Mapping[DeviceId, DeviceKey], *, bug: Bug | None = None) -> None:
        self.key = key_of("node")
        self.keys = keys
        self.bug = bug
        self.disk: list[tuple[DeviceId, int, Link]] = []
        self.quarantine: set[tuple[Digest, Reason]] = set()
        self.chains: Chains = {}

    def restart(self) -> None:
        """Read the disk anew."""
        self.chains = {}
        for device, counter, link in self.disk:
            self._remember(device, counter, link)

    def _remember(self, device: DeviceId, counter: int, link: Link) -> None:
        self.chains.setdefault(device, {}).setdefault(counter, []).append(link)

    def take(self, raw: bytes, *, crash: str) -> tuple[bytes, bytes] | None:
        """The receipt of a batch; None where a crash came first: before the commit, or after it."""
        try:
            batch = read_batch(raw)
        except Malformed:
            self.quarantine.add((digest_of(raw), Reason.UNREADABLE))
            return None
        new, receipt = self._judged(batch)
        if crash == "before":
            self.restart()
            return receipt if self.bug is Bug.ACK_BEFORE_COMMIT else None
        self.disk += new
        if crash == "after":
            self.restart()
            return None
        return receipt

    def _judged(self, batch: Batch) -> tuple[list[tuple[DeviceId, int, Link]], tuple[bytes, bytes]]:
        key = self.keys.get(batch.device)
        links = self.chains.setdefault(batch.device, {})
        state = DeviceState(key=key, links=links)
        new, stored, kept = [], [], []
        for item in prove(batch, key=key, verify=verify):
            verdict = judge(state, item)
            if verdict.standing is Standing.QUARANTINED and verdict.reason is not None:
                self.quarantine.add((item.digest, verdict.reason))
                kept.append((item.digest, verdict.reason))
                continue
            assert item.event is not None
            stored.append((item.event.counter, item.digest))
            if verdict.standing is Standing.STORED or self.bug is Bug.NO_DEDUP:
                link = linked(item.event, digest=item.digest)
                links.setdefault(item.event.counter, []).append(link)
                new.append((batch.device, item.event.counter, link))
        raw = receipt_bytes(
            Receipt(node="n", device=batch.device, at_ms=0, stored=tuple(stored), quarantined=tuple(kept))
        )
        return new, (raw, keyed(self.key, receipt_message(raw)))


class World:
    """One schedule: what happens when, what was made, what arrived."""

    def __init__(self, seed: int, bug: Bug | None = None) -> None:
        self.chance = Chance(seed)
        names = [f"phone {number}" for number in range(2 + self.chance.below(3))]
        self.node = Node({key_of(name).id: key_of(name) for name in names}, bug=bug)
        self.phones = [Phone(name, key_of(name), self._skew(), bug) for name in names]
        self.loss = self.chance() * 0.5
        self.cut = sorted(self.chance.below(END_MS) for _ in range(2))
        self.now_ms = 0
        self.crashes = 0
        self.made: dict[Digest, bytes] = {}
        self.cloned: set[DeviceId] = set()
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._order = 0

    def run(self) -> list[str]:
        """Play the schedule to its end; what is wrong then, in words."""
        for phone in self.phones:
            self._plan(phone)
        if self.chance() < 0.2:
            self._at(self.chance.below(END_MS), self._clone)
        while self._agenda:
            self.now_ms, _, happen = heappop(self._agenda)
            happen()
        return self.faults()

    def _skew(self) -> int:
        return int((self.chance() * 31 - 1) * YEAR_MS)

    def _at(self, at_ms: int, happen: Callable[[], None]) -> None:
        self._order += 1
        heappush(self._agenda, (at_ms, self._order, happen))

    def _plan(self, phone: Phone) -> None:
        for _ in range(1 + self.chance.below(8)):
            self._at(self.now_ms + self.chance.below(END_MS), lambda: self._state(phone))
        self._at(self.now_ms + self.chance.below(5_000), lambda: self._sync(phone))

    def _clone(self) -> None:
        twin = copy(self.phones[self.chance.below(len(self.phones))])
        self.cloned.add(twin.key.id)
        self.phones.append(twin)
        self._plan(twin)

    def _state(self, phone: Phone) -> None:
        raw = phone.state(now_ms=self.now_ms, chance=self.chance, crashes=self.chance() < 0.1)
        if raw is not None:
            self.made[digest_of(raw)] = raw

    def _sync(self, phone: Phone) -> None:
        """Send what waits and try again later, as long as the schedule lasts or something waits."""
        raw = phone.send(most=1 + self.chance.below(6))
        if raw is not None:
            self._travel(raw, lambda arrived: self._arrive(arrived, phone))
        if self.now_ms < END_MS * 2 or (phone.outbox.run(most=1) and self.now_ms < HEALED_MS):
            self._at(self.now_ms + 500 + self.chance.below(8_000), lambda: self._sync(phone))

    def _travel(self, raw: bytes, arrive: Callable[[bytes], None]) -> None:
        """Lost, doubled, late (so in another order), or with a flipped bit; all is well after the end."""
        healed = self.now_ms > END_MS * 2
        split = self.cut[0] <= self.now_ms < self.cut[1]
        for _ in range(1 + (self.chance() < 0.2)):
            if not healed and (split or self.chance() < self.loss):
                continue
            arrived = raw if healed or self.chance() > 0.05 else self._flipped(raw)
            self._at(self.now_ms + 10 + self.chance.below(20_000), partial(arrive, arrived))

    def _flipped(self, raw: bytes) -> bytes:
        at = self.chance.below(len(raw))
        return raw[:at] + bytes([raw[at] ^ 1 << self.chance.below(8)]) + raw[at + 1 :]

    def _arrive(self, raw: bytes, phone: Phone) -> None:
        crash = "never"
        if self.now_ms < END_MS * 2 and self.chance() < 0.15:
            crash = ("before", "after")[self.chance.below(2)]
            self.crashes += 1
        receipt = self.node.take(raw, crash=crash)
        if receipt is not None:
            words, signature = receipt
            self._travel(words, lambda it: phone.hear(it, signature, node=self.node.key))

    def faults(self) -> list[str]:
        """What is forbidden: lost, doubled, never made, unlike states, honest phones that look like liars."""
        self.node.restart()
        stored = [link.digest for _, _, link in self.node.disk]
        found = [f"lost {digest.hex()[:8]}" for digest in self.made if digest not in set(stored)]
        found += [f"doubled {digest.hex()[:8]}" for digest in set(stored) if stored.count(digest) > 1]
        found += [f"never made {digest.hex()[:8]}" for digest in stored if digest not in self.made]
        found += [f"still waiting on {phone.name}" for phone in self.phones if phone.outbox.waiting]
        for device, links in self.node.chains.items():
            odd = oddities(links)
            if odd and device not in self.cloned:
                found.append(f"honest phone looks odd: {odd}")
            counters = [counter for counter, flag in odd if flag is Flag.EQUIVOCATION]
            if counters != sorted(counter for counter, twins in links.items() if len(twins) > 1):
                found.append("a clone was not seen")
        if state_digest(self.node.chains) != state_digest(self._elsewhere()):
            found.append("another node with the same events has another state")
        return found

    def _elsewhere(self) -> Chains:
        """Another node that gets the same events, each alone, in another order."""
        other = Node(self.node.keys)
        raws = list(self.made.values())
        while raws:
            raw = raws.pop(self.chance.below(len(raws)))
            device = next(key for key in self.node.keys.values() if bytes(key.id) in raw)
            signature = keyed(device, chain_message(digest_of(raw)))
            other.take(batch_bytes(Batch(device=device.id, items=(raw,), signature=signature)), crash="never")
        other.restart()
        return other.chains


def faults_of(seed: int, *, bug: Bug | None = None) -> list[str]:
    """What goes wrong in one schedule."""
    return World(seed, bug).run()
