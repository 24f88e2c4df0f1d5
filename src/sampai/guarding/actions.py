"""Writes of a plan's clusters and posts in the store."""

from collections.abc import Mapping
from typing import Any

from sampai.guarding.model import Cluster, GuardPlan
from sampai.guarding.tables import ClusterRow, ReservePostRow
from sampai.kernel.ids import RegionCode, span_of, village_of
from sampai.ledger.actions import write_rows

FIELDS = ("plan", "code", "risk", "label", "stations", "officers", "linmas", "unit", "post")
POST_FIELDS = ("plan", "place", "label", "officers", "stations", "response_s")


def keep_guard(plan: int, *, guard: GuardPlan, regions: Mapping[str, RegionCode]) -> None:
    """Write a plan's clusters, numbered in their order, and its posts of the reserve.

    `regions`: in which region each place lies.
    """
    rows = (_cluster(plan, number, one) for number, one in enumerate(guard.clusters, start=1))
    write_rows(ClusterRow, FIELDS, rows)
    posts = (
        (
            plan,
            one.place,
            span_of(regions[one.place])[0],
            one.officers,
            len(one.stations),
            one.response_s,
        )
        for one in guard.reserve
        if one.place in regions
    )
    write_rows(ReservePostRow, POST_FIELDS, posts)


def _cluster(plan: int, number: int, one: Cluster) -> tuple[Any, ...]:
    label = span_of(village_of(one.stations[0]))[0]
    stations = " ".join(one.stations)
    return (
        plan,
        f"K{number:04d}",
        one.risk.value,
        label,
        stations,
        one.officers,
        one.linmas,
        "",
        one.post or "",
    )
