"""Where a plan fails, and what hangs together with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sampai.election.model import Election, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode
from sampai.transport.model import Chances, DeliveryPlan, Journey
from sampai.transport.rules.offices import Offices
from sampai.transport.rules.pieces import is_station


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Stations that fail in one stage, from one place.

    `boards` are the places and modes by which they are served or would be, the last leg first.
    """

    giver: Level
    receiver: Level
    stage: int
    at: str
    stations: tuple[StationCode, ...]
    boards: tuple[tuple[str, Mode], ...]
    near: tuple[StationCode, ...]
    """All stations that are served in the stage from the place, and those that fail."""
    planned: HTime | None
    """When the plan is through with them, as far as it serves them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The stations that are planned anew for a trouble, and the journeys that go."""

    stations: frozenset[StationCode]
    journeys: frozenset[str]
    """Codes."""
    own: frozenset[StationCode]
    """The parts of committees' own goods that ride along."""


def troubles_of(
    delivery: DeliveryPlan, *, chances: Chances, election: Election, offices: Offices
) -> tuple[Trouble, ...]:
    """The troubles of a plan, those with most stations first."""
    steps = [(stage.giver, stage.receiver) for stage in election.stages]
    found: dict[tuple[int, str], tuple[list[StationCode], dict[tuple[str, Mode], None]]] = {}
    legs = _legs(delivery.journeys)
    for left in delivery.unplanned:
        kecamatan = offices.ppk.get(left.station[:6], "")
        usual = offices.stores[0] if left.giver is Level.KPU and offices.stores else kecamatan
        at = left.wants[0][0] if left.wants else usual
        stations, boards = found.setdefault((steps.index((left.giver, left.receiver)), at), ([], {}))
        stations.append(left.station)
        boards.update(dict.fromkeys(left.wants))
    for chance in chances.at_risk:
        mine = legs[chance.station]
        last = mine[-1]
        stations, boards = found.setdefault((steps.index((last.giver, last.receiver)), last.origin), ([], {}))
        stations.append(chance.station)
        boards.update(dict.fromkeys((j.origin, j.mode) for j in reversed(mine) if j.giver is last.giver))
    planned = {chance.station: chance.planned for chance in chances.stations}
    ordered = sorted(found.items(), key=lambda item: (-len(item[1][0]), item[0]))
    return tuple(
        Trouble(
            giver=steps[stage][0],
            receiver=steps[stage][1],
            stage=stage,
            at=at,
            stations=tuple(sorted(set(stations))),
            boards=tuple(boards),
            near=tuple(sorted({*stations, *_served(delivery, step=steps[stage], at=at)})),
            planned=max((planned[code] for code in stations if code in planned), default=None),
        )
        for (stage, at), (stations, boards) in ordered
    )


def _served(delivery: DeliveryPlan, *, step: tuple[Level, Level], at: str) -> set[StationCode]:
    """The stations whose goods leave a place in a stage."""
    mine = (j for j in delivery.journeys if (j.giver, j.receiver) == step and j.origin == at)
    return {station for journey in mine for stop in journey.stops for station in stop.stations}


def _legs(journeys: Iterable[Journey]) -> dict[StationCode, list[Journey]]:
    """Each station's journeys in order of time."""
    found: dict[StationCode, list[Journey]] = {}
    for journey in sorted(journeys, key=lambda one: (one.loads, one.returns, one.code)):
        for stop in journey.stops:
            for station in stop.stations:
                found.setdefault(station, []).append(journey)
    return found


def reach_of(
    delivery: DeliveryPlan, trouble: Trouble, *, election: Election, first: int, most: int
) -> Reach | None:
    """What is planned anew from a stage on: all that leaves the place, or what fails; None if too much."""
    for begin in (trouble.near, trouble.stations):
        reach = _closed(begin, delivery, election=election, first=first)
        if len(reach.stations) <= most:
            return reach
    return None


def _closed(
    stations: Collection[StationCode], delivery: DeliveryPlan, *, election: Election, first: int
) -> Reach:
    """Some stations, with all that ride along with them from a stage on, and the journeys of these."""
    steps = {(stage.giver, stage.receiver) for stage in election.stages[first:]}
    open_ = [j for j in delivery.journeys if (j.giver, j.receiver) in steps]
    reached, gone = set(stations), set[str]()
    grown = True
    while grown:
        grown = False
        for journey in open_:
            carried = {code for stop in journey.stops for code in stop.codes}
            if journey.code not in gone and not carried.isdisjoint(reached):
                gone.add(journey.code)
                grown = grown or not carried <= reached
                reached |= carried
    served = frozenset(code for code in reached if is_station(code))
    return Reach(served, frozenset(gone), frozenset(reached) - served)
