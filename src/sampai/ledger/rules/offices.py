"""What servers state of devices: whom they enrolled as what, whom they revoked. Rows are held to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sampai.ledger.model import DeviceId, Event, Malformed
from sampai.ledger.rules.envelope import read_event

ENROLLED, REVOKED = "device.enrolled", "device.revoked"
_SUBJECT = "device:"


@dataclass(frozen=True, slots=True)
class StoredDevice:
    """A row of the table `device`; when it was enrolled is no evidence."""

    id: int
    name: str
    algorithm: int
    public: bytes
    next: int
    highest: int
    heads: bytes
    twins: int
    heard_ms: int
    holder: str = ""
    territory: str = ""
    institution: str = ""
    server: bool = False
    revoked_from: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """As what a device was enrolled."""

    holder: str
    territory: str
    institution: str
    server: bool = field(kw_only=True)


@dataclass(slots=True)
class Stated:
    """What believed servers said of one device."""

    cards: list[Card] = field(default_factory=list)
    revoked_from: int | None = None


def stated(raws: Iterable[bytes], rows: Sequence[StoredDevice], *, own: DeviceId) -> dict[str, Stated]:
    """By device in hex; a server is believed about its territory, and nobody about this node itself."""
    servers = {row.name: row.territory for row in rows if row.server} | {own.hex(): ""}
    territories = {row.name: row.territory for row in rows}
    found: dict[str, Stated] = {}
    for event in _read(raws):
        name = event.subject.removeprefix(_SUBJECT)
        territory = servers.get(event.device.hex())
        if name == own.hex() or territory is None or not event.place.startswith(territory):
            continue
        if event.kind == ENROLLED and (card := _card(event)) and card.territory.startswith(territory):
            found.setdefault(name, Stated()).cards.append(card)
        elif event.kind == REVOKED and territories.get(name, "").startswith(territory):
            _revoke(found.setdefault(name, Stated()), event)
    return found


def _read(raws: Iterable[bytes]) -> Iterable[Event]:
    for raw in raws:
        try:
            yield read_event(raw)
        except Malformed:
            continue


def _card(event: Event) -> Card | None:
    match event.body:
        case {
            "name": str(name),
            "territory": str(territory),
            "institution": str(institution),
            "server": bool(server),
        }:
            return Card(name, territory, institution, server=server)
    return None


def _revoke(one: Stated, event: Event) -> None:
    match event.body:
        case {"from": int(counter)} if one.revoked_from is None or counter < one.revoked_from:
            one.revoked_from = counter
