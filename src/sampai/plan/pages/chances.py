"""The chance of arrival, as the report shows it: stations by chance, the weakest of them, what would help."""

from dataclasses import dataclass

from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, kecamatan_of
from sampai.transport.model import SAFE, Relief, StationChance
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChancePart:
    """The report's section; None in its place where chances were not sampled and nothing was tried."""

    remark: Text
    classes: list[ChanceClass]
    weakest: list[WeakLine]
    reliefs: list[ReliefLine]
    tried: Text


def chance_part(plan: OperationPlan, *, spots: Spots, words: Words) -> ChancePart | None:
    """What the report says of chances."""
    chances = plan.chances
    if not (chances.stations or chances.reliefs):
        return None
    weakest = sorted(chances.stations, key=lambda one: (one.in_time, one.by_plan, -one.p99, one.station))
    return ChancePart(
        remark=how_sampled(chances),
        classes=_classes(chances.stations),
        weakest=[_weak(chance, spots=spots, words=words) for chance in weakest[:WEAKEST]],
        reliefs=[ReliefLine(relief, relief_said(relief, name=spots.name)) for relief in chances.reliefs],
        tried=how_tried(chances),
    )


def _classes(stations: tuple[StationChance, ...]) -> list[ChanceClass]:
    found, above = [], 2.0
    for least, name in CLASSES:
        count = sum(least <= chance.in_time < above for chance in stations)
        found.append(ChanceClass(name, count, count / len(stations), least < SAFE and count > 0))
        above = least
    return found


def _weak(chance: StationChance, *, spots: Spots, words: Words) -> WeakLine:
    return WeakLine(
        chance=chance,
        name=spots.name(chance.station),
        kecamatan=spots.name(kecamatan_of(chance.station)),
        causes=causes_said(chance, words=words),
    )
