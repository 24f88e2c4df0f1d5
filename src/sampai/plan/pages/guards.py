"""Guard demand by class, and the units that can meet it."""

from dataclasses import dataclass

from sampai.guarding.model import Pattern, RiskClass
from sampai.plan.model import OperationPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One class: its pattern, stations, clusters, and who is needed."""

    risk: RiskClass
    pattern: Pattern
    stations: int
    clusters: int
    officers: int
    linmas: int


def class_lines(plan: OperationPlan) -> list[ClassLine]:
    """Every class that has a pattern, from the least vulnerable."""
    return [_line(plan, pattern) for pattern in sorted(plan.guard.patterns.patterns, key=_order)]


def _order(pattern: Pattern) -> int:
    return list(RiskClass).index(pattern.risk)


def _line(plan: OperationPlan, pattern: Pattern) -> ClassLine:
    clusters = [cluster for cluster in plan.guard.clusters if cluster.risk is pattern.risk]
    return ClassLine(
        risk=pattern.risk,
        pattern=pattern,
        stations=sum(len(cluster.stations) for cluster in clusters),
        clusters=len(clusters),
        officers=sum(cluster.officers for cluster in clusters),
        linmas=sum(cluster.linmas for cluster in clusters),
    )
