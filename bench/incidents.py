"""Clocks of 100,000 open incidents, in CPU seconds: python bench/incidents.py [--open N] [--out FILE].

Kinds, severities and the hour of opening (the last eight) are drawn; every minute of one hour ticks.
`worst_minute_s` is the dearest of them; `all_at_once_s` one tick in which every clock rings.
"""

import argparse
import json
import os
import platform
from pathlib import Path
from time import process_time

import numpy as np

from sampai.incidents.model import IncidentBook, ItemId, Opened, Severity, Ticked, Watch
from sampai.incidents.rules.clocks import handle, open_watch, tick_all
from sampai.packs.incident_rules import load_incident_book

MINUTE_MS = 60_000
START_MS = 8 * 60 * MINUTE_MS


def watches_of(count: int, *, seed: int, book: IncidentBook) -> dict[ItemId, Watch]:
    """Open incidents, each ticked up to the start as its own time went on."""
    chance = np.random.Generator(np.random.PCG64(seed))
    kinds, grades = list(book.kinds), list(Severity)
    watches = {}
    for number in range(count):
        opened = Opened(
            incident=ItemId(f"i{number}"),
            kind=kinds[chance.integers(len(kinds))],
            severity=grades[chance.integers(len(grades))],
        )
        watch, _ = open_watch(opened, now_ms=int(chance.integers(START_MS)), book=book)
        while watch.next_ms <= START_MS:
            watch, _ = handle(watch, Ticked(), now_ms=watch.next_ms, book=book)
        watches[opened.incident] = watch
    return watches


def measure(count: int, *, seed: int) -> dict[str, object]:
    """Seconds of CPU of each minute's tick."""
    book = load_incident_book()
    watches = watches_of(count, seed=seed, book=book)
    minutes, notices = [], 0
    for minute in range(1, 61):
        start = process_time()
        changed, said = tick_all(watches, now_ms=START_MS + minute * MINUTE_MS, book=book)
        watches.update(changed)
        minutes.append(process_time() - start)
        notices += len(said)
    opened = {
        name: open_watch(
            Opened(incident=name, kind=watch.kind, severity=watch.severity), now_ms=0, book=book
        )[0]
        for name, watch in watches.items()
    }
    start = process_time()
    _, said = tick_all(opened, now_ms=START_MS, book=book)
    return {
        "open": count,
        "seed": seed,
        "median_minute_s": round(float(np.median(minutes)), 3),
        "worst_minute_s": round(max(minutes), 3),
        "notices_in_an_hour": notices,
        "all_at_once_s": round(process_time() - start, 3),
        "notices_at_once": len(said),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    text = json.dumps(measure(asked.open, seed=asked.seed), indent=1)
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
