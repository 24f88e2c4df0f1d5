"""How long tiles take with the nation's stations.

    python bench/tiles.py STATIONS.parquet STORE [--tiles 200]

STATIONS.parquet has one row per station: `desa` (village code), `tps` (number), `dpt` (voters). STORE is a
folder for the SQLite file; it is filled once. Stations lie around their village's settlement point, so their
positions are synthetic, their number and density are not. A tile is asked for through all of the server's
middleware, by one reader of the whole nation; cold: made from the store, warm: from memory.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from django.test import Client

EVENT = "pemilu-2024 2024-02-14"
SPREAD_DEGREES = 0.008
PASSWORD = "gunung merah laut"  # noqa: S105 -- of a store that nobody serves
ZOOMS = (4, 5, 7, 9, 11, 12)


def main() -> None:
    """Fill the store where it is empty; ask for tiles; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stations", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--tiles", type=int, default=200)
    wanted = parser.parse_args()
    wanted.store.mkdir(parents=True, exist_ok=True)
    os.environ["SAMPAI_DATA"] = str(wanted.store.resolve())  # noqa: TID251 -- this is the bench's main
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- after the settings' variable is set

    with open_store():
        _fill(wanted.stations)
        _measure(_reader(), tiles=wanted.tiles)


def _fill(source: Path) -> None:
    from django.db import transaction  # noqa: PLC0415 -- after Django is ready

    from sampai.kernel.ids import RegionCode  # noqa: PLC0415 -- see above
    from sampai.ledger.actions import write_rows  # noqa: PLC0415 -- see above
    from sampai.places.actions import STATION_FIELDS, count_cells  # noqa: PLC0415 -- see above
    from sampai.places.tables import StationRow  # noqa: PLC0415 -- see above

    if StationRow.objects.exists():
        return
    begun = time.perf_counter()
    with transaction.atomic():
        write_rows(StationRow, STATION_FIELDS, _rows(source))
        written = time.perf_counter()
        count_cells(EVENT, region=RegionCode(""))
    counted = time.perf_counter()
    print(
        f"{StationRow.objects.count():,} stations written in {written - begun:.0f} s, "
        f"counted by cells in {counted - written:.0f} s"
    )


def _rows(source: Path) -> Iterator[tuple[Any, ...]]:
    from sampai.election.tables import OperationRow  # noqa: PLC0415 -- after Django is ready
    from sampai.kernel.clock import now  # noqa: PLC0415 -- see above
    from sampai.kernel.geo import Position  # noqa: PLC0415 -- see above
    from sampai.kernel.ids import RegionCode, span_of  # noqa: PLC0415 -- see above
    from sampai.places.rules.cells import cell_of  # noqa: PLC0415 -- see above
    from sampai.places.tables import RegionRow  # noqa: PLC0415 -- see above

    table = pl.read_parquet(source, columns=["desa", "tps", "dpt"]).sort("desa", "tps")
    settled = {
        code: (lat, lon)
        for code, lat, lon in RegionRow.objects.values_list("code", "lat", "lon")
        if lat is not None and lon is not None
    }
    operations: dict[str, int] = {}
    chance = np.random.Generator(np.random.PCG64(1))
    shift = chance.normal(0, SPREAD_DEGREES, (len(table), 2))
    states = chance.choice(4, (len(table), 5), p=(0.2, 0.77, 0.02, 0.01)).tolist()
    for (village, number, voters), (north, east), state in zip(
        table.iter_rows(), shift.tolist(), states, strict=True
    ):
        code = f"{village:0>10}"
        regency = RegionCode(code[:4])
        if regency not in operations:
            first, last = span_of(regency)
            row = OperationRow.objects.create(
                name=regency, profile="pemilu-2024", event=EVENT, region=regency, first=first, last=last,
                voting_day="2024-02-14", zone="WIB", made_at=now(),
            )  # fmt: skip
            operations[regency] = row.pk
        at = settled.get(code) or settled.get(code[:6]) or settled.get(code[:4]) or (-2.0, 118.0)
        where = Position(at[0] + north, at[1] + east)
        yield (
            operations[regency], f"{code}{number:03d}", int(code), number, "", where.lat, where.lon,
            cell_of(where), "", "", voters // 2, voters - voters // 2, "", False, "", "", "", *state,
        )  # fmt: skip


def _reader() -> "Client":
    """A browser of somebody who reads the whole nation."""
    from django.test import Client  # noqa: PLC0415 -- after Django is ready

    from sampai.kernel.clock import now  # noqa: PLC0415 -- see above
    from sampai.kernel.ids import RegionCode  # noqa: PLC0415 -- see above
    from sampai.kernel.rights import Actor, Scope  # noqa: PLC0415 -- see above
    from sampai.main.web.wiring import roles  # noqa: PLC0415 -- see above
    from sampai.people.actions.accounts import accept_invitation, invite, make_account  # noqa: PLC0415 -- see above
    from sampai.people.queries import has_account  # noqa: PLC0415 -- see above

    nation = RegionCode("")
    role = roles()["bawaslu-admin"]
    scope = Scope(territory=nation, secrecy=role.secrecy, deeds=role.deeds)
    admin = Actor(account="bench", name="bench", role=role, scope=scope)
    if not has_account("pusat"):
        make_account(admin, now(), username="pusat", name="pusat", role=roles()["bawaslu"], territory=nation)
        invite(admin, now(), username="pusat", secret=PASSWORD, roles=roles())
        accept_invitation(secret=PASSWORD, password=PASSWORD, at=now())
    client = Client(SERVER_NAME="localhost")
    client.post("/masuk", {"username": "pusat", "password": PASSWORD})
    return client


def _measure(client: "Client", *, tiles: int) -> None:
    from sampai.places.tables import StationRow  # noqa: PLC0415 -- after Django is ready

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one caller")
    print("zoom  tiles  cold p50   p99   warm p50   p99 ms   largest KB   most features' stations")
    cells = np.array(StationRow.objects.values_list("cell", flat=True), np.int64)
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
