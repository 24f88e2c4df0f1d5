"""Writes of a plan's clusters in the store."""

from typing import Any

from sampai.guarding.model import Cluster, GuardPlan
from sampai.guarding.tables import ClusterRow
from sampai.kernel.ids import span_of, village_of
from sampai.ledger.actions import write_rows

FIELDS = ("plan", "code", "risk", "label", "stations", "officers", "linmas", "unit")


def keep_clusters(plan: int, *, guard: GuardPlan) -> None:
    """Write a plan's clusters, numbered in their order."""
    rows = (_cluster(plan, number, one) for number, one in enumerate(guard.clusters, start=1))
    write_rows(ClusterRow, FIELDS, rows)


def _cluster(plan: int, number: int, one: Cluster) -> tuple[Any, ...]:
    label = span_of(village_of(one.stations[0]))[0]
    stations = " ".join(one.stations)
    return (plan, f"K{number:04d}", one.risk.value, label, stations, one.officers, one.linmas, "")
