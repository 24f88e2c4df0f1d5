"""What a node states itself, as a device of its own: whom it enrolled, whom it revoked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from sampai.ledger.actions.append import Node, append, enrol_device, record_lock
from sampai.ledger.model import (
    DIGEST_BYTES,
    FIRST_PREVIOUS,
    ID_BYTES,
    NO_ELECTION,
    Data,
    DeviceKey,
    Digest,
    Event,
    Observed,
)
from sampai.ledger.rules.envelope import batch_bytes, digest_of, event_bytes, seal
from sampai.ledger.tables import DeviceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNode:
    """This server: what it takes events in with, and what it is as a device."""

    node: Node
    key: DeviceKey
    boot: bytes
    """Random, new at each start of the process."""
    steady_ms: Callable[[], int]
    """Time since then."""

    @property
    def name(self) -> str:
        """As receipts call it."""
        return self.node.name


def state(
    own: OwnNode,
    *,
    kind: str,
    subject: str,
    place: str,
    actor: str,
    body: Mapping[str, Data],
    at_ms: int,
    version: int = 1,
    election: str = NO_ELECTION,
    happened_ms: int | None = None,
) -> Digest:
    """Append one statement of the node itself, in the transaction of whoever calls; its digest.

    `happened_ms`: when it happened by what a clerk or operator was told; the node does not vouch for it.
    """
    with transaction.atomic():
        record_lock()
        row = _row(own, at_ms=at_ms)
        event = Event(
            kind=kind,
            version=version,
            election=election,
            subject=subject,
            place=place,
            after=(),
            device=own.key.id,
            counter=row.highest + 1,
            previous=Digest(bytes(row.heads)[:DIGEST_BYTES]) if row.highest >= 0 else FIRST_PREVIOUS,
            actor=actor,
            observed=Observed(
                wall_ms=at_ms if happened_ms is None else happened_ms,
                monotonic_ms=own.steady_ms(),
                boot=own.boot,
                server_ms=at_ms if happened_ms is None else None,
            ),
            salt=own.node.salt(ID_BYTES),
            body=body,
        )
        append([batch_bytes(seal([event], sign=own.node.sign))], at_ms=at_ms, node=own.node)
    return digest_of(event_bytes(event))


def _row(own: OwnNode, *, at_ms: int) -> DeviceRow:
    """The node's own row among the devices; made when it states something first."""
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return DeviceRow.objects.get(pk=enrol_device(own.key, holder=own.name, at=at, server=True))
