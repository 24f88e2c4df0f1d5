"""Tiny worlds of the ledger: devices that state things."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from sampai.engines.signing import read_key
from sampai.ledger.model import FIRST_PREVIOUS, Algorithm, Batch, Data, Digest, Event, Observed
from sampai.ledger.rules.envelope import digest_of, event_bytes, seal


def random_bytes(*parts: object, length: int = 16) -> bytes:
    """Bytes that look random and are the same on every run."""
    return hashlib.sha256(repr(parts).encode()).digest()[:length]


class Phone:
    """A device with its key and chain; a copy of it is a cloned phone."""

    def __init__(self, name: str, *, algorithm: Algorithm = Algorithm.ED25519) -> None:
        self.name = name
        self.secret = read_key(random_bytes("key", name, length=32), algorithm=algorithm)
        self.key = self.secret.key
        self.counter = 0
        self.previous: Digest = FIRST_PREVIOUS

    def says(
        self,
        kind: str = "box.arrived",
        *,
        subject: str = "box:17",
        body: Mapping[str, Data] | None = None,
        after: tuple[Digest, ...] = (),
    ) -> Event:
        event = Event(
            kind=kind,
            version=1,
            election="pilkada-2024",
            subject=subject,
            place="1704012003001",
            after=after,
            device=self.key.id,
            counter=self.counter,
            previous=self.previous,
            actor="kpps-1",
            observed=Observed(
                wall_ms=1_732_665_600_000 + self.counter,
                monotonic_ms=self.counter * 1_000,
                boot=random_bytes("boot", self.name),
            ),
            salt=random_bytes("salt", self.name, self.counter, body),
            body=body or {"seals": ["A1", "A2"]},
        )
        self.counter += 1
        self.previous = digest_of(event_bytes(event))
        return event

    def run(self, count: int) -> list[Event]:
        return [self.says() for _ in range(count)]

    def batch(self, events: Sequence[Event]) -> Batch:
        return seal(events, sign=self.secret)


def altered(raw: bytes) -> Iterator[bytes]:
    """The bytes with each single byte changed."""
    for at in range(len(raw)):
        yield raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
