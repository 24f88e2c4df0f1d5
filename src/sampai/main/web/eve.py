"""The demonstration's eve: telephones of the first sample's plan, played to its server on this machine."""

import multiprocessing
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from time import sleep

from sampai.kernel.errors import SampaiError
from sampai.kernel.rights import Actor
from sampai.ledger.rules.enrolment import SECRET_BYTES, spelled
from sampai.main.store.opening import open_store

SCRIPT = "kaur-h-1"
PROFILE, SEED = "2024", 1
KIND = 5
"""Nice: the server comes first."""
_TRIES, _REST_S = 120, 1.0


def begin_anew(data: Path, *, kept: Path) -> None:
    """Put the store back as it was before any eve. Django must not have it open."""
    if kept.exists():
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(kept, data)


def keep(data: Path, *, kept: Path) -> None:
    """Keep the store as it is before an eve."""
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(data, kept, ignore=shutil.ignore_patterns("*.lock"))


def offered(clerk: Actor, *, at: datetime) -> str:
    """A code with which telephones are taken in, as the desk would show it."""
    # After Django is ready.
    from sampai.people.actions.devices import offer_enrolment  # noqa: PLC0415 -- see above

    secret, region = secrets.token_bytes(SECRET_BYTES), clerk.scope.territory
    with open_store():
        offer_enrolment(clerk, at, name="latihan", territory=region, accounts=(), secret=secret, server=True)
    return spelled(secret)


@contextmanager
def eve(plan: Path, *, port: int, code: str) -> Iterator[None]:
    """Play meanwhile, in a process of its own that ends with this one, and not by itself at Ctrl-C."""
    made = multiprocessing.get_context("spawn").Process(
        target=_play, args=(plan, port, code, os.getpid()), daemon=True
    )
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what starts now keeps it so until it is apart
    made.start()
    signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        made.terminate()
        made.join()


def _play(plan: Path, port: int, code: str, parent: int) -> None:
    # This process plans nothing before it must.
    from sampai.engines.telephones import Habits  # noqa: PLC0415 -- see above
    from sampai.main.exercising import Course, play_exercise  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing import whole_plan  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing_live import Wanted  # noqa: PLC0415 -- see above
    from sampai.packs.exercises import load_exercise  # noqa: PLC0415 -- see above

    os.setpgid(0, 0)  # out of the keyboard's reach: Polars hears Ctrl-C although it is ignored
    os.nice(KIND)
    ended = Event()
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    prepared = load_exercise(SCRIPT)
    wanted = Wanted(
        url=f"http://127.0.0.1:{port}",
        code=code,
        profile=PROFILE,
        seed=SEED,
        habits=Habits(speed=prepared.speed, deaf=0.02, carried=0.05, seed=SEED),
    )
    whole = whole_plan(plan, roads=None)
    for _ in range(_TRIES):
        try:
            play_exercise(
                whole, wanted=wanted, course=Course(first=prepared.starts, prepared=prepared), ended=ended
            )
        except SampaiError:  # the server is not there yet
            sleep(_REST_S)
        else:
            return


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_REST_S)
    os._exit(0)
