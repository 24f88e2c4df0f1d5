"""What the ledger itself makes of events: each subject's trail, and keys that servers below vouch for."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sampai.ledger.actions import write_rows
from sampai.ledger.actions.append import enrol_device, revoke_device
from sampai.ledger.model import Algorithm, DeviceId, DeviceKey, Digest, Malformed
from sampai.ledger.queries.record import Known, Stored, known_device
from sampai.ledger.rules.audience import subject_of
from sampai.ledger.rules.cbor import encode
from sampai.ledger.tables import DeviceRow, SubjectRow, TrailRow


class Trail:
    """Finds all statements on one subject; folds over a subject read it."""

    name = "trail"
    version = 1
    tables = (TrailRow, SubjectRow)

    def take(self, events: Sequence[Stored], /) -> None:
        """Hang each event on the last one of its subject."""
        named = {one.event.subject for one in events}
        heads = {row.subject: row for row in SubjectRow.objects.filter(subject__in=sorted(named))}
        rows = []
        for one in events:
            head = heads.get(one.event.subject)
            rows.append((one.position, None if head is None else head.last))
            if head is None:
                head = heads[one.event.subject] = SubjectRow(subject=one.event.subject, count=0)
            head.last, head.count = one.position, head.count + 1
        write_rows(TrailRow, ("seq", "before"), rows)
        SubjectRow.objects.bulk_create(
            heads.values(), update_conflicts=True, unique_fields=["subject"], update_fields=["last", "count"]
        )

    def forget(self) -> None:
        """Empty the tables."""
        TrailRow.objects.all().delete()
        SubjectRow.objects.all().delete()

    def digest(self) -> Digest:
        """Over subjects and how many statements each has."""
        return _digest(list(SubjectRow.objects.order_by("subject").values_list("subject", "count")))


class KeysBelow:
    """Believes a server below about the devices of its territory: their keys, and their revocation."""

    name = "keys"
    version = 1
    tables = ()

    def take(self, events: Sequence[Stored], /) -> None:
        """Enrol and revoke what servers below enrolled and revoked."""
        for one in events:
            if one.event.kind in {"device.enrolled", "device.revoked"}:
                _believe(one)

    def forget(self) -> None:
        """Nothing: a key that was believed stays, and is believed again."""

    def digest(self) -> Digest:
        """Over all devices' keys and revocations."""
        rows = DeviceRow.objects.order_by("name").values_list("name", "revoked_from")
        return _digest([list(row) for row in rows])


def _believe(one: Stored) -> None:
    server = known_device(one.event.device.hex())
    if server is None or not server.server or not one.event.place.startswith(server.territory):
        return
    if one.event.kind == "device.enrolled":
        _enrol(one, by=server)
        return
    match one.event.body:
        case {"from": int(counter)}:
            known = known_device(one.event.subject.removeprefix("device:"))
            if known is not None and known.territory.startswith(server.territory):
                revoke_device(known.key.id, from_counter=counter)


def _enrol(one: Stored, *, by: Known) -> None:
    match one.event.body:
        case {
            "algorithm": 1 | 2 as algorithm,
            "public": bytes(public),
            "name": str(name),
            "territory": str(territory),
            "institution": str(institution),
            "server": bool(server),
        } if territory.startswith(by.territory):
            try:
                key = DeviceKey(Algorithm(algorithm), public)
            except Malformed:
                return
            if one.event.subject == subject_of(DeviceId(key.id)):
                at = datetime.fromtimestamp(one.received_ms / 1000, tz=UTC)
                enrol_device(
                    key, holder=name, at=at, territory=territory, institution=institution, server=server
                )


def _digest(found: Sequence[object] | Mapping[str, object]) -> Digest:
    return Digest(hashlib.sha256(encode(found)).digest())
