"""A rehearsed eve through a bad network: bench/chaos.py --plan DIR [--minutes 30] [--devices 2000].

Between telephones and server stands a proxy in this program that cuts connections, holds bytes back, lets
only the beginning of an answer or question through, and turns single bits over, both ways. Afterwards the
server's store is compared with what was stated: 0 lost, 0 doubled, 0 altered is the promise. Each connection
has dice of its own, made of the seed and its number.
"""

import argparse
import os
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, Thread

from bench.ledger import machine, tell
from bench.live import compared, enrol, nation, played
from numpy.random import PCG64, Generator

from sampai.main.store.opening import set_up

PIECE = 16_384
WITHIN_S = 10.0
"""No byte for so long, and the proxy hangs up."""
FAULTS = "cut", "held", "short", "flipped"


@dataclass(slots=True, kw_only=True)
class Faults:
    """How often a piece of a connection meets which fault: a share from 0 to 1 for each."""

    chance: float
    held_s: float = 2.0
    seed: int = 1
    count: Counter[str] = field(default_factory=Counter)
    _connections: int = 0
    _lock: Lock = field(default_factory=Lock)

    def next(self) -> Generator:
        """The dice of the next connection."""
        with self._lock:
            self._connections += 1
            return Generator(PCG64([self.seed, self._connections]))

    def note(self, fault: str) -> None:
        """Count one."""
        with self._lock:
            self.count[fault] += 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--devices", type=int, default=2_000)
    parser.add_argument("--faults", type=float, default=0.03, help="of each kind, as a share of pieces")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAMPAI_DATA"] = folder  # noqa: TID251 -- a store of its own
        os.environ["SAMPAI_EXERCISE"] = "1"  # noqa: TID251 -- see above
        if options.url:
            os.environ["SAMPAI_DATABASE_URL"] = options.url  # noqa: TID251 -- see above
        set_up()
        tell(measured(options, data=Path(folder)), out=options.out)


def measured(options: argparse.Namespace, *, data: Path) -> dict[str, object]:
    """All figures."""
    from tests.ledger.real_server import RealServer  # noqa: PLC0415 -- after the settings

    from sampai.engines.telephones import Habits  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing import whole_plan  # noqa: PLC0415 -- see above

    plan, regencies = whole_plan(options.plan, roads=None), 1
    script = nation(plan, regencies=regencies)
    while len(script.telephones) < options.devices:
        regencies = -(-options.devices * regencies // len(script.telephones))
        script = nation(plan, regencies=regencies)
    kept = {one.key.id for one in script.telephones[: options.devices]}
    script = replace(
        script,
        telephones=script.telephones[: options.devices],
        said=tuple(one for one in script.said if one.device in kept),
    )
    enrol(script)
    span_s = script.said[-1].at - script.said[0].at
    habits = Habits(
        speed=span_s / (options.minutes * 60),
        most=10,
        lines=32,
        carried=0.1,
        answer_s=WITHIN_S,
        seed=options.seed,
    )
    faults = Faults(chance=options.faults, seed=options.seed)
    server = RealServer(data, url=options.url, more=("--exercise",))
    found: dict[str, object] = {
        "machine": machine(),
        "telephones": len(script.telephones),
        "statements": len(script.said),
    }
    try:
        server.start()
        with proxy(server.port, faults=faults) as port:
            found |= played(script, server=server, habits=habits, kill_s=0, port=port)
    finally:
        server.kill()
    return found | {"faults_made": dict(sorted(faults.count.items())), "compared": compared(script)}


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
