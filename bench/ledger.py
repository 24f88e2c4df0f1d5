"""How many signed events a node takes in, durably: bench/ledger.py [--url POSTGRESQL] [--http] [--out FILE].

With --audit N instead: how long the check of N events takes that lie in memory: rows, chains, signatures of
runs of 50, entries, the tree up to the root.

Each figure is events per second of wall clock and per second of CPU of this process. Signatures are checked,
every commit is on the disk before its answer. A fresh SQLite file, or the PostgreSQL database of the address,
whose tables are made and used. With --http it goes through the real server on the loopback: signed requests
of several phones at once; the CPU is that of the server's processes, reactions and public logs included.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection
from itertools import chain, count
from pathlib import Path
from threading import Thread
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from sampai.ledger.model import Digest
from sampai.main.store.opening import set_up

if TYPE_CHECKING:
    from tests.ledger.real_server import RealServer
    from tests.ledger.worlds import Phone

PHONES = 20
RUN = 50
AT_MS = 1_732_665_600_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--audit", type=int, default=0)
    options = parser.parse_args()
    if options.audit:
        tell({"machine": machine()} | audited(options.audit), out=options.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAMPAI_DATA"] = folder  # noqa: TID251 -- a store of its own
        if options.url:
            os.environ["SAMPAI_DATABASE_URL"] = options.url  # noqa: TID251 -- see above
        set_up()
        found = {"machine": machine(), "store": options.url.partition(":")[0] or "sqlite"}
        if options.http:
            found |= over_http(options.events, data=Path(folder), url=options.url)
        else:
            found |= measured(options.events)
    tell(found, out=options.out)


def tell(found: object, *, out: Path | None) -> None:
    """Print the figures, and keep them where asked."""
    text = json.dumps(found, indent=1)
    print(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")


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


def audited(events: int) -> dict[str, object]:
    """The check of a record and its log, step by step."""
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- see above

    from sampai.engines.signing import verify  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import chain_message, header_of  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.leaves import event_leaf  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.merkle import Tree, root  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.offices import StoredDevice  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.record import (  # noqa: PLC0415 -- see above
        Record,
        StoredEvent,
        StoredSignature,
        check_record,
    )
    from sampai.ledger.rules.tiles import WIDTH, bundle_bytes, read_bundle  # noqa: PLC0415 -- see above

    phones = [Phone(f"phone {number}") for number in range(PHONES)]
    stated = [chain_of(phone) for phone in phones]
    rows: list[StoredEvent] = []
    signatures: list[StoredSignature] = []
    leaves: list[bytes] = []
    for first in range(0, events, RUN):
        phone = first // RUN % PHONES
        raws = [next(stated[phone]) for _ in range(RUN)]
        head = header_of(raws[-1])
        signature = phones[phone].secret(chain_message(Digest(sha256(raws[-1]).digest())))
        signatures.append(StoredSignature(first, phone, head.counter, signature))
        for raw in raws:
            header, salt = header_of(raw), first.to_bytes(16, "big")
            signed = signature if header.counter == head.counter else b""
            leaves.append(event_leaf(header, raw=raw, salt=salt, received_ms=AT_MS, signature=signed))
            told = (
                phone,
                header.counter,
                0,
                sha256(raw).digest(),
                header.previous,
                raw,
                salt,
                first,
                "",
                AT_MS,
            )
            rows.append(StoredEvent(len(rows), *told))
    bundles = [bundle_bytes(leaves[at : at + WIDTH]) for at in range(0, len(leaves), WIDTH)]
    expected = root(events, hashes=Tree(leaves))

    def tree() -> bool:
        widths = [min(WIDTH, events - at) for at in range(0, events, WIDTH)]
        entries = (read_bundle(raw, width=width) for raw, width in zip(bundles, widths, strict=True))
        return root(events, hashes=Tree(chain.from_iterable(entries))) == expected

    def record() -> bool:
        heads = {row.device: row for row in rows}
        devices = [
            StoredDevice(
                id=at,
                name=one.key.id.hex(),
                algorithm=1,
                public=one.key.public,
                next=last.counter + 1,
                highest=last.counter,
                heads=last.digest,
                twins=0,
                heard_ms=AT_MS,
            )
            for at, one in enumerate(phones)
            for last in (heads[at],)
        ]
        whole = Record(next=events, devices=devices, signatures=signatures, events=rows, kept=[])
        return not check_record(whole, leaf_at=leaves.__getitem__, logged=events, verify=verify)

    return {"events": events} | {step.__name__: timed(step) for step in (tree, record)}


def chain_of(phone: "Phone") -> Iterator[bytes]:
    """Canonical bytes of ever more events of a phone, alike but for counter and previous digest."""
    from sampai.ledger.rules.cbor import encode  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import event_bytes  # noqa: PLC0415 -- see above

    first, second = (event_bytes(event) for event in phone.run(2))
    before, previous, after = second.partition(b"\x09\x01\x0a\x58\x20" + sha256(first).digest())
    assert previous
    raw = first
    for counter in count(1):
        yield raw
        raw = before + b"\x09" + encode(counter) + b"\x0a\x58\x20" + sha256(raw).digest() + after


def timed(step: Callable[[], bool]) -> dict[str, object]:
    """Seconds of wall clock and CPU of one step, which must find everything sound."""
    wall, cpu = perf_counter(), process_time()
    sound = step()
    return {
        "sound": sound,
        "wall_s": round(perf_counter() - wall, 1),
        "cpu_s": round(process_time() - cpu, 1),
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


def over_http(events: int, *, data: Path, url: str) -> dict[str, object]:
    """Figures of the real server."""
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from django.db import connections  # noqa: PLC0415 -- see above
    from tests.ledger.real_server import serving  # noqa: PLC0415 -- see above
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- see above

    from sampai.ledger.actions.append import enrol_device  # noqa: PLC0415 -- see above
    from sampai.main.store.sqlite.base import close_writers  # noqa: PLC0415 -- see above

    call_command("migrate", verbosity=0, interactive=False)
    phones = [Phone(f"phone {number}") for number in range(PHONES)]
    for phone in phones:
        enrol_device(phone.key, holder=phone.name, at=datetime(2024, 11, 26, tzinfo=UTC))
    connections.close_all()
    close_writers()
    with serving(data, url=url) as server:
        return {
            "HTTP, batches of 50": http_rate(server, phones, events // 50, size=50),
            "HTTP, single events": http_rate(server, phones, events // 10, size=1),
        }


def http_rate(
    server: "RealServer", phones: Sequence["Phone"], requests: int, *, size: int
) -> dict[str, object]:
    """Requests of all phones at once, each phone with one connection that stays open."""
    each = requests // len(phones)
    work = [[_letter(phone, size) for _ in range(each)] for phone in phones]
    waits: list[float] = []
    threads = [Thread(target=_post_all, args=(server.port, letters, waits)) for letters in work]
    wall, cpu = perf_counter(), server.cpu_s()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = perf_counter() - wall, server.cpu_s() - cpu
    count = each * len(phones) * size
    waits.sort()
    assert len(waits) == each * len(phones), "a request was not answered"
    return {
        "events": count,
        "per_second": round(count / wall),
        "per_server_cpu_second": round(count / cpu),
        "request_p50_ms": round(waits[len(waits) // 2] * 1_000, 1),
        "request_p99_ms": round(waits[len(waits) * 99 // 100] * 1_000, 1),
    }


def _letter(phone: "Phone", size: int) -> tuple[bytes, dict[str, str]]:
    from tests.ledger.calls import headers  # noqa: PLC0415 -- after the settings

    from sampai.ledger.rules.envelope import batch_bytes  # noqa: PLC0415 -- see above

    raw = batch_bytes(phone.batch(phone.run(size)))
    return raw, headers(phone, "POST", "/sync/events", body=raw) | {"Content-Type": "application/cbor"}


def _post_all(port: int, letters: Sequence[tuple[bytes, dict[str, str]]], waits: list[float]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for raw, headers in letters:
        start = perf_counter()
        connection.request("POST", "/sync/events", raw, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        waits.append(perf_counter() - start)
    connection.close()


if __name__ == "__main__":
    main()
