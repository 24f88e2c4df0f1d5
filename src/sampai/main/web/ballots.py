"""What the pages of ballots are handed: the pack's rules, the solver, the ways of a kept plan."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from sampai.command.ports import BallotDesk
from sampai.engines.surplus import SlopeBalancer, StraightWays
from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.main.web.opening_plans import open_plan
from sampai.materials.model.surplus import Way
from sampai.materials.ports import OpenWays
from sampai.packs.surplus import load_arrivals, load_districts, load_moves
from sampai.plan.rules.between import PlanWays
from sampai.plan.rules.make import means_of, outlook_of
from sampai.transport.rules.diary import Span
from sampai.transport.rules.means import Means

KMH = 25
"""On a motorbike over village roads, where no plan knows the ways."""
IN_MEMORY = 2


@cache
def ballot_desk() -> BallotDesk:
    """The desk of this program."""
    return BallotDesk(
        moves=load_moves(),
        arrivals=load_arrivals(),
        districts=load_districts(),
        balancer=SlopeBalancer(),
        ways=ways_of,
        straight=straight,
    )


def ways_of(document: str, since: HTime, until: HTime) -> OpenWays:
    """The ways of a kept plan that are open all the time between two times."""
    plan = open_plan(document).plan
    outlook = outlook_of(plan.operation, rules=plan.rules)
    return PlanWays(_means(document), hours=Span(since, max(until, since + 1)), outlook=outlook)


@lru_cache(maxsize=IN_MEMORY)
def _means(document: str) -> Means:
    plan = open_plan(document).plan
    return means_of(plan.operation, rules=plan.rules, roads=None)


def straight(positions: Mapping[StationCode, Position]) -> OpenWays:
    """Straight over the ground, assumed; stations that nobody has placed have no ways."""
    return _PlacedWays(positions)


class _PlacedWays:
    """Straight ways among the stations with a position."""

    certainty = StraightWays.certainty

    def __init__(self, positions: Mapping[StationCode, Position]) -> None:
        self._positions = positions
        self._ways = StraightWays(positions, speed_kmh=KMH)

    def nearest(
        self, receivers: Sequence[StationCode], givers: Sequence[StationCode], *, most: int
    ) -> tuple[Way, ...]:
        """For each receiver the ways from its nearest givers, nearest first."""
        known = [[code for code in codes if code in self._positions] for codes in (receivers, givers)]
        return self._ways.nearest(*known, most=most)
