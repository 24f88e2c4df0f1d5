"""The table per kecamatan: what it gets, when, and who guards it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sampai.election.model import Election, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Load
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, kecamatan_of
from sampai.transport.model import Journey, Stop


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last arrival at one level, and how long before its deadline (seconds; negative: late)."""

    at: HTime
    slack_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KecamatanRow:
    """One kecamatan of the plan. `departs` and arrivals are None where no journey serves it."""

    name: str
    stations: int
    hard: int
    voters: int
    load: Load
    journeys: int
    departs: HTime | None
    at_ppk: Arrival | None
    at_stations: Arrival | None
    unplanned: int
    officers: int
    available: int
    missing: int


def kecamatan_rows(plan: OperationPlan, *, spots: Spots) -> list[KecamatanRow]:
    """One row per kecamatan that has stations, in code order."""
    stations = Counter(kecamatan_of(s.village) for s in plan.operation.register.stations)
    return [_row(plan, code, spots=spots) for code in sorted(stations)]


def last_arrival(stops: Iterable[Stop], *, level: Level, election: Election) -> Arrival | None:
    """When the last of the stops is reached, against the level's earliest deadline."""
    at = max((stop.arrives for stop in stops), default=None)
    if at is None:
        return None
    deadlines = [deadline.at for deadline in election.deadlines if deadline.level is level]
    return Arrival(at, min(deadlines) - at if deadlines else None)


def _row(plan: OperationPlan, code: RegionCode, *, spots: Spots) -> KecamatanRow:
    stations = [s for s in plan.operation.register.stations if kecamatan_of(s.village) == code]
    legs = list(_legs(plan.delivery.journeys, code))
    need = next((need for need in plan.guard.needs if need.kecamatan == code), None)
    return KecamatanRow(
        name=spots.name(code),
        stations=len(stations),
        hard=sum(s.hard for s in stations),
        voters=sum(s.voters for s in stations),
        load=plan.needs.total_load(code),
        journeys=len({journey.code for journey, _ in legs}),
        departs=min((journey.departs for journey, _ in legs), default=None),
        at_ppk=_arrival(legs, Level.PPK, plan.rules.election),
        at_stations=_arrival(legs, Level.STATION, plan.rules.election),
        unplanned=len({u.station for u in plan.delivery.unplanned if kecamatan_of(u.station) == code}),
        officers=need.officers if need else 0,
        available=need.available if need else 0,
        missing=need.missing if need else 0,
    )


def _legs(journeys: Iterable[Journey], kecamatan: RegionCode) -> Iterator[tuple[Journey, Stop]]:
    """The stops that serve stations of a kecamatan, each with its journey."""
    for journey in journeys:
        for stop in journey.stops:
            if any(kecamatan_of(station) == kecamatan for station in stop.stations):
                yield journey, stop


def _arrival(legs: list[tuple[Journey, Stop]], level: Level, election: Election) -> Arrival | None:
    stops = [stop for journey, stop in legs if journey.receiver is level]
    return last_arrival(stops, level=level, election=election)
