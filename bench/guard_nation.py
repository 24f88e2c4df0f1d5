"""Clusters and officers for a nation: `python bench/guard_nation.py STATIONS.parquet [--patterns kaur-2024]`.

The table has one row per station: `desa` (village code), `tps` (number); numbers from 901 are special
locations. What nobody has for a nation is drawn from a fixed seed and only exercises the rules: positions
around the village's point within its area, classes (1 in 25 vulnerable, 1 in 200 very vulnerable), and
strengths (12 in each Polsek, the Polres with the rest of 80 to 130 % of what its regency needs). Regencies
are worked through on their own; what one is short of then comes in platoons from the nearest that can spare
them. Reading and drawing are timed too; CPU seconds are those of all processes.
"""

import argparse
import os
import platform
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
import polars as pl

from sampai.engines.grouping.anneal import AnnealGrouper
from sampai.guarding.model import GuardRules, Pattern, PatternSet, RiskClass
from sampai.guarding.ports import Whole
from sampai.guarding.rules.assign import assign
from sampai.guarding.rules.clusters import groups_of, middle_of
from sampai.guarding.rules.ground import KECAMATAN, Ground, Stands
from sampai.guarding.rules.sending import ELSEWHERE
from sampai.guarding.rules.travel import Points, roads_of, travel
from sampai.kernel.geo import METRES_PER_DEGREE, distances_m
from sampai.packs.indonesia.regions import Tree, load_tree, read_columns
from sampai.packs.profiles import load_patterns
from sampai.packs.sending import load_sending

CLASSES = (RiskClass.LESS, RiskClass.VULNERABLE, RiskClass.VERY, RiskClass.SPECIAL)
REGENCY = 10**6
POLSEK = 12
PLATOON = 30
FAR = 0.5
"""How far from its village's point a station lies at most, in radii of a circle of the village's area."""


@dataclass(frozen=True, slots=True)
class Part:
    """One regency: its villages, its stations, and the villages of its Polres and Polsek."""

    code: int
    ground: Ground
    stands: Stands
    bases: Whole
    share: float
    """Of the need that its units can send."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a regency."""

    code: int
    clusters: int
    officers: int
    available: int
    sent: int
    local: int
    travel_s: int


def ground_of_nation(tree: Tree) -> Ground:
    """All villages of 2024 with the borders of one landmass."""
    rows = np.flatnonzero((tree.codes >= 10**9) & tree.in_2024)
    rows = rows[np.argsort(tree.codes[rows])]
    borders = read_columns("borders")
    codes = tree.codes[rows]
    a, b = (np.searchsorted(codes, borders[key].to_numpy()) for key in "ab")
    land = tree.landmass[rows]
    dry = (land[a] == land[b]) | (land[a] < 0) | (land[b] < 0)
    dry &= (codes[a] == borders["a"].to_numpy()) & (codes[b] == borders["b"].to_numpy())
    a, b = a[dry], b[dry]
    lat, lon = tree.lat[rows], tree.lon[rows]
    dy, dx = (lat[a] - lat[b]) * METRES_PER_DEGREE, (lon[a] - lon[b]) * METRES_PER_DEGREE
    metres = np.maximum(1, np.rint(np.sqrt(dx * dx + dy * dy))).astype(np.int64)
    return Ground(codes, lat, lon, a, b, metres)


def stands_of_nation(path: str, *, tree: Tree, ground: Ground, chance: np.random.Generator) -> Stands:
    """All stations; positions and classes are drawn."""
    table = pl.read_parquet(path, columns=["desa", "tps"]).sort("desa", "tps")
    village, number = table["desa"].cast(pl.Int64).to_numpy(), table["tps"].cast(pl.Int64).to_numpy()
    row = np.searchsorted(ground.village, village)
    order = np.argsort(tree.codes)
    area = tree.area_km2[order[np.searchsorted(tree.codes[order], ground.village)]]
    radius_m = FAR * np.sqrt(np.where(np.isnan(area), 4.0, np.minimum(area, 100.0)) / np.pi) * 1000
    spread = radius_m[row] * np.sqrt(chance.random(len(row))) / METRES_PER_DEGREE
    angle = chance.random(len(row)) * 2 * np.pi
    drawn = chance.random(len(row))
    risk = np.where(drawn < 1 / 200, 2, np.where(drawn < 1 / 200 + 1 / 25, 1, 0))
    return Stands(
        code=village * 1_000 + number,
        village=row,
        lat=ground.lat[row] + spread * np.sin(angle),
        lon=ground.lon[row] + spread * np.cos(angle),
        pattern=np.where(number >= 901, 3, risk),
        cut_off=np.zeros(len(row), dtype=np.bool_),
    )


def parts(ground: Ground, stands: Stands, *, chance: np.random.Generator) -> Iterator[Part]:
    """The nation by regency."""
    hubs = read_columns("hubs")
    hub_code, hub_village = hubs["code"].to_numpy(), hubs["village"].to_numpy()
    regency = stands.code // (REGENCY * 1_000)
    for code in np.unique(regency).tolist():
        first, last = np.searchsorted(ground.village, [code * REGENCY, (code + 1) * REGENCY])
        inner = (ground.a >= first) & (ground.a < last) & (ground.b >= first) & (ground.b < last)
        own = np.flatnonzero(regency == code)
        villages = slice(int(first), int(last))
        part = Ground(
            ground.village[villages],
            ground.lat[villages],
            ground.lon[villages],
            ground.a[inner] - first,
            ground.b[inner] - first,
            ground.border_m[inner],
        )
        inside = Stands(
            stands.code[own],
            stands.village[own] - first,
            stands.lat[own],
            stands.lon[own],
            stands.pattern[own],
            stands.cut_off[own],
        )
        here = (hub_code == code) | (hub_code // 100 == code)
        bases = np.searchsorted(part.village, hub_village[here])
        yield Part(code, part, inside, np.minimum(bases, last - first - 1), 0.8 + 0.5 * chance.random())


def work(part: Part, *, patterns: tuple[Pattern, ...], sending: GuardRules, steps: int) -> Answer:
    """Clusters and assignment of one regency."""
    stands, ground = part.stands, part.ground
    posts, officers, order = [], [], []
    groups = groups_of(stands, ground=ground, patterns=patterns, grouper=AnnealGrouper(steps))
    for rows, far in groups:
        pattern = patterns[stands.pattern[rows[0]]]
        posts.append(rows[middle_of(far)])
        officers.append(pattern.officers)
        order.append((-pattern.officers / pattern.stations, -len(rows), int(stands.code[rows[0]])))
    filled = sorted(range(len(order)), key=order.__getitem__)
    post, demand = np.array(posts)[filled], np.array(officers)[filled]
    need = int(demand.sum())
    bases = part.bases
    supply = np.full(len(bases), POLSEK, dtype=np.int64)
    supply[0] = max(0, round(need * part.share) - POLSEK * (len(bases) - 1))
    roads = roads_of(ground, sending=sending, narrow=np.zeros(len(ground.village), dtype=np.bool_))
    seconds, _ = travel(
        roads,
        bases=Points(bases, ground.lat[bases], ground.lon[bases]),
        to=Points(stands.village[post], stands.lat[post], stands.lon[post]),
    )
    kecamatan = ground.village // KECAMATAN
    own = kecamatan[bases][:, None] == kecamatan[stands.village[post]][None, :]
    own[0] = False
    sent = assign(seconds + np.where(own, 0, ELSEWHERE), supply=supply, demand=demand)
    return Answer(
        part.code,
        len(posts),
        need,
        int(supply.sum()),
        int(sent.sum()),
        int(sent[own].sum()),
        int((sent * seconds).sum()),
    )


def platoons(answers: list[Answer], *, tree: Tree) -> tuple[int, int, float]:
    """Platoons wanted, platoons lent, and the mean kilometres that they come from."""
    row = {int(code): i for i, code in enumerate(tree.codes.tolist())}
    at = [row[answer.code] for answer in answers]
    lat, lon = tree.lat[at], tree.lon[at]
    metres = distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=-2.0)
    wanted = np.array([-(-(answer.officers - answer.sent) // PLATOON) for answer in answers])
    spare = np.array([(answer.available - answer.sent) // PLATOON for answer in answers])
    lenders, borrowers = np.flatnonzero(spare), np.flatnonzero(wanted)
    between = metres[np.ix_(lenders, borrowers)]
    lent = assign(between, supply=spare[lenders], demand=wanted[borrowers])
    return int(wanted.sum()), int(lent.sum()), float((lent * between).sum() / max(1, lent.sum()) / 1000)


def peak_gib() -> tuple[float, float]:
    """Peak memory of this process and of its largest child."""
    kib = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, child = (size / 2**20 for size in kib)
    return own, child


def patterns_of(patterns: PatternSet) -> tuple[Pattern, ...]:
    """In the order of the classes that are drawn."""
    return tuple(patterns.pattern(risk) for risk in CLASSES)


def main() -> None:
    """Read, draw, group, assign, balance, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stations")
    parser.add_argument("--patterns", default="kaur-2024")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    wanted = parser.parse_args()
    start = time.perf_counter()
    chance = np.random.Generator(np.random.PCG64(1))
    tree = load_tree()
    ground = ground_of_nation(tree)
    stands = stands_of_nation(wanted.stations, tree=tree, ground=ground, chance=chance)
    tasks = sorted(parts(ground, stands, chance=chance), key=lambda part: -len(part.stands.code))
    read_s = time.perf_counter() - start
    job = partial(
        work,
        patterns=patterns_of(load_patterns(wanted.patterns)),
        sending=load_sending(),
        steps=wanted.steps,
    )
    with ProcessPoolExecutor(wanted.jobs, mp_context=get_context("spawn")) as pool:
        answers = sorted(pool.map(job, tasks, chunksize=4), key=lambda answer: answer.code)
    worked_s = time.perf_counter() - start - read_s
    asked, lent, km = platoons(answers, tree=tree)
    all_s = time.perf_counter() - start
    sent = sum(answer.sent for answer in answers)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(stands.code):,} stations, {len(answers)} regencies, patterns {wanted.patterns}")
    print(f"clusters {sum(a.clusters for a in answers):,}, {wanted.steps} steps per station")
    officers, available = (sum(getattr(a, key) for a in answers) for key in ("officers", "available"))
    print(f"officers needed {officers:,}, available {available:,}")
    print(f"sent {sent:,}, of them from the own kecamatan {sum(a.local for a in answers):,}")
    print(
        f"mean way {sum(a.travel_s for a in answers) / sent / 60:.0f} min; regencies short of officers: "
        f"{sum(a.sent < a.officers for a in answers)}"
    )
    print(f"platoons of {PLATOON} wanted {asked:,}, lent by others {lent:,} from {km:.0f} km on average")
    own, child = peak_gib()
    print(
        f"wall {all_s:.1f} s: reading and drawing {read_s:.1f}, clusters and assignment {worked_s:.1f}, "
        f"platoons {all_s - read_s - worked_s:.1f}"
    )
    print(f"CPU {sum(os.times()[:4]):.1f} s; load {os.getloadavg()[0]:.1f} on the machine")
    print(f"peak memory {own:.2f} GiB, largest of {wanted.jobs} workers {child:.2f} GiB")


if __name__ == "__main__":
    main()
