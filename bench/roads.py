"""How long a road map takes: `python bench/roads.py FILE.osm.pbf [--points 2000]`.

Reads the extract, contracts it to junctions, spreads points over its nodes, and searches one row for each.
Nothing is taken from the cache.
"""

import argparse
import os
import platform
import resource
import time
from pathlib import Path

import numpy as np

from sampai.engines.roads.contract import contract
from sampai.engines.roads.graph import GRAIN, RoadGraph
from sampai.engines.roads.matrix import RoadMatrix
from sampai.engines.roads.read import read_ways
from sampai.kernel.geo import Position
from sampai.packs.road_table import load_road_table
from sampai.places.model import Mode, Pace, RoadClass, RoadUser
from sampai.places.ports import Point

BLOCK = 100
PICKUP = Pace(
    mode=Mode("pikap"), speed_kmh=((RoadClass.URBAN, 25), (RoadClass.VILLAGE, 35)), user=RoadUser.CAR
)


class Watch:
    """Wall and CPU seconds since the last look."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def look(self, what: str) -> None:
        """Print what took how long."""
        wall, cpu = time.perf_counter(), time.process_time()
        print(f"{what}: wall {wall - self.wall:.2f} s, CPU {cpu - self.cpu:.2f} s")
        self.wall, self.cpu = time.perf_counter(), time.process_time()


def points_on(graph: RoadGraph, *, count: int) -> tuple[Point, ...]:
    """So many nodes of the map, drawn with a fixed seed."""
    spots = np.unique(np.stack([graph.x1, graph.y1], axis=1), axis=0)
    rng = np.random.Generator(np.random.PCG64(1))
    chosen = spots[rng.integers(0, len(spots), count)].tolist()
    return tuple(Point(str(i), Position(y / GRAIN, x / GRAIN)) for i, (x, y) in enumerate(chosen))


def main() -> None:
    """Read, contract, snap, search, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("--points", type=int, default=2_000)
    wanted = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    watch = Watch()
    raw = read_ways(wanted.extract, table=load_road_table())
    watch.look("read")
    graph = contract(raw, source=wanted.extract.name, attribution="")
    watch.look("contract")
    print(
        f"{graph.ways:,} ways, {graph.nodes:,} nodes -> {graph.junctions:,} junctions, "
        f"{len(graph.tail):,} edges, {graph.length_km:,} km, largest piece {graph.largest_share:.1%}"
    )
    engine, points = RoadMatrix(graph), points_on(graph, count=wanted.points)
    engine.gaps_m(points, pace=PICKUP)
    watch.look(f"snap {len(points):,} points")
    for first in range(0, len(points), BLOCK):
        engine.rows(points, pace=PICKUP, origins=range(first, min(first + BLOCK, len(points))))
    watch.look(f"{len(points):,} rows of {len(points):,}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
