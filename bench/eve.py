"""The eve of a whole nation, or of a part of it, for bench/live.py and bench/chaos.py.

Rehearsed days of one kept plan, each moved into a part of a regency of its own, are put into the mouths of
telephones and signed, in several processes, into a folder that can be used again. Here, too: how such a store
knows the telephones, and how its record is held to what was stated. A few arrays of whole numbers and digests
are in memory, statements are read from their file when they are due.
"""

import argparse
import json
import mmap
import os
import pickle
import re
import signal
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sampai.custody.model import BoxCode
from sampai.engines.signing import read_key
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.ledger.model import FIRST_PREVIOUS, Algorithm, DeviceId, DeviceKey, Digest, Link
from sampai.ledger.ports import Sign
from sampai.ledger.rules.envelope import digest_of
from sampai.ledger.rules.outbox import Waiting
from sampai.ledger.rules.state import digest_of_chains
from sampai.main.store.opening import set_up
from sampai.rehearsal.rules.phones import Said, Script

if TYPE_CHECKING:
    from sampai.custody.model import BoxCode as Box
    from sampai.plan.model import OperationPlan
    from sampai.rehearsal.model import Event as Happening

DAY_S = 86_400.0
"""What is compressed."""
WITHIN = 0.98
"""Into this share of the time, so that what is due last comes before its end."""
NATION = 820_161
"""Stations of the Pemilu of 2024."""
MOST_COMMITTEES = 99
"""Of one regency, by the two digits of their codes."""
BY_MESSAGE, BY_VOICE = 0.05, 0.02
"""Of stations without a data signal those that report by SMS, and by voice code; assumed."""
MORE = 1_000
"""Stations for a hundred telephones, of which those that state most are taken."""
COPIES = 25
"""Copies of a plan that are made in one piece of work."""
ARRAYS = "at", "device", "counter", "size", "digest", "signature"
_NONE = bytes(32)
_SHIFT = 20
"""Bits for a telephone's counter behind its number."""

Numbers = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Copy:
    """One day of the plan in a part of a regency."""

    day: int
    region: RegionCode
    shift: int
    """What is added to the number of each kecamatan."""
    stations: int
    """So many of the plan's; the last copy of a nation may be smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What lies in a folder of prepared statements."""

    plan: str
    stations: int
    telephones: int
    statements: int
    shorts: int
    without_signal: int
    """Telephones of stations without a data signal."""
    cpu_s: float
    wall_s: float


def options_of(parser: argparse.ArgumentParser) -> None:
    """What both benches are asked for."""
    parser.add_argument("--plan", type=Path, required=True, help="a folder that sampai plan wrote")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--prepared", type=Path, help="a folder for signed statements, used again if filled")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that prepare")
    parser.add_argument("--lines", type=int, default=32, help="requests at the same time")
    parser.add_argument("--url", default="", help="a PostgreSQL database, empty; else a SQLite file is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--catch-up", type=float, default=10, help="minutes that reports may take afterwards")
    parser.add_argument("--log", type=Path, help="a line of JSON every ten seconds; is added to")
    parser.add_argument("--row", type=Path, help="the figures as one more line of this file")


@contextmanager
def own_store(url: str) -> Iterator[Path]:
    """A folder for a store of an exercise that is thrown away; ended by SIGTERM as by Ctrl-C."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    with TemporaryDirectory(prefix="sampai-eve-") as folder:
        os.environ["SAMPAI_DATA"] = folder  # noqa: TID251 -- a store of its own
        os.environ["SAMPAI_EXERCISE"] = "1"  # noqa: TID251 -- see above
        if url:
            os.environ["SAMPAI_DATABASE_URL"] = url  # noqa: TID251 -- see above
        set_up()
        yield Path(folder)


@contextmanager
def prepared(options: argparse.Namespace, *, stations: int = 0, devices: int = 0) -> Iterator["Eve"]:
    """The eve of so many stations, or of so many telephones, made now or before."""
    with TemporaryDirectory(prefix="sampai-said-") as folder:
        into = options.prepared or Path(folder)
        wanted = stations or -(-devices * MORE // 100)
        if not (into / "made.json").exists():
            from sampai.main.rehearsing import whole_plan  # noqa: PLC0415 -- after the settings

            plan = whole_plan(options.plan, roads=None)
            prepare(plan, into=into, stations=wanted, seed=options.seed, jobs=options.jobs)
        eve = Eve(into, most=devices)
        if stations and eve.made.stations != stations:
            raise SystemExit(f"{into} holds {eve.made.stations} stations, not {stations}")
        if devices and eve.made.telephones != devices:
            raise SystemExit(f"{into} holds {eve.made.telephones} telephones, not {devices}")
        yield eve


# --- making -------------------------------------------------------------------------------------------------


def prepare(plan: "OperationPlan", *, into: Path, stations: int, seed: int, jobs: int) -> None:
    """Make and sign all statements of an eve; `made.json` is written last."""
    began, cpu = perf_counter(), process_time()
    into.mkdir(parents=True, exist_ok=True)
    copies = copies_of(plan, stations=stations)
    pieces = [copies[at : at + COPIES] for at in range(0, len(copies), COPIES)]
    work = partial(_made, runs=len(copies), seed=seed, into=into)
    with _workers(jobs, plan=plan) as run:
        found = list(run(work, range(len(pieces)), pieces))
    telephones, statements, without = _join(into, pieces=len(pieces))
    made = Made(
        plan=plan.digest,
        stations=stations,
        telephones=telephones,
        statements=statements,
        shorts=sum(shorts for shorts, _ in found),
        without_signal=without,
        cpu_s=round(process_time() - cpu + (sum(spent for _, spent in found) if jobs > 1 else 0.0), 1),
        wall_s=round(perf_counter() - began, 1),
    )
    (into / "made.json").write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")


def copies_of(plan: "OperationPlan", *, stations: int) -> list[Copy]:
    """Where the days of the plan are moved to: into parts of regencies, as numbers of kecamatan allow."""
    own = len(plan.needs.stations)
    here = plan.operation.settings.region
    width = max(int(code[4:6]) for code in plan.needs.stations if code.startswith(here))
    parts = max(1, MOST_COMMITTEES // width)
    count = -(-stations // own)
    regencies = regency_codes()
    places = [(there, part * width) for part in range(parts) for there in regencies]
    if len(places) < count:
        raise SystemExit(f"{len(places) * own} stations fit into the nation's regencies with this plan")
    left = [min(own, stations - day * own) for day in range(count)]
    return [Copy(day, *places[day], left[day]) for day in range(count)]


def regency_codes() -> list[RegionCode]:
    """The nation's regencies."""
    from sampai.packs.indonesia.regions import IndonesiaGazetteer  # noqa: PLC0415 -- after the settings

    return sorted({region.code for region in IndonesiaGazetteer().regions() if len(region.code) == 4})


Map = Callable[..., Iterable[tuple[int, float]]]
_shared: dict[str, "OperationPlan"] = {}
"""The plan, in each process that works."""


@contextmanager
def _workers(jobs: int, *, plan: "OperationPlan") -> Iterator[Map]:
    """A map over so many processes; over none for one job."""
    if jobs == 1:
        _share(plan)
        yield map
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(pickle.dumps(plan),)
    ) as pool:
        yield pool.map


def _begin(plan: bytes) -> None:
    set_up()
    _share(pickle.loads(plan))  # noqa: S301 -- of the process that began this one


def _share(plan: "OperationPlan") -> None:
    _shared["plan"] = plan


def _made(number: int, copies: Sequence[Copy], *, runs: int, seed: int, into: Path) -> tuple[int, float]:
    """Write the statements of some copies; how many short reports, and the CPU that it took."""
    from sampai.main.rehearsing_live import boxes_in  # noqa: PLC0415 -- after the settings
    from sampai.packs.rehearsals import load_world  # noqa: PLC0415 -- see above
    from sampai.rehearsal.rules.events import Days  # noqa: PLC0415 -- see above
    from sampai.rehearsal.rules.rehearse import stage_of  # noqa: PLC0415 -- see above

    cpu, plan = process_time(), _shared["plan"]
    stage, boxes = stage_of(plan, world=load_world("2024")), boxes_in(plan)
    days, lone = Days(stage, runs=runs, seed=seed), without_signal(plan)
    parts = []
    for copy in copies:
        key_of, secrets = keys_of(f"{seed} {copy.region} {copy.shift}")
        eve = [one for one in days.events(copy.day) if -DAY <= one.received < 0]
        parts.append((script(plan, eve, copy=copy, boxes=boxes, lone=lone, key_of=key_of), secrets, copy))
    shorts = _write(parts, into=into / f"{number:05d}", lone=lone, plan=plan)
    return shorts, process_time() - cpu


def without_signal(plan: "OperationPlan") -> list[StationCode]:
    """As many stations as the register says have no signal, spread over all that are supplied.

    Those of the register are far away and supplied before the eve.
    """
    stations = sorted(plan.operation.register.stations, key=lambda one: one.code)
    count = sum(one.is_blankspot for one in stations)
    return [one.code for one in stations[:: len(stations) // count]][:count] if count else []


def shares(lone: Sequence[StationCode]) -> tuple[list[StationCode], list[StationCode]]:
    """Of stations without a signal those that write a message, and those that say a code."""
    message, voice = (round(share * len(lone)) for share in (BY_MESSAGE, BY_VOICE))
    return list(lone[:message]), list(lone[message : message + voice])


def script(
    plan: "OperationPlan",
    eve: Sequence["Happening"],
    *,
    copy: Copy,
    boxes: Mapping[StationCode, Sequence["Box"]],
    lone: Sequence[StationCode],
    key_of: Callable[[str], tuple[DeviceKey, Sign]],
) -> Script:
    """What the telephones of one copy state. That they began, they stated long before the eve."""
    from sampai.rehearsal.rules.phones import script_of  # noqa: PLC0415 -- after the settings

    settings = plan.operation.settings
    move = mover(settings.region, copy)
    kept = set(sorted(plan.needs.stations)[: copy.stations])
    happened = [moved(one, move=move, copy=copy, kept=kept) for one in eve]
    happened = [one for one, was in zip(happened, eve, strict=True) if one.stations or not was.stations]
    midnight = settings.calendar.instant(HTime(0)).timestamp()
    return script_of(
        happened,
        boxes={
            StationCode(move(code)): [BoxCode(move(box)) for box in found] for code, found in boxes.items()
        },
        region=copy.region,
        election=f"{settings.election} {settings.calendar.voting_day.isoformat()}",
        instant=lambda at: int((midnight + at) * 1_000),
        key_of=key_of,
        begin=False,
        by_short={StationCode(move(code)) for some in shares(lone) for code in some},
    )


def mover(here: RegionCode, copy: Copy) -> Callable[[str], str]:
    """Codes of the plan's region as those of a copy."""
    pattern = re.compile(rf"{here}(\d\d)?")

    def committee(found: re.Match[str]) -> str:
        return copy.region + (f"{int(found[1]) + copy.shift:02d}" if found[1] else "")

    @lru_cache(maxsize=10_000)
    def move(text: str) -> str:
        return pattern.sub(committee, text, count=1)

    return move


def moved(
    one: "Happening", *, move: Callable[[str], str], copy: Copy, kept: Container[StationCode]
) -> "Happening":
    """The same in another place, for the stations that are kept."""
    return replace(
        one,
        device=move(one.device),
        place=move(one.place),
        stations=tuple(StationCode(move(code)) for code in one.stations if code in kept),
        journey=f"{copy.day} {one.journey}" if one.journey else "",
    )


def keys_of(seed: str) -> tuple[Callable[[str], tuple[DeviceKey, Sign]], dict[DeviceId, bytes]]:
    """A key for each name of a copy, and the secrets of those that were asked for."""
    secrets: dict[DeviceId, bytes] = {}

    def key_of(name: str) -> tuple[DeviceKey, Sign]:
        secret = sha256(f"{seed} {name}".encode()).digest()
        found = read_key(secret)
        secrets[found.key.id] = secret
        return found.key, found

    return key_of, secrets


Part = tuple[Script, Mapping[DeviceId, bytes], Copy]


def _write(parts: Sequence[Part], *, into: Path, lone: Sequence[StationCode], plan: "OperationPlan") -> int:
    telephones = [
        (one, secrets[one.key.id], copy) for made, secrets, copy in parts for one in made.telephones
    ]
    number = {one.key.id: at for at, (one, _, _) in enumerate(telephones)}
    said = sorted((one for made, _, _ in parts for one in made.said), key=lambda one: one.at)
    into.mkdir(exist_ok=True)
    columns: dict[str, NDArray[Any]] = {
        "at": np.array([one.at for one in said], dtype=np.int32),
        "device": np.array([number[one.device] for one in said], dtype=np.int32),
        "counter": np.array([one.item.counter for one in said], dtype=np.int32),
        "size": np.array([len(one.item.raw) for one in said], dtype=np.int32),
        "digest": _rows([one.item.digest for one in said], width=32),
        "signature": _rows([one.signature for one in said], width=64),
        "id": _rows([one.key.id for one, _, _ in telephones], width=16),
        "public": _rows([one.key.public for one, _, _ in telephones], width=32),
        "secret": _rows([secret for _, secret, _ in telephones], width=32),
        "region": np.array([int(copy.region) for _, _, copy in telephones], dtype=np.int16),
        "carried": np.array([_is_alone(one.name, copy, lone, plan) for one, _, copy in telephones]),
    }
    for name, values in columns.items():
        np.save(into / name, values)
    (into / "raw").write_bytes(b"".join(one.item.raw for one in said))
    return _write_shorts(parts, into=into / "shorts", lone=lone, plan=plan)


def _is_alone(name: str, copy: Copy, lone: Sequence[StationCode], plan: "OperationPlan") -> bool:
    return name in _alone(copy, tuple(lone), plan.operation.settings.region)


@lru_cache(maxsize=COPIES)
def _alone(copy: Copy, lone: tuple[StationCode, ...], here: RegionCode) -> frozenset[str]:
    """Names of telephones of a copy that have no signal."""
    move = mover(here, copy)
    return frozenset(f"tps {move(code)}" for code in lone)


def _write_shorts(
    parts: Sequence[Part], *, into: Path, lone: Sequence[StationCode], plan: "OperationPlan"
) -> int:
    """Short reports, a line each: when, whose, by message or by voice, for which place, the message."""
    lines = []
    for made, _, copy in parts:
        move = mover(plan.operation.settings.region, copy)
        spoken = {move(code) for code in shares(lone)[1]}
        for one in made.shorts:
            way = "voice" if one.report.place in spoken else "sms"
            lines.append(json.dumps([one.at, one.device.hex(), way, one.report.place, one.sms]) + "\n")
    into.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def _rows(values: Sequence[bytes], *, width: int) -> Bytes:
    return np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, width)


def _join(into: Path, *, pieces: int) -> tuple[int, int, int]:
    """One array of each kind out of those of the pieces; telephones by id, statements by time."""
    folders = [into / f"{number:05d}" for number in range(pieces)]

    def all_of(name: str) -> NDArray[Any]:
        return np.concatenate([np.load(folder / f"{name}.npy") for folder in folders])

    ids = all_of("id")
    rank = np.lexsort(ids.T[::-1])
    for name in ("id", "public", "secret", "region", "carried"):
        np.save(into / name, all_of(name)[rank])
    place = np.empty(len(rank), dtype=np.int32)
    place[rank] = np.arange(len(rank), dtype=np.int32)
    counts = [len(np.load(folder / "id.npy", mmap_mode="r")) for folder in folders]
    stated = [len(np.load(folder / "at.npy", mmap_mode="r")) for folder in folders]
    firsts = np.repeat(np.cumsum([0, *counts[:-1]]), stated)
    when = np.argsort(all_of("at"), kind="stable")
    sizes = all_of("size").astype(np.int64)
    np.save(into / "device", place[all_of("device") + firsts][when])
    np.save(into / "start", (np.cumsum(sizes) - sizes)[when])
    for name in ("at", "counter", "size", "digest", "signature"):
        np.save(into / name, all_of(name)[when])
    for name in ("raw", "shorts"):
        with (into / name).open("wb") as whole:
            for folder in folders:
                whole.write((folder / name).read_bytes())
    for folder in folders:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    return len(rank), len(when), int(np.load(into / "carried.npy").sum())


# --- reading ------------------------------------------------------------------------------------------------


class Eve:
    """Prepared statements, in the order in which they can reach a server."""

    def __init__(self, folder: Path, *, most: int = 0) -> None:
        """Those of a folder; if `most` is above 0, of so many of its telephones that state most."""
        self.made = Made(**json.loads((folder / "made.json").read_text(encoding="utf-8")))
        self.folder = folder
        device = np.load(folder / "device.npy")
        self.kept: Numbers = _kept(device, most=most, telephones=self.made.telephones)
        """Which of the folder's telephones are meant, and below which of its statements."""
        place = np.full(self.made.telephones, -1, dtype=np.int32)
        place[self.kept] = np.arange(len(self.kept), dtype=np.int32)
        self.rows: Numbers = np.flatnonzero(place[device] >= 0)
        self.id: Bytes = np.load(folder / "id.npy")[self.kept]
        self.device: NDArray[np.int32] = place[device[self.rows]]
        self.counter: NDArray[np.int32] = np.load(folder / "counter.npy")[self.rows]
        self.digest: Bytes = np.load(folder / "digest.npy")[self.rows]
        self.carried: NDArray[np.bool_] = np.load(folder / "carried.npy")[self.kept]
        self._secret: Bytes = np.load(folder / "secret.npy")[self.kept]
        self._heads = self.id[:, :8].copy().view(">u8").ravel().astype(np.uint64)
        self.sign_of = lru_cache(maxsize=20_000)(self._sign_of)
        if most:
            self.made = replace(
                self.made,
                telephones=len(self.id),
                statements=len(self.rows),
                without_signal=int(self.carried.sum()),
            )

    def number_of(self, device: DeviceId) -> int:
        """Which of the telephones, by id, this is."""
        return int(np.searchsorted(self._heads, np.uint64(int.from_bytes(device[:8], "big"))))

    def _sign_of(self, device: DeviceId) -> Sign:
        return read_key(self._secret[self.number_of(device)].tobytes())

    @property
    def carriers(self) -> list[DeviceId]:
        """Some telephones that carry for others."""
        return [DeviceId(one.tobytes()) for one in self.id[:: max(1, len(self.id) // 50)]]

    @property
    def alone(self) -> Container[DeviceId]:
        """Telephones whose statements others carry always."""
        return frozenset(DeviceId(one.tobytes()) for one in self.id[self.carried])

    def said(self, *, evenly: bool) -> Iterator[Said]:
        """All statements; `evenly`: a second lies between two, instead of what the day had."""
        at, start, size, signature = (
            np.load(self.folder / f"{name}.npy", mmap_mode="r")
            for name in ("at", "start", "size", "signature")
        )
        with (
            (self.folder / "raw").open("rb") as file,
            mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as raw,
        ):
            for first in range(0, len(self.rows), 10_000):
                part = slice(first, first + 10_000)
                columns = [self.device[part], self.counter[part]]
                columns += [one[self.rows[part]] for one in (at, start, size)]
                signed = signature[self.rows[part]]
                rows = zip(*(one.tolist() for one in columns), strict=True)
                for place, (device, counter, when, begin, length) in enumerate(rows, start=first):
                    item = Waiting(counter, Digest(self.digest[place].tobytes()), raw[begin : begin + length])
                    yield Said(
                        DeviceId(self.id[device].tobytes()),
                        HTime(place if evenly else when),
                        item,
                        signed[place - first].tobytes(),
                    )

    def shorts(self) -> Iterator[tuple[int, DeviceId, str, str, str]]:
        """Short reports in the order of time: when, whose, `sms` or `voice`, place, message."""
        with (self.folder / "shorts").open(encoding="utf-8") as lines:
            found = sorted(json.loads(line) for line in lines)
        for at, device, way, place, text in found:
            yield at, DeviceId(bytes.fromhex(device)), way, place, text


def _kept(device: NDArray[np.int32], *, most: int, telephones: int) -> Numbers:
    """All telephones, or those that state most, by number."""
    if not most:
        return np.arange(telephones)
    stated = np.bincount(device, minlength=telephones)
    return np.sort(np.argsort(-stated, kind="stable")[:most])


# --- the store ----------------------------------------------------------------------------------------------


def enrol(eve: Eve) -> float:
    """Make the store an exercise's that knows the telephones; the CPU that it took."""
    from django.core.management import call_command  # noqa: PLC0415 -- after the settings
    from django.db import connections, transaction  # noqa: PLC0415 -- see above

    from sampai.kernel.clock import now  # noqa: PLC0415 -- see above
    from sampai.ledger.actions.append import begin_exercise  # noqa: PLC0415 -- see above
    from sampai.ledger.tables import DeviceRow  # noqa: PLC0415 -- see above
    from sampai.main.store.sqlite.base import close_writers  # noqa: PLC0415 -- see above

    cpu = process_time()
    call_command("migrate", verbosity=0, interactive=False)
    begin_exercise()
    at, ed25519 = now(), Algorithm.ED25519.value
    public, region = (np.load(eve.folder / f"{name}.npy")[eve.kept] for name in ("public", "region"))
    rows = (
        DeviceRow(
            name=name.tobytes().hex(),
            algorithm=ed25519,
            public=key.tobytes(),
            holder=f"latihan {number}",
            territory=str(code),
            institution="kpu",
            enrolled_at=at,
        )
        for number, (name, key, code) in enumerate(zip(eve.id, public, region.tolist(), strict=True))
    )
    with transaction.atomic():
        while some := list(islice(rows, 5_000)):
            DeviceRow.objects.bulk_create(some)
    connections.close_all()
    close_writers()
    return process_time() - cpu


def compared(eve: Eve, *, stated: int) -> Mapping[str, object]:
    """The store's own rows beside the first so many statements of an eve; the server must have ended."""
    key, digest, whole = _found(eve)
    truth = (eve.device[:stated].astype(np.int64) << _SHIFT) | eve.counter[:stated]
    order = np.argsort(truth)
    at = np.minimum(np.searchsorted(truth, key, sorter=order), max(stated - 1, 0))
    place = order[at]
    same = (truth[place] == key) & (eve.digest[place] == digest).all(axis=1)
    once = np.unique(place[same])
    others = [(int(k), d.tobytes()) for k, d in zip(key[~same], digest[~same], strict=True)]
    return {
        "stated": stated,
        "lost": stated - len(once),
        "doubled": int(same.sum()) - len(once) + len(others) - len(set(others)),
        "altered": len(set(others)),
        "digest_is_equal": whole == _state(truth, eve.digest[:stated], order=order, ids=eve.id),
    }


def _found(eve: Eve) -> tuple[Numbers, Bytes, Digest]:
    """The record of the telephones: device and counter in one number, digest; and the state's digest."""
    from sampai.ledger.tables import DeviceRow, EventRow  # noqa: PLC0415 -- after the settings

    number = np.full((DeviceRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1, -1)
    for pk, name in DeviceRow.objects.values_list("pk", "name").iterator(chunk_size=10_000):
        place = eve.number_of(DeviceId(bytes.fromhex(name)))
        if place < len(eve.id) and eve.id[place].tobytes().hex() == name:
            number[pk] = place
    keys, digests, links = [], bytearray(), bytearray()
    events = EventRow.objects.order_by("seq").values_list("device", "counter", "raw", "previous")
    for device, counter, raw, previous in events.iterator(chunk_size=5_000):
        place = int(number[device])
        if place >= 0:
            digest = digest_of(bytes(raw))
            keys.append(place << _SHIFT | counter)
            digests += digest
            links += bytes(previous) or _NONE
    key, found = np.array(keys, dtype=np.int64), np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)
    order = np.argsort(key, kind="stable")
    return key, found, _state(key, found, order=order, ids=eve.id, links=links)


def _state(
    key: Numbers, digest: Bytes, *, order: Numbers, ids: Bytes, links: bytes | bytearray | None = None
) -> Digest:
    """The digest over all chains; without `links`, unbroken ones."""
    device = key[order] >> _SHIFT
    edges = [0, *(np.flatnonzero(np.diff(device)) + 1).tolist(), len(device)] if len(device) else [0]

    def chains() -> Iterator[tuple[DeviceId, Mapping[int, Sequence[Link]]]]:
        for first, end in pairwise(edges):
            found: dict[int, list[Link]] = {}
            before = FIRST_PREVIOUS
            for place in order[first:end].tolist():
                counter, one = int(key[place]) & (1 << _SHIFT) - 1, Digest(digest[place].tobytes())
                named = before if links is None or not counter else _link(links, place)
                found.setdefault(counter, []).append(Link(one, named))
                before = one
            yield DeviceId(ids[int(device[first])].tobytes()), found

    return digest_of_chains(chains(), count=max(len(edges) - 1, 0))


def _link(links: bytes | bytearray, place: int) -> Digest:
    return Digest(bytes(links[32 * place : 32 * place + 32]))
