"""How near clusters come to the best: `python bench/clusters.py [--seconds 20] [--steps 4000]`.

Real areas of the shipped samples with at most 60 stations (of larger ones: those nearest to the first),
grouped for patterns of 3, 5, 8 and 12. The best is proven by HiGHS; what it cannot prove in time is left out.
The value is the sum of the distances from each cluster's middle station to its others; all three ways to
group make the same, fewest number of clusters.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator

import numpy as np

from sampai.engines.grouping.anneal import AnnealGrouper
from sampai.engines.grouping.exact import ExactGrouper, NotProven
from sampai.guarding.model import RiskClass
from sampai.guarding.ports import Grouper, Metres32, Whole
from sampai.guarding.rules.clusters import BY_PATH, middle_of
from sampai.guarding.rules.ground import areas_of, far_between, graph_of, ground_of, stands_of
from sampai.main.operations import load_operation
from sampai.packs.indonesia.sampler import shipped_samples
from sampai.plan.rules.make import off_road

MOST = 60
SIZES = (3, 5, 8, 12)


def areas() -> Iterator[tuple[str, Metres32]]:
    """Areas of the shipped samples, all stations in one class; at least ten stations."""
    for name, folder in sorted(shipped_samples().items()):
        loaded = load_operation(folder)
        stations, rules = loaded.operation.register.stations, loaded.rules
        ground = ground_of(rules.territory, stations=stations)
        stands, _ = stands_of(
            stations,
            ground=ground,
            class_of={station.code: RiskClass.LESS for station in stations},
            patterns=rules.patterns,
            cut_off=off_road(rules.modes),
        )
        graph = graph_of(ground)
        for rows in areas_of(stands, ground=ground):
            if len(rows) >= 10:
                far = far_between(stands, rows=rows, graph=graph)
                few = np.sort(np.argsort(far[0], kind="stable")[:MOST])
                yield f"{name} {stands.code[rows[0]] // 10**7}", far[np.ix_(few, few)]


def way_m(far: Metres32, label: Whole) -> int:
    """From the middle station of each cluster to its others."""
    groups = [far[np.ix_(label == group, label == group)] for group in range(int(label.max()) + 1)]
    return sum(int(inside[middle_of(inside)].sum()) for inside in groups)


def timed(grouper: Grouper, far: Metres32, *, most: int) -> tuple[int, int, float]:
    """Way, number of clusters, seconds."""
    start = time.perf_counter()
    label = grouper.group(far, most=most)
    return way_m(far, label), int(label.max()) + 1, time.perf_counter() - start


def main() -> None:
    """Group, prove, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--steps", type=int, default=AnnealGrouper().steps)
    wanted = parser.parse_args()
    search, proof = AnnealGrouper(wanted.steps), ExactGrouper(wanted.seconds)
    search.group(np.ones((9, 9), dtype=np.int32), most=2)
    rows, unproven = [], 0
    for i, (name, far) in enumerate(areas()):
        most = SIZES[i % len(SIZES)]
        try:
            best, clusters, proof_s = timed(proof, far, most=most)
        except NotProven:
            unproven += 1
            continue
        found, same, found_s = timed(search, far, most=most)
        cut, again, _ = timed(BY_PATH, far, most=most)
        assert clusters == same == again
        rows.append((found / max(1, best) - 1, cut / max(1, best) - 1, found_s, proof_s))
        print(
            f"{name:40} n {len(far):3} most {most:2} clusters {clusters:3} best {best:7} m "
            f"search +{rows[-1][0]:.2%} path +{rows[-1][1]:.2%} ({found_s:.3f} s, proof {proof_s:.1f} s)",
            flush=True,
        )
    gaps = np.array(rows)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{search.name}; {len(rows)} proven, {unproven} not proven in {wanted.seconds:.0f} s")
    print(
        f"search: mean +{gaps[:, 0].mean():.2%}, worst +{gaps[:, 0].max():.2%}, "
        f"{gaps[:, 2].sum():.1f} s in all"
    )
    print(f"path, cut: mean +{gaps[:, 1].mean():.2%}; proofs took {gaps[:, 3].sum():.0f} s")


if __name__ == "__main__":
    main()
