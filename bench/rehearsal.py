"""How long rehearsals take, and how near a rehearsed nation comes to February 2024.

`python bench/rehearsal.py PLAN [--runs 1000]` times a kept plan in one process, part by part. `--calibrate`
makes the tables of a panel of regencies, plans them the old way, rehearses them in the world 2024 and prints
the published shares beside the rehearsed ones; `--held-out` takes the other panel. There the rates are as
written, without doubt, so that each regency shows the rates and not one guess at them. `--old-and-new`
compares plans made by hand with Sampai's for the sample regencies.
"""

import argparse
import os
import platform
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.ids import RegionCode
from sampai.main.operations import rules_of
from sampai.main.rehearsing import delivery_by_hand
from sampai.main.replanning import read_plan, ready
from sampai.materials.model import Needs
from sampai.materials.rules.needs import needs_of
from sampai.packs.indonesia.sampler import SHIPPED, sample_operation
from sampai.packs.rehearsals import load_world
from sampai.plan.model import Operation, RuleBook
from sampai.plan.rules.make import consignments_of, fleet_of, held_on, means_of, own_goods_of
from sampai.rehearsal.model import Figure, Rate, World
from sampai.rehearsal.rules.calibration import HELD_OUT, PANEL, compared
from sampai.rehearsal.rules.course import course_of
from sampai.rehearsal.rules.rehearse import Stage, tally_of
from sampai.rehearsal.rules.tally import shares_of
from sampai.transport.model import DeliveryPlan
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import Means
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.score import cost_rp

SAMPLES = tuple(SHIPPED.values())

WORLDS = "2024", "2024, goods packed in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A sample regency, ready to be planned."""

    operation: Operation
    rules: RuleBook
    needs: Needs
    ways: Means

    def stage(self, delivery: DeliveryPlan, *, world: World) -> Stage:
        """A delivery plan of it in a world."""
        register = self.operation.register
        course = course_of(delivery, register=register, rules=self.rules, world=world)
        return Stage(course=course, stations=register.stations, guarded=None, world=world)

    def by_hand(self) -> DeliveryPlan:
        """Planned the old way."""
        return delivery_by_hand(self.operation, rules=self.rules, needs=self.needs, ways=self.ways)

    def by_sampai(self) -> DeliveryPlan:
        """Planned with the defaults."""
        voting_day = self.operation.settings.calendar.voting_day
        return plan_delivery(
            self.operation.register,
            consignments=consignments_of(self.needs),
            election=held_on(voting_day, election=self.rules.election),
            modes=self.rules.modes,
            fleet=fleet_of(self.operation, rules=self.rules),
            territory=self.rules.territory,
            solver=RuinSolver(threads=1),
            seed=1,
            effort=1,
            outlook=Outlook(voting_day=voting_day, rules=self.rules.weather),
            own=own_goods_of(self.needs),
            drivers=self.rules.drivers,
            ways=self.ways,
            objective=self.rules.objective,
        )

    def cost_rp(self, delivery: DeliveryPlan) -> int:
        """What its journeys cost."""
        return cost_rp(
            delivery.journeys,
            stationed=delivery.stationed,
            modes=self.rules.modes,
            fleet=self.operation.fleet,
            shift_rp=self.rules.objective.shift_rp,
        )


def tables_of(region: RegionCode) -> Tables:
    """A regency of Pemilu 2024."""
    operation = sample_operation(region, election_code="pemilu-2024")
    rules = rules_of(operation)
    needs = needs_of(operation.register.stations, election=rules.election, kits=rules.kits)
    return Tables(
        operation=operation, rules=rules, needs=needs, ways=means_of(operation, rules=rules, roads=None)
    )


def old_and_new(regions: tuple[RegionCode, ...], *, runs: int) -> Mapping[tuple[str, str], float]:
    """Print late stations of plans made by hand and by Sampai, with late stores and without."""
    world = load_world("2024")
    ready = Figure(0.0, world.rates[Rate.UNREADY].basis)
    packed = replace(world, rates={**world.rates, Rate.UNREADY: ready})
    total: dict[tuple[str, str], float] = {}
    stations = 0
    for region in regions:
        tables = tables_of(region)
        many = len(tables.operation.register.stations)
        stations += many
        for name, delivery in (("by hand", tables.by_hand()), ("Sampai", tables.by_sampai())):
            told = []
            for what, mine in zip(WORLDS, (world, packed), strict=True):
                tally = tally_of(tables.stage(delivery, world=mine), runs=runs, seed=1)
                late = 100_000 * (1 - shares_of(tally, stations=many).by_law)
                total[name, what] = total.get((name, what), 0.0) + late * many
                told.append(f"{what}: {late:.0f}")
            vehicles = len({(j.vehicle, ordinal) for j in delivery.journeys for ordinal in j.vehicles})
            means = f"{tables.cost_rp(delivery) / 1e6:.1f} million Rp, {vehicles} vehicles"
            left = len(delivery.unplanned)
            print(f"{region} {many} stations, {name}: {'; '.join(told)} late of 100,000", flush=True)
            print(f"    {means}; {left} stations left out", flush=True)
    for (name, what), late in total.items():
        print(f"all {stations} stations, {name}, {what}: {late / stations:.0f} late of 100,000")
    return {key: late / stations for key, late in total.items()}


def picture(late: Mapping[tuple[str, str], float]) -> str:
    """Bars of late stations of 100,000: because of stores that are late, and the rest."""
    most = max(late.values())
    parts = []
    for row, name in enumerate(("by hand", "Sampai")):
        every, packed = late[name, WORLDS[0]], late[name, WORLDS[1]]
        y, wide, rest = 34 + 44 * row, 420 * every / most, 420 * min(every, packed) / most
        parts.append(f'<text x="88" y="{y + 21}" text-anchor="end" font-size="15">{name}</text>')
        parts.append(f'<rect x="96" y="{y}" width="{wide:.1f}" height="30" fill="#9db8d2"/>')
        parts.append(f'<rect x="96" y="{y}" width="{rest:.1f}" height="30" fill="#1f4e79"/>')
        parts.append(f'<text x="{102 + wide:.1f}" y="{y + 21}" font-size="15">{every:,.0f}</text>')
    title = "Stations of 100,000 that are late in the world 2024"
    told = "dark: on the way; light: goods that were not packed in time"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 150" font-family="sans-serif" role="img" '
        f'aria-label="{title}"><rect width="640" height="150" fill="#fff"/>'
        f'<text x="96" y="20" font-size="15" font-weight="bold">{title}</text>{"".join(parts)}'
        f'<text x="96" y="140" font-size="12" fill="#56606e">{told}</text></svg>\n'
    )


def calibrate(regions: tuple[RegionCode, ...], *, runs: int) -> None:
    """Print the published shares beside those of a panel."""
    world, panel = replace(load_world("2024"), doubt=0.0), []
    for region in regions:
        started = time.process_time()
        tables = tables_of(region)
        tally = tally_of(tables.stage(tables.by_hand(), world=world), runs=runs, seed=int(region))
        panel.append(shares_of(tally, stations=len(tables.operation.register.stations)))
        parts = (f"{one.published.measure} {one.rehearsed:.3%}" for one in compared(panel[-1:]))
        print(f"{region}: {', '.join(parts)}; {time.process_time() - started:.0f} s CPU", flush=True)
    for one in compared(panel):
        kind = "fitted" if one.published.fitted else "held out"
        print(
            f"| {one.published.measure} | {one.published.share:.3%} | {one.rehearsed:.3%} | {one.off:+.0%} "
            f"| {kind} |"
        )


def timed(folder: Path, *, runs: int) -> None:
    """Print how long a plan's rehearsal takes in one process."""
    one, world = ready(read_plan(folder)), load_world("2024")
    register = one.operation.register
    wall, cpu = time.perf_counter(), time.process_time()
    course = course_of(one.kept.delivery, register=register, rules=one.rules, world=world)
    stage = Stage(course=course, stations=register.stations, guarded=None, world=world)
    made_s = time.process_time() - cpu
    tally = tally_of(stage, runs=runs, seed=1)
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    late = 100_000 * (1 - shares_of(tally, stations=len(register.stations)).by_law)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}, load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{len(register.stations):,} stations, {len(course.rides):,} journeys, {runs:,} days; "
        f"late {late:.0f} of 100,000"
    )
    print(f"wall {wall_s:.1f} s, CPU {cpu_s:.1f} s ({made_s:.1f} s for the course), peak {peak_mib:,.0f} MiB")


def main() -> None:
    """Time a plan, or calibrate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--old-and-new", action="store_true")
    parser.add_argument("--regions", nargs="*")
    parser.add_argument("--picture", type=Path)
    wanted = parser.parse_args()
    if wanted.calibrate:
        named = tuple(map(RegionCode, wanted.regions or ())) or (HELD_OUT if wanted.held_out else PANEL)
        calibrate(named, runs=wanted.runs)
    elif wanted.old_and_new:
        late = old_and_new(tuple(map(RegionCode, wanted.regions or ())) or SAMPLES, runs=wanted.runs)
        if wanted.picture:
            wanted.picture.write_text(picture(late), encoding="utf-8")
    elif wanted.plan:
        timed(wanted.plan, runs=wanted.runs)
    else:
        parser.error("name a plan's folder, or --calibrate")


if __name__ == "__main__":
    main()
