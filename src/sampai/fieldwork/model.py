"""Short reports: what fits into one SMS or twelve spoken characters, and how far each is to be believed.

And tasks: what a person in the field has to do, as the phone is told.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from sampai.election.model import Basis, Direction, Level, direction
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution
from sampai.kernel.text import say
from sampai.ledger.model import DeviceId, Digest

MOST_ARGUMENT = 31
MOST_COUNTER = 2**24 - 1


class ReportKind(IntEnum):
    """What happened, in five bits. Numbers are never given to another meaning."""

    LOADED = 1
    DEPARTED = 2
    PASSED = 3
    ARRIVED = 4
    GIVEN = 5
    TAKEN = 6
    STORED = 7
    READY_TO_VOTE = 8
    OPENED = 9
    VOTING = 10
    VOTING_CLOSED = 11
    COUNTED = 12
    RESEALED = 13
    RETURNED = 14
    DELAYED = 15
    DIVERTED = 16
    SHORTAGE = 17
    SEAL_BROKEN = 18
    WET = 19
    DAMAGED = 20
    WRONG_GOODS = 21
    PERSON_MISSING = 22
    INCIDENT = 23
    HELP = 24
    SAFE = 25
    QUIET = 26


class Argument(StrEnum):
    """What the number beside a kind counts."""

    BOXES = "boxes"
    """31 stands for 31 or more."""
    HALF_HOURS = "half-hours"
    CHECKPOINT = "checkpoint"
    PEOPLE = "people"
    INCIDENT = "incident"
    """A kind of the pack's list."""
    NOTHING = "nothing"


ARGUMENTS = {
    ReportKind.PASSED: Argument.CHECKPOINT,
    ReportKind.DELAYED: Argument.HALF_HOURS,
    ReportKind.QUIET: Argument.HALF_HOURS,
    ReportKind.PERSON_MISSING: Argument.PEOPLE,
    ReportKind.INCIDENT: Argument.INCIDENT,
    ReportKind.DIVERTED: Argument.NOTHING,
    ReportKind.HELP: Argument.NOTHING,
    ReportKind.SAFE: Argument.NOTHING,
    ReportKind.VOTING: Argument.NOTHING,
    ReportKind.VOTING_CLOSED: Argument.NOTHING,
}
"""What is not here counts boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortReport:
    """One report. `counter` is its number among the device's short reports by SMS or voice, from 0."""

    kind: ReportKind
    argument: int
    counter: int
    place: str

    def __post_init__(self) -> None:
        """What fits into the codes."""
        if not 0 <= self.argument <= MOST_ARGUMENT or not 0 <= self.counter <= MOST_COUNTER:
            raise ValueError(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """A short report as an SMS carries it, bound to the event that the phone keeps and syncs later."""

    report: ShortReport
    device_start: bytes
    """The first eight bytes of the device's name."""
    event_start: bytes
    """The first eight bytes of the event's digest."""
    at_min: int
    """Minutes since the beginning of 2024 in UTC, by the phone's clock."""
    signed: bytes
    """The bytes that the signature covers."""
    signature: bytes


class Evidence(StrEnum):
    """How a record came in; shown on every record."""

    A = "A"
    """The signed original, received directly."""
    B = "B"
    """The signed original through a relay, a QR code or an SMS."""
    C = "C"
    """A voice code: only the device and the node could have made it."""
    D = "D"
    """An operator or clerk wrote it down; no code."""


class Carried(StrEnum):
    """How a short report came to the node."""

    SYNC = "sync"
    """As the phone's own event."""
    SMS = "sms"
    """Signed."""
    VOICE = "voice"
    """With a code."""
    WORD = "word"
    """Told without a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One statement that a device made a short report."""

    device: DeviceId
    """Whose report it is."""
    report: ShortReport
    digest: Digest
    carried: Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRecord:
    """One short report with all that is known of it."""

    device: DeviceId
    report: ShortReport
    evidence: Evidence
    statements: tuple[Digest, ...]
    """Best evidence first."""
    contradicted_by: tuple[Digest, ...] = ()
    """Statements under the same number that say something else."""


class Hearing(Enum):
    """What became of a code that an operator typed."""

    TRUE = "true"
    AGAIN = "again"
    """Heard before: said twice, counted once."""
    SLIP = "slip"
    """A character is wrong; the whole code is asked for again."""
    FALSE = "false"
    """No slip, but not made by this device for this place."""
    STOPPED = "stopped"
    """Too many wrong ones; call the officer back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The answer to a code: what it says, the receipt to read out, or what may have been meant."""

    hearing: Hearing
    report: ShortReport | None = None
    receipt: str = ""
    maybe: tuple[tuple[int, str], ...] = ()
    """Place from 1 and character that would make the code whole; asked, never assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One code that was wrong: who typed it for which device, when."""

    operator: str
    device: DeviceId
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many wrong codes are taken in a day before the officer is called back."""

    operator_a_day: int = 20
    device_a_day: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One message as it came in."""

    sender: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to go out. `reference` names it: the same reference is the same message."""

    to: str
    text: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a phone was at a moment, in units of 1e-7 degrees."""

    at_ms: int
    lat_e7: int
    lon_e7: int
    accuracy_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRules:
    """How long it is kept where phones were: exactly, and at all. It is personal data (R3)."""

    coarse_after_ms: int
    keep_ms: int
    basis: Basis

    def __post_init__(self) -> None:
        """Nothing is kept longer coarse than at all."""
        if not 0 < self.coarse_after_ms <= self.keep_ms:
            raise Refused(
                "positions",
                say("Positions would be deleted before they are made coarse."),
                say("Give keep_days more time than coarse_after_h."),
            )


class Step(StrEnum):
    """What a task asks for; the phone knows which questions each needs."""

    LOAD = "load"
    DEPART = "depart"
    CHECKPOINT = "pass"
    ARRIVE = "arrive"
    GIVE = "give"
    TAKE = "take"
    STORE = "store"
    OPEN = "open"
    COPY = "copy"
    CLOSE = "close"
    REPORT = "report"
    RETURN = "return"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldBox:
    """A box as a phone is told of it: how many seals to look for, never a number."""

    code: str
    owner: str
    """The station that it belongs to."""
    kind: str
    contest: str
    dapil: str
    phase: str
    seals: int
    heads: tuple[Digest, ...]
    """Digests that the next statement comes after."""
    direction: str = ""
    """The phone works out with the fold which steps may come next; this and what follows is what it needs."""
    level: str = ""
    """Of whoever holds it."""
    place: str = ""
    troubles: tuple[str, ...] = ()
    """Open ones."""
    copied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPerson:
    """Somebody who may sign in on a phone. `level` is the committee's; others have none."""

    actor: str
    name: str
    institution: Institution
    level: Level | None
    office: str
    territory: RegionCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One stop of a leg in the phone's territory, with the stations whose goods it is about."""

    place: str
    place_name: str
    at_ms: int
    stations: tuple[str, ...]
    no_signal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One journey, as far as it touches the phone's territory."""

    code: str
    giver: Level
    receiver: Level
    vehicle: str
    mode: str
    origin: str
    origin_name: str
    loads_ms: int
    departs_ms: int
    returns_ms: int
    until_ms: int
    """By when the goods must be at the receiver; 0 where nothing says so."""
    halts: tuple[Halt, ...]

    @property
    def direction(self) -> Direction:
        """Out to the stations, or back."""
        return direction(self.giver, self.receiver)

    @property
    def stations(self) -> tuple[str, ...]:
        """Whose goods it carries, as far as this phone may know."""
        return tuple(dict.fromkeys(station for halt in self.halts for station in halt.stations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meet:
    """Whom to meet: the other side of a handover."""

    name: str
    institution: Institution
    level: Level | None = None
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, by whom, where, when, with which boxes. Empty or zero: not known, or not told."""

    id: str
    actor: str
    step: Step
    election: str
    place: str
    place_name: str
    at_ms: int = 0
    until_ms: int = 0
    journey: str = ""
    to: str = ""
    to_name: str = ""
    vehicle: str = ""
    mode: str = ""
    boxes: tuple[FieldBox, ...] = ()
    meet: Meet | None = None
    no_signal: bool = False
