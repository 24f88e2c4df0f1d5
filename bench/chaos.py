"""A rehearsed eve through a bad network: bench/chaos.py --plan DIR [--minutes 30] [--devices 2000].

Between telephones and server stands a proxy in this program that cuts connections, holds bytes back, lets
only the beginning of an answer or question through, and turns single bits over, both ways. Afterwards the
server's store is compared with what was stated: 0 lost, 0 doubled, 0 altered is the promise. Each connection
has dice of its own, made of the seed and its number.
"""

import argparse
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

from bench.eve import WITHIN, Eve, compared, enrol, options_of, own_store, prepared
from bench.live import Run, about, keep, write_table
from numpy.random import PCG64, Generator

PIECE = 16_384
WITHIN_S = 10.0
"""No byte for so long, and the proxy hangs up."""
FAULTS = "cut", "held", "short", "flipped"
TABLE = (
    "| | telephones | statements | for each | minutes | cut | held | shortened | bits turned | requests "
    "| without answer | CPU s telephones and proxy | CPU s server | lost, doubled, altered |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
MARKS = "<!-- chaos: begin -->", "<!-- chaos: end -->"


@dataclass(slots=True, kw_only=True)
class Faults:
    """How often a piece of a connection meets which fault: a share from 0 to 1 for each."""

    chance: float
    held_s: float = 2.0
    seed: int = 1
    count: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    """Two for each: one each way."""
    _lock: Lock = field(default_factory=Lock)

    def next(self) -> Generator:
        """The dice of the next connection."""
        with self._lock:
            self.connections += 1
            return Generator(PCG64([self.seed, self.connections]))

    def note(self, fault: str) -> None:
        """Count one."""
        with self._lock:
            self.count[fault] += 1


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    options_of(parser)
    parser.add_argument("--devices", type=int, default=2_000)
    parser.add_argument("--faults", type=float, default=0.03, help="of each kind, as a share of pieces")
    parser.add_argument("--table", type=Path, help="only write the rows of --row into this page")
    options = parser.parse_args()
    if options.table:
        write_table(options.table, rows=options.row, line=row, head=TABLE, marks=MARKS)
        return
    with ExitStack() as stack:
        data = stack.enter_context(own_store(options.url))
        eve = stack.enter_context(prepared(options, devices=options.devices))
        keep(measured(options, eve, data=data), row=options.row)


def measured(options: argparse.Namespace, eve: Eve, *, data: Path) -> dict[str, object]:
    """All figures."""
    from tests.ledger.real_server import RealServer  # noqa: PLC0415 -- after the settings

    from sampai.engines.telephones import Habits  # noqa: PLC0415 -- see above

    enrol(eve)
    # One statement in one request, mostly: so each telephone goes through the proxy as often as it can.
    habits = Habits(
        speed=eve.made.statements / (options.minutes * 60 * WITHIN),
        most=10,
        lines=options.lines,
        carried=0.1,
        answer_s=WITHIN_S,
        seed=options.seed,
    )
    faults = Faults(chance=options.faults, seed=options.seed)
    server = RealServer(data, url=options.url, more=("--exercise",))
    found = about(options, eve) | {"fault_share": options.faults}
    run = Run(eve, server=server, habits=habits, options=options)
    try:
        server.start()
        with proxy(server.port, faults=faults) as port:
            run.port = port
            found |= run.played(kill_s=0)
        found |= run.caught_up(minutes=options.catch_up)
    finally:
        server.kill()
    return found | {
        "statements_a_telephone": round(eve.made.statements / eve.made.telephones, 1),
        "connections": faults.connections // 2,
        "faults_made": dict(sorted(faults.count.items())),
        "not_stated": eve.made.statements - run.stated,
        "compared": compared(eve, stated=run.stated),
    }


def row(one: Mapping[str, object]) -> str:
    """A run as a line of the table."""
    exact, faults = one["compared"], one["faults_made"]
    assert isinstance(exact, dict)
    assert isinstance(faults, dict)
    cells = [
        f"{one['store']}, {one['at']}",
        f"{one['telephones']:,}",
        f"{exact['stated']:,}",
        one["statements_a_telephone"],
        one["minutes"],
        *(faults.get(name, 0) for name in FAULTS),
        one["requests"],
        one["unanswered"],
        one["telephones_cpu_s"],
        one["server_cpu_s"],
        f"{exact['lost']}, {exact['doubled']}, {exact['altered']}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


@contextmanager
def proxy(to: int, *, faults: Faults) -> Iterator[int]:
    """A port of this machine behind which the server's lies, beyond a bad network."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door:
        door.settimeout(0.2)
        thread = Thread(target=_let_in, args=(door, to, faults, ended), daemon=True)
        thread.start()
        try:
            yield int(door.getsockname()[1])
        finally:
            ended.set()
            thread.join()


def _let_in(door: socket.socket, to: int, faults: Faults, ended: Event) -> None:
    while not ended.is_set():
        try:
            outside, _ = door.accept()
        except TimeoutError:
            continue
        Thread(target=_carry, args=(outside, to, faults, ended), daemon=True).start()


def _carry(outside: socket.socket, to: int, faults: Faults, ended: Event) -> None:
    """One connection, both ways, until one side or the network ends it."""
    with outside:
        try:
            inside = socket.create_connection(("127.0.0.1", to), timeout=WITHIN_S)
        except OSError:
            return
        with inside:
            outside.settimeout(WITHIN_S)
            ways = [
                Thread(target=_pour, args=(*way, faults, faults.next(), ended), daemon=True)
                for way in ((outside, inside), (inside, outside))
            ]
            for way in ways:
                way.start()
            for way in ways:
                way.join()


def _pour(one: socket.socket, other: socket.socket, faults: Faults, dice: Generator, ended: Event) -> None:
    """Bytes from one to the other, as far as the network lets them."""
    with suppress(OSError):
        while (piece := one.recv(PIECE)) and not ended.is_set():
            fault = FAULTS[int(dice.integers(4))] if dice.random() < faults.chance * len(FAULTS) else ""
            if fault:
                faults.note(fault)
            if fault == "held":
                ended.wait(faults.held_s * float(dice.random()))
            other.sendall(_spoiled(piece, fault, dice))
            if fault in {"cut", "short"}:
                break
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _spoiled(piece: bytes, fault: str, dice: Generator) -> bytes:
    at = int(dice.integers(len(piece)))
    if fault == "cut":
        return b""
    if fault == "short":
        return piece[:at]
    if fault == "flipped":
        return piece[:at] + bytes([piece[at] ^ 1 << int(dice.integers(8))]) + piece[at + 1 :]
    return piece


if __name__ == "__main__":
    main()
