"""Telephones of an exercise: they bring signed statements to a server until it has receipted each.

They behave as telephones do in the field: send in runs, lose the answer, send again, hand a run to another
one that carries it.
"""

import ssl
from array import array
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from numpy.random import PCG64, Generator

from sampai.ledger.model import Batch, DeviceId, DeviceKey, Malformed, Receipt
from sampai.ledger.ports import Sign, Verify
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.enrolment import PROTOCOL, request_message
from sampai.ledger.rules.envelope import batch_bytes
from sampai.ledger.rules.outbox import TRY_AGAIN, open_receipt
from sampai.rehearsal.rules.phones import Said, Telephone

EVENTS = "/sync/events"
CARRIERS = 50
"""About so many telephones carry for others."""
HELD = 200
"""Statements that a line takes before it has sent some."""
_REST_S = 0.2
"""A telephone that got no receipt rests so long at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How telephones send. `speed`: seconds of the day in a second; 0: at once. Shares from 0 to 1."""

    speed: float
    most: int = 50
    """Statements in one run."""
    lines: int = 16
    """Telephones that send at the same time."""
    deaf: float = 0.0
    """The share of runs whose answer is lost on the way."""
    carried: float = 0.0
    """The share of runs that another telephone brings."""
    answer_s: float = 60.0
    """So long a telephone waits for an answer."""
    patience_s: float = 600.0
    """So long without any receipt, and the telephones give up."""
    seed: int = 1


@dataclass(slots=True)
class Sent:
    """What telephones went through."""

    receipted: int = 0
    requests: int = 0
    unanswered: int = 0
    deaf: int = 0
    carried: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Statements that the server put aside, by its reason; those that another try may mend are not in it."""
    waits_s: "array[float]" = field(default_factory=lambda: array("f"))
    """How long answers took."""
    late_s: "array[float]" = field(default_factory=lambda: array("f"))
    """How long after they were due telephones had receipts for all that they held."""
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Sent") -> None:
        """Take in what others went through."""
        for name in ("receipted", "requests", "unanswered", "deaf", "carried"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, count in other.refused.items():
            self.refused[reason] += count
        self.waits_s += other.waits_s
        self.late_s += other.late_s
        self.faults += other.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where telephones send, and the key that they know it by."""

    url: str
    key: DeviceKey
    verify: Verify
    now_ms: Callable[[], int]
    authority: Path | None = None

    def connection(self, *, within_s: float) -> HTTPConnection:
        """A line to it, not yet open."""
        parts = urlsplit(self.url)
        host, port = str(parts.hostname), parts.port
        if parts.scheme == "https":
            trusted = ssl.create_default_context(
                cafile=None if self.authority is None else str(self.authority)
            )
            return HTTPSConnection(host, port, timeout=within_s, context=trusted)
        return HTTPConnection(host, port, timeout=within_s)


def send_all(
    said: Sequence[Said],
    *,
    telephones: Sequence[Telephone],
    server: Server,
    habits: Habits,
    tell: Callable[[int], None] = lambda _count: None,
) -> Sent:
    """Send everything, each telephone in its own order; returns when all has a receipt or patience ends.

    `tell` is called with the number of new receipts.
    """
    signs = {one.key.id: one.sign for one in telephones}
    carriers = [one.key.id for one in telephones[:: max(1, len(telephones) // CARRIERS)]]
    return send_stream(
        said, sign_of=signs.__getitem__, carriers=carriers, server=server, habits=habits, tell=tell
    )


def send_stream(
    said: Iterable[Said],
    *,
    sign_of: Callable[[DeviceId], Sign],
    carriers: Sequence[DeviceId],
    server: Server,
    habits: Habits,
    tell: Callable[[int], None] = lambda _count: None,
    must_be_carried: Container[DeviceId] = frozenset(),
) -> Sent:
    """The same for statements that come one by one, in the order of their time: only those due are held.

    `carriers` bring runs of others; always those of telephones that `must_be_carried`.
    """
    lines = [
        _Line(
            sign_of=sign_of,
            carriers=carriers,
            must_be_carried=must_be_carried,
            server=server,
            habits=habits,
            tell=tell,
            chance=Generator(PCG64([habits.seed, number])),
        )
        for number in range(habits.lines)
    ]
    threads = [Thread(target=one.run, daemon=True) for one in lines]
    for thread in threads:
        thread.start()
    _hand_out(said, lines=lines, speed=habits.speed)
    for thread in threads:
        thread.join()
    whole = Sent()
    for line in lines:
        whole.add(line.sent)
    return whole


def _hand_out(said: Iterable[Said], *, lines: Sequence["_Line"], speed: float) -> None:
    """Each statement to its telephone's line, when it is due."""
    start, first, never = monotonic(), None, Event()
    for one in said:
        first = one.at if first is None else first
        due = start + (one.at - first) / speed if speed else start
        if due > monotonic():
            never.wait(due - monotonic())
        lines[int.from_bytes(one.device[:4], "big") % len(lines)].hold(one, due)
    for line in lines:
        line.hold(None, 0.0)


@dataclass(slots=True, kw_only=True)
class _Line:
    """Some telephones, of which one sends at a time."""

    sign_of: Callable[[DeviceId], Sign]
    carriers: Sequence[DeviceId]
    must_be_carried: Container[DeviceId]
    server: Server
    habits: Habits
    tell: Callable[[int], None]
    chance: Generator
    sent: Sent = field(default_factory=Sent)
    waiting: dict[DeviceId, list[Said]] = field(default_factory=lambda: defaultdict(list))
    _due: dict[DeviceId, float] = field(default_factory=dict)
    """When the first that waits on a telephone was due."""
    _queue: Queue[tuple[Said | None, float]] = field(default_factory=lambda: Queue(HELD))
    _open: bool = True
    """Whether more may come."""
    _over: bool = False
    _cut: bool = False
    """Whether the last try ended without any answer; then nobody else tries before a rest."""
    _connection: HTTPConnection | None = None
    _ended: Event = field(default_factory=Event)

    def hold(self, one: Said | None, due: float) -> None:
        """Take a statement, when there is room; None: it was the last."""
        while not self._over:
            try:
                self._queue.put((one, due), timeout=1.0)
            except Full:
                continue
            return

    def run(self) -> None:
        """Send until nothing is left."""
        heard = monotonic()
        try:
            while self._open or self.waiting:
                if self._wake():
                    heard = monotonic()
                before = self.sent.receipted
                failed = self._round()
                now = monotonic()
                heard = now if self.sent.receipted > before or not self.waiting else heard
                if now - heard > self.habits.patience_s:
                    return
                if failed:
                    self._ended.wait(_REST_S * (1 + self.chance.random()))
        except Exception as error:  # noqa: BLE001 -- told to whoever waits for the thread
            self.sent.faults.append(repr(error))
        finally:
            self._over = True
            self._hang_up()

    def _wake(self) -> bool:
        """Wait for what is due next, where nothing waits; take what is due. Whether nothing had waited."""
        idle = not self.waiting
        with suppress(Empty):
            while self._open and len(self.waiting) < HELD:
                one, due = self._queue.get(block=not self.waiting)
                if one is None:
                    self._open = False
                else:
                    self.waiting[one.device].append(one)
                    self._due.setdefault(one.device, due)
        return idle

    def _round(self) -> bool:
        """One run of each telephone that has something; whether one of them got no receipt."""
        failed = False
        for device in list(self.waiting):
            run = self.waiting[device][: self.habits.most]
            receipt = self._hand_in(device, run)
            if receipt is None:
                failed = True
                if self._cut:
                    break
                continue
            failed |= not self._cross_out(device, run, receipt)
        return failed

    def _cross_out(self, device: DeviceId, run: Sequence[Said], receipt: Receipt) -> bool:
        stored = set(receipt.stored)
        aside = {digest: reason for digest, reason in receipt.quarantined if reason not in TRY_AGAIN}
        left = [one for one in run if (one.item.counter, one.item.digest) not in stored]
        self.sent.receipted += len(run) - len(left)
        self.tell(len(run) - len(left))
        for one in left:
            if one.item.digest in aside:
                self.sent.refused[aside[one.item.digest].value] += 1
        kept = [one for one in left if one.item.digest not in aside]
        rest = kept + self.waiting[device][len(run) :]
        if rest:
            self.waiting[device] = rest
        else:
            self.sent.late_s.append(monotonic() - self._due.pop(device))
            del self.waiting[device]
        return not kept

    def _hand_in(self, device: DeviceId, run: Sequence[Said]) -> Receipt | None:
        raw = batch_bytes(
            Batch(device=device, items=tuple(one.item.raw for one in run), signature=run[-1].signature)
        )
        carrier = device
        if self.chance.random() < self.habits.carried or device in self.must_be_carried:
            carrier = self.carriers[int(self.chance.integers(len(self.carriers)))]
            self.sent.carried += 1
        start = monotonic()
        self.sent.requests += 1
        found = self._post(raw, by=carrier)
        if found is None:
            self.sent.unanswered += 1
            return None
        self.sent.waits_s.append(monotonic() - start)
        try:
            return open_receipt(found[2], found[3], key=self.server.key, verify=self.server.verify)
        except (KeyError, TypeError):
            return None

    def _post(self, raw: bytes, *, by: DeviceId) -> Mapping[int, Any] | None:
        now_ms = self.server.now_ms()
        message = request_message("POST", EVENTS, time_ms=now_ms, body=raw)
        headers = {
            "Sampai-Protocol": str(PROTOCOL),
            "Sampai-Device": by.hex(),
            "Sampai-Time": str(now_ms),
            "Sampai-Signature": b64encode(self.sign_of(by)(message)).decode(),
            "Content-Type": "application/cbor",
        }
        self._cut = False
        try:
            if self._connection is None:
                self._connection = self.server.connection(within_s=self.habits.answer_s)
            self._connection.request("POST", EVENTS, raw, headers)
            if self.chance.random() < self.habits.deaf:
                self.sent.deaf += 1
                self._hang_up()
                return None
            answer = self._connection.getresponse()
            content = answer.read()
            found = decode(content) if answer.status == 200 else None
        except (OSError, HTTPException, Malformed, ValueError):
            self._hang_up()
            self._cut = True
            return None
        return found if isinstance(found, dict) else None

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
