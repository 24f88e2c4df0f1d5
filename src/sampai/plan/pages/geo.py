"""The plan as GeoJSON (RFC 7946): stations, places, and journeys as lines, along mapped roads where known."""

import json
from collections.abc import Iterator, Mapping, Sequence

from sampai.election.model import Level
from sampai.guarding.model import RiskClass
from sampai.kernel.clock import HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.places.model import Place, Station
from sampai.plan.model import OperationPlan
from sampai.plan.pages.labels import RESTRICTED
from sampai.plan.pages.spots import Spots, kecamatan_of, spots
from sampai.plan.pages.way_lines import how_drawn, way_line
from sampai.plan.rules.arrivals import Arrival, arrivals
from sampai.transport.model import Journey, StationChance
from sampai.transport.rules.lines import NO_LINES, Lines

Properties = dict[str, "str | int | float | bool | list[str] | None"]
Geometry = dict[str, object] | None


def geojson(plan: OperationPlan, *, lines: Lines = NO_LINES) -> str:
    """One feature per station, place and journey, one line each; the same in every language."""
    where = spots(plan)
    features = [*_stations(plan, spots=where), *_places(plan), *_journeys(plan, spots=where, lines=lines)]
    head = {
        "type": "FeatureCollection",
        "name": plan.operation.settings.name,
        "restricted": str(RESTRICTED),
        "digest": plan.digest,
    }
    rows = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "features": [\n{rows}\n]}}\n'


def _feature(code: str, *, geometry: Geometry, properties: Properties) -> Mapping[str, object]:
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": properties}


def _point(at: Position | None) -> Geometry:
    return {"type": "Point", "coordinates": [at.lon, at.lat]} if at else None


def _line(points: Sequence[Position | None]) -> Geometry:
    """A line through the known points; none when there are not two."""
    known = [[at.lon, at.lat] for at in points if at]
    return {"type": "LineString", "coordinates": known} if len(known) > 1 else None


def _stations(plan: OperationPlan, *, spots: Spots) -> Iterator[Mapping[str, object]]:
    risks = {risk.station: risk.risk for risk in plan.guard.risks}
    reached = arrivals(plan.delivery)
    chances = {chance.station: chance for chance in plan.chances.stations}
    left = {unplanned.station for unplanned in plan.delivery.unplanned}
    for station in plan.operation.register.stations:
        at = reached.get(station.code, {})
        properties = (
            _who(station, spots=spots, risk=risks[station.code])
            | _load(station.code, plan=plan)
            | _times(at, plan=plan)
            | {"unplanned": station.code in left}
            | _chance(chances.get(station.code), plan=plan)
            | _position(station)
        )
        point = _point(spots.positions.get(station.code))
        yield _feature(station.code, geometry=point, properties=properties)


def _who(station: Station, *, spots: Spots, risk: RiskClass) -> Properties:
    return {
        "kind": "station",
        "number": station.number,
        "name": station.name,
        "village": spots.name(station.village),
        "kecamatan": spots.name(kecamatan_of(station.village)),
        "voters": station.voters,
        "class": risk.value,
        "hard": station.hard,
        "access": [str(mode) for mode in station.access],
        "signal": [signal.grade.value for signal in station.signal],
    }


def _load(station: StationCode, *, plan: OperationPlan) -> Properties:
    load = plan.needs.load(plan.needs.index(station))
    return {
        "boxes": load.boxes,
        "volume_m3": load.volume_l / 1000,
        "weight_kg": load.weight_g / 1000,
    }


def _times(at: Mapping[Level, Arrival], *, plan: OperationPlan) -> Properties:
    """Local time, ISO 8601, by which the goods are handed over at each level."""
    return {
        f"at_{stage.receiver.value}": _when(at[stage.receiver].stop.departs, plan=plan)
        if stage.receiver in at
        else None
        for stage in plan.rules.election.stages
    }


def _chance(chance: StationChance | None, *, plan: OperationPlan) -> Properties:
    """How likely the station is complete in time; nothing where that was not sampled."""
    if chance is None:
        return {}
    latest = chance.latest_departure
    return {
        "chance": chance.in_time,
        "chance_by_law": chance.by_law,
        "chance_by_plan": chance.by_plan,
        "chance_certainty": chance.certainty.value,
        "p50": _when(chance.p50, plan=plan),
        "p90": _when(chance.p90, plan=plan),
        "p99": _when(chance.p99, plan=plan),
        "late_because_of": [cause.value for cause, _ in chance.causes],
        "latest_safe_departure": None if latest is None else _when(latest, plan=plan),
    }


def _when(at: HTime, *, plan: OperationPlan) -> str:
    return plan.operation.settings.calendar.instant(at).isoformat()


def _position(station: Station) -> Properties:
    """How sure the point is; a station without a position of its own is drawn at its village."""
    if station.located is None:
        return {"position": "village", "position_source": "", "error_m": None}
    return {
        "position": station.located.certainty.value,
        "position_source": station.located.source,
        "error_m": station.located.error_m,
    }


def _places(plan: OperationPlan) -> Iterator[Mapping[str, object]]:
    for place in plan.operation.register.places:
        yield _feature(place.code, geometry=_point(place.located.position), properties=_what(place))


def _what(place: Place) -> Properties:
    return {
        "kind": "place",
        "place": place.kind.value,
        "name": place.name,
        "volume_m3": place.volume_m3,
        "position": place.located.certainty.value,
        "position_source": place.located.source,
        "error_m": place.located.error_m,
    }


def _journeys(plan: OperationPlan, *, spots: Spots, lines: Lines) -> Iterator[Mapping[str, object]]:
    for journey in plan.delivery.journeys:
        line = _line(way_line(journey, positions=spots.positions, lines=lines))
        yield _feature(journey.code, geometry=line, properties=_way(journey, plan=plan, lines=lines))


def _way(journey: Journey, *, plan: OperationPlan, lines: Lines) -> Properties:
    return {
        "kind": "journey",
        "line": str(how_drawn(journey, lines=lines)),
        "certainty": journey.certainty.value,
        "vehicle": journey.vehicle,
        "vehicles": len(journey.vehicles),
        "mode": journey.mode,
        "from_level": journey.giver.value,
        "to_level": journey.receiver.value,
        "loads": _when(journey.loads, plan=plan),
        "departs": _when(journey.departs, plan=plan),
        "returns": _when(journey.returns, plan=plan),
        "stops": [stop.place for stop in journey.stops],
        "boxes": journey.load.boxes,
        "volume_m3": journey.load.volume_l / 1000,
        "weight_kg": journey.load.weight_g / 1000,
        "distance_km": journey.distance_m / 1000,
    }
