"""What the server does beside answering: reactions to new events, public logs, servers above."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from threading import Event, Thread, current_thread
from time import monotonic, sleep

from django.conf import settings
from django.db import close_old_connections

from sampai.command.reactions import Postponements
from sampai.coordination.actions.deciding import remind
from sampai.custody.actions.boxes import boxes_of_plan, keep_boxes, plans_without_boxes
from sampai.custody.reactions import BallotCounts, BoxStates
from sampai.fieldwork.actions import tidy_positions
from sampai.fieldwork.reactions import ShortReports
from sampai.incidents.actions.clocks import tick_due
from sampai.incidents.actions.letters import address_notices, carry
from sampai.incidents.actions.raising import Alarms, raise_all
from sampai.incidents.reactions import Incidents
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused, SampaiError
from sampai.ledger.actions.react import Reaction, catch_up_all
from sampai.ledger.queries import latest_change
from sampai.ledger.reactions import KeysBelow, Trail
from sampai.main.store.opening import set_up
from sampai.main.store.turn import keep_turn
from sampai.main.web.counts import COUNTS, keep_counts
from sampai.main.web.desk import desk
from sampai.main.web.incidents import channels, incident_book, voice
from sampai.main.web.meeting_bell import bring_reminders
from sampai.main.web.messages import send_waiting, take_folder
from sampai.main.web.opening_plans import open_plan
from sampai.main.web.public import PublicPage
from sampai.main.web.public_logs import PublicLogs
from sampai.main.web.record import now_ms, own_node
from sampai.main.web.relaying import known_upstreams, pull, push
from sampai.oversight.actions.alarms import ring
from sampai.oversight.reactions import FilledChecklists
from sampai.packs.custody_rules import load_custody_rules
from sampai.packs.position_rules import load_position_rules
from sampai.places.reactions import StationReports
from sampai.rehearsal.actions import tell_due
from sampai.rehearsal.queries import exercise_ms

REACTIONS: Sequence[Reaction] = (
    KeysBelow(),
    Trail(),
    StationReports(),
    BoxStates(),
    BallotCounts(),
    ShortReports(),
    FilledChecklists(),
    Incidents(incident_book()),
    Postponements(),
)
"""In the order in which they run; folds over a subject come after `Trail`."""
EVERY_S = 2.0
BEHIND = 10
"""By how much chores in a process of their own stand behind answers (nice)."""
TIDY_TURNS = 300
"""Every so many turns positions of phones are made coarse, or deleted, whose time has come."""
RELAY_TURNS = 10
"""Every so many turns the servers above are brought what is new."""
CLOCK_TURNS, RAISE_TURNS = 5, 30
"""Every so many turns clocks of incidents ring and letters go out; and rules look for what is wrong."""
RAISE_S = 20.0
"""So long rules look at the plans of a nation in one turn, at most."""
PUBLIC_TURNS = 30
"""Every so many turns the public page is made anew."""
MOST_TURNS = 5
"""A chore that fails again and again waits up to so many turns."""

_log = logging.getLogger("sampai")


def start_chores() -> Event:
    """Run the chores in threads until the process ends, or the returned event is set.

    Of several processes over one PostgreSQL one at a time does them. Whoever waits for witnesses or for a
    server above holds up no reaction.
    """
    ended, mine = Event(), Event()
    asking = {"ended": ended, "every_s": EVERY_S}
    Thread(target=keep_turn, args=(mine,), kwargs=asking, name="turn", daemon=True).start()
    logs: list[PublicLogs] = []
    laid_out: list[object] = []
    page = PublicPage()
    for name, chore, turns in (
        ("reactions", lambda: _take_in(laid_out), 1),
        ("logs", lambda: _publish(logs), 1),
        ("relay", _relay, RELAY_TURNS),
        ("clocks", ring_clocks, CLOCK_TURNS),
        ("letters", send_letters, CLOCK_TURNS),
        ("alarms", raise_alarms, CLOCK_TURNS if settings.OPTIONS.exercise else RAISE_TURNS),
        ("messages", _exchange_messages, 1),
        ("positions", _tidy, TIDY_TURNS),
        ("public", lambda: _renew(page), PUBLIC_TURNS),
        ("reminders", remind_of_meetings, RAISE_TURNS),
        *([("exercise", tell_of_exercises, 1)] if settings.OPTIONS.exercise else []),
    ):
        Thread(target=_run, args=(ended, mine, chore, EVERY_S * turns), name=name, daemon=True).start()
    return ended


def chores_beside() -> None:
    """Do the chores in this process, which does nothing else, until its parent has ended.

    Answers go first: while more is stated than can be taken in, pages and phones do not wait for it.
    """
    parent = os.getppid()
    if sys.platform != "win32":
        os.nice(BEHIND)
    set_up()
    keep_counts()
    start_chores()
    while os.getppid() == parent:
        sleep(EVERY_S)


def _run(ended: Event, mine: Event, chore: Callable[[], object], every_s: float) -> None:
    failures = 0
    while not ended.wait(every_s * min(1 + failures, MOST_TURNS)):
        if not mine.is_set():
            continue
        close_old_connections()
        went_well = _try(chore)
        COUNTS.turn(current_thread().name, went_well=went_well)
        failures = 0 if went_well else failures + 1


def _take_in(laid_out: list[object]) -> None:
    for chore in (lambda: _lay_out_new(laid_out), _react, _ring):
        _try(chore)


def _lay_out_new(laid_out: list[object]) -> None:
    """After a deed only, for a plan is published by one."""
    change = latest_change()
    if change not in laid_out:
        lay_out_boxes()
        laid_out[:] = [change]


def lay_out_boxes() -> None:
    """Write the boxes of published plans that have none yet."""
    containers = load_custody_rules().containers
    for number, document in plans_without_boxes():
        keep_boxes(number, boxes=boxes_of_plan(open_plan(document).plan, containers=containers))


def _react() -> None:
    catch_up_all(REACTIONS)


def _ring() -> None:
    """Ring the alarms of the supervisor's deadlines."""
    ring(now())


def _exchange_messages() -> None:
    """Take and send short messages, however much the reactions have to do."""
    _try(_take_messages)
    send_waiting()


def _take_messages() -> None:
    """Take what an SMS gateway laid down, where the keeper of the server has made its two folders."""
    inbox, outbox = (settings.OPTIONS.data / "sms" / name for name in ("inbox", "outbox"))
    if inbox.is_dir() and outbox.is_dir():
        take_folder(inbox=inbox, outbox=outbox)


def ring_clocks() -> None:
    """Let the clocks of incidents ring whose time has come."""
    tick_due(now_ms=now_ms(), book=incident_book())


def send_letters() -> None:
    """Make letters of notices and reminders and bring those that are due, by whatever channels there are."""
    carriers = channels(settings.OPTIONS.data)
    address_notices(media=carriers.keys(), now_ms=now_ms(), book=incident_book())
    carry(carriers, now_ms=now_ms(), voice=voice(), book=incident_book())
    bring_reminders(carriers)


def raise_alarms() -> None:
    """State what rules notice: silence, lateness, lone handovers, seals that do not fit, exceptions.

    While no exercise is going on, its server has no time by which anything could be late.
    """
    if settings.OPTIONS.exercise and exercise_ms(now_ms()) is None:
        return
    until = monotonic() + RAISE_S
    of_desk = desk()
    alarms = Alarms(own=own_node(), rules=of_desk.custody, book=incident_book(), wall_ms=now_ms)
    seen_ms = round(of_desk.clock().timestamp() * 1_000)
    raise_all(alarms, now_ms=seen_ms, enough=lambda: monotonic() > until)


def remind_of_meetings() -> None:
    """Remind institutions of meetings and promises."""
    remind(now())


def tell_of_exercises() -> None:
    """State what people report of events that an instructor lets happen."""
    tell_due(own_node(), now_ms=now_ms(), book=incident_book())


def _publish(logs: list[PublicLogs]) -> None:
    """The logs stay open from one turn to the next, unless something was wrong with one."""
    try:
        found = logs.pop() if logs else PublicLogs()
    except Refused:  # another process of this server has them
        return
    try:
        for _ in found.grow():
            pass
    except BaseException:
        found.close()
        raise
    logs.append(found)


def _renew(page: PublicPage) -> None:
    try:
        page.renew()
    except Refused as busy:
        if busy.code != "store-in-use":  # another process of this server writes it
            raise


def _tidy() -> None:
    tidy_positions(now_ms=now_ms(), rules=load_position_rules())


def _relay() -> None:
    for above in known_upstreams():
        push(above)
        pull(above)


def _try(chore: Callable[[], object]) -> bool:
    """Whether it went well."""
    try:
        chore()
    except SampaiError as error:
        _log.error("%s: %s", error.code, error)
    except Exception:  # noqa: BLE001 -- it is logged, and the next turn tries again
        _log.exception("A chore of the server failed; it is tried again.")
    else:
        return True
    return False
