"""Who must know of which events: each kind says it once, here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sampai.ledger.model import DeviceId, Event
from sampai.ledger.rules.envelope import class_of


class Audience(Enum):
    """Which devices an event is handed to when they ask what is new."""

    EVERYBODY = "everybody"
    AREA = "area"
    """Devices whose territory lies in the event's place, or holds it."""
    SUBJECT = "subject"
    """The device that is the subject, and servers."""
    SERVERS = "servers"
    """Servers whose territory holds the place."""


AUDIENCES: Mapping[str, Audience] = {
    "device.revoked": Audience.EVERYBODY,
    "device.enrolled": Audience.SUBJECT,
    "custody": Audience.SERVERS,
    "seal": Audience.SERVERS,
    "station": Audience.AREA,
    "incident": Audience.SERVERS,
    "journey": Audience.SERVERS,
    "position": Audience.SERVERS,
}
"""By kind, else by class. Custody and seals name numbers that phones read blind; journeys are under embargo
until they are done, positions are restricted. Incidents name journeys, and who spoke of threats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A device that asks what is new."""

    device: DeviceId
    territory: str
    server: bool


def audience_of(kind: str) -> Audience:
    """A kind's audience; what nobody declared goes to servers only."""
    return AUDIENCES.get(kind) or AUDIENCES.get(class_of(kind)) or Audience.SERVERS


def concerns(event: Event, *, listener: Listener) -> bool:
    """Whether an event is handed to a device."""
    audience = audience_of(event.kind)
    inside = event.place.startswith(listener.territory)
    if audience is Audience.EVERYBODY or (listener.server and inside):
        return True
    if audience is Audience.AREA:
        return inside or listener.territory.startswith(event.place)
    return audience is Audience.SUBJECT and event.subject == subject_of(listener.device)


def subject_of(device: DeviceId) -> str:
    """A device as the subject of a statement."""
    return f"device:{device.hex()}"
