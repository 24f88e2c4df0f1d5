"""The public page of the whole nation: what a minute costs, and what a reader costs.

    python -m bench.public make --data DIR      # 820,161 stations into a SQLite file, then several minutes
    python -m bench.public serve --data DIR     # asks a running `sampai serve` for the pages that `make` left

Stations come from the pack's list; how many have arrived is made up, for the pages do not ask how. Processor
seconds are those of this process, and of the server's processes.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

from sampai.kernel.clock import now
from sampai.main.store.opening import open_store
from sampai.packs.indonesia.station_list import load_stations

CLIENTS, REQUESTS = 8, 1_000
"""Clients at once, each with its own connection, and requests of each."""
EVENT, DAY = "pemilu-2024 2024-02-14", date(2024, 2, 14)
_STATION = (
    "operation",
    "code",
    "label",
    "number",
    "name",
    "position_source",
    "position_certainty",
    "voters_m",
    "voters_f",
    "special",
    "hard",
    "access",
    "signal",
    "risk",
    "count_state",
    "kind_state",
    "time_state",
    "target_state",
    "quality_state",
)


def main() -> None:
    """Make or serve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("make", "serve"))
    parser.add_argument("--data", type=Path, required=True)
    wanted = parser.parse_args()
    os.environ["SAMPAI_DATA"] = str(wanted.data.resolve())  # noqa: TID251 -- a bench is its own main
    told: Mapping[str, object] = made(wanted.data) if wanted.step == "make" else served(wanted.data)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(json.dumps({**told, "machine": machine, "load_average": os.getloadavg()}, indent=1))


def made(data: Path) -> Mapping[str, object]:
    """Minutes of different kinds: the first, one in which nothing happened, one regency, everything."""
    with open_store():
        from django.db import transaction  # noqa: PLC0415 -- after Django is ready

        from sampai.main.web.public import public_state, publish_to  # noqa: PLC0415 -- after Django is ready
        from sampai.places.tables import StationRow  # noqa: PLC0415 -- see above

        with transaction.atomic():
            found: dict[str, object] = {"stations": _filled()}
        out = data / "publik"
        every = StationRow.objects.all()
        for name, change in (
            ("first", None),
            ("nothing new", None),
            ("one regency", every.filter(label__range=(1704000000, 1704999999))),
            ("everywhere", every),
        ):
            if change is not None:
                change.update(target_state=1, time_state=1)
            begun, cpu = time.perf_counter(), time.process_time()
            state = public_state()
            read = time.process_time() - cpu
            done = publish_to(out, state, at=now())
            found[name] = {
                "wall_s": round(time.perf_counter() - begun, 2),
                "cpu_s": round(time.process_time() - cpu, 2),
                "of which reading": round(read, 2),
                "written": done.written,
                "kept": done.kept,
            }
        found["bytes"] = sum(one.stat().st_size for one in out.resolve().rglob("*") if one.is_file())
        return found


def _filled() -> int:
    from sampai.election.tables import OperationRow  # noqa: PLC0415 -- after Django is ready
    from sampai.ledger.actions import write_rows  # noqa: PLC0415 -- see above
    from sampai.places.tables import StationRow  # noqa: PLC0415 -- see above

    columns = load_stations("pemilu-2024")
    operations: dict[int, int] = {}
    for regency in sorted({int(village) // 1_000_000 for village in columns.village}):
        span = {"first": regency * 1_000_000, "last": regency * 1_000_000 + 999_999}
        row = OperationRow.objects.create(
            name=str(regency),
            profile="pemilu-2024",
            event=EVENT,
            region=f"{regency:04d}",
            voting_day=DAY,
            zone="WIB",
            made_at=now(),
            **span,
        )
        operations[regency] = row.pk
    places = zip(columns.village, columns.number, columns.men, columns.women, strict=True)
    write_rows(StationRow, _STATION, (_row(operations, *map(int, place)) for place in places))
    return len(columns.village)


def _row(
    operations: Mapping[int, int], village: int, number: int, men: int, women: int
) -> tuple[object, ...]:
    states = (0, 0, 0, 0, 0)
    texts = ("", "", "")
    code = f"{village:010d}{number:03d}"
    return (
        operations[village // 1_000_000],
        code,
        village,
        number,
        *texts,
        men,
        women,
        "",
        False,
        "",
        "",
        "",
        *states,
    )


def served(data: Path) -> Mapping[str, object]:
    """Requests a second, and of the server's processor, of the public page and of conditional requests."""
    page = next((data / "publik").resolve().glob("*/1704.html"))
    address = f"/publik/{page.parent.name}/1704.html"
    with _server(data) as (port, process):
        tag = _ask(port, address, {})[1]
        cases: Mapping[str, tuple[str, dict[str, str]]] = {
            "regency page": (address, {}),
            "the same, not changed": (address, {"If-None-Match": tag}),
            "style sheet": (f"/publik/{next((data / 'publik').resolve().glob('*.css')).name}", {}),
            "health": ("/sehat", {}),
        }
        return {name: _measured(port, process, *case) for name, case in cases.items()} | {
            "page_bytes": page.stat().st_size
        }


def _measured(port: int, process: int, address: str, headers: dict[str, str]) -> Mapping[str, float]:
    begun, cpu = time.perf_counter(), _cpu_s(process)
    with ThreadPoolExecutor(CLIENTS) as clients:
        done = sum(clients.map(lambda _: _many(port, address, headers), range(CLIENTS)))
    wall, spent = time.perf_counter() - begun, _cpu_s(process) - cpu
    return {"requests_a_second": round(done / wall), "requests_a_cpu_second": round(done / spent)}


def _many(port: int, address: str, headers: dict[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(REQUESTS):
        connection.request("GET", address, headers=headers)
        assert connection.getresponse().read() is not None
    connection.close()
    return REQUESTS


def _ask(port: int, address: str, headers: dict[str, str]) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.headers.get("ETag", "")


@contextmanager
def _server(data: Path) -> Iterator[tuple[int, int]]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    begin = "from sampai.main.cli import main; main()"
    line = [sys.executable, "-c", begin, "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603 -- our own
        line, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            if _ask(port, "/sehat", {})[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def _cpu_s(leader: int) -> float:
    """Processor seconds of the processes of a group so far (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
