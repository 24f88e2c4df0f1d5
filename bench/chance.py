"""How long the chance of arrival of a large regency takes: `python bench/chance.py`.

The plan is synthetic, so that only sampling is timed: a store, offices of 300 stations, trucks to each office
with the goods of 60 stations, five pickups per office that make journeys of six stations one after the other
on H-2 and H-1, and every twentieth journey by a boat that may only sail by day. `--plan OPERATION` plans real
tables instead (planning is not timed).
"""

import argparse
import os
import platform
import resource
import time
from collections.abc import Iterator, Sequence

import numpy as np

from sampai.election.model import Election, Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import DAY, HOUR, MINUTE, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.main.operations import load_operation
from sampai.packs.profiles import load_election, load_modes
from sampai.packs.spreads import load_spreads
from sampai.places.model import Mode
from sampai.plan.rules.make import make_plan
from sampai.transport.model import DeliveryPlan, Journey, Stop
from sampai.transport.rules.chance import chances_of

OFFICE, TRUCK, PICKUP = 300, 60, 6
"""Stations per office, per truck to it, and per journey from it."""


def synthetic(stations: int) -> DeliveryPlan:
    """A plan of so many stations."""
    codes = [
        StationCode(f"3201{at // OFFICE:02d}2{at // 30 % 10:03d}{at % 30 + 1:03d}") for at in range(stations)
    ]
    journeys = [*_to_offices(codes), *_to_stations(codes)]
    return DeliveryPlan(
        journeys=tuple(journeys), unplanned=(), engine="synthetic", network="synthetic", seed=1, effort=1
    )


def _to_offices(codes: list[StationCode]) -> Iterator[Journey]:
    for number, at in enumerate(range(0, len(codes), TRUCK)):
        loads = -(4 + number // 100) * DAY + 6 * HOUR
        goods = [tuple(codes[at : at + TRUCK])]
        office = f"PPK-{at // OFFICE}"
        yield _journey(
            f"A-{number:05d}", "truk", number % 100, [office], goods, loads, Level.KPU, 40 * MINUTE
        )


def _to_stations(codes: list[StationCode]) -> Iterator[Journey]:
    for number, at in enumerate(range(0, len(codes), PICKUP)):
        office, turn = at // OFFICE, at % OFFICE // PICKUP
        mode = "perahu" if number % 20 == 0 else "pikap"
        goods = [(code,) for code in codes[at : at + PICKUP]]
        loads = -(2 - turn // 25) * DAY + 6 * HOUR + turn % 25 // 5 * 2 * HOUR
        places = [code for (code,) in goods]
        yield _journey(
            f"B-{number:05d}", mode, office * 5 + turn % 5, places, goods, loads, Level.PPK, 8 * MINUTE
        )


def _journey(  # noqa: PLR0917 -- one line of a made-up table
    code: str,
    mode: str,
    vehicle: int,
    places: list[str] | list[StationCode],
    goods: Sequence[tuple[StationCode, ...]],
    loads: int,
    giver: Level,
    drive_s: int,
) -> Journey:
    now, stops = loads + 15 * MINUTE, []
    for place, stations in zip(places, goods, strict=True):
        stops.append(
            Stop(
                place=place,
                arrives=HTime(now + drive_s),
                departs=HTime(now + drive_s + 8 * MINUTE),
                stations=stations,
                load=Load(2 * len(stations)),
            )
        )
        now += drive_s + 8 * MINUTE
    return Journey(
        code=code,
        vehicle=VehicleCode(mode),
        ordinal=vehicle + 1,
        mode=Mode(mode),
        giver=giver,
        receiver=Level.PPK if giver is Level.KPU else Level.STATION,
        origin="GUDANG" if giver is Level.KPU else f"PPK-{vehicle // 5}",
        loads=HTime(loads),
        departs=HTime(loads + 15 * MINUTE),
        returns=HTime(now + drive_s),
        stops=tuple(stops),
        load=Load(sum(stop.load.boxes for stop in stops)),
        distance_m=1_000,
    )


def planned(path: str) -> tuple[DeliveryPlan, Election]:
    """The delivery plan of real tables, by the quick solver."""
    loaded = load_operation(path)
    plan = make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)
    return plan.delivery, plan.rules.election


def main() -> None:
    """Make a plan, sample it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=15_000)
    parser.add_argument("--scenarios", type=int, default=2_000)
    parser.add_argument("--plan")
    wanted = parser.parse_args()
    delivery, election = (
        planned(wanted.plan) if wanted.plan else (synthetic(wanted.stations), load_election("pilkada-2024"))
    )
    wall, cpu = time.perf_counter(), time.process_time()
    found = chances_of(
        delivery,
        election=election,
        modes=load_modes(),
        spreads=load_spreads(),
        scenarios=wanted.scenarios,
        seed=1,
    )
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}")
    weakest = min(one.in_time for one in found.stations)
    print(
        f"{len(found.stations):,} stations, {len(delivery.journeys):,} journeys, "
        f"{found.scenarios:,} scenarios; {len(found.at_risk):,} at risk, weakest {weakest:.3f}, "
        f"{len(found.reliefs)} reliefs"
    )
    print(f"wall {wall_s:.2f} s, CPU {cpu_s:.2f} s, peak {peak_mib:,.0f} MiB")


if __name__ == "__main__":
    main()
