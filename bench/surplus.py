"""Ballots between the stations of a large regency: `python bench/surplus.py [--stations 15000] [--seed 1]`.

Stations lie on a square of 60 by 60 km in villages of twelve; of each contest one station in ten is short by
up to 60 sheets, one in eight has up to 80 to spare. All made up by the seed. Times are CPU seconds. The gap
is that of the cost to the bound of the linear relaxation, which is below the true least cost; small regencies
are also compared with the proven least cost.
"""

import argparse
import os
import platform
import time

import numpy as np

from sampai.engines.surplus import ProvenBalancer, SlopeBalancer, StraightWays
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.materials.model.surplus import Balance, Seat
from sampai.materials.ports import Balancer
from sampai.materials.rules.surplus import balance
from sampai.packs.surplus import load_moves

CONTESTS = {"ppwp": 1, "dpr": 1, "dpd": 1, "dprd-prov": 2, "dprd-kab": 6}
"""How many districts a regency has of each."""
VOTERS, RESERVE, VILLAGE, VILLAGES_IN_KECAMATAN = 250, 5, 12, 12


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=15_000)
    parser.add_argument("--small", type=int, default=10, help="small regencies to compare with the proof")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    seats, positions = regency(wanted.stations, seed=wanted.seed)
    cpu = time.process_time()
    found = solved(seats, positions, SlopeBalancer())
    cpu_s = time.process_time() - cpu
    short, left = sum(seat.short for seat in seats), sum(one.part.sheets for one in found.uncovered)
    print(f"{wanted.stations:,} stations, {len(seats):,} seats, {short:,} sheets short, {left:,} stay short")
    over = _over(found.cost_s, found.bound_s)
    print(f"{len(found.moves):,} moves, CPU {cpu_s:.1f} s, at most {over} above the least cost")
    costs = np.array([_compared(wanted.seed + number) for number in range(wanted.small)]).sum(axis=0)
    print(f"{wanted.small} regencies of 60 stations: {_over(costs[0], costs[1])} above the proven least cost")


def regency(stations: int, *, seed: int) -> tuple[list[Seat], dict[StationCode, Position]]:
    """Seats and positions by a seed."""
    chance = np.random.Generator(np.random.PCG64(seed))
    rows = np.arange(stations)
    village, kecamatan = rows // VILLAGE, rows // (VILLAGE * VILLAGES_IN_KECAMATAN)
    names = zip(
        (kecamatan % 99 + 1).tolist(),
        (village % 8000 + 2001).tolist(),
        (rows % VILLAGE + 1).tolist(),
        strict=True,
    )
    codes = [StationCode(f"3201{k:02d}{v:04d}{n:03d}") for k, v, n in names]
    middle = chance.uniform(0, 0.54, (stations // VILLAGE + 1, 2))[village]
    at = np.array([-6.8, 106.5]) + middle + chance.normal(0, 0.006, (stations, 2))
    seats = [
        Seat(
            station=code,
            contest=contest,
            district=f"{k % districts}",
            held=VOTERS + kept,
            expected=VOTERS,
            reserve=RESERVE,
        )
        for contest, districts in CONTESTS.items()
        for code, k, kept in zip(codes, kecamatan.tolist(), _kept(stations, chance), strict=True)
    ]
    return seats, {code: Position(*where) for code, where in zip(codes, at.tolist(), strict=True)}


def _kept(stations: int, chance: np.random.Generator) -> list[int]:
    """Sheets above the voters who are expected; below zero: short."""
    kind = chance.random(stations)
    short, spare = -chance.integers(1, 61, stations), RESERVE + chance.integers(1, 81, stations)
    kept: list[int] = np.where(kind < 0.1, short, np.where(kind > 0.875, spare, RESERVE)).tolist()
    return kept


def solved(seats: list[Seat], positions: dict[StationCode, Position], balancer: Balancer) -> Balance:
    """Moves at nine o'clock, at 25 km/h."""
    return balance(
        seats,
        ways=StraightWays(positions, speed_kmh=25),
        balancer=balancer,
        rules=load_moves(),
        now=HTime(9 * HOUR),
        closes=HTime(13 * HOUR),
    )


def _compared(seed: int) -> tuple[int, int]:
    """Costs of a small regency, by the usual balancer and by the proof."""
    seats, positions = regency(60, seed=seed)
    usual, proven = (solved(seats, positions, one()) for one in (SlopeBalancer, ProvenBalancer))
    return usual.cost_s, proven.cost_s


def _over(cost: int, bound: int) -> str:
    return f"{100 * (cost / max(1, bound) - 1):.1f} %"


if __name__ == "__main__":
    main()
