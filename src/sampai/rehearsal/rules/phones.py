"""A rehearsed day as signed statements: which telephone states what, in an unbroken chain of its own.

What is made here is the truth that a server's record is held to afterwards: nothing of it may lack there, be
there twice or be another.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sampai.custody.model import BoxCode, BoxRead, Kind, Touch
from sampai.custody.model.bodies import MOST_BOXES, Departed, Excepted, Handing, Keeper, Loaded, Moving
from sampai.custody.model.life import Trouble
from sampai.custody.rules.bodies import body_data
from sampai.election.model import Level
from sampai.fieldwork.model import ReportKind, ShortReport
from sampai.fieldwork.rules.evidence import SAID, said_body
from sampai.fieldwork.rules.sms import sms_text
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.rights import Institution
from sampai.ledger.model import (
    EXERCISE,
    FIRST_PREVIOUS,
    NO_ELECTION,
    Data,
    DeviceId,
    DeviceKey,
    Digest,
    Link,
    Observed,
)
from sampai.ledger.model import Event as Statement
from sampai.ledger.ports import Sign
from sampai.ledger.rules.audience import subject_of
from sampai.ledger.rules.envelope import chain_message, digest_of, event_bytes
from sampai.ledger.rules.outbox import Waiting
from sampai.ledger.rules.state import state_digest
from sampai.rehearsal.model import Event, EventKind

Boxes = Mapping[StationCode, Sequence[BoxCode]]
Instant = Callable[[HTime], int]
"""The milliseconds since 1970 of an election time."""

_TROUBLES: Mapping[EventKind, Trouble] = {
    EventKind.SHORT: Trouble.DISCREPANCY,
    EventKind.WRONG_BALLOTS: Trouble.MISROUTED,
    EventKind.LOST_BOX: Trouble.MISSING,
    EventKind.SWAPPED: Trouble.MISROUTED,
    EventKind.SEAL_BROKEN: Trouble.SEAL_BROKEN,
    EventKind.WET: Trouble.WET,
}
_DRIVER = Keeper(name="Pengemudi latihan", institution=Institution.KPU)
_KPPS = Keeper(name="Ketua KPPS latihan", institution=Institution.KPU, level=Level.STATION)
_SECOND = Keeper(name="Pengawas TPS latihan", institution=Institution.BAWASLU)
_COMMITTEE = Keeper(name="PPK latihan", institution=Institution.KPU, level=Level.PPK)


@dataclass(frozen=True, slots=True)
class Said:
    """One signed statement of a telephone; `at`: when it can first reach a server."""

    device: DeviceId
    at: HTime
    item: Waiting
    signature: bytes


@dataclass(slots=True)
class Telephone:
    """A telephone with its key, and how far its chain has come."""

    name: str
    key: DeviceKey
    sign: Sign
    counter: int = 0
    previous: Digest = FIRST_PREVIOUS
    secret: bytes = b""
    """Bytes that nobody can make without the key, and the same whenever they are made anew."""

    def __post_init__(self) -> None:
        """Make the secret once: signing is dear."""
        self.secret = self.sign(b"draws")

    def drawn(self, what: str) -> bytes:
        """16 bytes that nobody can guess without the key."""
        return sha256(self.secret + what.encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Short:
    """A short report by message or by voice, of which the telephone keeps a statement too."""

    device: DeviceId
    at: HTime
    report: ShortReport
    digest: Digest
    """Of the statement."""
    sms: str
    """The message; it is signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All that the telephones of a day will state, in the order in which it can reach a server."""

    telephones: Sequence[Telephone]
    said: Sequence[Said]
    shorts: Sequence[Short] = ()

    def digest(self) -> Digest:
        """Of the state of a record that holds exactly this."""
        chains: dict[DeviceId, dict[int, list[Link]]] = {}
        previous: dict[DeviceId, Digest] = {}
        for one in self.said:
            link = Link(one.item.digest, previous.get(one.device, FIRST_PREVIOUS))
            chains.setdefault(one.device, {})[one.item.counter] = [link]
            previous[one.device] = one.item.digest
        return state_digest(chains)


def script_of(
    events: Sequence[Event],
    *,
    boxes: Boxes,
    region: RegionCode,
    election: str,
    instant: Instant,
    key_of: Callable[[str], tuple[DeviceKey, Sign]],
    begin: bool = True,
    by_short: Container[StationCode] = frozenset(),
) -> Script:
    """Put a day's events into the mouths of telephones: the vehicles', the receivers' and the stations'.

    Statements on places whose codes are no regions' stand under `region`. `election` without the mark of an
    exercise, which every statement gets. A telephone hands in what it has in the order in which it was
    stated; what has no signal yet holds up what comes after it. `begin`: whether telephones first state that
    they began, as they do when they are enrolled. Telephones of stations in `by_short` say by a short report,
    too, that the goods came.
    """
    telephones: dict[str, Telephone] = {}
    clock: dict[str, HTime] = {}
    made: list[Said] = []
    shorts: list[Short] = []
    goals = {one.journey: one.place for one in reversed(events) if one.kind is EventKind.ARRIVED}
    for event in events:
        for name, place, kind, body, at, seen in _parts(event, boxes=boxes, to=goals.get(event.journey, "")):
            if name not in telephones:
                telephones[name] = Telephone(name, *key_of(name))
                clock[name] = at
                if begin:
                    made.append(_began(telephones[name], region=region, at=at, wall_ms=instant(seen)))
            clock[name] = max(clock[name], at)
            where = place if place.startswith(region) else region
            saying = _Saying(kind, _subject(event, body), where, body_data(body))
            made.append(
                _said(
                    telephones[name],
                    saying,
                    election=EXERCISE + election,
                    at=clock[name],
                    wall_ms=instant(seen),
                )
            )
            if kind == Kind.TAKEN.value and place in by_short:
                said, short = _short(
                    telephones[name], event, election=EXERCISE + election, at=clock[name], instant=instant
                )
                made.append(said)
                shorts.append(short)
    made.sort(key=lambda one: one.at)
    return Script(telephones=tuple(telephones.values()), said=tuple(made), shorts=tuple(shorts))


def _short(
    telephone: Telephone, event: Event, *, election: str, at: HTime, instant: Instant
) -> tuple[Said, Short]:
    """The short report that goods came, and the statement that the telephone keeps of it."""
    report = ShortReport(kind=ReportKind.TAKEN, argument=0, counter=0, place=event.place)
    saying = _Saying(SAID, subject_of(telephone.key.id), event.place, said_body(report))
    wall_ms = instant(event.observed)
    said = _said(telephone, saying, election=election, at=at, wall_ms=wall_ms)
    digest = said.item.digest
    text = sms_text(report, device=telephone.key.id, event=digest, at_ms=wall_ms, sign=telephone.sign)
    return said, Short(telephone.key.id, event.at, report, digest, text)


@dataclass(frozen=True, slots=True)
class _Saying:
    kind: str
    subject: str
    place: str
    body: Mapping[str, Data]


def _began(telephone: Telephone, *, region: RegionCode, at: HTime, wall_ms: int) -> Said:
    saying = _Saying("device.began", subject_of(telephone.key.id), region, {"facts": {}})
    return _said(telephone, saying, election=NO_ELECTION, at=at, wall_ms=wall_ms)


def _said(telephone: Telephone, saying: _Saying, *, election: str, at: HTime, wall_ms: int) -> Said:
    statement = Statement(
        kind=saying.kind,
        version=1,
        election=election,
        subject=saying.subject,
        place=saying.place,
        after=(),
        device=telephone.key.id,
        counter=telephone.counter,
        previous=telephone.previous,
        actor="-",
        observed=Observed(wall_ms=wall_ms, monotonic_ms=telephone.counter, boot=telephone.drawn("boot")),
        salt=telephone.drawn(f"salt {telephone.counter}"),
        body=saying.body,
    )
    raw = event_bytes(statement)
    item = Waiting(telephone.counter, digest_of(raw), raw)
    telephone.counter += 1
    telephone.previous = item.digest
    return Said(telephone.key.id, at, item, telephone.sign(chain_message(item.digest)))


_Part = tuple[str, str, str, Touch, HTime, HTime]
"""Telephone, place, kind, body, when it reaches a server, and the telephone's clock."""


def _parts(event: Event, *, boxes: Boxes, to: str) -> Iterator[_Part]:
    codes = [code for station in event.stations for code in boxes.get(station, ())]
    for first in range(0, max(1, len(codes)), MOST_BOXES):
        reads = tuple(BoxRead(box=code) for code in codes[first : first + MOST_BOXES])
        for name, kind, body in _stated(event, reads, to=to):
            yield name, event.place, kind.value, body, event.received, event.observed


def _stated(event: Event, reads: tuple[BoxRead, ...], *, to: str) -> Iterator[tuple[str, Kind, Touch]]:
    journey, device = event.journey, event.device
    match event.kind:
        case EventKind.LOADED:
            yield device, Kind.LOADED, Loaded(boxes=reads, by=_DRIVER, journey=journey, vehicle=device)
        case EventKind.DEPARTED:
            yield device, Kind.DEPARTED, Departed(boxes=reads, by=_DRIVER, journey=journey, to=to)
        case EventKind.ARRIVED:
            yield device, Kind.ARRIVED, Moving(boxes=reads, by=_DRIVER, journey=journey)
        case EventKind.CAME_HOME:
            yield device, Kind.ARRIVED, Moving(boxes=(), by=_DRIVER, journey=journey)
        case EventKind.HANDED_OVER:
            yield from _handover(event, reads)
        case EventKind.OPENED:
            yield device, Kind.OPENED, Touch(boxes=reads, by=_KPPS, second=_SECOND)
        case _:
            yield device, Kind.EXCEPTED, Excepted(boxes=reads, by=_KPPS, trouble=_TROUBLES[event.kind])


def _handover(event: Event, reads: tuple[BoxRead, ...]) -> Iterator[tuple[str, Kind, Touch]]:
    """Both halves, from both telephones, under one number."""
    to_station = event.stations == (event.place,)
    receiver = _KPPS if to_station else _COMMITTEE
    number = sha256(f"{event.journey} {event.place}".encode()).hexdigest()[:32]
    given = Handing(boxes=reads, by=_DRIVER, other=receiver, handover=number, journey=event.journey)
    taken = Handing(boxes=reads, by=receiver, other=_DRIVER, handover=number, journey=event.journey)
    yield event.device, Kind.GIVEN, given
    yield f"tps {event.place}" if to_station else f"terima {event.place}", Kind.TAKEN, taken


def _subject(event: Event, body: Touch) -> str:
    if len(body.boxes) == 1:
        return f"box:{body.boxes[0].box}"
    return f"journey:{event.journey}" if event.journey else f"place:{event.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A server's record beside the truth."""

    stated: int
    lost: int
    doubled: int
    altered: int
    """Under a counter of which the truth has another statement, or from a telephone that stated nothing."""
    digest_is_equal: bool

    @property
    def is_exact(self) -> bool:
        """Nothing lost, nothing doubled, nothing altered, one state."""
        return self.digest_is_equal and not (self.lost or self.doubled or self.altered)


Found = tuple[DeviceId, int, Digest, Digest]
"""What a record holds: device, counter, digest, previous digest."""


def compare(script: Script, found: Iterable[Found]) -> Compared:
    """Hold a record to the truth. Statements of devices that are no telephones of the script are left out."""
    ours = {one.key.id for one in script.telephones}
    truth = {(one.device, one.item.counter, one.item.digest) for one in script.said}
    chains: dict[DeviceId, dict[int, list[Link]]] = {}
    seen: set[tuple[DeviceId, int, Digest]] = set()
    doubled = 0
    for device, counter, digest, previous in found:
        if device in ours:
            doubled += (device, counter, digest) in seen
            seen.add((device, counter, digest))
            chains.setdefault(device, {}).setdefault(counter, []).append(Link(digest, previous))
    return Compared(
        stated=len(truth),
        lost=len(truth - seen),
        doubled=doubled,
        altered=len(seen - truth),
        digest_is_equal=state_digest(chains) == script.digest(),
    )
