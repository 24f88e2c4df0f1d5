"""A day played in an exercise's time to a running server, with what is let happen; the record is exact."""

from pathlib import Path
from threading import Event, Thread
from time import monotonic

from django.db import connections
from tests.ledger.real_server import RealServer
from tests.main.test_rehearsing_live import SECRET, opened_to_us
from tests.processes import LIMIT_S
from tests.rehearsal.days import plan
from tests.store import as_role

from sampai.engines.telephones import Habits
from sampai.fieldwork.tables import PositionRow
from sampai.kernel.clock import MINUTE, HTime, now
from sampai.ledger.rules.enrolment import spelled
from sampai.main.exercising import Course, play_exercise
from sampai.main.rehearsing_live import Played, Wanted
from sampai.packs.rehearsals import load_world
from sampai.plan.actions import import_register
from sampai.rehearsal.model import EventKind
from sampai.rehearsal.model.training import Injection, Mishap, Script
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.rehearse import stage_of
from sampai.rehearsal.tables import ExerciseRow, InjectionRow

SPEED = 1_000.0


def prepared(first: HTime) -> Script:
    region = str(plan().operation.settings.region)
    injections = [
        Injection(
            mishap=Mishap.SERVER_DOWN,
            at=HTime(first + 45 * MINUTE),
            place=region,
            lasts_min=10,
            teller="Operator",
            told="Tidak bisa mengirim",
            told_after_min=5,
        ),
        Injection(mishap=Mishap.FLOOD, at=HTime(first + 60), place=region, lasts_min=5),
    ]
    return Script(
        code="-", name="Uji", region=region, starts=first, speed=SPEED, injections=tuple(injections)
    )


def test_a_day_with_a_flood_and_a_silent_server_is_recorded_exactly_and_its_report_made(
    sqlite_store: Path,
) -> None:
    opened_to_us(exercise=True)
    region = plan().operation.settings.region
    clerk = as_role("kpu-logistik", territory=region)
    import_register(clerk, now(), operation=plan().operation, document=b"tables")
    connections.close_all()
    events = events_of(stage_of(plan(), world=load_world("calm")), day=0, runs=1, seed=1)
    handed = [one.at for one in events if one.kind is EventKind.HANDED_OVER]
    first, last = HTime(min(handed) - 60 * MINUTE), HTime(min(handed) + 20 * MINUTE)
    server = RealServer(sqlite_store.parent, more=("--exercise",))
    found: list[Played] = []
    ended = Event()

    def play() -> None:
        wanted = Wanted(
            url=f"http://127.0.0.1:{server.port}",
            code=spelled(SECRET),
            profile="calm",
            seed=1,
            habits=Habits(speed=SPEED, deaf=0.1, answer_s=20),
        )
        course = Course(first=first, last=last, prepared=prepared(first))
        found.append(play_exercise(plan(), wanted=wanted, course=course, ended=ended))

    thread = Thread(target=play, daemon=True)
    try:
        server.start()
        thread.start()
        thread.join(2 * LIMIT_S)
        reported = _waits_for_report()
    finally:
        ended.set()
        thread.join(LIMIT_S)
        server.kill()

    assert found[0].compared.is_exact, found[0].compared
    assert not found[0].sent.refused
    assert ExerciseRow.objects.get().title == "Uji"
    assert reported
    assert PositionRow.objects.exists()


def _waits_for_report() -> bool:
    """Whether the server itself states what somebody reported."""
    until, pause = monotonic() + LIMIT_S, Event()
    while monotonic() < until:
        connections.close_all()
        if InjectionRow.objects.filter(told_ms__isnull=False).exists():
            return True
        pause.wait(0.2)
    return False
