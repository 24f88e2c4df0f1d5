"""How many signed events a node takes in, durably: python bench/ledger.py [--url POSTGRESQL] [--out FILE].

Each figure is events per second of wall clock and per second of CPU of this process. Signatures are checked,
every commit is on the disk before its answer. A fresh SQLite file, or the PostgreSQL database of the address,
whose tables are made and used.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sampai.main.store.opening import set_up

PHONES = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAMPAI_DATA"] = folder  # noqa: TID251 -- a store of its own
        if options.url:
            os.environ["SAMPAI_DATABASE_URL"] = options.url  # noqa: TID251 -- see above
        set_up()
        found = {"machine": machine(), "store": options.url.partition(":")[0] or "sqlite"} | measured(
            options.events
        )
    text = json.dumps(found, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def machine() -> str:
    """What this runs on."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} CPUs, {platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}, load {load:.1f}"
    )


def measured(events: int) -> dict[str, object]:
    """All figures."""
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- see above

    from sampai.engines.signing import read_key, verify  # noqa: PLC0415 -- see above
    from sampai.ledger.actions.append import Node, append, enrol_device  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import batch_bytes  # noqa: PLC0415 -- see above

    call_command("migrate", verbosity=0, interactive=False)
    phones = [Phone(f"phone {number}") for number in range(PHONES)]
    for phone in phones:
        enrol_device(phone.key, holder=phone.name, at=datetime(2024, 11, 26, tzinfo=UTC))
    node = Node(name="bench", sign=read_key(bytes(32)), verify=verify, salt=os.urandom)

    def take(batches: Sequence[bytes]) -> None:
        append(batches, at_ms=0, node=node)

    def made(count: int, size: int) -> list[bytes]:
        turns = range(count // size)
        return [batch_bytes(phones[turn % PHONES].batch(phones[turn % PHONES].run(size))) for turn in turns]

    return {
        "batches of 50, one commit each": rate(made(events, 50), 50, take, group=1),
        "batches of 50, 20 in one commit": rate(made(events, 50), 50, take, group=20),
        "single events, one commit each": rate(made(events // 20, 1), 1, take, group=1),
        "single events, 50 in one commit": rate(made(events // 5, 1), 1, take, group=50),
    }


def rate(
    batches: Sequence[bytes], size: int, take: Callable[[Sequence[bytes]], None], *, group: int
) -> dict[str, object]:
    """Events per second of wall clock and CPU, and how long a commit took."""
    waits = []
    wall, cpu = perf_counter(), process_time()
    for first in range(0, len(batches), group):
        start = perf_counter()
        take(batches[first : first + group])
        waits.append(perf_counter() - start)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    count = len(batches) * size
    waits.sort()
    return {
        "events": count,
        "per_second": round(count / wall),
        "per_cpu_second": round(count / cpu),
        "commit_p50_ms": round(waits[len(waits) // 2] * 1_000, 1),
        "commit_p99_ms": round(waits[len(waits) * 99 // 100] * 1_000, 1),
    }


if __name__ == "__main__":
    main()
