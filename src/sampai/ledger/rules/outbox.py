"""What a device, or a node below another, still has to hand up; nothing leaves without a signed receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sampai.ledger.model import DeviceKey, Digest, Malformed, Reason, Receipt
from sampai.ledger.ports import Verify
from sampai.ledger.rules.envelope import read_receipt, receipt_message

TRY_AGAIN = frozenset({Reason.UNPROVEN, Reason.UNREADABLE, Reason.UNKNOWN_DEVICE})
"""Another try may end otherwise: altered on the way, or the enrolment was not there yet."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits for its receipt."""

    counter: int
    digest: Digest
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outbox:
    """A device's events without receipt, by counter; those that the node does not believe stand aside."""

    waiting: tuple[Waiting, ...] = ()
    aside: Mapping[Digest, Reason] = field(default_factory=dict)

    def holding(self, item: Waiting) -> "Outbox":
        """With one event more."""
        return replace(self, waiting=(*self.waiting, item))

    def run(self, *, most: int) -> Sequence[Waiting]:
        """What to send next under one signature: the oldest unbroken run. Those aside hold nobody up."""
        ready = [item for item in self.waiting if item.digest not in self.aside]
        for at, (one, other) in enumerate(pairwise(ready[:most]), start=1):
            if other.counter != one.counter + 1:
                return ready[:at]
        return ready[:most]

    def after(self, receipt: Receipt) -> "Outbox":
        """Without what the receipt names by counter and digest as stored."""
        stored = set(receipt.stored)
        left = tuple(item for item in self.waiting if (item.counter, item.digest) not in stored)
        refused = {digest: reason for digest, reason in receipt.quarantined if reason not in TRY_AGAIN}
        return Outbox(left, {**self.aside, **refused})


def open_receipt(raw: bytes, signature: bytes, *, key: DeviceKey, verify: Verify) -> Receipt | None:
    """The receipt, if the node's key signed it; None for anything else."""
    if not verify(key, message=receipt_message(raw), signature=signature):
        return None
    try:
        return read_receipt(raw)
    except Malformed:
        return None
