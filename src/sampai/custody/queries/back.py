"""The way back: where ballot boxes are after counting. What nobody stated counts as not back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Q

from sampai.custody.model import BoxKind, Phase, Trouble
from sampai.custody.queries.boxes import BoxFilter, BoxView, leading, views_of, wanted
from sampai.election.model import Direction, Level
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope

HOME = (Phase.RETURNED, Phase.ARCHIVED, Phase.DISPUTED, Phase.DISPOSED)
MOST = 200
COME_BACK = (BoxKind.BALLOT_BOX.value, BoxKind.CONTAINER.value)


class Stage(StrEnum):
    """How far a box has come on its way back."""

    UNHEARD = "unheard"
    """Nobody stated that it was opened at its station."""
    STATION = "tps"
    PPS = "pps"
    PPK = "ppk"
    ON_THE_WAY = "on-the-way"
    HOME = "kpu"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackCounts:
    """One region's ballot boxes on the way back."""

    region: RegionCode
    total: int = 0
    stages: Mapping[Stage, int] = field(default_factory=dict)
    copied: int = 0
    """Results were photographed."""


def back_counts(scope: Scope, *, event: str, region: RegionCode, digits: int = 0) -> Sequence[BackCounts]:
    """How far the ballot boxes of a region have come back, as a whole, or by the regions in it."""
    rows = wanted(scope, BoxFilter(event=event, region=region, kind=BoxKind.BALLOT_BOX))
    grouped = (
        rows.annotate(part=leading(digits or len(region)))
        .order_by()
        .values("part", "direction", "phase", "holder_level", "copied", "troubles")
        .annotate(total=Count("id"))
    )
    totals, copied = Counter[str](), Counter[str]()
    stages: dict[str, Counter[Stage]] = {}
    for one in grouped:
        part, total = one["part"], one["total"]
        stage = stage_of(
            direction=one["direction"],
            phase=one["phase"],
            level=one["holder_level"],
            troubles=one["troubles"],
        )
        totals[part] += total
        copied[part] += total * one["copied"]
        stages.setdefault(part, Counter())[stage] += total
    return [
        BackCounts(
            region=RegionCode(part),
            total=totals[part],
            copied=copied[part],
            stages={stage: stages[part][stage] for stage in Stage},
        )
        for part in sorted(totals)
    ]


def stage_of(*, direction: str, phase: str, level: str, troubles: str) -> Stage:
    """How far a box has come, by what is known of it."""
    if Trouble.MISSING.value in troubles.split():
        return Stage.MISSING
    if Phase(phase) in HOME:
        return Stage.HOME
    if Phase(phase) in (Phase.OPENED, Phase.USED, Phase.RESEALED):
        return Stage.STATION
    if direction != Direction.BACK.value:
        return Stage.UNHEARD
    if Phase(phase) in (Phase.LOADED, Phase.UNDER_WAY, Phase.ARRIVED):
        return Stage.ON_THE_WAY
    return {Level.PPS.value: Stage.PPS, Level.PPK.value: Stage.PPK}.get(level, Stage.STATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Critical:
    """One kind of what must come back: how much of it there is, and how much is still missing."""

    item: str
    """`boxes`, `containers` or `copies`."""
    total: int
    missing: int


def critical_items(scope: Scope, *, event: str, region: RegionCode) -> Sequence[Critical]:
    """Ballot boxes, containers and photographed results of a region. What nobody stated is missing."""
    rows = wanted(scope, BoxFilter(event=event, region=region)).filter(plan__isnull=False)
    home = Q(phase__in=[one.value for one in HOME])
    found = {
        one["kind"]: one
        for one in rows.order_by()
        .values("kind")
        .annotate(total=Count("id"), home=Count("id", filter=home), copied=Count("id", filter=Q(copied=True)))
    }
    boxes, containers = found.get(BoxKind.BALLOT_BOX.value), found.get(BoxKind.CONTAINER.value)
    items = []
    if boxes:
        items += [("boxes", boxes, boxes["home"]), ("copies", boxes, boxes["copied"])]
    if containers:
        items.append(("containers", containers, containers["home"]))
    return [
        Critical(item=item, total=one["total"], missing=one["total"] - there) for item, one, there in items
    ]


def not_home(scope: Scope, *, event: str, region: RegionCode, most: int = MOST) -> Sequence[BoxView]:
    """Ballot boxes and containers that are not back, those without photographed results first."""
    rows = wanted(scope, BoxFilter(event=event, region=region)).filter(kind__in=COME_BACK)
    rows = rows.exclude(phase__in=[one.value for one in HOME])
    return views_of(scope, rows.order_by("copied", "-troubles", "count", "code")[:most])
