"""Public alerts in the words of the Common Alerting Protocol 1.2 (OASIS), as agencies send and take them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.places.model import Rings


class AlertStatus(StrEnum):
    """Whether an alert is meant; only *Actual* is."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What an alert does to earlier ones, which it then names."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Urgency(StrEnum):
    """How soon something must be done."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class AlertSeverity(StrEnum):
    """How bad it is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Likelihood(StrEnum):
    """How sure it is: the protocol's *certainty*."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertArea:
    """Where: in words, as rings (longitude, latitude), as codes of regions."""

    name: str
    rings: Rings = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertInfo:
    """What is said in one language. Moments have their offset."""

    event: str
    category: str = "Other"
    urgency: Urgency = Urgency.UNKNOWN
    severity: AlertSeverity = AlertSeverity.UNKNOWN
    likelihood: Likelihood = Likelihood.UNKNOWN
    language: str = "id"
    starts: datetime | None = None
    ends: datetime | None = None
    headline: str = ""
    description: str = ""
    instruction: str = ""
    sender_name: str = ""
    areas: tuple[AlertArea, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert message."""

    identifier: str
    sender: str
    sent: datetime
    status: AlertStatus = AlertStatus.ACTUAL
    message: MessageType = MessageType.ALERT
    references: str = ""
    infos: tuple[AlertInfo, ...] = ()

    def __post_init__(self) -> None:
        """Moments say their zone, and names have none of the characters that the protocol forbids."""
        moments = [self.sent, *(at for one in self.infos for at in (one.starts, one.ends) if at)]
        if any(at.tzinfo is None for at in moments):
            raise Refused(
                "alert",
                say("A moment of the alert does not say its zone."),
                say("Write it like 2024-11-26T13:00:00+07:00."),
            )
        if any(sign in name for name in (self.identifier, self.sender) for sign in " ,<&"):
            raise Refused(
                "alert",
                say("The alert's identifier or sender holds a space, comma, < or &."),
                say("Use letters, digits, points and hyphens."),
            )
