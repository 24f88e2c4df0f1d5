"""Incidents in a store, timed: python bench/incidents_store.py [--store postgresql] [--open N] [--out FILE].

A nation's open incidents of random kinds at random stations, in a store of its own that is thrown away: an
hour of clocks minute by minute, list pages and sums of readers of every level, and taking in phones' words.
Seconds of a wall clock are those of this machine with whatever else it does; CPU is this process alone.
"""

import argparse
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from bench.incidents import START_MS, watches_of
from tests.store import KINDS, as_role, store

from sampai.incidents.actions.clocks import tick_due
from sampai.incidents.actions.fold import RANK
from sampai.incidents.model import NEVER_MS, IncidentBook, Severity
from sampai.incidents.queries.listing import Wanted, incident_lines, sums
from sampai.incidents.queries.one import incident
from sampai.incidents.rules.kept import watch_text
from sampai.incidents.tables import ClaimRow, IncidentRow, NoticeRow, WatchRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.plain import plain
from sampai.kernel.quantity import Certainty
from sampai.ledger.actions import write_rows
from sampai.packs.incident_rules import load_incident_book
from sampai.places.tables import RegionRow

MINUTE_MS = 60_000
TURNS = 20


def fill(count: int, *, seed: int, book: IncidentBook) -> list[str]:
    """Write the rows that folds and clocks would have written; the villages that have one."""
    chance = np.random.Generator(np.random.PCG64(seed))
    villages = list(RegionRow.objects.filter(level="village").order_by("code").values_list("code", flat=True))
    if not villages:
        villages = [code for code in RegionRow.objects.values_list("code", flat=True) if len(code) == 10]
    at = chance.integers(len(villages), size=count)
    watches = watches_of(count, seed=seed, book=book)
    incidents, claims, clocks = [], [], []
    for number, (watch, village) in enumerate(zip(watches.values(), at, strict=True)):
        place = f"{villages[village]}{number % 20 + 1:03d}"
        name = f"{number:012x}".ljust(64, "0")
        kind, rank = book.kind_of(watch.kind), list(Severity).index(watch.severity)
        told = int(chance.integers(START_MS))
        incidents.append(
            (
                name,
                "x",
                watch.kind,
                rank,
                kind.colour.value,
                "reported",
                True,
                number % 3 > 0,
                number % 9 == 0,
                *(place, int(place[:10]), told, told, 1, "", "", rank * RANK + told),
            )
        )
        said = {
            "id": name,
            "kind": watch.kind,
            "place": place,
            "at_ms": told,
            "told_ms": told,
            "source": {"name": "kpps"},
            "certainty": plain(Certainty.REPORTED),
            "entry": "phone",
        }
        claims.append(
            (
                name,
                "x",
                watch.kind,
                f"{watch.kind}|{place}",
                place,
                int(place[:10]),
                told,
                told,
                "phone",
                name,
                "",
                "",
                json.dumps(said),
                name,
            )
        )
        clocks.append((name, min(watch.next_ms, NEVER_MS), watch_text(watch), "[]", ""))
    for table, rows in ((IncidentRow, incidents), (ClaimRow, claims), (WatchRow, clocks)):
        write_rows(table, [one.name for one in table._meta.concrete_fields], rows)  # noqa: SLF001 -- Django documents it
    return [villages[one] for one in at[:TURNS]]


def clocks_of_an_hour(book: IncidentBook) -> dict[str, object]:
    """Each minute of an hour: how long its ticks take."""
    wall, cpu = [], []
    for minute in range(1, 61):
        begun, used = perf_counter(), process_time()
        tick_due(now_ms=START_MS + minute * MINUTE_MS, book=book)
        wall.append(perf_counter() - begun)
        cpu.append(process_time() - used)
    return {
        "minute_wall_s": _spread(wall),
        "minute_cpu_s": _spread(cpu),
        "notices": NoticeRow.objects.count(),
    }


def _spread(values: list[float]) -> dict[str, float]:
    found = np.percentile(values, [50, 99])
    return {
        "p50": round(float(found[0]), 4),
        "p99": round(float(found[1]), 4),
        "worst": round(max(values), 4),
    }


def reads(villages: list[str], *, book: IncidentBook) -> dict[str, object]:
    """First and second pages, filtered pages, sums and single incidents of readers of every level."""
    found: dict[str, object] = {}
    for digits, name in ((0, "nation"), (2, "province"), (4, "regency"), (6, "kecamatan")):
        walls: dict[str, list[float]] = {"page": [], "next page": [], "one kind": [], "sums": [], "one": []}
        cpus: dict[str, list[float]] = {each: [] for each in walls}
        for village in villages:
            scope = as_role("kpu-logistik", territory=RegionCode(village[:digits])).scope
            mark, code = "", ""
            for what, wall in walls.items():
                begun, used = perf_counter(), process_time()
                if what in {"page", "next page"}:
                    lines = incident_lines(scope, Wanted(), book=book, after=mark, most=51)
                    mark, code = (lines[-1].mark, lines[-1].code) if lines else (mark, code)
                elif what == "one kind":
                    incident_lines(scope, Wanted(kind="fire", severity="light"), book=book, most=51)
                elif what == "sums":
                    sums(scope, region=RegionCode(""))
                else:
                    incident(scope, code, book=book)
                wall.append((perf_counter() - begun) * 1_000)
                cpus[what].append((process_time() - used) * 1_000)
        found[name] = {
            what: {"wall_ms": _spread(walls[what]), "cpu_ms": _spread(cpus[what])} for what in walls
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=KINDS, default="sqlite")
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    book = load_incident_book()
    with TemporaryDirectory(prefix="sampai-") as folder, store(asked.store, folder=Path(folder)):
        villages = fill(asked.open, seed=asked.seed, book=book)
        result = {"store": asked.store, "open": asked.open, "cores": os.cpu_count()}
        result |= {"reads": reads(villages, book=book), "clocks": clocks_of_an_hour(book)}
    text = json.dumps(result, indent=1)
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
