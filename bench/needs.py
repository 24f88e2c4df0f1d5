"""How long the needs of a nation take: `python bench/needs.py STATIONS.parquet [--election pemilu-2024]`.

The table has one row per station: `desa` (village code), `tps` (number), `dpt` (voters).
Reading is timed too.
"""

import argparse
import os
import platform
import time

import numpy as np
import polars as pl

from sampai.materials.model import StationColumns
from sampai.materials.rules.needs import needs_of_columns
from sampai.packs.profiles import load_election, load_kits
from sampai.places.model import RegionLevel


def read(path: str) -> StationColumns:
    """Stations of a parquet table."""
    table = pl.read_parquet(path, columns=["desa", "tps", "dpt"])
    return StationColumns.of(
        table["desa"].cast(pl.Int64).to_numpy(),
        number=table["tps"].to_numpy(),
        voters=table["dpt"].to_numpy().astype(np.int64),
    )


def main() -> None:
    """Read, compute, sum by kecamatan, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stations")
    parser.add_argument("--election", default="pemilu-2024")
    wanted = parser.parse_args()
    wall, cpu = time.perf_counter(), time.process_time()
    columns = read(wanted.stations)
    read_s = time.perf_counter() - wall
    needs = needs_of_columns(
        columns, election=load_election(wanted.election), kits=load_kits(wanted.election)
    )
    totals = needs.totals()
    kecamatan = needs.sums(RegionLevel.KECAMATAN)
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )
    print(
        f"{len(needs.stations):,} stations x {len(needs.items)} items, {len(kecamatan.regions):,} kecamatan"
    )
    print(f"boxes {totals['kotak_suara']:,}; booths {totals['bilik']:,}; ink {totals['tinta']:,}")
    print(f"wall {wall_s:.2f} s (reading {read_s:.2f} s), CPU {cpu_s:.2f} s")


if __name__ == "__main__":
    main()
