"""A rehearsed day brought to the running server of an exercise, as telephones would, and compared with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import time_ns

from sampai.custody.model import BoxCode
from sampai.custody.rules.labels import boxes_of
from sampai.engines.signing import SecretKey, new_key, read_key, verify
from sampai.engines.sync import Upstream
from sampai.engines.telephones import Habits, Sent, Server, send_all
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.text import Text, say
from sampai.ledger.model import (
    EXERCISE,
    FIRST_PREVIOUS,
    MOST_BATCH_EVENTS,
    NO_ELECTION,
    Algorithm,
    DeviceKey,
    Digest,
    Event,
    Malformed,
    Observed,
)
from sampai.ledger.ports import Sign
from sampai.ledger.rules.audience import subject_of
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.enrolment import application, certificate_message, read_spelled
from sampai.ledger.rules.envelope import batch_bytes, digest_of, event_bytes, header_of, seal
from sampai.materials.rules.packing import packing_list
from sampai.packs.rehearsals import load_world
from sampai.plan.model import OperationPlan
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.phones import Compared, Found, Script, Telephone, compare, script_of
from sampai.rehearsal.rules.rehearse import stage_of

PROBE = 2
"""So often the last keys are brought: the second time the server has taken those before to heart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which day is played, where, and how."""

    url: str
    code: str
    """For the one enrolment, as the desk of the exercise shows it."""
    profile: str
    seed: int
    habits: Habits
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    telephones: int
    sent: Sent
    compared: Compared


def play_live(plan: OperationPlan, *, wanted: Wanted, tell: Callable[[float], None] | None = None) -> Played:
    """Play the first day of a rehearsal to a server. `tell` hears which share of it has a receipt.

    Raises `Refused` where the server is no exercise's, or does not take us in.
    """
    brigade = join(wanted.url, code=wanted.code, authority=wanted.authority)
    script = script_for(plan, profile=wanted.profile, seed=wanted.seed)
    brigade.vouch(script.telephones, territory=plan.operation.settings.region)
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        if tell is not None:
            tell(done / len(script.said))

    sent = send_all(
        script.said, telephones=script.telephones, server=brigade.server, habits=wanted.habits, tell=told
    )
    return Played(len(script.telephones), sent, compare(script, brigade.record()))


def script_for(plan: OperationPlan, *, profile: str, seed: int) -> Script:
    """What the telephones of a plan's first rehearsed day will state; keys are new each time."""
    settings = plan.operation.settings
    stage = stage_of(plan, world=load_world(profile))
    return script_of(
        events_of(stage, day=0, runs=1, seed=seed),
        boxes=boxes_in(plan),
        region=settings.region,
        election=f"{settings.election} {settings.calendar.voting_day.isoformat()}",
        instant=lambda at: int(settings.calendar.instant(HTime(at)).timestamp() * 1_000),
        key_of=keys(new_key()[1]),
    )


def keys(seed: bytes) -> Callable[[str], tuple[DeviceKey, Sign]]:
    """A key for each name, all of one secret."""

    def key_of(name: str) -> tuple[DeviceKey, Sign]:
        secret = read_key(sha256(seed + name.encode()).digest())
        return secret.key, secret

    return key_of


def boxes_in(plan: OperationPlan) -> Mapping[StationCode, Sequence[BoxCode]]:
    """The boxes of every station, by its packing list."""
    election, kits = plan.rules.election, plan.rules.kits
    return {
        station: [
            box.code
            for box in boxes_of(packing_list(station, needs=plan.needs, election=election, kits=kits))
        ]
        for station in plan.needs.stations
    }


@dataclass(slots=True, kw_only=True)
class Brigade:
    """We, as a server below the exercise's: it vouches for telephones, and reads the record."""

    secret: SecretKey
    above: Upstream
    server: Server
    _counter: int = 0
    _previous: Digest = FIRST_PREVIOUS

    def vouch(self, telephones: Sequence[Telephone], *, territory: RegionCode) -> None:
        """Make telephones known to the server."""
        stated = [self._enrolled(one, territory=territory) for one in telephones]
        runs = [stated[at : at + MOST_BATCH_EVENTS] for at in range(0, len(stated), MOST_BATCH_EVENTS)]
        for run in [*runs, *runs[-1:] * (PROBE - 1)]:
            self.above.post("/sync/events", batch_bytes(seal(run, sign=self.secret)))

    def record(self) -> Iterator[Found]:
        """All that the server has of telephones, from the first statement on."""
        since, more = 0, True
        while more:
            found = self.above.get(f"/sync/changes?since={since}")
            for item in found[4]:
                head = header_of(item[2])
                yield head.device, head.counter, digest_of(item[2]), head.previous
            since, more = found[2], found[3]

    def _enrolled(self, telephone: Telephone, *, territory: RegionCode) -> Event:
        now_ms = _now_ms()
        event = Event(
            kind="device.enrolled",
            version=1,
            election=NO_ELECTION,
            subject=subject_of(telephone.key.id),
            place=territory,
            after=(),
            device=self.secret.key.id,
            counter=self._counter,
            previous=self._previous,
            actor=NO_ELECTION,
            observed=Observed(wall_ms=now_ms, monotonic_ms=self._counter, boot=bytes(16)),
            salt=sha256(telephone.key.public).digest()[:16],
            body={
                "algorithm": telephone.key.algorithm.value,
                "public": telephone.key.public,
                "name": telephone.name[:80],
                "territory": territory,
                "institution": "kpu",
                "server": False,
            },
        )
        self._counter += 1
        self._previous = digest_of(event_bytes(event))
        return event


def join(url: str, *, code: str, authority: Path | None = None) -> Brigade:
    """Enrol at the server of an exercise with a code of its desk, as a server of a territory.

    Raises `Refused` for a code that is none, and for a server of a real record, to which nothing is stated.
    """
    secret, _ = new_key()
    above = Upstream(url.rstrip("/"), secret.key.id, secret, _now_ms, authority)
    try:
        asked = application(read_spelled(code), key=secret.key, facts={"model": "latihan"}, sign=secret)
    except Malformed as error:
        raise Refused(
            "sync-code",
            say("“{code}” is no code for enrolment.", code=code),
            say("Type all 26 characters that the desk shows."),
        ) from error
    found = above.post("/sync/enrol", asked.raw())
    key = DeviceKey(Algorithm.ED25519, found[4])
    certificate = decode(found[2])
    if not verify(key, message=certificate_message(found[2]), signature=found[3]):
        raise Refused(
            "sync-untrue",
            say("The answer of {url} is not signed with its key.", url=url),
            say("Somebody may stand between. Ask its operator for the fingerprint."),
        )
    if not certificate[2].startswith(EXERCISE):
        raise Refused(
            "exercise",
            say("The server {url} holds a real record.", url=url),
            say("Rehearse on a server that was started with: sampai serve --exercise"),
        )
    server = Server(url=url.rstrip("/"), key=key, verify=verify, now_ms=_now_ms, authority=authority)
    return Brigade(secret=secret, above=above, server=server)


def _now_ms() -> int:
    return time_ns() // 1_000_000


def played_story(made: Played) -> Iterator[Text]:
    """All that a person is told of a day that was played."""
    sent, compared = made.sent, made.compared
    yield say(
        "{telephones} telephones stated {stated} things in {requests} requests.",
        telephones=made.telephones,
        stated=compared.stated,
        requests=sent.requests,
    )
    yield say(
        "{unanswered} requests had no answer, {carried} runs were brought by another telephone.",
        unanswered=sent.unanswered,
        carried=sent.carried,
    )
    yield say(
        "The server's record: {lost} lost, {doubled} doubled, {altered} altered.",
        lost=compared.lost,
        doubled=compared.doubled,
        altered=compared.altered,
    )
    if compared.digest_is_equal:
        yield say("Its state is exactly what was stated.")
    else:
        yield say("Its state is another than what was stated.")
