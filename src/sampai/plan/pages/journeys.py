"""Journeys by stage and kecamatan, worded as far as a table needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sampai.election.model import Direction, Level, direction
from sampai.kernel.ids import VehicleCode
from sampai.kernel.text import Text, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.map_svg import stages_in_order
from sampai.plan.pages.spots import Spots, by_village, kecamatan_of, numbers_of
from sampai.transport.model import Journey, Stop

Kinds = Mapping[VehicleCode, str]
"""What the vehicles of a group are, by its code."""


@dataclass(frozen=True, slots=True)
class Left:
    """Stations of one village whose goods stay at a stop: `Selasih`, `001–003`."""

    village: str
    numbers: str


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop with its place's name and what stays there. `is_at_station`: the place is a station itself."""

    stop: Stop
    name: str
    left: list[Left]
    is_at_station: bool
    own: list[str]
    """Regions whose committee's own goods are part of the load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    """A journey with names in the place of codes."""

    journey: Journey
    vehicle: str
    origin: str
    stops: list[StopLine]


@dataclass(frozen=True, slots=True)
class Group:
    """Journeys of one stage to one kecamatan; the name is empty where a stage is one group."""

    name: str
    lines: list[JourneyLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageGroups:
    """One stage's journeys. `vehicles` counts different ones."""

    number: int
    giver: Level
    receiver: Level
    groups: list[Group]
    journeys: list[Journey]
    vehicles: int
    stations: int

    @property
    def is_back(self) -> bool:
        """Whether boxes come back in it."""
        return self.journeys[0].direction is Direction.BACK

    @property
    def heading(self) -> Text:
        """What the stage is called."""
        levels = {"giver": self.giver.upper(), "receiver": self.receiver.upper()}
        if self.is_back:
            return say("Stage {number}, way back: {giver} to {receiver}", number=self.number, **levels)
        return say("Stage {number}: {giver} to {receiver}", number=self.number, **levels)

    @property
    def sums(self) -> Text:
        """How many journeys, vehicles and stations it has."""
        counts = {"journeys": len(self.journeys), "vehicles": self.vehicles, "stations": self.stations}
        if self.is_back:
            return say(
                "{journeys} journeys with {vehicles} vehicles bring back the boxes of {stations} stations. "
                "They go when counting is over, by an assumed time.",
                **counts,
            )
        return say(
            "{journeys} journeys with {vehicles} vehicles bring the goods of {stations} stations.", **counts
        )


def stage_groups(plan: OperationPlan, *, spots: Spots) -> list[StageGroups]:
    """All journeys, by stage from the store down and back up, then by kecamatan, then by time."""
    kinds = {group.code: group.kind for group in plan.operation.fleet}
    by_stage: dict[tuple[Level, Level], list[Journey]] = defaultdict(list)
    for journey in sorted((*plan.delivery.journeys, *plan.delivery.back), key=lambda j: (j.loads, j.code)):
        by_stage[journey.giver, journey.receiver].append(journey)
    return [
        StageGroups(
            number=number,
            giver=stage[0],
            receiver=stage[1],
            groups=_groups(by_stage[stage], kinds=kinds, spots=spots),
            journeys=by_stage[stage],
            vehicles=len({(j.vehicle, ordinal) for j in by_stage[stage] for ordinal in j.vehicles}),
            stations=len({code for j in by_stage[stage] for stop in j.stops for code in stop.stations}),
        )
        for number, stage in enumerate(_in_order(by_stage), start=1)
    ]


def _in_order(stages: Iterable[tuple[Level, Level]]) -> list[tuple[Level, Level]]:
    """Stages from the store down, then those of the way back from the stations up."""
    found = list(stages)
    out = [stage for stage in found if direction(*stage) is Direction.OUT]
    back = [stage for stage in found if direction(*stage) is Direction.BACK]
    return [*stages_in_order(out), *reversed(stages_in_order(back))]


def _groups(journeys: list[Journey], *, kinds: Kinds, spots: Spots) -> list[Group]:
    groups: dict[str, list[JourneyLine]] = defaultdict(list)
    for journey in journeys:
        groups[_kecamatan(journey)].append(_line(journey, kinds=kinds, spots=spots))
    return [Group(spots.name(code) if code else "", lines) for code, lines in sorted(groups.items())]


def _kecamatan(journey: Journey) -> str:
    """The kecamatan that a journey serves; empty from and to the store: few, and some serve several."""
    if Level.KPU in {journey.giver, journey.receiver}:
        return ""
    return next((kecamatan_of(station) for stop in journey.stops for station in stop.stations), "")


def _line(journey: Journey, *, kinds: Kinds, spots: Spots) -> JourneyLine:
    return JourneyLine(
        journey=journey,
        vehicle=f"{kinds.get(journey.vehicle, journey.vehicle)} {vehicle_name(journey)}",
        origin=spots.name(journey.origin),
        stops=[_stop(stop, spots) for stop in journey.stops],
    )


def vehicle_name(journey: Journey) -> str:
    """The vehicles of a journey: `TRUK·2`, in convoy `TRUK·2+3`."""
    return f"{journey.vehicle}·{'+'.join(str(ordinal) for ordinal in journey.vehicles)}"


def _stop(stop: Stop, spots: Spots) -> StopLine:
    left = [Left(spots.name(village), numbers_of(codes)) for village, codes in by_village(stop.stations)]
    own = [spots.name(office) for office in stop.offices]
    return StopLine(stop, spots.name(stop.place), left, stop.place in stop.stations, own)
