"""Reads of devices and of the record: what is stored, and what a device must know of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sampai.kernel.ids import RegionCode
from sampai.ledger.model import Algorithm, DeviceKey, Digest, Event
from sampai.ledger.queries import beginning, rows_of, these
from sampai.ledger.rules.audience import Listener, concerns
from sampai.ledger.rules.envelope import read_event
from sampai.ledger.tables import (
    BlobRow,
    DeviceRow,
    EventRow,
    SequenceRow,
    SignatureRow,
    SubjectRow,
    TrailRow,
)

MOST_CHANGES = 500
MOST_LOOKED_AT = 4_000
"""Events that one request for changes goes through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An enrolled device, and how far its chain is stored."""

    number: int
    name: str
    """Its id in hex."""
    key: DeviceKey
    holder: str
    territory: RegionCode
    institution: str
    server: bool
    enrolled_at: datetime
    revoked_from: int | None
    next: int
    """The first counter that is missing."""
    highest: int
    twins: int
    heard_ms: int

    @property
    def listener(self) -> Listener:
        """As what it asks for changes."""
        return Listener(device=self.key.id, territory=self.territory, server=self.server)


_DEVICE = (
    "SELECT id, name, algorithm, public, holder, territory, institution, server, enrolled_at, revoked_from,"
    " next, highest, twins, heard_ms FROM device WHERE name = %s"
)


def known_device(name: str) -> Known | None:
    """The device of an id in hex; every signed request asks for one."""
    rows = rows_of(_DEVICE, name)
    if not rows:
        return None
    pk, name, algorithm, public, holder, territory, institution, server, at, *chain = rows[0]
    revoked_from, first, highest, twins, heard_ms = chain
    return Known(
        number=pk,
        name=name,
        key=key_of(algorithm, bytes(public)),
        holder=holder,
        territory=RegionCode(territory),
        institution=institution,
        server=bool(server),
        enrolled_at=at if at.tzinfo else at.replace(tzinfo=UTC),
        revoked_from=revoked_from,
        next=first,
        highest=highest,
        twins=twins,
        heard_ms=heard_ms,
    )


@lru_cache(maxsize=4096)
def key_of(algorithm: int, public: bytes) -> DeviceKey:
    """The key of a row."""
    return DeviceKey(Algorithm(algorithm), public)


def known_devices(*, institution: str, territory: RegionCode) -> Sequence[Known]:
    """An institution's devices in a territory, the last enrolled first."""
    rows = DeviceRow.objects.filter(institution=institution, territory__startswith=territory)
    return [_known(row) for row in rows.order_by("-pk")]


def devices_in(territory: RegionCode) -> Sequence[Known]:
    """All devices of a territory, by holder."""
    rows = DeviceRow.objects.filter(territory__startswith=territory).exclude(territory="")
    return [_known(row) for row in rows.order_by("holder", "pk")]


def devices_beginning(name: str) -> Sequence[Known]:
    """The devices whose ids begin so, in hex."""
    return [_known(row) for row in DeviceRow.objects.filter(**beginning("name", name)).order_by("pk")]


def _known(row: DeviceRow) -> Known:
    return Known(
        number=row.pk,
        name=row.name,
        key=key_of(row.algorithm, bytes(row.public)),
        holder=row.holder,
        territory=RegionCode(row.territory),
        institution=row.institution,
        server=row.server,
        enrolled_at=row.enrolled_at,
        revoked_from=row.revoked_from,
        next=row.next,
        highest=row.highest,
        twins=row.twins,
        heard_ms=row.heard_ms,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One event of the record."""

    position: int
    digest: Digest
    event: Event
    raw: bytes
    received_ms: int
    flags: tuple[str, ...] = ()
    signature: bytes = b""
    """The device's, where the event ends its run."""


@dataclass(frozen=True, slots=True)
class Changes:
    """A piece of the record, as far as it concerns a device."""

    items: Sequence[Stored]
    next: int
    more: bool


def changes_for(known: Known, *, since: int) -> Changes:
    """What a device must know of the record from a position on."""
    looked_at = stored_from(since, most=MOST_LOOKED_AT)
    found = [one for one in looked_at if concerns(one.event, listener=known.listener)]
    if len(found) > MOST_CHANGES:
        return Changes(found[:MOST_CHANGES], found[MOST_CHANGES - 1].position + 1, more=True)
    full = len(looked_at) == MOST_LOOKED_AT
    after = looked_at[-1].position + 1 if looked_at else since
    return Changes(found, after, more=full)


def stored_from(position: int, *, most: int) -> Sequence[Stored]:
    """Events of the record in its order, from a position on."""
    rows = EventRow.objects.filter(seq__gte=position).order_by("seq")[:most]
    return _stored(rows)


def stored_at(positions: Collection[int]) -> Sequence[Stored]:
    """The events at these positions, in the order of the record."""
    wanted = sorted(set(positions))
    found: list[Stored] = []
    for start in range(0, len(wanted), MOST_LOOKED_AT):
        rows = EventRow.objects.filter(seq__in=wanted[start : start + MOST_LOOKED_AT]).order_by("seq")
        found += _stored(rows)
    return found


def _stored(found: Iterable[EventRow]) -> Sequence[Stored]:
    rows = list(found)
    signed = _signatures({row.signature for row in rows})
    return [_one(row, *signed[row.signature]) for row in rows]


def _one(row: EventRow, counter: int, signature: bytes) -> Stored:
    return Stored(
        position=row.seq,
        digest=Digest(bytes(row.digest)),
        event=read_event(bytes(row.raw)),
        raw=bytes(row.raw),
        received_ms=row.received_ms,
        flags=tuple(row.flags.split()),
        signature=signature if row.counter == counter else b"",
    )


def _signatures(numbers: Collection[int]) -> Mapping[int, tuple[int, bytes]]:
    """Counter of the last event, and bytes, of each signature."""
    wanted = sorted(numbers)
    dense = len(wanted) > MOST_CHANGES and wanted[-1] - wanted[0] < 2 * len(wanted)
    rows = SignatureRow.objects.filter(
        **({"pk__range": (wanted[0], wanted[-1])} if dense else {"pk__in": wanted})
    )
    return {pk: (counter, bytes(raw)) for pk, counter, raw in rows.values_list("pk", "counter", "signature")}


def stored_of(device: str, counters: Collection[int]) -> Collection[Digest]:
    """The digests that are stored of a device (in hex) under some counters."""
    known = known_device(device)
    if known is None or not counters:
        return frozenset()
    rows = EventRow.objects.filter(device=known.number, counter__in=sorted(counters))
    return {Digest(bytes(digest)) for digest in rows.values_list("digest", flat=True)}


def statements(subject: str) -> Sequence[Stored]:
    """All events on one subject, in the order of the record."""
    head = SubjectRow.objects.filter(subject=subject).values_list("last", flat=True).first()
    positions = []
    while head is not None:
        positions.append(head)
        head = TrailRow.objects.filter(seq=head).values_list("before", flat=True).first()
    return _stored(EventRow.objects.filter(seq__in=positions).order_by("seq"))


def reacted(*names: str) -> tuple[int, ...]:
    """How far some reactions have come in the record; every page of today asks."""
    rows = rows_of(
        f"SELECT reader, next FROM cursor WHERE reader IN {these(names)}",  # noqa: S608 -- only signs
        *(f"reaction:{name}" for name in names),
    )
    known = dict(rows)
    return tuple(known.get(f"reaction:{name}", 0) for name in names)


def record_end() -> int:
    """The number that the record's next item gets."""
    return SequenceRow.objects.filter(pk=1).values_list("next", flat=True).first() or 0


def is_exercise() -> bool:
    """Whether the record is an exercise's."""
    rows = rows_of("SELECT exercise FROM sequence WHERE id = 1")
    return bool(rows and rows[0][0])


@dataclass(frozen=True, slots=True)
class KeptBlob:
    """A photo or file that is there, or on its way."""

    size: int
    whole: bool


def kept_blob(known: Known, *, digest: str) -> KeptBlob | None:
    """A blob that this device brought, or one of a device in this server's territory."""
    row = BlobRow.objects.filter(digest=digest).first()
    if row is None or not (row.device == known.name or _answers_for(known, row.device)):
        return None
    return KeptBlob(row.size, row.whole)


def whole_blobs(digests: Collection[str]) -> Mapping[str, int]:
    """Those of some photos or files (in hex) that are here as a whole, with their sizes."""
    return dict(BlobRow.objects.filter(digest__in=sorted(digests), whole=True).values_list("digest", "size"))


def _answers_for(known: Known, device: str) -> bool:
    rows = DeviceRow.objects.filter(name=device, territory__startswith=known.territory)
    return known.server and rows.exists()
