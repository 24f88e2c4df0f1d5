"""How long tiles take with the nation's stations.

    python -m bench.tiles --data DIR [--postgresql] [--tiles 200]

DIR holds a store that `python -m bench.server load` has filled. Its stations lie around their village's
point, so their positions are synthetic, their number and density are not. A tile is asked for through all of
the server's middleware, by one reader of the whole nation; cold: made from the store, warm: from memory.
`python -m bench.server ask` asks a running server for tiles, with many clients at once.
"""

import argparse
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from bench.server import ACCOUNT, PASSWORD, store_of

if TYPE_CHECKING:
    from django.test import Client

ZOOMS = (4, 5, 7, 9, 11, 12)


def main() -> None:
    """Ask for tiles; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--tiles", type=int, default=200)
    wanted = parser.parse_args()
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- after the settings' variable is set

    with store_of(wanted.data, postgresql=wanted.postgresql), open_store():
        _measure(_reader(), tiles=wanted.tiles)


def _reader() -> "Client":
    """A browser of somebody who reads the whole nation."""
    from django.test import Client  # noqa: PLC0415 -- after Django is ready

    client = Client(SERVER_NAME="localhost")
    client.post("/masuk", {"username": ACCOUNT, "password": PASSWORD})
    return client


def _measure(client: "Client", *, tiles: int) -> None:
    from sampai.places.tables import StationRow  # noqa: PLC0415 -- after Django is ready

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one caller")
    print("zoom  tiles  cold p50   p99   warm p50   p99 ms   largest KB   most features' stations")
    located = StationRow.objects.filter(cell__isnull=False)
    cells = np.array(located.values_list("cell", flat=True), np.int64)
    chance = np.random.Generator(np.random.PCG64(2))
    for zoom in ZOOMS:
        found, many = np.unique(cells >> 2 * (16 - zoom), return_counts=True)
        # Half where people look most (by number of stations), half the densest.
        drawn = chance.choice(found, min(tiles, len(found)), p=many / many.sum(), replace=False)
        dense = found[np.argsort(-many)][: tiles // 4]
        asked = [_address(zoom, int(cell)) for cell in dict.fromkeys([*dense.tolist(), *drawn.tolist()])]
        cold = [_asked(client, one) for one in asked]
        warm = [_asked(client, one) for one in asked]
        largest = max(size for _, size in cold) / 1000
        (a, b), (c, d) = (np.percentile([ms for ms, _ in run], (50, 99)) for run in (cold, warm))
        print(
            f"{zoom:4}  {len(asked):5}  {a:8.1f} {b:5.0f}  {c:9.1f} {d:5.0f}  {largest:12.1f}  {many.max():,}"
        )


def _address(zoom: int, cell: int) -> str:
    column = sum((cell >> 2 * bit & 1) << bit for bit in range(zoom))
    row = sum((cell >> 2 * bit + 1 & 1) << bit for bit in range(zoom))
    return f"/peta/ubin/{zoom}/{column}/{row}"


def _asked(client: "Client", address: str) -> tuple[float, int]:
    begun = time.perf_counter()
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    spent = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return spent, len(answer.content)


if __name__ == "__main__":
    main()
