"""Pages with sums of boxes while statements come in: bench/rollup.py --data DIR [--events N] [--within 17].

A PostgreSQL of its own in DIR, fsync on. Stations come by the import that all use, unless they are there
already; then events on boxes by COPY, five to a box: stocked, assembled, packed, ready, checked. Each event
is whole, as a telephone would make it: its bytes, its chain, and a signature for every fifty. Every box has
its folded row, every event its links and its place in its subject's trail; seals there are none, and a box's
own digest is left empty. The public log begins after these events.

Then `sampai serve` is started, and people look at pages of regencies and of the nation, each after a pause of
about a second: first in quiet, then while telephones bring `--rate` events a second in batches of fifty
over HTTP, each on another box. How far the sums have come with them is told, too.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter, process_time, sleep
from typing import TYPE_CHECKING, Any

import numpy as np
from bench.server import (
    SEED,
    Order,
    _asked,
    _cpu_s,
    _family,
    _machine,
    _memory_mib,
    _server,
    load,
    logged_in,
    store_of,
)

from sampai.kernel.ids import RegionCode, span_of
from sampai.main.store.opening import open_store, set_up

if TYPE_CHECKING:
    from tests.ledger.worlds import Phone

PROFILE, EVENT = "pemilu-2024", "pemilu-2024 2024-02-14"
EACH = 5
"""Events on a box."""
FIRST = 10
"""Number of an owner's first box: all codes are equally long."""
RUN = 50
WORKERS = 2
AT_MS = 1_707_800_000_000
PHONES = 200
LINES = 4
CODE, DEVICE, AFTER, PREVIOUS, SALT = b"9999999999999-B99", b"D" * 16, b"A" * 32, b"X " + b"P" * 32, b"S" * 16
COUNTER = b"\x1a\x12\x34\x56\x78"
SLOTS = re.compile(b"(" + b"|".join((CODE, DEVICE, AFTER, PREVIOUS, SALT, COUNTER)) + b")")
TABLES = ("event", "signature", "trail", "subject", "custody_link", "custody_box", "custody_figure")


def main() -> None:
    """Load, ask, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--events", type=int, default=25_000_000)
    parser.add_argument("--within", default="", help="stations of this province or regency only")
    parser.add_argument("--rate", type=int, default=2_000, help="events a second that come in")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--people", type=int, default=8, help="half look at regencies, half at the nation")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    wanted.data.mkdir(parents=True, exist_ok=True)
    with store_of(wanted.data, postgresql=True):
        told = _machine() | {"events": wanted.events, "loading": loaded(wanted)}
        print(json.dumps(told, indent=1), flush=True)
        told |= asked(wanted)
    text = json.dumps(told, indent=1)
    print(text)
    if wanted.out:
        wanted.out.write_text(text + "\n", encoding="utf-8")


# --- loading ------------------------------------------------------------------------------------------------


def loaded(wanted: argparse.Namespace) -> dict[str, object]:
    """Fill the store, unless it is filled; what each step took, and how many bytes an event has."""
    set_up()
    took: dict[str, object] = {}
    with open_store():
        from sampai.ledger.queries.record import record_end  # noqa: PLC0415 -- after Django is ready
        from sampai.places.tables import StationRow  # noqa: PLC0415 -- see above

        has_stations, has_events = StationRow.objects.exists(), record_end() > 0
    if not has_stations:
        with timed(took, "stations"):
            load(wanted.within)
    if not has_events:
        with open_store():
            _tell("ALTER SYSTEM SET max_wal_size = '8GB'")
            _tell("SELECT pg_reload_conf()")
            _fill(wanted.events, took)
            phones()
    with open_store():
        return took | {"bytes": _sizes(), "bytes_an_event": round(sum(_sizes().values()) / wanted.events)}


class timed:  # noqa: N801 -- used as a word
    """Wall seconds of a step."""

    def __init__(self, took: dict[str, object], name: str) -> None:
        self.took, self.name = took, name

    def __enter__(self) -> None:
        self.began = perf_counter()

    def __exit__(self, *_: object) -> None:
        self.took[f"{self.name}_s"] = round(perf_counter() - self.began, 1)
        print(self.name, self.took[f"{self.name}_s"], "s", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Part:
    """The boxes of one operation: whose they are, and the number of the first."""

    operation: int
    region: str
    owners: Sequence[tuple[str, int]]
    first: int
    device: int


def _fill(events: int, took: dict[str, object]) -> None:
    from django.db import connections  # noqa: PLC0415 -- after Django is ready

    from sampai.custody.actions.figures import count_all  # noqa: PLC0415 -- see above

    parts = [*_parts(events // EACH)]
    connections.close_all()
    with timed(took, "events_and_boxes"), ProcessPoolExecutor(WORKERS) as pool:
        for _ in pool.map(_write_part, parts):
            pass
    with timed(took, "links_and_trails"):
        _follow(events)
    with timed(took, "counting_all_boxes"):
        count_all()
    with timed(took, "analyze"):
        _tell("ANALYZE")


def _parts(boxes: int) -> Iterator[Part]:
    """The boxes, dealt out to all stations; one device for each operation."""
    from django.db import connection  # noqa: PLC0415 -- after Django is ready

    from sampai.election.tables import OperationRow  # noqa: PLC0415 -- see above
    from sampai.engines.signing import read_key  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import DeviceRow  # noqa: PLC0415 -- see above

    with connection.cursor() as cursor:
        cursor.execute("SELECT operation_id, code FROM station ORDER BY operation_id, code")
        found: dict[int, list[str]] = {}
        for operation, code in cursor.fetchall():
            found.setdefault(operation, []).append(code)
    stations = sum(len(codes) for codes in found.values())
    regions = dict(OperationRow.objects.values_list("pk", "region"))
    least, more = divmod(boxes, stations)
    first = 0
    for operation, codes in found.items():
        owners = [(code, least + (at < more)) for at, code in enumerate(codes)]
        more = max(0, more - len(codes))
        key = read_key(sha256(f"store {regions[operation]}".encode()).digest()).key
        many = sum(count for _, count in owners) * EACH
        row = DeviceRow.objects.create(
            name=key.id.hex(),
            algorithm=key.algorithm.value,
            public=key.public,
            holder=f"Gudang {regions[operation]}",
            territory=regions[operation],
            enrolled_at=datetime.fromtimestamp(AT_MS / 1_000, UTC),
            next=many,
            highest=many - 1,
        )
        yield Part(operation, regions[operation], owners, first, row.pk)
        first += many // EACH


def templates() -> tuple[list[list[bytes]], dict[str, Any]]:
    """The bytes of the events of a box's life, cut where boxes differ; and the box's folded row."""
    from scripts.custody_cases import STORE, Way  # noqa: PLC0415 -- after Django is ready

    from sampai.custody.actions.fold import STATE, write_state  # noqa: PLC0415 -- see above
    from sampai.custody.model import Box, BoxCode, BoxKind, Kind, Readied, Stocked  # noqa: PLC0415
    from sampai.custody.rules.bodies import statement_of  # noqa: PLC0415 -- see above
    from sampai.custody.rules.fold import replayed  # noqa: PLC0415 -- see above
    from sampai.custody.tables import BoxRow  # noqa: PLC0415 -- see above
    from sampai.ledger.model import DeviceId, Digest  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import event_bytes  # noqa: PLC0415 -- see above

    code = CODE.decode()
    box = Box(code=BoxCode(code), kind=BoxKind.BALLOT_BOX, owner=code[:13], contest="dpr")
    way, store = Way(box), {"place": "GUDANG"}
    way.step(way.store, Kind.STOCKED, Stocked(boxes=way.look(), by=STORE, minutes="BTTB-12"), at=0, **store)
    way.touch(Kind.ASSEMBLED, STORE, way.store, at=10, **store)
    way.touch(Kind.PACKED, STORE, way.store, at=20, **store)
    way.step(way.store, Kind.READIED, Readied(boxes=way.look(), by=STORE, wraps=1), at=30, **store)
    way.touch(Kind.CHECKED, STORE, way.store, at=40, **store)
    said = [replace(one.event, election=PROFILE) for one in way.said]
    found = [statement_of(event, digest=one.digest) for event, one in zip(said, way.said, strict=True)]
    row = BoxRow(plan=1, owner=box.owner, kind=box.kind.value, contest="dpr")
    state, looks = replayed(box, [one for one in found if one])
    write_state(row, state, looks=looks)
    cut = [
        SLOTS.split(
            event_bytes(
                replace(
                    event,
                    after=(Digest(AFTER),) if at else (),
                    device=DeviceId(DEVICE),
                    counter=0x12345678,
                    previous=Digest(PREVIOUS[2:]),
                    salt=SALT,
                )
            )
        )
        for at, event in enumerate(said)
    ]
    return cut, {name: getattr(row, name) for name in STATE}


def _counter(number: int) -> bytes:
    from sampai.ledger.rules.cbor import encode  # noqa: PLC0415 -- after Django is ready

    return encode(number)


def _write_part(part: Part) -> None:
    """The events and boxes of one operation, in a process of its own."""
    from django.db import connection  # noqa: PLC0415 -- after Django is ready

    from sampai.ledger.actions import write_rows  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import SignatureRow  # noqa: PLC0415 -- see above

    set_up()
    boxes: list[tuple[object, ...]] = []
    signatures: list[tuple[object, ...]] = []
    columns = "seq, device, counter, variant, digest, previous, raw, salt, signature, flags, received_ms"
    types = ["int8", "int8", "int8", "int2", "bytea", "bytea", "bytea", "bytea", "int8", "varchar", "int8"]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY event ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in _events(part, boxes=boxes, signatures=signatures):
                copy.write_row(row)
        write_rows(SignatureRow, ("id", "device", "counter", "signature"), signatures)
    _write_boxes(part, boxes)
    connection.close()


def _events(
    part: Part, *, boxes: list[tuple[object, ...]], signatures: list[tuple[object, ...]]
) -> Iterator[tuple[object, ...]]:

    from sampai.engines.signing import read_key  # noqa: PLC0415 -- after Django is ready
    from sampai.ledger.model import FIRST_PREVIOUS, Digest  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import chain_message  # noqa: PLC0415 -- see above

    secret = read_key(sha256(f"store {part.region}".encode()).digest())
    cut = [[secret.key.id if one == DEVICE else one for one in piece] for piece in templates()[0]]
    at = [
        {
            slot: [i for i, one in enumerate(piece) if one == slot]
            for slot in (CODE, AFTER, PREVIOUS, SALT, COUNTER)
        }
        for piece in cut
    ]
    previous, counter, seq = bytes(FIRST_PREVIOUS), 0, part.first * EACH
    last = sum(count for _, count in part.owners) * EACH - 1
    begun = seq
    for owner, count in part.owners:
        for number in range(FIRST, FIRST + count):
            code, after = f"{owner}-B{number}".encode(), b""
            for piece, where in zip(cut, at, strict=True):
                salt = sha256(code + after).digest()[:16]
                for slot, value in (
                    (CODE, code),
                    (AFTER, after),
                    (PREVIOUS, b"X " + previous if previous else b"\x40"),
                    (SALT, salt),
                    (COUNTER, _counter(counter)),
                ):
                    for i in where[slot]:
                        piece[i] = value
                raw = b"".join(piece)
                after = digest = sha256(raw).digest()
                yield seq, part.device, counter, 0, digest, previous, raw, salt, begun, "", AT_MS
                if counter % RUN == RUN - 1 or counter == last:
                    signed = secret(chain_message(Digest(digest)))
                    signatures.append((begun, part.device, counter, signed))
                    begun = seq + 1
                previous, counter, seq = digest, counter + 1, seq + 1
            boxes.append((code.decode(), owner, after))


def _write_boxes(part: Part, boxes: Sequence[tuple[Any, ...]]) -> None:
    from sampai.custody.tables import BoxRow  # noqa: PLC0415 -- after Django is ready
    from sampai.ledger.actions import write_rows  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import DeviceRow  # noqa: PLC0415 -- see above

    state = templates()[1] | {"digest": b""}
    names = [name for name in state if name != "heads"]
    fields = (
        "id",
        "operation",
        "plan",
        "code",
        "owner",
        "kind",
        "contest",
        "dapil",
        "contents",
        "label",
        "heads",
    )
    values = [state[name] for name in names]
    write_rows(
        BoxRow,
        (*fields, *names),
        (
            (
                part.first + at + 1,
                part.operation,
                1,
                code,
                owner,
                "box",
                "dpr",
                "",
                "[]",
                span_of(RegionCode(owner[:10]))[0],
                head,
                *values,
            )
            for at, (code, owner, head) in enumerate(boxes)
        ),
    )
    DeviceRow.objects.filter(pk=part.device).update(heads=boxes[-1][2])


def _follow(events: int) -> None:
    """What reactions make of each event beside the box, by statements of the store; all have seen all."""
    from sampai.ledger.queries.evidence import LOGS  # noqa: PLC0415 -- after Django is ready
    from sampai.ledger.tables import CursorRow, SequenceRow  # noqa: PLC0415 -- see above
    from sampai.main.web.chores import REACTIONS  # noqa: PLC0415 -- see above
    from sampai.places.tables import HeardRow  # noqa: PLC0415 -- see above

    _tell(
        "INSERT INTO custody_link (box, seq)"
        " SELECT code, (id - 1) * %s + k FROM custody_box, generate_series(0, %s) k",
        EACH,
        EACH - 1,
    )
    _tell(
        "INSERT INTO trail (seq, before) SELECT s, CASE WHEN s %% %s = 0 THEN NULL ELSE s - 1 END"
        " FROM generate_series(0, %s) s",
        EACH,
        events - 1,
    )
    _tell(
        "INSERT INTO subject (subject, last, count) SELECT 'box:' || code, id * %s - 1, %s FROM custody_box",
        EACH,
        EACH,
    )
    _tell("SELECT setval(pg_get_serial_sequence('custody_box', 'id'), (SELECT MAX(id) FROM custody_box))")
    HeardRow.objects.create(place="GUDANG", election=PROFILE, events=events, last_ms=AT_MS)
    SequenceRow.objects.update_or_create(pk=1, defaults={"next": events})
    for one in REACTIONS:
        CursorRow.objects.update_or_create(
            reader=f"reaction:{one.name}", defaults={"version": one.version, "next": events}
        )
    CursorRow.objects.update_or_create(reader=LOGS, defaults={"next": events})


def _tell(statement: str, *values: int) -> None:
    from django.db import connection  # noqa: PLC0415 -- after Django is ready

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _sizes() -> dict[str, int]:
    """Bytes of the tables that grow with events, indexes and all."""
    from django.db import connection  # noqa: PLC0415 -- after Django is ready

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relname = ANY(%s)", [[*TABLES]]
        )
        return dict(cursor.fetchall())


# --- asking -------------------------------------------------------------------------------------------------


def phones() -> None:
    """Telephones that bring statements, known to the store."""
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- after Django is ready

    from sampai.ledger.actions.append import enrol_device  # noqa: PLC0415 -- see above

    at = datetime.fromtimestamp(AT_MS / 1_000, UTC)
    for number in range(PHONES):
        phone = Phone(f"bench {number}")
        enrol_device(phone.key, holder=phone.name, at=at)


def asked(wanted: argparse.Namespace) -> dict[str, object]:
    """Pages in quiet, then while statements come in."""
    with open_store():
        letters = _letters(wanted.rate * wanted.seconds // RUN)
        addresses = _regencies()
    told: dict[str, object] = {"people": wanted.people}
    with _server(wanted.data, workers=wanted.workers) as (port, pid):
        cookies = logged_in(HTTPConnection("127.0.0.1", port, timeout=120))
        _asked(Order(port, cookies, [["/wilayah/nasional", addresses[0]] * 4] * 4))
        told["quiet"] = _looked(wanted, port, cookies, addresses)
        cpu, before = _cpu_s(pid), _read_so_far()
        with ProcessPoolExecutor(1) as sender:
            bringing = sender.submit(_bring, port, letters, wanted.seconds)
            told["while_events_come_in"] = _looked(wanted, port, cookies, addresses)
            told["brought"] = bringing.result()
        wall, after = float(told["brought"]["seconds"]), _read_so_far()  # type: ignore[index]
        told["boxes_folded_up_to_events_a_second"] = round((after - before) / wall)
        told["server_cpu_s_a_second"] = round((_cpu_s(pid) - cpu) / wall, 2)
        told["server_processes"], told["server_memory_mib"] = len(_family(pid)), _memory_mib(pid)
    return told


def _regencies() -> list[str]:
    from sampai.election.tables import OperationRow  # noqa: PLC0415 -- after Django is ready

    regions = [*OperationRow.objects.order_by("region").values_list("region", flat=True)]
    picks = np.random.Generator(np.random.PCG64(SEED)).integers(0, len(regions), 100_000)
    return [f"/wilayah/{regions[one]}" for one in picks.tolist()]


def _looked(
    wanted: argparse.Namespace, port: int, cookies: str, addresses: Sequence[str]
) -> dict[str, object]:
    """Half of the people look at regencies, half at the nation, for so many seconds."""
    half = wanted.people // 2
    shares = [addresses[one::half][: wanted.seconds] for one in range(half)]
    nation = [["/wilayah/nasional"] * wanted.seconds] * half
    with ProcessPoolExecutor(2) as pool:
        both = pool.map(_asked, [Order(port, cookies, one, 1.0) for one in (shares, nation)])
        return {name: _told(*one) for name, one in zip(("regency", "nation"), both, strict=True)}


def _told(times: Sequence[float], bad: int) -> dict[str, object]:
    p50, p99 = (round(float(one) * 1_000, 1) for one in np.percentile(times, (50, 99)))
    return {"requests": len(times), "not_200": bad, "p50_ms": p50, "p99_ms": p99}


def _read_so_far() -> int:
    with open_store():
        from sampai.custody.reactions import BoxStates  # noqa: PLC0415 -- after Django is ready
        from sampai.ledger.queries.record import reacted  # noqa: PLC0415 -- see above

        return reacted(BoxStates.name)[0]


Letter = tuple[int, bytes]
"""Which telephone brings which batch."""


def _letters(count: int) -> list[Letter]:
    """Batches, each of fifty boxes that the KPPS of a station took, made before anything is measured."""
    from scripts.custody_cases import DRIVER, KPPS  # noqa: PLC0415 -- after Django is ready
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- see above

    from sampai.custody.model import BoxCode, BoxRead, Handing, Kind  # noqa: PLC0415 -- see above
    from sampai.custody.rules.bodies import body_data  # noqa: PLC0415 -- see above
    from sampai.custody.tables import BoxRow  # noqa: PLC0415 -- see above
    from sampai.ledger.rules.envelope import batch_bytes, digest_of, event_bytes  # noqa: PLC0415 -- see above

    known, boxes = [Phone(f"bench {number}") for number in range(PHONES)], BoxRow.objects.count()
    chance, found = np.random.Generator(np.random.PCG64(SEED)), []
    for turn in range(count):
        phone = known[turn % PHONES]
        keys = sorted(set(chance.integers(1, boxes + 1, 2 * RUN).tolist()))[:RUN]
        events = []
        for code, owner in BoxRow.objects.filter(pk__in=keys).values_list("code", "owner"):
            body = Handing(
                boxes=(BoxRead(box=BoxCode(code)),), by=KPPS, other=DRIVER, handover="", destination=owner
            )
            said = phone.says(Kind.TAKEN.value, subject=f"box:{code}", body=body_data(body))
            said = replace(said, election=PROFILE, place=owner)
            phone.previous = digest_of(event_bytes(said))
            events.append(said)
        found.append((turn % PHONES, batch_bytes(phone.batch(events))))
    return found


def _bring(port: int, letters: Sequence[Letter], seconds: int) -> dict[str, object]:
    """Each batch at its time; a telephone's batches stay in order."""
    from tests.ledger.worlds import Phone  # noqa: PLC0415 -- after Django is ready

    known, began = [Phone(f"bench {number}") for number in range(PHONES)], monotonic()
    every = seconds / len(letters)
    lines = [[*enumerate(letters)][line::LINES] for line in range(LINES)]
    cpu = process_time()

    def line(mine: "Sequence[tuple[int, Letter]]") -> tuple[list[float], int]:
        connection, waits, stored = HTTPConnection("127.0.0.1", port, timeout=120), [], 0
        for turn, (number, raw) in mine:
            sleep(max(0.0, began + turn * every - monotonic()))
            at = perf_counter()
            stored += _sent(connection, known[number], raw)
            waits.append(perf_counter() - at)
        connection.close()
        return waits, stored

    with ThreadPoolExecutor(LINES) as pool:
        both = [*pool.map(line, lines)]
    waits, wall = [one for mine, _ in both for one in mine], monotonic() - began
    stored = sum(many for _, many in both)
    return _told(waits, 0) | {
        "events_stored": stored,
        "seconds": round(wall, 1),
        "events_a_second": round(stored / wall),
        "cpu_s_of_the_telephones": round(process_time() - cpu, 1),
    }


def _sent(connection: HTTPConnection, phone: "Phone", raw: bytes) -> int:
    from tests.ledger.calls import headers  # noqa: PLC0415 -- after Django is ready

    from sampai.ledger.rules.cbor import decode  # noqa: PLC0415 -- see above

    signed = headers(phone, "POST", "/sync/events", body=raw) | {"Content-Type": "application/cbor"}
    connection.request("POST", "/sync/events", raw, signed)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return sum(standing == "stored" for standing, _, _ in decode(body)[4])


if __name__ == "__main__":
    main()
