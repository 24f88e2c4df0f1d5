"""An independent checker: no journey, and no empty ride, passes what is shut while it goes.

It knows only which ways there are; for every drive it shuts all that is shut at any moment of it, and asks
whether a way is left that takes no longer than the drive.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from tests.transport.checker import Case

from sampai.places.model import Closure, Mode, Register
from sampai.places.rules.network import Network, build_network
from sampai.places.rules.ways import Conditions, Pace, matrix, ways
from sampai.transport.model import DeliveryPlan, Medium

Drive = tuple[str, Mode, str, str, int, int]
"""What, by which mode, from, to, when it leaves and when it comes."""


def passed(case: Case, plan: DeliveryPlan, closures: Iterable[Closure]) -> list[str]:
    """What goes where it cannot, one sentence per drive."""
    ground = _Ground(case, tuple(closures))
    return [f"{drive[0]} passes what is shut" for drive in _drives(case, plan) if ground.fails(drive)]


def _drives(case: Case, plan: DeliveryPlan) -> Iterator[Drive]:
    for journey in plan.journeys:
        places = [journey.origin, *(stop.place for stop in journey.stops), journey.origin]
        leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
        comes = [*(stop.arrives for stop in journey.stops), journey.returns]
        for i in range(len(leaves)):
            yield journey.code, journey.mode, places[i], places[i + 1], leaves[i], comes[i]
    for ride in plan.stationed:
        mode = next(group.mode for group in case.fleet if group.code == ride.vehicle)
        mine = [
            j
            for j in plan.journeys
            if j.vehicle == ride.vehicle
            and ride.ordinal in j.vehicles
            and ride.since <= j.loads
            and j.returns <= ride.until
        ]
        stands = _stands(case, ride.base, mode=mode)
        yield f"{ride.vehicle} out", mode, stands, ride.at, ride.since, min(j.loads for j in mine)
        yield f"{ride.vehicle} home", mode, ride.at, stands, max(j.returns for j in mine), ride.until


def _stands(case: Case, base: str, *, mode: Mode) -> str:
    """Boats listed elsewhere stand where their links end; random cases list them there."""
    ends = {end for link in case.links(mode) for end in (link.origin, link.target)}
    return base if case.rule(mode).speed_kmh or not ends or base in ends else min(ends)


class _Ground:
    def __init__(self, case: Case, closures: tuple[Closure, ...]) -> None:
        self.case = case
        roads = {r.mode for r in case.modes if r.medium is Medium.ROAD and r.room.boxes > 4}
        self.network = build_network(case.register, territory=case.territory, road_modes=frozenset(roads))
        midnight = datetime.combine(case.election.voting_day, time())
        self.shut = [
            (c.subject, (c.starts - midnight).total_seconds(), (c.ends - midnight).total_seconds())
            for c in closures
        ]

    def fails(self, drive: Drive) -> bool:
        _, mode, origin, target, leaves, comes = drive
        shut = {subject for subject, start, end in self.shut if max(start, leaves) < min(end, comes)}
        rule = self.case.rule(mode)
        land = rule.medium in {Medium.ROAD, Medium.TRACK}
        pace = Pace(
            mode=mode, speed_kmh=rule.speed_kmh if land else (), carries=rule.medium is not Medium.ROAD
        )
        conditions = _without(shut, network=self.network, register=self.case.register)
        left = ways(self.network, pace=pace, conditions=conditions)
        seconds = int(matrix(left, [origin, target])[0][0, 1])
        return origin != target and not 0 <= seconds <= comes - leaves


def _without(shut: set[str], *, network: Network, register: Register) -> Conditions:
    regions = {str(place.code): str(place.region) for place in register.places}
    nodes, points = set(), set()
    for code in (*network.nodes, *network.anchors):
        village = regions.get(code, code)
        if any(code == subject or (subject.isdigit() and village.startswith(subject)) for subject in shut):
            if code in network.index:
                nodes.add(network.index[code])
            else:
                points.add(code)
    ends = [tuple(sorted(subject.split("-"))) for subject in shut if subject.count("-") == 1]
    pairs = frozenset((end[0], end[1]) for end in ends if all(code in network.index for code in end))
    return Conditions(
        shut_links=frozenset(shut),
        shut_nodes=frozenset(nodes),
        shut_points=frozenset(points),
        shut_pairs=pairs,
    )
