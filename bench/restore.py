"""The restore drill at size: a backup, as many events after it, all back from mirrors and a record.

    python -m bench.restore --events 200000 --data DIR

Half of the events are in the backup. Twenty phones sign them in runs of fifty. Measured is `sampai restore`
as people call it: wall clock and processor seconds.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sampai.kernel.clock import now
from sampai.main.store.opening import open_store

if TYPE_CHECKING:
    from tests.ledger.worlds import Phone

PHONES, RUN, AT_MS = 20, 50, 1_732_500_000_000
COMMAND = [sys.executable, "-c", "from sampai.main.cli import main; main()"]


def main() -> None:
    """Fill in this process, restore in another one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--data", type=Path, required=True)
    wanted = parser.parse_args()
    _fill(wanted.data, events=wanted.events)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    told = {**_restored(wanted.data), "events": wanted.events, "machine": machine, "load": os.getloadavg()}
    print(json.dumps(told, indent=1))


def _fill(folder: Path, *, events: int) -> None:
    data = folder / "data"
    data.mkdir(parents=True)
    os.environ["SAMPAI_DATA"] = str(data)  # noqa: TID251 -- a store of its own
    with open_store():
        # After Django is ready.
        from tests.ledger.worlds import Phone  # noqa: PLC0415 -- see above

        from sampai.ledger.actions.append import enrol_device  # noqa: PLC0415 -- see above
        from sampai.main.backup import back_up  # noqa: PLC0415 -- see above
        from sampai.main.web.relaying import export  # noqa: PLC0415 -- see above

        phones = [Phone(f"phone {number}") for number in range(PHONES)]
        for phone in phones:
            enrol_device(phone.key, holder=phone.name, at=now())
        _take(phones, events=events // 2, at_ms=AT_MS)
        back_up(data, folder / "backup", file=data / "sampai.sqlite3", url="", at=now())
        _take(phones, events=events // 2, at_ms=AT_MS + 3_600_000)
        _mirrored(folder / "mirror")
        export(folder / "record.bin", since=0)


def _take(phones: Sequence["Phone"], *, events: int, at_ms: int) -> None:
    from sampai.ledger.actions.append import append  # noqa: PLC0415 -- after Django is ready
    from sampai.ledger.rules.envelope import batch_bytes  # noqa: PLC0415 -- see above
    from sampai.main.web.public_logs import PublicLogs  # noqa: PLC0415 -- see above
    from sampai.main.web.record import own_node  # noqa: PLC0415 -- see above

    for turn in range(events // RUN):
        phone = phones[turn % PHONES]
        append([batch_bytes(phone.batch(phone.run(RUN)))], at_ms=at_ms + turn, node=own_node().node)
    logs = PublicLogs()
    for _ in logs.grow():
        pass
    logs.close()


def _mirrored(folder: Path) -> None:
    from sampai.engines.signing import verify  # noqa: PLC0415 -- after Django is ready
    from sampai.engines.tlog import mirror, reader  # noqa: PLC0415 -- see above
    from sampai.ledger.actions.integrate import shards  # noqa: PLC0415 -- see above
    from sampai.main.web.public_logs import folder_of, key_of  # noqa: PLC0415 -- see above

    for shard in shards():
        mirror(reader(folder_of(shard.name)), folder / shard.name, key=key_of(shard.name), verify=verify)


def _restored(folder: Path) -> Mapping[str, object]:
    words = ["restore", folder / "backup", "--data", folder / "new", "--mirror", folder / "mirror"]
    line = [*COMMAND, *map(str, [*words, "--record", folder / "record.bin", "--lang", "en"])]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(line, check=False, capture_output=True, text=True)  # noqa: S603 -- our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "code": done.returncode,
        "told": done.stdout.splitlines() + done.stderr.splitlines()[-5:],
        "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "memory_mib": after.ru_maxrss // 1024,
        "backup_mb": round(
            sum(one.stat().st_size for one in (folder / "backup").rglob("*") if one.is_file()) / 1e6
        ),
    }


if __name__ == "__main__":
    main()
