"""How long planning on takes after one closed way, and how good it is: `python bench/replan.py PLAN`.

PLAN is a folder that `sampai plan` wrote. Ways are chosen by a rule, not by hand: of all edges and links
that journeys pass, the one that most journeys pass, the median, and one that few pass (the lowest tenth).
Each is closed before the first journey begins; `--ways most` closes the first of them only. `--fresh S`
makes whole new journeys with the closure in about S CPU seconds (at least with effort 1), to compare the
stations lost and then the cost of the way out, which is what both seek. The last line of each way says
which bounds hold: the first answer within 1 CPU second for up to 1,600 stations and 5 for more, no more
than twice the journeys that pass the way touched, a cost within 1 % of the new plan's.
"""

import argparse
import os
import platform
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.clock import HTime
from sampai.main.replanning import Ready, plan_on, read_plan, ready, with_closures
from sampai.places.model import Closure, Mode
from sampai.places.rules.closing import joined
from sampai.places.rules.ways import direct_keys, foot
from sampai.plan.rules.make import consignments_of, held_on, homeward_of, outlook_of, own_goods_of
from sampai.transport.model import DeliveryPlan, Journey, Setback
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.replan.ground import round_trip
from sampai.transport.rules.replan.match import pairs_of
from sampai.transport.rules.score import cost_rp

Trees = dict[tuple[Mode, int], NDArray[np.int32]]
"""The node before each node, by mode and first node."""


def passes(one: Ready) -> Counter[str]:
    """How many journeys pass each way."""
    found: Counter[str] = Counter()
    trees: Trees = {}
    for journey in one.kept.delivery.journeys:
        found.update(sorted(set(_ways(one, journey, trees))))
    return found


def _ways(one: Ready, journey: Journey, trees: Trees) -> Iterator[str]:
    ways = one.means.ways[journey.mode]
    places = round_trip(journey)
    direct = direct_keys(ways, places)
    for i, (a, b) in enumerate(pairwise(foot(ways, code) for code in places)):
        if (journey.mode, a.node) not in trees:
            trees[journey.mode, a.node] = dijkstra(
                ways.graph, indices=np.array([a.node]), return_predecessors=True
            )[1][0]
        key = one.means.row(journey.mode, node=a.node)[b.node] + a.key + b.key
        node = b.node
        while key <= direct[i, i + 1] and (before := int(trees[journey.mode, a.node][node])) >= 0:
            yield _named(one, before, node)
            node = before


def _named(one: Ready, a: int, b: int) -> str:
    network = one.means.network
    codes = {network.nodes[a], network.nodes[b]}
    links = (link.code for link in network.links if {link.origin, link.target} == codes)
    return next(links, joined(*sorted(codes)))


def chosen(counts: Counter[str]) -> list[tuple[str, int]]:
    """The way that most journeys pass, the median and the lowest tenth."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [ordered[0], ordered[len(ordered) // 2], ordered[len(ordered) * 9 // 10]]


def cost(one: Ready, plan: DeliveryPlan) -> int:
    """All costs of a plan."""
    return cost_rp(
        plan.journeys,
        stationed=plan.stationed,
        modes=one.rules.modes,
        fleet=one.means.fleet,
        shift_rp=one.rules.objective.shift_rp,
    )


def planned_anew(one: Ready, setback: Setback, *, effort: int) -> DeliveryPlan:
    """All journeys planned from nothing, with what is closed."""
    operation, rules = with_closures(one.operation, setback), one.rules
    return plan_delivery(
        operation.register,
        consignments=consignments_of(one.needs),
        election=held_on(operation.settings.calendar.voting_day, election=rules.election),
        modes=rules.modes,
        fleet=one.means.fleet,
        territory=rules.territory,
        solver=RuinSolver(),
        seed=1,
        effort=effort,
        outlook=outlook_of(operation, rules=rules),
        own=own_goods_of(one.needs),
        homeward=homeward_of(one.needs, election=rules.election, kits=rules.kits),
        drivers=rules.drivers,
        ways=one.means,
        objective=rules.objective,
    )


def measure(one: Ready, way: str, users: int, *, effort: int, fresh: float) -> None:
    """Close one way, plan on, print."""
    calendar = one.operation.settings.calendar
    at = HTime(min(stage.earliest for stage in one.rules.election.stages))
    starts = calendar.instant(at).replace(tzinfo=None)
    shut = Closure(subject=way, starts=starts, ends=starts + timedelta(days=60))
    setback = Setback(at=at, closures=(shut,))
    wall, cpu = time.perf_counter(), time.process_time()
    firsts: list[tuple[float, float, DeliveryPlan]] = []

    def first(plan: DeliveryPlan) -> None:
        firsts.append((time.perf_counter() - wall, time.process_time() - cpu, plan))

    plan = plan_on(one, setback=setback, seed=1, effort=effort, first=first)
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{way}: {users} journeys pass it")
    for name, seconds, seconds_cpu, found in (("first", *firsts[0]), ("best", wall_s, cpu_s, plan)):
        share, changed = cost(one, found) / cost(one, one.kept.delivery), touched(one, found)
        print(
            f"  {name:5} wall {seconds:6.2f} s, CPU {seconds_cpu:6.2f} s, {changed} journeys touched, "
            f"{len(found.unplanned)} stations lost, cost {share:.4f} of the old plan"
        )
    bounds = {
        f"first answer in {bound_s(one)} s": firsts[0][1] <= bound_s(one),
        "twice the journeys touched": all(touched(one, found) <= 2 * users for found in (firsts[0][2], plan)),
    }
    if fresh:
        anew, effort, cpu_s = planned_for(one, setback, seconds=fresh)
        shares = [cost(one, found) / cost(one, anew) for found in (firsts[0][2], plan)]
        print(
            f"  fresh CPU {cpu_s:6.2f} s (effort {effort}), {len(anew.unplanned)} stations lost; of its cost "
            f"the first answer costs {shares[0]:.4f}, the best {shares[1]:.4f}"
        )
        bounds["1 % of the new plan's cost"] = shares[1] <= 1.01 and len(plan.unplanned) <= len(
            anew.unplanned
        )
    print("  within " + "; ".join(f"{bound}: {'yes' if held else 'NO'}" for bound, held in bounds.items()))


def touched(one: Ready, plan: DeliveryPlan) -> int:
    """How many journeys of the way out are not as they were."""
    return sum(not pair.is_same for pair in pairs_of(one.kept.delivery.journeys, plan.journeys))


def bound_s(one: Ready) -> int:
    """How long the first answer may take."""
    return 1 if len(one.operation.register.stations) <= 1_600 else 5


def planned_for(one: Ready, setback: Setback, *, seconds: float) -> tuple[DeliveryPlan, int, float]:
    """New journeys found in about so many CPU seconds, by what effort, and the CPU seconds that they took."""
    effort = 1
    while True:
        cpu = time.process_time()
        plan = planned_anew(one, setback, effort=effort)
        spent = time.process_time() - cpu
        more = round(effort * seconds / spent)
        if more <= effort * 3 // 2:
            return plan, effort, spent
        effort = more


def main() -> None:
    """Read a plan, choose ways, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--fresh", type=float, default=0, metavar="S")
    parser.add_argument("--ways", choices=["all", "most"], default="all")
    wanted = parser.parse_args()
    wall = time.perf_counter()
    one = ready(read_plan(wanted.plan))
    print(f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}")
    print(
        f"{one.operation.settings.name}: {len(one.operation.register.stations):,} stations, "
        f"{len(one.kept.delivery.journeys):,} journeys; loaded in {time.perf_counter() - wall:.2f} s"
    )
    for way, users in chosen(passes(one))[: 1 if wanted.ways == "most" else None]:
        measure(one, way, users, effort=wanted.effort, fresh=wanted.fresh)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
