"""Running the server: one process on a SQLite file, several on PostgreSQL, each with a few threads."""

import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from multiprocessing import Process
from pathlib import Path
from threading import Event, Thread

from granian.constants import Interfaces, SSLProtocols
from granian.server import Server

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.printing import EXERCISE_FILE
from sampai.main.store.opening import open_store
from sampai.main.web.certificates import FOLDER, Certificates, certificates
from sampai.main.web.options import PAGES, options
from sampai.main.web.providers import providers

WAITING = 28
"""Further threads that wait, with a run of statements each, for the commit that they share. On one file only:
each holds a connection, of which PostgreSQL has few."""
MOST_PROCESSES = 8
"""Unless more are asked for."""
END_WITHIN_S = 30
"""A process that has not ended by then is ended by force; what is written is on the disk already."""
WATCH_S = 2.0
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- only over TLS, and only when the operator names a host name
_NOWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737); nothing is ever sent to it."""


def serve(*, data: Path, port: int, workers: int = 0) -> None:
    """Bring the store up to date and serve this machine until the process is told to stop."""
    count = processes(workers, database_url=options().database_url)
    check_port(port)
    _prepare(data)
    _serve(address=LOOPBACK, port=port, tls=None, count=count)


def serve_lan(*, data: Path, port: int, host: str, tls: Certificates, workers: int = 0) -> None:
    """Serve the local network under `host`, over TLS only; cookies are bound to it."""
    check_port(port, address=_listens_on(host))
    shown = f"[{host}]" if ":" in host else host
    os.environ["SAMPAI_SECURE"] = "1"
    os.environ["SAMPAI_HOSTS"] = ",".join(filter(None, (os.environ.get("SAMPAI_HOSTS", ""), shown)))
    os.environ["SAMPAI_ADDRESS"] = f"https://{shown}:{port}/"
    count = processes(workers, database_url=options().database_url)
    _prepare(data)
    _serve(address=_listens_on(host), port=port, tls=tls, count=count)


def check_port(port: int, *, address: str = LOOPBACK) -> None:
    """Raise `Refused` where another program listens on the port already."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            raise Refused(
                "port",
                say(
                    "Port {port} cannot be listened on: {cause}.", port=str(port), cause=error.strerror or ""
                ),
                say("End the other program, or choose another port with --port."),
            ) from error


def lan_certificates(data: Path, *, host: str) -> Certificates:
    """The certificates of an installation for an address."""
    return certificates(data / FOLDER, host=host, at=now())


def lan_host() -> str:
    """This machine's address in the local network. Raises `Refused` where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        try:
            found.connect(_NOWHERE)
        except OSError as error:
            raise Refused(
                "no-network",
                say("This machine has no address in a network."),
                say("Connect it to the network of the command post, or give its address with --host."),
            ) from error
        return str(found.getsockname()[0])


def _listens_on(host: str) -> str:
    """An address is listened on alone; behind a name may be any of this machine's addresses."""
    if host == "localhost":
        return LOOPBACK
    try:
        return str(ip_address(host))
    except ValueError:
        return EVERYWHERE


def _prepare(data: Path) -> None:
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        providers()
        check_kind(exercise=options().exercise)
    if options().exercise:
        (data / EXERCISE_FILE).touch()


def check_kind(*, exercise: bool) -> None:
    """A store is an exercise's or not, from its first day on. Raises `Refused` where it is the other."""
    # After Django is ready.
    from sampai.ledger.actions.append import begin_exercise  # noqa: PLC0415 -- see above
    from sampai.ledger.queries.record import is_exercise  # noqa: PLC0415 -- see above

    if exercise:
        begin_exercise()
    elif is_exercise():
        raise Refused(
            "exercise",
            say("This store is an exercise's."),
            say("Serve it with --exercise, or name another folder with --data."),
        )


def processes(workers: int, *, database_url: str) -> int:
    """How many processes answer: `workers`, or where that is 0 one for each core, if PostgreSQL is the store.

    Raises `Refused` for more than one on a SQLite file, which one process holds.
    """
    if database_url:
        return workers or min(os.cpu_count() or 1, MOST_PROCESSES)
    if workers > 1:
        raise Refused(
            "workers",
            say("A SQLite file is served by one process, not by {count}.", count=workers),
            say("Leave --workers out, or use PostgreSQL with SAMPAI_DATABASE_URL."),
        )
    return 1


def _serve(*, address: str, port: int, tls: Certificates | None, count: int) -> None:
    held = {signal.SIGINT, signal.SIGTERM}
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, held),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, held),
        after_in_child=_can_be_ended,
    )
    if count > 1:
        _share_shelves()
    with _chores() if options().database_url else nullcontext():
        _answer(address=address, port=port, tls=tls, count=count)


def _share_shelves() -> None:
    """What one process has drawn is there for the others, too, where they are made by forking."""
    # After Django is ready.
    from sampai.command.pages import tiles, today  # noqa: PLC0415 -- see above
    from sampai.command.rules.shelf import Board  # noqa: PLC0415 -- see above

    today.SHELF.board = tiles.SHELF.board = Board()


@contextmanager
def _chores() -> Iterator[None]:
    """Reactions, public logs and so on in a process of their own, which is begun again if it ends.

    Where one process holds the store, that one does them beside answering.
    """
    # After Django is ready.
    from sampai.main.web.chores import chores_beside  # noqa: PLC0415 -- see above

    def begin() -> Process:
        process = Process(target=chores_beside, name="chores", daemon=True)
        process.start()
        return process

    ended, first = Event(), begin()
    watching = Thread(target=_keep, args=(first, begin, ended), name="chores", daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join(END_WITHIN_S)


def _keep(process: Process, begin: Callable[[], Process], ended: Event) -> None:
    while not ended.wait(WATCH_S):
        if not process.is_alive():
            process = begin()
    process.terminate()
    process.join(END_WITHIN_S)


def _answer(*, address: str, port: int, tls: Certificates | None, count: int) -> None:
    # Its advice on many threads is not for those that wait for commits.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in line.getMessage())
    Server(
        "sampai.main.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=PAGES if options().database_url else PAGES + WAITING,
        log_access=False,
        websockets=False,
        ssl_cert=None if tls is None else tls.chain,
        ssl_key=None if tls is None else tls.key,
        ssl_protocol_min=SSLProtocols.tls12,  # old office machines
        workers_kill_timeout=END_WITHIN_S,
    ).serve()


def _can_be_ended() -> None:
    """A process that answers begins with its parent's handlers, which would swallow the word to end.

    Until it has its own it ends at once when the parent says so. Ctrl-C at the keyboard is the parent's and
    stays held back here: where both come at once, a thread that does nothing with either may take both, and
    the one that waits for them sleeps on.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
