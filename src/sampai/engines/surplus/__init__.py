"""Drivers of `Balancer`: a flow with sloping costs, and a proof by whole numbers; ways between stations."""

from sampai.engines.surplus.flow import SlopeBalancer
from sampai.engines.surplus.proof import ProvenBalancer
from sampai.engines.surplus.ways import StraightWays, TimedWays

__all__ = ["ProvenBalancer", "SlopeBalancer", "StraightWays", "TimedWays"]
