"""A rehearsed day as signed statements: which telephone states what, in an unbroken chain of its own.

What is made here is the truth that a server's record is held to afterwards: nothing of it may lack there, be
there twice or be another.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    """All that the telephones of a day state, in the order in which it can reach a server; as `Scribe`."""
    scribe = Scribe(
        boxes=boxes,
        region=region,
        election=election,
        instant=instant,
        key_of=key_of,
        begin=begin,
        by_short=by_short,
    )
    scribe.know(events)
    made = scribe.state(events)
    made.sort(key=lambda one: one.at)
    return Script(telephones=tuple(scribe.telephones.values()), said=tuple(made), shorts=tuple(scribe.shorts))


@dataclass(slots=True, kw_only=True)
class Scribe:
    """Puts a day's events into the mouths of telephones: the vehicles', the receivers' and the stations'.

    Statements on places whose codes are no regions' stand under `region`. `election` without the mark of an
    exercise, which every statement gets. A telephone hands in what it has in the order in which it was
    stated; what has no signal yet holds up what comes after it. `begin`: whether telephones first state that
    they began, as they do when they are enrolled. Telephones of stations in `by_short` say by a short report,
    too, that the goods came. With `due` stations also say what their five measures are, by when their goods
    come and what they find.
    """

    boxes: Boxes
    region: RegionCode
    election: str
    instant: Instant
    key_of: Callable[[str], tuple[DeviceKey, Sign]]
    begin: bool = True
    by_short: Container[StationCode] = frozenset()
    due: HTime | None = None
    telephones: dict[str, Telephone] = field(default_factory=dict)
    shorts: list[Short] = field(default_factory=list)
    _clock: dict[str, HTime] = field(default_factory=dict)
    _goals: dict[str, str] = field(default_factory=dict)

    def know(self, events: Iterable[Event]) -> None:
        """Get all telephones ready that these events need, and hear where journeys go first."""
        for event in sorted(events, key=lambda one: -one.at):
            if event.kind is EventKind.ARRIVED:
                self._goals[event.journey] = event.place
            for name, _, _ in _stated(event, (), to=""):
                if name not in self.telephones:
                    self.telephones[name] = Telephone(name, *self.key_of(name))

    def state(self, events: Iterable[Event]) -> list[Said]:
        """What is stated of further events, in their order. Their telephones are known already."""
        return [said for event in events for said in self._of(event)]

    def _of(self, event: Event) -> Iterator[Said]:
        to = self._goals.get(event.journey, "")
        for name, place, kind, body, at, seen in _parts(event, boxes=self.boxes, to=to):
            saying = _Saying(kind, _subject(event, body), self._where(place), body_data(body))
            yield from self._say(name, saying, at=at, seen=seen)
            if kind == Kind.TAKEN.value and place in self.by_short:
                yield self._short(name, event)
        states = {} if self.due is None else measures(event, due=self.due)
        if states:
            saying = _Saying(REPORTED, f"station:{event.place}", self._where(event.place), {"states": states})
            yield from self._say(f"tps {event.place}", saying, at=event.received, seen=event.observed)

    def _where(self, place: str) -> str:
        return place if place.startswith(self.region) else self.region

    def _say(self, name: str, saying: "_Saying", *, at: HTime, seen: HTime) -> Iterator[Said]:
        telephone, wall_ms = self.telephones[name], self.instant(seen)
        if name not in self._clock:
            self._clock[name] = at
            if self.begin:
                yield _began(telephone, region=self.region, at=at, wall_ms=wall_ms)
        self._clock[name] = max(self._clock[name], at)
        election = EXERCISE + self.election
        yield _said(telephone, saying, election=election, at=self._clock[name], wall_ms=wall_ms)

    def _short(self, name: str, event: Event) -> Said:
        """The statement that the telephone keeps of its short report that goods came."""
        said, short = _short(
            self.telephones[name],
            event,
            election=EXERCISE + self.election,
            at=self._clock[name],
            instant=self.instant,
        )
        self.shorts.append(short)
        return said


REPORTED = "station.reported"
_RIGHT, _WRONG = 1, 3
_WRONG_MEASURE: Mapping[EventKind, str] = {
    EventKind.SHORT: "count",
    EventKind.LOST_BOX: "count",
    EventKind.WRONG_BALLOTS: "kind",
    EventKind.SWAPPED: "target",
    EventKind.SEAL_BROKEN: "quality",
    EventKind.WET: "quality",
}


def measures(event: Event, *, due: HTime) -> dict[str, int]:
    """What an event says of the five measures of its station; nothing for an event elsewhere."""
    if event.stations != (event.place,):
        return {}
    if event.kind is EventKind.HANDED_OVER:
        right = dict.fromkeys(("count", "kind", "target", "quality"), _RIGHT)
        return right | {"time": _RIGHT if event.at <= due else _WRONG}
    wrong = _WRONG_MEASURE.get(event.kind)
    return {wrong: _WRONG} if wrong else {}


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
