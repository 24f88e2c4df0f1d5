"""A rehearsed day played to a server in the time of an exercise, with what its instructor lets happen.

`rehearsing_live` brings a day that is fixed beforehand. Here each statement is made when its time has come,
so that what lies ahead can still change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Event as Ended
from time import monotonic, time_ns
from typing import Any

from sampai.engines.signing import new_key
from sampai.engines.sync import Upstream
from sampai.engines.telephones import Habits, Sent, send_all
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.errors import SampaiError
from sampai.kernel.geo import Position
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.enrolment import PROTOCOL
from sampai.main.rehearsing_live import Brigade, Played, Wanted, boxes_in, join, keys
from sampai.packs.rehearsals import load_world
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import spots
from sampai.rehearsal.model import Event
from sampai.rehearsal.model.training import ExerciseClock, Injection, Mishap
from sampai.rehearsal.model.training import Script as Prepared
from sampai.rehearsal.rules.bending import bent
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.phones import Said, Scribe, Script, Telephone, compare
from sampai.rehearsal.rules.rehearse import stage_of
from sampai.rehearsal.rules.telling import injection_of_row, injection_row
from sampai.rehearsal.rules.under_way import position_at, ways_of

ADDRESS = "/sync/exercise"
TICK_S, ASK_S, FIX_S = 1.0, 3.0, 8.0
"""How often what is due is sent, the instructor is asked, and vehicles say where they are."""
ACCURACY_M = 15
MOST_FIXES = 40
"""Positions told in one turn; the others follow in the next."""
PATIENCE_S = 120.0
SETTLE_S = 6.0
"""So long what was before has to come into the server's tables, that no rule takes it for silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a day is played: from when on, and what is let happen by a prepared script."""

    first: HTime | None = None
    """What happened before is stated at once. None: from the first event on."""
    last: HTime | None = None
    """What happens afterwards is left out. None: until the last event."""
    prepared: Prepared | None = None


def play_exercise(
    plan: OperationPlan,
    *,
    wanted: Wanted,
    course: Course,
    tell: Callable[[float], None] | None = None,
    ended: Ended | None = None,
) -> Played:
    """Play a day to a server. `tell` hears which share of it is over; `ended` breaks it off.

    Raises `Refused` where the server is no exercise's, or does not take us in.
    """
    stage = stage_of(plan, world=load_world(wanted.profile))
    day = events_of(stage, day=0, runs=1, seed=wanted.seed)
    events = [one for one in day if course.last is None or one.at <= course.last]
    goals = stage.course.goals
    settings = plan.operation.settings
    scribe = Scribe(
        boxes=boxes_in(plan),
        region=settings.region,
        election=f"{settings.election} {settings.calendar.voting_day.isoformat()}",
        instant=lambda at: int(settings.calendar.instant(HTime(at)).timestamp() * 1_000),
        key_of=keys(new_key()[1]),
        due=goals.by_plan if goals.by_law is None else goals.by_law,
    )
    scribe.know(events)
    brigade = join(wanted.url, code=wanted.code, authority=wanted.authority)
    brigade.vouch([*scribe.telephones.values()], territory=settings.region)
    first = events[0].at if course.first is None else course.first
    player = Player(
        brigade=brigade,
        scribe=scribe,
        clock=ExerciseClock(began_ms=0, first=first, speed=wanted.habits.speed),
        habits=_habits(wanted.habits),
        pending=events,
        places=spots(plan).positions,
        last=events[-1].at,
    )
    ended = ended or Ended()
    player.say_what_was(ended=ended)
    player.begin(course.prepared)
    player.play(tell=tell or (lambda _: None), ended=ended)
    script = Script(telephones=tuple(scribe.telephones.values()), said=tuple(player.said))
    return Played(len(scribe.telephones), player.sent, compare(script, brigade.record()))


def _habits(one: Habits) -> Habits:
    """As wanted, but what is due goes at once: the time is kept here."""
    return Habits(
        speed=0,
        most=one.most,
        lines=4,
        deaf=one.deaf,
        carried=one.carried,
        answer_s=one.answer_s,
        patience_s=min(one.patience_s, PATIENCE_S),
        seed=one.seed,
    )


def _now_ms() -> int:
    return time_ns() // 1_000_000


@dataclass(slots=True, kw_only=True)
class Player:
    """The day that is being played: what lies ahead, what waits for its time, what was let happen."""

    brigade: Brigade
    scribe: Scribe
    clock: ExerciseClock
    habits: Habits
    pending: list[Event]
    places: Mapping[str, Position]
    last: HTime
    said: list[Said] = field(default_factory=list)
    sent: Sent = field(default_factory=Sent)
    _waiting: list[Said] = field(default_factory=list)
    _happened: list[Event] = field(default_factory=list)
    _known: dict[int, Injection] = field(default_factory=dict)
    _done: set[int] = field(default_factory=set)
    _silent_until: HTime | None = None
    _asked_s: float = 0.0
    _fixed_s: dict[str, float] = field(default_factory=dict)

    def say_what_was(self, *, ended: Ended) -> None:
        """State what happened before the day begins, and let the server take it in."""
        self._state(self.clock.first)
        self._send(self.clock.first)
        ended.wait(SETTLE_S if self.said else 0)

    def begin(self, prepared: Prepared | None) -> None:
        """Tell the server that the day begins, at what time and how fast, and what is prepared."""
        self.clock = replace(self.clock, began_ms=_now_ms())
        rows: list[Any] = []
        if prepared is not None:
            rows = [prepared.name, *(injection_row(one) for one in prepared.injections)]
        body = {1: PROTOCOL, 2: int(self.clock.first), 3: round(self.clock.speed * 1_000), 4: rows}
        self._take(self.brigade.above.post(ADDRESS, encode(body)))

    def play(self, *, tell: Callable[[float], None], ended: Ended) -> None:
        """Until nothing lies ahead, or somebody ends it."""
        length = max(1, self.last - self.clock.first)
        while (self.pending or self._waiting) and not ended.is_set():
            now = self.clock.at(_now_ms())
            self._ask()
            self._let_happen(now)
            self._state(now)
            self._send(now)
            self._tell_where(now)
            tell(min(1.0, max(0.0, (now - self.clock.first) / length)))
            ended.wait(TICK_S)

    def _ask(self) -> None:
        """What the instructor lets happen. A server that does not answer is asked again later."""
        if monotonic() - self._asked_s < ASK_S:
            return
        self._asked_s = monotonic()
        with suppress(SampaiError, OSError):
            self._take(self.brigade.above.get(ADDRESS))

    def _take(self, answer: Mapping[int, Any]) -> None:
        for number, *row in answer[3]:
            self._known[number] = injection_of_row(row)

    def _let_happen(self, now: HTime) -> None:
        due = [(one.at, number) for number, one in self._known.items() if number not in self._done]
        for at, number in sorted(due):
            if at <= now:
                self._done.add(number)
                self._bend(self._known[number])

    def _bend(self, one: Injection) -> None:
        self.pending = list(bent(self.pending, one))
        if one.mishap is Mishap.SERVER_DOWN:
            until = HTime(one.at + one.lasts_min * MINUTE)
            self._silent_until = until if self._silent_until is None else max(self._silent_until, until)

    def _is_silent(self, now: HTime) -> bool:
        return self._silent_until is not None and now < self._silent_until

    def _state(self, now: HTime) -> None:
        """Sign what has happened by now; it waits until its telephone gets through."""
        count = next((at for at, one in enumerate(self.pending) if one.at > now), len(self.pending))
        happened, self.pending = self.pending[:count], self.pending[count:]
        made = self.scribe.state(happened)
        self._happened += happened
        self.said += made
        self._waiting += made

    def _send(self, now: HTime) -> None:
        if self._is_silent(now):
            return
        due, held = self._due(now)
        self._waiting = held
        if due:
            telephones, server = self._telephones(due), self.brigade.server
            self.sent.add(send_all(due, telephones=telephones, server=server, habits=self.habits))

    def _due(self, now: HTime) -> tuple[list[Said], list[Said]]:
        """What gets through by now, and the rest: a telephone's statements keep their order.

        When nothing lies ahead any more, everybody comes to where there is a signal.
        """
        due: list[Said] = []
        held: list[Said] = []
        silent: set[bytes] = set()
        for one in self._waiting:
            if one.at > now and self.pending:
                silent.add(one.device)
            (held if one.device in silent else due).append(one)
        return due, held

    def _telephones(self, due: Sequence[Said]) -> Sequence[Telephone]:
        names = {one.device for one in due}
        return [one for one in self.scribe.telephones.values() if one.key.id in names]

    def _tell_where(self, now: HTime) -> None:
        """Let vehicles that are under way say where they are, each every few seconds."""
        if self._is_silent(now):
            return
        told = 0
        for device, position in self._moving(now):
            if told < MOST_FIXES and monotonic() - self._fixed_s.get(device, 0.0) >= FIX_S:
                self._fixed_s[device] = monotonic()
                self._fix(self.scribe.telephones[device], position)
                told += 1

    def _moving(self, now: HTime) -> Iterator[tuple[str, Position]]:
        for device, way in ways_of([*self._happened, *self.pending], now=now).items():
            found = position_at(way, now=now, places=self.places)
            if found is not None:
                yield device, found

    def _fix(self, telephone: Telephone, position: Position) -> None:
        row = [_now_ms(), round(position.lat * 1e7), round(position.lon * 1e7), ACCURACY_M]
        door = self.brigade.above
        line = Upstream(door.url, telephone.key.id, telephone.sign, _now_ms, door.authority)
        with suppress(SampaiError, OSError):
            line.post("/sync/positions", encode({1: PROTOCOL, 2: [row]}))
