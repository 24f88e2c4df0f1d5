"""A delivery eve on one server, with sudden ends of it: bench/live.py --plan DIR [--minutes 30] [--url URL].

Rehearsed days of a kept plan (`sampai plan`), each moved into a regency of its own, are compressed
into so many minutes and brought by signed telephones to a real server over HTTP. Every --kill seconds the
server ends by kill -9 and begins again. At the end its store is compared with what was stated.

Statements are made and signed before the clock starts (its CPU is told as `made_cpu_s`); while it runs, the
telephones' side signs one request a run and checks one receipt. Both sides share this machine's cores.
Telephones are enrolled in the store, boxes are of no published plan there.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time, time_ns
from typing import TYPE_CHECKING

from bench.ledger import machine, tell

from sampai.custody.model import BoxCode
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.main.store.opening import set_up

if TYPE_CHECKING:
    from tests.ledger.real_server import RealServer

    from sampai.engines.telephones import Habits, Sent
    from sampai.plan.model import OperationPlan
    from sampai.rehearsal.model import Event as Happening
    from sampai.rehearsal.rules.phones import Found, Script


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--regencies", type=int, default=100)
    parser.add_argument("--kill", type=float, default=60, help="seconds; 0: never")
    parser.add_argument("--lines", type=int, default=16)
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

    began = process_time()
    plan = whole_plan(options.plan, roads=None)
    script = nation(plan, regencies=options.regencies)
    enrol(script)
    made = process_time() - began
    first, last = script.said[0].at, script.said[-1].at
    habits = Habits(
        speed=(last - first) / (options.minutes * 60),
        lines=options.lines,
        deaf=0.02,
        carried=0.05,
        answer_s=30,
    )
    server = RealServer(data, url=options.url, more=("--exercise",))
    found: dict[str, object] = {"machine": machine(), "store": options.url.partition(":")[0] or "sqlite"}
    found |= {
        "stations": options.regencies * len(plan.needs.stations),
        "telephones": len(script.telephones),
        "statements": len(script.said),
        "speed": round(habits.speed, 1),
        "made_cpu_s": round(made, 1),
    }
    try:
        server.start()
        found |= played(script, server=server, habits=habits, kill_s=options.kill)
    finally:
        server.kill()
    return found | {"compared": compared(script)}


def nation(plan: "OperationPlan", *, regencies: int) -> "Script":
    """One rehearsed day of the plan for each regency of the gazetteer, up to so many."""
    from sampai.main.rehearsing_live import boxes_in, keys  # noqa: PLC0415 -- after the settings
    from sampai.packs.rehearsals import load_world  # noqa: PLC0415 -- see above
    from sampai.rehearsal.rules.events import events_of  # noqa: PLC0415 -- see above
    from sampai.rehearsal.rules.phones import Script, script_of  # noqa: PLC0415 -- see above
    from sampai.rehearsal.rules.rehearse import stage_of  # noqa: PLC0415 -- see above

    settings, here = plan.operation.settings, plan.operation.settings.region
    stage, boxes = stage_of(plan, world=load_world("2024")), boxes_in(plan)
    midnight = settings.calendar.instant(HTime(0)).timestamp()
    parts = [
        script_of(
            [moved(one, here=here, there=there) for one in events_of(stage, day=day, runs=regencies, seed=1)],
            boxes={
                StationCode(code.replace(here, there, 1)): [
                    BoxCode(box.replace(here, there, 1)) for box in found
                ]
                for code, found in boxes.items()
            },
            region=there,
            election=f"{settings.election} {settings.calendar.voting_day.isoformat()}",
            instant=lambda at: int((midnight + at) * 1_000),
            key_of=keys(sha256(there.encode()).digest()),
        )
        for day, there in enumerate(regency_codes(regencies))
    ]
    said = sorted((one for part in parts for one in part.said), key=lambda one: one.at)
    return Script(telephones=tuple(one for part in parts for one in part.telephones), said=tuple(said))


def regency_codes(count: int) -> list[RegionCode]:
    """The first so many regencies of the nation."""
    from sampai.packs.indonesia.regions import IndonesiaGazetteer  # noqa: PLC0415 -- after the settings

    found = sorted({region.code for region in IndonesiaGazetteer().regions() if len(region.code) == 4})
    assert len(found) >= count, "there are not so many regencies"
    return found[:count]


def moved(one: "Happening", *, here: str, there: str) -> "Happening":
    """The same in another regency."""
    return replace(
        one,
        device=f"{there} {one.device.replace(here, there, 1)}",
        place=one.place.replace(here, there, 1),
        stations=tuple(StationCode(code.replace(here, there, 1)) for code in one.stations),
        journey=f"{there} {one.journey}" if one.journey else "",
    )


def enrol(script: "Script") -> None:
    """Make the store an exercise's that knows the telephones."""
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from django.db import connections  # noqa: PLC0415 -- see above

    from sampai.kernel.clock import now  # noqa: PLC0415 -- see above
    from sampai.ledger.actions.append import begin_exercise  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import DeviceRow  # noqa: PLC0415 -- see above
    from sampai.main.store.sqlite.base import close_writers  # noqa: PLC0415 -- see above

    call_command("migrate", verbosity=0, interactive=False)
    begin_exercise()
    at = now()
    DeviceRow.objects.bulk_create(
        (
            DeviceRow(
                name=one.key.id.hex(),
                algorithm=one.key.algorithm.value,
                public=one.key.public,
                holder=one.name[:80],
                enrolled_at=at,
            )
            for one in script.telephones
        ),
        batch_size=5_000,
    )
    connections.close_all()
    close_writers()


def played(
    script: "Script", *, server: "RealServer", habits: "Habits", kill_s: float, port: int = 0
) -> dict[str, object]:
    """Send everything, by way of `port` if given; kill -9 the server every so often meanwhile."""
    from sampai.engines.signing import verify  # noqa: PLC0415 -- after the settings
    from sampai.engines.telephones import Sent, Server, send_all  # noqa: PLC0415 -- see above
    from sampai.main.web.record import own_node  # noqa: PLC0415 -- see above

    door = Server(
        url=f"http://127.0.0.1:{port or server.port}",
        key=own_node().key,
        verify=verify,
        now_ms=lambda: time_ns() // 1_000_000,
    )
    found: list[Sent] = []
    done = Event()

    def send() -> None:
        found.append(send_all(script.said, telephones=script.telephones, server=door, habits=habits))
        done.set()

    wall, cpu, kills, served = perf_counter(), process_time(), 0, 0.0
    Thread(target=send, daemon=True).start()
    while not done.wait(kill_s or None):
        served += server.cpu_s()
        server.kill()
        server.start()
        kills += 1
    wall, cpu, served = perf_counter() - wall, process_time() - cpu, served + server.cpu_s()
    return figures(found[0], wall=wall) | {
        "kills": kills,
        "telephones_cpu_s": round(cpu, 1),
        "server_cpu_s": round(served, 1),
    }


def figures(sent: "Sent", *, wall: float) -> dict[str, object]:
    """What the telephones went through, as figures."""
    waits = sorted(sent.waits_s)
    return {
        "minutes": round(wall / 60, 2),
        "receipted": sent.receipted,
        "receipted_per_s": round(sent.receipted / wall, 1),
        "requests": sent.requests,
        "unanswered": sent.unanswered,
        "answers_lost": sent.deaf,
        "carried_by_others": sent.carried,
        "put_aside": dict(sent.refused),
        "faults": sent.faults,
        "request_p50_ms": round(waits[len(waits) // 2] * 1_000, 1),
        "request_p99_ms": round(waits[len(waits) * 99 // 100] * 1_000, 1),
    }


def compared(script: "Script") -> Mapping[str, object]:
    """The store's own rows beside what was stated; the server must have ended."""
    from sampai.rehearsal.rules.phones import compare  # noqa: PLC0415 -- after the settings

    found = compare(script, rows())
    return {
        "stated": found.stated,
        "lost": found.lost,
        "doubled": found.doubled,
        "altered": found.altered,
        "digest_is_equal": found.digest_is_equal,
    }


def rows() -> Iterator["Found"]:
    """All of the record."""
    from sampai.ledger.model import DeviceId, Digest  # noqa: PLC0415 -- after the settings
    from sampai.ledger.rules.envelope import digest_of  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import DeviceRow, EventRow  # noqa: PLC0415 -- see above

    names = dict(DeviceRow.objects.values_list("pk", "name"))
    events = EventRow.objects.order_by("seq").values_list("device", "counter", "raw", "previous")
    for device, counter, raw, previous in events.iterator(chunk_size=5_000):
        name = DeviceId(bytes.fromhex(names[device]))
        yield name, counter, digest_of(bytes(raw)), Digest(bytes(previous))


if __name__ == "__main__":
    main()
