"""The chance of arrival, as the report shows it: stations by chance, the weakest of them, what would help."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, kecamatan_of
from sampai.transport.model import SAFE, BackChance, Relief, StationChance
from sampai.transport.pages import causes_said, how_sampled, how_tried, relief_said

WEAKEST = 20
"""Stations that the report shows; all of them are in the workbook."""

CLASSES = (
    (SAFE, say("99 % or more")),
    (0.95, say("95 % to 99 %")),
    (0.80, say("80 % to 95 %")),
    (0.0, say("less than 80 %")),
)


@dataclass(frozen=True, slots=True)
class ChanceClass:
    """How many stations have a chance of this class. `is_alarm`: they are at risk."""

    name: Text
    stations: int
    share: float
    is_alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakLine:
    """One of the weakest stations."""

    chance: StationChance
    name: str
    kecamatan: str
    causes: str


@dataclass(frozen=True, slots=True)
class ReliefLine:
    """What would help, in words."""

    relief: Relief
    what: Text


@dataclass(frozen=True, slots=True)
class BackLine:
    """One of the stations whose boxes are least likely back in time."""

    chance: BackChance
    name: str
    kecamatan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackPart:
    """The way back after counting; None in its place where it was not sampled.

    `weakest` are those that are not in time on all days.
    """

    classes: list[ChanceClass]
    weakest: list[BackLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChancePart:
    """The report's section; None in its place where chances were not sampled and nothing was tried."""

    remark: Text
    classes: list[ChanceClass]
    weakest: list[WeakLine]
    reliefs: list[ReliefLine]
    tried: Text
    back: BackPart | None


def chance_part(plan: OperationPlan, *, spots: Spots, words: Words) -> ChancePart | None:
    """What the report says of chances."""
    chances = plan.chances
    if not (chances.stations or chances.reliefs):
        return None
    weakest = sorted(chances.stations, key=lambda one: (one.in_time, one.by_plan, -one.p99, one.station))
    return ChancePart(
        remark=how_sampled(chances),
        classes=_classes([one.in_time for one in chances.stations]),
        weakest=[_weak(chance, spots=spots, words=words) for chance in weakest[:WEAKEST]],
        reliefs=[ReliefLine(relief, relief_said(relief, name=spots.name)) for relief in chances.reliefs],
        tried=how_tried(chances),
        back=_back(chances.back, spots=spots),
    )


def _back(chances: Sequence[BackChance], *, spots: Spots) -> BackPart | None:
    if not chances:
        return None
    unsure = [one for one in chances if one.in_time < 1]
    weakest = sorted(unsure, key=lambda one: (one.in_time, -one.p99, one.station))
    return BackPart(
        classes=_classes([one.in_time for one in chances]),
        weakest=[
            BackLine(chance, spots.name(chance.station), spots.name(kecamatan_of(chance.station)))
            for chance in weakest[:WEAKEST]
        ],
    )


def _classes(shares: Sequence[float]) -> list[ChanceClass]:
    found, above = [], 2.0
    for least, name in CLASSES:
        count = sum(least <= share < above for share in shares)
        found.append(ChanceClass(name, count, count / max(1, len(shares)), least < SAFE and count > 0))
        above = least
    return found


def _weak(chance: StationChance, *, spots: Spots, words: Words) -> WeakLine:
    return WeakLine(
        chance=chance,
        name=spots.name(chance.station),
        kecamatan=spots.name(kecamatan_of(chance.station)),
        causes=causes_said(chance, words=words),
    )
