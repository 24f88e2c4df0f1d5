"""What the server does beside answering: reactions to new events, public logs, servers above."""

import logging
from collections.abc import Callable, Sequence
from itertools import count
from threading import Event, Thread

from django.db import close_old_connections

from sampai.kernel.errors import SampaiError
from sampai.ledger.actions.react import Reaction, catch_up
from sampai.ledger.reactions import KeysBelow, Trail
from sampai.main.web.public_logs import PublicLogs
from sampai.main.web.relaying import known_upstreams, pull, push
from sampai.places.reactions import StationReports

REACTIONS: Sequence[Reaction] = (KeysBelow(), Trail(), StationReports())
"""In the order in which they run; folds over a subject come after `Trail`."""
EVERY_S = 2.0
RELAY_TURNS = 10
"""Every so many turns the servers above are brought what is new."""

_log = logging.getLogger("sampai")


def start_chores() -> Event:
    """Run the chores in a thread until the process ends, or the returned event is set."""
    ended = Event()
    Thread(target=_run, args=(ended,), name="chores", daemon=True).start()
    return ended


def _run(ended: Event) -> None:
    logs: list[PublicLogs] = []
    turns = count()
    while not ended.wait(EVERY_S):
        close_old_connections()
        _try(_react)
        _try(lambda: _publish(logs))
        if next(turns) % RELAY_TURNS == 0:
            _try(_relay)


def _react() -> None:
    for reaction in REACTIONS:
        catch_up(reaction)


def _publish(logs: list[PublicLogs]) -> None:
    """The logs stay open from one turn to the next, unless something was wrong with one."""
    found = logs.pop() if logs else PublicLogs()
    try:
        for _ in found.grow():
            pass
    except BaseException:
        found.close()
        raise
    logs.append(found)


def _relay() -> None:
    for above in known_upstreams():
        push(above)
        pull(above)


def _try(chore: Callable[[], None]) -> None:
    try:
        chore()
    except SampaiError as error:
        _log.error("%s: %s", error.code, error)
    except Exception:  # noqa: BLE001 -- it is logged, and the next turn tries again
        _log.exception("A chore of the server failed; it is tried again.")
