"""Reads of clusters. Who stands where is restricted (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.guarding.tables import ClusterRow
from sampai.kernel.rights import Scope, Secrecy, secret, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """Neighbouring stations that one group of officers guards."""

    code: str
    risk: str
    stations: tuple[str, ...]
    linmas: int
    officers: int | None = secret(Secrecy.RESTRICTED, default=None)
    unit: str = secret(Secrecy.RESTRICTED, default="")


def clusters(scope: Scope, *, plan: int) -> Sequence[ClusterView]:
    """A plan's clusters in the scope's territory, by place."""
    rows = ClusterRow.objects.filter(plan=plan, label__range=scope.span).order_by("label", "code")
    return [shown(_view(row), scope=scope) for row in rows]


def every_cluster(plan: int) -> Sequence[ClusterView]:
    """All clusters of a plan with everything in them; for the plan's own deeds."""
    return [_view(row) for row in ClusterRow.objects.filter(plan=plan).order_by("label", "code")]


def _view(row: ClusterRow) -> ClusterView:
    return ClusterView(
        code=row.code,
        risk=row.risk,
        stations=tuple(row.stations.split()),
        linmas=row.linmas,
        officers=row.officers,
        unit=row.unit,
    )
